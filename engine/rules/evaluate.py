"""Rules → exact values: every column of a table, in the order the columns need each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property
from typing import cast

from engine.money import excel_round
from engine.result import Column, Kind, ResultTable, Row, Value
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

# Enough digits that a chain of divisions is exact to far below a cent and to Excel's own 15 digits.
PRECISION = 40


@dataclass(frozen=True)
class Scope:
    """What a rule can see: its table, the row's position, all tables of the report, and the parameters."""

    table: ResultTable
    tables: Mapping[str, ResultTable]
    parameters: Mapping[str, Value]

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
            return None if number is None else excel_round(number, digits)
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


def _looked_up(expression: Lookup, row: Row, scope: Scope) -> Value:
    wanted = value_of(expression.value, row, scope)
    for other in scope.tables[expression.table].rows:
        if _exact(other[expression.key]) == wanted:
            return _exact(other[expression.column])
    return None


def _summed(expression: Total, row: Row, scope: Scope) -> Decimal:
    wanted = {name: value_of(value, row, scope) for name, value in expression.where.items()}
    upto = expression.upto
    total = Decimal(0)
    for other in scope.tables[expression.table].rows:
        if any((_exact(other[name]) or "") != (value or "") for name, value in wanted.items()):
            continue
        if upto is not None and cast(Decimal, _exact(other[upto])) > cast(Decimal, _exact(row[upto])):
            continue
        value = Decimal(1) if expression.column is None else _exact(other[expression.column])
        total += value if isinstance(value, Decimal) else 0
    return total
