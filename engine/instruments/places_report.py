"""The report `plekken`: every table of the bureau workbook of places and trajectories, and its two dashboards."""

from engine.instruments.data_quality import data_quality_of
from engine.instruments.data_quality_scope import PARAMETERS_FOR
from engine.instruments.places_care import SHAPED, CareFacts, CareYear
from engine.instruments.places_columns import BANDWIDTH
from engine.instruments.places_dashboards import Dashboards, dashboards
from engine.instruments.places_flow import durations, flow, outflows, referrers, timeliness
from engine.instruments.places_overview import Places, attention, chart, key_figures
from engine.instruments.places_tables import Agreed, agreed_places, places_table, settlement_table, standards_table
from engine.instruments.reporting import Inputs, beside, make_report, parameter_values, require_whole_year
from engine.result import Report, ResultTable
from engine.rules import evaluate
from engine.texts import places as texts

NAME = "plekken"
RESULTS = ("Plekken", "PlekkenAfrekening", "Looptijden", "Uitstroom", "InUitstroom", "Verwijzers", "Tijdigheid")
_NEEDED = ("places", "products", "providers", "municipalities", "code_translation", "tariffs", "lumpsum_partners")


def places_report(inputs: Inputs) -> Report:
    """Everything `plekken` shows. NotApplicable for a part of a year, or without agreements and without care."""
    require_whole_year(inputs, NAME)
    inputs.settings.require(*_NEEDED)
    care = CareYear(inputs.settings, inputs.run)
    # all care is in this workbook, so the checks look at all products; the database works at both at once
    (tables, shown), checks = beside(
        lambda: _tables(CareFacts(inputs.con, care)),
        lambda: data_quality_of(NAME, inputs.con.cursor(), inputs.settings, inputs.run),
    )
    return make_report(
        inputs,
        name=NAME,
        title=texts.report_title(care.year),
        tables=[*tables, checks],
        results=(*RESULTS, "Datakwaliteit"),
        used=(*SHAPED, *PARAMETERS_FOR[NAME], shown.chosen),
    )


def _tables(facts: CareFacts) -> tuple[list[ResultTable], Dashboards]:
    care, agreed = facts.care, agreed_places(facts)
    ((clients, clients_before),) = facts.rows("places_region")
    places, settlement, standards, lasting = _priced(facts, agreed)
    outflow, outflow_total = outflows(facts)
    evaluate(outflow, [], {})
    evaluate(outflow_total, [], {})
    in_time = timeliness(facts)
    evaluate(in_time, [], {})
    made = Places(places, settlement, agreed, (clients, clients_before))
    results = [places, settlement, lasting, outflow, flow(facts), referrers(facts), in_time]
    if not any(table.rows for table in results):
        raise texts.nothing_to_show(care.year)
    overview = [key_figures(made, care), chart(made, care), attention(made, standards, care)]
    shown = dashboards(facts, [*results, standards, outflow_total])
    return [*results, *overview, *shown.tables, standards, outflow_total, *shown.lists], shown


def _priced(facts: CareFacts, agreed: Agreed) -> tuple[ResultTable, ResultTable, ResultTable, ResultTable]:
    """`Plekken`, `PlekkenAfrekening`, `Standaarden` and `Looptijden`, in the order in which they need each other."""
    care = facts.care
    places, settlement, lasting = places_table(facts, agreed), settlement_table(care, agreed), durations(facts)
    used = [product for _, _, product in agreed.agreements] + [str(code) for code in lasting.values("Productcode")]
    standards = standards_table(care, used)
    evaluate(standards, [], {})
    evaluate(lasting, [standards], {})
    # PlekkenAfrekening sums the days of Plekken, which are facts; Plekken shares the advance of PlekkenAfrekening
    evaluate(settlement, [places, standards], parameter_values(care.settings, (BANDWIDTH,), care.run.period.last_day))
    evaluate(places, [settlement], {})
    return places, settlement, standards, lasting
