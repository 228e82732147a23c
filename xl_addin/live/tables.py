"""The tables of an open workbook as a plan sees them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from engine.texts import live as texts
from workbooks.opc.references import Area, letters
from workbooks.plan import Corner, Standing, StandingColumn, Stored, TablePlan
from xl_addin.live.cells import ON_MAC, raw_values, read_columns, stored

if TYPE_CHECKING:
    import xlwings as xw


@dataclass
class LiveTable:
    """A table in an open workbook; rows and columns of the sheet count from 1."""

    table: "xw.main.Table"

    @property
    def sheet(self) -> "xw.Sheet":
        """The sheet that it is on."""
        return self.table.parent

    @cached_property
    def area(self) -> Area:
        """Its cells, header and totals included, as they were when first asked."""
        block = self.table.range
        top, left = block.row, block.column
        rows, columns = block.shape
        return Area(left, top, left + columns - 1, top + rows - 1)

    @cached_property
    def has_totals(self) -> bool:
        """Whether a row of totals stands below its rows."""
        return bool(self.table.show_totals)

    def holds(self, sheet: str, place: Area) -> bool:
        """Whether a cell is in one of its rows, totals and header left out."""
        is_row = self.first <= place.top <= self.last
        return self.sheet.name == sheet and is_row and self.area.left <= place.left <= self.area.right

    @property
    def is_filtered(self) -> bool:
        """Whether its filter hides rows."""
        auto_filter = None if ON_MAC else self.table.api.AutoFilter
        return auto_filter is not None and bool(auto_filter.FilterMode)

    @property
    def first(self) -> int:
        """Row of the sheet with its first row."""
        return self.area.top + 1

    @property
    def last(self) -> int:
        """Row of the sheet with its last row, above the totals."""
        return self.area.bottom - self.has_totals

    def rows(self, first: int, last: int) -> "xw.Range":
        """Its cells in those rows of the sheet."""
        return self.sheet.range(str(Area(self.area.left, first, self.area.right, last)))

    def cells(self, position: int, first: int, last: int) -> "xw.Range":
        """The cells of one column in those rows of the sheet."""
        column = self.area.left + position
        return self.sheet.range(str(Area(column, first, column, last)))

    @cached_property
    def headers(self) -> tuple[str, ...]:
        """Its headers."""
        head = self.rows(self.area.top, self.area.top)
        return tuple(str(name) for name in raw_values(head)[0])

    def standing(self, name: str) -> Standing:
        """What stands in it, under the name that we give it. Refusal when its sheet is protected or its header gone."""
        if not ON_MAC and self.sheet.api.ProtectContents:
            raise texts.protected_sheet(self.sheet.name, name)
        whole = read_columns(self.rows(self.area.top, self.last))  # with its header: that saves a call
        headers = tuple(str(values[0]) for values, _ in whole)
        columns = [StandingColumn(values[1:], formulas[1:]) for values, formulas in whole]
        corner = Corner(self.sheet.name, self.first, self.area.left, self.sheet.book.name)
        return Standing(name, headers, columns, noted=self._noted(), corner=corner)

    def _noted(self) -> frozenset[int]:
        """Places of rows with a note; on macOS, where that takes a call a cell, all: none is then thrown away."""
        if ON_MAC:
            return frozenset(range(self.last - self.first + 1))
        places = noted_cells(self.sheet)
        inside = (row - self.first for row, column in places if self.area.left <= column <= self.area.right)
        return frozenset(place for place in inside if 0 <= place <= self.last - self.first)


def noted_cells(sheet: "xw.Sheet") -> list[tuple[int, int]]:
    """Row and column of every note and conversation of a sheet, as Excel for Windows tells."""
    notes = [*sheet.api.Comments, *getattr(sheet.api, "CommentsThreaded", ())]  # Excel before 365 has no conversations
    return [(note.Parent.Row, note.Parent.Column) for note in notes]


@dataclass
class LiveBook:
    """An open workbook, its tables by name without regard to capitals."""

    book: "xw.Book"
    _standing: dict[str, Standing] = field(default_factory=dict[str, Standing], init=False, repr=False, compare=False)

    @cached_property
    def tables(self) -> Mapping[str, LiveTable]:
        """Every table."""
        found = [LiveTable(table) for sheet in self.book.sheets for table in sheet.tables]
        return {each.table.name.casefold(): each for each in found}

    def table_at(self, sheet: str, place: Area | None) -> LiveTable | None:
        """The table that has a cell in one of its rows; None when none has."""
        return next((each for each in self.tables.values() if place is not None and each.holds(sheet, place)), None)

    def filtered(self, plans: Iterable[TablePlan]) -> list[str]:
        """Names of the tables that change and of which a filter hides rows."""
        changed = (plan.name for plan in plans if not plan.is_empty)
        return [name for name in changed if self.tables[name.casefold()].is_filtered]

    def standing(self, name: str) -> Standing | None:
        """A table with its content when first asked; None when it is not there."""
        table = self.tables.get(name.casefold())
        if table is not None and name not in self._standing:
            self._standing[name] = table.standing(name)
        return self._standing.get(name)

    @cached_property
    def names(self) -> dict[str, str]:
        """Its own names, and what each stood for when first asked (`Blad!$A$1`)."""
        return {each.name: (each.refers_to or "").removeprefix("=") for each in self.book.names if "!" not in each.name}

    def value_at(self, sheet: str, place: Area) -> Stored:
        """The value of one cell; None when that sheet is not there."""
        cell = self._cell_at(sheet, place)
        return None if cell is None else stored(cell.value)

    def formula_at(self, sheet: str, place: Area) -> str:
        """The formula of one cell without `=`; "" when it has none."""
        cell = self._cell_at(sheet, place)
        formula = "" if cell is None else str(cell.formula)
        return formula[1:] if formula.startswith("=") else ""

    def _cell_at(self, sheet: str, place: Area) -> "xw.Range | None":
        if sheet not in [each.name for each in self.book.sheets]:
            return None
        return self.book.sheets[sheet].range(f"{letters(place.left)}{place.top}")

    def require_writable(self) -> None:
        """Refusal when Excel would let nothing be changed: it is read-only, or shown in Protected View."""
        if not ON_MAC and self.book.api.ReadOnly:
            raise texts.read_only_book(self.book.name)
