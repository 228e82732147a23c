"""Which cells xlwings is asked for."""

from typing import TYPE_CHECKING, Any

from xlwings import utils

from tests.addin.office_range import Box, Range
from tests.addin.uno_bridge import UnoError

if TYPE_CHECKING:
    from tests.addin.office_book import Sheet


def parse(sheet: "Sheet", first: Any, last: Any = None) -> Range:
    """A range from what xlwings is given: an address, row and column, a name, a table, two ranges."""
    if isinstance(first, str) and last is None:
        return _named(sheet, first)
    start = first if isinstance(first, Range) else Range(sheet, _place(first))
    if last is None:
        return start
    end = last if isinstance(last, Range) else Range(sheet, _place(last))
    boxes = (start.box, end.box)
    top, left = min(box[0] for box in boxes), min(box[1] for box in boxes)
    return Range(sheet, (top, left, max(box[2] for box in boxes), max(box[3] for box in boxes)))


def _place(cell: Any) -> Box:
    if isinstance(cell, str):
        cell = utils.a1_to_tuples(cell.replace("$", ""))[0]
    return cell[0], cell[1], cell[0], cell[1]


def _named(sheet: "Sheet", text: str) -> Range:
    first, last = _tuples(text)
    if first:
        last = last or first
        return Range(
            sheet, (min(first[0], last[0]), min(first[1], last[1]), max(first[0], last[0]), max(first[1], last[1]))
        )
    for names in (sheet.names, sheet.book.names):
        if names.contains(text):
            return names(text).refers_to_range
    table = sheet.book.table(text)
    if table is None or table.data_body_range is None:
        raise UnoError(f"{text!r} is no range on sheet {sheet.name!r}")
    return table.data_body_range


def _tuples(text: str) -> Any:
    try:
        return utils.a1_to_tuples(text.replace("$", ""))
    except (ValueError, TypeError):
        return None, None
