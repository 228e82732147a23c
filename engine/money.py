"""Exact money and Excel's rounding (G-1)."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def excel_round(value: Decimal, digits: int) -> Decimal:
    """ROUND(value, digits) as Excel does: half away from zero."""
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def euros(cents: int) -> Decimal:
    """Integer eurocents to exact euros."""
    return Decimal(cents) / 100


def exceeds(value: Decimal, limit: Decimal) -> bool:
    """G-1: a comparison with a limit tests ROUND(x − limit, 9)."""
    return excel_round(value - limit, 9) > 0
