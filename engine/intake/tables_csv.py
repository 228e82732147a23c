"""CSV → blocks of text: separator and encoding detected, every row with its line number, broken lines apart."""

import codecs
import csv
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from engine.intake.sources import Source
from engine.intake.tables_block import TEXT_DICTIONARY, Block, BrokenLine, consecutive
from engine.texts import tables as texts

SEPARATORS = (";", ",", "\t", "|")
BLOCK_BYTES = 8 << 20
"""Bytes a block; the longest line that can be read."""

_SCAN_BYTES = 4 << 20
_HEADER_BYTES = 1 << 20
_FEWEST_SEPARATORS = 3
"""Fewer may stand in a remark of several lines."""
_NOT_IN_WINDOWS_1252 = b"\x81\x8d\x8f\x90\x9d"


@dataclass(frozen=True, slots=True)
class _Scan:
    """What one pass over the bytes tells. `quotes` is the number of quotation marks."""

    encoding: str
    byte_order_mark: int
    quotes: int


def scan_bytes(file: BinaryIO, where: str) -> _Scan:
    """Encoding (UTF-8 unless the bytes are not, then Windows-1252) and quotes; Refusal when it is neither or empty."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, has_foreign, quotes, size, mark = True, False, 0, 0, 0
    while chunk := file.read(_SCAN_BYTES):
        if size == 0:
            mark = len(codecs.BOM_UTF8) if chunk.startswith(codecs.BOM_UTF8) else 0
            if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                raise texts.wrong_encoding(where)
        size += len(chunk)
        quotes += chunk.count(b'"')
        if not chunk.isascii():
            has_foreign = has_foreign or any(byte in chunk for byte in _NOT_IN_WINDOWS_1252)
            is_utf8 = is_utf8 and _decodes(decoder, chunk)
        elif is_utf8 and decoder.getstate()[0]:
            is_utf8 = False
    if size <= mark:
        raise texts.empty_file(where)
    if is_utf8 and decoder.getstate()[0]:
        is_utf8 = False
    if not is_utf8 and (has_foreign or mark):
        raise texts.wrong_encoding(where)
    return _Scan("utf-8" if is_utf8 else "cp1252", mark, quotes)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _first_record(text: str) -> str:
    """The text up to and with the line end that is not inside quotes."""
    is_quoted = False
    for position, character in enumerate(text):
        if character == '"':
            is_quoted = not is_quoted
        elif not is_quoted and _is_line_end(text, position):
            return text[: position + 1]
    return text


def _is_line_end(text: str, position: int) -> bool:
    """LF, or CR without LF after it."""
    return text[position] == "\n" or (text[position] == "\r" and text[position + 1 : position + 2] != "\n")


def split_line(line: str, separator: str) -> list[str]:
    """The values of one line; a stray quotation mark does not raise."""
    rows = list(csv.reader([line.rstrip("\r\n")], delimiter=separator, strict=False))
    return rows[0] if rows else []


class CsvSheet:
    """One CSV file. `recognised` says how many headers of a row are known: it chooses the separator."""

    name = ""

    def __init__(
        self,
        source: Source,
        recognised: Callable[[Sequence[str]], int],
        separator: str | None = None,
        encoding: str | None = None,
    ) -> None:
        self._source = source
        self.numbers: frozenset[int] = frozenset()
        with source.open() as file:
            self._scan = scan_bytes(file, source.name)
        self._encoding = encoding or self._scan.encoding
        with source.open() as file:
            head = file.read(_HEADER_BYTES)
        self._read_header(head[self._scan.byte_order_mark :], recognised, separator)

    def _read_header(self, head: bytes, recognised: Callable[[Sequence[str]], int], separator: str | None) -> None:
        """Finds the first line with text, after an Excel line `sep=;`; sets headers, separator and where rows begin."""
        text, skipped, lines = head.decode(self._encoding, errors="replace"), 0, 0
        while True:
            record = _first_record(text[skipped:])
            if not record:
                raise texts.empty_file(self._source.name)
            skipped += len(record)
            lines += max(1, len(record.splitlines()))
            if record.lower().startswith("sep=") and len(record.strip()) <= 5:
                separator = separator or record[4]
            elif record.strip(" ;,\t|\r\n"):
                break
        candidates = [separator] if separator else list(SEPARATORS)
        splits = {candidate: _header_values(record, candidate) for candidate in candidates}
        self.separator = max(splits, key=lambda each: (recognised(splits[each]), len(splits[each])))
        self.headers = [value.strip() for value in splits[self.separator]]
        self._rows_at = self._scan.byte_order_mark + len(text[:skipped].encode(self._encoding))
        self._first_line = lines + 1

    def blocks(self, repetitive: Collection[int] = ()) -> Iterator[Block]:
        """Blocks of some 8 MB, so that memory stays bounded; Refusal when a line does not fit or is not text."""
        broken: list[tuple[int, str]] = []

        def keep(row: pacsv.InvalidRow) -> str:
            broken.append((row.number or 0, row.text))
            return "skip"

        counter = _LineCounter(self, broken)
        try:
            with self._source.open() as file:
                file.seek(self._rows_at)
                if not file.read(1):
                    return
                file.seek(self._rows_at)
                reader = pacsv.open_csv(pa.PythonFile(file, "r"), *self._options(keep, repetitive))
                for batch in reader:
                    yield counter.block(batch)
        except pa.ArrowInvalid as problem:
            raise self._refusal(str(problem)) from None
        except UnicodeDecodeError:
            raise texts.wrong_encoding(self._source.name) from None
        yield counter.rest()

    def _options(
        self, keep: Callable[[pacsv.InvalidRow], str], repetitive: Collection[int]
    ) -> tuple[pacsv.ReadOptions, pacsv.ParseOptions, pacsv.ConvertOptions]:
        names = [str(index) for index in range(len(self.headers))]
        return (
            pacsv.ReadOptions(use_threads=False, block_size=BLOCK_BYTES, column_names=names, encoding=self._encoding),
            pacsv.ParseOptions(
                delimiter=self.separator,
                newlines_in_values=self.has_quotes,
                ignore_empty_lines=False,
                invalid_row_handler=keep,
            ),
            pacsv.ConvertOptions(
                column_types={
                    name: TEXT_DICTIONARY if place in repetitive else pa.string() for place, name in enumerate(names)
                },
                strings_can_be_null=False,
            ),
        )

    def _refusal(self, problem: str) -> Exception:
        if "straddling" in problem:
            return texts.line_too_long(self._source.name, BLOCK_BYTES >> 20)
        return texts.unreadable(self._source.name, "CSV")

    @property
    def has_quotes(self) -> bool:
        """Whether a value may hold a line end."""
        return self._scan.quotes > 0

    @property
    def source_name(self) -> str:
        """For messages."""
        return self._source.name

    @property
    def first_line(self) -> int:
        """Line number of the first row."""
        return self._first_line


def _header_values(record: str, separator: str) -> list[str]:
    rows = list(csv.reader(record.splitlines(keepends=True), delimiter=separator))
    return rows[0] if rows else []


class _LineCounter:
    """Gives every row its line: rows, broken lines and quoted line ends before it all count.

    `broken` is filled by the parser, which may run a block ahead; its numbers are 1-based record numbers.
    """

    def __init__(self, sheet: CsvSheet, broken: list[tuple[int, str]]) -> None:
        self._sheet = sheet
        self._broken = broken
        self._next_record = 1
        self._extra_lines = 0

    def block(self, batch: pa.RecordBatch) -> Block:
        """The block with its line numbers and the broken lines before and in it."""
        columns: list[pa.Array] = batch.columns
        newlines = _newlines(columns) if self._sheet.has_quotes else None
        broken: list[BrokenLine] = []
        if newlines is None and not self._is_broken_within(batch.num_rows):
            return Block(columns, self._consecutive(batch.num_rows))
        lines = self._counted(newlines or [0] * batch.num_rows, broken)
        for row, count in enumerate(newlines or []):
            if count and self._has_swallowed([column[row].as_py() for column in columns]):
                raise texts.unclosed_quote(self._sheet.source_name, lines[row])
        return Block(columns, pa.array(lines, pa.int64()), broken)

    def _is_broken_within(self, rows: int) -> bool:
        return bool(self._broken) and self._broken[0][0] < self._next_record + rows

    def _consecutive(self, rows: int) -> pa.Array:
        first = self._line
        self._next_record += rows
        return consecutive(first, rows)

    def _counted(self, newlines: list[int], broken: list[BrokenLine]) -> list[int]:
        lines: list[int] = []
        for count in newlines:
            self._pass_broken(broken)
            lines.append(self._line)
            self._next_record += 1
            self._extra_lines += count
        return lines

    def _has_swallowed(self, values: list[str]) -> bool:
        """Whether a value with line ends holds whole lines of the file: its quote was closed by that of a later line.

        Up to that later quote, in the same column, stand as many separators as there are columns before it.
        """
        separator = self._sheet.separator
        return any(
            part.count(separator) >= max(place, _FEWEST_SEPARATORS)
            for place, value in enumerate(values)
            for part in value.split("\n")[1:]
        )

    @property
    def _line(self) -> int:
        return self._sheet.first_line + self._next_record - 1 + self._extra_lines

    def _pass_broken(self, broken: list[BrokenLine]) -> None:
        while self._broken and self._broken[0][0] == self._next_record:
            _, text = self._broken.pop(0)
            broken.extend(self._broken_lines(text))
            self._next_record += 1

    def _broken_lines(self, text: str) -> list[BrokenLine]:
        """A record with line ends inside quotes is given back line by line: each is a line that was not read."""
        parts = text.split("\n")
        if len(parts) > 1 and text.count('"') % 2:
            raise texts.unclosed_quote(self._sheet.source_name, self._line)
        found: list[BrokenLine] = []
        for offset, part in enumerate(parts):
            values = split_line(part, self._sheet.separator)
            reason = texts.wrong_width(len(values), len(self._sheet.headers))
            found.append(BrokenLine(self._line + offset, values, reason))
        self._extra_lines += len(parts) - 1
        return found

    def rest(self) -> Block:
        """The broken lines after the last row."""
        broken: list[BrokenLine] = []
        self._pass_broken(broken)
        empty = pa.array([], pa.string())
        return Block([empty] * len(self._sheet.headers), pa.array([], pa.int64()), broken)


def _newlines(columns: Sequence[pa.Array]) -> list[int] | None:
    """Line ends inside the values of each row; None when there are none."""
    total: pa.Array | None = None
    for column in columns:
        counts = _newlines_in(column)
        if counts is not None:
            total = counts if total is None else pc.add(total, counts)
    return None if total is None else total.to_pylist()


def _newlines_in(column: pa.Array) -> pa.Array | None:
    is_encoded = isinstance(column, pa.DictionaryArray)
    counts = pc.count_substring(column.dictionary if is_encoded else column, "\n")
    if not pc.any(pc.greater(counts, 0)).as_py():
        return None
    return counts.take(column.indices) if is_encoded else counts
