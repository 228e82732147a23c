"""What must change in a table that stands in a workbook, as data: the same plan is carried out in a closed file and in

an open workbook. `workbooks.planner` makes it. Cells go by column, because both read and write whole columns at once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import isclose
from typing import NamedTuple

from engine.result import Kind, ResultTable
from workbooks.opc.cell_texts import Stored

Key = tuple[Stored, ...]
DIGITS = 1e-14
"""A file holds fifteen to seventeen digits of a number."""
CALCULATED = 1e-12
"""A number that a spreadsheet program calculated can differ so much from ours, of which each step is exact."""


Content = tuple[Stored, str | None]
"""What a cell must hold: its value, and its formula without `=` (None for a fact)."""


class StandingColumn(NamedTuple):
    """A column as it stands, row by row: values and formulas (None: no formula, "": one that it shares)."""

    values: Sequence[Stored]
    formulas: Sequence[str | None]


class StandingRow(NamedTuple):
    """A row as it stands, in column order."""

    values: Sequence[Stored]
    formulas: Sequence[str | None]


class Corner(NamedTuple):
    """Where the first cell below the header of a table stands: its sheet, row and column (from 1), and the file."""

    sheet: str = ""
    row: int = 1
    column: int = 1
    file: str = ""


_UNKNOWN = Corner()


@dataclass(frozen=True, slots=True)
class Standing:
    """A table as it stands in a workbook: a column for every header, all of one length."""

    name: str
    headers: tuple[str, ...]
    columns: Sequence[StandingColumn]
    starts_in_1904: bool = False
    noted: frozenset[int] = frozenset()
    """Rows with a note or link that is fixed to a cell."""
    corner: Corner = _UNKNOWN

    @property
    def count(self) -> int:
        """How many rows it has."""
        return len(self.columns[0].values)

    def row(self, index: int) -> StandingRow:
        """One row."""
        return StandingRow(
            [each.values[index] for each in self.columns], [each.formulas[index] for each in self.columns]
        )

    @property
    def rows(self) -> list[StandingRow]:
        """All rows."""
        return [self.row(index) for index in range(self.count)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A table as it must be: the result, and of single cells, by row index and column, formula ("": none) and kind."""

    table: ResultTable
    special: Mapping[tuple[int, str], str] = field(default_factory=dict[tuple[int, str], str])
    kinds: Mapping[tuple[int, str], Kind] = field(default_factory=dict[tuple[int, str], Kind])
    rows: frozenset[int] | None = None
    """The rows of the result that are looked at, by index; None is all. What the others are about stays as it is."""


class Change(NamedTuple):
    """A cell whose value becomes another one."""

    key: Key
    column: str
    was: Stored
    value: Stored
    formula: str | None
    """The formula that stood there."""
    kind: Kind


class ChangedCells(NamedTuple):
    """The cells of one column whose value changes: which, among rows of which these are keys, old and new values."""

    column: str
    places: Sequence[int]
    keys: Sequence[Key]
    was: Sequence[Stored]
    values: Sequence[Stored]
    formulas: Sequence[str | None]
    """Those that stood there."""
    kind: Kind
    """What the column holds."""

    def each(self) -> Iterator[Change]:
        """Cell by cell."""
        for at in self.places:
            yield Change(self.keys[at], self.column, self.was[at], self.values[at], self.formulas[at], self.kind)


class Edits(Mapping[int, Content]):
    """The cells of one column that change: by place what each becomes.

    Held as three lists: of a large table there are hundreds of thousands.
    """

    def __init__(self) -> None:
        self.place_list: list[int] = []
        self.value_list: list[Stored] = []
        self.formula_list: list[str | None] = []
        self._index: dict[int, int] = {}

    def add(self, places: Sequence[int], values: Sequence[Stored], formulas: Sequence[str | None]) -> None:
        """Cells that were not there yet."""
        self.place_list += places
        self.value_list += values
        self.formula_list += formulas

    def __getitem__(self, place: int) -> Content:
        if len(self._index) < len(self.place_list):
            self._index = {each: at for at, each in enumerate(self.place_list)}
        at = self._index[place]
        return self.value_list[at], self.formula_list[at]

    def __iter__(self) -> Iterator[int]:
        return iter(self.place_list)

    def __len__(self) -> int:
        return len(self.place_list)


@dataclass
class TablePlan:
    """The table to come, and what a person wants to know about it. A place is the index of a row to come."""

    name: str
    before: int
    """How many rows stand there."""
    starts_in_1904: bool = False
    rows: list[int | None] = field(default_factory=list[int | None])
    """By place which row it was; None: a new one."""
    cells: dict[int, Edits] = field(default_factory=dict[int, Edits])
    """By position of the column and by place the cells that change."""
    formulas: dict[int, str] = field(default_factory=dict[int, str])
    """By position the formula that Excel fills new rows with."""
    filled: dict[int, str] = field(default_factory=dict[int, str])
    """By position of a column of the staff's the formula that new rows get, as it would read below the last row."""
    new: list[Key] = field(default_factory=list[Key])
    vanished: list[Key] = field(default_factory=list[Key])
    """Rows that the result no longer has, and that stay until staff delete them."""
    removed: list[Key] = field(default_factory=list[Key])
    """Rows of a ranking that the result no longer has, and that staff wrote nothing in."""
    returned: list[Key] = field(default_factory=list[Key])
    changed: list[ChangedCells] = field(default_factory=list[ChangedCells])
    replaced: list[ChangedCells] = field(default_factory=list[ChangedCells])
    """Calculated cells in which staff had typed something: they are calculated again."""
    absent: list[str] = field(default_factory=list[str])
    """Columns of the result that the table no longer has."""

    @property
    def is_empty(self) -> bool:
        """Whether no cell and no row changes."""
        return not self.cells and self.rows == list(range(self.before))

    @property
    def moves_rows(self) -> bool:
        """Whether a row that stands there comes elsewhere, or goes; without that new ones follow at the end."""
        return self.rows[: self.before] != list(range(self.before))

    def column(self, standing: Standing, position: int) -> list[Stored]:
        """The values of a column as they will be, row by row."""
        values = standing.columns[position].values
        found = [None if row is None else values[row] for row in self.rows]
        edits = self.cells.get(position, Edits())
        for place, value in zip(edits.place_list, edits.value_list, strict=True):
            found[place] = value
        return found


def near(is_calculated: bool) -> Callable[[float, float], bool]:
    """Whether two numbers are the same: to the digits that a file holds, or to what calculating makes of them."""
    least = CALCULATED if is_calculated else 0.0
    return partial(isclose, rel_tol=CALCULATED if is_calculated else DIGITS, abs_tol=least)


def same_value(was: Stored, value: Stored, is_calculated: bool = False) -> bool:
    """Whether two cells show the same: numbers as `near` says, empty as an empty text."""
    if was == value and was.__class__ is value.__class__:  # most are
        return True
    if isinstance(was, float) and isinstance(value, float):
        return near(is_calculated)(was, value)
    if isinstance(was, bool) is not isinstance(value, bool):
        return False
    return (was is None or was == "") if value is None or value == "" else was == value
