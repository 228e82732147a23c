"""Carries out a plan in the sheet of a closed file: cells that change, rows added, moved or gone; all else stays."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from engine.result import ORDER
from engine.rules.formula import unescaped
from engine.texts import refresh as texts
from workbooks.opc.around import move_row_marks
from workbooks.opc.block import Block, BlockColumn, read_block, write_block
from workbooks.opc.cell_texts import (
    Cell,
    ErrorText,
    Stored,
    attribute,
    most_used_style,
    number_texts,
    style_of,
    styled,
    without_kind,
)
from workbooks.opc.cells import SheetCells
from workbooks.opc.notes import move_notes
from workbooks.opc.references import Area, copied, letters, with_row
from workbooks.opc.tables import ExcelTable, Workbook, shared_formulas, write_out_shared
from workbooks.plan import Edits, TablePlan

_HIDDEN = re.compile(r"""\s(?:hidden|collapsed|outlineLevel)=["'][^"']*["']""")
_HEIGHT = re.compile(r"""\s(?:ht|customHeight)=["'][^"']*["']""")
_NUMBER = re.compile(r"""\sr=["']\d+["']""")
_NEIGHBOURS = 200
_TOTAL = re.compile(
    rf'(?:IF\(AND\(COUNT\(\w+\[{ORDER}\]\)>0,COUNT\(\w+\[.+\]\)=0\),"([^"]*)",)?SUBTOTAL\((\d{{1,3}}),(\w+)\[(.+)\]\)\)?'
)


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
        self.moves_rows = self.plan.moves_rows

    @property
    def grown(self) -> int:
        """Rows more than the table has now; an empty table keeps one row."""
        return max(len(self.plan.rows), 1) - (self.table.last - self.table.first + 1)

    def require_writable(self) -> None:
        """Refusal when a cell that must change belongs to an array formula or a data table, or to a merged block."""
        for number in range(self.table.first, self.table.last + 1) if self.sheet.has_groups else ():
            if "<" in (row := self.sheet.rows.get(number, "")) and ('t="array"' in row or 't="dataTable"' in row):
                for column, cell in self.sheet.cells(number).items():
                    kind = self.sheet.formula_attributes(cell)
                    if column in self.columns and ('"array"' in kind or '"dataTable"' in kind):
                        raise texts.array_formula(self.table.name, self.table.sheet, f"{letters(column)}{number}")
        for merged in self.sheet.merged():
            if merged.meets(self.table.body):
                raise texts.merged(self.table.name, self.table.sheet, str(merged))

    def write(self) -> None:
        """Carry out the plan; what lies below must have made room before; totals can move up afterwards."""
        self._own_formulas()
        block = self._block()
        attributes = self._attributes(block.beside.keys())
        new = [place for place, row in enumerate(self.plan.rows) if row is None]
        styles = self._styles(block) if new else {}
        follow = self._following(block) if new else {}
        for position, column in enumerate(block.columns):
            self._arrange(position, column)
            if new:
                self._fill(position, column, new, styles, follow)
            self._edit(position, column)
        first = self.table.first
        write_block(self.sheet, block, attributes, (first + place for place in sorted(self._changed_places())), first)
        for number in range(first + max(len(self.plan.rows), 1), self.table.last + 1):
            self._clear(number)

    def move_marks(self) -> None:
        """Let notes, links and formats of one row go with it: before a shorter table makes ranges one row long, but

        after a longer one moved what stands below it.
        """
        first, rows = self.table.first, enumerate(self.plan.rows)
        self._move_marks({first + row: first + place for place, row in rows if row is not None and row != place})

    def _move_marks(self, rows: Mapping[int, int]) -> None:
        if rows:
            move_notes(self.workbook, self.table.sheet, self.table.area, rows)
            move_row_marks(self.sheet, self.table.sheet, self.table.area, rows)

    def _block(self) -> Block:
        """The cells of the body, and what stands beside it and beside the rows to come."""
        body, sheet = self.table.body, self.sheet
        to_come = Area(body.left, body.bottom + 1, body.right, body.bottom + self.grown)
        block = read_block(sheet, body)
        return Block(body, block.columns, block.beside | read_block(sheet, to_come).beside)

    def _changed_places(self) -> set[int]:
        moved = {place for place, row in enumerate(self.plan.rows) if row != place}
        return moved.union(*self.plan.cells.values())

    def _own_formulas(self) -> None:
        """A formula that several cells share can only be changed or moved when each has its own text."""
        rows = range(self.table.first, self.table.last + 1)
        if self.sheet.has_groups and any('t="shared"' in self.sheet.rows.get(number, "") for number in rows):
            cells = shared_formulas(self.sheet)
            write_out_shared(self.sheet, {each[2] for each in cells if each[0] in rows and each[1] in self.columns})

    def _attributes(self, beside: Collection[int]) -> dict[int, str]:
        """By row number the looks of rows that do not keep their own: a moved row takes its height along when nothing

        stands beside the rows; a new one looks as most rows do, and is hidden only where other cells are too. Where
        rows differ in height each fits its text: what opens the file then finds the height of a new one.
        """
        found: dict[int, str] = {}
        row_attributes, first, last = self.sheet.row_attributes, self.table.first, self.table.last
        neighbours = range(max(first, last - _NEIGHBOURS), last + 1)
        looks = Counter(_NUMBER.sub("", row_attributes(number)) for number in neighbours)
        usual = looks.most_common(1)[0][0] if looks else ""
        fits_text = len({attribute(look, "ht") for look in looks}) > 1
        for place, row in enumerate(self.plan.rows):
            number = first + place
            if row is None:
                if number in beside:
                    continue
                has_own = number in self.sheet.rows and (bool(beside) or number > last)
                of_new = row_attributes(last) if number > last >= first else f' r="{number}"{usual}'
                of_new = _HEIGHT.sub("", of_new) if fits_text else of_new
                found[number] = _HIDDEN.sub("", row_attributes(number) if has_own else of_new)
            elif row != place and not beside:
                found[number] = row_attributes(first + row)
        return found

    def _styles(self, block: Block) -> dict[int, str]:
        """By position the style that most of the last rows have: one coloured cell colours no new row."""
        looks = (column.looks[-_NEIGHBOURS:] for column in block.columns)
        return {position: most_used_style(each for each in of if each is not None) for position, of in enumerate(looks)}

    def _following(self, block: Block) -> dict[int, tuple[str, int]]:
        """By position the formula that new rows of a staff's own column get, and the row that it was written for."""
        now = next(table for table in self.workbook.tables() if table.part == self.table.part)
        formulas = {**dict(enumerate(now.formulas)), **self.plan.formulas}
        found: dict[int, tuple[str, int]] = {}
        for position, column in enumerate(block.columns):
            declared = formulas.get(position)
            if declared:
                found[position] = declared, self._written_for(declared, self._formula(column, -1))
            elif position in self.plan.filled:
                found[position] = self.plan.filled[position], self.table.last + 1
        return found

    def _formula(self, column: BlockColumn, index: int) -> str | None:
        cell = column.cell(index) if column.looks else None
        return None if cell is None else self.sheet.formula(cell)

    def _written_for(self, formula: str, last: str | None) -> int:
        """The row that a calculated column's formula is written for, 0 when it reads the same in every row."""
        if copied(formula, 1) == formula:
            return 0
        rows = (self.table.first, self.table.last)
        return next((row for row in rows if copied(formula, self.table.last - row) == last), self.table.first)

    def _arrange(self, position: int, column: BlockColumn) -> None:
        """Put the cells of a column in the order of the plan, with their looks; new rows have none yet."""
        rows, first = self.plan.rows, self.table.first
        if not self.moves_rows:
            column.add(len(rows) - len(column.looks))
            return
        column.arrange(rows)
        self.changes_formulas = True
        if position in self.plan.formulas:
            return
        for place, row in enumerate(rows):
            cell = column.cell(place)
            text = self.sheet.formula(cell) if cell is not None and row is not None and row != place else None
            if cell is not None and text:
                moved = self.sheet.with_formula(
                    cell, with_row(text, self.table.sheet, first + (row or 0), first + place)
                )
                column.put(place, moved.attributes, moved.inner)

    def _fill(
        self,
        position: int,
        column: BlockColumn,
        new: Sequence[int],
        styles: Mapping[int, str],
        follow: Mapping[int, tuple[str, int]],
    ) -> None:
        """The looks of new rows, and the formula that staff's own column has."""
        self.changes_formulas = True
        for place in new:
            column.put(place, styled(styles[position]), None)
            if position in follow and place not in self.plan.cells.get(position, ()):
                formula, written_for = follow[position]
                number = self.table.first + place
                text = copied(formula, number - written_for) if written_for else formula
                cell = self.sheet.new_cell(styled(styles[position]), None, text)
                column.put(place, cell.attributes, cell.inner)

    def _edit(self, position: int, column: BlockColumn) -> None:
        """The cells of a column that change."""
        edits = self.plan.cells.get(position, Edits())
        cells = zip(edits.place_list, edits.value_list, edits.formula_list, strict=True)
        numbers: dict[str | None, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for place, value, formula in cells:
            if isinstance(value, float):
                places, values = numbers[formula]
                places.append(place)
                values.append(value)
            else:
                self._put(position, column, place, value, formula)
        for formula, (places, values) in numbers.items():
            if not self._put_numbers(position, column, places, values, formula):
                for place, value in zip(places, values, strict=True):
                    self._put(position, column, place, value, formula)

    def _put_numbers(
        self, position: int, column: BlockColumn, places: Sequence[int], values: Sequence[float], formula: str | None
    ) -> bool:
        """Write numbers with one and the same formula, or none, at once; False when what stands there is otherwise."""
        looks, heads, raw = column.looks, column.heads, column.raw
        head = "" if formula is None else self.sheet.formula_text(formula)
        before = {*map(heads.__getitem__, places)}
        if not before <= {"", head}:
            return False
        if head and "" in before:
            self.changes_formulas = True
        default = self.sheet.column_style(self.table.column(position))
        bare = {each: styled(default) if each is None else without_kind(each) for each in {*looks}}
        if any(each != look for each, look in bare.items()):
            for place in places:
                looks[place] = bare[looks[place]]
        for place in places if before != {head} else ():
            heads[place] = head
        for place, text in zip(places, number_texts(values), strict=True):
            raw[place] = text
        return True

    def _put(self, position: int, column: BlockColumn, place: int, value: Stored, formula: str | None) -> None:
        """Write one cell."""
        was, number = column.cell(place), self.table.column(position)
        style = self.sheet.column_style(number) if was is None else style_of(was.attributes)
        had = None if was is None else self.sheet.formula(was)
        if (had is None) is not (formula is None):
            self.changes_formulas = True
        try:
            cell = self._changed(None if had is None else was, styled(style), value, formula)
        except ValueError as error:
            reference = f"{letters(number)}{self.table.first + place}"
            raise texts.text_too_long(self.table.sheet, reference) from error
        column.put(place, cell.attributes, cell.inner)

    def _changed(self, cell: Cell | None, looks: str, value: Stored, formula: str | None) -> Cell:
        """A cell with other content; `cell` is the one that had a formula."""
        if cell is not None and formula is not None and self.sheet.formula(cell) == formula:
            return self.sheet.with_value(cell, value)
        return self.sheet.new_cell(looks, value, formula)

    def _clear(self, number: int) -> None:
        """Take the cells of the table out of a row; what stands beside it stays."""
        self.changes_formulas = True
        cells = {column: cell for column, cell in self.sheet.cells(number).items() if column not in self.columns}
        if cells:
            self.sheet.put_row(number, self.sheet.row_attributes(number), cells)
        else:
            self.sheet.rows.pop(number, None)

    def move_totals(self, rows: int) -> None:
        """The totals row of the table so many rows down (or up); only its own cells, with their notes."""
        number = self.table.area.bottom
        self._move_marks({number: number + rows})
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
        order = column_of(self.table.headers.index(ORDER)) if ORDER in self.table.headers else []
        has_rows = any(isinstance(value, float) for value in order)
        is_changed = False
        for column in self.columns:
            cell = cells.get(column)
            found = _TOTAL.fullmatch((self.sheet.formula(cell) or "") if cell else "")
            if cell is None or found is None or found[3].casefold() != self.table.name.casefold():
                continue
            name = unescaped(found[4])
            if name not in self.table.headers:
                continue
            position = self.table.headers.index(name)
            values = column_of(position)
            total = self._total(int(found[2]), position, values)
            if found[1] and has_rows and not any(isinstance(value, float) for value in values):
                total = found[1]
            if total is not None and total != self.sheet.value(cell):
                cells[column] = self.sheet.with_value(cell, total)
                is_changed = True
        if is_changed:
            self.sheet.put_row(number, self.sheet.row_attributes(number), cells)

    def _total(self, function: int, position: int, values: Sequence[Stored]) -> Stored:
        """What SUBTOTAL gives over a column; None when that is not known. Below 100 it counts rows hidden by hand."""
        if function % 100 == 3 and position in self.plan.formulas:
            return None  # a formula that shows nothing counts
        leaves_out = function > 100 or self.table.is_filtered
        shown = (not leaves_out or not self._is_hidden(self.table.first + place) for place in range(len(values)))
        return subtotal(function, [value for value, is_shown in zip(values, shown, strict=True) if is_shown])

    def _is_hidden(self, number: int) -> bool:
        attributes = self.sheet.row_attributes(number) if number in self.sheet.rows else ""
        return "hidden" in attributes and attribute(attributes, "hidden") in ("1", "true")


def subtotal(function: int, values: Sequence[Stored]) -> Stored:
    """What SUBTOTAL with that number gives over these cells: an error when one is; None when we do not know it."""
    numbers = [value for value in values if isinstance(value, float)]
    if function % 100 == 3:
        return float(sum(1 for value in values if value is not None))
    if function % 100 == 2:
        return float(len(numbers))
    error = next((value for value in values if isinstance(value, ErrorText)), None)
    if error is not None:
        return error
    if function % 100 == 9:
        return fsum(numbers)
    if not numbers:
        return 0.0 if function % 100 in (4, 5) else None
    whole = {1: lambda: fsum(numbers) / len(numbers), 4: lambda: max(numbers), 5: lambda: min(numbers)}
    return whole[function % 100]() if function % 100 in whole else None
