"""The rows and cells of a worksheet as text: read without a tree, and only the rows that change are written anew."""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from engine.texts import refresh as texts
from workbooks.opc.cell_texts import Cell, CellTexts, attribute
from workbooks.opc.references import Area, area_of, column_number, letters

_STRANGE = ("<?", "<mc:", "extLst>")
_TAG = re.compile(r"<[^<>]*>")
_SINGLE_QUOTED = re.compile(r"""=\s*'([^'"]*)'""")
_ENCODING = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*encoding=["'](?!utf-8|us-ascii)""", re.IGNORECASE)
_ROW_NUMBER = re.compile(r"""(?<![\w:])r=["'](\d+)["']""")
_SPANS = re.compile(r"""\s(?:\w+:)?spans=["'][^"']*["']""")
_REFERENCE = re.compile(r"""\sr=["'][^"']*["']""")
_MERGED = re.compile(r"""<(?:\w+:)?mergeCell\b[^>]*?ref=["']([^"']+)["']""")
_PLACE = re.compile(r"""(?<![\w:])r=["']([A-Z]+)\d+["']""")


class SheetCells(CellTexts):
    """The cells of one worksheet part: text before the rows, each row as text, text after. Refusal when unreadable."""

    def __init__(self, path: Path, part: str, raw: bytes, strings: Callable[[], list[str]]) -> None:
        text = _decoded(path, raw)
        found = re.search(r"<((?:\w+:)?)sheetData\b[^>]*?(/?)>", text)
        if found is None:
            raise texts.damaged(path)
        super().__init__(path, found[1], strings)
        self.part = part
        self._tag, self.row_end = f"</{self.prefix}sheetData>", f"</{self.prefix}row>"
        if found[2]:
            self.head, self.tail = f"{text[: found.end() - 2].rstrip()}>", self._tag + text[found.end() :]
            begin = end = found.end()
        else:
            begin, end = found.end(), text.rindex(self._tag)
            self.head, self.tail = text[:begin], text[end:]

        if text.find("!", begin, end) >= 0 and text.find("<!", begin, end) >= 0:  # one character is found in no time
            raise texts.unknown_content(path, part)
        self.rows = self._rows_of(text, begin, end)
        self.has_groups = _has_groups(text, begin, end, self.prefix)
        """Whether a formula can hold for more cells: shared, of an array, of a data table."""
        self.raw = raw
        """What it was read from."""
        self._as_read = self.head, dict(self.rows), self.tail
        self._cell = re.compile(rf"<{self.prefix}c\b([^>]*?)(?:/>|>(.*?)</{self.prefix}c>)", re.DOTALL)
        self._placed_cell = re.compile(
            rf'<{self.prefix}c r="([A-Z]+)\d+"([^>]*?)(?:/>|>(.*?)</{self.prefix}c>)', re.DOTALL
        )
        self._cell_tag = f"<{self.prefix}c"
        self.blocks: dict[Area, Any] = {}
        """What `workbooks.opc.block` has read of this sheet."""
        self._known: dict[int, tuple[str, dict[int, Cell]]] = {}

    def _rows_of(self, text: str, begin: int, end: int) -> dict[int, str]:
        """The rows between these places."""
        rows = _regular(text, begin, end, self.prefix)
        return self._split_rows(text[begin:end]) if rows is None else rows

    def _split_rows(self, body: str) -> dict[int, str]:
        rows: dict[int, str] = {}
        number, start, end = 0, f"<{self.prefix}row", f"</{self.prefix}row>"
        for piece in body.split(end):
            # rows without cells have no end of their own, and stand before the next row with cells
            *empty, full = _starts(piece, start)
            for row in [*empty, f"{full}{end}"] if full else empty:
                written = _ROW_NUMBER.search(row, 0, row.index(">"))
                number = int(written[1]) if written else number + 1
                if number in rows:
                    raise texts.unknown_content(self._path, self.part)
                rows[number] = row if written else f'{start} r="{number}"{row[len(start) :]}'
        return rows

    def bytes(self) -> bytes:
        """The whole part; what it was read from when no row and no surrounding text changed."""
        rows = self.rows
        if (self.head, rows, self.tail) == self._as_read:
            return self.raw
        return "".join((self.head, *(rows[number] for number in sorted(rows)), self.tail)).encode()

    def cells(self, number: int) -> dict[int, Cell]:
        """The cells of a row by column."""
        row = self.rows.get(number)
        if row is None:
            return {}
        known = self._known.get(number)
        if known is None or known[0] is not row:
            self._known[number] = known = (row, self._cells_of(row))
        return dict(known[1])

    def _cells_of(self, row: str) -> dict[int, Cell]:
        if any(mark in row for mark in _STRANGE):
            raise texts.unknown_content(self._path, self.part)
        placed = self._placed_cell.findall(row)
        if len(placed) == row.count(self._cell_tag):
            return {column_number(name): Cell(attributes, inner or None) for name, attributes, inner in placed}
        found: dict[int, Cell] = {}
        column = 0
        for written in self._cell.finditer(row, row.index(">")):
            reference = attribute_reference(written[1])
            column = column_number(reference) if reference else column + 1
            found[column] = Cell(_REFERENCE.sub("", written[1]), written[2])
        return found

    def row_attributes(self, number: int) -> str:
        """The attributes of a row as written."""
        row = self.rows.get(number)
        return f' r="{number}"' if row is None else row[len(self.prefix) + 4 : row.index(">")].rstrip("/")

    def put_row(self, number: int, attributes: str, cells: dict[int, Cell]) -> None:
        """Write a row: these cells, in order."""
        written = (self.written(number, column, cell) for column, cell in sorted(cells.items()))
        self.put_text(number, attributes, "".join(written))

    def written(self, number: int, column: int, cell: Cell) -> str:
        """A cell as text, in that row and column."""
        start = f'<{self.prefix}c r="{letters(column)}{number}"{cell.attributes}'
        return f"{start}/>" if cell.inner is None else f"{start}>{cell.inner}</{self.prefix}c>"

    def put_text(self, number: int, attributes: str | None, cells: str) -> None:
        """Write a row whose cells are text already; with the attributes that it has when it gets no others (None)."""
        self.rows[number] = f"{self.row_start(number, attributes)}{cells}{self.row_end}"

    def row_start(self, number: int, attributes: str | None) -> str:
        """What stands before the cells of a row: with these attributes, or its own (None).

        Which columns it has (`spans`) is only a help to readers, and can have become wrong.
        """
        if attributes is None:
            attributes = self.row_attributes(number)
        else:
            attributes = _ROW_NUMBER.sub(f'r="{number}"', attributes, count=1)
        if "spans" in attributes:
            attributes = _SPANS.sub("", attributes)
        return f"<{self.prefix}row{attributes}>"

    def include(self, area: Area) -> None:
        """Let the used range of the sheet reach over these cells."""

        def grown(found: re.Match[str]) -> str:
            now = area_of(found[2])
            if now is None:
                return found[0]
            corners = min(now.left, area.left), min(now.top, area.top)
            return f"{found[1]}{Area(*corners, max(now.right, area.right), max(now.bottom, area.bottom))}{found[3]}"

        self.head = re.sub(r"""(<(?:\w+:)?dimension\b[^>]*?ref=["'])([^"']+)(["'])""", grown, self.head, count=1)

    def column_style(self, column: int) -> str:
        """The style that new cells of a sheet column have."""
        for found in re.finditer(r"<(?:\w+:)?col\b([^>]*?)/?>", self.head):
            first, last = attribute(found[1], "min"), attribute(found[1], "max")
            if first and last and int(first) <= column <= int(last):
                return attribute(found[1], "style")
        return ""

    def merged(self) -> Iterator[Area]:
        """The blocks of cells that are shown as one."""
        for found in _MERGED.finditer(self.tail):
            area = area_of(found[1])
            if area is not None:
                yield area

    def occupied(self, area: Area) -> str:
        """The first cell with content in an area, "" when there is none."""
        for number in sorted(number for number in self.rows if area.top <= number <= area.bottom):
            for column, cell in self.cells(number).items():
                if area.left <= column <= area.right and cell.has_content:
                    return f"{letters(column)}{number}"
        return ""


