"""The cells of a workbook as they are stored: position, exact text, kind and error values.

Read straight from the package, because settings need what readers of data frames drop (cell positions, exact numbers,
error values, whether a number is shown as date or percentage) and start-up counts: openpyxl takes 0,2 s to import.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Literal, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from engine.texts import settings as texts

# what the standard library raises for a package that is cut off, garbled, incomplete, or encrypted part by part
_DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    ElementTree.ParseError,
    LookupError,
    ValueError,
    StopIteration,
    RuntimeError,
    EOFError,
    OSError,
)
Kind = Literal["number", "text", "bool", "error", "date", "uncalculated"]
_KINDS: dict[str, Kind] = {"n": "number", "b": "bool", "e": "error", "d": "date"}
Shown = Literal["", "date", "percent"]
Position = tuple[int, int]
Content = tuple[Kind, str, Shown]

_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_MOST_BYTES = 400_000_000
_BUILT_IN_DATES = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})
_BUILT_IN_PERCENT = frozenset({9, 10})
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"^([A-Z]+)(\d+)$")


class Cell(NamedTuple):
    """One filled cell. `text` is what the file holds (numbers unrounded); `shown` tells how a number is formatted."""

    row: int
    column: int
    kind: Kind
    text: str
    shown: Shown = ""

    @property
    def content(self) -> Content:
        """What it holds, wherever it stands."""
        return self[2:]


@dataclass(frozen=True, slots=True)
class Area:
    """An Excel table: its sheet and rows, from the header row to the last row before any total row (1-based)."""

    sheet: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int
    total_rows: int = 0


@dataclass(frozen=True, eq=False)
class Sheet:
    """The filled cells of one sheet; a sheet that did not change since it was last read is the very same object."""

    cells: Mapping[Position, Cell]


@dataclass
class CellBook:
    """The sheets (lower-case name) and tables (lower-case name → area) of one workbook."""

    sheets: dict[str, Sheet] = field(default_factory=dict[str, Sheet])
    tables: dict[str, Area] = field(default_factory=dict[str, Area])
    uses_1904: bool = False


def position_of(reference: str) -> Position:
    """C7 → (7, 3); ValueError for anything else."""
    match = _REFERENCE.match(reference)
    if match is None:
        raise ValueError(reference)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def read_cells(path: Path) -> CellBook:
    """All filled cells of a workbook; a missing, locked, encrypted or damaged file is a Refusal."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise texts.missing_file(path.name) from None
    except OSError:
        raise texts.unreadable_file(path.name) from None
    if content.startswith(_OLE_MAGIC):
        raise texts.encrypted_file(path.name)
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            return _Package(package).read()
    except _DAMAGE:
        raise texts.damaged_file(path.name) from None


class _Package:
    """One opened package: follows its relations to sheets and tables."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        if sum(info.file_size for info in package.infolist()) > _MOST_BYTES:
            raise ValueError("too large")
        self.package = package

    def read(self) -> CellBook:
        workbook_path = next(target for kind, target in self._relations("").values() if kind == "officeDocument")
        workbook = _parsed(self.package.read(workbook_path))
        relations = self._relations(workbook_path)
        by_kind = dict(relations.values())
        shared = tuple(self._bytes(by_kind.get(kind)) for kind in ("sharedStrings", "styles"))
        properties = workbook.find("{*}workbookPr")
        book = CellBook(uses_1904=properties is not None and properties.get("date1904") in ("1", "true"))
        for sheet in workbook.iterfind("{*}sheets/{*}sheet"):
            relation = next(value for key, value in sheet.attrib.items() if key.endswith("}id"))
            kind, target = relations[relation]
            if kind == "worksheet":
                name = str(sheet.get("name")).casefold()
                book.sheets[name] = _sheet(self.package.read(target), *shared)
                book.tables |= self._tables(name, target)
        return book

    def _bytes(self, part: str | None) -> bytes:
        return self.package.read(part) if part else b""

    def _tables(self, sheet: str, part: str) -> dict[str, Area]:
        """The areas of the tables of a sheet, by lower-case name."""
        found: dict[str, Area] = {}
        for kind, target in self._relations(part).values():
            if kind != "table":
                continue
            table = _parsed(self.package.read(target))
            first, last = str(table.get("ref")).split(":")
            first_row, first_column = position_of(first)
            last_row, last_column = position_of(last)
            total_rows = int(table.get("totalsRowCount", "0"))
            area = Area(sheet, first_row, last_row - total_rows, first_column, last_column, total_rows)
            found[str(table.get("displayName")).casefold()] = area
        return found

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id → (last word of its type, path of the target inside the package)."""
        folder, _, name = part.rpartition("/")
        source = f"{folder}/_rels/{name}.rels".lstrip("/")
        if part and source not in self.package.NameToInfo:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for relation in _parsed(self.package.read(source)):
            if relation.get("TargetMode") == "External":
                continue
            kind, target = str(relation.get("Type")).rpartition("/")[2], str(relation.get("Target"))
            found[str(relation.get("Id"))] = kind, _resolve(folder, target)
        return found


