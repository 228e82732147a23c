"""Ranges and notes of the xlwings engine over LibreOffice."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tests.addin import office_cells as cells
from tests.addin.engine_bases import bases
from tests.addin.office_com import RangeApi
from tests.addin.office_formulas import column_letters
from tests.addin.office_marks import Font, Note, colour, colour_number
from tests.addin.office_natives import NOTES, noted
from tests.addin.uno_bridge import Refusing, UnoError, struct, uno

if TYPE_CHECKING:
    from tests.addin.office_book import Sheet
    from tests.addin.office_tables import Table

Box = tuple[int, int, int, int]  # first row, first column, last row, last column; from 1
LAST_ROW, LAST_COLUMN = 1048576, 16384
CONTENTS = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: numbers, dates, texts, formulas
FORMATS = 32 | 64
STEPS = {"down": (1, 0), "up": (-1, 0), "right": (0, 1), "left": (0, -1)}
HUNDREDTHS_OF_MM_PER_POINT = 2540 / 72
HUNDREDTHS_OF_MM_PER_CHARACTER = 200  # of the usual font, about


def box_of(address: Any) -> Box:
    return address.StartRow + 1, address.StartColumn + 1, address.EndRow + 1, address.EndColumn + 1


class Range(bases.Range):
    options: Any = None

    def __init__(self, sheet: "Sheet", box: Box) -> None:
        self._sheet = sheet
        self.box = box

    @property
    def sheet(self) -> "Sheet":
        return self._sheet

    @property
    def document(self) -> Any:
        return self._sheet.book.document

    @cached_property
    def area(self) -> Any:
        top, left, bottom, right = self.box
        return self._sheet.native.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)

    @property
    def api(self) -> RangeApi:
        return RangeApi(self)

    # --- where it is
    @property
    def row(self) -> int:
        return self.box[0]

    @property
    def column(self) -> int:
        return self.box[1]

    @property
    def shape(self) -> tuple[int, int]:
        return self.box[2] - self.box[0] + 1, self.box[3] - self.box[1] + 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> "Range":
        if column is None:
            row, column = (row - 1) // self.shape[1] + 1, (row - 1) % self.shape[1] + 1
        row, column = self.row + row - 1, self.column + column - 1
        return Range(self._sheet, (row, column, row, column))

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        by_row, by_column = "$" if row_absolute else "", "$" if col_absolute else ""
        top, left, bottom, right = self.box
        first = f"{by_column}{column_letters(left)}{by_row}{top}"
        last = f"{by_column}{column_letters(right)}{by_row}{bottom}"
        if self.is_rows:
            first, last = f"{by_row}{top}", f"{by_row}{bottom}"
        elif top == 1 and bottom == LAST_ROW:
            first, last = f"{by_column}{column_letters(left)}", f"{by_column}{column_letters(right)}"
        elif len(self) == 1:
            last = ""
        address = f"{first}:{last}" if last else first
        return f"'[{self._sheet.book.name}]{self._sheet.name}'!{address}" if external else address

    @property
    def is_rows(self) -> bool:
        """True when these are whole rows."""
        return self.column == 1 and self.box[3] == LAST_COLUMN

    @property
    def is_columns(self) -> bool:
        return self.row == 1 and self.box[2] == LAST_ROW

    def entire_rows(self) -> "Range":
        return Range(self._sheet, (self.box[0], 1, self.box[2], LAST_COLUMN))

    def entire_columns(self) -> "Range":
        return Range(self._sheet, (1, self.box[1], LAST_ROW, self.box[3]))

    @property
    def has_array(self) -> bool:
        return False

    @property
    def max_cells_per_read(self) -> None:
        return None

    @property
    def max_cells_per_write(self) -> None:
        return None

    # --- what it holds
    def _as_com(self, rows: Sequence[Sequence[Any]]) -> Any:
        return rows[0][0] if len(self) == 1 else tuple(tuple(row) for row in rows)

    @property
    def raw_value(self) -> Any:
        return self._as_com(cells.read_typed(self.document, self.area))

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self._write(data)

    @property
    def value2(self) -> Any:
        return self._as_com(cells.read(self.document, self.area))

    @property
    def formula(self) -> Any:
        return self._as_com(cells.read_formulas(self.area))

    @formula.setter
    def formula(self, value: Any) -> None:
        self._write(value)

    formula2 = formula

    def _write(self, value: Any) -> None:
        self._sheet.refuse_locked(self)
        area = self.area
        notes = {place: Note(Range(self._sheet, (*place, *place))).text for place in noted(area)}
        with Refusing(f"write {self.address}"):
            cells.write(self.document, area, value, self._table_name)
        for place, note in notes.items():  # LibreOffice may throw them away; Excel never does
            cell = Range(self._sheet, (*place, *place))
            if cell.note is None:
                cell.add_note(note)

    def _table_name(self) -> str:
        table = self.table
        return table.name if table else ""

    def _holds(self, row: int, column: int) -> bool:
        top, left, bottom, right = self.box
        return top <= row <= bottom and left <= column <= right

    def clear_contents(self) -> None:
        self._clear(CONTENTS)

    def clear(self) -> None:
        self._clear(CONTENTS | NOTES | FORMATS)

    def clear_formats(self) -> None:
        self._clear(FORMATS)

    def _clear(self, flags: int) -> None:
        self._sheet.refuse_locked(self)
        self.area.clearContents(flags)

    # --- how it looks
    @property
    def number_format(self) -> str | None:
        return cells.number_format(self.document, self.area)

    @number_format.setter
    def number_format(self, value: str) -> None:
        self._sheet.refuse_protected()
        cells.set_number_format(self.document, self.area, value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        return colour(self.area.getCellByPosition(0, 0).CellBackColor)

    @color.setter
    def color(self, value: Any) -> None:
        self._sheet.refuse_protected()
        self.area.CellBackColor = colour_number(value)

    @property
    def font(self) -> Font:
        return Font(self)

    @property
    def row_height(self) -> float | None:
        return _one(
            0.0 if not row.IsVisible else round(row.Height / HUNDREDTHS_OF_MM_PER_POINT, 2) for row in self._rows
        )

    @row_height.setter
    def row_height(self, value: float) -> None:
        self._sheet.refuse_protected()
        for row in self._rows:
            row.IsVisible = value > 0
            if value > 0:
                row.Height = round(value * HUNDREDTHS_OF_MM_PER_POINT)

    @property
    def column_width(self) -> float | None:
        return _one(round(column.Width / HUNDREDTHS_OF_MM_PER_CHARACTER, 2) for column in self._columns)

    @column_width.setter
    def column_width(self, value: float) -> None:
        self._sheet.refuse_protected()
        for column in self._columns:
            column.Width = round(value * HUNDREDTHS_OF_MM_PER_CHARACTER)

    @property
    def _columns(self) -> list[Any]:
        columns = self.area.Columns
        return [columns.getByIndex(index) for index in range(columns.Count)]

    @property
    def row_hidden(self) -> bool | None:
        blocks = self.area.queryVisibleCells().RangeAddresses
        visible = {row for block in blocks for row in range(block.StartRow, block.EndRow + 1)}
        return {0: True, self.shape[0]: False}.get(len(visible))

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self._sheet.refuse_protected()
        self.area.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        columns = self.area.Columns
        return _one(not columns.getByIndex(index).IsVisible for index in range(columns.Count))

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self._sheet.refuse_protected()
        self.area.Columns.IsVisible = not value

    @property
    def _rows(self) -> list[Any]:
        rows = self.area.Rows
        return [rows.getByIndex(index) for index in range(rows.Count)]

    @property
    def merge_cells(self) -> bool | None:
        """None when only a part is merged, as Excel says it."""
        if not self.area.getIsMerged():
            return False
        return True if len(self) == 1 else None

    # --- what moves
    def insert(self, shift: str | None = None, copy_origin: str | None = "format_from_left_or_above") -> None:
        self._sheet.refuse_protected()
        mode = "ROWS" if self.is_rows else "COLUMNS" if self.is_columns else "DOWN"
        if mode == "DOWN" and (shift == "right" or (shift is None and self.shape[0] > self.shape[1])):
            mode = "RIGHT"
        self._sheet.native.insertCells(self.area.RangeAddress, uno.Enum("com.sun.star.sheet.CellInsertMode", mode))
        if copy_origin == "format_from_right_or_below" and mode in ("ROWS", "DOWN"):
            self._take_formats_from_below()

    def _take_formats_from_below(self) -> None:
        top, left, bottom, right = self.box
        if self.is_rows:
            right = self._sheet.used_range.box[3]
        below = Range(self._sheet, (bottom + 1, left, bottom + 1, right))
        for row in range(top, bottom + 1):
            new = Range(self._sheet, (row, left, row, right))
            self._sheet.native.copyRange(new.area.getCellByPosition(0, 0).CellAddress, below.area.RangeAddress)
            new.area.clearContents(CONTENTS | NOTES)

    def delete(self, shift: str | None = None) -> None:
        self._sheet.refuse_protected()
        mode = "ROWS" if self.is_rows else "COLUMNS" if self.is_columns else "UP"
        if mode == "UP" and (shift == "left" or (shift is None and self.shape[0] > self.shape[1])):
            mode = "LEFT"
        self._sheet.native.removeRange(self.area.RangeAddress, uno.Enum("com.sun.star.sheet.CellDeleteMode", mode))

    def copy(self, destination: Any = None) -> None:
        """To each block of this size in the destination, as Excel; a smaller one is only where it begins."""
        if destination is None:
            self._sheet.book.app.state.cut_copy_mode = self
            return
        target: Range = destination.impl if hasattr(destination, "impl") else destination
        target.sheet.refuse_locked(target)
        (height, width), (rows, columns) = self.shape, target.shape
        down, across = (1, 1) if rows % height or columns % width else (rows // height, columns // width)
        source, sheet = self.area.RangeAddress, target.area.RangeAddress.Sheet
        for row in range(down):
            for column in range(across):
                first = target(row * height + 1, column * width + 1)
                place = struct("table.CellAddress", Sheet=sheet, Row=first.row - 1, Column=first.column - 1)
                target.sheet.native.copyRange(place, source)

    def paste(
        self,
        paste: str | None = None,
        operation: str | None = None,
        skip_blanks: bool | None = None,
        transpose: bool | None = None,
    ) -> None:
        """Formats only: that is all the product pastes."""
        copied = self._sheet.book.app.state.cut_copy_mode
        if paste != "formats" or not isinstance(copied, Range):
            raise NotImplementedError(f"paste {paste}")
        kept = self.formula
        copied.copy(self)
        self.area.clearContents(CONTENTS | NOTES)
        self.formula = kept

    def sort(self, keys: Sequence[int], ascending: Sequence[bool], has_headers: bool) -> None:
        self._sheet.refuse_locked(self)
        order = [(key - 1, up) for key, up in zip(keys, ascending, strict=True)]
        cells.sort(self.area, order, has_headers)

    # --- where it leads
    def end(self, direction: str) -> "Range":
        down, right = STEPS[direction]
        used = self._sheet.used_range.box
        last = {
            "down": (max(used[2], self.row), self.column),
            "right": (self.row, max(used[3], self.column)),
            "up": (1, self.column),
            "left": (self.row, 1),
        }[direction]
        top, bottom = sorted((self.row, last[0]))
        left, far = sorted((self.column, last[1]))
        line = [cell != "" for row in Range(self._sheet, (top, left, bottom, far)).area.getDataArray() for cell in row]
        steps = _steps(line if down + right > 0 else line[::-1])
        if steps is None:
            edge = {"down": LAST_ROW - self.row, "right": LAST_COLUMN - self.column}
            steps = edge.get(direction, len(line) - 1)
        row, column = self.row + down * steps, self.column + right * steps
        return Range(self._sheet, (row, column, row, column))

    @property
    def current_region(self) -> "Range":
        cursor = self._sheet.native.createCursorByRange(self.area)
        cursor.collapseToCurrentRegion()
        return Range(self._sheet, box_of(cursor.RangeAddress))

    @property
    def table(self) -> "Table | None":
        return next((table for table in self._sheet.tables if table.holds(self.row, self.column)), None)

    @property
    def name(self) -> Any:
        return next((name for name in self._sheet.book.names if name.is_box_of(self)), None)

    @name.setter
    def name(self, value: str) -> None:
        self._sheet.book.names.add(value, f"='{self._sheet.name}'!{self.address}")

    def select(self) -> None:
        self._sheet.activate()
        self.document.CurrentController.select(self.area)

    # --- notes
    @property
    def note(self) -> Note | None:
        first = self(1)
        return Note(first) if first.area.getCellByPosition(0, 0).Annotation.String else None

    def add_note(self, text: str) -> Note:
        self._sheet.refuse_protected()
        if self.note is not None:
            raise UnoError("this cell has a note already")
        self._sheet.native.Annotations.insertNew(self.area.getCellByPosition(0, 0).CellAddress, text)
        return Note(self(1))

    @property
    def hyperlink(self) -> str:
        fields = self.area.getCellByPosition(0, 0).TextFields
        if not fields.Count:
            raise UnoError("The cell doesn't seem to contain a hyperlink!")
        return fields.getByIndex(0).URL


def _one(values: Any) -> Any:
    """The value when they are all equal, otherwise None."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def _steps(filled: list[bool]) -> int | None:
    """How far End goes along a line of filled and empty cells; None is to the edge of the sheet."""
    if len(filled) > 1 and filled[0] and filled[1]:
        return next((index for index, full in enumerate(filled) if not full), len(filled)) - 1
    return next((index for index in range(1, len(filled)) if filled[index]), None)
