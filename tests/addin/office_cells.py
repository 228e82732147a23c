"""The contents of a block of cells, as Excel's Value2, Value and Formula have them."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from tests.addin.office_formulas import shifted, to_excel, to_office
from tests.addin.office_natives import cells_of, natives_of
from tests.addin.uno_bridge import UnoError, properties, struct, uno

EPOCH = dt.datetime(1899, 12, 30)
DATE, TIME, CURRENCY, TEXT, LOGICAL = 2, 4, 8, 256, 1024  # com.sun.star.util.NumberFormat
GENERAL = 0  # the key of that format
TEXTS, ERRORS = 2, 4  # com.sun.star.sheet.FormulaResult
ERROR_TEXTS = {
    -2146826281: "#DIV/0!",
    -2146826246: "#N/A",
    -2146826259: "#NAME?",
    -2146826288: "#NULL!",
    -2146826252: "#NUM!",
    -2146826265: "#REF!",
    -2146826273: "#VALUE!",
}
_COM_ERRORS = {text: number for number, text in ERROR_TEXTS.items()}
_OFFICE_ERRORS = {532: "#DIV/0!", 32767: "#N/A", 525: "#NAME?", 521: "#NULL!", 503: "#NUM!", 524: "#REF!"}
_SYNTAX_ERRORS = range(507, 517)
_NUMBER = re.compile(r"[+-]?(\d+(,\d{3})*(\.\d*)?|\.\d+)(E[+-]?\d+)?%?", re.IGNORECASE)
_MAY_BE_MORE = frozenset("'=+-.0123456789# ")  # how text begins that may be read as something else
_TRUTHS = frozenset(("TRUE", "FALSE"))
_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_SHORT_DATE = re.compile(r"(\d{1,2})[-/](\d{1,2})(?:[-/](\d{4}|\d{2}))?")
_TIME = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?")

Rows = list[list[Any]]


def read(document: Any, area: Any) -> Rows:
    """Numbers, texts, booleans, None for empty, and errors as COM's numbers: Value2."""
    rows = _read(area)
    if any(0.0 in row or 1.0 in row for row in rows):
        _make_booleans(area, rows, _formats(document, area))
    return rows


def _read(area: Any) -> Rows:
    rows: Rows = [[None if cell == "" else cell for cell in row] for row in area.getDataArray()]
    if area.queryFormulaCells(TEXTS | ERRORS).RangeAddresses:
        for row, column in cells_of(area, area.queryFormulaCells(TEXTS).RangeAddresses):
            rows[row][column] = rows[row][column] or ""
        for row, column in cells_of(area, area.queryFormulaCells(ERRORS).RangeAddresses):
            rows[row][column] = _com_error(area.getCellByPosition(column, row).getError())
    return rows


def _make_booleans(area: Any, rows: Rows, formats: Iterable[tuple[int, Any]]) -> None:
    """LibreOffice keeps a boolean as a number that is shown as one."""
    for row, column in cells_of(area, _of_kind(formats, LOGICAL)):
        if rows[row][column] in (0.0, 1.0):
            rows[row][column] = bool(rows[row][column])


def read_typed(document: Any, area: Any) -> Rows:
    """As `read`, with dates where the cell shows one and decimals where it shows an amount: Value."""
    rows, formats = _read(area), list(_formats(document, area))
    _make_booleans(area, rows, formats)
    for kind, typed in ((DATE, _datetime), (CURRENCY, _amount)):
        for row, column in cells_of(area, _of_kind(formats, kind)):
            if type(rows[row][column]) is float:
                rows[row][column] = typed(rows[row][column])
    return rows


def _of_kind(formats: Iterable[tuple[int, Any]], kind: int) -> Iterator[Any]:
    return (found for kinds, ranges in formats if kinds & kind for found in ranges)


def read_formulas(area: Any) -> list[list[str]]:
    """Formulas in Excel's spelling; a constant as text."""
    return [
        [_formula(written, value) for written, value in zip(*both, strict=True)]
        for both in zip(area.getFormulaArray(), area.getDataArray(), strict=True)
    ]


def _formula(written: str, value: Any) -> str:
    if written.startswith("="):
        excel = to_excel(written)
        return excel[1:] if excel[1:] in _TRUTHS or excel[1:] in _COM_ERRORS else excel
    return number_text(value) if isinstance(value, float) else str(value)


def number_text(value: float) -> str:
    text = f"{value:.15g}"
    return text.replace("e", "E") if "e" in text else text