def _has_groups(text: str, begin: int, end: int, prefix: str) -> bool:
    """Whether a formula has attributes; a character that is nowhere is found to be so in no time."""
    spaces = [space for space in " \n\t\r" if text.find(space, begin, end) >= 0]
    return any(text.find(f"<{prefix}f{space}", begin, end) >= 0 for space in spaces)


def _regular(text: str, begin: int, end: int, prefix: str) -> dict[int, str] | None:
    """Rows by number when each says its number first, has cells, and none is there twice; None: read one by one."""
    start, close = f'<{prefix}row r="', f"</{prefix}row>"
    rows = list[str]()
    while (after := text.find(close, begin, end) + len(close)) >= len(close):
        rows.append(text[begin:after])
        begin = after
    if text[begin:end].strip() or any(not row.startswith(start) or row[row.index(">") - 1] == "/" for row in rows):
        return None
    numbers = [row[len(start) : row.index('"', len(start))] for row in rows]
    found = {int(number): row for number, row in zip(numbers, rows, strict=True) if number.isdecimal()}
    return found if len(found) == len(rows) else None


def _starts(piece: str, start: str) -> list[str]:
    """The rows in a piece of text that ends where a row with cells ends; the last one is "" when there is none."""
    if piece.startswith(start) and piece.find(start, 1) < 0 and piece.count("<", 1, 400) > 0:
        return [piece]
    places = [found.start() for found in re.finditer(rf"{start}\b", piece)]
    rows = [piece[place:after].rstrip() for place, after in zip(places, [*places[1:], len(piece)], strict=False)]
    return [*rows, ""] if not rows or (rows[-1].endswith("/>") and rows[-1].count("<") == 1) else rows


def _decoded(path: Path, raw: bytes) -> str:
    """A part as text in which attributes have double quotes. Refusal when it is not in UTF-8, as Excel writes."""
    try:
        text = raw.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise texts.damaged(path) from error
    if _ENCODING.match(raw):
        raise texts.damaged(path)
    if "'" in text and "='" in text and re.search(r"<[^<>]*=\s*'", text):
        text = _TAG.sub(lambda tag: _SINGLE_QUOTED.sub(r'="\1"', tag[0]) if "'" in tag[0] else tag[0], text)
    return text


def attribute_reference(attributes: str) -> str:
    """The letters of the column in a cell's attributes, "" when it does not say where it stands."""
    found = _PLACE.search(attributes)
    return found[1] if found else ""
