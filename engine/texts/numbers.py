"""Numbers in Dutch sentences: 1.234,5 · € 1.234,50 · 12,5%."""

from decimal import Decimal

from engine.money import excel_round
from engine.result import Kind


def dutch_number(value: int | Decimal, decimals: int = 0) -> str:
    """1.234.567 or 1.234,50; rounded as Excel does (G-1)."""
    return f"{excel_round(Decimal(value), decimals):,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def dutch_euros(value: int | Decimal, decimals: int = 2) -> str:
    """€ 1.234,50, or € -1.234,50."""
    return f"€ {dutch_number(value, decimals)}"


def dutch_percentage(share: int | Decimal, decimals: int = 1) -> str:
    """12,5% for a share of 0.125."""
    return f"{dutch_number(share * 100, decimals)}%"


def counted(number: int, one: str, more: str) -> str:
    """1 rij, 0 rijen, 1.234 rijen."""
    return f"{dutch_number(number)} {one if number == 1 else more}"


DECIMALS = {Kind.EURO: 2, Kind.PERCENT: 1, Kind.COUNT: 0, Kind.HOURS: 1, Kind.NUMBER: 2, Kind.FACTOR: 3}
"""How many digits after the comma a column shows."""
_MOST_DECIMALS = 9


def shown_number(number: Decimal, kind: Kind, more: int = 0) -> str:
    """A number as a cell of that kind shows it, with so many digits more; of another kind with the digits it has."""
    if kind is Kind.EURO:
        return dutch_euros(number, DECIMALS[kind] + more)
    if kind is Kind.PERCENT:
        return dutch_percentage(number, DECIMALS[kind] + more)
    if kind in DECIMALS:
        return dutch_number(number, DECIMALS[kind] + more)
    return f"{excel_round(number, _MOST_DECIMALS).normalize():f}".replace(".", ",")


def shown_apart(one: Decimal, other: Decimal, kind: Kind) -> tuple[str, str]:
    """Two numbers as cells show them, with as many digits more as it takes to see that they differ."""
    for more in range(_MOST_DECIMALS):
        both = shown_number(one, kind, more), shown_number(other, kind, more)
        if both[0] != both[1]:
            return both
    return shown_number(one, Kind.TEXT), shown_number(other, Kind.TEXT)
