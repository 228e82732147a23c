"""Rules → exact values: every column of a table, in the order the columns need each other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from functools import cached_property
from typing import cast

from engine.money import PRECISION, excel_round
from engine.result import ORDER, Column, Kind, ResultTable, Row, Value
from engine.rules.language import (
    Always,
    Binary,
    Compare,
    Computed,
    Condition,
    Constant,
    Empty,
    Expression,
    Extreme,
    Logic,
    Lookup,
    Marks,
    Param,
    Ref,
    Round,
    Same,
    Total,
    When,
)
from engine.rules.walk import same_table_columns

Key = tuple[Value, ...]


@dataclass(frozen=True)
class Scope:
    """What a rule can see: its table, the row's position, all tables of the report, and the parameters."""

    table: ResultTable
    tables: Mapping[str, ResultTable]
    parameters: Mapping[str, Value]

    groups: dict[tuple[str, tuple[str, ...]], dict[Key, list[Row]]] = field(
        default_factory=dict[tuple[str, tuple[str, ...]], dict[Key, list[Row]]]
    )
    """Rows of a table by their values in some columns; kept while one column is filled."""
    sums: dict[tuple[int, Key], Decimal] = field(default_factory=dict[tuple[int, Key], Decimal])
    """Totals already made for the column being filled: by rule and wanted values."""

    def rows_with(self, table: str, wanted: Mapping[str, Value]) -> list[Row]:
        """The rows of a table with these values, in order; an empty text is an empty cell."""
        names = tuple(wanted)
        if (table, names) not in self.groups:
            grouped: dict[Key, list[Row]] = defaultdict(list)
            for row in self.tables[table].rows:
                grouped[tuple(_comparable(row[name]) for name in names)].append(row)
            self.groups[table, names] = grouped
        return self.groups[table, names].get(tuple(_comparable(value) for value in wanted.values()), [])

    @cached_property
    def positions(self) -> dict[int, int]:
        """Row index by the row's identity."""
        return {id(row): index for index, row in enumerate(self.table.rows)}


def evaluate(table: ResultTable, tables: Iterable[ResultTable], parameters: Mapping[str, Value]) -> None:
    """Fill every rule column of `table` in place. Tables it looks into must have been evaluated before."""
    scope = Scope(table, {other.name: other for other in tables} | {table.name: table}, parameters)
    with localcontext() as context:
        context.prec = PRECISION
        for column in _in_order(table):
            scope.groups.clear()
            scope.sums.clear()
            _fill(column, scope)


def _fill(column: Column, scope: Scope) -> None:
    rule = column.rule
    if rule is None:
        return
    for index, row in enumerate(scope.table.rows):
        if column.fact_first and row.get(column.name) is not None:
            continue
        value = value_of(rule, row, scope)
        row[column.name] = _shaped(value, column.kind)
        if column.fact_first:
            scope.table.computed.add((index, column.name))


def _shaped(value: Value, kind: Kind) -> Value:
    if isinstance(value, Decimal) and kind is Kind.EURO:
        return excel_round(value, 2)
    return None if value == "" else value


def _in_order(table: ResultTable) -> list[Column]:
    ordered: list[Column] = []
    pending = list(table.columns)
    done: set[str] = set()
    while pending:
        ready = [column for column in pending if _needs(column, table) <= done]
        if not ready:
            raise ValueError(f"{table.name}: rules in a circle: {[column.name for column in pending]}")
        ordered += ready
        done |= {column.name for column in ready}
        pending = [column for column in pending if column.name not in done]
    return ordered


def _needs(column: Column, table: ResultTable) -> set[str]:
    return same_table_columns(column.rule, table.name) if column.rule is not None else set[str]()


