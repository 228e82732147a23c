"""The report `max-inzet`: every table of the bureau workbook, its parameters and its state."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

from engine.instruments.benchmark import benchmark
from engine.instruments.data_quality import data_quality
from engine.instruments.max_average import Reported, as_value, is_provisional, max_inzet, reporting_moment
from engine.instruments.max_average_overview import attention, chart, key_figures
from engine.instruments.raise_requests import raise_requests
from engine.result import ParameterUse, Report, ResultTable
from engine.rules.walk import parameters
from engine.run import Period, Run
from engine.texts import max_average as texts

if TYPE_CHECKING:
    import duckdb

    from engine.settings import Settings

_SHAPED_THE_FACTS = "TelOnbeantwoord"
_DISCLOSURE = ("BM.MinAanbieders", "BM.MinClienten", "BM.MaxAandeel")


def max_average_report(
    con: "duckdb.DuckDBPyConnection",
    settings: "Settings",
    run: Run,
    *,
    product_version: str,
    reported: Reported | None = None,
) -> Report:
    """Everything `max-inzet` shows. `con` shows the store as of the run; `reported` is the closed previous year (MI-8).

    Refusal for another period than a calendar year or its first half (A §3.3), or a year without norms.
    """
    if not (run.period.is_full_year or run.period == Period(run.period.year, 1, 6)):
        raise texts.wrong_period(run.period.code)
    products = {norm.product_code for norm in settings.norms if norm.year == run.period.year}
    # The checks read the same facts and nothing of the table: the database works at them while the rules are evaluated.
    with ThreadPoolExecutor(1) as beside:
        checks = beside.submit(data_quality, con.cursor(), settings, run, products)
        made = max_inzet(con, settings, run, reported)
        requests, compared = raise_requests(con, settings, run), benchmark(con, settings, run, made.table)
    tables = [
        made.table,
        requests,
        compared,
        checks.result(),
        made.norms,
        key_figures(made, run),
        chart(made, run),
        attention(made, settings, run),
    ]
    return Report(
        name="max-inzet",
        title=texts.report_title(run.period),
        run=run,
        state=texts.provisional_state(reporting_moment(run.period)) if is_provisional(run) else "",
        tables=tables,
        parameters=_parameters_used(tables, settings, run),
        product_version=product_version,
        bureau=settings.bureau_details,
    )


def _parameters_used(tables: Iterable[ResultTable], settings: "Settings", run: Run) -> list[ParameterUse]:
    """Those the rules read, those of BM-5, and the one that decided which lines count; dated as they were used."""
    rules = [column.rule for table in tables for column in table.columns if column.rule is not None]
    names = sorted({name for rule in rules for name in parameters(rule)} | {*_DISCLOSURE})
    return [
        _use(settings, _SHAPED_THE_FACTS, run.as_of),
        *(_use(settings, name, run.period.last_day) for name in names),
    ]


def _use(settings: "Settings", name: str, on: date) -> ParameterUse:
    parameter = settings.parameter(name, on)
    return ParameterUse(name, as_value(parameter), parameter.unit, parameter.source, parameter.note)
