"""Numbers in Dutch sentences: 1.234,5 · € 1.234,50 · 12,5%."""

from decimal import Decimal

from engine.money import excel_round


def dutch_number(value: int | Decimal, decimals: int = 0) -> str:
    """1.234.567 or 1.234,50; rounded as Excel does (G-1)."""
    return f"{excel_round(Decimal(value), decimals):,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def dutch_euros(value: int | Decimal, decimals: int = 2) -> str:
    """€ 1.234,50, or € -1.234,50."""
    return f"€ {dutch_number(value, decimals)}"


def dutch_percentage(share: int | Decimal, decimals: int = 1) -> str:
    """12,5% for a share of 0.125."""
    return f"{dutch_number(share * 100, decimals)}%"
