"""What a rule refers to: its columns, parameters and tables."""

from collections.abc import Iterator

from engine.result import ORDER
from engine.rules.language import (
    Binary,
    Compare,
    Computed,
    Condition,
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

Node = Expression | Condition


def children(node: Node) -> list[Node]:
    """The nodes directly below a node."""
    match node:
        case Binary(_, left, right) | Compare(_, left, right) | Same(left, right):
            return [left, right]
        case Round(value, digits):
            return [value] if isinstance(digits, int) else [value, digits]
        case Empty(value):
            return [value]
        case Extreme(_, values):
            return list(values)
        case When(condition, then, otherwise):
            return [condition, then, otherwise]
        case Marks(pairs):
            return [condition for condition, _ in pairs]
        case Logic(_, parts):
            return list(parts)
        case Total() | Lookup():
            return list(node.where.values())
        case _:
            return []


def nodes(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    yield node
    for child in children(node):
        yield from nodes(child)


def same_table_columns(rule: Expression, table: str) -> set[str]:
    """Columns of its own table that a rule reads."""
    found: set[str] = set()
    for node in nodes(rule):
        match node:
            case Ref(column) | Computed(column):
                found.add(column)
            case Total():
                found |= {node.upto} if node.upto else set()
                if node.table == table:
                    found |= summed_columns(node)
            case _:
                pass
    return found


def summed_columns(rule: Total) -> set[str]:
    """Columns of the summed table that a total reads."""
    return {*rule.where, ORDER, *filter(None, (rule.column, rule.upto))}


def parameters(rule: Expression) -> set[str]:
    """Names of the parameters a rule reads."""
    return {node.name for node in nodes(rule) if isinstance(node, Param)}


def tables(rule: Expression) -> set[str]:
    """Names of the tables a rule looks into or sums over."""
    return {node.table for node in nodes(rule) if isinstance(node, Lookup | Total)}


def summed_tables(rule: Expression) -> set[str]:
    """Names of the tables a rule sums over or counts the rows of."""
    return {node.table for node in nodes(rule) if isinstance(node, Total)}
