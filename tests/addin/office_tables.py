"""Tables of the xlwings engine: LibreOffice keeps a table as a database range of that name."""

from collections.abc import Iterator
from numbers import Number
from typing import TYPE_CHECKING, Any

import xlwings

from tests.addin import office_cells as cells
from tests.addin.engine_bases import bases
from tests.addin.office_com import TableApi
from tests.addin.office_range import Range, box_of
from tests.addin.uno_bridge import UnoError

if TYPE_CHECKING:
    from tests.addin.office_book import Sheet

_TOTALS: dict[
    tuple[str, str], list[list[str]]
] = {}  # the totals row of a table that shows none now, as Excel remembers


class Tables(bases.Tables):
    def __init__(self, sheet: "Sheet") -> None:
        self.sheet = sheet

    @property
    def api(self) -> Any:
        return self.sheet.book.natives.tables

    def _all(self) -> list["Table"]:
        here, natives = self.sheet.native.RangeAddress.Sheet, self.sheet.book.natives
        names = natives.tables.ElementNames
        return [Table(self.sheet, name) for name in names if natives.table(name).DataArea.Sheet == here]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator["Table"]:
        return iter(self._all())

    def __call__(self, key: Any) -> "Table":
        tables = self._all()
        if isinstance(key, Number):
            return tables[int(str(key)) - 1]
        for table in tables:
            if table.name.casefold() == key.casefold():
                return table
        raise xlwings.NoSuchObjectError(f"no table {key!r} on sheet {self.sheet.name!r}")

    def __contains__(self, key: str) -> bool:
        return any(table.name.casefold() == key.casefold() for table in self._all())

    def add(self, source: Any = None, name: str | None = None, **_others: Any) -> "Table":
        self.sheet.refuse_protected()
        name = name or f"Tabel{self.api.Count + 1}"
        self.api.addNewByName(name, source.impl.area.RangeAddress)
        made = self.api.getByName(name)
        made.ContainsHeader = True
        made.AutoFilter = True
        return Table(self.sheet, name)


class Table(bases.Table):
    def __init__(self, sheet: "Sheet", name: str) -> None:
        self.sheet = sheet
        self._name = name

    @property
    def native(self) -> Any:
        return self.sheet.book.natives.table(self._name)

    @property
    def api(self) -> TableApi:
        return TableApi(self)

    @property
    def parent(self) -> "Sheet":
        return self.sheet

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.native.setName(value)
        self._name = value

    display_name = name

    # --- its parts
    @property
    def range(self) -> Range:
        return Range(self.sheet, box_of(self.native.DataArea))

    def holds(self, row: int, column: int) -> bool:
        top, left, bottom, right = self.range.box
        return top <= row <= bottom and left <= column <= right

    @property
    def show_headers(self) -> bool:
        return True

    @property
    def header_row_range(self) -> Range:
        top, left, _, right = self.range.box
        return Range(self.sheet, (top, left, top, right))

    @property
    def data_body_range(self) -> Range | None:
        top, left, bottom, right = self.range.box
        last = bottom - self.show_totals
        return Range(self.sheet, (top + 1, left, last, right)) if last > top else None

    @property
    def totals_row_range(self) -> Range | None:
        _, left, bottom, right = self.range.box
        return Range(self.sheet, (bottom, left, bottom, right)) if self.show_totals else None

    @property
    def show_totals(self) -> bool:
        return self.native.TotalsRow

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        if value == self.show_totals:
            return
        self.sheet.refuse_protected()
        key = (self.sheet.book.document.RuntimeUID, self._name)
        if value:
            self._grow(1)
            self.native.TotalsRow = True
            if (totals := self.totals_row_range) and key in _TOTALS:
                totals.formula = _TOTALS.pop(key)
        elif totals := self.totals_row_range:
            _TOTALS[key] = cells.read_formulas(totals.area)
            totals.clear_contents()
            self.native.TotalsRow = False
            self._grow(-1)

    def _grow(self, rows: int) -> None:
        area = self.native.DataArea
        area.EndRow += rows
        self.native.DataArea = area

    def resize(self, wanted: Any) -> None:
        """`wanted` is the header, the rows and, when they are shown, the totals. Cells stay where they are."""
        self.sheet.refuse_protected()
        box = (wanted.impl if hasattr(wanted, "impl") else wanted._impl).box
        if box[0] != self.range.row or box[2] <= box[0]:
            raise UnoError("the header of a table stays in its row and has a row below it")
        area = self.native.DataArea
        area.StartColumn, area.EndRow, area.EndColumn = box[1] - 1, box[2] - 1, box[3] - 1
        self.native.DataArea = area

    # --- filter and order
    @property
    def show_autofilter(self) -> bool:
        return self.native.AutoFilter

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self.native.AutoFilter = value

    @property
    def is_filtered(self) -> bool:
        """Whether its filter hides rows."""
        return bool(self.native.getFilterDescriptor().FilterFields)

    def show_all(self) -> None:
        descriptor = self.native.getFilterDescriptor()
        descriptor.FilterFields = ()
        self.native.refresh()
        if body := self.data_body_range:
            body.row_hidden = False

    def sort(self, keys: Any, ascending: Any) -> None:
        if body := self.data_body_range:
            body.sort(keys, ascending, False)
