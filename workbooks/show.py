"""Cells outside the tables that show what a table holds (`workbooks.pointers`): their values after a refresh."""

from functools import cache
from html import escape

from workbooks import pointers
from workbooks.opc.cell_texts import Cell
from workbooks.opc.cells import SheetCells
from workbooks.opc.tables import ExcelTable, Workbook, content
from workbooks.plan import Stored, same_value


def refresh_pointers(workbook: Workbook) -> None:
    """Give every such cell, on every sheet, what it now shows."""
    tables = {table.name.casefold(): table for table in workbook.tables()}
    columns_of = cache(lambda name: [values for values, _ in content(workbook.sheet(tables[name].sheet), tables[name])])

    def cell(table: str, column: str, row: int) -> Stored:
        name = table.casefold()
        values = columns_of(name)[tables[name].headers.index(column)]
        return values[row] if row < len(values) else None

    def count(table: str) -> int:
        rows = zip(*columns_of(table.casefold()), strict=True)
        return max((place for place, row in enumerate(rows, 1) if any(each is not None for each in row)), default=0)

    known = [f"{escape(table.name)}[" for table in tables.values()]
    for name, part in workbook.package.sheets.items():
        raw = workbook.package.read(part)
        if any(each.encode() in raw for each in known):
            inside = [table for table in tables.values() if table.sheet == name]
            _refresh_sheet(workbook.sheet(name), inside, cell, count)


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
