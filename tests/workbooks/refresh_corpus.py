"""Help for refreshing real files: adds a table to any workbook, and compares two packages part by part, cell by cell.

Everything here reads and writes with `zipfile` and lxml alone, so that it shares no mistake with what it proves.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from lxml import etree

from engine.result import ResultTable
from tests.tools.package import column_number
from tests.workbooks.refresh_result import FORMULA, NAME, formula_of

_TYPES = "[Content_Types].xml"
_TABLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
OWN, OWN_SUM = "Eigen notitie", "Eigen som"
TOP = 4


@dataclass(frozen=True)
class Shape:
    """How the table is put in: with totals, with columns of staff's own, texts shared or inline."""

    totals: bool = False
    own: bool = False
    shared: bool = False
    styles: bool = False


@dataclass
class Added:
    """A workbook with the table in it."""

    content: bytes
    sheet: str
    part: str
    table_part: str
    left: int
    headers: list[str]
    shape: Shape
    starts_in_1904: bool
    area: str = ""

    @property
    def right(self) -> int:
        """Last sheet column of the table."""
        return self.left + len(self.headers) - 1


def letters(column: int) -> str:
    """1 → A."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_of(reference: str) -> int:
    """`B12` → 2, "" → 0."""
    return column_number(reference.rstrip("0123456789"))


def read_parts(content: bytes) -> dict[str, bytes]:
    """Every part of a package."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(parts: dict[str, bytes], like: bytes) -> bytes:
    """A package with these parts, each stored as it was in `like`."""
    with zipfile.ZipFile(BytesIO(like)) as archive:
        kinds = {info.filename: info.compress_type for info in archive.infolist()}
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part, kinds.get(name, zipfile.ZIP_DEFLATED))
    return out.getvalue()


