"""Refreshes a workbook that exists, also one that staff changed: its tables get the new result, all else stays.

Tables are found by name and columns by header. The file is edited in memory and written whole or not at all
(`workbooks.swap`); a Refusal is raised before a byte is written.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from engine.cycles import no_search_for_cycles
from engine.result import Report
from engine.texts import refresh as texts
from engine.texts.workbooks import RUN_ID_KEY
from workbooks.apply_plan import Body
from workbooks.opc.around import linked_rows
from workbooks.opc.book import calculate_on_load, drop_calculation_order, names, set_names
from workbooks.opc.charts import refresh_caches
from workbooks.opc.drawings import push_drawings
from workbooks.opc.follow import Growth, follow, refresh_pivots
from workbooks.opc.growth import move_rows, must_move, require_movable, require_room
from workbooks.opc.notes import noted_rows
from workbooks.opc.package import Package
from workbooks.opc.references import Area
from workbooks.opc.tables import ExcelTable, Workbook, calculate, content, resize, write_table_part
from workbooks.plan import Corner, Standing, StandingColumn, Stored, TablePlan, Wanted
from workbooks.planning import (
    ACCOUNTABILITY,
    PARAMETERS,
    as_chosen,
    input_cells,
    last_refresh,
    parameter_places,
    plan_tables,
)
from workbooks.show import ValuesAt, names_one, refresh_pointers
from workbooks.swap import require_free, state, swap_in
from workbooks.wanted import wanted_tables, with_receipt


@dataclass
class Receipt:
    """What a refresh did: the plan of every table, tables that were not there, and where the old file is kept."""

    path: Path
    plans: list[TablePlan] = field(default_factory=list[TablePlan])
    absent: list[str] = field(default_factory=list[str])
    filtered: list[str] = field(default_factory=list[str])
    """Tables that changed and of which a filter hides rows."""
    version: Path | None = None
    touched: frozenset[str] = frozenset()

    @property
    def is_changed(self) -> bool:
        """Whether anything in the file became different."""
        return bool(self.touched)


@dataclass
class _Work:
    """The refresh of one open package."""

    workbook: Workbook
    made: list[tuple[Standing, TablePlan]] = field(default_factory=list[tuple[Standing, TablePlan]])
    changes_formulas: bool = False

    def table(self, name: str) -> ExcelTable | None:
        """The table of that name as it now stands. Refusal when there are two."""
        found = [table for table in self.workbook.tables() if table.name.casefold() == name.casefold()]
        if len(found) > 1:
            raise texts.table_twice(name)
        return found[0] if found else None

    def standing(self, table: ExcelTable, name: str) -> Standing:
        """A table with its content, under the name that we give it: capitals make no difference to Excel."""
        columns = [StandingColumn(*column) for column in content(self.workbook.sheet(table.sheet), table)]
        rows = noted_rows(self.workbook, table.sheet, table.body)
        rows |= linked_rows(self.workbook.sheet(table.sheet), table.body)
        noted = frozenset(row - table.first for row in rows)
        corner = Corner(table.sheet, table.first, table.column(0), str(self.workbook.path))
        return Standing(name, table.headers, columns, self.workbook.starts_in_1904, noted, corner)

    def plan(self, wanted: Sequence[Wanted], signed: str, only: str) -> list[str]:
        """Plan every table that is there; gives the names of those that are not."""
        planning = plan_tables(wanted, self._standing_of, signed, only=only)
        self.made = planning.made
        return planning.absent

    def _standing_of(self, name: str) -> Standing | None:
        table = self.table(name)
        if table is not None and table.is_fed:
            raise texts.fed_table(table.name, table.sheet)
        return None if table is None else self.standing(table, name)

    def apply(self) -> None:
        """Carry out every plan that changes something."""
        for standing, plan in self.made:
            if not plan.is_empty:
                self._apply(standing, plan)
        tables = {table.name: (table.sheet, table.area) for table in self.changed_tables}
        refresh_pivots(self.workbook.package, tables)

    @property
    def changed_tables(self) -> list[ExcelTable]:
        """The tables with a cell that changed, as they now stand."""
        changed = {plan.name.casefold() for _, plan in self.made if not plan.is_empty}
        return [table for table in self.workbook.tables() if table.name.casefold() in changed]

    def _apply(self, standing: Standing, plan: TablePlan) -> None:
        table = self.table(standing.name)
        assert table is not None
        body = Body(self.workbook, table, plan)
        body.require_writable()
        if body.grown < 0:
            body.move_marks()
        if body.grown:
            self._make_room(body)
        if body.grown >= 0:
            body.move_marks()
        body.write()
        if body.grown < 0 and table.total_rows:
            body.move_totals(body.grown)
        self.changes_formulas |= body.changes_formulas
        if table.total_rows:
            body.write_totals(table.area.bottom + body.grown, lambda position: plan.column(standing, position))
        self._write_part(table, plan, body.grown)

    def _make_room(self, body: Body) -> None:
        table, rows = body.table, body.grown
        moves = False
        if rows > 0:
            require_room(self.workbook, table, rows)
            moves = must_move(self.workbook, table, rows)
            if moves:
                require_movable(self.workbook, table, rows)
        follow(self.workbook, Growth(table, rows, moves))
        if moves:
            move_rows(self.workbook, table, rows)
        elif rows > 0:
            push_drawings(self.workbook, table, rows)
            if table.total_rows:
                body.move_totals(rows)

    def _write_part(self, table: ExcelTable, plan: TablePlan, grown: int) -> None:
        before = self.workbook.package.read(table.part)
        root = self.workbook.package.xml(table.part)
        unchanged = _canonical(root)
        resize(root, table, grown)
        calculate(root, [plan.formulas.get(position) for position in range(len(table.headers))])
        if _canonical(root) != unchanged:
            write_table_part(self.workbook.package, table, root, before)
        area = table.body
        sheet = self.workbook.sheet(table.sheet)
        sheet.include(type(area)(area.left, table.area.top, area.right, table.area.bottom + max(grown, 0)))


def _canonical(root: object) -> bytes:
    from lxml import etree

    return etree.tostring(root, method="c14n")  # pyright: ignore[reportArgumentType]


@no_search_for_cycles()
def refresh_tables(
    source: Path,
    wanted: Sequence[Wanted],
    out: BinaryIO,
    finish: "Callable[[Workbook], None] | None" = None,
    breaks_signature: bool = False,
    signed: str = "",
    only: str = "",
) -> Receipt:
    """Write the workbook `source` to `out`, its tables as wanted. Refusal before anything is written.

    `signed`: when and by whom, for Verantwoording. `only`: one table, with those that must go along; "" is all.
    `finish` may change more of the workbook after its tables. A signed workbook is refused unless `breaks_signature`:
    then it loses its signature when something changes.
    """
    with Package(source) as package:
        if package.is_signed and not breaks_signature:
            raise texts.signed(source)
        work = _Work(Workbook(package))
        absent = work.plan(wanted, signed, only)
        if not work.made:
            raise texts.no_known_table(source)
        work.apply()
        if finish is not None:
            finish(work.workbook)
        _conclude(work)
        plans = [plan for _, plan in work.made]
        filtered = [table.name for table in work.changed_tables if table.is_filtered]
        receipt = Receipt(source, plans, absent, filtered, touched=package.touched)
        if receipt.is_changed:
            package.drop_signature()
            package.save(out)
        return receipt


def _name_run(workbook: Workbook, plans: Sequence[TablePlan]) -> None:
    """The run in the printed footers of every sheet that shows our tables; a copy that staff kept keeps its own."""
    changed = (cells for plan in plans if plan.name == ACCOUNTABILITY for cells in plan.changed)
    changes = (change for cells in changed for change in cells.each())
    was, value = next(((each.was, each.value) for each in changes if each.key == RUN_ID_KEY), (None, None))
    if not isinstance(was, str) or not isinstance(value, str):
        return
    planned = {plan.name.casefold() for plan in plans}
    tables = [table for table in workbook.tables() if table.name.casefold() in planned]
    of_tables = {table.sheet for table in tables}
    for name in workbook.package.sheets:
        if name in of_tables or names_one(workbook, name, tables):
            sheet = workbook.sheet(name)
            sheet.tail = named_run(sheet.tail, sheet.prefix, was, value)


def named_run(tail: str, prefix: str, was: str, run_id: str) -> str:
    """What stands below the rows of a sheet, with another run in its printed headers and footers."""
    footers = re.compile(rf"<({prefix}headerFooter)\b.*?</\1>", re.DOTALL)
    return footers.sub(lambda found: found[0].replace(was, run_id), tail)


def _columns(standing: Standing, plan: TablePlan) -> ValuesAt:
    return lambda position: plan.column(standing, position)


def _conclude(work: _Work) -> None:
    """What follows from changed cells: charts show them, Excel calculates again."""
    package = work.workbook.package
    refresh_pointers(work.workbook, {plan.name.casefold(): _columns(standing, plan) for standing, plan in work.made})
    _name_run(work.workbook, [plan for _, plan in work.made])
    refresh_caches(work.workbook, [(table.sheet, table.area) for table in work.changed_tables])
    work.workbook.store()
    if work.changes_formulas:
        drop_calculation_order(package)
    if package.touched:
        calculate_on_load(package)


def refresh_workbook(
    report: Report,
    path: Path,
    at: datetime,
    versions: Path,
    breaks_signature: bool = False,
    who: str = "",
    only: str = "",
) -> Receipt:
    """Refresh a bureau workbook in place; the file as it was goes to `versions`. Refusal: nothing was changed.

    `who` is named on Verantwoording; "" leaves that line out. `only`: the one table that is refreshed, with those
    that must go along; "" is all.
    """
    require_free(path)
    read = state(path)
    with Package(path) as package:
        inputs, workbook = input_cells(names(package), report.parameters), Workbook(package)
        report = as_chosen(report, inputs, lambda sheet, place: _value_at(workbook, sheet, place))
    stream = BytesIO()

    def finish(workbook: Workbook) -> None:
        _name_parameters(workbook, report, inputs)

    signed = texts.signature(who, at) if who else ""
    wanted = wanted_tables(report, inputs)
    receipt = refresh_tables(path, wanted, stream, finish, breaks_signature, signed, only)
    if receipt.is_changed:
        receipt.version = swap_in(stream.getbuffer(), path, versions, at, read)
    return receipt


def _value_at(workbook: Workbook, sheet: str, place: Area) -> Stored:
    if sheet not in workbook.package.sheets:
        return None
    cells = workbook.sheet(sheet)
    cell = cells.cells(place.top).get(place.left)
    return None if cell is None else cells.value(cell)


@no_search_for_cycles()
def tables_of(report: Report, path: Path) -> list[tuple[Standing | None, Wanted]]:
    """Every table of the report's workbook: as it stands there (None: not at all), and as a refresh would make it."""
    with Package(path) as package:
        work = _Work(Workbook(package))
        inputs = input_cells(names(package), report.parameters)
        chosen = as_chosen(report, inputs, lambda sheet, place: _value_at(work.workbook, sheet, place))
        found: list[tuple[Standing | None, Wanted]] = []
        for each in wanted_tables(chosen, inputs):
            table = work.table(each.table.name)
            standing = None if table is None else work.standing(table, each.table.name)
            said = last_refresh(standing) if standing and each.table.name == ACCOUNTABILITY else ""
            found.append((standing, with_receipt(each, said) if said else each))
        return found


def _name_parameters(workbook: Workbook, report: Report, inputs: Mapping[str, str]) -> None:
    """Let the name of each parameter stand for its cell, wherever its row is by now."""
    work = _Work(workbook)
    table = work.table(PARAMETERS)
    if table is not None:
        set_names(workbook.package, parameter_places(work.standing(table, PARAMETERS), report, inputs))
