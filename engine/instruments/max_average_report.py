"""The report `max-inzet`: every table of the bureau workbook, its parameters and its state."""

from engine.instruments.benchmark import benchmark
from engine.instruments.data_quality import data_quality_of
from engine.instruments.max_average import MaxInzet, is_provisional, max_inzet, reporting_moment
from engine.instruments.max_average_facts import AverageLines
from engine.instruments.max_average_overview import attention, chart, key_figures
from engine.instruments.raise_requests import raise_requests
from engine.instruments.reporting import Inputs, beside, make_report
from engine.result import Report, ResultTable
from engine.run import Period
from engine.texts import max_average as texts

NAME = "max-inzet"
_DISCLOSURE = ("BM.MinAanbieders", "BM.MinClienten", "BM.MaxAandeel")
_RESULTS = ("MaxInzet", "Aanvragen", "Benchmark", "Datakwaliteit")


def max_average_report(inputs: Inputs) -> Report:
    """Everything `max-inzet` shows. NotApplicable for another period than a calendar year or its first half (A §3.3).

    NotApplicable also for a year without norms.
    """
    con, settings, run = inputs.con, inputs.settings, inputs.run
    if not (run.period.is_full_year or run.period == Period(run.period.year, 1, 6)):
        raise texts.wrong_period(run.period.code)
    products = {norm.product_code for norm in settings.norms if norm.year == run.period.year}

    def work() -> tuple[MaxInzet, list[ResultTable]]:
        lines = AverageLines(con, settings, run.period.year)
        made = max_inzet(lines, run, inputs.reported)
        requests, compared = raise_requests(lines, run), benchmark(con, settings, run, made.table)
        return made, [made.table, requests, compared]

    # the checks read the same facts and nothing of the table: the database works at them while the rules are evaluated
    (made, tables), checks = beside(work, lambda: data_quality_of(NAME, con.cursor(), settings, run, products))
    overview = [key_figures(made, run), chart(made, run), attention(made, settings, run)]
    return make_report(
        inputs,
        name=NAME,
        title=texts.report_title(run.period),
        tables=[*tables, checks, made.norms, *overview],
        results=_RESULTS,
        state=texts.provisional_state(reporting_moment(run.period)) if is_provisional(run) else "",
        used=_DISCLOSURE,
    )
