"""Cells outside the tables that show what a table holds (`workbooks.pointers`): their values after a refresh."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from html import escape

from workbooks import pointers
from workbooks.opc.cell_texts import Cell
from workbooks.opc.cells import SheetCells
from workbooks.opc.tables import ExcelTable, Workbook, content
from workbooks.plan import Stored, same_value

ValuesAt = Callable[[int], Sequence[Stored]]
"""What a column of a table holds now, row by row, by its position from 0."""


def refresh_pointers(workbook: Workbook, known: Mapping[str, ValuesAt]) -> None:
    """Give every such cell, on every sheet, what it now shows; `known` tables (by casefolded name) are not read."""
    tables = {table.name.casefold(): table for table in workbook.tables()}

    @cache
    def columns_of(name: str) -> ValuesAt:
        return known[name] if name in known else _read(workbook, tables[name])

    @cache
    def column(table: str, header: str) -> Sequence[Stored]:
        name = table.casefold()
        return columns_of(name)(tables[name].headers.index(header))

    for name in workbook.package.sheets:
        if names_one(workbook, name, tables.values()):
            inside = [table for table in tables.values() if table.sheet == name]
            _refresh_sheet(workbook.sheet(name), inside, column)


def names_one(workbook: Workbook, sheet: str, tables: Iterable[ExcelTable]) -> bool:
    """Whether a formula on a sheet names one of these tables, as far as a quick look tells."""
    marks = [f"{escape(table.name)}[".encode() for table in tables]
    return workbook.holds(sheet, lambda raw: any(each in raw for each in marks))


def _read(workbook: Workbook, table: ExcelTable) -> ValuesAt:
    columns = [values for values, _ in content(workbook.sheet(table.sheet), table)]
    return columns.__getitem__


def _refresh_sheet(sheet: SheetCells, inside: list[ExcelTable], column: pointers.ColumnOf) -> None:
    outside = {*sheet.rows}.difference(*(range(table.first, table.last + 1) for table in inside))
    for number in outside:
        if not pointers.may_point(sheet.rows[number]):
            continue
        cells = sheet.cells(number)
        shown = {place: _shown(sheet, each, column) for place, each in cells.items()}
        changed = {place: each for place, each in shown.items() if each is not None}
        if changed:
            sheet.put_row(number, sheet.row_attributes(number), cells | changed)


def _shown(sheet: SheetCells, cell: Cell, column: pointers.ColumnOf) -> Cell | None:
    """The cell with what it now shows; None when that is what it shows, or it is no such formula."""
    formula = sheet.formula(cell)
    if not formula:
        return None
    try:
        value = pointers.value_of(formula, column)
    except (KeyError, ValueError):  # of another hand, or about a table or column that is not here
        return None
    return None if same_value(sheet.value(cell), value) else sheet.with_value(cell, value)
