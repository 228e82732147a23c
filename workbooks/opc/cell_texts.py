"""How a cell of a worksheet is written: its value and formula read from text, and written as text."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path
from xml.sax.saxutils import escape

from engine.texts import refresh as texts

Stored = float | str | bool | None
"""What a cell holds: number (a date is one), text, truth; None when it is empty. An error is an `ErrorText`."""

_LONGEST_TEXT = 32_767
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_KIND = re.compile(r"""\s(?:t|vm)=["'][^"']*["']""")
"""The kind of a cell's value, and what else Excel knows about that value (`vm`)."""


class ErrorText(str):
    """The text of an error value, such as #N/A."""


@dataclass(slots=True)
class Cell:
    """A stored cell: its attributes as written, but for its place, and what is between its tags (None: `<c/>`)."""

    attributes: str
    inner: str | None

    @property
    def has_content(self) -> bool:
        """Whether there is a value or a formula in it, not only a style."""
        return bool(self.inner)


def style_of(attributes: str) -> str:
    """Number of the style of a cell, "" for none."""
    return _written(attributes, ' s="')


def kind_of(attributes: str) -> str:
    """What the value of a cell is (`s`: a shared text), "" for a number."""
    return _written(attributes, ' t="')


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


def styled(style: str) -> str:
    """The attributes of a number cell of that style."""
    return f' s="{style}"' if style else ""


def without_kind(attributes: str) -> str:
    """The attributes of a cell, but for what they say about its value."""
    is_typed = ' t="' in attributes or ' vm="' in attributes
    return _KIND.sub("", attributes).rstrip() if is_typed else attributes


class CellTexts:
    """Reads and writes the cells of a part in which elements have this prefix.

    `strings` are the texts that all sheets share. Refusal when a cell cannot be read.
    """

    def __init__(self, path: Path, prefix: str, strings: Callable[[], list[str]]) -> None:
        self._path, self.prefix, self._strings = path, prefix, strings
        self._formula = re.compile(rf"<{prefix}f\b([^>]*?)(?:/>|>(.*?)</{prefix}f>)", re.DOTALL)
        self._value = re.compile(rf"<{prefix}v\b[^>]*>(.*?)</{prefix}v>", re.DOTALL)
        self._text = re.compile(rf"<{prefix}t\b[^>]*?(?:/>|>(.*?)</{prefix}t>)", re.DOTALL)
        self._phonetic = re.compile(rf"<{prefix}rPh\b.*?</{prefix}rPh>", re.DOTALL)
        self.value_tag, self.value_end = f"<{prefix}v>", f"</{prefix}v>"
        self.formula_tag, self.formula_end = f"<{prefix}f>", f"</{prefix}f>"

    def formula(self, cell: Cell) -> str | None:
        """The text of its formula; "" of a cell that shares another's; None without formula."""
        inner = cell.inner
        if not inner or inner.startswith(self.value_tag) or "f" not in inner:
            return None
        if inner.startswith(self.formula_tag):
            return _unescaped(inner[len(self.formula_tag) : inner.index(self.formula_end)])
        found = self._formula.match(inner.lstrip())
        return None if found is None else unescape(found[2] or "")

    def formula_attributes(self, cell: Cell) -> str:
        """The attributes of its formula (`t="shared" si="0"`), "" without."""
        found = self._formula.match((cell.inner or "").lstrip())
        return "" if found is None else found[1]

    def value(self, cell: Cell) -> Stored:
        """What it holds; an empty text is None."""
        inner = cell.inner
        if not inner:
            return None
        kind = kind_of(cell.attributes)
        if kind == "inlineStr":
            return self._joined(inner) or None
        if inner.endswith(self.value_end) and self.value_tag in inner:
            raw = inner[inner.rfind(self.value_tag) + len(self.value_tag) : -len(self.value_end)]
            return self.typed(kind, raw) if raw and "<" not in raw else None
        found = self._value.search(inner)
        if found is None or not found[1]:
            return None
        return self.typed(kind, found[1])

    def typed(self, kind: str, raw: str) -> Stored:
        """A value of that kind (`t` of its cell) from how it is written."""
        try:
            if kind in ("", "n"):
                return float(raw)
            if kind == "s":
                return self.shared_texts([raw])[0]
        except (ValueError, IndexError) as error:
            raise texts.damaged(self._path) from error
        if kind == "b":
            return raw.strip() == "1"
        text = _characters(raw)
        return ErrorText(text) if kind == "e" else text or None

    def shared_texts(self, written: Iterable[str | None]) -> list[Stored]:
        """`typed` of cells that all show a shared text; "" and None are no value."""
        strings = self._strings()
        try:
            return [strings[int(each)] or None if each else None for each in written]
        except (ValueError, IndexError) as error:
            raise texts.damaged(self._path) from error

    def _joined(self, inner: str) -> str:
        return _characters("".join(self._text.findall(self._phonetic.sub("", inner))))

    def new_cell(self, looks: str, value: Stored, formula: str | None = None) -> Cell:
        """A cell with those looks (`styled`), that value, and the formula (without `=`) that gave it.

        ValueError when a text is too long.
        """
        prefix = self.prefix
        if formula is not None:
            return self._formula_cell(looks, self.formula_text(formula), value)
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
        if inner.startswith(self.formula_tag):
            written = inner[: inner.index(self.formula_end) + len(self.formula_end)]
        else:
            found = self._formula.match(inner.lstrip())
            assert found is not None
            written = found[0]
        return self._formula_cell(without_kind(attributes), written, value)

    def formula_text(self, formula: str) -> str:
        """A formula (without `=`) as its cell holds it."""
        return f"{self.formula_tag}{_escaped(formula)}{self.formula_end}"

    def with_formula(self, cell: Cell, formula: str) -> Cell:
        """A formula cell with a formula of its own instead, its value as it was written."""
        written = self.formula_text(formula)
        return Cell(cell.attributes, self._formula.sub(lambda _: written, cell.inner or "", count=1))

    def _formula_cell(self, looks: str, formula: str, value: Stored) -> Cell:
        prefix = self.prefix
        if isinstance(value, bool):
            return Cell(f'{looks} t="b"', f"{formula}<{prefix}v>{int(value)}</{prefix}v>")
        if isinstance(value, int | float):
            return Cell(looks, f"{formula}<{prefix}v>{number_text(value)}</{prefix}v>")
        kind = "e" if isinstance(value, ErrorText) else "str"
        return Cell(f'{looks} t="{kind}"', f"{formula}<{prefix}v>{storable(value or '')}</{prefix}v>")


