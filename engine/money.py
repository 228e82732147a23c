"""Exact money and Excel's rounding (G-1)."""

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

CENT = Decimal("0.01")
PRECISION = 40
"""Digits of every calculation: enough that a chain of divisions is exact far below a cent and Excel's own 15 digits."""


_WIDE = Context(prec=100, rounding=ROUND_HALF_UP)
_GUARD = 18
"""Decimals behind the rounded one that a value really has: what a division left further on is no part of it."""


def excel_round(value: Decimal, digits: int) -> Decimal:
    """ROUND(value, digits) as Excel does: half away from zero, also when a division left 0,004999… for 0,005."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -digits - _GUARD:
        value = value.quantize(Decimal(1).scaleb(-digits - _GUARD), context=_WIDE)
    return value.quantize(Decimal(1).scaleb(-digits), context=_WIDE)


def euros(cents: int) -> Decimal:
    """Integer eurocents to exact euros."""
    return Decimal(cents) / 100


def exceeds(value: Decimal, limit: Decimal) -> bool:
    """G-1: a comparison with a limit tests ROUND(x − limit, 9)."""
    return excel_round(value - limit, 9) > 0


def divided(left: Decimal, right: Decimal) -> Decimal:
    """left / right with the rules' number of digits."""
    with localcontext() as context:
        context.prec = PRECISION
        return left / right


def multiplied(left: Decimal, right: Decimal) -> Decimal:
    """left × right with the rules' number of digits."""
    with localcontext() as context:
        context.prec = PRECISION
        return left * right
