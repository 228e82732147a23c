"""The rows and cells of a worksheet as text: read without a tree, and only the rows that change are written anew."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path
from xml.sax.saxutils import escape

from engine.texts import refresh as texts
from workbooks.opc.references import Area, area_of, column_number, letters

Stored = float | str | bool | None
"""What a cell holds: number (a date is one), text, truth; None when it is empty. An error is an `ErrorText`."""

_LONGEST_TEXT = 32_767
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_STRANGE = ("<!--", "<![CDATA[", "<?", "<mc:", "extLst>")
_TAG = re.compile(r"<[^<>]*>")
_SINGLE_QUOTED = re.compile(r"""=\s*'([^'"]*)'""")
_ENCODING = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*encoding=["'](?!utf-8|us-ascii)""", re.IGNORECASE)


class ErrorText(str):
    """The text of an error value, such as #N/A."""


@dataclass(slots=True)
class Cell:
    """A stored cell: its attributes as written, and what stands between its tags (None: nothing, `<c/>`)."""

    attributes: str
    inner: str | None

    @property
    def style(self) -> str:
        """Number of its style, "" for none."""
        return _written(self.attributes, ' s="')

    @property
    def kind(self) -> str:
        """What its value is (`s`: a shared text), "" for a number."""
        return _written(self.attributes, ' t="')

    @property
    def has_content(self) -> bool:
        """Whether there is a value or a formula in it, not only a style."""
        return bool(self.inner)


def _written(attributes: str, start: str) -> str:
    """An attribute of a cell: there are hundreds of thousands, and quotes are double."""
    begin = attributes.find(start)
    return "" if begin < 0 else attributes[begin + len(start) : attributes.index('"', begin + len(start))]


@lru_cache(maxsize=8192)
def attribute(attributes: str, name: str) -> str:
    """The value of an attribute, "" when it is not there."""
    return next((a or b for key, a, b in _ATTRIBUTE.findall(attributes) if key == name), "")


def storable(text: str) -> str:
    """As XML holds it in a cell; what cannot be in a file becomes �. ValueError when it is too long."""
    if len(text) > _LONGEST_TEXT:
        raise ValueError(text[:40])
    return escape(_NOT_IN_XML.sub("�", _LIKE_AN_ESCAPE.sub("_x005F_", text)))


