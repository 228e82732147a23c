"""How wide a column must be for its longest real value, and how high its header; in characters and points."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import cast

from engine.result import Column, Kind, Value

_MIN, _WIDEST_TEXT = 8.0, 56.0
_PADDING = 1.6
_BESIDE_HEADER = 3.6  # filter button and cell edges
_LINE_POINTS = 13.5
_FIXED = {Kind.DATE: 10, Kind.MONTH: 7}
_DECIMALS = {
    Kind.COUNT: 0,
    Kind.YEAR: 0,
    Kind.HOURS: 1,
    Kind.NUMBER: 2,
    Kind.EURO: 2,
    Kind.PERCENT: 1,
    Kind.FACTOR: 3,
}
_AFFIX = {Kind.EURO: 2, Kind.PERCENT: 1}
_STATUS_MARK, _INDENT = 2.5, 1.0
# Width of an average letter in digits of Calibri 10: bold headers, and prose with its many narrow letters
_BOLD, _PROSE = 0.97, 0.88
_MOST_HEADER_LINES = 3


@dataclass(frozen=True, slots=True)
class Fit:
    """Width of a column in characters; whether its text must wrap to stay within it."""

    width: float
    wraps: bool


def fit(column: Column, values: Sequence[Value], total: Value = None) -> Fit:
    """Width for the values as they will be shown, and for the longest word of the header with its filter button."""
    longest = _longest_value(column.kind, values, total) + _PADDING
    width = max(_MIN, longest, max(len(word) for word in column.name.split()) * _BOLD + _BESIDE_HEADER)
    while _header_lines(column.name, width) > _MOST_HEADER_LINES:
        width += 1
    return Fit(min(width, _WIDEST_TEXT), width > _WIDEST_TEXT)


def header_height(headers: Iterable[tuple[str, float]]) -> float:
    """Points for the header row: the most lines any (name, width) needs."""
    lines = max((_header_lines(name, width) for name, width in headers), default=1)
    return max(lines, 2) * _LINE_POINTS + 6


def _header_lines(name: str, width: float) -> int:
    return _lines(name, (width - _BESIDE_HEADER) / _BOLD)


@lru_cache(maxsize=8192)
def wrapped_lines(text: str, width: float) -> int:
    """Lines a text takes in a column of that width."""
    return sum(_lines(part, (width - _PADDING - _INDENT) / _PROSE) for part in text.split("\n"))


def row_height(lines: int) -> float:
    """Points for a row of that many lines."""
    return lines * _LINE_POINTS + 2


def _lines(text: str, width: float) -> int:
    lines, used = 1, 0
    for word in text.split():
        length = len(word)
        if used and used + 1 + length > width:
            lines, used = lines + 1, length
        else:
            used += length + (1 if used else 0)
    return lines


def _longest_value(kind: Kind, values: Sequence[Value], total: Value) -> float:
    if kind in _FIXED:
        return _FIXED[kind]
    if kind in _DECIMALS:
        numbers = [float(cast(Decimal, value)) for value in values if isinstance(value, Decimal | int)]
        extremes = [min(numbers), max(numbers)] if numbers else [0.0]
        if isinstance(total, Decimal | int):
            extremes.append(float(total))
        return max(_number_length(number, kind) for number in extremes)
    texts = [len(value) for value in values if isinstance(value, str)]
    return max(texts, default=0) + _INDENT + (_STATUS_MARK if kind is Kind.STATUS else 0)


def _number_length(number: float, kind: Kind) -> float:
    shown = number * 100 if kind is Kind.PERCENT else number
    return len(f"{shown:,.{_DECIMALS[kind]}f}") + _AFFIX.get(kind, 0)
