"""Cells outside the tables that show what a table holds (`workbooks.pointers`): their values after a refresh."""

from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from typing import NamedTuple

from workbooks import pointers
from workbooks.opc.cell_texts import Cell
from workbooks.opc.cells import SheetCells
from workbooks.opc.tables import ExcelTable, Workbook, content
from workbooks.plan import Stored, same_value


class Shown(NamedTuple):
    """What a table holds now: the number of its rows, and the value by position of the column and row, both from 0."""

    rows: int
    value: Callable[[int, int], Stored]


def refresh_pointers(workbook: Workbook, known: Mapping[str, Shown]) -> None:
    """Give every such cell, on every sheet, what it now shows; `known` tables (by casefolded name) are not read."""
    tables = {table.name.casefold(): table for table in workbook.tables()}

    @cache
    def shown(name: str) -> Shown:
        return known[name] if name in known else _read(workbook, tables[name])

    def cell(table: str, column: str, row: int) -> Stored:
        name = table.casefold()
        position = tables[name].headers.index(column)
        return shown(name).value(position, row) if row < shown(name).rows else None

    def count(table: str) -> int:
        name = table.casefold()
        positions, value = range(len(tables[name].headers)), shown(name).value
        filled = (
            row for row in range(shown(name).rows, 0, -1) if any(value(at, row - 1) is not None for at in positions)
        )
        return next(filled, 0)

    marks = [f"{escape(table.name)}[" for table in tables.values()]
    for name, part in workbook.package.sheets.items():
        raw = workbook.package.read(part)
        if any(each.encode() in raw for each in marks):
            inside = [table for table in tables.values() if table.sheet == name]
            _refresh_sheet(workbook.sheet(name), inside, cell, count)


def _read(workbook: Workbook, table: ExcelTable) -> Shown:
    columns = [values for values, _ in content(workbook.sheet(table.sheet), table)]
    return Shown(len(columns[0]), lambda position, row: columns[position][row])


def _refresh_sheet(sheet: SheetCells, inside: list[ExcelTable], cell: pointers.CellOf, count: pointers.RowsOf) -> None:
    for number, row in list(sheet.rows.items()):
        if any(table.first <= number <= table.last for table in inside) or not pointers.may_point(row):
            continue
        cells = sheet.cells(number)
        shown = {column: _shown(sheet, each, cell, count) for column, each in cells.items()}
        changed = {column: each for column, each in shown.items() if each is not None}
        if changed:
            sheet.put_row(number, sheet.row_attributes(number), cells | changed)


def _shown(sheet: SheetCells, cell: Cell, cells: pointers.CellOf, rows: pointers.RowsOf) -> Cell | None:
    """The cell with what it now shows; None when that is what it shows, or it is no such formula."""
    formula = sheet.formula(cell)
    if not formula:
        return None
    try:
        value = pointers.value_of(formula, cells, rows)
    except (KeyError, ValueError):  # of another hand, or about a table or column that is not here
        return None
    return None if same_value(sheet.value(cell), value) else sheet.with_value(cell, value)
