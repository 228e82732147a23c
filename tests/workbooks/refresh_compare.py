"""What differs between a workbook before and after a refresh that should not: by part, by row, by cell."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import fastexcel
import openpyxl
from lxml import etree
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, to_excel

from engine.result import ResultTable
from tests.workbooks.refresh_corpus import (
    OWN,
    OWN_SUM,
    TOP,
    Added,
    column_of,
    letters,
    main_part,
    read_parts,
    relations,
    serial,
)
from tests.workbooks.refresh_result import FORMULA, NAME, formula_of

VANISHED = "vervallen"
CORNERS = ("from", "to")


def differences(before: Added, after: bytes, rows: tuple[int, int]) -> list[str]:
    """Everything that is other than it may be; `rows`: of the table, before and after."""
    return [*_differences(before, after, rows)]


def _differences(added: Added, after: bytes, rows: tuple[int, int]) -> Iterator[str]:
    old, new = read_parts(added.content), read_parts(after)
    workbook = main_part(old)
    gone = set(old) - set(new)
    if any(not name.lower().endswith("calcchain.xml") for name in gone):
        yield f"parts are gone: {gone}"
    yield from (f"part {name} is new" for name in set(new) - set(old))
    own = {added.part, added.table_part, workbook}
    if gone:
        folder, _, name = workbook.rpartition("/")
        own |= {"[Content_Types].xml", f"{folder}/_rels/{name}.rels"}
    for name in new:
        if name not in own and old.get(name) != new[name] and not _is_pushed(name, old.get(name, b""), new[name], rows):
            yield f"part {name} differs"
    yield from _workbook(old[workbook], new[workbook])
    yield from _lists(old, new, own & {"[Content_Types].xml", *(each for each in own if each.endswith(".rels"))})
    yield from _table(old[added.table_part], new[added.table_part], rows)
    yield from _sheet(old[added.part], new[added.part], added, rows)
    yield from _container(added.content, after)


def _is_pushed(name: str, old: bytes, new: bytes, rows: tuple[int, int]) -> bool:
    """Whether the only difference is that what floats below the table went down as far as the table grew."""
    if "/drawings/" not in name or rows[1] <= rows[0]:
        return False
    before, after = etree.fromstring(old), etree.fromstring(new)
    for was, now in zip(before, after, strict=True):
        places = [(was.find(f"{{*}}{corner}/{{*}}row"), now.find(f"{{*}}{corner}/{{*}}row")) for corner in CORNERS]
        moves = {int(to.text) - int(at.text) for at, to in places if at is not None and to is not None}
        is_below = places[0][0] is not None and int(places[0][0].text) >= TOP + rows[0]
        if moves == {rows[1] - rows[0]} and is_below:
            for at, to in places:
                if to is not None:
                    to.text = at.text
    return canonical(before) == canonical(after)


def _container(before: bytes, after: bytes) -> Iterator[str]:
    with zipfile.ZipFile(BytesIO(before)) as old, zipfile.ZipFile(BytesIO(after)) as new:
        if new.testzip() is not None:
            yield "the zip is damaged"
        kept = [name for name in old.namelist() if name in set(new.namelist())]
        if kept != new.namelist() or old.comment != new.comment:
            yield "the order of the parts or the comment of the zip differs"


def _workbook(old: bytes, new: bytes) -> Iterator[str]:
    before, after = etree.fromstring(old), etree.fromstring(new)
    for root in (before, after):
        for each in root.findall("{*}calcPr"):
            each.attrib.pop("fullCalcOnLoad", None)
            if not each.attrib:
                root.remove(each)
    if canonical(before) != canonical(after):
        yield "workbook.xml differs"


def _lists(old: Mapping[str, bytes], new: Mapping[str, bytes], names: set[str]) -> Iterator[str]:
    for name in names:
        kept = {canonical(each) for each in etree.fromstring(new[name])}
        lost = [each for each in etree.fromstring(old[name]) if canonical(each) not in kept]
        if any(b"calcchain" not in canonical(each).lower() for each in lost) or len(lost) > 1:
            yield f"{name} lost {len(lost)} entries"


def _table(old: bytes, new: bytes, rows: tuple[int, int]) -> Iterator[str]:
    before, after = etree.fromstring(old), etree.fromstring(new)
    for each in (before, *before.iter("{*}autoFilter")):
        each.set("ref", _grown(each.get("ref"), rows[1] - rows[0]))
    if canonical(before) != canonical(after):
        yield "the table part differs"


def _grown(area: str, rows: int) -> str:
    return re.sub(r"\d+$", lambda found: str(int(found[0]) + rows), area)


def canonical(element: Any) -> bytes:
    """Canonical XML of an element, without what follows it."""
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False)


def _sheet(old: bytes, new: bytes, added: Added, rows: tuple[int, int]) -> Iterator[str]:
    before, after = etree.fromstring(old), etree.fromstring(new)
    yield from _rows(_split(before), _split(after), added, rows)
    for root in (before, after):
        data = root.find("{*}sheetData")
        attributes = dict(data.attrib)
        tail = data.tail
        data.clear()
        data.attrib.update(attributes)
        data.tail = tail
        for each in root.findall("{*}dimension"):
            each.attrib.pop("ref")
    if canonical(before) != canonical(after):
        yield "what stands around the rows differs"


_Split = dict[int, tuple[dict[str, str], dict[int, Any]]]


def _split(root: Any) -> _Split:
    found: _Split = {}
    number = 0
    for row in root.find("{*}sheetData").iterchildren("{*}row"):
        number = int(row.get("r")) if row.get("r") else number + 1
        cells: dict[int, Any] = {}
        place = 0
        for cell in row.iterchildren("{*}c"):
            place = column_of(cell.get("r")) if cell.get("r") else place + 1
            cells[place] = cell
            cell.set("r", f"{letters(place)}{number}")
        looks = {key: value for key, value in row.attrib.items() if key not in ("r", "spans")}
        found[number] = looks, cells
    return found


def _rows(before: _Split, after: _Split, added: Added, rows: tuple[int, int]) -> Iterator[str]:
    new = range(TOP + rows[0] + 1, TOP + rows[1] + 1 + added.shape.totals)
    table = range(added.left, added.right + 1)
    for number in before.keys() - after.keys():
        yield f"row {number} is gone"
    for number in after.keys() - before.keys():
        if number not in new:
            yield f"row {number} is new"
    for number, (looks, cells) in before.items():
        if number in after and after[number][0] != looks:
            yield f"looks of row {number} differ"
        here = {place: cell for place, cell in cells.items() if number not in new or place not in table}
        yield from _cells(number, here, after.get(number, ({}, {}))[1], added)
    for number, (_, cells) in after.items():
        for place in cells.keys() - before.get(number, ({}, {}))[1].keys():
            if place not in table or not TOP < number <= TOP + rows[1] + added.shape.totals:
                yield f"a new cell in row {number}, column {place}"


def _cells(number: int, before: dict[int, Any], after: dict[int, Any], added: Added) -> Iterator[str]:
    for place, cell in before.items():
        in_table = added.left <= place <= added.right and number > TOP
        is_staff = in_table and added.headers[place - added.left] in (OWN, OWN_SUM)
        other = after.get(place)
        if in_table and _is_totals(number, added):
            continue
        if in_table and not is_staff:
            if other is None or cell.get("s") != other.get("s"):
                yield f"style in row {number}, column {place}"
        elif other is None or canonical(cell) != canonical(other):
            yield f"cell in row {number}, column {place} differs"


def _is_totals(number: int, added: Added) -> bool:
    return added.shape.totals and number == int(re.sub(r".*\D", "", added.area))


def read_back(path: Path, added: Added, rows: ResultTable, vanished: int, by_openpyxl: bool = True) -> list[str]:
    """What two other readers see in the table that is not as wanted; vanished rows stand as such."""
    problems = [*_openpyxl(path, added, rows, vanished)] if by_openpyxl else []
    return [*problems, *_fastexcel(path, added, rows)]


def wanted_rows(added: Added, wanted: ResultTable) -> dict[tuple[Any, Any], list[Any]]:
    """By key the values that the cells must hold, in the order of the headers."""
    own = (OWN, OWN_SUM)
    return {
        (row["AGB"], row["Productcode"]): [None if name in own else row[name] for name in added.headers]
        for row in wanted.rows
    }


def _openpyxl(path: Path, added: Added, wanted: ResultTable, vanished: int) -> Iterator[str]:
    values = openpyxl.load_workbook(path, data_only=True)[added.sheet]
    formulas = openpyxl.load_workbook(path)[added.sheet]
    known = wanted_rows(added, wanted)
    marked = 0
    area = formulas.tables[NAME].ref
    last = int(re.sub(r".*\D", "", area)) - added.shape.totals
    for number in range(TOP + 1, last + 1):
        shown = [values.cell(number, added.left + place).value for place in range(len(added.headers))]
        expected = known.pop((shown[0], shown[1]), None)
        if expected is None:
            marked += shown[added.headers.index("Volgorde")] == VANISHED
            continue
        for place, (one, other) in enumerate(zip(shown, expected, strict=True)):
            name = added.headers[place]
            if name not in (OWN, OWN_SUM) and not _same(one, other, added):
                yield f"openpyxl, row {number}, {name}: {one!r} instead of {other!r}"
        formula = formulas.cell(number, added.left + added.headers.index(FORMULA)).value
        if str(formula).replace("[#This Row],", "@") != "=" + formula_of(wanted).replace("[#This Row],", "@"):
            yield f"openpyxl, row {number}: formula {formula}"
    if known or marked != vanished:
        yield f"openpyxl: {len(known)} rows are missing, {marked} are marked"


def _same(shown: Any, wanted: Any, added: Added) -> bool:
    if wanted is None or wanted == "":
        return shown in (None, "")
    if isinstance(wanted, str):
        plain = re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), str(shown))
        return plain.replace("\r", "") == wanted
    is_time = hasattr(shown, "isoformat")
    if is_time:
        shown = to_excel(shown, CALENDAR_MAC_1904 if added.starts_in_1904 else CALENDAR_WINDOWS_1900)
    if isinstance(shown, bool) or not isinstance(shown, int | float):
        return False
    close = 1e-4 if is_time else 1e-9
    return abs(float(shown) - serial(wanted, added.starts_in_1904)) < close


def _fastexcel(path: Path, added: Added, wanted: ResultTable) -> Iterator[str]:
    reader = fastexcel.read_excel(str(path))
    if NAME not in reader.table_names():
        yield "fastexcel does not see the table"
        return
    frame = reader.load_table(NAME, dtypes="string").to_arrow().to_pylist()
    known = {(row["AGB"], row["Productcode"]): row for row in frame}
    for row in wanted.rows:
        shown = known.get((row["AGB"], row["Productcode"]))
        if shown is None or (shown["Status"] or "") != (row["Status"] or ""):
            yield f"fastexcel: {row['AGB']} is not there as wanted"


def shown_values(path: Path, added: Added, rows: int) -> set[tuple[Any, Any]]:
    """Code and calculated value of every row, as they stand in the file; also in a strict one."""
    parts = read_parts(path.read_bytes())
    book = main_part(parts)
    known = relations(parts, book)
    sheet = next(each for each in etree.fromstring(parts[book]).iter("{*}sheet") if each.get("name") == added.sheet)
    part = known[next(value for name, value in sheet.attrib.items() if name.endswith("}id"))][1]
    texts = [name for kind, name in known.values() if kind == "sharedStrings"]
    strings = [_text(each) for each in etree.fromstring(parts[texts[0]]).iter("{*}si")] if texts else []
    found = _split(etree.fromstring(parts[part]))
    places = added.left, added.left + added.headers.index(FORMULA)
    shown = [
        [_value(found.get(TOP + row, ({}, {}))[1].get(each), strings) for each in places] for row in range(1, rows + 1)
    ]
    return {(code, value) for code, value in shown}


def _text(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter("{*}t"))


def _value(cell: Any, strings: list[str]) -> Any:
    if cell is None or (kind := cell.get("t", "n")) == "inlineStr":
        return None if cell is None else _text(cell)
    raw = cell.findtext("{*}v")
    if not raw:
        return None
    return strings[int(raw)] if kind == "s" else float(raw) if kind == "n" else raw
