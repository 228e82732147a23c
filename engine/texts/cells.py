"""What cells of a workbook say, in a Dutch sentence."""

from datetime import date
from decimal import Decimal

from engine.result import Kind
from engine.texts.commands import dutch_date
from engine.texts.numbers import shown_apart, shown_number

Shown = Decimal | date | str | None
"""What a cell says."""


def shown_key(value: Shown, kind: Kind) -> str:
    """A part of a key, as someone types it."""
    if isinstance(value, Decimal):
        return shown_number(value, Kind.TEXT)
    if isinstance(value, date):
        return f"{value:%Y-%m}" if kind is Kind.MONTH else dutch_date(value)
    return value or ""


def shown_cells(was: Shown, value: Shown, kind: Kind) -> tuple[str, str]:
    """Two cells in a sentence, numbers with as many digits as it takes to see that they differ."""
    if isinstance(was, Decimal) and isinstance(value, Decimal):
        return shown_apart(was, value, kind)
    return shown_cell(was, kind), shown_cell(value, kind)


def shown_cell(value: Shown, kind: Kind) -> str:
    """A cell in a sentence."""
    if value is None or value == "":
        return "niets"
    if isinstance(value, date):
        return f"{value:%Y-%m}" if kind is Kind.MONTH else dutch_date(value)
    return shown_number(value, kind) if isinstance(value, Decimal) else f"“{value}”"
