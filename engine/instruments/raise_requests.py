"""The table `Aanvragen`: the register of raise requests, with excess and prognosis on the day each came in (MI-11)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.instruments.max_average_facts import AverageLines, GrantedRaises
from engine.instruments.queries import Parameters, fetch, make_table, query
from engine.instruments.recall import Rows, key_of, recalled
from engine.money import divided, exceeds, multiplied
from engine.result import Column, Kind, ResultTable, Row
from engine.run import Period, Run, month_end
from engine.store.views import named_views
from engine.texts import max_average as texts

if TYPE_CHECKING:
    from engine.settings import Settings
    from engine.settings.rows import Raise

_DATES = {
    "Ontvangen op": "received_on",
    "Bevestigd op": "confirmed_on",
    "Volledig op": "complete_on",
    "Naar deskundige op": "to_expert_on",
    "Beoordeeld op": "assessed_on",
    "Besluitdatum": "decided_on",
    "Medegedeeld op": "announced_on",
    "Gearchiveerd op": "archived_on",
}


_SPANS = ("own", "part", "whole")


@dataclass(frozen=True, slots=True)
class Effort:
    """Minutes and clients summed over aanbieder rows."""

    minutes: Decimal
    clients: int

    @property
    def average(self) -> Decimal:
        """Hours per client."""
        return divided(self.minutes, Decimal(60 * self.clients))


def period_of(request: "Raise", as_of: date) -> Period | None:
    """January..m of the request's year, m the last month that ended before it was received (MI-11).

    None when no month had ended yet, or it came in without a date or after the as-of date (G-3).
    """
    received = request.received_on
    if received is None or received > as_of:
        return None
    months = [month for month in range(1, 13) if month_end(request.year, month) < received]
    return Period(request.year, 1, months[-1]) if months else None


def raise_requests(lines: AverageLines, run: Run) -> ResultTable:
    """The register's rows of the run's year, with `Overschrijding t/m aanvraag` and `Prognose jaar bij aanvraag`."""
    settings, year = lines.settings, run.period.year
    requests = [request for request in settings.raises if request.year == year]
    requests.sort(key=lambda request: (request.agb, request.product_code, request.received_on or date.max))
    efforts = _efforts(lines, requests, run)
    granted = GrantedRaises(settings)
    names = {provider.agb: provider.name for provider in settings.providers}
    products = {product.product_code: product.name for product in settings.products}
    numbers: defaultdict[tuple[str, str], int] = defaultdict(int)
    rows: list[Row] = []
    for index, request in enumerate(requests):
        key = (request.agb, request.product_code)
        numbers[key] += 1
        row: Row = {"AGB": key[0], "Productcode": key[1], "Aanvraag": numbers[key], "Volgorde": index + 1}
        row |= {"Aanbieder": names.get(key[0]), "Product": products.get(key[1])}
        row |= {"Gevraagd (uren)": request.requested_hours, "Toegekend (uren)": request.granted_hours}
        row |= {"Status": request.status} | {header: getattr(request, field) for header, field in _DATES.items()}
        row |= {"Door": request.by, "Toelichting": request.note} | _part_b(request, efforts[index], settings, granted)
        rows.append(row)
    title, explanation = texts.REQUESTS_TITLE.format(year=year), texts.REQUESTS.format(texts.DISTORTED)
    return ResultTable("Aanvragen", title, explanation, ("AGB", "Productcode", "Aanvraag"), _columns(), rows)


def _part_b(request: "Raise", efforts: dict[str, Effort], settings: "Settings", granted: GrantedRaises) -> Row:
    """Part B of the form: excess to date and the year's prognosis, as of the day of receipt (MI-11)."""
    norm = next(
        (row.hours for row in settings.norms if (row.product_code, row.year) == (request.product_code, request.year)),
        None,
    )
    excess = prognosis = None
    own, part, whole = (efforts.get(span) for span in _SPANS)
    if own and norm is not None and request.received_on is not None:
        key = (request.agb, request.product_code)
        limit = norm + granted.hours(key, request.year, request.received_on)
        excess = own.average - limit if exceeds(own.average, limit) else Decimal(0)
    if own and part and whole and part.minutes:
        prognosis = multiplied(own.average, divided(whole.average, part.average))
    return {"Overschrijding t/m aanvraag": excess, "Prognose jaar bij aanvraag": prognosis}


def _efforts(lines: AverageLines, requests: "list[Raise]", run: Run) -> list[dict[str, Effort]]:
    """Per request the sums of its spans: `own`, and of the region's previous year `part` and `whole`."""
    efforts: list[dict[str, Effort]] = [{} for _ in requests]
    periods = {index: period for index, each in enumerate(requests) if (period := period_of(each, run.as_of))}
    asked = [_request_row(index, requests[index], period) for index, period in periods.items()]
    if not asked:
        return efforts

    def found(names: list[str]) -> dict[str, Rows]:
        _collect_lines(lines, asked)
        return {name: list(fetch(lines.con, name)) for name in names}

    relations: dict[str, Parameters] = {name: {} for name in (*_RELATIONS, "request_figures")}
    of_requests = key_of(lines.con, lines.settings.table_fingerprint, relations)
    key = (lines.known.key_of("average_line", lines.parameters), of_requests, repr(asked))
    for number, *sums in recalled({"request_figures": key}, found)["request_figures"]:
        pairs = zip(_SPANS, sums[::2], sums[1::2], strict=True)
        efforts[number] = {span: Effort(Decimal(minutes), clients) for span, minutes, clients in pairs if clients}
    return efforts


