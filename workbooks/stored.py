"""Values of a result as cells of an Excel file store them, a column at a time."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from engine.result import Value
from workbooks.generate import cell_value, storable
from workbooks.plan import Stored

_DAYS_TO_1904 = (date(1904, 1, 1) - date(1899, 12, 30)).days


def stored_values(values: Iterable[Value], starts_in_1904: bool) -> list[Stored]:
    """Numbers and days as numbers, no text as no value; days count from 1904 in some workbooks."""
    of_day = _day_of_1904 if starts_in_1904 else cell_value
    kinds: dict[type, Callable[..., Stored]] = {Decimal: float, int: float, date: of_day}
    return [kinds.get(value.__class__, _text)(value) for value in values]


def _text(value: str | None) -> str | None:
    return storable(value) if value else None


def _day_of_1904(value: date) -> float:
    return float(cell_value(value)) - _DAYS_TO_1904
