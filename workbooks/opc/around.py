"""What stands around the rows of a sheet: formats, validations, links, selections; edited as elements."""

import re
from collections.abc import Callable, Iterator, Mapping

from workbooks.opc.cells import SheetCells
from workbooks.opc.package import Element, parse, serialised
from workbooks.opc.references import Area, area_of, moved_area, with_row

OF_CELLS = ("conditionalFormatting", "dataValidation", "ignoredError", "protectedRange")
"""Elements that say something of every cell in their range, so that one cell can become more."""
_FORMULAS = ("formula", "formula1", "formula2", "f")


def local_name(element: Element | None) -> str:
    """The name of an element without its namespace; "" when there is none."""
    return "" if element is None else str(element.tag).rpartition("}")[2]


def edit_around(sheet: SheetCells, change: Callable[[Element], bool]) -> None:
    """Let `change` edit every element around the rows; when none says it did, all keeps its bytes."""
    root = parse(f"{sheet.head}{sheet.tail}".encode())
    changed = [change(each) for each in root.iter() if isinstance(each.tag, str)]
    if any(changed):
        text = serialised(root).decode()
        found = re.search(rf"<{sheet.prefix}sheetData\b[^>]*?(/?)>", text)
        assert found is not None
        end = f"</{sheet.prefix}sheetData>"
        if found[1]:
            sheet.head, sheet.tail = f"{text[: found.end() - 2]}>", end + text[found.end() :]
        else:
            sheet.head, sheet.tail = text[: found.end()], text[found.end() :]


def linked_rows(sheet: SheetCells, area: Area) -> frozenset[int]:
    """Rows of the cells in that area with a link of their own."""
    if "hyperlink" not in sheet.tail:
        return frozenset()
    root = parse(f"{sheet.head}{sheet.tail}".encode())
    places = (area_of(each.get("ref", "")) for each in root.iter("{*}hyperlink"))
    return frozenset(place.top for place in places if place is not None and place.is_cell and place.meets(area))


def move_row_marks(sheet: SheetCells, name: str, area: Area, rows: Mapping[int, int]) -> None:
    """Links, formats and validations that are for cells of one row go with that row; `name` is the sheet's."""
    edit_around(sheet, lambda element: _moved(element, name, area, rows))


def _moved(element: Element, name: str, area: Area, rows: Mapping[int, int]) -> bool:
    if local_name(element) == "hyperlink":
        return _set_ranges(element, "ref", area, rows) is not None
    if local_name(element) == "sqref" and local_name(element.getparent()) in OF_CELLS:
        owner, moved = element.getparent(), _set_ranges(element, "", area, rows)
    elif local_name(element) in OF_CELLS and element.get("sqref"):
        owner, moved = element, _set_ranges(element, "sqref", area, rows)
    else:
        return False
    if owner is None or moved is None:
        return False
    for each in owner.iter():
        if local_name(each) in _FORMULAS and each.text:
            each.text = with_row(each.text, name, *moved)
    return True


def _set_ranges(element: Element, key: str, area: Area, rows: Mapping[int, int]) -> tuple[int, int] | None:
    """Let ranges that are all in one row of the area go with it: the row before and after; None when they stay."""
    text = (element.get(key) if key else element.text) or ""
    places = [*_places(text)]
    tops = {place.top for place in places}
    is_one_row = len(tops) == 1 and all(
        place.top == place.bottom and area.left <= place.left and place.right <= area.right for place in places
    )
    was = next(iter(tops), 0)
    now = rows.get(was, was)
    if not is_one_row or now == was or len(places) != len(text.split()):
        return None
    after = moved_area(text, lambda _: (now, now))
    if key:
        element.set(key, after)
    else:
        element.text = after
    return was, now


def _places(text: str) -> Iterator[Area]:
    for part in text.split():
        place = area_of(part)
        if place is not None:
            yield place
