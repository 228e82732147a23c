"""Reads an Excel package part by part: sheets, cells, tables, relationships. For the harness only; trusts nothing."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

OFFICE_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
_REFERENCE = re.compile(r"^\$?([A-Za-z]{1,3})\$?(\d+)(?::\$?([A-Za-z]{1,3})\$?(\d+))?$")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Area:
    """Cells from (left, top) through (right, bottom), all counted from 1."""

    left: int
    top: int
    right: int
    bottom: int

    def overlaps(self, other: "Area") -> bool:
        """Whether the two share a cell."""
        beside = self.right < other.left or other.right < self.left
        return not (beside or self.bottom < other.top or other.bottom < self.top)

    def holds(self, column: int, row: int) -> bool:
        """Whether the cell lies in it."""
        return self.left <= column <= self.right and self.top <= row <= self.bottom


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship of a part; `target` is a part name unless external."""

    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """An error cell, such as #DIV/0!."""

    text: str


CellValue = float | str | bool | ErrorValue | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A stored cell: its place as written (may be wrong), type, raw text of `v`, formula and style number."""

    reference: str
    column: int
    row: int
    kind: str
    raw: str | None
    formula: str | None
    style: int
    inline: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table part."""

    name: str
    part: str
    sheet: str
    table_id: str
    area: Area | None
    columns: tuple[str, ...]
    header_rows: int
    total_rows: int
    formulas: tuple[str, ...]


def column_number(letters: str) -> int:
    """A → 1, XFD → 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def area_of(reference: str) -> Area | None:
    """`A1` or `A1:B2`; None when it is neither."""
    match = _REFERENCE.match(reference)
    if not match:
        return None
    left, top = column_number(match[1]), int(match[2])
    return Area(left, top, column_number(match[3]) if match[3] else left, int(match[4]) if match[4] else top)


def unescaped(text: str) -> str:
    """`_x000a_` → the character itself."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


class Package:
    """An .xlsx or .xlsm file. Part names are looked up without regard to case, as Excel does."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self.entries = [info.filename for info in archive.infolist()]
            self.content = {name: archive.read(name) for name in dict.fromkeys(self.entries)}
        self._by_lower = {name.lower(): name for name in self.content}
        self._trees: dict[str, Any] = {}

    def has(self, part: str) -> bool:
        """Whether the part exists."""
        return part.lower() in self._by_lower

    def xml(self, part: str) -> Any:
        """Root element of a part; KeyError when absent, lxml's XMLSyntaxError when malformed."""
        name = self._by_lower[part.lower()]
        if name not in self._trees:
            self._trees[name] = etree.fromstring(self.content[name], _PARSER)
        return self._trees[name]

    def relations(self, part: str) -> dict[str, Relation]:
        """Relationships of a part by id (of the package itself for `""`)."""
        folder, name = posixpath.split(part)
        own = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(own):
            return {}
        return {
            element.get("Id"): self._relation(element, folder)
            for element in self.xml(own)
            if isinstance(element.tag, str)
        }

    @staticmethod
    def _relation(element: Any, folder: str) -> Relation:
        target, external = element.get("Target", ""), element.get("TargetMode") == "External"
        if not external:
            target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            target = target.removeprefix("/")
        return Relation(element.get("Type", "").rsplit("/", 1)[-1], target, external)

    @cached_property
    def workbook_part(self) -> str:
        """Name of the main part."""
        return next(r.target for r in self.relations("").values() if r.kind == "officeDocument")

    @cached_property
    def sheets(self) -> dict[str, str]:
        """Worksheet part by sheet name, in order."""
        relations = self.relations(self.workbook_part)
        found: dict[str, str] = {}
        for sheet in self.xml(self.workbook_part).iter("{*}sheet"):
            relation = relations.get(sheet.get(f"{OFFICE_RELATIONS}id"))
            if relation and relation.kind == "worksheet" and self.has(relation.target):
                found[sheet.get("name")] = relation.target
        return found

    def related(self, part: str, kind: str) -> list[str]:
        """Existing parts of that kind that a part points at."""
        targets = [r.target for r in self.relations(part).values() if r.kind == kind]
        return [target for target in targets if self.has(target)]

    @cached_property
    def shared_strings(self) -> list[str]:
        """Texts of the shared string table."""
        parts = self.related(self.workbook_part, "sharedStrings")
        return [_text(item) for part in parts for item in self.xml(part).iterchildren("{*}si")]

    @cached_property
    def number_formats(self) -> list[str]:
        """Number format code per cell style; "" for built-in formats."""
        styles = self.xml(self.related(self.workbook_part, "styles")[0])
        codes = {entry.get("numFmtId"): entry.get("formatCode") for entry in styles.iter("{*}numFmt")}
        return [codes.get(entry.get("numFmtId"), "") for entry in styles.find("{*}cellXfs")]

    @cached_property
    def tables(self) -> list[Table]:
        """All tables, in sheet order."""
        return [
            self._table(part, sheet)
            for sheet, sheet_part in self.sheets.items()
            for part in self.related(sheet_part, "table")
        ]

    def _table(self, part: str, sheet: str) -> Table:
        root = self.xml(part)
        return Table(
            name=root.get("displayName") or root.get("name"),
            part=part,
            sheet=sheet,
            table_id=root.get("id"),
            area=area_of(root.get("ref") or ""),
            columns=tuple(unescaped(column.get("name")) for column in root.iter("{*}tableColumn")),
            header_rows=int(root.get("headerRowCount", "1")),
            total_rows=int(root.get("totalsRowCount", "0")),
            formulas=tuple(entry.text or "" for entry in root.iter("{*}calculatedColumnFormula")),
        )

    def cells(self, sheet: str) -> Iterator[Cell]:
        """Every stored cell of a sheet, as written."""
        for row in self.xml(self.sheets[sheet]).iter("{*}row"):
            number = int(row.get("r", "0"))
            for cell in row.iterchildren("{*}c"):
                yield _cell(cell, number)

    def value(self, cell: Cell) -> CellValue:
        """What the cell shows, before number format."""
        if cell.kind == "inlineStr":
            return cell.inline
        if cell.raw is None or (cell.raw == "" and cell.kind != "str"):
            return None
        if cell.kind == "s":
            return self.shared_strings[int(cell.raw)]
        if cell.kind == "e":
            return ErrorValue(cell.raw)
        if cell.kind == "b":
            return cell.raw == "1"
        return unescaped(cell.raw) if cell.kind == "str" else float(cell.raw)


def _text(item: Any) -> str:
    runs = (run for run in item.iter("{*}t") if not run.getparent().tag.endswith("}rPh"))
    return unescaped("".join(run.text or "" for run in runs))


def _cell(cell: Any, row: int) -> Cell:
    reference = cell.get("r") or ""
    letters = re.match(r"[A-Za-z]+", reference)
    inline = cell.find("{*}is")
    return Cell(
        reference=reference,
        column=column_number(letters[0]) if letters else 0,
        row=row,
        kind=cell.get("t", "n"),
        raw=cell.findtext("{*}v"),
        formula=cell.findtext("{*}f"),
        style=int(cell.get("s", "0")),
        inline="" if inline is None else _text(inline),
    )
