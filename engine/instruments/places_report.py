"""The report `plekken`: every table of the bureau workbook of places and trajectories, and its two dashboards."""

from typing import TYPE_CHECKING

from engine.instruments.data_quality import data_quality_of
from engine.instruments.places_care import SHAPED, CareYear, collect
from engine.instruments.places_columns import BANDWIDTH
from engine.instruments.places_dashboards import Dashboards, dashboards
from engine.instruments.places_flow import durations, flow, outflows, referrers, timeliness
from engine.instruments.places_overview import Places, attention, chart, key_figures
from engine.instruments.places_tables import Agreed, agreed_places, places_table, settlement_table, standards_table
from engine.instruments.queries import fetch
from engine.instruments.reporting import Inputs, beside, make_report, parameter_values, require_whole_year
from engine.result import Report, ResultTable
from engine.rules import evaluate
from engine.texts import places as texts

if TYPE_CHECKING:
    import duckdb

NAME = "plekken"
RESULTS = ("Plekken", "PlekkenAfrekening", "Looptijden", "Uitstroom", "InUitstroom", "Verwijzers", "Tijdigheid")
_NEEDED = ("places", "products", "providers", "municipalities", "code_translation")


def places_report(inputs: Inputs) -> Report:
    """Everything `plekken` shows. NotApplicable for a part of a year, or without agreements and without care."""
    require_whole_year(inputs, NAME)
    inputs.settings.require(*_NEEDED)
    care = CareYear(inputs.settings, inputs.run)
    # all care is in this workbook, so the checks look at all products; the database works at both at once
    (tables, shown), checks = beside(
        lambda: _tables(inputs.con, care),
        lambda: data_quality_of(NAME, inputs.con.cursor(), inputs.settings, inputs.run),
    )
    return make_report(
        inputs,
        name=NAME,
        title=texts.report_title(care.year),
        tables=[*tables, checks],
        results=(*RESULTS, "Datakwaliteit"),
        used=(*SHAPED, shown.chosen),
    )


def _tables(con: "duckdb.DuckDBPyConnection", care: CareYear) -> tuple[list[ResultTable], Dashboards]:
    collect(con, care)
    agreed = agreed_places(con, care)
    ((clients, clients_before),) = fetch(con, "places_region", care.used_by("places_region"))
    places, settlement, standards, lasting = _priced(con, care, agreed)
    outflow, outflow_total = outflows(con, care)
    evaluate(outflow, [], {})
    evaluate(outflow_total, [], {})
    in_time = timeliness(con, care)
    evaluate(in_time, [], {})
    made = Places(places, settlement, agreed, (clients, clients_before))
    results = [places, settlement, lasting, outflow, flow(con, care), referrers(con, care), in_time]
    if not any(table.rows for table in results):
        raise texts.nothing_to_show(care.year)
    overview = [key_figures(made, care), chart(made, care), attention(made, standards, care)]
    shown = dashboards(con, care, [*results, standards, outflow_total])
    return [*results, *overview, *shown.tables, standards, outflow_total, *shown.lists], shown


def _priced(
    con: "duckdb.DuckDBPyConnection", care: CareYear, agreed: Agreed
) -> tuple[ResultTable, ResultTable, ResultTable, ResultTable]:
    """`Plekken`, `PlekkenAfrekening`, `Standaarden` and `Looptijden`, in the order in which they need each other."""
    places, settlement, lasting = places_table(con, care, agreed), settlement_table(care, agreed), durations(con, care)
    used = [product for _, _, product in agreed.agreements] + [str(code) for code in lasting.values("Productcode")]
    standards = standards_table(care, used)
    evaluate(standards, [], {})
    evaluate(lasting, [standards], {})
    # PlekkenAfrekening sums the days of Plekken, which are facts; Plekken shares the advance of PlekkenAfrekening
    evaluate(settlement, [places, standards], parameter_values(care.settings, (BANDWIDTH,), care.run.period.last_day))
    evaluate(places, [settlement], {})
    return places, settlement, standards, lasting
