"""Where a workbook differs from what it must hold: everything that a refresh for the same run would repair."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from engine.errors import Refusal
from engine.result import ORDER, Column, Kind, Report
from engine.texts import checking as texts
from engine.texts.cells import shown_key
from engine.texts.refresh import VANISHED
from engine.texts.workbooks import NOW, RUN, VERSION
from workbooks.opc.references import letters
from workbooks.plan import Content, Key, Standing, StandingColumn, Stored, Wanted, same_value
from workbooks.planner import plan_table, rows_twice
from workbooks.planning import ACCOUNTABILITY
from workbooks.refresh import tables_of
from workbooks.stored import meant


@dataclass
class Deviations:
    """What differs, each as a sentence, and how many rows are staff's own."""

    found: list[str] = field(default_factory=list[str])
    own_rows: int = 0


def deviations(report: Report, path: Path) -> Deviations:
    """Every deviation of the workbook from the report. Refusal when the file cannot be read."""
    made = Deviations()
    for standing, wanted in tables_of(report, path):
        of_table = table_deviations(standing, wanted)
        made.found += of_table.found
        made.own_rows += of_table.own_rows
    return made


def table_deviations(standing: Standing | None, wanted: Wanted) -> Deviations:
    """The same of one table; None: it is not there."""
    if standing is None:
        return Deviations([texts.missing_table(wanted.table.name)])
    try:
        twice = rows_twice(standing, wanted)
        kept = [index for index in range(standing.count) if index not in twice]
        compared = _Compared(_only(standing, kept), wanted, kept)
    except Refusal as refusal:  # a key column is gone, or two rows are alike
        return Deviations([refusal.text])
    return Deviations([*_twice(standing, wanted, twice), *compared.lines()], compared.own_rows)


def _positions(standing: Standing, names: Sequence[str]) -> list[int]:
    return [standing.headers.index(name) for name in names if name in standing.headers]


def _only(standing: Standing, kept: Sequence[int]) -> Standing:
    """The table with these rows only."""
    if len(kept) == standing.count:
        return standing
    columns = [
        StandingColumn([each.values[index] for index in kept], [each.formulas[index] for index in kept])
        for each in standing.columns
    ]
    noted = frozenset(place for place, index in enumerate(kept) if index in standing.noted)
    return replace(standing, columns=columns, noted=noted)


def _twice(standing: Standing, wanted: Wanted, twice: Mapping[int, int]) -> Iterator[str]:
    shown = _Shown(standing, wanted)
    for index, first in twice.items():
        rows = standing.corner.row + first, standing.corner.row + index
        yield texts.row_twice(standing.name, standing.corner.sheet, shown.key_at(index), rows)


@dataclass(frozen=True)
class _Shown:
    """How values of a table are shown to a person."""

    standing: Standing
    wanted: Wanted

    def key_at(self, index: int) -> str:
        """The key of a row that stands there."""
        names = self.wanted.table.ranks or self.wanted.table.keys
        values = [self.standing.columns[position].values[index] for position in _positions(self.standing, names)]
        return self.key(tuple(values))

    def key(self, key: Key) -> str:
        """A key as it stands in the cells."""
        names = self.wanted.table.ranks or self.wanted.table.keys
        kinds = [self.wanted.table.column(name).kind for name in names]
        shown = [shown_key(self.typed(value, kind), kind) for value, kind in zip(key, kinds, strict=False)]
        return " ".join(part for part in shown if part)

    def typed(self, value: Stored, kind: Kind) -> Decimal | date | str | None:
        """What a cell means."""
        return meant(value, kind, self.standing.starts_in_1904)

    def kind(self, index: int, column: Column) -> Kind:
        """The kind of a cell, which in some tables differs by row."""
        key = self.key_at(index)
        special = {row: kind for (row, name), kind in self.wanted.kinds.items() if name == column.name}
        named = (kind for row, kind in special.items() if self._key_of(row) == key)
        return next(named, column.kind)

    def _key_of(self, row: int) -> str:
        return " ".join(str(part) for part in self.wanted.table.key_of(self.wanted.table.rows[row]) if part)


def _is_typed(value: Stored, formula: str | None) -> bool:
    return value not in (None, "") and formula is None


class _Cell(NamedTuple):
    """A cell that a refresh would write: its row as it stands, its column, and what it must hold."""

    row: int
    position: int
    column: Column
    content: Content