@lru_cache(maxsize=1024)
def _escaped(formula: str) -> str:
    return escape(formula)


def _unescaped(text: str) -> str:
    return unescape(text) if "&" in text else text


def number_text(value: float) -> str:
    """A number as a file writes it: whole numbers without a point, others as short as they are exact."""
    text = repr(value)
    return text[:-2] if text.endswith(".0") else text


def number_texts(values: Iterable[float]) -> list[str]:
    """`number_text` of each, for hundreds of thousands."""
    lines = "\n".join((*map(repr, values), ""))
    return lines.replace(".0\n", "\n").split("\n")[:-1]


def _characters(raw: str) -> str:
    return plain_text(unescape(raw) if "&" in raw else raw)


def plain_text(text: str) -> str:
    """A text in which characters that XML cannot hold are no longer written as `_x000A_`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def shared_strings(raw: bytes) -> list[str]:
    """The texts that all sheets share."""
    text = raw.decode("utf-8-sig")
    prefix = (re.search(r"<((?:\w+:)?)sst\b", text) or [""] * 2)[1]
    plain = re.findall(rf"<{prefix}si><{prefix}t(?: [^>]*)?>([^<]*)</{prefix}t></{prefix}si>", text)
    if len(plain) == text.count(f"<{prefix}si"):
        return [_characters(each) for each in plain]
    content = re.compile(rf"<{prefix}t\b[^>]*?(?:/>|>(.*?)</{prefix}t>)", re.DOTALL)
    phonetic = re.compile(rf"<{prefix}rPh\b.*?</{prefix}rPh>", re.DOTALL)
    items = re.finditer(rf"<{prefix}si\b[^>]*?(?:/>|>(.*?)</{prefix}si>)", text, re.DOTALL)
    return [_characters("".join(content.findall(_without(phonetic, found[1] or "")))) for found in items]


def _without(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub("", text) if "rPh" in text else text


def most_used_style(looks: Iterable[str]) -> str:
    """The style that most cells with these attributes have; of equally many the first."""
    counts = Counter(style_of(each) for each in looks)
    return counts.most_common(1)[0][0] if counts else ""
