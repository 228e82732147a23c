"""Carries out a plan in the sheet of a closed file: cells that change, rows added, moved or gone; all else stays."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from engine.texts import refresh as texts
from workbooks.opc.cells import Cell, SheetCells, Stored, most_used_style
from workbooks.opc.references import area_of, copied, letters
from workbooks.opc.tables import ExcelTable, Workbook, shared_formulas, write_out_shared
from workbooks.plan import Content, PlannedRow, TablePlan

_HIDDEN = re.compile(r"""\s(?:hidden|collapsed|outlineLevel)=["'][^"']*["']""")
_NEIGHBOURS = 200
_TOTAL = re.compile(r'(?:IF\(COUNT\((\w+\[.+\])\)=0,"([^"]*)",)?SUBTOTAL\((\d{1,3}),(\w+\[.+\])\)\)?')


@dataclass
class Body:
    """The work on the rows of one table; `grown` is how many rows it has more than before (fewer: negative)."""

    workbook: Workbook
    table: ExcelTable
    plan: TablePlan

    def __post_init__(self) -> None:
        self.sheet: SheetCells = self.workbook.sheet(self.table.sheet)
        self.columns = range(self.table.area.left, self.table.area.right + 1)
        self.changes_formulas = False

    @property
    def grown(self) -> int:
        """Rows more than the table has now; an empty table keeps one row."""
        return max(len(self.plan.rows), 1) - (self.table.last - self.table.first + 1)

    def require_writable(self) -> None:
        """Refusal when a cell that must change belongs to an array formula or a data table, or to a merged block."""
        for number in range(self.table.first, self.table.last + 1):
            if "<" in (row := self.sheet.rows.get(number, "")) and ('t="array"' in row or 't="dataTable"' in row):
                for column, cell in self.sheet.cells(number).items():
                    kind = self.sheet.formula_attributes(cell)
                    if column in self.columns and ('"array"' in kind or '"dataTable"' in kind):
                        raise texts.array_formula(self.table.name, self.table.sheet, f"{letters(column)}{number}")
        for found in re.finditer(r"""<(?:\w+:)?mergeCell\b[^>]*?ref=["']([^"']+)["']""", self.sheet.tail):
            merged = area_of(found[1])
            if merged is not None and merged.meets(self.table.body):
                raise texts.merged(self.table.name, self.table.sheet, found[1])

    def write(self) -> None:
        """Carry out the plan; what lies below must have made room (or be moved up with `lift_totals`) before."""
        self._own_formulas()
        before: dict[int, dict[int, Cell]] = {}
        for place, row in enumerate(self.plan.rows):
            if row.old is not None and row.old != place:
                before[row.old] = self.sheet.cells(self.table.first + row.old)
        styles = self._styles() if any(row.old is None for row in self.plan.rows) else {}
        follow = self._following() if styles else {}
        for place, row in enumerate(self.plan.rows):
            if row.old is None:
                self._put_new(place, row, styles, follow)
            elif row.old != place:
                self._put_moved(place, row, before[row.old])
            elif row.cells:
                self._put_changed(place, row)
        for number in range(self.table.first + max(len(self.plan.rows), 1), self.table.last + 1):
            self._clear(number)

    def _own_formulas(self) -> None:
        """A formula that several cells share can only be changed or moved when each has its own text."""
        rows = range(self.table.first, self.table.last + 1)
        if any('t="shared"' in self.sheet.rows.get(number, "") for number in rows):
            cells = shared_formulas(self.sheet)
            write_out_shared(self.sheet, {each[2] for each in cells if each[0] in rows and each[1] in self.columns})

    def _styles(self) -> dict[int, str]:
        """By column the style that most of the last rows have: one coloured cell colours no new row."""
        first = max(self.table.first, self.table.last - _NEIGHBOURS)
        rows = [self.sheet.cells(number) for number in range(first, self.table.last + 1)]
        return {column: most_used_style([row[column] for row in rows if column in row]) for column in self.columns}

    def _following(self) -> dict[int, tuple[str, int]]:
        """By column the formula that new rows of a staff's own column get, and the row that it was written for."""
        number = self.table.last
        last = self.sheet.cells(number)
        now = next(table for table in self.workbook.tables() if table.part == self.table.part)
        formulas = {**dict(enumerate(now.formulas)), **self.plan.formulas}
        found: dict[int, tuple[str, int]] = {}
        for position, column in enumerate(self.columns):
            declared = formulas.get(position)
            text = self.sheet.formula(last[column]) if column in last else None
            if declared:
                found[column] = declared, self._written_for(declared, text)
            elif text and any(self.sheet.formula(cell) for cell in self._column_cells(column, number - 1)):
                found[column] = text, number
        return found

    def _written_for(self, formula: str, last: str | None) -> int:
        """The row that a calculated column's formula is written for, 0 when it reads the same in every row."""
        if copied(formula, 1) == formula:
            return 0
        rows = (self.table.first, self.table.last)
        return next((row for row in rows if copied(formula, self.table.last - row) == last), self.table.first)

    def _column_cells(self, column: int, number: int) -> list[Cell]:
        """The cell of a column in one row of the body, when it is there."""
        cells = self.sheet.cells(number) if number >= self.table.first else {}
        return [cells[column]] if column in cells else []

    def _put_new(
        self, place: int, row: PlannedRow, styles: Mapping[int, str], follow: Mapping[int, tuple[str, int]]
    ) -> None:
        number = self.table.first + place
        cells = self.sheet.cells(number)
        self.changes_formulas = True
        for position, column in enumerate(self.columns):
            content = row.cells.get(position)
            if content is None and column in follow:
                formula, written_for = follow[column]
                content = Content(None, copied(formula, number - written_for) if written_for else formula)
            cells[column] = self._cell(column, number, styles[column], content or Content(None))
        self.sheet.put_row(number, self._attributes(number), cells)

    def _attributes(self, number: int) -> str:
        """Looks of a new row: those of the last row, unless the row has its own."""
        if number in self.sheet.rows:
            return self.sheet.row_attributes(number)
        return _HIDDEN.sub("", self.sheet.row_attributes(self.table.last))

    def _put_changed(self, place: int, row: PlannedRow) -> None:
        number = self.table.first + place
        cells, left = self.sheet.cells(number), self.table.area.left
        for position, content in row.cells.items():
            column = left + position
            cells[column] = self._changed(cells.get(column), column, number, content)
        self.sheet.put_row(number, self.sheet.row_attributes(number), cells)

    def _put_moved(self, place: int, row: PlannedRow, before: Mapping[int, Cell]) -> None:
        """The cells of the table that stood in another row, with their looks; what stands beside the table stays."""
        number, was = self.table.first + place, self.table.first + (row.old or 0)
        self.changes_formulas = True
        cells = self.sheet.cells(number)
        for position, column in enumerate(self.columns):
            cell = before.get(column)
            cells.pop(column, None)
            if cell is not None:
                text = self.sheet.formula(cell)
                if text and position not in self.plan.formulas:
                    cell = self.sheet.with_formula(cell, copied(text, number - was))
                cells[column] = cell
            if position in row.cells:
                cells[column] = self._changed(cell, column, number, row.cells[position])
        self.sheet.put_row(number, self._attributes(number), cells)

    def _changed(self, cell: Cell | None, column: int, number: int, content: Content) -> Cell:
        formula = None if cell is None else self.sheet.formula(cell)
        if cell is not None and formula is not None and formula == content.formula:
            return self.sheet.with_value(cell, content.value)
        self.changes_formulas |= (formula is None) != (content.formula is None)
        return self._cell(column, number, self.sheet.column_style(column) if cell is None else cell.style, content)

    def _cell(self, column: int, number: int, style: str, content: Content) -> Cell:
        place = f"{letters(column)}{number}"
        try:
            return self.sheet.new_cell(place, style, content.value, content.formula)
        except ValueError as error:
            raise texts.text_too_long(self.table.sheet, place) from error

    def _clear(self, number: int) -> None:
        """Take the cells of the table out of a row; what stands beside it stays."""
        self.changes_formulas = True
        cells = {column: cell for column, cell in self.sheet.cells(number).items() if column not in self.columns}
        if cells:
            self.sheet.put_row(number, self.sheet.row_attributes(number), cells)
        else:
            self.sheet.rows.pop(number, None)

    def move_totals(self, rows: int) -> None:
        """The totals row of the table so many rows down (or up); only its own cells."""
        number = self.table.area.bottom
        totals = {column: cell for column, cell in self.sheet.cells(number).items() if column in self.columns}
        attributes = self.sheet.row_attributes(number)
        self._clear(number)
        to = number + rows
        cells = self.sheet.cells(to)
        for column in self.columns:
            cells.pop(column, None)
        self.sheet.put_row(to, self.sheet.row_attributes(to) if to in self.sheet.rows else attributes, cells | totals)

    def write_totals(self, number: int, column_of: Callable[[int], Sequence[Stored]]) -> None:
        """The values of the formulas in the totals row, over the rows that are shown."""
        cells = self.sheet.cells(number)
        shown = [place for place in range(len(self.plan.rows)) if not self._is_hidden(self.table.first + place)]
        is_changed = False
        for position, column in enumerate(self.columns):
            cell = cells.get(column)
            found = _TOTAL.fullmatch((self.sheet.formula(cell) or "") if cell else "")
            if cell is None or found is None:
                continue
            values = column_of(position)
            total: Stored = subtotal(int(found[3]), [values[place] for place in shown])
            if found[1] and not any(isinstance(value, float) for value in values):
                total = found[2]
            if total is not None and total != self.sheet.value(cell):
                cells[column] = self.sheet.with_value(cell, total)
                is_changed = True
        if is_changed:
            self.sheet.put_row(number, self.sheet.row_attributes(number), cells)

    def _is_hidden(self, number: int) -> bool:
        return 'hidden="1"' in self.sheet.row_attributes(number) if number in self.sheet.rows else False


def subtotal(function: int, values: Sequence[Stored]) -> float | None:
    """What SUBTOTAL with that number gives over these cells; None when we do not know it or it is an error."""
    numbers = [value for value in values if isinstance(value, float)]
    if function % 100 == 3:
        return float(sum(1 for value in values if value is not None))
    if function % 100 == 2:
        return float(len(numbers))
    if function % 100 == 9:
        return fsum(numbers)
    if not numbers:
        return 0.0 if function % 100 in (4, 5) else None
    whole = {1: lambda: fsum(numbers) / len(numbers), 4: lambda: max(numbers), 5: lambda: min(numbers)}
    return whole[function % 100]() if function % 100 in whole else None
