"""The plan of a whole workbook: every table of a report, in a closed file and in an open workbook alike."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.result import ParameterUse, Report
from engine.rules import defined_name
from engine.rules.formula import unescaped
from engine.rules.what_if import with_choice
from engine.texts import refresh as texts
from engine.texts.workbooks import ACCOUNTABILITY_KEYS, LAST_REFRESH_KEY, PARAMETER_COLUMNS, VALUE
from workbooks.opc.references import Area, letters, quoted, sheet_and_area
from workbooks.plan import Standing, Stored, TablePlan, Wanted
from workbooks.planner import plan_table
from workbooks.wanted import PARAMETERS, about_tables, reads_of, with_check_totals, with_receipt

ACCOUNTABILITY = "Verantwoording"
_READS = re.compile(r"(\w+)\[(?:\[#This Row\],)?\[?((?:[^\[\]']|'.)+)\]")


@dataclass
class Planning:
    """Every table that is there with its plan, and the names of those that are not."""

    made: list[tuple[Standing, TablePlan]] = field(default_factory=list[tuple[Standing, TablePlan]])
    absent: list[str] = field(default_factory=list[str])
    wanted: list[Wanted] = field(default_factory=list[Wanted])
    """What each table of `made` must hold."""

    @property
    def plans(self) -> list[TablePlan]:
        """The plan of every table."""
        return [plan for _, plan in self.made]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return all(plan.is_empty for plan in self.plans)

    def plan_of(self, standing: Standing, wanted: Wanted) -> TablePlan | None:
        """The plan that was made already for the very same; None when there is none."""
        made = zip(self.made, self.wanted, strict=True)
        return next((plan for (was, plan), each in made if each is wanted and was == standing), None)


def plan_tables(
    wanted: Sequence[Wanted],
    standing_of: Callable[[str], Standing | None],
    signed: str = "",
    before: Planning | None = None,
    only: str = "",
) -> Planning:
    """Plan every table; `standing_of` gives a table by name, None when it is not there.

    `signed`: when and by whom, for the line about this refresh on Verantwoording; "" leaves that line out. `before`:
    what was planned a moment ago, of which a table that has not changed since keeps its plan. `only`: one table, with
    those that must go along with it; "" is all. Refusal when that one is gone, rows cannot be matched, or a formula
    that stays reads what is gone.
    """
    planning = _planned(wanted, standing_of, signed, before, frozenset([only] if only else []))
    if only:
        planning = _with_those_connected(planning, wanted, standing_of, signed, only)
    _require_readable(planning)
    return planning


def _with_those_connected(
    planning: Planning,
    wanted: Sequence[Wanted],
    standing_of: Callable[[str], Standing | None],
    signed: str,
    only: str,
) -> Planning:
    """The plan of one table, with all that its formulas read, all that read what changes, and so on: as Excel will

    calculate it. Verantwoording, that reads every table, goes along for what it says of these.
    """
    if only in planning.absent:
        raise texts.table_gone(only)
    reads, names = reads_of(wanted), frozenset([only])
    while True:
        changed = {plan.name for plan in planning.plans if not plan.is_empty}
        readers = {name for name, read in reads.items() if read & changed and name != ACCOUNTABILITY}
        more = names.union(readers, *(reads[name] for name in names))
        if more == names:
            return planning
        names, planning = more, _planned(wanted, standing_of, signed, planning, more)


def _planned(
    wanted: Sequence[Wanted],
    standing_of: Callable[[str], Standing | None],
    signed: str,
    before: Planning | None,
    only: frozenset[str],
) -> Planning:
    """The plan of these tables (empty: all) and, of what Verantwoording says, that about them."""
    planning = Planning()
    for each in wanted:
        if only and each.table.name not in (*only, ACCOUNTABILITY):
            continue
        standing = standing_of(each.table.name)
        if standing is None:
            planning.absent.append(each.table.name)
            continue
        exact = _accountable(each, standing, planning, signed, only) if each.table.name == ACCOUNTABILITY else each
        known = before.plan_of(standing, exact) if before else None
        planning.made.append((standing, known or plan_table(standing, exact)))
        planning.wanted.append(exact)
    return planning


def _accountable(wanted: Wanted, standing: Standing, planning: Planning, signed: str, only: frozenset[str]) -> Wanted:
    """Verantwoording with its check totals, and with what this refresh changes; or what the last one did."""
    exact = with_check_totals(wanted, planning.made)
    changed = [plan.name for plan in planning.plans if not plan.is_empty]
    is_part = bool(only) and ACCOUNTABILITY not in only
    text = texts.last_refresh(signed, changed, last_refresh(standing), is_part) if signed else last_refresh(standing)
    exact = with_receipt(exact, text) if text else exact
    return about_tables(exact, only) if is_part else exact


def last_refresh(standing: Standing) -> str:
    """What Verantwoording says now about its last refresh."""
    names = (*ACCOUNTABILITY_KEYS, VALUE)
    if any(name not in standing.headers for name in names):
        return ""
    *keys, values = (standing.columns[standing.headers.index(name)].values for name in names)
    rows = zip(zip(*keys, strict=True), values, strict=True)
    return next((str(value) for key, value in rows if tuple(part or "" for part in key) == LAST_REFRESH_KEY), "")


def _require_readable(planning: Planning) -> None:
    """Refusal when a formula that stays reads a table or column that is gone."""
    gone = {plan.name: set(plan.absent) for plan in planning.plans}
    readers: dict[tuple[str, str], dict[str, None]] = {}
    for standing, plan in planning.made:
        for position, formula in plan.formulas.items():
            for table, column in _READS.findall(formula):
                name = unescaped(column)
                if table in planning.absent or name in gone.get(table, ()):
                    readers.setdefault((table, name), {})[f"{standing.headers[position]} in {plan.name}"] = None
    for (table, column), needed_by in readers.items():
        if table in planning.absent:
            raise texts.table_needed(table, list(needed_by))
        raise texts.column_needed(table, column, list(needed_by))


def input_cells(names: Mapping[str, str], uses: Iterable[ParameterUse]) -> dict[str, str]:
    """Names of parameters that stand for a cell outside the sheet Parameters: an input on a dashboard.

    `names` are the workbook's own, and what each stands for (`Blad!$A$1`).
    """
    wanted = (defined_name(use.name) for use in uses)
    return {name: names[name] for name in wanted if name in names and not names[name].startswith(f"{PARAMETERS}!")}


def parameter_places(standing: Standing, report: Report, inputs: Mapping[str, str]) -> dict[str, str]:
    """By its name in the workbook the cell of each parameter (`Parameters!$B$5`), but for inputs elsewhere.

    `standing` is the table Parameters as it now is.
    """
    name, *_ = PARAMETER_COLUMNS
    if name not in standing.headers or VALUE not in standing.headers:
        return {}
    sheet, top, left, _ = standing.corner
    rows = {value: top + at for at, value in enumerate(standing.columns[standing.headers.index(name)].values)}
    column = f"{quoted(sheet)}!${letters(left + standing.headers.index(VALUE))}"
    named = {defined_name(use.name): rows.get(use.name) for use in report.parameters}
    return {name: f"{column}${row}" for name, row in named.items() if row and name not in inputs}


def as_chosen(report: Report, inputs: Mapping[str, str], value_at: Callable[[str, Area], Stored]) -> Report:
    """The report for what a reader chose in the workbook: that choice stays. `value_at` gives the value of a cell."""
    for use in report.parameters:
        place = sheet_and_area(inputs.get(defined_name(use.name), ""))
        if place is not None:
            value = value_at(*place)
            report = with_choice(report, use.name, value if isinstance(value, str) else None)
    return report
