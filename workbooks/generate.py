"""A new workbook file: deterministic bytes, formulas with their values, never over an existing file."""

# XlsxWriter is only partly typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportPrivateUsage=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import CellBlankTuple, CellFormulaTuple, CellNumberTuple, CellStringTuple, Worksheet

from engine.result import Report, Value
from engine.texts.reasons import reason
from engine.texts.workbooks import cannot_save
from workbooks.theme import FONT, FONT_SIZE, Formats

_NEIGHBOURS = 10_000
_LONGEST_TEXT = 32_767


# What XML cannot hold, and what Excel would read as an escaped character in the value of a formula.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_AN_ESCAPE = re.compile("(_x[0-9a-fA-F]{4}_)")


MacroProject = Callable[[int], bytes]
"""The vbaProject.bin for a workbook with so many sheets."""

_EXCEL_EPOCH = date(1899, 12, 30)


def cell_value(value: Value) -> float | str:
    """What the file stores: numbers as float, dates as serial numbers, empty as empty text."""
    if isinstance(value, Decimal | int):
        return float(value)
    if isinstance(value, date):
        return float((value - _EXCEL_EPOCH).days)
    return "" if value is None else storable(value)


@lru_cache(maxsize=4096)
def storable(text: str) -> str:
    """The text with the characters that no Excel file can hold replaced by �."""
    return _NOT_IN_XML.sub("�", text)