def write(document: Any, area: Any, value: Any, table_name: Callable[[], str]) -> None:
    """What Excel makes of a value that is given to cells: a single one for all of them, or rows of them.

    Text is read as if it were typed, unless the cell is formatted as text or it begins with an apostrophe.
    """
    rows = _as_rows(area, value)
    formats = list(_formats(document, area))
    texts = set(cells_of(area, _of_kind(formats, TEXT)))
    _forget_booleans(area, formats)
    formulas: list[tuple[int, int, str]] = []
    dated: list[tuple[int, int]] = []
    plain: list[tuple[Any, ...]] = []
    table = ""
    for row, cells in enumerate(rows):
        made: list[Any] = []
        for column, cell in enumerate(cells):
            content = as_text(cell) if texts and (row, column) in texts else typed(cell)
            if isinstance(content, Formula):
                table = table or (table_name() if "[" in content else "")
                formulas.append((row, column, to_office(content, table)))
                content = ""
            elif isinstance(content, Day):
                dated.append((row, column))
            made.append(content)
        plain.append(tuple(made))
    area.setDataArray(tuple(plain))
    for block, contents in _column_runs(area, formulas):
        block.setFormulaArray(tuple((formula,) for formula in contents))
    _refuse_syntax(area, formulas)
    _format_dates(document, area, dated)


class Formula(str):
    """Text that is entered as a formula."""


def as_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, dt.date):
        return number_text(serial(cell))
    if isinstance(cell, int | float | Decimal):
        return number_text(float(cell))
    return str(cell).removeprefix("'")


def typed(cell: Any) -> float | str:
    if type(cell) is float:
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return Formula(f"={str(cell).upper()}")
    if isinstance(cell, int | float | Decimal):
        return float(cell)
    if isinstance(cell, dt.date):
        return Day(serial(cell))
    return _typed_text(str(cell))


def _typed_text(text: str) -> float | str:
    """As Excel reads text that comes in through COM: American notation."""
    if text[:1] not in _MAY_BE_MORE:
        return Formula(f"={text.upper()}") if text.upper() in _TRUTHS else text
    if text.startswith("'"):
        return text[1:]
    if text.startswith("=") and len(text) > 1:
        return Formula(text)
    bare = text.strip()
    if bare.upper() in _TRUTHS or bare.upper() in _COM_ERRORS:
        return Formula(f"={bare.upper()}")
    if _NUMBER.fullmatch(bare):
        number = float(bare.rstrip("%").replace(",", ""))
        return number / 100 if bare.endswith("%") else number
    if (day := _typed_day(bare)) is not None:
        return Day(serial(day))
    if moment := _TIME.fullmatch(bare):
        return int(moment[1]) / 24 + int(moment[2]) / 1440 + int(moment[3] or 0) / 86400
    return text


class Day(float):
    """The serial number of a day, which Excel shows as one."""


def _typed_day(text: str) -> dt.date | None:
    """A day as Americans write it, or the other way round when that is no day; without a year in this one."""
    if date := _DATE.fullmatch(text):
        return _day(int(date[1]), int(date[2]), int(date[3]))
    if short := _SHORT_DATE.fullmatch(text):
        year = int(short[3] or dt.date.today().year)
        year += (2000 if year < 30 else 1900) if year < 100 else 0
        first, second = int(short[1]), int(short[2])
        return _day(year, first, second) or _day(year, second, first)
    return None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def serial(day: dt.date) -> float:
    moment = day if isinstance(day, dt.datetime) else dt.datetime(day.year, day.month, day.day)
    return (moment.replace(tzinfo=None) - EPOCH) / dt.timedelta(days=1)


def _datetime(value: float) -> dt.datetime:
    moment = EPOCH + dt.timedelta(days=value)
    return (moment + dt.timedelta(microseconds=500)).replace(microsecond=0) if moment.microsecond else moment


def _amount(value: float) -> Decimal:
    return Decimal(str(round(value, 4)))  # COM's Currency has four decimals


def _com_error(number: int) -> int:
    return _COM_ERRORS[_OFFICE_ERRORS.get(number, "#VALUE!")]


def _as_rows(area: Any, value: Any) -> Sequence[Sequence[Any]]:
    address = area.RangeAddress
    height, width = address.EndRow - address.StartRow + 1, address.EndColumn - address.StartColumn + 1
    if not isinstance(value, list | tuple):
        formula = isinstance(value, str) and value.startswith("=")
        return [[shifted(value, row, column) if formula else value for column in range(width)] for row in range(height)]
    rows: Sequence[Any] = value if value and isinstance(value[0], list | tuple) else [value]
    if len(rows) != height or any(len(row) != width for row in rows):
        raise ValueError(f"{len(rows)} rows of values do not fill {height} rows of {width} cells")
    return rows