def value_of(expression: Expression, row: Row, scope: Scope) -> Value:
    """The value of an expression in a row: a Decimal, a text, a date, or None for empty."""
    match expression:
        case Constant(value):
            return value
        case Ref(column):
            return _exact(row[column])
        case Param(name):
            return _exact(scope.parameters[name])
        case Binary(op, left, right):
            return _arithmetic(op, _number(left, row, scope), _number(right, row, scope))
        case Round(value, digits):
            number = _number(value, row, scope)
            places = digits if isinstance(digits, int) else int(cast(Decimal, _exact(scope.parameters[digits.name])))
            return None if number is None else excel_round(number, places)
        case Extreme(name, values):
            numbers = [_number(value, row, scope) for value in values]
            present = [number for number in numbers if number is not None]
            return (min if name == "MIN" else max)(present) if len(present) == len(numbers) else None
        case When(condition, then, otherwise):
            return value_of(then if holds(condition, row, scope) else otherwise, row, scope)
        case Marks(pairs):
            return "; ".join(text for condition, text in pairs if holds(condition, row, scope))
        case Lookup():
            return _looked_up(expression, row, scope)
        case Total():
            return _summed(expression, row, scope)
        case _:
            raise TypeError(f"no value for {type(expression).__name__}")


def holds(condition: Condition, row: Row, scope: Scope) -> bool:
    """Whether a condition holds in a row."""
    match condition:
        case Compare(op, left, right):
            return _compared(op, _number(left, row, scope), _number(right, row, scope))
        case Same(left, right):
            return (value_of(left, row, scope) or "") == (value_of(right, row, scope) or "")
        case Empty(value):
            return value_of(value, row, scope) in (None, "")
        case Computed(column):
            return (scope.positions[id(row)], column) in scope.table.computed
        case Always():
            return True
        case Logic("NOT", parts):
            return not holds(parts[0], row, scope)
        case Logic(name, parts):
            return (all if name == "AND" else any)(holds(part, row, scope) for part in parts)
        case _:
            raise TypeError(f"no truth in {type(condition).__name__}")


def _exact(value: Value) -> Value:
    return Decimal(value) if isinstance(value, int) else value


def _number(expression: Expression, row: Row, scope: Scope) -> Decimal | None:
    value = value_of(expression, row, scope)
    if value is None or isinstance(value, Decimal):
        return value
    raise TypeError(f"{value!r} is no number")


def _arithmetic(op: str, left: Decimal | None, right: Decimal | None) -> Decimal | None:
    if left is None or right is None or (op == "/" and right == 0):
        return None
    return {"+": left.__add__, "-": left.__sub__, "*": left.__mul__, "/": left.__truediv__}[op](right)


def _compared(op: str, left: Decimal | None, right: Decimal | None) -> bool:
    if left is None or right is None:
        return False
    difference = excel_round(left - right, 9)
    return {">": difference > 0, ">=": difference >= 0, "<": difference < 0, "<=": difference <= 0}[op]


def _comparable(value: Value) -> Value:
    return _exact(value) or ""


def _wanted(where: Mapping[str, Expression], row: Row, scope: Scope) -> dict[str, Value]:
    return {name: value_of(value, row, scope) for name, value in where.items()}


def _looked_up(expression: Lookup, row: Row, scope: Scope) -> Value:
    found = scope.rows_with(expression.table, _wanted(expression.where, row, scope))
    return _exact(found[0][expression.column]) if found else None


def _summed(expression: Total, row: Row, scope: Scope) -> Decimal:
    wanted = _wanted(expression.where, row, scope)
    upto = expression.upto
    key = (id(expression), (*wanted.values(), row[upto] if upto else None))
    if key not in scope.sums:
        rows = [other for other in scope.rows_with(expression.table, wanted) if other[ORDER] is not None]
        if upto is not None:
            last = cast(Decimal, _exact(row[upto]))
            rows = [other for other in rows if cast(Decimal, _exact(other[upto])) <= last]
        scope.sums[key] = _sum(rows, expression.column)
    return scope.sums[key]


def _sum(rows: list[Row], column: str | None) -> Decimal:
    """Sum of the numbers in a column; without column the number of rows."""
    if column is None:
        return Decimal(len(rows))
    values = (_exact(row[column]) for row in rows)
    return sum((value for value in values if isinstance(value, Decimal)), Decimal(0))
