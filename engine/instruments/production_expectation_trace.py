"""Where a row of `plafonds` comes from: declarations, assignments and settings, whose totals equal the row's facts."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, cast

from engine.instruments.declaration_trace import Line, declaration_lines, net_amount
from engine.instruments.production_facts import ExpectationYear, committed, line_parameters, worth
from engine.instruments.queries import make_table
from engine.instruments.reporting import Inputs
from engine.instruments.source_lines import SourceLines
from engine.money import divided, euros
from engine.result import Report, Row
from engine.run import month_end
from engine.texts import production_expectation as texts
from engine.texts import tracing as tracing_texts
from engine.tracing import Check, Trace, find_row

Tracer = Callable[[Inputs, Report, tuple[str, ...]], Trace]

_OF_THE_DOMAIN = """
JOIN production_line AS own
    ON own.import_no = line.import_no AND own.source_no = line.source_no AND own.source_line = line.source_line
WHERE own.care_domain = $domain AND ($agb = '' OR own.agb = $agb) AND own.begin_date BETWEEN $from_day AND $to_day
"""


def _opened(inputs: Inputs) -> ExpectationYear:
    """The year, with the lines of its domains in the table `production_line`."""
    of = ExpectationYear(inputs.settings, inputs.run)
    of.settings.register(inputs.con)
    make_table(inputs.con, "production_line", line_parameters(of, of.year))
    return of


def _lines(inputs: Inputs, domain: str, first: date, last: date, agb: str = "") -> list[Line]:
    """Lines of care in a span, of one aanbieder or (no AGB) of all."""
    asked = {"domain": domain, "agb": agb, "from_day": first, "to_day": last}
    return declaration_lines(inputs.con, _OF_THE_DOMAIN, asked)


def _of_year(inputs: Inputs, row: Row, year: int) -> list[Line]:
    agb, domain = str(row["AGB"]), str(row["Zorgdomein"])
    return _lines(inputs, domain, date(year, 1, 1), date(year, 12, 31), agb)


def trace_build_up(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """The declarations of the two years before, and the adjustments."""
    row = find_row(report.table("Plafondopbouw"), key)
    of, lines = _opened(inputs), SourceLines()
    before, last = _of_year(inputs, row, of.year - 2), _of_year(inputs, row, of.year - 1)
    lines.declared = [*before, *last]
    amount, reason = of.discretionary((key[0], key[1]))
    if reason is not None:
        lines.add(texts.FROM_ADJUSTMENT, amount, AGB=key[0], Reden=reason)
    new, old = _worth(inputs, of, (key[0], key[1]))
    checks = (
        Check("Realisatie Y-2", row["Realisatie Y-2"], net_amount(before)),
        Check("Realisatie Y-1", row["Realisatie Y-1"], net_amount(last)),
        Check("Volume tegen tarief Y", row["Volume tegen tarief Y"], new),
        Check("Volume tegen tarief Y-1", row["Volume tegen tarief Y-1"], old),
        Check("Discretionair", row["Discretionair"], amount),
    )
    return Trace(lines.table("Plafondopbouw", key), checks)


def _worth(inputs: Inputs, of: ExpectationYear, key: tuple[str, str]) -> tuple[Decimal, Decimal]:
    """PV-2 again, from the lines themselves."""
    found = inputs.con.execute(
        "SELECT product_code, CASE WHEN unit IN ('01', '04') THEN '04' ELSE unit END AS kind, "
        "sum(CASE WHEN unit IN ('01', '04') THEN net_minutes ELSE net_volume END) FROM production_line "
        "WHERE agb = $agb AND care_domain = $domain AND year(begin_date) = $year GROUP BY ALL ORDER BY ALL",
        {"agb": key[0], "domain": key[1], "year": of.year - 1},
    ).fetchall()
    return worth(of, [(key, *line) for line in found]).get(key, (Decimal(0), Decimal(0)))


def trace_use(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """The declarations of the year, the assignments that still run, and the agreement."""
    return _use_trace(inputs, report, "Uitnutting", key)


def trace_room(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """The same as behind the row of Uitnutting."""
    find_row(report.table("Ruimte"), key)
    return _use_trace(inputs, report, "Ruimte", key)


def trace_action(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """The same as behind the row of Uitnutting; the first part of the key is the list."""
    find_row(report.table("Actielijst"), key)
    return _use_trace(inputs, report, "Actielijst", key)


def _use_trace(inputs: Inputs, report: Report, table: str, key: tuple[str, ...]) -> Trace:
    row = find_row(report.table("Uitnutting"), key[-2:])
    of, lines = _opened(inputs), SourceLines()
    lines.declared = _of_year(inputs, row, of.year)
    agreed = of.agreement((str(row["AGB"]), str(row["Zorgdomein"])))
    if agreed is not None:
        lines.add(texts.FROM_AGREEMENT, agreed.amount, AGB=agreed.agb, Begindatum=agreed.valid_from, Reden=agreed.kind)
    checks = (
        Check("Realisatie", row["Realisatie"], net_amount(lines.declared)),
        Check("Te laat %", row["Te laat %"], _late_share(lines.declared), 4),
        Check("Verplicht", row["Verplicht"], _listed_assignments(inputs, of, row, lines)),
        Check("Afgesproken", row["Afgesproken"], agreed.amount if agreed else None),
    )
    return Trace(lines.table(table, key), checks)


def _late_share(lines: list[Line]) -> Decimal | None:
    whole = sum(line["net_cents"] for line in lines)
    late = sum(line["net_cents"] for line in lines if line["is_late"])
    return divided(Decimal(late), Decimal(whole)) if whole else None


def _listed_assignments(inputs: Inputs, of: ExpectationYear, row: Row, lines: SourceLines) -> Decimal:
    """The assignments of UN-5 as lines, and their value together."""
    committed(inputs.con, of)
    asked: dict[str, Any] = {"agb": str(row["AGB"]), "domain": str(row["Zorgdomein"])}
    found = inputs.con.execute(
        "SELECT municipality, client, assignment_number, product_code, begin_date, end_date, volume, unit, dated, "
        "committed_cents FROM production_committed WHERE agb = $agb AND care_domain = $domain ORDER BY ALL",
        asked,
    ).fetchall()
    names = (
        "Gemeentecode", "Cliënt", "Toewijzingnummer", "Productcode", "Begindatum", "Einddatum", "Volume", "Eenheid",
        "Dagtekening",
    )  # fmt: skip
    for *cells, cents in found:
        value = None if cents is None else euros(cents)
        lines.add(tracing_texts.ASSIGNMENT, value, AGB=row["AGB"], **dict(zip(names, cells, strict=True)))
    return euros(sum(line[-1] or 0 for line in found))


def trace_domain(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """The declarations of the year in a domain, of all aanbieders, and its budget."""
    row = find_row(report.table("Domeinen"), key)
    of, lines = _opened(inputs), SourceLines()
    lines.declared = _lines(inputs, key[0], date(of.year, 1, 1), date(of.year, 12, 31))
    budget = of.budgets.get(key[0])
    if budget is not None:
        lines.add(texts.FROM_BUDGET, budget)
    checks = (
        Check("Realisatie", row["Realisatie"], net_amount(lines.declared)),
        Check("Domeinbudget", row["Domeinbudget"], budget),
    )
    return Trace(lines.table("Domeinen", key), checks)


def trace_course(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """The declarations of a month in a domain, of all aanbieders."""
    row = find_row(report.table("Verloop"), key)
    _opened(inputs)
    lines, month = SourceLines(), cast(date, row["Maand"])
    lines.declared = _lines(inputs, key[0], month, month_end(month.year, month.month))
    of_lines = None if row["Realisatie"] is None and not lines.declared else net_amount(lines.declared)
    return Trace(lines.table("Verloop", key), (Check("Realisatie", row["Realisatie"], of_lines),))


TRACED: dict[str, Tracer] = {
    "Plafondopbouw": trace_build_up,
    "Uitnutting": trace_use,
    "Ruimte": trace_room,
    "Domeinen": trace_domain,
    "Actielijst": trace_action,
    "Verloop": trace_course,
}