class _Compared:
    """One table compared; `rows`: which row of the sheet's table each row is."""

    def __init__(self, standing: Standing, wanted: Wanted, rows: Sequence[int]) -> None:
        self.standing, self.wanted, self.rows = standing, wanted, rows
        self.shown = _Shown(standing, wanted)
        self.plan = plan_table(standing, wanted)
        self.identity = _positions(standing, wanted.table.ranks or wanted.table.keys)
        self.gone = self._gone()

    def lines(self) -> Iterator[str]:
        """Columns and rows that are missing, rows that do not belong, cells, formulas."""
        sheet = self.standing.corner.sheet
        yield from (texts.missing_column(self.plan.name, name) for name in self.plan.absent)
        yield from (texts.missing_row(self.plan.name, self.shown.key(key)) for key in self.plan.new)
        for index in sorted(self.gone):
            row = self.standing.corner.row + self.rows[index]
            yield texts.extra_row(self.plan.name, sheet, row, self.shown.key_at(index))
        cells = sorted(self._cells())
        yield from (self._value_line(cell) for cell in cells if not self._is_same(cell))
        yield from self._formula_lines([cell for cell in cells if self._is_same(cell)])

    @property
    def own_rows(self) -> int:
        """How many rows staff added: they have no place in the order, the result does not know them."""
        if ORDER not in self.standing.headers:
            return 0
        at = self.standing.headers.index(ORDER)
        known = {self.plan.rows[place] for place in self.plan.cells.get(at, {})}
        order = self.standing.columns[at].values
        own = [index for index, place in enumerate(order) if place in (None, "") and index not in known]
        return sum(any(_is_typed(*cell) for cell in zip(*self.standing.row(index), strict=True)) for index in own)

    def _gone(self) -> set[int]:
        """Rows with a place in the order that the result does not have."""
        removed = set(range(self.standing.count)) - {row for row in self.plan.rows if row is not None}
        for edits in self.plan.cells.values():
            marked = (place for place, (value, _) in edits.items() if value == VANISHED)
            removed |= {row for place in marked if (row := self.plan.rows[place]) is not None}
        return removed

    def _cells(self) -> Iterator[_Cell]:
        columns = {column.name: column for column in self.wanted.table.columns}
        for position, edits in self.plan.cells.items():
            column = columns[self.standing.headers[position]]
            for place, content in edits.items():
                index = self.plan.rows[place]
                if index is None or index in self.gone or self._is_filled(index):
                    continue
                cell = _Cell(index, position, column, content)
                if not self._is_of_the_making(cell):
                    yield cell

    def _is_filled(self, index: int) -> bool:
        """Whether it is an empty row, in which a missing one would come."""
        values = [self.standing.columns[position].values[index] for position in self.identity]
        return bool(values) and all(value in (None, "") for value in values)

    def _is_of_the_making(self, cell: _Cell) -> bool:
        """Whether it says something of the program or of the workbook as it now is, and nothing of the data."""
        if self.plan.name != ACCOUNTABILITY:
            return False
        is_live = cell.column.name == NOW and self._had(cell) == cell.content[1]
        return is_live or self.shown.key_at(cell.row) == f"{RUN} {VERSION}"

    def _had(self, cell: _Cell) -> str | None:
        return self.standing.columns[cell.position].formulas[cell.row]

    def _was(self, cell: _Cell) -> Stored:
        return self.standing.columns[cell.position].values[cell.row]

    def _is_same(self, cell: _Cell) -> bool:
        return same_value(self._was(cell), cell.content[0])

    def _where(self, cell: _Cell) -> str:
        corner = self.standing.corner
        place = f"{letters(corner.column + cell.position)}{corner.row + self.rows[cell.row]}"
        return texts.cell_place(self.plan.name, corner.sheet, place, self.shown.key_at(cell.row), cell.column.name)

    def _value_line(self, cell: _Cell) -> str:
        kind = self.shown.kind(cell.row, cell.column)
        was, value = self.shown.typed(self._was(cell), kind), self.shown.typed(cell.content[0], kind)
        is_typed = cell.content[1] is not None and self._had(cell) is None
        return texts.different_cell(self._where(cell), was, value, kind, is_typed)

    def _formula_lines(self, cells: Sequence[_Cell]) -> Iterator[str]:
        """A line a column and formula: how many cells have another formula, or none, with the right value."""
        counts = Counter(cell.position for cell in cells)
        for cell in {cell.position: cell for cell in reversed(cells)}.values():
            yield texts.different_formula(self._where(cell), counts[cell.position], self._had(cell) is not None)
