"""Carries out plans in an open workbook: the same plans as in a closed file (`workbooks.apply_plan`), in bulk.

Everything is planned and checked before the first cell changes; what fails halfway is taken back.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import starmap
from typing import TYPE_CHECKING

from engine.result import ORDER
from engine.texts import live as texts
from engine.texts import refresh as refresh_texts
from workbooks.comparing import reads_alike
from workbooks.opc.references import copied
from workbooks.plan import Content, Standing, Stored, TablePlan
from workbooks.planning import Planning
from xl_addin.live.cells import (
    ON_MAC,
    Run,
    has_one_font,
    is_rewritable,
    put,
    raw_values,
    read_columns,
    runs,
    spans,
    stored,
    written,
)
from xl_addin.live.tables import LiveBook, LiveTable, noted_cells
from xl_addin.live.undo import Undo, quiet

if TYPE_CHECKING:
    import xlwings as xw


def require_applicable(book: LiveBook, planning: Planning) -> None:
    """Refusal when a plan cannot be carried out: nothing has changed yet."""
    for standing, plan in planning.made:
        if not plan.is_empty:
            _LiveBody(book, standing, plan).require_applicable()


def apply(book: LiveBook, planning: Planning, finish: Callable[[Undo], None]) -> None:
    """Carry out every plan as one step. Refusal, with the workbook as it was, when Excel does not let it.

    `finish` does what comes after the tables, and is taken back with them.
    """
    undo = Undo()
    with quiet(book.book.app):
        try:
            for standing, plan in planning.made:
                if not plan.is_empty:
                    _LiveBody(book, standing, plan).write(undo)
            finish(undo)
        except Exception as error:
            is_whole = undo.all()
            raise texts.failed(book.book.name, is_whole) from error


@dataclass
class _LiveBody:
    """The work on the rows of one table."""

    book: LiveBook
    standing: Standing
    plan: TablePlan

    def __post_init__(self) -> None:
        # read anew: a table above it on the sheet may have pushed it down
        self.live = LiveTable(self.book.tables[self.standing.name.casefold()].table)
        self._early: dict[int, dict[int, Content]] = {}
        """By position and row what was written before rows changed places."""

    @cached_property
    def _count(self) -> int:
        return self.live.last - self.live.first + 1

    @cached_property
    def _grown(self) -> int:
        return max(len(self.plan.rows), 1) - self._count

    @cached_property
    def _is_moved(self) -> bool:
        """Whether rows that stand there change places."""
        return self.plan.moves_rows

    def require_applicable(self) -> None:
        """Refusal when rows must move and cannot, or rows must be put in beside another table."""
        body = self.live.rows(self.live.first, self.live.last)
        if body.merge_cells is not False:  # None: in part of them
            raise refresh_texts.merged(self.standing.name, self.live.sheet.name, body.address.replace("$", ""))
        if self._is_moved and ORDER not in self.standing.headers:
            raise texts.order_gone(self.standing.name)
        if self._is_moved and self.live.is_filtered:
            raise texts.filtered_ranking(self.standing.name, self.live.sheet.name)
        if self._grown > 0 and self._needs_rows:
            self._require_nothing_beside()

    def _require_nothing_beside(self) -> None:
        for other in self.book.tables.values():
            is_beside = other.sheet == self.live.sheet and other.table.name != self.live.table.name
            if is_beside and other.area.top <= self.live.last < other.area.bottom:
                raise texts.in_the_way(self.standing.name, self.live.sheet.name, f"tabel {other.table.name}")

    @cached_property
    def _needs_rows(self) -> bool:
        """Whether something stands where the table grows, its own totals included."""
        if self.live.has_totals:
            return True
        first, last = self.live.last + 1, self.live.last + self._grown
        columns = read_columns(self.live.rows(first, last))
        notes = (row for row, _ in (() if ON_MAC else noted_cells(self.live.sheet)) if first <= row <= last)
        return any(value is not None for column in columns for value in column.values) or next(notes, 0) > 0

    def write(self, undo: Undo) -> None:
        """Carry out the plan."""
        grown, was_last = self._grown, self.live.last
        if grown > 0:
            self._make_room(grown, undo)
        if self._is_moved:
            self._write_new(undo)
            self._move(undo)
        last = max(was_last, was_last + grown)
        for position in range(len(self.standing.headers)):
            self._write_column(position, self._edits(position, last), undo)
        if grown < 0:
            self._shrink(undo)

    def _make_room(self, rows: int, undo: Undo) -> None:
        """Rows below the last one, that look as it does; the table reaches over them."""
        live, sheet = self.live, self.live.sheet
        first, last = live.last + 1, live.last + rows
        if self._needs_rows:
            block = sheet.range(f"{first}:{last}")
            block.insert("down", copy_origin="format_from_left_or_above")
            undo.after(lambda: sheet.range(f"{first}:{last}").delete("up"))
        old = live.area
        if not live.has_totals:  # rows put in above totals are in the table already
            live.table.resize(sheet.range((old.top, old.left), (old.bottom + rows, old.right)))
            undo.after(lambda: live.table.resize(sheet.range((old.top, old.left), (old.bottom, old.right))))
        live.rows(live.last, live.last).copy()
        live.rows(first, last).paste(paste="formats")
        self.book.book.app.api.CutCopyMode = False

    @cached_property
    def _order_of_rows(self) -> list[int]:
        """By place which row of the sheet's table stands there after moving, those put in last included; those that go

        make place for new ones, and what is left of them comes last.
        """
        rows, kept = self.plan.rows, set(self.plan.rows)
        free = iter(row for row in range(self._count + max(self._grown, 0)) if row not in kept)
        order = [next(free) if row is None else row for row in rows]
        return order + list(free)

    def _write_new(self, undo: Undo) -> None:
        """What new rows hold, before they are sorted into place: then they are beside each other, so that it takes few

        calls. Their formulas are written after that; in Volgorde come the numbers to sort on.
        """
        new = [place for place, row in enumerate(self.plan.rows) if row is None]
        for position, edits in self.plan.cells.items():
            if self.standing.headers[position] == ORDER:
                continue
            facts = (place for place in new if place in edits and edits[place][1] is None)
            early = {self._row_at(place): edits[place] for place in facts}
            for run in runs(early):
                rows = range(run[0], run[1] + 1)
                old = [self._content(position, row) for row in rows]
                self._write_cells(position, run, old, [early[row] for row in rows], undo)
            self._early[position] = early

    def _move(self, undo: Undo) -> None:
        """Put the rows in the order of the plan, with all that is in them, their notes included.

        Excel leaves hidden rows where they are, so none is hidden for that moment.
        """
        order, first = self._order_of_rows, self.live.first
        to = {first + row: first + place for place, row in enumerate(order)}
        last = first + len(order) - 1
        notes, hidden = ({}, []) if ON_MAC else (self._notes(first, last), self._hidden(first, last))
        undo.after(lambda: self._put_marks(notes, hidden, first, last))
        self._hide(hidden, False)
        undo.after(self._put_order_back)
        self._sort([float(to[first + row] - first) for row in range(len(order))])
        undo.after(lambda: self._move_back([to[row] for row in hidden]))
        moved = {(to[row], column): text for (row, column), text in notes.items()}
        self._put_marks(moved, [to[row] for row in hidden], first, last)

    def _move_back(self, hidden: Sequence[int]) -> None:
        self._hide(hidden, False)
        self._sort([float(row) for row in self._order_of_rows])

    def _put_order_back(self) -> None:
        """What stood in Volgorde before the numbers to sort on."""
        position, count = self.standing.headers.index(ORDER), len(self._order_of_rows)
        _write(self._cells(position, (0, count - 1)), [self._content(position, row) for row in range(count)])

    def _sort(self, ranks: Sequence[float]) -> None:
        """Sort the rows by these numbers, which then stand in Volgorde. RuntimeError when they did not move."""
        cells = self._cells(self.standing.headers.index(ORDER), (0, len(ranks) - 1))
        _write(cells, [(rank, None) for rank in ranks])
        self.live.rows(self.live.first, self.live.first + len(ranks) - 1).api.Sort(Key1=cells.api, Order1=1, Header=2)
        if [row[0] for row in raw_values(cells)] != sorted(ranks):
            raise RuntimeError(f"rows of {self.standing.name} were not sorted")

    def _put_marks(self, notes: Mapping[tuple[int, int], str], hidden: Sequence[int], first: int, last: int) -> None:
        """Notes and hidden rows where they belong, as far as the program did not take them along."""
        self._place_notes(notes, first, last)
        self._hide(hidden, True)

    def _hidden(self, first: int, last: int) -> list[int]:
        if self.live.rows(first, last).api.EntireRow.Hidden is False:  # None: some are
            return []
        return [row for row in range(first, last + 1) if self.live.sheet.range((row, 1)).api.EntireRow.Hidden]

    def _hide(self, rows: Sequence[int], is_hidden: bool) -> None:
        for row in rows:
            self.live.sheet.range((row, 1)).api.EntireRow.Hidden = is_hidden

    def _notes(self, first: int, last: int) -> dict[tuple[int, int], str]:
        """The notes of these rows by row and column of the sheet."""
        area = self.live.area
        found = {(note.Parent.Row, note.Parent.Column): note for note in self.live.sheet.api.Comments}
        return {
            (row, column): note.Text()
            for (row, column), note in found.items()
            if first <= row <= last and area.left <= column <= area.right
        }

    def _place_notes(self, wanted: Mapping[tuple[int, int], str], first: int, last: int) -> None:
        """Put the notes where their rows went, when the program did not take them along."""
        if ON_MAC or self._notes(first, last) == wanted:
            return
        sheet = self.live.sheet
        for place in self._notes(first, last):
            sheet.range(place).api.Comment.Delete()
        for place, text in wanted.items():
            sheet.range(place).api.AddComment(text)

    def _edits(self, position: int, last: int) -> Mapping[int, Content]:
        """By place what the cells of a column become, formulas that are filled down in new rows included.

        A formula that stands there already calculates by itself.
        """
        had, rows = self.standing.columns[position].formulas, self.plan.rows
        planned = self.plan.cells.get(position, {})
        edits = {
            place: content
            for place, content in planned.items()
            if not _stands(had, rows[place], content) and not self._is_written(position, place)
        }
        if self._is_moved and self.standing.headers[position] == ORDER:
            edits = {place: edits.get(place, (value, None)) for place, value in enumerate(self._order())}
        new = [place for place, row in enumerate(rows) if row is None and place not in planned]
        filled = self._filled_down(position) if new else None
        if filled is not None:
            edits |= {place: (None, filled(place)) for place in new}
        else:
            edits |= {place: (None, None) for place in new if self._old(position, place) != (None, None)}
        gone = range(max(len(rows), 1), last - self.live.first + 1)
        return edits | dict.fromkeys(gone, (None, None))

    def _order(self) -> list[Stored]:
        return self.plan.column(self.standing, self.standing.headers.index(ORDER))

    def _filled_down(self, position: int) -> Callable[[int], str] | None:
        """The formula of a new row in a column of which the last rows have one and the same."""
        text = self.plan.filled.get(position)
        return None if text is None else lambda place: copied(text, place - self._count)

    def _write_column(self, position: int, edits: Mapping[int, Content], undo: Undo) -> None:
        for group in spans(edits, lambda place: self._old(position, place)):
            self._write_group(position, group, edits, undo)

    def _write_group(self, position: int, group: Sequence[Run], edits: Mapping[int, Content], undo: Undo) -> None:
        """Write runs as one span where what stands between them stays as it is; else each half by itself."""
        span = group[0][0], group[-1][1]
        if len(group) == 1 or self._is_as_read(position, span, edits):
            self._write_run(position, span, edits, undo)
            return
        half = len(group) // 2
        for part in (group[:half], group[half:]):
            self._write_group(position, part, edits, undo)

    def _is_as_read(self, position: int, span: Run, edits: Mapping[int, Content]) -> bool:
        """Whether between the edits nothing was typed since, no text looks otherwise, and number formats are the same:

        in a cell formatted as text no number stays one.
        """
        cells = self._cells(position, span)
        if not cells.number_format:  # None: not one and the same
            return False
        now = [stored(row[0]) for row in raw_values(cells)]
        places = range(span[0], span[1] + 1)
        between = [(was, self._old(position, at)) for was, at in zip(now, places, strict=True) if at not in edits]
        texts_between = [old for was, old in between if isinstance(was, str)]
        is_as_read = all(was == old[0] for was, old in between) and all(starmap(is_rewritable, texts_between))
        return is_as_read and (not texts_between or has_one_font(cells))

    def _cells(self, position: int, run: Run) -> "xw.Range":
        return self.live.cells(position, self.live.first + run[0], self.live.first + run[1])

    def _write_run(self, position: int, run: Run, edits: Mapping[int, Content], undo: Undo) -> None:
        """Write the cells of one column from the first to the last place, those between that stay as they are."""
        places = range(run[0], run[1] + 1)
        old = [self._old(position, place) for place in places]
        new = [edits.get(place, was) for place, was in zip(places, old, strict=True)]
        self._write_cells(position, run, old, new, undo)

    def _write_cells(self, position: int, run: Run, old: Sequence[Content], new: Sequence[Content], undo: Undo) -> None:
        # for the way back the cells are asked for again: a range does not outlive rows that are deleted
        undo.after(lambda: _write(self._cells(position, run), old))
        _write(self._cells(position, run), new)

    def _old(self, position: int, place: int) -> Content:
        """What stands in a cell after rows moved and before it is written."""
        return self._content(position, self._row_at(place))

    def _is_written(self, position: int, place: int) -> bool:
        """Whether a cell got what it must hold before rows changed places."""
        return self._row_at(place) in self._early.get(position, ())

    def _row_at(self, place: int) -> int:
        """Which row of the sheet's table comes in a place."""
        return self._order_of_rows[place] if self._is_moved else place

    def _content(self, position: int, row: int) -> Content:
        """What a cell of a row holds before rows change places."""
        early = self._early.get(position, {})
        if row in early:
            return early[row]
        values, formulas = self.standing.columns[position]
        return (values[row], formulas[row]) if row < self._count else (None, None)

    def _shrink(self, undo: Undo) -> None:
        """The table ends where its last row is; its totals come up."""
        live, sheet = self.live, self.live.sheet
        old, fewer = live.area, -self._grown
        if live.has_totals:
            first, last = live.last - fewer + 1, live.last
            sheet.range((first, old.left), (last, old.right)).delete("up")
            undo.after(lambda: sheet.range((first, old.left), (last, old.right)).insert("down"))
        else:
            live.table.resize(sheet.range((old.top, old.left), (old.bottom - fewer, old.right)))
            undo.after(lambda: live.table.resize(sheet.range((old.top, old.left), (old.bottom, old.right))))


def _stands(formulas: Sequence[str | None], row: int | None, content: Content) -> bool:
    """Whether a cell has the formula that it must have."""
    had = None if row is None else formulas[row]
    return had is not None and content[1] is not None and reads_alike(had, content[1])


def _write(cells: "xw.Range", contents: Sequence[Content]) -> None:
    """Write a column of cells; in cells of text Excel takes no formula or number, so for that moment they are none."""
    has_numbers = any(formula is not None or isinstance(value, float) for value, formula in contents)
    form = cells.number_format if has_numbers else ""
    if has_numbers and not form and len(contents) > 1:  # None: some may be of text, those go by themselves
        half = len(contents) // 2
        for first, part in ((0, contents[:half]), (half, contents[half:])):
            top, column = cells.row + first, cells.column
            _write(cells.sheet.range((top, column), (top + len(part) - 1, column)), part)
        return
    if form == "@":
        cells.number_format = "General"
    try:
        put(cells, [[written(*content)] for content in contents])
    finally:
        if form == "@":
            cells.number_format = "@"
