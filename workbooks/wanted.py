"""What every table of a bureau workbook must hold for a report, in a new file and in one that exists."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from math import fsum

from engine.result import ORDER, Report, ResultTable, Row
from engine.rules import formula_text
from engine.rules.formula import unescaped
from engine.texts.workbooks import (
    ACCOUNTABILITY_KEYS,
    CHART_TABLE,
    FINDING_KEY,
    LAST_REFRESH_KEY,
    LAST_REFRESH_NOTE,
    NOW,
    VALUE,
)
from workbooks.accountability_sheet import Special, accountability_table, parameters_table
from workbooks.plan import Standing, Stored, TablePlan, Wanted

PARAMETERS = "Parameters"
_OVERVIEW = {"Kerncijfers", CHART_TABLE, "Aandacht"}
_TABLE_READ, _PARAMETER_READ = re.compile(r"(\w+)\["), re.compile(r"\bP_\w")
_COUNT_OR_SUM = re.compile(r"(COUNTA|SUM)\((\w+)\[(.+)\]\)")


def wanted_tables(report: Report, inputs: Mapping[str, str]) -> list[Wanted]:
    """Every table of the report's workbook, Verantwoording last; `inputs`: cells that are the input for a name."""
    parameters, special = parameters_table(report, inputs)
    accountability, checks = accountability_table(report)
    tables = [Wanted(table) for table in report.tables]
    return [*tables, _with(parameters, special), _with(accountability, checks)]


def _with(table: ResultTable, special: Special) -> Wanted:
    formulas = {cell: each.formula for cell, each in special.items()}
    return Wanted(table, formulas, {cell: each.kind for cell, each in special.items()})


def with_check_totals(wanted: Wanted, made: Sequence[tuple[Standing, TablePlan]]) -> Wanted:
    """Verantwoording with what its check formulas give over the tables as they will be, staff's own rows included."""
    known = {standing.name: (standing, plan) for standing, plan in made}
    rows: list[Row] = [dict(row) for row in wanted.table.rows]
    for (index, name), formula in wanted.special.items():
        found = _COUNT_OR_SUM.fullmatch(formula) if name == NOW else None
        if found is not None and found[2] in known:
            rows[index][name] = _check(found[1], unescaped(found[3]), *known[found[2]])
    return replace(wanted, table=replace(wanted.table, rows=rows))


def with_receipt(wanted: Wanted, text: str) -> Wanted:
    """Verantwoording with a line about its last refresh."""
    part, table, name = LAST_REFRESH_KEY
    row: Row = {column.name: None for column in wanted.table.columns}
    row |= dict(zip(wanted.table.keys, (part, table, name), strict=True))
    row |= {"Uitleg": LAST_REFRESH_NOTE, VALUE: text, ORDER: len(wanted.table.rows) + 1}
    return replace(wanted, table=replace(wanted.table, rows=[*wanted.table.rows, row]))


def about_tables(wanted: Wanted, names: Collection[str]) -> Wanted:
    """Verantwoording with what it says of these tables and of the last refresh; all else on it stays as it is."""
    _, of_table, _ = ACCOUNTABILITY_KEYS
    table = wanted.table
    others = {LAST_REFRESH_KEY, *([FINDING_KEY] if CHART_TABLE in names else [])}
    rows = enumerate(table.rows)
    looked_at = (index for index, row in rows if row[of_table] in names or table.key_of(row) in others)
    return replace(wanted, rows=frozenset(looked_at))


def reads_of(wanted: Iterable[Wanted]) -> dict[str, set[str]]:
    """By table the others whose cells its formulas read; what Overzicht shows side by side belongs together too."""
    found = {each.table.name: _tables_read(each) for each in wanted}
    for name in _OVERVIEW & found.keys():
        found[name] |= _OVERVIEW
    return {name: (read & found.keys()) - {name} for name, read in found.items()}


def _tables_read(wanted: Wanted) -> set[str]:
    """The tables that its formulas name; a name that begins with P_ stands for a cell of Parameters."""
    ruled = (formula_text(column, wanted.table) for column in wanted.table.columns if column.rule is not None)
    formulas = " ".join([*ruled, *wanted.special.values()])
    names = set(_TABLE_READ.findall(formulas))
    return names | {PARAMETERS} if _PARAMETER_READ.search(formulas) else names


def _check(function: str, column: str, standing: Standing, plan: TablePlan) -> Decimal | None:
    if column not in standing.headers:
        return None
    values: list[Stored] = plan.column(standing, standing.headers.index(column))
    if function == "COUNTA":
        return Decimal(sum(1 for value in values if value is not None))
    return Decimal(fsum(value for value in values if isinstance(value, float)))