class SheetCells:
    """The cells of one worksheet part: text before the rows, each row as text, text after. Refusal when unreadable."""

    def __init__(self, path: Path, part: str, raw: bytes, strings: Callable[[], list[str]]) -> None:
        self.part, self._path = part, path
        self._strings = strings
        text = _decoded(path, raw)
        found = re.search(r"<((?:\w+:)?)sheetData\b[^>]*?(/?)>", text)
        if found is None:
            raise texts.damaged(path)
        self.prefix = found[1]
        self._tag = f"</{self.prefix}sheetData>"
        if found[2]:
            self.head, body, self.tail = f"{text[: found.end() - 2].rstrip()}>", "", self._tag + text[found.end() :]
        else:
            end = text.rindex(self._tag)
            self.head, body, self.tail = text[: found.end()], text[found.end() : end], text[end:]
        if any(mark in body for mark in _STRANGE):
            raise texts.unknown_content(path, part)
        self.rows = self._split_rows(body)
        self._raw, self._as_read = raw, (self.head, dict(self.rows), self.tail)
        self._cell = re.compile(rf"<{self.prefix}c\b([^>]*?)(?:/>|>(.*?)</{self.prefix}c>)", re.DOTALL)
        self._formula = re.compile(rf"<{self.prefix}f\b([^>]*?)(?:/>|>(.*?)</{self.prefix}f>)", re.DOTALL)
        self._value = re.compile(rf"<{self.prefix}v\b[^>]*>(.*?)</{self.prefix}v>", re.DOTALL)
        self._text = re.compile(rf"<{self.prefix}t\b[^>]*?(?:/>|>(.*?)</{self.prefix}t>)", re.DOTALL)
        self._placed_cell = re.compile(
            rf'<{self.prefix}c( r="([A-Z]+)\d+"[^>]*?)(?:/>|>(.*?)</{self.prefix}c>)', re.DOTALL
        )
        self._cell_tag = f"<{self.prefix}c"
        self._value_tag, self._value_end = f"<{self.prefix}v>", f"</{self.prefix}v>"
        self._formula_tag, self._formula_end = f"<{self.prefix}f>", f"</{self.prefix}f>"
        self._known: dict[int, tuple[str, dict[int, Cell]]] = {}
        self._phonetic = re.compile(rf"<{self.prefix}rPh\b.*?</{self.prefix}rPh>", re.DOTALL)

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
            return self._raw
        return "".join((self.head, *(rows[number] for number in sorted(rows)), self.tail)).encode()

    def cells(self, number: int) -> dict[int, Cell]:
        """The cells of a row by column."""
        row = self.rows.get(number)
        if row is None:
            return {}
        known = self._known.get(number)
        if known is None or known[0] is not row:
            self._known[number] = known = (row, self._cells_of(number, row))
        return dict(known[1])

    def _cells_of(self, number: int, row: str) -> dict[int, Cell]:
        placed = self._placed_cell.findall(row)
        if len(placed) == row.count(self._cell_tag):
            return {column_number(name): Cell(attributes, inner or None) for attributes, name, inner in placed}
        found: dict[int, Cell] = {}
        column = 0
        for written in self._cell.finditer(row, row.index(">")):
            reference = attribute_reference(written[1])
            column = column_number(reference) if reference else column + 1
            place = "" if reference else f' r="{letters(column)}{number}"'
            found[column] = Cell(place + written[1], written[2])
        return found

    def row_attributes(self, number: int) -> str:
        """The attributes of a row as written."""
        row = self.rows.get(number)
        return f' r="{number}"' if row is None else row[len(self.prefix) + 4 : row.index(">")].rstrip("/")

    def put_row(self, number: int, attributes: str, cells: dict[int, Cell]) -> None:
        """Write a row: these cells, in order; a row without cells and without looks of its own disappears."""
        attributes = _ROW_NUMBER.sub(f'r="{number}"', attributes, count=1)
        attributes = _SPANS.sub("", attributes) if "spans" in attributes else attributes
        prefix = self.prefix
        parts = [f"<{prefix}row{attributes}>"]
        for column, cell in sorted(cells.items()):
            place, own = f' r="{letters(column)}{number}"', cell.attributes
            if not own.startswith(place):
                own = _REFERENCE.sub(place[1:], own, count=1)
            parts.append(f"<{prefix}c{own}/>" if cell.inner is None else f"<{prefix}c{own}>{cell.inner}</{prefix}c>")
        parts.append(f"</{prefix}row>")
        self.rows[number] = "".join(parts)

    def formula(self, cell: Cell) -> str | None:
        """The text of its formula; "" of a cell that shares another's; None without formula."""
        inner = cell.inner
        if not inner or inner.startswith(self._value_tag) or "f" not in inner:
            return None
        if inner.startswith(self._formula_tag):
            return _unescaped(inner[len(self._formula_tag) : inner.index(self._formula_end)])
        found = self._formula.match(inner.lstrip())
        return None if found is None else unescape(found[2] or "")

    def formula_attributes(self, cell: Cell) -> str:
        """The attributes of its formula (`t="shared" si="0"`), "" without."""
        found = self._formula.match((cell.inner or "").lstrip())
        return "" if found is None else found[1]

    def content(self, number: int, columns: Iterable[int]) -> tuple[list[Stored], list[str | None]]:
        """Values and formulas of these columns of a row: `value` and `formula` of each cell."""
        cells, tag, end = self.cells(number), self._value_tag, self._value_end
        after, before = len(tag), -len(end)
        values, formulas = list[Stored](), list[str | None]()
        for column in columns:
            cell = cells.get(column)
            inner = None if cell is None else cell.inner
            value, formula = None, None
            if cell is not None and inner:
                if inner.startswith(tag) and inner.endswith(end):
                    value = self._typed(cell.kind, inner[after:before])
                else:
                    value, formula = self.value(cell), self.formula(cell)
            values.append(value)
            formulas.append(formula)
        return values, formulas

    def value(self, cell: Cell) -> Stored:
        """What it holds; an empty text is None."""
        inner = cell.inner
        if not inner:
            return None
        kind = cell.kind
        if kind == "inlineStr":
            return self._joined(inner) or None
        if inner.endswith(self._value_end) and self._value_tag in inner:
            raw = inner[inner.rfind(self._value_tag) + len(self._value_tag) : -len(self._value_end)]
            return self._typed(kind, raw) if raw and "<" not in raw else None
        found = self._value.search(inner)
        if found is None or not found[1]:
            return None
        return self._typed(kind, found[1])

    def _typed(self, kind: str, raw: str) -> Stored:
        try:
            if kind in ("", "n"):
                return float(raw)
            if kind == "s":
                return self._strings()[int(raw)] or None
        except (ValueError, IndexError) as error:
            raise texts.damaged(self._path) from error
        if kind == "b":
            return raw.strip() == "1"
        text = _characters(raw)
        return ErrorText(text) if kind == "e" else text or None

    def _joined(self, inner: str) -> str:
        return _characters("".join(self._text.findall(self._phonetic.sub("", inner))))

    def new_cell(self, reference: str, style: str, value: Stored, formula: str | None = None) -> Cell:
        """A cell with that value, and the formula (without `=`) that gave it. ValueError when a text is too long."""
        looks = f' r="{reference}" s="{style}"' if style else f' r="{reference}"'
        prefix = self.prefix
        if formula is not None:
            return self._formula_cell(looks, f"<{prefix}f>{_escaped(formula)}</{prefix}f>", value)
        if value is None or value == "":
            return Cell(looks, None)
        if isinstance(value, bool):
            return Cell(f'{looks} t="b"', f"<{prefix}v>{int(value)}</{prefix}v>")
        if isinstance(value, int | float):
            return Cell(looks, f"<{prefix}v>{number_text(value)}</{prefix}v>")
        spaced = ' xml:space="preserve"' if value != value.strip() or "\n" in value or "  " in value else ""
        text = f"<{prefix}is><{prefix}t{spaced}>{storable(value)}</{prefix}t></{prefix}is>"
        return Cell(f'{looks} t="inlineStr"', text)

    def with_value(self, cell: Cell, value: Stored) -> Cell:
        """A formula cell with another value, its formula as it was written."""
        inner, attributes = cell.inner or "", cell.attributes
        if inner.startswith(self._formula_tag):
            written = inner[: inner.index(self._formula_end) + len(self._formula_end)]
        else:
            found = self._formula.match(inner.lstrip())
            assert found is not None
            written = found[0]
        is_typed = ' t="' in attributes or ' vm="' in attributes
        return self._formula_cell(_KIND.sub("", attributes).rstrip() if is_typed else attributes, written, value)

    def with_formula(self, cell: Cell, formula: str) -> Cell:
        """A formula cell with a formula of its own instead, its value as it was written."""
        written = f"<{self.prefix}f>{escape(formula)}</{self.prefix}f>"
        return Cell(cell.attributes, self._formula.sub(lambda _: written, cell.inner or "", count=1))

    def _formula_cell(self, looks: str, formula: str, value: Stored) -> Cell:
        prefix = self.prefix
        if isinstance(value, bool):
            return Cell(f'{looks} t="b"', f"{formula}<{prefix}v>{int(value)}</{prefix}v>")
        if isinstance(value, int | float):
            return Cell(looks, f"{formula}<{prefix}v>{number_text(value)}</{prefix}v>")
        kind = "e" if isinstance(value, ErrorText) else "str"
        return Cell(f'{looks} t="{kind}"', f"{formula}<{prefix}v>{storable(value or '')}</{prefix}v>")

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

    def occupied(self, area: Area) -> str:
        """The first cell with content in an area, "" when there is none."""
        for number in sorted(number for number in self.rows if area.top <= number <= area.bottom):
            for column, cell in self.cells(number).items():
                if area.left <= column <= area.right and cell.has_content:
                    return f"{letters(column)}{number}"
        return ""


