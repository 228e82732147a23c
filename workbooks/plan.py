"""What must change in a table that stands in a workbook: old rows + new result → a plan; nothing is written here.

Rows are matched by key. What is the staff's (columns, rows and looks that the result does not know) is in no plan, so
that it stays. The same plan is carried out in a closed file and in an open workbook.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from engine.result import ORDER, Column, Kind, ResultTable, Value
from engine.rules import formula_text
from engine.texts import refresh as texts
from workbooks.generate import cell_value

Stored = float | str | bool | None
"""What a cell holds: a number (a date is one), a text, a truth, or None when it is empty."""
Key = tuple[Stored, ...]
_DAYS_TO_1904 = (date(1904, 1, 1) - date(1899, 12, 30)).days
_DIGITS = 1e-14
"""A file holds fifteen to seventeen digits of a number."""


class Content(NamedTuple):
    """What a cell must hold; `formula` without `=`, None for a fact."""

    value: Stored
    formula: str | None = None


class StandingRow(NamedTuple):
    """A row as it stands: values and formulas (None: no formula, "": one that it shares), in column order."""

    values: Sequence[Stored]
    formulas: Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """A table as it stands in a workbook."""

    name: str
    headers: tuple[str, ...]
    rows: Sequence[StandingRow]
    starts_in_1904: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A table as it must be: the result, and formulas of single cells ("": none) by row index and column name."""

    table: ResultTable
    special: Mapping[tuple[int, str], str] = field(default_factory=dict[tuple[int, str], str])


class Change(NamedTuple):
    """A cell whose value becomes another one."""

    key: Key
    column: str
    was: Stored
    value: Stored


class PlannedRow(NamedTuple):
    """A row of the table to come: which row it was (None: a new one), and by position the cells that change."""

    old: int | None
    cells: Mapping[int, Content]


@dataclass
class TablePlan:
    """The table to come, row by row, and what a person wants to know about it."""

    name: str
    before: int
    """How many rows stand there."""
    rows: list[PlannedRow] = field(default_factory=list[PlannedRow])
    formulas: dict[int, str] = field(default_factory=dict[int, str])
    """By position the formula that Excel fills new rows with."""
    new: list[Key] = field(default_factory=list[Key])
    vanished: list[Key] = field(default_factory=list[Key])
    returned: list[Key] = field(default_factory=list[Key])
    changes: list[Change] = field(default_factory=list[Change])
    replaced: list[Change] = field(default_factory=list[Change])
    """Calculated cells in which staff had typed something: they are calculated again."""
    absent: list[str] = field(default_factory=list[str])
    """Columns of the result that the table no longer has."""

    @property
    def is_empty(self) -> bool:
        """Whether no cell and no row changes."""
        is_same = all(row.old == place and not row.cells for place, row in enumerate(self.rows))
        return is_same and len(self.rows) == self.before

    def column(self, standing: Standing, position: int) -> Iterator[Stored]:
        """The values of a column as they will be, row by row."""
        for row in self.rows:
            if position in row.cells:
                yield row.cells[position].value
            else:
                yield None if row.old is None else standing.rows[row.old].values[position]


class _Place(NamedTuple):
    """A result column where it stands in the table."""

    position: int
    column: Column
    formula: str


