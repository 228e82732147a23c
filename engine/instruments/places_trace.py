"""Where a row of `plekken` comes from: its care (305, 307, 301), advances or messages, whose totals equal the row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.instruments.places_care import CareFacts, CareYear, collect
from engine.instruments.places_columns import KEYS
from engine.instruments.places_tables import Payment, agreed_places
from engine.instruments.places_trace_columns import CARE_COLUMNS, MESSAGE_COLUMNS, care_row, message_row, payment_row
from engine.instruments.queries import Parameters, query
from engine.instruments.reporting import Inputs, numbered
from engine.result import Column, Report, ResultTable, Row
from engine.run import month_end
from engine.texts import places as texts
from engine.tracing import Check, Trace, find_row

if TYPE_CHECKING:
    import duckdb

Line = Mapping[str, Any]
Span = tuple[date, date]
Tracer = Callable[[Inputs, Report, tuple[str, ...]], Trace]


def _fetched(con: "duckdb.DuckDBPyConnection", sql: str, parameters: Parameters) -> list[Line]:
    cursor = con.execute(sql, dict(parameters))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, line, strict=True)) for line in cursor.fetchall()]


def _care(con: "duckdb.DuckDBPyConnection", where: str, parameters: Parameters) -> list[Line]:
    """Parts of care that fit, with what is known of their period."""
    return _fetched(con, query("places_trace").replace("/* rest of the query */", f"WHERE {where}"), parameters)


def _collected(inputs: Inputs) -> CareYear:
    care = CareYear(inputs.settings, inputs.run)
    collect(inputs.con, care)
    return care


def _of_agreement(inputs: Inputs, row: Row, span: Span) -> list[Line]:
    agb, municipality, product = (str(row[name]) for name in KEYS)
    return _care(
        inputs.con,
        "part.agb = $agb AND part.municipality = $municipality AND part.product_code = $product "
        "AND part.last_day >= $first_day AND part.begin_date <= $last_day",
        {"agb": agb, "municipality": municipality, "product": product, "first_day": span[0], "last_day": span[1]},
    )


def _days(lines: Iterable[Line], span: Span) -> int:
    """Days in care, a client once a day: counted one by one, not as the table does it."""
    seen: set[tuple[str, date]] = set()
    for line in lines:
        day, last = max(line["begin_date"], span[0]), min(line["last_day"], span[1])
        while day <= last:
            seen.add((line["client"], day))
            day += timedelta(days=1)
    return len(seen)


def _clients(lines: Iterable[Line]) -> int:
    return len({line["client"] for line in lines})


def _month(row: Row) -> date:
    month = row["Maand"]
    if not isinstance(month, date):
        raise TypeError(f"{month!r} is no month")
    return month


def _whole_month(month: date) -> Span:
    return month, month_end(month.year, month.month)


def _traced(
    table: ResultTable, key: Sequence[str], explanation: str, columns: tuple[Column, ...], rows: list[Row]
) -> ResultTable:
    title = texts.LINES_TITLE.format(table=table.name, key=" ".join(key))
    return ResultTable("Bronregels", title, explanation, ("Volgorde",), columns, numbered(rows))


def _care_trace(report: Report, name: str, key: Sequence[str], lines: list[Line], checks: Sequence[Check]) -> Trace:
    rows = [care_row(line) for line in lines]
    return Trace(_traced(report.table(name), key, texts.CARE_LINES, CARE_COLUMNS, rows), tuple(checks))


def trace_places(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """A month of an agreement: the care with a day in it; last year's days from last year's care."""
    row = find_row(report.table("Plekken"), key)
    care, month = _collected(inputs), _month(row)
    span = month, min(month_end(month.year, month.month), care.last_day)
    lines = _of_agreement(inputs, row, span)
    check = Check("Zorgdagen", row["Zorgdagen"], _days(lines, span), 0)
    return _care_trace(report, "Plekken", key, lines, [check])


def trace_settlement(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """A year of an agreement: its care, and the advances that were paid for it."""
    table = report.table("PlekkenAfrekening")
    row = find_row(table, key)
    care = _collected(inputs)
    span = date(care.year, 1, 1), care.last_day
    lines = _of_agreement(inputs, row, span)
    own = tuple(str(row[name]) for name in KEYS)
    agreed = agreed_places(CareFacts(inputs.con, care))
    payments: list[Payment] = [paid for paid in agreed.payments if paid.fits == (own,)]
    rows = [care_row(line) for line in lines] + [payment_row(payment) for payment in payments]
    paid = sum((payment.amount for payment in payments), Decimal(0))
    checks = (
        # the sum of the months is exact whatever type it has
        Check("Zorgdagen", row["Zorgdagen"], Decimal(_days(lines, span)), 0),
        Check("Voorschot betaald", row["Voorschot betaald"], paid),
    )
    return Trace(_traced(table, key, texts.PAYMENT_LINES, CARE_COLUMNS, rows), checks)


def _ended(inputs: Inputs, row: Row) -> list[Line]:
    """Parts of the periods of an aanbieder × product that ended, this year and the last."""
    where = "ended.agb = $agb AND ended.product_code = $product"
    return _care(inputs.con, where, {"agb": str(row["AGB"]), "product": str(row["Productcode"])})


def _period_checks(row: Row, lines: Sequence[Line], suffix: str = "") -> list[Check]:
    days = sum((line["last_day"] - line["begin_date"]).days + 1 for line in lines)
    return [
        Check(f"Perioden{suffix}", row[f"Perioden{suffix}"], len({line["period_no"] for line in lines}), 0),
        Check(f"Dagen{suffix}", row[f"Dagen{suffix}"], days, 0),
    ]


def trace_durations(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """The periods that ended, of this year and of the same days of the last."""
    row = find_row(report.table("Looptijden"), key)
    care = _collected(inputs)
    lines = _ended(inputs, row)
    checks = [
        check
        for year, suffix in ((care.year, ""), (care.year - 1, " vorig jaar"))
        for check in _period_checks(row, [line for line in lines if line["year"] == year], suffix)
    ]
    return _care_trace(report, "Looptijden", key, lines, checks)


def trace_outflow(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """The periods that ended with this outcome; `Totaal`: all that ended this year."""
    row = find_row(report.table("Uitstroom"), key)
    care, kind = _collected(inputs), row["Uitstroomtype"]
    lines = [
        line
        for line in _ended(inputs, row)
        if line["year"] == care.year and kind in (texts.ALL, texts.OUTCOMES[line["outcome"]])
    ]
    checks = [Check("Cliënten", row["Cliënten"], _clients(lines), 0), *_period_checks(row, lines)]
    return _care_trace(report, "Uitstroom", key, lines, checks)


def trace_flow(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """The care of an aanbieder in a month, with who came in and who left."""
    row = find_row(report.table("InUitstroom"), key)
    care, (first, last) = _collected(inputs), _whole_month(_month(row))
    lines = _in_care(inputs, row, (first, min(last, care.last_day)))
    came = [line for line in lines if line["flowed_in"] and first <= line["begin_date"] <= last]
    left = [line for line in lines if line["is_last"] and line["outcome"] == "left" and line["period_end"] <= last]
    checks = [
        Check("Instroom", row["Instroom"], _clients(came), 0),
        Check("Uitstroom", row["Uitstroom"], _clients(left), 0),
        Check("In zorg", row["In zorg"], _clients(lines), 0),
    ]
    return _care_trace(report, "InUitstroom", key, lines, checks)


def _in_care(inputs: Inputs, row: Row, span: Span) -> list[Line]:
    where = "part.agb = $agb AND part.last_day >= $first_day AND part.begin_date <= $last_day"
    return _care(inputs.con, where, {"agb": str(row["AGB"]), "first_day": span[0], "last_day": span[1]})


def trace_referrers(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """The care of an aanbieder from 1 January through a month, of one verwijzer type or (`Totaal`) of all."""
    row = find_row(report.table("Verwijzers"), key)
    care, (_, last) = _collected(inputs), _whole_month(_month(row))
    lines = [
        line
        for line in _in_care(inputs, row, (date(care.year, 1, 1), min(last, care.last_day)))
        if row["Verwijzer"] in (texts.ALL, texts.referrer_name(line["referrer"]))
    ]
    return _care_trace(report, "Verwijzers", key, lines, [Check("Cliënten", row["Cliënten"], _clients(lines), 0)])


def trace_timeliness(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """The messages of one kind that an aanbieder sent in a month."""
    table = report.table("Tijdigheid")
    row = find_row(table, key)
    _collected(inputs)
    asked = {"agb": str(row["AGB"]), "message": str(row["Bericht"]), "first_day": _month(row)}
    lines = _fetched(inputs.con, query("places_message_trace"), asked)
    checks = (
        Check("Totaal", row["Totaal"], len(lines), 0),
        Check("Binnen norm", row["Binnen norm"], sum(bool(line["is_within"]) for line in lines), 0),
    )
    rows = [message_row(line) for line in lines]
    return Trace(_traced(table, key, texts.MESSAGE_LINES, MESSAGE_COLUMNS, rows), checks)


TRACED: dict[str, Tracer] = {
    "Plekken": trace_places,
    "PlekkenAfrekening": trace_settlement,
    "Looptijden": trace_durations,
    "Uitstroom": trace_outflow,
    "InUitstroom": trace_flow,
    "Verwijzers": trace_referrers,
    "Tijdigheid": trace_timeliness,
}
