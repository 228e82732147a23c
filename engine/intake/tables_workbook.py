"""XLSX → blocks of text, through fastexcel: error cells stay errors, numbers stay exact, nothing is unpacked unseen."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Literal

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from engine.intake.sources import Source
from engine.intake.tables_block import Block, ErrorCell, consecutive
from engine.intake.tables_typed import SIGNIFICANT_DIGITS, float_texts, marked
from engine.texts import tables as texts

LARGEST_UNPACKED = 2 << 30
"""Bytes all parts together may have: twice the XML of the largest sheet Excel can hold with the columns of data.md."""

DType = Literal["string", "float", "boolean"]

_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_CHUNK = 1 << 20
_PROLOG_BYTES = 4096
_HEADER_ROWS = 20
_ERROR = re.compile(r"Error\((\w+)\)")
_ERRORS = {
    "NA": "#N/B", "Div0": "#DEEL/0!", "Value": "#WAARDE!", "Ref": "#VERW!", "Name": "#NAAM?",
    "Null": "#LEEG!", "Num": "#GETAL!",
}  # fmt: skip


def check_package(data: bytes, where: str) -> None:
    """Refusal for a ZIP bomb or a part with a DTD: sizes are counted while unpacking, not believed."""
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for part in package.infolist():
                start = b""
                for chunk in _unpacked(data, part):
                    start = start or chunk[:_PROLOG_BYTES]
                    unpacked += len(chunk)
                    if unpacked > LARGEST_UNPACKED:
                        raise texts.unpacks_too_large(where)
                # Without the zero bytes, so that UTF-16 hides nothing.
                if b"<!DOCTYPE" in start.replace(b"\0", b"") or b"<!ENTITY" in start.replace(b"\0", b""):
                    raise texts.foreign_entities(where)
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError):
        raise texts.unreadable(where, "XLSX") from None


def _unpacked(data: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's bytes as they really unpack; zipfile itself stops at the size that the part claims."""
    header = _LOCAL_HEADER.unpack_from(data, part.header_offset)
    begin = part.header_offset + _LOCAL_HEADER.size + header[9] + header[10]
    packed = data[begin : begin + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    chunk = inflate.decompress(packed, _CHUNK)
    while chunk:
        yield chunk
        chunk = inflate.decompress(inflate.unconsumed_tail, _CHUNK)


def workbook_sheets(source: Source, recognised: Callable[[Sequence[str]], int]) -> list["WorkbookSheet"]:
    """All sheets with at least one filled cell; Refusal when it is no workbook, or unsafe."""
    with source.open() as file:
        data = file.read()
    check_package(data, source.name)
    try:
        reader = fastexcel.read_excel(data)
        sheets = [WorkbookSheet(reader, name, source.name, recognised) for name in reader.sheet_names]
    except fastexcel.FastExcelError:
        raise texts.unreadable(source.name, "XLSX") from None
    return [sheet for sheet in sheets if sheet.headers]


class WorkbookSheet:
    """One sheet. The header is the row, of the first twenty, with most known headers: titles may stand above it."""

    def __init__(
        self, reader: fastexcel.ExcelReader, name: str, where: str, recognised: Callable[[Sequence[str]], int]
    ) -> None:
        self.name, self._reader, self._where = name, reader, where
        self.numbers: frozenset[int] = frozenset()
        top = self._load("string", rows=_HEADER_ROWS)[0]
        by_row = zip(*(column.to_pylist() for column in top), strict=True)
        rows = [[(value or "").strip() for value in row] for row in by_row]
        filled = [index for index, row in enumerate(rows) if any(row)]
        self._header_row = max(filled, key=lambda index: (recognised(rows[index]), -index)) if filled else 0
        self.headers = rows[self._header_row] if filled else []

    def _load(self, dtype: DType, rows: int | None = None) -> tuple[list[pa.Array], list[fastexcel.CellError]]:
        """The sheet's columns as one type, from its first row, and the cells that do not fit.

        Never without the errors: they would be blanks.
        """
        sheet = self._reader.load_sheet(self.name, header_row=None, skip_rows=0, n_rows=rows, dtypes=dtype)
        batch, errors = sheet.to_arrow_with_errors()
        return batch.columns, list(errors.errors) if errors else []

    def blocks(self, repetitive: Collection[int] = ()) -> Iterator[Block]:
        """One block: a sheet has at most 1 048 576 rows."""
        first = self._header_row + 1
        columns, errors = self._load("string")
        rows = len(columns[0]) - first
        if rows <= 0:
            return
        found = [_error_cell(error, first) for error in errors if error.position[0] >= first]
        columns = [pc.fill_null(column, "") for column in self._with_numbers(columns)]
        yield Block(
            [column.slice(first) for column in columns],
            consecutive(first + 1, rows),
            errors=[*found, *self._cut_off(columns, first)],
        )

    def _with_numbers(self, columns: list[pa.Array]) -> list[pa.Array]:
        """Numeric cells in columns of numbers, marked; a text that looks like a number stays text.

        As text fastexcel rounds numbers to nine decimals, as float it reads texts too, as boolean it reads no text:
        a cell that is both float and boolean is a number.
        """
        if not self.numbers:
            return columns
        floats, booleans = self._load("float")[0], self._load("boolean")[0]
        result = list(columns)
        for place in self.numbers:
            is_number = pc.and_(pc.is_valid(floats[place]), pc.is_valid(booleans[place]))
            typed = marked(float_texts(floats[place]))
            result[place] = pc.if_else(is_number, typed, columns[place])
        return result

    def _cut_off(self, columns: list[pa.Array], first: int) -> list[ErrorCell]:
        """Numeric cells with more than 15 digits in a column of codes: Excel has put zeros for the rest."""
        suspects = [
            place
            for place, column in enumerate(columns)
            if place not in self.numbers and pc.any(pc.match_substring_regex(column, _LONG_NUMBER)).as_py()
        ]
        if not suspects:
            return []
        booleans = self._load("boolean")[0]
        found: list[ErrorCell] = []
        for place in suspects:
            is_long = pc.and_(pc.match_substring_regex(columns[place], _LONG_NUMBER), pc.is_valid(booleans[place]))
            rows = pc.indices_nonzero(is_long).to_pylist()
            found += [ErrorCell(row - first, place, texts.digits_cut_off()) for row in rows if row >= first]
        return found


_LONG_NUMBER = rf"^\d{{{SIGNIFICANT_DIGITS + 1},}}$"


def _error_cell(error: fastexcel.CellError, first: int) -> ErrorCell:
    name = _ERROR.search(error.detail)
    shown = _ERRORS.get(name[1], name[1]) if name else error.detail
    return ErrorCell(error.position[0] - first, error.position[1], texts.excel_error(shown))