class _Planner:
    """The work on one table."""

    def __init__(self, standing: Standing, wanted: Wanted) -> None:
        self.standing, self.wanted, self.table = standing, wanted, wanted.table
        self.plan = TablePlan(standing.name, len(standing.rows))
        self.places = self._places()
        self.at = {place.column.name: place.position for place in self.places}
        self.identity = self.table.ranks or self.table.keys
        gone = [name for name in self.identity if name not in self.at]
        if gone:
            raise texts.key_column_gone(standing.name, gone, standing.headers)
        self.new_keys, self.contents = self._keys(), [self._contents(place) for place in self.places]
        self.own = [position for position in range(len(standing.headers)) if position not in self.at.values()]
        self.marker = next((name for name in (ORDER, *self.at) if name in self.at and name not in self.identity), "")

    def _places(self) -> list[_Place]:
        """Position of each result column that the table has; the plan notes the others, and what Excel fills down."""
        positions = {name: position for position, name in reversed(list(enumerate(self.standing.headers)))}
        places: list[_Place] = []
        for column in self.table.columns:
            if column.name not in positions:
                self.plan.absent.append(column.name)
                continue
            formula = "" if column.rule is None else formula_text(column, self.table).removeprefix("=")
            places.append(_Place(positions[column.name], column, formula))
            if formula and not column.fact_first:
                self.plan.formulas[positions[column.name]] = formula
        return places

    def made(self) -> TablePlan:
        """The plan."""
        old, new = dict(self._old_keys()), self._new_keys()
        found = self._matched(old, new)
        if self.table.ranks:
            self._rank(old, found)
        else:
            self._keep_in_place(old, found)
        return self.plan

    def _old_keys(self) -> Iterator[tuple[int, Key]]:
        """Rows that have a key, by index; without keys the place is the key. Refusal when a key occurs twice."""
        seen: dict[Key, int] = {}
        positions = [self.at[name] for name in self.identity]
        keys = (tuple(_plain(row.values[position]) for position in positions) for row in self.standing.rows)
        for index, key in enumerate(self._numbered(keys)):
            if positions and all(part == "" for part in key[: len(positions)]):
                continue
            if key in seen:
                raise texts.key_twice(self.standing.name, key, seen[key] + 1, index + 1)
            seen[key] = index
            yield index, key

    def _new_keys(self) -> dict[Key, int]:
        return {key: index for index, key in enumerate(self._numbered(self.new_keys))}

    def _numbered(self, keys: Iterable[Key]) -> Iterator[Key]:
        """Keys of rows below each other: without key their place, in a ranking with how manieth of its kind."""
        counts: Counter[Key] = Counter()
        for index, key in enumerate(keys):
            if not self.identity:
                yield (float(index),)
                continue
            counts[key] += 1
            yield (*key, float(counts[key])) if self.table.ranks else key

    def _keys(self) -> list[Key]:
        """The key of each row of the result, as its cells will hold it."""
        if not self.identity:
            return [() for _ in self.table.rows]
        return list(
            zip(*([_plain(self._stored(row[name])) for row in self.table.rows] for name in self.identity), strict=True)
        )

    def _matched(self, old: Mapping[int, Key], new: Mapping[Key, int]) -> dict[int, int]:
        """Index of the new row by that of the old one. A code that Excel made a number is found without its zeros."""
        found = {index: new[key] for index, key in old.items() if key in new}
        codes = [place for place, name in enumerate(self.identity) if self.table.column(name).kind is Kind.CODE]
        if codes and len(found) < len(old):
            by_new = {new: index for index, new in found.items()}
            counts = Counter(_loose(key, codes) for key in new)
            loose = {_loose(key, codes): index for key, index in new.items() if counts[_loose(key, codes)] == 1}
            for index, key in old.items():
                other = loose.get(_loose(key, codes))
                if index in found or other is None:
                    continue
                if other not in by_new:
                    found[index], by_new[other] = other, index
                elif not self.table.ranks and self._is_ours(index):
                    raise texts.key_twice(self.standing.name, key, *sorted((by_new[other] + 1, index + 1)))
        return found

    def _keep_in_place(self, old: Mapping[int, Key], found: Mapping[int, int]) -> None:
        """Rows stay where they are; new ones follow at the end, in the order of the result."""
        for index in range(len(self.standing.rows)):
            if index in found:
                self.plan.rows.append(self._kept(index, found[index]))
            elif index in old and self._is_ours(index):
                self.plan.rows.append(self._vanished(index, old[index]))
            else:
                self.plan.rows.append(PlannedRow(index, {}))
        known = set(found.values())
        missing = [index for index in range(len(self.table.rows)) if index not in known]
        free = self._free_rows(old)
        for place, index in zip(free, missing, strict=False):
            self.plan.rows[place] = self._added(index, place)
        self.plan.rows += [self._added(index, None) for index in missing[len(free) :]]

    def _rank(self, old: Mapping[int, Key], found: Mapping[int, int]) -> None:
        """Rows come in the order of the result, with what staff wrote beside them; rows that are no longer in it go,

        unless staff wrote something there.
        """
        before = {new: index for index, new in found.items()}
        for new in range(len(self.table.rows)):
            self.plan.rows.append(self._kept(before[new], new) if new in before else self._added(new, None))
        for index in range(len(self.standing.rows)):
            if index in found:
                continue
            if index not in old or not self._is_ours(index):
                if self._has_content(index, range(len(self.standing.headers))):
                    self.plan.rows.append(PlannedRow(index, {}))
            elif self._has_content(index, self.own):
                self.plan.rows.append(self._vanished(index, old[index]))
            else:
                self.plan.vanished.append(old[index])
        if not self.plan.rows and self.standing.rows:
            self.plan.rows.append(PlannedRow(0, self._cleared(0, mark=None)))

    def _free_rows(self, old: Mapping[int, Key]) -> list[int]:
        """Rows at the end without anything in them: an empty table has one."""
        free: list[int] = []
        for index in reversed(range(len(self.standing.rows))):
            if index in old or self._has_content(index, range(len(self.standing.headers))):
                break
            free.insert(0, index)
        return free

    def _is_ours(self, index: int) -> bool:
        """Whether a row without counterpart was made by us, and not by staff: ours has its place in the order.

        Refusal when staff took that column out: then a row of theirs could be emptied as one of ours.
        """
        values = self.standing.rows[index].values
        if ORDER in self.at:
            return values[self.at[ORDER]] not in (None, "")
        if ORDER in self.plan.absent and any(
            values[position] not in (None, "") for name, position in self.at.items() if name not in self.identity
        ):
            raise texts.key_column_gone(self.standing.name, [ORDER], self.standing.headers)
        return True

    def _has_content(self, index: int, positions: Iterable[int]) -> bool:
        """Whether staff put something in one of these cells; a formula that was filled down is no work of this row."""
        values, formulas = self.standing.rows[index]
        return any(
            not self._is_filled_down(position, formulas[position])
            for position in positions
            if values[position] not in (None, "") or formulas[position] is not None
        )

    def _is_filled_down(self, position: int, formula: str | None) -> bool:
        """Whether it is a formula that reads the same in every row, or stands in more rows ("": shared)."""
        if formula is None:
            return False
        is_same = formula in ("", self.plan.formulas.get(position)) or "[#This Row]" in formula
        return is_same or self._counts[position][formula] > 1

    @cached_property
    def _counts(self) -> list[Counter[str | None]]:
        """By position how often each formula stands there."""
        return [Counter(column) for column in zip(*(row.formulas for row in self.standing.rows), strict=True)]

    def _kept(self, index: int, new: int) -> PlannedRow:
        values, formulas = self.standing.rows[index]
        cells: dict[int, Content] = {}
        for place, contents in zip(self.places, self.contents, strict=True):
            position, content = place.position, contents[new]
            was, formula = values[position], formulas[position]
            if same_value(was, content.value):
                if formula == content.formula or (formula == "" and content.formula is not None):
                    continue
            else:
                is_typed = formula is None and content.formula is not None and was not in (None, "", texts.VANISHED)
                change = Change(self.new_keys[new], place.column.name, was, content.value)
                (self.plan.replaced if is_typed else self.plan.changes).append(change)
            cells[position] = content
        if self.marker and values[self.at[self.marker]] == texts.VANISHED:
            self.plan.returned.append(self.new_keys[new])
        return PlannedRow(index, cells)

    def _vanished(self, index: int, key: Key) -> PlannedRow:
        cells = self._cleared(index, texts.VANISHED if self.identity else None)
        if cells and (not self.marker or self.standing.rows[index].values[self.at[self.marker]] != texts.VANISHED):
            self.plan.vanished.append(key)
        return PlannedRow(index, cells)

    def _cleared(self, index: int, mark: str | None) -> dict[int, Content]:
        """Of a row that the result no longer has: its key and staff's cells stay, no figure counts any longer."""
        standing = self.standing.rows[index]
        cells: dict[int, Content] = {}
        for place in self.places:
            if place.column.name in self.identity and mark:
                continue
            content = Content(mark if place.column.name == self.marker else None)
            was = standing.values[place.position]
            if standing.formulas[place.position] is not None or not same_value(was, content.value):
                cells[place.position] = content
        return cells

    def _added(self, new: int, old: int | None) -> PlannedRow:
        self.plan.new.append(self.new_keys[new])
        return PlannedRow(old, {place.position: of[new] for place, of in zip(self.places, self.contents, strict=True)})

    def _contents(self, place: _Place) -> list[Content]:
        """What the cells of a column must hold, by row of the result."""
        name, column, formula = place.column.name, place.column, place.formula or None
        values = [self._stored(row.get(name)) for row in self.table.rows]
        if formula and column.fact_first:
            computed = self.table.computed
            contents = [
                Content(value, formula if (new, name) in computed else None) for new, value in enumerate(values)
            ]
        else:
            contents = [Content(value, formula) for value in values]
        for (new, special), own in self.wanted.special.items():
            if special == name:
                contents[new] = Content(values[new], own or None)
        return contents

    def _stored(self, value: Value) -> Stored:
        if value is None or value == "":
            return None
        stored = cell_value(value)
        if self.standing.starts_in_1904 and isinstance(value, date) and isinstance(stored, float):
            return stored - _DAYS_TO_1904
        return stored


def _plain(value: Stored) -> Stored:
    return "" if value is None else value


def _loose(key: Key, codes: Sequence[int]) -> Key:
    """A key in which codes are texts without leading zeros: 6290123 and 06290123 are one AGB code."""
    parts = list(key)
    for place in codes:
        part = parts[place]
        text = str(int(part)) if isinstance(part, float) and part.is_integer() else str(part)
        parts[place] = text.lstrip("0")
    return tuple(parts)


def same_value(was: Stored, value: Stored) -> bool:
    """Whether two cells show the same: numbers to the digits that a file holds, empty as an empty text."""
    if isinstance(was, float) and isinstance(value, float):
        return was == value or math.isclose(was, value, rel_tol=_DIGITS, abs_tol=0.0)
    if isinstance(was, bool) is not isinstance(value, bool):
        return False
    return (was is None or was == "") if value is None or value == "" else was == value


def plan_table(standing: Standing, wanted: Wanted) -> TablePlan:
    """What must change. Refusal when the rows cannot be matched: a key column is gone, or a key stands there twice."""
    return _Planner(standing, wanted).made()
