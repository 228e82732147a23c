"""G-1: rounding as Excel does, half away from zero, whatever a division left behind the last decimal."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.money import divided, excel_round, multiplied


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        ("2.345", 2, "2.35"),
        ("-2.345", 2, "-2.35"),
        ("2.344999999999", 2, "2.34"),
        ("5001.164999999999999999999999999999999", 2, "5001.17"),
        ("2345", -1, "2350"),
        ("0.5", 0, "1"),
    ],
)
def test_half_away_from_zero(value: str, digits: int, expected: str) -> None:
    assert excel_round(Decimal(value), digits) == Decimal(expected)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_a_half_cent_stays_one_after_a_division(halves: int, divisor: int) -> None:
    tie = Decimal(2 * halves + 1) / 200
    through = divided(multiplied(divided(tie, Decimal(divisor)), Decimal(divisor)), Decimal(1))
    assert excel_round(through, 2) == excel_round(tie, 2)
