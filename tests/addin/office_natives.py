"""The parts of a document that are asked for again and again.

Every object that LibreOffice gives takes ten times as long as a number or a text, so each is fetched once.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

NOTES = 8  # com.sun.star.sheet.CellFlags


class Natives:
    """The sheets and tables of a document as LibreOffice has them."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.formats: dict[int, tuple[int, str]] = {}
        """Kind and text of its number formats."""
        self.sheets = document.Sheets
        self.tables = document.DatabaseRanges
        self._by_sheet: dict[str, Any] = {}
        self._by_table: dict[str, Any] = {}
        self._names: tuple[str, ...] = ()

    def sheet_at(self, index: int) -> Any:
        """A sheet, counted from 0."""
        names = self.sheets.ElementNames
        if names != self._names:  # one was added, renamed, moved or taken away
            self._names = names
            self._by_sheet.clear()
        name = names[index]
        if name not in self._by_sheet:
            self._by_sheet[name] = self.sheets.getByIndex(index)
        return self._by_sheet[name]

    def table(self, name: str) -> Any:
        """A table; what LibreOffice gives looks it up by its name each time."""
        if name not in self._by_table:
            self._by_table[name] = self.tables.getByName(name)
        return self._by_table[name]


_KNOWN: dict[str, Natives] = {}


def natives_of(document: Any) -> Natives:
    """Those of a document. Another office numbers its documents in the same way."""
    uid = document.RuntimeUID
    known = _KNOWN.get(uid)
    if known is None or known.document != document:
        _KNOWN[uid] = known = Natives(document)
    return known


def boxes_of(area: Any, ranges: Iterable[Any]) -> Iterator[tuple[int, int, int, int]]:
    """The ranges as far as they are within an area: first and last row and column, counted from its first cell.

    Asked about an area without content, LibreOffice answers about the whole sheet. Each field of what it gives is asked
    for once: that goes past its bridge, and is slow in a loop.
    """
    whole = area.RangeAddress
    top, left, bottom, right = whole.StartRow, whole.StartColumn, whole.EndRow, whole.EndColumn
    for found in ranges:
        first_row, last_row = max(found.StartRow, top), min(found.EndRow, bottom)
        first_column, last_column = max(found.StartColumn, left), min(found.EndColumn, right)
        if first_row <= last_row and first_column <= last_column:
            yield first_row - top, first_column - left, last_row - top, last_column - left


def cells_of(area: Any, ranges: Iterable[Any]) -> Iterator[tuple[int, int]]:
    """The cells of ranges within an area, counted from its first cell."""
    for first_row, first_column, last_row, last_column in boxes_of(area, ranges):
        yield from product(range(first_row, last_row + 1), range(first_column, last_column + 1))


def count_of(area: Any, ranges: Iterable[Any]) -> int:
    """How many cells of an area ranges hold that do not overlap."""
    return sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in boxes_of(area, ranges))


def noted(area: Any) -> list[tuple[int, int]]:
    """Row and column of the sheet, from 1, of each cell with a note."""
    found = area.queryContentCells(NOTES).RangeAddresses
    if not found:
        return []
    whole = area.RangeAddress
    return [(whole.StartRow + row + 1, whole.StartColumn + column + 1) for row, column in cells_of(area, found)]