def relations(parts: dict[str, bytes], part: str) -> dict[str, tuple[str, str]]:
    """Kind and part by id; outside targets are left out."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    known = {each.lower(): each for each in parts}
    found: dict[str, tuple[str, str]] = {}
    if rels.lower() in known:
        for each in etree.fromstring(parts[known[rels.lower()]]):
            if isinstance(each.tag, str) and each.get("TargetMode") != "External":
                target = each.get("Target")
                full = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                found[each.get("Id")] = each.get("Type").rsplit("/", 1)[-1], known.get(full.lower(), full)
    return found


def main_part(parts: dict[str, bytes]) -> str:
    """Name of the workbook part."""
    return next(part for kind, part in relations(parts, "").values() if kind == "officeDocument")


def _first_sheet(parts: dict[str, bytes]) -> tuple[str, str]:
    workbook = main_part(parts)
    known = relations(parts, workbook)
    for sheet in etree.fromstring(parts[workbook]).iter("{*}sheet"):
        ids = [value for name, value in sheet.attrib.items() if name.endswith("}id")]
        if ids and ids[0] in known and known[ids[0]][0] == "worksheet":
            return sheet.get("name"), known[ids[0]][1]
    raise LookupError("no worksheet")


def _free_column(root: Any, width: int, tables: Iterable[str]) -> int:
    """First column of a block without cells, merged cells or tables, at the right where there is place."""
    used: set[int] = set()
    for row in root.iter("{*}row"):
        place = 0
        for cell in row.iterchildren("{*}c"):
            place = column_of(cell.get("r")) if cell.get("r") else place + 1
            if len(cell):
                used.add(place)
    for area in [*(each.get("ref") for each in root.iter("{*}mergeCell")), *tables]:
        first, _, last = area.partition(":")
        used.update(range(column_of(first), min(column_of(last or first), 16000) + 1))
    start = max((column for column in used if column < 15000), default=0) + 2
    while used & set(range(start - 1, start + width + 1)):
        start += 1
    return start


def _taken(parts: dict[str, bytes], sheet: str) -> Iterator[str]:
    """The cells of tables and pivots; a program that calculates a pivot again can make it wider."""
    for kind, part in relations(parts, sheet).values():
        root = etree.fromstring(parts[part]) if kind in ("table", "pivotTable") else None
        if kind == "table":
            yield root.get("ref")
        elif kind == "pivotTable":
            first, _, last = root.find("{*}location").get("ref").partition(":")
            yield f"{first}:{letters(column_of(last or first) + 8)}1"


def add_table(content: bytes, shape: Shape, wanted: ResultTable, left: int = 0) -> Added:
    """The workbook with the wanted table on its first worksheet, from column `left` or else in free cells."""
    parts = read_parts(content)
    name, part = _first_sheet(parts)
    root = etree.fromstring(parts[part])
    headers = [column.name for column in wanted.columns]
    if shape.own:
        headers = [*headers[:3], OWN, *headers[3:], OWN_SUM]
    left = left or _free_column(root, len(headers), _taken(parts, part))
    properties = etree.fromstring(parts[main_part(parts)]).find("{*}workbookPr")
    is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    added = Added(b"", name, part, "", left, headers, shape, is_1904)
    _Writer(parts, root, added, wanted).write()
    added.content = write_parts(parts, content)
    return added


@dataclass
class _Writer:
    parts: dict[str, bytes]
    root: Any
    added: Added
    wanted: ResultTable
    strings: Any = None
    strings_part: str = ""
    styles: int = 1
    rows: dict[int, Any] = field(default_factory=dict[int, Any])

    def write(self) -> None:
        """Cells, the table's part, and what leads to it."""
        self.space = self.root.tag.rpartition("}")[0] + "}"
        self._find_parts()
        self._number_rows()
        grid = [self.added.headers, *(self._values(index) for index in range(len(self.wanted.rows)))]
        for offset, values in enumerate(grid):
            for place, value in enumerate(values):
                self._cell(TOP + offset, place, value)
        bottom = TOP + len(self.wanted.rows)
        if self.added.shape.totals:
            bottom += 1
            self._totals(bottom)
        first, last = letters(self.added.left), letters(self.added.right)
        self.added.area = f"{first}{TOP}:{last}{bottom}"
        self._table_part()
        if self.strings is not None:
            self.parts[self.strings_part] = _xml(self.strings)
        self.parts[self.added.part] = _xml(self.root)

    def _find_parts(self) -> None:
        known = dict(relations(self.parts, main_part(self.parts)).values())
        if self.added.shape.shared and "sharedStrings" in known:
            self.strings_part = known["sharedStrings"]
            self.strings = etree.fromstring(self.parts[self.strings_part])
        if self.added.shape.styles and "styles" in known:
            formats = etree.fromstring(self.parts[known["styles"]]).find("{*}cellXfs")
            self.styles = 1 if formats is None else len(formats.findall("{*}xf"))

    def _number_rows(self) -> None:
        self.data = self.root.find("{*}sheetData")
        number = 0
        for row in self.data.iterchildren("{*}row"):
            number = int(row.get("r")) if row.get("r") else number + 1
            row.set("r", str(number))
            row.attrib.pop("spans", None)
            self.rows[number] = row

    def _values(self, index: int) -> list[Any]:
        own = {OWN: f"gebeld {index}" if index % 3 == 0 else None, OWN_SUM: index}
        row = self.wanted.rows[index]
        return [own[name] if name in own else row[name] for name in self.added.headers]

    def _row(self, number: int) -> Any:
        if number not in self.rows:
            row = self.root.makeelement(f"{self.space}row", {"r": str(number)}, None)
            before = sum(1 for each in self.rows if each < number)
            self.data.insert(before, row)
            self.rows[number] = row
        return self.rows[number]

    def _cell(self, number: int, place: int, value: Any) -> None:
        column, row = self.added.left + place, self._row(number)
        header = self.added.headers[place]
        is_body = number > TOP
        for old in row.findall("{*}c"):
            if old.get("r") == f"{letters(column)}{number}":
                row.remove(old)
        cell = self.root.makeelement(f"{self.space}c", {"r": f"{letters(column)}{number}"}, None)
        if is_body and self.styles > 1:
            cell.set("s", str((place + number % 2) % self.styles))
        if is_body and header in (FORMULA, OWN_SUM):
            text = f"{NAME}[[#This Row],[Bedrag]]" if header == OWN_SUM else ""
            self._formula(cell, f"{text}*2" if text else formula_of(self.wanted), value)
        else:
            self._content(cell, value)
        if len(cell) or cell.get("s"):
            after = [each for each in row.findall("{*}c") if column_of(each.get("r", "")) > column]
            row.insert(row.index(after[0]) if after else len(row.findall("{*}c")), cell)

    def _formula(self, cell: Any, text: str, value: Any) -> None:
        self._child(cell, "f").text = text
        if value is not None:
            self._child(cell, "v").text = repr(float(value))
        else:
            cell.set("t", "str")
            self._child(cell, "v").text = ""

    def _content(self, cell: Any, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, str):
            self._text(cell, re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", value))
        else:
            self._child(cell, "v").text = repr(serial(value, self.added.starts_in_1904))

    def _text(self, cell: Any, text: str) -> None:
        if self.strings is None:
            cell.set("t", "inlineStr")
            holder = self._child(self._child(cell, "is"), "t")
        else:
            cell.set("t", "s")
            items = self.strings.findall("{*}si")
            self._child(cell, "v").text = str(len(items))
            item = self.strings.makeelement(self.strings.tag.replace("}sst", "}si"), {}, None)
            self.strings.insert(len(items), item)
            holder = self._child(item, "t")
        holder.text = text
        holder.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def _child(self, parent: Any, name: str) -> Any:
        child = parent.makeelement(f"{self.space}{name}", {}, None)
        parent.append(child)
        return child

    def _totals(self, number: int) -> None:
        self._cell(number, 0, "Totaal")
        for name in ("Cliënten", "Bedrag"):
            place = self.added.headers.index(name)
            self._cell(number, place, sum(float(row[name]) for row in self.wanted.rows))
            cell = next(
                each for each in self.rows[number] if each.get("r") == f"{letters(self.added.left + place)}{number}"
            )
            formula = cell.makeelement(f"{self.space}f", {}, None)
            formula.text = f"SUBTOTAL(109,{NAME}[{name}])"
            cell.insert(0, formula)

    def _table_part(self) -> None:
        part = "xl/tables/corpusproef.xml"
        self.added.table_part = part
        self.parts[part] = self._table()
        types = etree.fromstring(self.parts[_TYPES])
        override = types.makeelement(types.tag.replace("}Types", "}Override"), {}, None)
        override.attrib.update({"PartName": f"/{part}", "ContentType": _TABLE_TYPE})
        types.append(override)
        self.parts[_TYPES] = _xml(types)
        self._lead_to(part)

    def _table(self) -> bytes:
        ids = [int(each.get("id")) for name, raw in self.parts.items() if (each := _table_root(name, raw)) is not None]
        shape, area = self.added.shape, self.added.area
        root = etree.Element(f"{self.space}table", nsmap={None: self.space[1:-1]})
        first, last = area.split(":")
        filtered = f"{first}:{re.sub('[0-9]+', '', last)}{TOP + len(self.wanted.rows)}"
        looks = {"id": str(max(ids, default=0) + 1), "name": NAME, "displayName": NAME, "ref": area}
        looks |= {"totalsRowCount": "1"} if shape.totals else {"totalsRowShown": "0"}
        root.attrib.update(looks)
        etree.SubElement(root, f"{self.space}autoFilter", ref=filtered)
        columns = etree.SubElement(root, f"{self.space}tableColumns", count=str(len(self.added.headers)))
        for number, name in enumerate(self.added.headers, start=1):
            self._column(columns, number, name)
        etree.SubElement(root, f"{self.space}tableStyleInfo", name="TableStyleMedium2", showRowStripes="1")
        return _xml(root)

    def _column(self, columns: Any, number: int, name: str) -> None:
        column = etree.SubElement(columns, f"{self.space}tableColumn", id=str(number), name=name)
        if self.added.shape.totals and number == 1:
            column.set("totalsRowLabel", "Totaal")
        if self.added.shape.totals and name in ("Cliënten", "Bedrag"):
            column.set("totalsRowFunction", "sum")
        if name in (FORMULA, OWN_SUM):
            own = f"{NAME}[[#This Row],[Bedrag]]*2"
            text = own if name == OWN_SUM else formula_of(self.wanted)
            etree.SubElement(column, f"{self.space}calculatedColumnFormula").text = text

    def _lead_to(self, part: str) -> None:
        folder, name = posixpath.split(self.added.part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        rels = next((each for each in self.parts if each.lower() == rels.lower()), rels)
        space = "http://schemas.openxmlformats.org/package/2006/relationships"
        root = etree.fromstring(self.parts.get(rels, f'<Relationships xmlns="{space}"/>'.encode()))
        is_strict = "purl.oclc.org" in self.space
        office = _STRICT if is_strict else _OFFICE
        each = root.makeelement(f"{{{space}}}Relationship", {}, None)
        each.attrib.update({"Id": "rIdCorpus", "Type": f"{office}/table", "Target": f"/{part}"})
        root.append(each)
        self.parts[rels] = _xml(root)
        holder = self.root.find("{*}tableParts")
        if holder is None:
            holder = self.root.makeelement(f"{self.space}tableParts", {"count": "0"}, None)
            last = self.root.find("{*}extLst")
            self.root.insert(len(self.root) if last is None else self.root.index(last), holder)
        entry = holder.makeelement(f"{self.space}tablePart", {f"{{{office}}}id": "rIdCorpus"}, None)
        holder.append(entry)
        holder.set("count", str(len(holder)))


def _table_root(name: str, raw: bytes) -> Any:
    is_table = re.search(r"/tables/[^/]+\.xml$", name)
    root = etree.fromstring(raw) if is_table else None
    return root if root is not None and root.tag.endswith("}table") else None


def serial(value: Any, is_1904: bool) -> float:
    """What a cell holds for a number or date."""
    if isinstance(value, date):
        return float((value - (date(1904, 1, 1) if is_1904 else date(1899, 12, 30))).days)
    return float(value)


def _xml(root: Any) -> bytes:
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
