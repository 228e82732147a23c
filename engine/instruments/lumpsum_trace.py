"""Where a row of `lumpsum` comes from: declarations, statements, pgb, assignments and starts; totals equal the row."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import cast

from engine.instruments.declaration_trace import Line, declaration_lines, net_amount
from engine.instruments.lumpsum import CELL
from engine.instruments.lumpsum_facts import Cell, LumpsumFacts, LumpsumYear, Start, collect, inflow, pgb, split
from engine.instruments.reporting import Inputs, numbered
from engine.instruments.source_lines import SourceLines
from engine.result import Column, Kind, Report, ResultTable, Row
from engine.settings.rows import LumpsumPartner
from engine.texts import lumpsum as texts
from engine.texts.tracing import ASSIGNMENT, LINES_TITLE
from engine.tracing import Check, Trace, find_row

Tracer = Callable[[Inputs, Report, tuple[str, ...]], Trace]
_NOTHING = Decimal("0.00")

_OF_THE_CELL = """
JOIN lumpsum_line AS own
    ON own.import_no = line.import_no AND own.source_no = line.source_no AND own.source_line = line.source_line
WHERE own.municipality = $municipality AND own.service_form = $form AND own.care_year = $year
    AND list_contains($agbs, own.agb) = $among AND (NOT $without_old OR NOT own.is_old)
