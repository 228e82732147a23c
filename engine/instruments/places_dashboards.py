"""The tables behind the two dashboards of source D, for one aanbieder: the parameter `Dashboard.AGB`, chosen in the
workbook. Every cell is a rule over the result tables, so that another choice changes all.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from engine.instruments.places_care import CareFacts, CareYear
from engine.instruments.places_dashboard_columns import (
    choice_columns,
    duration_columns,
    month_columns,
    next_columns,
    place_columns,
    product_columns,
    provider_columns,
    referrer_columns,
    seen_columns,
)
from engine.instruments.places_flow import REFERRER_ORDER, referrer_place, running
from engine.instruments.places_overview import provider_names
from engine.instruments.reporting import numbered
from engine.result import Column, ParameterUse, ResultTable, Row, by_key
from engine.rules import evaluate
from engine.texts import places as texts


@dataclass(frozen=True)
class Dashboards:
    """The lists that the dashboards look into, their own tables, and the aanbieder they show."""

    lists: tuple[ResultTable, ...]
    tables: tuple[ResultTable, ...]
    chosen: ParameterUse


def dashboards(facts: CareFacts, results: Sequence[ResultTable], agb: str | None = None) -> Dashboards:
    """All tables of both dashboards, of one aanbieder (None: the largest).

    `results` are the evaluated result tables, `Standaarden` and `UitstroomTotaal`.
    """
    care, known = facts.care, by_key(results)
    chosen = _largest(known) if agb is None else agb
    lists = (_providers(care, known), _products(care, known), _place_clients(facts))
    months = _months(care)
    tables = (
        _table("DashboardKeuze", texts.DASHBOARD_CHOICE_TITLE, texts.DASHBOARD_CHOICE, (), choice_columns(), [{}]),
        months,
        _places(care, lists[1]),
        _referrers(care, known["Verwijzers"]),
        _durations(lists[1]),
        _next(care),
    )
    # every rule asks for the chosen aanbieder: the rows of others, most of them, need not be searched
    own = [_rows_of(chosen, table) for table in (*results, *lists)]
    for table in tables:
        table.ranks = table.keys
        evaluate(table, [*own, months], {texts.CHOSEN: chosen})
    use = ParameterUse(texts.CHOSEN, chosen, texts.CHOSEN_UNIT, texts.CHOSEN_SOURCE, texts.CHOSEN_NOTE)
    return Dashboards(lists, tables, use)


def _rows_of(agb: str, table: ResultTable) -> ResultTable:
    """The table with the rows of one aanbieder only; whole when it is not about aanbieders."""
    if all(column.name != "AGB" for column in table.columns):
        return table
    return replace(table, rows=[row for row in table.rows if row["AGB"] == agb])


def _largest(known: dict[str, ResultTable]) -> str:
    """The aanbieder with most realised in places, else with most clients."""
    realised: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in known["PlekkenAfrekening"].rows:
        realised[str(row["AGB"])] += cast(Decimal | None, row["Realisatie"]) or Decimal(0)
    if not realised:
        for row in known["Verwijzers"].rows:
            if row["Verwijzer"] == texts.ALL:
                realised[str(row["AGB"])] = Decimal(cast(int, row["Cliënten"]))
    return min(realised, key=lambda agb: (-realised[agb], agb), default="")


def _table(
    name: str, title: str, explanation: str, keys: tuple[str, ...], columns: tuple[Column, ...], rows: list[Row]
) -> ResultTable:
    return ResultTable(name, title, explanation, keys, columns, rows)


def _providers(care: CareYear, known: dict[str, ResultTable]) -> ResultTable:
    """`Aanbieders`: everyone who stands in a result table."""
    names = provider_names(care)
    codes = {str(row["AGB"]) for name in ("PlekkenAfrekening", "Looptijden", "InUitstroom") for row in known[name].rows}
    rows: list[Row] = [{"AGB": agb, "Aanbieder": names.get(agb)} for agb in sorted(codes)]
    return _table("Aanbieders", texts.PROVIDERS_TITLE, texts.PROVIDERS, ("AGB",), provider_columns(), numbered(rows))


def _products(care: CareYear, known: dict[str, ResultTable]) -> ResultTable:
    """`DashboardProducten`: per aanbieder a number for each product with places, and for each with a duration."""
    rows: list[Row] = []
    for part, name in ((texts.WITH_PLACES, "PlekkenAfrekening"), (texts.WITH_DURATION, "Looptijden")):
        by_provider: defaultdict[str, set[str]] = defaultdict(set)
        for row in known[name].rows:
            by_provider[str(row["AGB"])].add(str(row["Productcode"]))
        for agb in sorted(by_provider):
            for number, product in enumerate(sorted(by_provider[agb]), start=1):
                codes: Row = {"AGB": agb, "Onderdeel": part, "Nummer": number, "Productcode": product}
                rows.append({**codes, "Product": care.product_names.get(product)})
    return _table(
        "DashboardProducten",
        texts.DASHBOARD_PRODUCTS_TITLE,
        texts.DASHBOARD_PRODUCTS,
        ("AGB", "Onderdeel", "Nummer"),
        product_columns(),
        numbered(rows),
    )


def _place_clients(facts: CareFacts) -> ResultTable:
    """`PlekkenCliënten`: unique clients on places from 1 January, this year and the last."""
    care = facts.care
    new: defaultdict[str, dict[int, dict[int, int]]] = defaultdict(lambda: {care.year: {}, care.year - 1: {}})
    for agb, year, month, clients in facts.rows("places_client"):
        new[agb][year][month] = clients
    rows: list[Row] = []
    for agb in sorted(new):
        now, before = (dict(running(new[agb][year], care)) for year in (care.year, care.year - 1))
        for month in care.months:
            counts: Row = {"Cliënten": now.get(month, 0), "Cliënten vorig jaar": before.get(month, 0)}
            rows.append({"AGB": agb, "Maand": month, **counts})
    keys = ("AGB", "Maand")
    title, explanation = texts.PLACE_CLIENTS_TITLE, texts.PLACE_CLIENTS
    return _table("PlekkenCliënten", title, explanation, keys, seen_columns(), numbered(rows))


def _months(care: CareYear) -> ResultTable:
    rows: list[Row] = [
        {
            "Maand": month,
            "Maandnummer": month.month,
            "Dagen t/m maand vorig jaar": care.days_through_a_year_earlier(month),
        }
        for month in care.months
    ]
    title, explanation = texts.DASHBOARD_MONTHS_TITLE, texts.DASHBOARD_MONTHS
    return _table("DashboardMaanden", title, explanation, ("Maand",), month_columns(), numbered(rows))


def _places(care: CareYear, products: ResultTable) -> ResultTable:
    rows: list[Row] = [{"Nummer": number} for number in range(1, _most(products, texts.WITH_PLACES) + 1)]
    title, explanation = texts.DASHBOARD_PLACES_TITLE, texts.DASHBOARD_PLACES
    return _table("DashboardPlekken", title, explanation, ("Nummer",), place_columns(care.all_months), numbered(rows))


def _durations(products: ResultTable) -> ResultTable:
    """A row for each product, and one more: whoever is chosen, Totaal follows the last product."""
    rows: list[Row] = [{"Nummer": number} for number in range(1, _most(products, texts.WITH_DURATION) + 2)]
    title, explanation = texts.DASHBOARD_DURATIONS_TITLE, texts.DASHBOARD_DURATIONS
    return _table("DashboardLooptijden", title, explanation, ("Nummer",), duration_columns(), numbered(rows))


def _most(products: ResultTable, part: str) -> int:
    """The most products that any aanbieder has: as many rows the dashboard needs, whoever is chosen."""
    return max((cast(int, row["Nummer"]) for row in products.rows if row["Onderdeel"] == part), default=0)


def _referrers(care: CareYear, referrers: ResultTable) -> ResultTable:
    names = {str(row["Verwijzer"]) for row in referrers.rows} | set(REFERRER_ORDER)
    rows: list[Row] = [{"Verwijzer": name} for name in sorted(names, key=referrer_place)]
    title, explanation = texts.DASHBOARD_REFERRERS_TITLE, texts.DASHBOARD_REFERRERS
    columns = referrer_columns(care.all_months)
    return _table("DashboardVerwijzers", title, explanation, ("Verwijzer",), columns, numbered(rows))


def _next(care: CareYear) -> ResultTable:
    rows: list[Row] = [{"Uitstroomtype": name} for name in texts.OUTCOMES.values()]
    title, explanation = texts.DASHBOARD_NEXT_TITLE, texts.DASHBOARD_NEXT
    return _table("DashboardVervolg", title, explanation, ("Uitstroomtype",), next_columns(care.year), numbered(rows))
