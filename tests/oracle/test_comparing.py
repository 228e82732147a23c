"""The comparison itself sees a cent, an empty cell, a missing column and a missing row."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from engine.result import Column, Kind, ResultTable
from tests.oracle.comparing import differences

EXPECTED: dict[str, dict[str, Any]] = {"A": {"AGB": "A", "Bedrag": Fraction(100), "Deel": Fraction(1, 3), "_eigen": 1}}


def table(*rows: dict[str, Any]) -> ResultTable:
    """A small table with AGB as key."""
    columns = (Column("AGB", Kind.CODE), Column("Bedrag", Kind.EURO), Column("Deel", Kind.FACTOR))
    return ResultTable("Proef", "Proef", "", ("AGB",), columns, [*rows])


def test_the_same_is_the_same() -> None:
    row = {"AGB": "A", "Bedrag": Decimal("100.00"), "Deel": Decimal(1) / Decimal(3)}
    assert differences(table(row), EXPECTED) == []


@pytest.mark.parametrize(
    "row",
    [
        {"AGB": "A", "Bedrag": Decimal("100.01"), "Deel": Decimal(1) / Decimal(3)},
        {"AGB": "A", "Bedrag": None, "Deel": Decimal(1) / Decimal(3)},
        {"AGB": "A", "Bedrag": Decimal("100.00"), "Deel": Decimal("0.33333333")},
        {"AGB": "A", "Bedrag": Decimal("100.00")},
    ],
)
def test_one_other_cell_is_seen(row: dict[str, Any]) -> None:
    assert len(differences(table(row), EXPECTED)) == 1


def test_rows_of_one_side_are_seen() -> None:
    other = {"AGB": "B", "Bedrag": Decimal("100.00"), "Deel": Decimal(1)}
    assert len(differences(table(other), EXPECTED)) == 2