def _parsed(content: bytes) -> Element:
    """An XML part; one with a document type is refused (entities)."""
    if b"<!DOCTYPE" in content:
        raise ValueError("document type")
    return ElementTree.fromstring(content)


@lru_cache(maxsize=64)
def _sheet(content: bytes, strings: bytes, styles: bytes) -> Sheet:
    """One sheet's cells; read again when it, or the texts or styles that the sheets share, changed."""
    cells = _Cells(_strings(strings), _formats(styles))
    return Sheet({(cell.row, cell.column): cell for cell in cells.read(_parsed(content))})


@lru_cache(maxsize=2)
def _strings(content: bytes) -> list[str]:
    """The shared strings."""
    return [_plain(item) for item in _parsed(content)] if content else []


@lru_cache(maxsize=2)
def _formats(content: bytes) -> list[Shown]:
    """Per cell style whether it shows a date or a percentage."""
    if not content:
        return []
    root = _parsed(content)
    codes = {
        int(str(item.get("numFmtId"))): str(item.get("formatCode")) for item in root.iterfind("{*}numFmts/{*}numFmt")
    }
    styles = root.find("{*}cellXfs")
    if styles is None:
        return []
    return [_shown(int(style.get("numFmtId", "0")), codes) for style in styles]


@dataclass(frozen=True)
class _Cells:
    """Reads the cells of sheets that share these texts and styles."""

    strings: Sequence[str]
    formats: Sequence[Shown]

    def read(self, root: Element) -> Iterator[Cell]:
        """The cells that hold something."""
        data = root.find("{*}sheetData")
        columns: dict[str, int] = {}
        for row in data if data is not None else ():
            for element in row:
                if not len(element):
                    continue  # an empty cell that only has looks: most cells of an input sheet
                kind, text = self._content(element, element.get("t", "n"))
                if not text or text.isspace():
                    continue
                reference, style = element.attrib["r"], int(element.get("s", "0"))
                letters = reference.rstrip("0123456789")
                column = columns.get(letters) or columns.setdefault(letters, position_of(reference)[1])
                shown = self.formats[style] if style < len(self.formats) else ""
                yield Cell(int(reference[len(letters) :]), column, kind, text, shown)

    def _content(self, element: Element, code: str) -> tuple[Kind, str]:
        """Kind and text of a cell; a formula gives its cached value."""
        text, has_formula = None, False
        for child in element:
            if child.tag.endswith("}v"):
                text = child.text
            elif child.tag.endswith("}is"):
                return "text", _plain(child)
            else:
                has_formula = has_formula or child.tag.endswith("}f")
        if text is None:
            return ("uncalculated", "formule") if has_formula and code != "str" else ("text", "")
        if code == "s":
            return "text", self.strings[int(text)]
        return _KINDS.get(code, "text"), _unescape(text) if code == "str" else text


def _resolve(folder: str, target: str) -> str:
    """A relation's target as path inside the package."""
    if target.startswith("/"):
        return target[1:]
    steps: list[str] = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            steps.pop()
        elif step != ".":
            steps.append(step)
    return "/".join(steps)


def _plain(item: Element) -> str:
    """The text of a (rich) string, without phonetic hints."""
    parts = (*item.iterfind("{*}t"), *item.iterfind("{*}r/{*}t"))
    return _unescape("".join(part.text or "" for part in parts))


def _unescape(text: str) -> str:
    """`_x000D_` in a string stands for the character with that number."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _shown(number: int, codes: dict[int, str]) -> Shown:
    """How a number format shows a number."""
    if number in codes:
        code = _NOT_SHOWN.sub("", codes[number]).lower()
        if "%" in code:
            return "percent"
        return "date" if re.search("[dmyj]", code.replace("general", "").replace("standaard", "")) else ""
    if number in _BUILT_IN_PERCENT:
        return "percent"
    return "date" if number in _BUILT_IN_DATES else ""
