"""Values of a result as cells of an Excel file store them, a column at a time."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

from engine.result import Kind, Value
from workbooks.generate import cell_value, storable
from workbooks.plan import Stored

_EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
_DAYS_TO_1904 = (_EPOCHS[True] - _EPOCHS[False]).days


def stored_values(values: Iterable[Value], starts_in_1904: bool) -> list[Stored]:
    """Numbers and days as numbers, no text as no value; days count from 1904 in some workbooks."""
    of_day = _day_of_1904 if starts_in_1904 else cell_value
    kinds: dict[type, Callable[..., Stored]] = {Decimal: float, int: float, date: of_day}
    found = [*values]
    if {*map(type, found)} <= {Decimal, int}:  # a whole column of numbers at once
        return list(map(float, found))  # pyright: ignore[reportArgumentType]
    return [kinds.get(value.__class__, _text)(value) for value in found]


def meant(value: Stored, kind: Kind, starts_in_1904: bool) -> Decimal | date | str | None:
    """What a cell of such a column means: a day is a number in a file."""
    if not isinstance(value, float | int):
        return value
    if isinstance(value, bool):
        return str(value)
    if kind in (Kind.DATE, Kind.MONTH) and 0 < value < 1e6:
        return _EPOCHS[starts_in_1904] + timedelta(days=int(value))
    return Decimal(repr(value))


def _text(value: str | None) -> str | None:
    return storable(value) if value else None


def _day_of_1904(value: date) -> float:
    return float(cell_value(value)) - _DAYS_TO_1904
