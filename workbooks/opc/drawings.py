"""Charts, pictures and shapes that float on a sheet: they go down with the rows below a table."""

from workbooks.opc.package import Element
from workbooks.opc.references import LAST_ROW, Area
from workbooks.opc.tables import ExcelTable, Workbook

_CORNERS = ("from", "to")


def moved_anchor(element: Element, last: int, rows: int) -> bool:
    """A corner of a drawing that is below row `last` so many rows lower, unless it must not move with cells; one that

    keeps its size moves whole or not. Whether it moved.
    """
    parent = element.getparent()
    if not str(element.tag).endswith("}row") or parent is None or str(parent.tag).rpartition("}")[2] not in _CORNERS:
        return False
    anchor = parent.getparent()
    kind = "" if anchor is None else anchor.get("editAs", "")
    top = anchor.find("{*}from/{*}row") if kind == "oneCell" and anchor is not None else element
    is_above = top is None or int(top.text or "0") < last
    row = int(element.text or "0")
    if kind == "absolute" or row < last or (is_above and parent.tag.endswith("}to")):
        return False
    element.text = str(row + rows)
    return True


def push_drawings(workbook: Workbook, table: ExcelTable, rows: int) -> None:
    """Make room where a table grows over free cells: when a drawing stands there, all that stand below the table go

    as far down as it grows.
    """
    needed = Area(table.area.left, table.area.bottom + 1, table.area.right, table.area.bottom + rows)
    below = Area(needed.left, needed.top, needed.right, LAST_ROW)
    for part in workbook.package.related(workbook.package.sheets[table.sheet], "drawing"):
        places = [place for place in map(_place, workbook.package.xml(part)) if place is not None]
        if any(place.top >= needed.top and place.meets(needed) for place in places):
            workbook.package.edit(part, lambda each: _is_below(each, below) and moved_anchor(each, table.last, rows))


def _is_below(element: Element, below: Area) -> bool:
    """Whether an element is a corner of a drawing all of which stands below a table."""
    corner = element.getparent()
    place = None if corner is None else _place(corner.getparent())
    return place is not None and place.top >= below.top and place.meets(below)


def _place(anchor: Element | None) -> Area | None:
    """The cells that a drawing covers; None for other elements. One with only a corner covers that cell."""
    corners = [] if anchor is None else [anchor.find(f"{{*}}{name}") for name in _CORNERS]
    numbers = [
        [int(corner.findtext(f"{{*}}{name}") or "0") + 1 for name in ("col", "row")]
        for corner in corners
        if corner is not None and corner.find("{*}row") is not None
    ]
    if not numbers:
        return None
    (left, top), (right, bottom) = numbers[0], numbers[-1]
    return Area(left, top, right, bottom)