"""


def _opened(inputs: Inputs) -> LumpsumYear:
    of = LumpsumYear(inputs.settings, inputs.run)
    collect(inputs.con, of)
    return of


def _cell(row: Row) -> Cell:
    return str(row["Gemeentecode"]), str(row["Dienstvorm"])


def _declared(
    inputs: Inputs, cell: Cell, year: int, agbs: Iterable[str], among: bool = True, without_old: bool = False
) -> list[Line]:
    """Lines of a care year in a cell of these aanbieders, or (not `among`) of all others."""
    asked = {"municipality": cell[0], "form": cell[1], "year": year, "agbs": sorted(set(agbs))}
    return declaration_lines(inputs.con, _OF_THE_CELL, {**asked, "among": among, "without_old": without_old})


def _revenue(
    inputs: Inputs, of: LumpsumYear, cell: Cell, rows: Sequence[LumpsumPartner], lines: SourceLines
) -> Decimal:
    """The revenue of these AGB rows, counted from what stands behind it (LS-1)."""
    stated = [row for row in rows if row.revenue is not None]
    for row in stated:
        lines.add(texts.FROM_STATEMENT, row.revenue, AGB=row.agb, Reden=row.source, Gemeentecode=cell[0])
    lines.declared = _declared(inputs, cell, of.year - 1, [row.agb for row in rows if row.revenue is None])
    return sum((cast(Decimal, row.revenue) for row in stated), _NOTHING) + net_amount(lines.declared)


def trace_lumpsum(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """A partner: statements or declarations of last year of its AGBs, and its surcharge."""
    row = find_row(report.table("Lumpsum"), key)
    of, lines = _opened(inputs), SourceLines()
    members = of.members[_cell(row)][str(row["Partner"])]
    return _partner_trace(inputs, of, "Lumpsum", key, row, members, lines)


def trace_revenue(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """One AGB of a partner."""
    row = find_row(report.table("Omzetopgave"), key)
    of, lines = _opened(inputs), SourceLines()
    members = [one for one in of.members[_cell(row)][str(row["Partner"])] if one.agb == row["AGB"]]
    return _partner_trace(inputs, of, "Omzetopgave", key, row, members, lines)


def _partner_trace(
    inputs: Inputs,
    of: LumpsumYear,
    table: str,
    key: tuple[str, ...],
    row: Row,
    members: Sequence[LumpsumPartner],
    lines: SourceLines,
) -> Trace:
    revenue = _revenue(inputs, of, _cell(row), members, lines)
    surcharges = [one for one in members if one.surcharge is not None]
    for one in surcharges:
        lines.add(texts.FROM_SURCHARGE, one.surcharge, AGB=one.agb, Gemeentecode=one.municipality)
    surcharge = sum((cast(Decimal, one.surcharge) for one in surcharges), _NOTHING)
    checks = Check("Omzet", row["Omzet"], revenue), Check("Opslag", row["Opslag"], surcharge)
    return Trace(lines.table(table, key), checks)


def trace_framework(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """A cell: declarations of who is no partner, of both years, and pgb with the assignments it is split by."""
    row = find_row(report.table("Kader"), key)
    of, lines, cell = _opened(inputs), SourceLines(), _cell(row)
    partners, excluded = of.agbs(cell), of.excludes_old(cell)
    before = _declared(inputs, cell, of.year - 1, partners, among=False)
    young = _declared(inputs, cell, of.year - 1, partners, among=False, without_old=True)
    now = _declared(inputs, cell, of.year, partners, among=False, without_old=excluded)
    lines.declared = [*before, *now]
    split_pgb = _traced_pgb(inputs, of, cell, lines)
    actual = _actual_pgb(of, cell, lines)
    checks = (
        Check("Omzet niet-partners", row["Omzet niet-partners"], net_amount(before)),
        Check(
            "Ouderen uitgezonderd",
            row["Ouderen uitgezonderd"],
            net_amount(before) - net_amount(young) if excluded else _NOTHING,
        ),
        Check("PGB", row["PGB"], split_pgb),
        Check("Omzet overig werkelijk", row["Omzet overig werkelijk"], net_amount(now)),
        Check("PGB werkelijk", row["PGB werkelijk"], actual),
    )
    return Trace(lines.table("Kader", key), checks)


def _traced_pgb(inputs: Inputs, of: LumpsumYear, cell: Cell, lines: SourceLines) -> Decimal | None:
    """The pgb of a cell again, from the figures of its gemeente and the assignments listed (LS-6)."""
    laws = of.laws(cell[1])
    rows = [row for row in pgb(LumpsumFacts(inputs.con, of)).rows if row[0] == cell[0] and row[1] in laws]
    amount: Decimal | None = sum((row[3] for row in rows if row[2] == cell[1]), _NOTHING)
    for municipality, law, form, euros, day in rows:
        if form in (None, cell[1]):
            lines.add(texts.FROM_PGB, euros, Gemeentecode=municipality, Dagtekening=day, Reden=law)
    if not any(form is None for _, _, form, _, _ in rows):
        return amount
    counts = _listed_assignments(inputs, cell[0], lines)
    for law in sorted({row[1] for row in rows}):
        served = [one for one in of.cells if one[0] == cell[0] and law in of.laws(one[1])]
        rest = [row[3] for row in rows if row[1] == law and row[2] is None]
        parts = split(sum(rest, _NOTHING), [counts[one] for one in served])
        part = parts[served.index(cell)] if rest else _NOTHING
        amount = None if amount is None or part is None else amount + part
    return amount


def _listed_assignments(inputs: Inputs, municipality: str, lines: SourceLines) -> Counter[Cell]:
    """The assignments of a gemeente as lines, counted per cell."""
    found = inputs.con.execute(
        "SELECT service_form, agb, client, assignment_number, product_code, begin_date, end_date, dated "
        "FROM lumpsum_assignment WHERE municipality = $municipality ORDER BY ALL",
        {"municipality": municipality},
    ).fetchall()
    names = ("Reden", "AGB", "Cliënt", "Toewijzingnummer", "Productcode", "Begindatum", "Einddatum", "Dagtekening")
    for line in found:
        lines.add(ASSIGNMENT, None, Gemeentecode=municipality, **dict(zip(names, line, strict=True)))
    return Counter((municipality, line[0]) for line in found)


def _actual_pgb(of: LumpsumYear, cell: Cell, lines: SourceLines) -> Decimal | None:
    amount = of.choices[cell].pgb_actual if cell in of.choices else None
    if amount is not None:
        lines.add(texts.FROM_PGB_ACTUAL, amount, Gemeentecode=cell[0])
    return amount


def trace_advances(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """A quarter of a partner: the declarations of this year that are settled with the advances."""
    row = find_row(report.table("Voorschotten"), key)
    of, lines, cell = _opened(inputs), SourceLines(), _cell(row)
    lines.declared = _declared(inputs, cell, of.year, [one.agb for one in of.members[cell][str(row["Partner"])]])
    check = Check("Declaraties betaald", row["Declaraties betaald"], net_amount(lines.declared))
    return Trace(lines.table("Voorschotten", key), (check,))


def trace_settlement(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """What was really spent outside the lumpsum in the cell of a partner."""
    row = find_row(report.table("Nacalculatie"), key)
    of, lines, cell = _opened(inputs), SourceLines(), _cell(row)
    framework = find_row(report.table("Kader"), cell)
    lines.declared = _declared(inputs, cell, of.year, of.agbs(cell), among=False, without_old=of.excludes_old(cell))
    actual = _actual_pgb(of, cell, lines)
    spent = None if actual is None else net_amount(lines.declared) + actual
    return Trace(lines.table("Nacalculatie", key), (Check("C werkelijk", framework["C werkelijk"], spent),))


def trace_inflow(inputs: Inputs, report: Report, key: tuple[str, ...]) -> Trace:
    """The new starts of a month in a cell."""
    row = find_row(report.table("Instroom"), key)
    of, cell, month = _opened(inputs), _cell(row), cast(date, row["Maand"])
    starts = [start for start in inflow(LumpsumFacts(inputs.con, of)) if (start.month, start.cell) == (month, cell)]
    partners = [start for start in starts if start.agb in of.agbs(cell)]
    rows = [_start_row(start, start in partners) for start in starts]
    title = LINES_TITLE.format(table="Instroom", key=" ".join(key))
    table = ResultTable("Bronregels", title, texts.STARTS, ("Volgorde",), _START_COLUMNS, numbered(rows))
    checks = (
        Check("Bij partners", row["Bij partners"], len(partners), 0),
        Check("Bij anderen", row["Bij anderen"], len(starts) - len(partners), 0),
    )
    return Trace(table, checks)


def _start_row(start: Start, is_partner: bool) -> Row:
    return {
        **dict(zip(CELL, start.cell, strict=True)),
        "AGB": start.agb,
        "Bij": texts.AT_PARTNER if is_partner else texts.AT_OTHER,
        "Cliënt": start.client,
        "Toewijzingnummer": start.assignment_number,
        "Productcode": start.product,
        "Begindatum": start.begins,
        "Dagtekening 305": start.dated,
    }


_START_COLUMNS = (
    Column("Volgorde", Kind.COUNT, help="Op begindatum."),
    Column("Gemeentecode", Kind.CODE, help="Gemeente die de zorg toewees."),
    Column("Dienstvorm", Kind.CODE, help="Dienstvorm van het product."),
    Column("AGB", Kind.CODE, help="Aanbieder die begon."),
    Column("Bij", Kind.TEXT, id="LS-12", help="partner of ander."),
    Column("Cliënt", Kind.CODE, help="Pseudoniem van de cliënt."),
    Column("Toewijzingnummer", Kind.CODE, help="Nummer van de toewijzing."),
    Column("Productcode", Kind.CODE, help="Code van het product, na Codevertaling."),
    Column("Begindatum", Kind.DATE, help="Eerste dag in zorg."),
    Column("Dagtekening 305", Kind.DATE, help="Dagtekening van het startbericht."),
)

TRACED: dict[str, Tracer] = {
    "Kader": trace_framework,
    "Lumpsum": trace_lumpsum,
    "Omzetopgave": trace_revenue,
    "Voorschotten": trace_advances,
    "Nacalculatie": trace_settlement,
    "Instroom": trace_inflow,
}
