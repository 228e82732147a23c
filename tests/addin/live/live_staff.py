"""Random work of staff in workbooks, and what a recalculation of the open workbook must leave of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from random import Random
from typing import Any

import xlwings as xw

from engine.result import ResultTable
from tests.workbooks.staff_book import new_workbook, opened, random_results
from tests.workbooks.staff_edits import Staff
from workbooks.comparing import reads_alike
from workbooks.opc.references import copied
from workbooks.plan import Standing, Stored, TablePlan, Wanted
from workbooks.planning import Planning, plan_tables
from xl_addin.live.apply import apply, require_applicable
from xl_addin.live.tables import LiveBook, LiveTable


def worked_on(path: Path, seed: int, edits: int) -> dict[str, ResultTable]:
    """Make a workbook in which staff did so many things; the result that comes next."""
    rnd = Random(seed)
    now = random_results(rnd, least=2)
    path.write_bytes(new_workbook(now, rnd))
    staff = Staff(rnd, {name: [column.name for column in table.columns] for name, table in now.items()})
    staff.work(opened(path), edits)
    if edits:
        staff.book.save(path)
    return random_results(rnd)


@dataclass(frozen=True)
class Looks:
    """What a plan does not know of a row: its notes by column, and its colours."""

    notes: Mapping[int, str]
    colours: tuple[Any, ...]


@dataclass(frozen=True)
class Kept:
    """Everything of an open workbook that a refresh must leave or move along."""

    standings: Mapping[str, Standing]
    looks: Mapping[str, list[Looks]]
    elsewhere: Mapping[str, Any]

    @classmethod
    def of(cls, book: xw.Book, names: Iterator[str] | list[str]) -> "Kept":
        """As it is now."""
        live = LiveBook(book)
        tables = {name: live.tables[name.casefold()] for name in names}
        standings = {name: table.standing(name) for name, table in tables.items()}
        return cls(standings, {name: _looks(table) for name, table in tables.items()}, _elsewhere(book, live))


def _looks(table: LiveTable) -> list[Looks]:
    notes = {(note.Parent.Row, note.Parent.Column): note.Text() for note in table.sheet.api.Comments}
    columns = range(table.area.left, table.area.right + 1)
    return [
        Looks(
            {column: notes[row, column] for column in columns if (row, column) in notes},
            tuple(table.sheet.range((row, column)).color for column in columns),
        )
        for row in range(table.first, table.last + 1)
    ]


def _elsewhere(book: xw.Book, live: LiveBook) -> dict[str, Any]:
    """Sheets without a table, whole."""
    ours = {table.sheet.name for table in live.tables.values()}
    return {sheet.name: sheet.used_range.formula for sheet in book.sheets if sheet.name not in ours}


def planned(book: xw.Book, results: Mapping[str, ResultTable]) -> tuple[LiveBook, Planning]:
    """The plan of an open workbook. Refusal when something stands in the way."""
    live = LiveBook(book)
    planning = plan_tables([Wanted(table) for table in results.values()], live.standing)
    require_applicable(live, planning)
    return live, planning


def carried_out(book: xw.Book, results: Mapping[str, ResultTable]) -> Planning:
    """Plan and apply."""
    live, planning = planned(book, results)
    apply(live, planning, lambda _: None)
    return planning


def problems(before: Kept, after: Kept, planning: Planning) -> Iterator[str]:
    """Everything that is other than the plan says."""
    for standing, plan in planning.made:
        now = after.standings[standing.name]
        if now.headers != standing.headers:
            yield f"{standing.name}: headers {now.headers}"
            continue
        if now.count != max(len(plan.rows), 1):
            yield f"{standing.name}: {now.count} rows instead of {len(plan.rows)}"
            continue
        for place, row in enumerate(plan.rows):
            yield from _row_problems(standing, plan, now, place)
            looks = after.looks[standing.name][place]
            if row is not None and looks != before.looks[standing.name][row]:
                yield f"{standing.name} row {place}: {looks} instead of {before.looks[standing.name][row]}"
            if row is None and looks.notes:
                yield f"{standing.name} row {place}: a new row with notes {looks.notes}"
    if before.elsewhere != after.elsewhere:
        yield "a sheet without tables changed"


def _row_problems(standing: Standing, plan: TablePlan, now: Standing, place: int) -> Iterator[str]:
    for position, header in enumerate(standing.headers):
        value, formula = now.columns[position].values[place], now.columns[position].formulas[place]
        wanted, text = _expected(standing, plan, position, place)
        if (formula is None) is not (text is None) or (text is not None and not reads_alike(formula or "-", text)):
            yield f"{standing.name} row {place}, {header}: formula {formula!r} instead of {text!r}"
        elif text is None and not _alike(value, wanted):
            yield f"{standing.name} row {place}, {header}: {value!r} instead of {wanted!r}"


def _expected(standing: Standing, plan: TablePlan, position: int, place: int) -> tuple[Stored, str | None]:
    edits, row = plan.cells.get(position, {}), plan.rows[place]
    if place in edits:
        return edits[place]
    if row is not None:
        formula = standing.columns[position].formulas[row]
        moved = copied(formula, place - row) if formula and position not in plan.formulas else formula
        return standing.columns[position].values[row], moved
    filled = plan.filled.get(position)
    return None, None if filled is None else copied(filled, place - standing.count)


def _alike(value: Stored, wanted: Stored) -> bool:
    if isinstance(value, float) and isinstance(wanted, float):
        return isclose(value, wanted, rel_tol=1e-12)
    return (value or None) == (wanted or None) if not isinstance(value, bool) else value == wanted