_RELATIONS = (
    "request_moment",
    "request_unsettled",
    "request_declaration_line",
    "request_declaration_answer",
    "request_settled_line",
)
"""What is made of the requests and the store, each after those it reads."""


def _request_row(number: int, request: "Raise", period: Period) -> list[object]:
    before = period.in_year(period.year - 1)
    dates = [request.received_on, period.first_day, period.last_day, before.last_day]
    return [number, request.agb, request.product_code, *dates]


def _collect_lines(lines: AverageLines, requests: list[list[object]]) -> None:
    """Lines whose state never changed since they were dated, and of the others their state on each day asked."""
    con = lines.con
    lines.make()
    con.execute(
        "CREATE OR REPLACE TEMP TABLE raise_request "
        "(request_no INTEGER, agb VARCHAR, product_code VARCHAR, received_on DATE, "
        "first_day DATE, last_day DATE, previous_part_end DATE)"
    )
    columns = [[*each] for each in zip(*requests, strict=True)]
    con.execute(f"INSERT INTO raise_request SELECT {', '.join(['unnest(?)'] * len(columns))}", columns)
    ((first,),) = con.execute("SELECT min(received_on) FROM raise_request").fetchall()
    asked = {**lines.parameters, "first_request": first}
    for name in _RELATIONS:
        make_table(con, name, asked)
    settled = "SELECT * FROM request_settled_line"
    text = f"CREATE OR REPLACE TEMP TABLE request_line AS {settled} UNION ALL ({_unsettled_lines()})"
    con.execute(text, dict(lines.parameters))


def _unsettled_lines() -> str:
    """`average_line` of unsettled declarations as of each day: the store's own views (G-4) on what was dated by then.

    Every view matches on the law, among others; with the day written behind it each day is a world of its own.
    """
    worlds = {
        fact: f"SELECT fact.* REPLACE (law || ' ' || received_on AS law) FROM request_{fact} AS fact "
        "JOIN (SELECT DISTINCT received_on FROM request_moment) ON dated <= received_on"
        for fact in ("declaration_line", "declaration_answer")
    }
    relations = {name: sql for name, sql in (worlds | named_views()).items() if name not in _NOT_DECLARATIONS}
    known = ", ".join(f"{name} AS (\n{sql}\n)" for name, sql in relations.items())
    columns = "agb, product_code, client, unit, begin_date, day AS known_from, day AS known_to, net_volume, net_minutes"
    lines = f"SELECT *, right(law, 10)::DATE AS day FROM (\n{query('average_line')}\n) WHERE counts"
    return f"WITH {known} SELECT {columns} FROM ({lines})"


_NOT_DECLARATIONS = ("current_assignment", "current_care_start", "current_care_stop")


def _columns() -> tuple[Column, ...]:
    steps = tuple(Column(header, Kind.DATE, help="Uit de instellingen, tabel Ophogingen.") for header in _DATES)
    return (
        Column("AGB", Kind.CODE, help="AGB-code van de aanbieder.", never_empty=True),
        Column("Productcode", Kind.CODE, help="Code van het product.", never_empty=True),
        Column("Aanvraag", Kind.COUNT, help="De hoeveelste aanvraag voor dit product en jaar.", never_empty=True),
        Column("Volgorde", Kind.COUNT, id="G-8", help="Plaats van de rij.", never_empty=True),
        Column("Aanbieder", Kind.TEXT, help="Naam uit de instellingen, tabel Aanbieders."),
        Column("Product", Kind.TEXT, help="Naam uit de instellingen, tabel Producten."),
        Column("Gevraagd (uren)", Kind.HOURS, help="Gevraagde extra uren per cliënt."),
        Column("Toegekend (uren)", Kind.HOURS, id="MI-3", help="Toegekende extra uren per cliënt."),
        Column("Status", Kind.STATUS, help="Hoe ver de aanvraag is."),
        *steps,
        Column("Door", Kind.TEXT, help="Wie de aanvraag behandelt."),
        Column("Toelichting", Kind.TEXT, help="Uit de instellingen."),
        Column(
            "Overschrijding t/m aanvraag",
            Kind.HOURS,
            id="MI-11",
            source="A bijlage 1, deel B",
            help="Uren per cliënt boven de norm incl. ophoging, van januari tot en met de laatste maand die voor de "
            f"aanvraag was afgelopen, zoals bekend op de dag van ontvangst. {texts.DISTORTED}",
        ),
        Column(
            "Prognose jaar bij aanvraag",
            Kind.HOURS,
            id="MI-11, MI-7",
            source="A bijlage 1, deel B",
            help="Gemiddelde inzet van die maanden keer de seizoensfactor van die maanden, zoals bekend op de dag van "
            f"ontvangst. {texts.DISTORTED}",
        ),
    )
