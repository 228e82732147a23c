"""The values that charts keep of the cells they show: previews and viewers show them without calculating."""

import re
from collections.abc import Sequence

from workbooks.opc.cell_texts import ErrorText, Stored, number_text
from workbooks.opc.package import Element, serialised
from workbooks.opc.references import Area, sheet_and_area
from workbooks.opc.tables import Workbook

_MOST_POINTS = 100_000


def refresh_caches(workbook: Workbook, changed: Sequence[tuple[str, Area]]) -> None:
    """Give every series that shows one of these cells (sheet and area) the values that its cells now have."""
    for part in workbook.package.parts:
        if re.search(r"/charts/chart[^/]*\.xml$", part.lower()):
            root = workbook.package.xml(part)
            found = [_refreshed(workbook, each, changed) for each in root.iter("{*}numRef", "{*}strRef")]
            if any(found):
                workbook.package.write(part, serialised(root))


def _refreshed(workbook: Workbook, reference: Element, changed: Sequence[tuple[str, Area]]) -> bool:
    """Whether the cache of one reference became different."""
    formula = reference.find("{*}f")
    place = sheet_and_area((formula.text or "") if formula is not None else "")
    kind = "num" if str(reference.tag).endswith("numRef") else "str"
    cache = reference.find(f"{{*}}{kind}Cache")
    shows = place is not None and any(place[0] == sheet and place[1].meets(area) for sheet, area in changed)
    if place is None or cache is None or not shows:
        return False
    values = _values(workbook, *place)
    points = [(index, text) for index, value in enumerate(values) if (text := _text(value, kind)) is not None]
    if _points(cache) == (len(values), points):
        return False
    _write(cache, len(values), points)
    return True


def _values(workbook: Workbook, sheet: str, area: Area) -> list[Stored]:
    """The cells of an area, row by row; a formula that shows nothing is an empty text, which is drawn as zero."""
    cells = workbook.sheet(sheet)
    found: list[Stored] = []
    for number in range(area.top, min(area.bottom, area.top + _MOST_POINTS) + 1):
        row = cells.cells(number)
        for column in range(area.left, area.right + 1):
            cell = row.get(column)
            found.append(None if cell is None or not cell.has_content else cells.value(cell) or "")
    return found


def _text(value: Stored, kind: str) -> str | None:
    if value is None or (value == "" and kind == "str"):
        return None
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float):
        return number_text(value)
    return value if kind == "str" or isinstance(value, ErrorText) else "0"


def _points(cache: Element) -> tuple[int, list[tuple[int, str]]]:
    count = cache.find("{*}ptCount")
    points = [(int(each.get("idx", "0")), each.findtext("{*}v") or "") for each in cache.iterchildren("{*}pt")]
    return int(count.get("val", "0")) if count is not None else -1, points


def _write(cache: Element, count: int, points: Sequence[tuple[int, str]]) -> None:
    space = str(cache.tag).rpartition("}")[0] + "}"
    formats = {
        each.get("idx"): each.get("formatCode") for each in cache.iterchildren("{*}pt") if each.get("formatCode")
    }
    for each in [*cache.iterchildren("{*}pt"), *cache.iterchildren("{*}ptCount")]:
        cache.remove(each)
    place = next((i + 1 for i, each in enumerate(cache) if str(each.tag).endswith("}formatCode")), 0)
    total = cache.makeelement(f"{space}ptCount", {"val": str(count)}, None)
    cache.insert(place, total)
    for offset, (index, text) in enumerate(points, start=1):
        looks = {"formatCode": formats[str(index)]} if formats.get(str(index)) else {}
        point = cache.makeelement(f"{space}pt", {"idx": str(index), **looks}, None)
        value = point.makeelement(f"{space}v", {}, None)
        value.text = text
        point.append(value)
        cache.insert(place + offset, point)