def _formats(document: Any, area: Any) -> Iterator[tuple[int, Any]]:
    """The kinds of the number formats of an area, and the addresses of the cells that have each."""
    if _is_alike(area):
        yield _format(document, area.NumberFormat)[0], (area.RangeAddress,)
        return
    groups = area.UniqueCellFormatRanges
    for index in range(groups.Count):
        group = groups.getByIndex(index)
        yield _format(document, group.NumberFormat)[0], group.RangeAddresses


def _is_alike(area: Any) -> bool:
    """Whether all cells have one number format: asking that is much quicker than asking for all formats."""
    return area.getPropertyState("NumberFormat").value != "AMBIGUOUS_VALUE"


def _format(document: Any, key: int) -> tuple[int, str]:
    """The kind and the text of a number format."""
    known = natives_of(document).formats
    if key not in known:
        entry = document.NumberFormats.getByKey(key)
        known[key] = entry.Type, entry.FormatString
    return known[key]


def _forget_booleans(area: Any, formats: Iterable[tuple[int, Any]]) -> None:
    """LibreOffice leaves its format for booleans behind in a cell that held one: a number would be read as one."""
    truths = [(row, column, None) for row, column in cells_of(area, _of_kind(formats, LOGICAL))]
    for block, _ in _column_runs(area, truths):
        block.NumberFormat = GENERAL


def _column_runs(area: Any, cells: list[tuple[int, int, Any]]) -> Iterator[tuple[Any, list[Any]]]:
    """Cells that stand below each other, together."""
    cells = sorted(cells, key=lambda cell: (cell[1], cell[0]))
    start = 0
    for index in range(1, len(cells) + 1):
        if index < len(cells) and cells[index][:2] == (cells[index - 1][0] + 1, cells[index - 1][1]):
            continue
        first, last = cells[start], cells[index - 1]
        contents = [content for _, _, content in cells[start:index]]
        yield area.getCellRangeByPosition(first[1], first[0], first[1], last[0]), contents
        start = index


def _refuse_syntax(area: Any, formulas: list[tuple[int, int, str]]) -> None:
    """Excel refuses what is no formula; LibreOffice keeps it as an error."""
    if not formulas:
        return
    written = {(row, column): formula for row, column, formula in formulas}
    looked: set[int] = set()
    for row, column in cells_of(area, area.queryFormulaCells(ERRORS).RangeAddresses):
        if (row, column) not in written or column in looked:
            continue
        looked.add(column)
        if area.getCellByPosition(column, row).getError() in _SYNTAX_ERRORS:
            raise UnoError(f"no formula: {written[row, column]}")


def _format_dates(document: Any, area: Any, dated: list[tuple[int, int]]) -> None:
    if not dated:
        return
    date_format = document.NumberFormats.getStandardFormat(DATE, document.CharLocale)
    shown = {cell for kind, ranges in _formats(document, area) if kind & DATE for cell in cells_of(area, ranges)}
    wanted = [(row, column, None) for row, column in dated if (row, column) not in shown]
    for block, _ in _column_runs(area, wanted):
        block.NumberFormat = date_format


def number_format(document: Any, area: Any) -> str | None:
    """The number format in Excel's spelling; None when the cells differ."""
    if not _is_alike(area):
        return None
    kind, text = _format(document, area.NumberFormat)
    if kind & LOGICAL:
        return "General"  # LibreOffice's own way to show what is true
    return _lower_outside_quotes(text) if kind & (DATE | TIME) else text


def set_number_format(document: Any, area: Any, text: str) -> None:
    formats, locale = document.NumberFormats, document.CharLocale
    key = formats.queryKey(text, locale, False)
    area.NumberFormat = formats.addNew(text, locale) if key == -1 else key


def _lower_outside_quotes(text: str) -> str:
    return "".join(part if part.startswith('"') else part.lower() for part in re.split(r'("[^"]*")', text))


def sort(area: Any, keys: Sequence[tuple[int, bool]], has_headers: bool) -> None:
    """Sorts the rows of a block on columns (from 0, ascending or not); formats and notes go along."""
    fields = tuple(
        struct("table.TableSortField", Field=column, IsAscending=ascending, IsCaseSensitive=False)
        for column, ascending in keys
    )
    area.sort(
        properties(
            SortFields=uno.Any("[]com.sun.star.table.TableSortField", fields),
            ContainsHeader=has_headers,
            BindFormatsToContent=True,
            IsSortColumns=False,
            IsUserListEnabled=False,
        )
    )
