"""A new workbook file: deterministic bytes, formulas with their values, never over an existing file."""

# XlsxWriter is only partly typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportPrivateUsage=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, cast
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import CellBlankTuple, CellFormulaTuple, CellNumberTuple, Worksheet

from engine.result import Report
from engine.texts.workbooks import cannot_save
from workbooks.theme import FONT, FONT_SIZE, Formats

_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_ENABLED = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_NEIGHBOURS = 10_000


# What XML cannot hold, and what Excel would read as an escaped character in the value of a formula.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_AN_ESCAPE = re.compile("(_x[0-9a-fA-F]{4}_)")


def storable(text: str) -> str:
    """The text with the characters that no Excel file can hold replaced by �."""
    return _NOT_IN_XML.sub("�", text)


class Sheet(Worksheet):
    """XlsxWriter's worksheet, twice as fast for the cells of tables, with empty texts and late column formulas.

    It stores cells as XlsxWriter does (charts read them there) and writes the same XML for them.
    """

    def put_formula(self, row: int, column: int, formula: str, look: Format, value: float | str) -> None:
        """A formula (without `=`) and its value. Skips the tests for array functions, which the rules never use."""
        self._put(row, column, CellFormulaTuple(formula, look, value))

    def put_number(self, row: int, column: int, value: float, look: Format) -> None:
        """A number or a date's serial number."""
        self._put(row, column, CellNumberTuple(value, look))

    def put_text(self, row: int, column: int, text: str, look: Format) -> None:
        """A text, never a formula or a link, whatever it looks like."""
        self._write_string(row, column, storable(text), look)

    def put_empty(self, row: int, column: int, look: Format) -> None:
        """An empty cell that keeps its looks."""
        self._put(row, column, CellBlankTuple(look))

    def set_column_formula(self, column: int, formula: str) -> None:
        """Excel fills new rows of the sheet's table with this formula; unlike `add_table` this writes no cells."""
        tables = cast(list[dict[str, Any]], self.tables)
        tables[0]["columns"][column]["formula"] = formula

    def _put(self, row: int, column: int, cell: Any) -> None:
        self._check_dimensions(row, column)  # also keeps the sheet's used range
        cast(dict[int, dict[int, Any]], self.table)[row][column] = cell

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        content = _XML_OF.get(type(cell))
        if content is None:
            super()._write_cell(row, col, cell)
        else:
            self.fh.write(f'<c r="{_letters(col)}{row + 1}" s="{cell.format._get_xf_index()}"{content(cell)}')


def _number_xml(cell: Any) -> str:
    return f"><v>{cell.number:.16G}</v></c>"


def _formula_xml(cell: Any) -> str:
    formula, value = _escaped(cell.formula), cell.value
    if isinstance(value, str):
        # t="str" also for an empty text: without it Excel would read a number without digits
        return f' t="str"><f>{formula}</f><v>{_escaped_value(value)}</v></c>'
    return f"><f>{formula}</f><v>{value!r}</v></c>"


def _blank_xml(_: Any) -> str:
    return "/>"


@lru_cache(maxsize=1024)
def _escaped_value(text: str) -> str:
    return escape(_LIKE_AN_ESCAPE.sub(r"_x005F\1", text))


_letters = lru_cache(maxsize=None)(xl_col_to_name)
_escaped = lru_cache(maxsize=1024)(escape)
_XML_OF: dict[type, Callable[[Any], str]] = {
    CellNumberTuple: _number_xml,
    CellFormulaTuple: _formula_xml,
    CellBlankTuple: _blank_xml,
}


class _MacroPackager(Packager):
    """A macro-enabled file as Excel saves one that holds no macros yet: the content type and nothing more."""

    def _write_content_types_file(self) -> None:
        super()._write_content_types_file()
        stream = cast(StringIO, cast(list[tuple[Any, str, bool]], self.filenames)[-1][0])
        text = stream.getvalue().replace(_PLAIN, _MACRO_ENABLED)
        stream.seek(0)
        stream.truncate()
        stream.write(text)


class _MacroWorkbook(Workbook):
    def _get_packager(self) -> Packager:
        return _MacroPackager()


@dataclass(frozen=True)
class Book:
    """A workbook being made: XlsxWriter's workbook, its formats, the report, and the file name for footers."""

    xlsx: Workbook
    formats: Formats
    report: Report
    file_name: str
    stream: BytesIO

    def sheet(self, name: str) -> Sheet:
        """A new sheet, in order."""
        return cast(Sheet, self.xlsx.add_worksheet(name, worksheet_class=Sheet))

    def close(self) -> bytes:
        """The whole file."""
        self.xlsx.close()
        return self.stream.getvalue()


def new_book(report: Report, file_name: str, macro_enabled: bool) -> Book:
    """An empty workbook with fixed properties: the same report gives the same bytes (G-3)."""
    stream = BytesIO()
    options: dict[str, Any] = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_row_height": 20,
        "default_column_width": 56,
        "default_format_properties": {"font_name": FONT, "font_size": FONT_SIZE},
    }
    xlsx = (_MacroWorkbook if macro_enabled else Workbook)(stream, options)
    xlsx.set_properties(
        {
            "title": report.title,
            "subject": report.run.run_id,
            "author": "Rekenbureau",
            "created": datetime.combine(report.run.as_of, time()),
        }
    )
    xlsx.set_size(2400, 1300)
    return Book(xlsx, Formats(xlsx), report, file_name, stream)


def numbered_neighbour(path: Path) -> Path:
    """`path` when it is free, else `max-inzet-2024 (2).xlsm`, `(3)` and so on: never an existing file."""
    if not path.exists():
        return path
    candidates = (path.with_name(f"{path.stem} ({number}){path.suffix}") for number in range(2, _NEIGHBOURS))
    return next(candidate for candidate in candidates if not candidate.exists())


def save_new(content: bytes, path: Path) -> Path:
    """Write a file whole or not at all, never over an existing one. Returns the path used; Refusal if impossible."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_through(content, temporary)
        return _move_to_free_name(temporary, path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise cannot_save(path.name, str(path.parent), error.strerror or type(error).__name__) from error


def _write_through(content: bytes, path: Path) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _move_to_free_name(temporary: Path, path: Path) -> Path:
    target = _claim(path)
    try:
        return temporary.replace(target)
    except OSError:
        target.unlink()
        raise


def _claim(path: Path) -> Path:
    """Create the first free neighbour: nobody else can take its name before the whole file replaces it."""
    while True:
        target = numbered_neighbour(path)
        try:
            target.open("xb").close()
        except FileExistsError:
            continue
        return target
