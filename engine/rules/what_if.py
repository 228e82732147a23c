"""A report with another value for a parameter that a reader may choose in the workbook itself."""

from collections.abc import Sequence
from dataclasses import replace

from engine.result import ParameterUse, Report, ResultTable, Value
from engine.rules.evaluate import evaluate
from engine.rules.walk import parameters, tables


def with_choice(report: Report, name: str, value: Value) -> Report:
    """The report as its formulas show it with `value` for parameter `name`; the report itself when it has that."""
    if all(use.name != name or use.value == value for use in report.parameters):
        return report
    known = {table.name: table for table in report.tables}
    values = {use.name: value if use.name == name else use.value for use in report.parameters}
    for reader in _readers(report.tables, name):
        again = replace(known[reader], rows=[dict(row) for row in known[reader].rows])
        evaluate(again, [table for table in known.values() if table.name != reader], values)
        known[reader] = again
    uses: list[ParameterUse] = [replace(use, value=values[use.name]) for use in report.parameters]
    return replace(report, tables=[known[table.name] for table in report.tables], parameters=uses)


def _readers(all_tables: Sequence[ResultTable], name: str) -> list[str]:
    """Tables whose rules read the parameter, or a table that does, each after those that it reads."""
    rules = {table.name: [column.rule for column in table.columns if column.rule] for table in all_tables}
    reads = {table: set[str]().union(*map(tables, of)) - {table} for table, of in rules.items()}
    waiting = {table for table, of in rules.items() if any(name in parameters(rule) for rule in of)}
    while more := {table for table in rules if table not in waiting and reads[table] & waiting}:
        waiting |= more
    ordered: list[str] = []
    while waiting:
        ready = [table for table in rules if table in waiting and not reads[table] & waiting]
        ordered += ready or sorted(waiting)
        waiting -= set(ordered)
    return ordered