class Sheet(Worksheet):
    """XlsxWriter's worksheet, twice as fast for the cells of tables, with empty texts and late column formulas.

    It stores cells as XlsxWriter does (charts read them there) and writes the same XML for them.
    """

    # XlsxWriter has no types, or narrower ones, for these
    table: Any
    str_table: Any
    dim_rowmin: Any
    dim_rowmax: Any
    dim_colmin: Any
    dim_colmax: Any
    comments: Any
    row_info: Any
    row_spans: Any

    def __init__(self) -> None:
        super().__init__()
        self._styles: dict[Format, str] = {}

    def put_formula(self, row: int, column: int, formula: str, look: Format, value: float | str) -> None:
        """A formula (without `=`) and its value. Skips the tests for array functions, which the rules never use."""
        self._put(row, column, CellFormulaTuple(formula, look, value))

    def put_text(self, row: int, column: int, text: str, look: Format) -> None:
        """A text, never a formula or a link, whatever it looks like."""
        if len(text) > _LONGEST_TEXT:
            self._write_string(row, column, storable(text), look)
        else:
            index = self.str_table._get_shared_string_index(storable(text))
            self._put(row, column, CellStringTuple(index, look))

    def put_facts(self, first_row: int, column: int, values: Sequence[Value], look: Format) -> None:
        """Facts below each other: numbers and dates as numbers, texts as texts, empty cells that keep their looks."""
        table, places = self.table, _Places(self.str_table._get_shared_string_index)
        self._use(first_row, first_row + len(values) - 1, column)
        for row, value in enumerate(values, start=first_row):
            if isinstance(value, str) and value:
                if len(value) <= _LONGEST_TEXT:
                    table[row][column] = CellStringTuple(places[value], look)
                else:
                    self.put_text(row, column, value, look)
            elif value is None or value == "":
                table[row][column] = CellBlankTuple(look)
            else:
                table[row][column] = CellNumberTuple(float(cell_value(value)), look)

    def put_formulas(self, first_row: int, column: int, formula: str, values: Sequence[Value], look: Format) -> None:
        """One formula (without `=`) below each other, with the value of each."""
        table = self.table
        self._use(first_row, first_row + len(values) - 1, column)
        for row, value in enumerate(values, start=first_row):
            table[row][column] = CellFormulaTuple(formula, look, cell_value(value))

    def left_of(self, column: int) -> int:
        """Pixels from the left of the sheet to a column."""
        return sum(self._size_col(number) for number in range(column))

    def set_column_formula(self, column: int, formula: str) -> None:
        """Excel fills new rows of the sheet's table with this formula; unlike `add_table` this writes no cells."""
        tables = cast(list[dict[str, Any]], self.tables)
        tables[0]["columns"][column]["formula"] = formula

    def put_table(self, first_row: int, first_column: int, last_row: int, last_column: int, options: Any) -> None:
        """XlsxWriter's `add_table` before the cells are put. It tests each cell for overlap with another table, and a

        sheet of ours has one: so it declares a table of one row, which is then stretched.
        """
        has_totals = int(options["total_row"])
        short = first_row + 1 + has_totals
        self.add_table(first_row, first_column, short, last_column, options)
        declared = cast(list[dict[str, Any]], self.tables)[-1]
        declared["range"] = xl_range(first_row, first_column, last_row, last_column)
        declared["a_range"] = xl_range(first_row, first_column, last_row - has_totals, last_column)
        declared["autofilter"] = declared["a_range"]
        self._use(first_row, last_row, last_column)
        if has_totals and short != last_row:
            self.table[last_row] = self.table.pop(short)

    def _put(self, row: int, column: int, cell: Any) -> None:
        self._check_dimensions(row, column)  # also keeps the sheet's used range
        self.table[row][column] = cell

    def _use(self, first_row: int, last_row: int, column: int) -> None:
        """Keep the sheet's used range; nothing when there are no rows."""
        if first_row <= last_row:
            self._check_dimensions(first_row, column)
            self._check_dimensions(last_row, column)

    def _write_rows(self) -> None:
        """As XlsxWriter's, with the cells of a row in one go."""
        self._calculate_spans()
        for row in range(self.dim_rowmin, self.dim_rowmax + 1):
            cells = self.table.get(row)
            span, looks = self.row_spans.get(row // 16), self.row_info.get(row)
            if cells:
                self._write_row(row, span, looks)
                self._write_cells(row, cells)
                self._xml_end_tag("row")
            elif looks is not None or row in self.comments:
                self._write_empty_row(row, span, looks)

    def _write_cells(self, row: int, cells: Mapping[int, Any]) -> None:
        number, styles, kinds = row + 1, self._styles, _XML_OF
        for column in sorted(cells):
            cell = cells[column]
            content = kinds.get(type(cell))
            if content is None or cell.format is None:
                self._write_cell(row, column, cell)
                continue
            style = styles.get(cell.format)
            if style is None:
                style = styles[cell.format] = str(cell.format._get_xf_index())
            self.fh.write(f'<c r="{_letters(column)}{number}" s="{style}"{content(cell)}')

    def _calculate_spans(self) -> None:
        """First and last column used per block of 16 rows, as XlsxWriter notes them."""
        used: dict[int, tuple[int, int]] = {}
        for row, cells in [*self.table.items(), *self.comments.items()]:
            if cells:
                first, last = used.get(row // 16, (self.dim_colmax, self.dim_colmin))
                used[row // 16] = min(first, *cells), max(last, *cells)
        self.row_spans = {block: f"{first + 1}:{last + 1}" for block, (first, last) in used.items()}


class _Places(dict[str, int]):
    """The place of each text in the list of texts that all sheets share, looked up once a column."""

    def __init__(self, index_of: Callable[[str], int]) -> None:
        super().__init__()
        self._index_of = index_of

    def __missing__(self, text: str) -> int:
        self[text] = place = self._index_of(storable(text))
        return place


def _number_xml(cell: Any) -> str:
    return f"><v>{cell.number:.16G}</v></c>"


def _text_xml(cell: Any) -> str:
    return f' t="s"><v>{cell.string}</v></c>'


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
    CellStringTuple: _text_xml,
    CellFormulaTuple: _formula_xml,
    CellBlankTuple: _blank_xml,
}


@dataclass(frozen=True)
class Book:
    """A workbook being made: XlsxWriter's workbook, its formats, the report, and the file name for footers."""

    xlsx: Workbook
    formats: Formats
    report: Report
    file_name: str
    stream: BytesIO
    has_texts: bool = False
    """Whether it has the sheet Verantwoording, at whose texts cells can point."""
    macros: MacroProject | None = None

    def sheet(self, name: str) -> Sheet:
        """A new sheet, in order."""
        return cast(Sheet, self.xlsx.add_worksheet(name, worksheet_class=Sheet))

    def close(self) -> bytes:
        """The whole file."""
        if self.macros is not None:
            self.xlsx.add_vba_project(cast(Any, BytesIO(self.macros(len(self.xlsx.worksheets())))), is_stream=True)
        self.xlsx.close()
        return self.stream.getvalue()


def new_book(report: Report, file_name: str, has_texts: bool = False, macros: MacroProject | None = None) -> Book:
    """An empty workbook with fixed properties: the same report gives the same bytes (G-3). `macros` enables macros."""
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
    xlsx = Workbook(stream, options)
    xlsx.set_properties(
        {
            "title": report.title,
            "subject": report.run.run_id,
            "author": "Rekenbureau",
            "created": datetime.combine(report.run.as_of, time()),
        }
    )
    xlsx.set_size(2400, 1300)
    return Book(xlsx, Formats(xlsx), report, file_name, stream, has_texts, macros)


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
        write_through(content, temporary)
        return move_to_free_name(temporary, path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise cannot_save(path.name, str(path.parent), reason(error)) from error


def write_through(content: bytes | memoryview, path: Path) -> None:
    """Write a file that is on the disk itself when this returns."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def move_to_free_name(temporary: Path, path: Path) -> Path:
    """Give a whole file its name, or that of a numbered neighbour: never over another file."""
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
