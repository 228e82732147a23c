"""Small tables for tests of the planner: a result, the table as it stands, what staff type, and a plan carried out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from engine.result import Column, Kind, ResultTable, Row, Value
from engine.rules import c, evaluate, formula_text
from workbooks.plan import (
    Change,
    ChangedCells,
    Content,
    Standing,
    StandingColumn,
    StandingRow,
    Stored,
    TablePlan,
    Wanted,
)
from workbooks.planner import plan_table

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


def standing_of(rows: Sequence[StandingRow], headers: Sequence[str]) -> Standing:
    """A table of these rows."""
    columns = [
        StandingColumn([each.values[place] for each in rows], [each.formulas[place] for each in rows])
        for place in range(len(headers))
    ]
    return Standing("Inzet", tuple(headers), columns)


def empty(headers: Sequence[str] = (*NAMES, OWN)) -> Standing:
    """A table with one blank row, as Excel keeps one."""
    return standing_of([StandingRow([None] * len(headers), [None] * len(headers))], headers)


def with_rows(standing: Standing, rows: Sequence[StandingRow]) -> Standing:
    """The table with other rows."""
    return replace(standing_of(rows, standing.headers), starts_in_1904=standing.starts_in_1904)


def carried_out(standing: Standing, plan: TablePlan) -> Standing:
    """The table after the plan."""
    rows = [_carried_out(standing, old, changed_cells(plan, place)) for place, old in enumerate(plan.rows)]
    return with_rows(standing, rows)


def changed_cells(plan: TablePlan, place: int) -> dict[int, Content]:
    """By position the cells of one row that change."""
    return {position: cells[place] for position, cells in plan.cells.items() if place in cells}


def _carried_out(standing: Standing, row: int | None, cells: dict[int, Content]) -> StandingRow:
    width = len(standing.headers)
    old = StandingRow([None] * width, [None] * width) if row is None else standing.row(row)
    values, formulas = list(old.values), list(old.formulas)
    for position, content in cells.items():
        values[position], formulas[position] = content
    return StandingRow(values, formulas)


def made(table: ResultTable, headers: Sequence[str] = (*NAMES, OWN), notes: Sequence[Stored] = ()) -> Standing:
    """The table as a new workbook holds it, with notes of the staff."""
    start = standing_of([], headers) if table.rows else empty(headers)
    standing = carried_out(start, plan_table(start, Wanted(table)))
    for index, note in enumerate(notes):
        standing = typed(standing, index, {OWN: note})
    return standing


def typed(standing: Standing, index: int, cells: dict[str, Stored]) -> Standing:
    """Somebody types in cells of a row; a formula there is gone."""
    values, formulas = map(list, standing.row(index))
    for name, value in cells.items():
        place = standing.headers.index(name)
        values[place], formulas[place] = value, None
    rows = [StandingRow(values, formulas) if place == index else each for place, each in enumerate(standing.rows)]
    return with_rows(standing, rows)


def calculated(standing: Standing, index: int, value: Stored, formula: str, name: str = OWN) -> Standing:
    """Somebody puts a formula in a cell of a row."""
    rows, place = standing.rows, standing.headers.index(name)
    values, formulas = map(list, rows[index])
    values[place], formulas[place] = value, formula
    rows[index] = StandingRow(values, formulas)
    return with_rows(standing, rows)


def own_row(standing: Standing, **cells: Stored) -> Standing:
    """Somebody adds a row at the end."""
    width = len(standing.headers)
    longer = with_rows(standing, [*standing.rows, StandingRow([None] * width, [None] * width)])
    return typed(longer, standing.count, cells)


def column(standing: Standing, name: str) -> list[Stored]:
    """The values of a column."""
    place = standing.headers.index(name)
    return list(standing.columns[place].values)


def planned(standing: Standing, table: ResultTable) -> tuple[TablePlan, Standing]:
    """The plan, and the table after it."""
    plan = plan_table(standing, Wanted(table))
    return plan, carried_out(standing, plan)


def without(standing: Standing, name: str) -> Standing:
    """Somebody deletes a column."""
    place = standing.headers.index(name)
    headers = tuple(each for each in standing.headers if each != name)
    return replace(standing, headers=headers, columns=[*standing.columns[:place], *standing.columns[place + 1 :]])


def each_change(cells: Sequence[ChangedCells]) -> list[Change]:
    """The changed cells one by one, row by row."""
    return [change for of_column in cells for change in of_column.each()]