_ROW_NUMBER = re.compile(r"""(?<![\w:])r=["'](\d+)["']""")
_SPANS = re.compile(r"""\s(?:\w+:)?spans=["'][^"']*["']""")
_REFERENCE = re.compile(r"""(?<![\w:])r=["'][^"']*["']""")
_KIND = re.compile(r"""\s(?:t|vm)=["'][^"']*["']""")
"""The kind of a cell's value, and what else Excel knows about that value (`vm`)."""
_PLACE = re.compile(r"""(?<![\w:])r=["']([A-Z]+)\d+["']""")


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
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise texts.damaged(path) from error
    if _ENCODING.match(raw):
        raise texts.damaged(path)
    if "='" in text and re.search(r"<[^<>]*=\s*'", text):
        text = _TAG.sub(lambda tag: _SINGLE_QUOTED.sub(r'="\1"', tag[0]) if "'" in tag[0] else tag[0], text)
    return text


def attribute_reference(attributes: str) -> str:
    """The letters of the column in a cell's attributes, "" when it does not say where it stands."""
    found = _PLACE.search(attributes)
    return found[1] if found else ""


@lru_cache(maxsize=1024)
def _escaped(formula: str) -> str:
    return escape(formula)


def _unescaped(text: str) -> str:
    return unescape(text) if "&" in text else text


def number_text(value: float) -> str:
    """A number as a file writes it: whole numbers without a point, others as short as they are exact."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)


def _characters(raw: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), unescape(raw) if "&" in raw else raw)


def shared_strings(raw: bytes) -> list[str]:
    """The texts that all sheets share."""
    text = raw.decode("utf-8-sig")
    prefix = (re.search(r"<((?:\w+:)?)sst\b", text) or [""] * 2)[1]
    content = re.compile(rf"<{prefix}t\b[^>]*?(?:/>|>(.*?)</{prefix}t>)", re.DOTALL)
    phonetic = re.compile(rf"<{prefix}rPh\b.*?</{prefix}rPh>", re.DOTALL)
    items = re.finditer(rf"<{prefix}si\b[^>]*?(?:/>|>(.*?)</{prefix}si>)", text, re.DOTALL)
    return [_characters("".join(content.findall(_without(phonetic, found[1] or "")))) for found in items]


def _without(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub("", text) if "rPh" in text else text


def most_used_style(cells: Iterable[Cell]) -> str:
    """The style that most of these cells have; of equally many the first."""
    counts: dict[str, int] = {}
    for cell in cells:
        counts[cell.style] = counts.get(cell.style, 0) + 1
    return max(counts, key=lambda style: counts[style], default="")
