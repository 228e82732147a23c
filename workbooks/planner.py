"""Old rows + new result → a plan; nothing is written here.

Rows are matched by key. What is the staff's (columns, rows and looks that the result does not know) is in no plan, so
that it stays.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar

from engine.result import ORDER, Column
from engine.rules import formula_text
from engine.texts import refresh as texts
from workbooks.comparing import differences
from workbooks.matching import Matching, plain
from workbooks.opc.references import copied
from workbooks.plan import (
    ChangedCells,
    Edits,
    Key,
    Standing,
    StandingColumn,
    Stored,
    TablePlan,
    Wanted,
    same_value,
)
from workbooks.stored import stored_values

_T = TypeVar("_T")
_NEIGHBOURS = 200
"""So many of the last rows tell what a new row looks like."""


class _Place(NamedTuple):
    """A result column where it stands in the table, and what its cells must hold, by row of the result."""

    position: int
    column: Column
    values: list[Stored]
    formulas: Sequence[str | None]


@dataclass
class _Rows:
    """Rows to come of one kind: their places, which rows they were, and which rows of the result they become."""

    places: list[int] = field(default_factory=list[int])
    old: list[int] = field(default_factory=list[int])
    new: list[int] = field(default_factory=list[int])


class _Planner:
    """The work on one table."""

    def __init__(self, standing: Standing, wanted: Wanted) -> None:
        self.standing, self.wanted, self.table = standing, wanted, wanted.table
        self.plan = TablePlan(standing.name, standing.count, standing.starts_in_1904)
        self.places = self._places()
        self.at = {place.column.name: place.position for place in self.places}
        self.identity = self.table.ranks or self.table.keys
        gone = [name for name in self.identity if name not in self.at]
        if gone:
            raise texts.key_column_gone(standing.name, gone, standing.headers)
        self.new_keys = self._new_keys()
        known = set(self.at.values())
        self.own = [position for position in range(len(standing.headers)) if position not in known]
        self.marker = next((name for name in (ORDER, *self.at) if name in self.at and name not in self.identity), "")
        self.kept, self.added, self.gone = _Rows(), _Rows(), _Rows()

    def _places(self) -> list[_Place]:
        """Each result column that the table has; the plan notes the others, and what Excel fills down."""
        positions = {name: position for position, name in reversed(list(enumerate(self.standing.headers)))}
        places: list[_Place] = []
        for column in self.table.columns:
            if column.name not in positions:
                self.plan.absent.append(column.name)
                continue
            formula = "" if column.rule is None else formula_text(column, self.table).removeprefix("=")
            places.append(self._place(positions[column.name], column, formula or None))
            if formula and not column.fact_first:
                self.plan.formulas[positions[column.name]] = formula
        return places

    def _place(self, position: int, column: Column, formula: str | None) -> _Place:
        name, rows = column.name, self.table.rows
        values = stored_values([row.get(name) for row in rows], self.standing.starts_in_1904)
        formulas = [formula] * len(rows)
        if formula and column.fact_first:
            formulas = [formula if (new, name) in self.table.computed else None for new in range(len(rows))]
        for (new, special), own in self.wanted.special.items():
            if special == name:
                formulas[new] = own or None
        return _Place(position, column, values, formulas)

    def _new_keys(self) -> list[Key]:
        """The key of each row of the result, as its cells will hold it."""
        values = {place.column.name: place.values for place in self.places}
        columns = [map(plain, values[name]) for name in self.identity]
        return list(zip(*columns, strict=True)) if columns else [() for _ in self.table.rows]

    @cached_property
    def matching(self) -> Matching:
        """Which row is which."""
        kinds = [self.table.column(name).kind for name in self.identity]
        return Matching(self.standing, kinds, is_ranking=bool(self.table.ranks))

    @property
    def key_columns(self) -> list[Sequence[Stored]]:
        """The values of the columns by which rows are recognised."""
        return [self.standing.columns[self.at[name]].values for name in self.identity]

    def made(self) -> TablePlan:
        """The plan."""
        old = self.matching.old_keys(self.key_columns)
        found = self.matching.found(old, self.new_keys, self._is_ours)
        if self.wanted.rows is not None:
            found = {index: new for index, new in found.items() if new in self.wanted.rows}
            old = {index: old[index] for index in found}
        if self.table.ranks:
            self._rank(old, found)
        else:
            self._keep_in_place(old, found)
        self._edit_kept()
        self._edit_added()
        self._fill_down()
        self._edit_gone(old)
        return self.plan

    def _keep_in_place(self, old: Mapping[int, Key], found: Mapping[int, int]) -> None:
        """Rows stay where they are; new ones follow at the end, in the order of the result."""
        self.plan.rows += range(self.standing.count)
        for index in range(self.standing.count):
            if index in found:
                self._keep(index, index, found[index])
            elif index in old and self._is_ours(index):
                self._let_go(index, index)
        known = set(found.values())
        looked_at = range(len(self.table.rows)) if self.wanted.rows is None else sorted(self.wanted.rows)
        missing = [index for index in looked_at if index not in known]
        free = self._free_rows(old)
        for place, new in zip(free, missing, strict=False):
            self._add(place, new)
        for new in missing[len(free) :]:
            self.plan.rows.append(None)
            self._add(len(self.plan.rows) - 1, new)

    def _rank(self, old: Mapping[int, Key], found: Mapping[int, int]) -> None:
        """Rows come in the order of the result, with what staff wrote beside them; rows that are no longer in it go,

        unless staff wrote something there.
        """
        before = {new: index for index, new in found.items()}
        for new in range(len(self.table.rows)):
            self.plan.rows.append(before.get(new))
            if new in before:
                self._keep(new, before[new], new)
            else:
                self._add(new, new)
        for index in range(self.standing.count):
            if index in found:
                continue
            is_ours = index in old and self._is_ours(index)
            if self._has_content(index, self.own if is_ours else range(len(self.standing.headers))):
                self.plan.rows.append(index)
                if is_ours:
                    self._let_go(len(self.plan.rows) - 1, index)
            elif is_ours:
                self.plan.removed.append(old[index])
        if not self.plan.rows and self.standing.count:
            self.plan.rows.append(0)
            self._clear(0, 0, mark=None)

    def _keep(self, place: int, old: int, new: int) -> None:
        self.kept.places.append(place)
        self.kept.old.append(old)
        self.kept.new.append(new)

    def _add(self, place: int, new: int) -> None:
        self.added.places.append(place)
        self.added.new.append(new)
        self.plan.new.append(self.new_keys[new])

    def _let_go(self, place: int, old: int) -> None:
        self.gone.places.append(place)
        self.gone.old.append(old)

    def _free_rows(self, old: Mapping[int, Key]) -> list[int]:
        """Rows at the end without anything in them: an empty table has one."""
        free: list[int] = []
        for index in reversed(range(self.standing.count)):
            if index in old or self._has_content(index, range(len(self.standing.headers))):
                break
            free.insert(0, index)
        return free

    def _is_ours(self, index: int) -> bool:
        """Whether a row without counterpart was made by us, and not by staff: ours has its place in the order.

        Refusal when staff took that column out: then a row of theirs could be emptied as one of ours.
        """
        if ORDER in self.at:
            order = self.standing.columns[self.at[ORDER]].values[index]
            return isinstance(order, float) or order == texts.VANISHED
        if ORDER in self.plan.absent and any(
            self.standing.columns[position].values[index] not in (None, "")
            for name, position in self.at.items()
            if name not in self.identity
        ):
            raise texts.key_column_gone(self.standing.name, [ORDER], self.standing.headers)
        return False

    def _has_content(self, index: int, positions: Iterable[int]) -> bool:
        """Whether staff put something in one of these cells, or a note at the row; a formula that was filled down is

        no work of this row.
        """
        if index in self.standing.noted:
            return True
        values, formulas = self.standing.row(index)
        return any(
            not self._is_filled_down(position, index, formulas[position])
            for position in positions
            if values[position] not in (None, "") or formulas[position] is not None
        )

    def _is_filled_down(self, position: int, index: int, formula: str | None) -> bool:
        """Whether it is a formula that reads the same in every row, or stands in more rows ("": shared)."""
        if formula is None:
            return False
        is_same = formula in ("", self.plan.formulas.get(position)) or "[#This Row]" in formula
        return is_same or self._counts[position][copied(formula, -index)] > 1

    @cached_property
    def _counts(self) -> list[Counter[str]]:
        """By position how often each formula stands there, as it would read in one and the same row."""
        return [
            Counter(copied(formula, -index) for index, formula in enumerate(column.formulas) if formula)
            for column in self.standing.columns
        ]

    def _edit_kept(self) -> None:
        """Cells of rows that stay, where they differ from the result."""
        places, old, new = map(_spanned, (self.kept.places, self.kept.old, self.kept.new))
        for place in self.places:
            self._edit_differing(place, places, old, new)
        if self.marker:
            marks = self.standing.columns[self.at[self.marker]].values
            pairs = zip(old, new, strict=True)
            self.plan.returned += [self.new_keys[index] for was, index in pairs if marks[was] == texts.VANISHED]

    def _edit_differing(self, place: _Place, places: Sequence[int], old: Sequence[int], new: Sequence[int]) -> None:
        """Cells of one column in rows that stay: their places, which rows they were, and are in the result."""
        column = self.standing.columns[place.position]
        was = StandingColumn(_these(column.values, old), _these(column.formulas, old))
        now = StandingColumn(_these(place.values, new), _these(place.formulas, new))
        found = differences(was, now, self._usual_formula(place))
        keys = _these(self.new_keys, new) if found.changed or found.replaced else []
        name, kind = place.column.name, place.column.kind
        for cells, changes in ((found.changed, self.plan.changed), (found.replaced, self.plan.replaced)):
            if cells:
                changes.append(ChangedCells(name, cells, keys, was.values, now.values, was.formulas, kind))
        written = found.written
        self._edit(place.position, _these(places, written), _these(now.values, written), _these(now.formulas, written))

    def _usual_formula(self, place: _Place) -> str:
        """The formula that most cells of a calculated column have: ours, also when it reads otherwise by now."""
        if place.column.rule is None:
            return ""
        counts = Counter(filter(None, self.standing.columns[place.position].formulas))
        usual, times = next(iter(counts.most_common(1)), ("", 0))
        return usual if times > 1 else ""

    def _edit(
        self, position: int, places: Sequence[int], values: Sequence[Stored], formulas: Sequence[str | None]
    ) -> None:
        if places:
            self.plan.cells.setdefault(position, Edits()).add(places, values, formulas)

    def _edit_added(self) -> None:
        """Cells of new rows: all that the result says."""
        places, new = self.added.places, self.added.new
        for place in self.places:
            self._edit(place.position, places, _these(place.values, new), _these(place.formulas, new))

    def _fill_down(self) -> None:
        """The formulas that new rows get in columns of the staff's: what most of the last rows have."""
        count = self.standing.count
        first = max(count - _NEIGHBOURS, 0)
        for position in self.own if self.added.new else ():
            formulas = self.standing.columns[position].formulas
            last = (copied(formulas[row] or "", count - row) for row in range(first, count) if formulas[row])
            text, times = next(iter(Counter(last).most_common(1)), ("", 0))
            if times > 1:
                self.plan.filled[position] = text

    def _edit_gone(self, old: Mapping[int, Key]) -> None:
        """Cells of rows that the result no longer has."""
        for at, index in zip(self.gone.places, self.gone.old, strict=True):
            is_changed = self._clear(at, index, texts.VANISHED if self.identity else None)
            mark = self.standing.columns[self.at[self.marker]].values[index] if self.marker else None
            if is_changed and mark != texts.VANISHED:
                self.plan.vanished.append(old[index])

    def _clear(self, at: int, index: int, mark: str | None) -> bool:
        """Its key and staff's cells stay, no figure counts any longer; whether a cell changes."""
        is_changed = False
        for place in self.places:
            if place.column.name in self.identity and mark:
                continue
            value = mark if place.column.name == self.marker else None
            column = self.standing.columns[place.position]
            if column.formulas[index] is not None or not same_value(column.values[index], value):
                self._edit(place.position, [at], [value], [None])
                is_changed = True
        return is_changed


def _these(values: Sequence[_T], places: Sequence[int]) -> Sequence[_T]:
    """Those in these places: many times faster when they follow each other."""
    if isinstance(places, range):
        return values[places.start : places.stop]
    return list(map(values.__getitem__, places))


def _spanned(places: Sequence[int]) -> Sequence[int]:
    """The same places, as a range when they follow each other."""
    span = range(places[0], places[0] + len(places)) if places else range(0)
    return span if [*span] == places else places


def plan_table(standing: Standing, wanted: Wanted) -> TablePlan:
    """What must change. Refusal when the rows cannot be matched: a key column is gone, or a key stands there twice."""
    return _Planner(standing, wanted).made()


def rows_twice(standing: Standing, wanted: Wanted) -> dict[int, int]:
    """Rows of which the key stands in an earlier row too, and that row; for these no plan can be made."""
    planner = _Planner(standing, wanted)
    return planner.matching.repeated(planner.key_columns)
