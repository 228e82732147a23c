"""One column of blocks → typed values: every distinct text is read once, in plain exact Python."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from engine.intake.privacy import InvalidBsn, Pseudonymiser
from engine.intake.tables_kinds import DATES, NUMBERS, REFERENCES, TableColumn, ValueType
from engine.intake.tables_notation import Evidence, Notation, date_shows, number_shows
from engine.intake.tables_values import LONGEST_TEXT, BadValue, CellValue, parse_text, parse_value
from engine.texts import tables as texts

ARROW_TYPES: dict[ValueType, pa.DataType] = {
    ValueType.DATE: pa.date32(),
    ValueType.OPEN_DATE: pa.date32(),
    ValueType.MOMENT: pa.timestamp("us"),
    ValueType.VOLUME: pa.decimal128(18, 4),
    ValueType.TARIFF: pa.decimal128(18, 4),
    ValueType.MONEY: pa.int64(),
}
"""Everything else is text."""

_MOST_REMEMBERED = 2_000_000
_FORMULA_GUARD = re.compile(r"^'(?=[=+\-@])")


@dataclass(slots=True)
class Cells:
    """The values of one column in one block; `bad` says which rows could not be read (None: all could)."""

    values: pa.Array
    bad: pa.Array | None
    problem: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class ColumnSource:
    """Where a column's texts come from: a place in the sheet, or one text for all rows; `values` translates them."""

    column: TableColumn
    place: int | None
    constant: str = ""
    values: dict[str, str] | None = None
    may_be_negative: bool = False

    def texts(self, columns: list[pa.Array], rows: int) -> pa.Array:
        """The raw texts of a block."""
        if self.place is None:
            return pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array([self.constant]))
        return columns[self.place]

    def clean(self, text: str) -> str:
        """Spaces around it and the apostrophe of our own export taken off, translated by the mapping."""
        bare = _FORMULA_GUARD.sub("", text.strip())
        return self.values.get(bare.casefold(), bare) if self.values else bare


class DistinctReader:
    """Reads a column of dates, numbers, codes or clients. Remembers every text it has seen, and what they show."""

    def __init__(self, source: ColumnSource, pseudonymiser: Pseudonymiser) -> None:
        self.source = source
        self.evidence = Evidence()
        self.notation: Notation | None = None
        self._pseudonymiser = pseudonymiser
        self._seen: dict[str, tuple[CellValue, str | None]] = {}
        self._shown: set[str] = set()
        self._type = source.column.type
        self._shows = number_shows if self._type in NUMBERS else date_shows if self._type in DATES else None

    @property
    def has_notation(self) -> bool:
        """Whether it matters how the values are written."""
        return self._shows is not None

    def look(self, array: pa.Array) -> None:
        """Add what the texts show to the evidence; needs no notation yet."""
        shows = self._shows
        if shows is None:
            return
        for text in encoded(array).dictionary.to_pylist():
            if text not in self._shown:
                self._shown.add(text)
                clean = self.source.clean(text)
                self.evidence.add(shows(clean), clean)
        if len(self._shown) > _MOST_REMEMBERED:
            self._shown.clear()

    def read(self, array: pa.Array) -> Cells:
        """The typed values of a block."""
        by_text = encoded(array)
        distinct: list[str] = by_text.dictionary.to_pylist()
        found = [self._value(text) for text in distinct]
        values = pa.array([value for value, _ in found], ARROW_TYPES.get(self._type, pa.string()))
        bad = None
        if any(problem is not None for _, problem in found):
            bad = pa.array([problem is not None for _, problem in found], pa.bool_()).take(by_text.indices)

        def problem(row: int) -> str:
            return found[by_text.indices[row].as_py()][1] or ""

        return Cells(values.take(by_text.indices), bad, problem)

    def _value(self, text: str) -> tuple[CellValue, str | None]:
        known = self._seen.get(text)
        if known is None:
            if len(self._seen) > _MOST_REMEMBERED:
                self._seen.clear()
            known = self._seen[text] = self._read(self.source.clean(text))
        return known

    def _read(self, text: str) -> tuple[CellValue, str | None]:
        column = self.source.column
        if not text and column.mandatory:
            return None, texts.missing_bsn() if column.type is ValueType.CLIENT else texts.missing_value()
        if not text:
            return None, None
        try:
            if column.type is ValueType.CLIENT:
                return self._pseudonymiser.client(text), None
            value = parse_value(text, column.type, self.notation or _neutral(column.type))
        except InvalidBsn:
            return None, texts.invalid_bsn()
        except BadValue as problem:
            return None, str(problem)
        if column.type in NUMBERS and not self.source.may_be_negative and _is_negative(value):
            return None, texts.negative_number(text)
        return value, None


