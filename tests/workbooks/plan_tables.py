"""Small tables for tests of the planner: a result, the table as it stands, what staff type, and a plan carried out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from engine.result import Column, Kind, ResultTable, Row, Value
from engine.rules import c, evaluate, formula_text
from workbooks.plan import PlannedRow, Standing, StandingRow, Stored, TablePlan, Wanted, plan_table

OWN = "Gebeld"
ABOUT = ("AGB", "Jaar")
COLUMNS = (
    Column("AGB", Kind.CODE),
    Column("Jaar", Kind.YEAR),
    Column("Volgorde", Kind.COUNT, never_empty=True),
    Column("Aanbieder", Kind.TEXT),
    Column("Uren", Kind.HOURS),
    Column("Cliënten", Kind.COUNT),
    Column("Gemiddeld", Kind.HOURS, rule=c["Uren"] / c["Cliënten"]),
    Column("Tarief", Kind.EURO, rule=c["Uren"] * 2, fact_first=True),
    Column("Sinds", Kind.DATE),
)
NAMES = tuple(column.name for column in COLUMNS)
AVERAGE, TARIFF = (
    formula_text(each, ResultTable("Inzet", "", "", (), COLUMNS)).removeprefix("=") for each in COLUMNS[6:8]
)


def row(agb: str, **facts: Value) -> Row:
    """A row of the result; what is not said has a value of its own."""
    number = int(agb or 0) % 1000
    default: Row = {"Jaar": 2024, "Aanbieder": f"Zorg {agb}", "Uren": Decimal(number), "Cliënten": 4}
    return {"AGB": agb, **default, "Sinds": date(2024, 1, 1 + number % 28), **facts}


def result(*rows: Row, ranks: tuple[str, ...] = (), columns: Sequence[Column] = COLUMNS) -> ResultTable:
    """A result with those rows in that order."""
    numbered: list[Row] = [{**each, "Volgorde": number} for number, each in enumerate(rows, start=1)]
    table = ResultTable("Inzet", "", "", ("AGB", "Jaar"), tuple(columns), numbered, ranks=ranks)
    evaluate(table, [], {})
    return table


def of(*agbs: str, ranks: tuple[str, ...] = ()) -> ResultTable:
    """A result with rows of those codes."""
    return result(*map(row, agbs), ranks=ranks)


def empty(headers: Sequence[str] = (*NAMES, OWN)) -> Standing:
    """A table with one blank row, as Excel keeps one."""
    return Standing("Inzet", tuple(headers), [StandingRow([None] * len(headers), [None] * len(headers))])


def carried_out(standing: Standing, plan: TablePlan) -> Standing:
    """The table after the plan."""
    return replace(standing, rows=[_carried_out(standing, each) for each in plan.rows])


def _carried_out(standing: Standing, planned: PlannedRow) -> StandingRow:
    width = len(standing.headers)
    old = StandingRow([None] * width, [None] * width) if planned.old is None else standing.rows[planned.old]
    values, formulas = list(old.values), list(old.formulas)
    for position, content in planned.cells.items():
        values[position], formulas[position] = content
    return StandingRow(values, formulas)


def made(table: ResultTable, headers: Sequence[str] = (*NAMES, OWN), notes: Sequence[Stored] = ()) -> Standing:
    """The table as a new workbook holds it, with notes of the staff."""
    start = replace(empty(headers), rows=[]) if table.rows else empty(headers)
    standing = carried_out(start, plan_table(start, Wanted(table)))
    for index, note in enumerate(notes):
        standing = typed(standing, index, {OWN: note})
    return standing


def typed(standing: Standing, index: int, cells: dict[str, Stored]) -> Standing:
    """Somebody types in cells of a row; a formula there is gone."""
    values, formulas = list(standing.rows[index].values), list(standing.rows[index].formulas)
    for name, value in cells.items():
        place = standing.headers.index(name)
        values[place], formulas[place] = value, None
    rows = [StandingRow(values, formulas) if place == index else each for place, each in enumerate(standing.rows)]
    return replace(standing, rows=rows)


def own_row(standing: Standing, **cells: Stored) -> Standing:
    """Somebody adds a row at the end."""
    width = len(standing.headers)
    longer = replace(standing, rows=[*standing.rows, StandingRow([None] * width, [None] * width)])
    return typed(longer, len(standing.rows), cells)


def column(standing: Standing, name: str) -> list[Stored]:
    """The values of a column."""
    place = standing.headers.index(name)
    return [each.values[place] for each in standing.rows]


def planned(standing: Standing, table: ResultTable) -> tuple[TablePlan, Standing]:
    """The plan, and the table after it."""
    plan = plan_table(standing, Wanted(table))
    return plan, carried_out(standing, plan)


def without(standing: Standing, name: str) -> Standing:
    """Somebody deletes a column."""
    place = standing.headers.index(name)
    rows = [
        StandingRow([*v[:place], *v[place + 1 :]], [*f[:place], *f[place + 1 :]]) for v, f in standing.rows
    ]  # fmt: skip
    return replace(standing, headers=tuple(each for each in standing.headers if each != name), rows=rows)