def _neutral(value_type: ValueType) -> Notation:
    """For a column whose values so far read the same in both notations."""
    return Notation.COMMA if value_type in NUMBERS else Notation.DAY_FIRST


def _is_negative(value: CellValue) -> bool:
    return value is not None and not isinstance(value, str) and str(value).startswith("-")


def encoded(array: pa.Array) -> pa.DictionaryArray:
    """The texts with every distinct one once."""
    return array if isinstance(array, pa.DictionaryArray) else array.dictionary_encode()


class TextReader:
    """Reads references and numbers of documents: nearly every row has another text, so whole arrays at once."""

    has_notation = False

    def __init__(self, source: ColumnSource) -> None:
        self.source = source

    def read(self, array: pa.Array) -> Cells:
        """The texts without spaces around them; an empty one is null."""
        if isinstance(array, pa.DictionaryArray):
            array = array.cast(pa.string())
        values = pc.utf8_trim_whitespace(array)
        if _holds(values, "'"):
            values = pc.replace_substring_regex(values, "^'([=+@-])", r"\1")
        if self.source.column.type is ValueType.NUMBER_TEXT and _any(pc.starts_with(values, "0")):
            values = pc.replace_substring_regex(values, "^0+([0-9]+)$", r"\1")
        if self.source.values:
            values = pa.array([self.source.clean(text) for text in values.to_pylist()], pa.string())
        is_empty = pc.equal(pc.binary_length(values), 0)
        bad = is_empty if self.source.column.mandatory and _any(is_empty) else None
        if _holds_unlikely(values):
            bad = _either(bad, pa.array([_unlikely(text) is not None for text in values.to_pylist()], pa.bool_()))

        def problem(row: int) -> str:
            text = values[row].as_py()
            return (_unlikely(text) if text else texts.missing_value()) or ""

        return Cells(pc.if_else(is_empty, pa.scalar(None, pa.string()), values), bad, problem)


def _holds(values: pa.Array, part: str) -> bool:
    return _any(pc.match_substring(values, part))


def _any(mask: pa.Array) -> bool:
    return bool(pc.any(mask).as_py())


def _either(one: pa.Array | None, other: pa.Array) -> pa.Array:
    return other if one is None else pc.or_(one, other)


def _holds_unlikely(values: pa.Array) -> bool:
    """Whether any text is too long or holds a control character: looks at all bytes at once."""
    if not len(values):
        return False
    longest = pc.max(pc.binary_length(values)).as_py()
    return longest > LONGEST_TEXT or _lowest_byte(values) < ord(" ")


def _lowest_byte(values: pa.Array) -> int:
    buffer = values.buffers()[2]
    if buffer is None or not buffer.size:
        return ord(" ")
    return pc.min(pa.Array.from_buffers(pa.uint8(), buffer.size, [None, buffer])).as_py()


def _unlikely(text: str) -> str | None:
    try:
        parse_text(text)
    except BadValue as problem:
        return str(problem)
    return None


CellReader = DistinctReader | TextReader


def cell_reader(source: ColumnSource, pseudonymiser: Pseudonymiser) -> CellReader:
    """The reader that suits the column."""
    return TextReader(source) if source.column.type in REFERENCES else DistinctReader(source, pseudonymiser)
