"""One ResultTable on one sheet: title, sentence, Excel table from A4, notes, widths, status marks, print set-up."""

# XlsxWriter is only partly typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from math import ceil
from textwrap import wrap

from xlsxwriter.utility import xl_col_to_name

from engine.result import ORDER, Column, Kind, ResultTable, Value
from engine.rules import formula_text, sentence
from engine.rules.formula import escaped
from engine.texts.workbooks import (
    CHART_TABLE,
    FINDING,
    NO_ROWS,
    NOT_APPLICABLE,
    PARTIAL_TOTALS,
    RUN_LINE,
    TOTAL,
    header_note,
    sheet_sentence,
    table_description,
)
from workbooks import pointers
from workbooks.column_width import Fit, fit, header_height, row_height, wrapped_lines
from workbooks.generate import Book, Sheet, cell_value
from workbooks.print_setup import set_print
from workbooks.theme import LANDSCAPE_CHARACTERS, SMALLEST_PRINT, STATUS_TONES, Role, Tone, Wraps

HEADER_ROW = 3
FIRST_ROW = HEADER_ROW + 1
_NARROW_NAME = 34.0
_MARK_WIDTH = 2.0


@dataclass(frozen=True, slots=True)
class SpecialCell:
    """A cell that is unlike its column: another kind, and perhaps a formula of its own (without `=`)."""

    kind: Kind
    formula: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """A column of a table where it stands on the sheet."""

    index: int
    column: Column
    fit: Fit
    wraps: Wraps
    letter: str


def write_table(
    book: Book,
    table: ResultTable,
    sheet_name: str = "",
    special: Mapping[tuple[int, str], SpecialCell] | None = None,
) -> Sheet:
    """Put `table` on a new sheet named after it. Columns carry live formulas where `is_formula` says so (G-10)."""
    sheet = book.sheet(sheet_name or table.name)
    special = special or {}
    places = _places(table, special)
    frozen = frozen_columns(table, places)
    pages = _pages_wide(places, frozen)
    if pages > 1:
        on_one_page = sum(place.fit.width for place in places[frozen:]) / pages
        _write_heading_beside(book, sheet, table, frozen, int(on_one_page))
    else:
        _write_heading(book, sheet, table)
    _declare_table(book, sheet, table)
    _mark_partial_totals(book, sheet, table, places)
    for place in places:
        _write_column(book, sheet, table, place, special)
    _write_notes(sheet, places)
    _set_sizes(book, sheet, table, places)
    _mark_statuses(book, sheet, table, places)
    _mark_bands(book, sheet, table, places)
    sheet.freeze_panes(FIRST_ROW, frozen)
    _allow_codes_as_text(sheet, table, places)
    set_print(book, sheet)
    sheet.repeat_rows(HEADER_ROW)
    if pages > 1:
        sheet.repeat_columns(0, frozen - 1)
        sheet.fit_to_pages(pages, 0)
    return sheet


def last_row(table: ResultTable) -> int:
    """Zero-based row of the last data row; an empty table has one empty row."""
    return FIRST_ROW + max(len(table.rows), 1) - 1


def column_total(table: ResultTable, name: str) -> Decimal:
    """Sum of a column's numbers, as SUBTOTAL(109) gives it."""
    return sum((Decimal(value) for value in table.values(name) if isinstance(value, Decimal | int)), Decimal(0))


def _is_partial(table: ResultTable, column: Column) -> bool:
    """Whether the total of a column leaves out rows, because their cell is empty (G-9)."""
    values = table.values(column.name)
    return None in values and any(value is not None for value in values)


def _can_leave_out(table: ResultTable) -> list[str]:
    """Columns of which it shows in the workbook when their total leaves out rows of ours: those have their place."""
    has_order = any(column.name == ORDER for column in table.columns)
    return [column.name for column in table.columns if column.total and has_order]


def _places(table: ResultTable, special: Mapping[tuple[int, str], SpecialCell]) -> list[_Place]:
    fits = [_fit(table, column, special) for column in table.columns]
    elsewhere = Wraps.ELSEWHERE if any(one.wraps for one in fits) else Wraps.NEVER
    return [
        _Place(index, column, one, Wraps.HERE if one.wraps else elsewhere, xl_col_to_name(index))
        for index, (column, one) in enumerate(zip(table.columns, fits, strict=True))
    ]


def _fit(table: ResultTable, column: Column, special: Mapping[tuple[int, str], SpecialCell]) -> Fit:
    total = column_total(table, column.name) if column.total else None
    fits = [fit(column, table.values(column.name), total)]
    if column.total and _is_partial(table, column):
        fits.append(replace(fits[0], width=fits[0].width + _MARK_WIDTH))
    for (number, name), cell in special.items():
        if name == column.name:
            fits.append(fit(Column(name, cell.kind), [table.rows[number].get(name)]))
    return max(fits, key=lambda one: one.width)


def _write_heading(book: Book, sheet: Sheet, table: ResultTable) -> None:
    _write_title(book, sheet, table)
    _write_sentence(book, sheet, table, table.explanation)


def _write_heading_beside(book: Book, sheet: Sheet, table: ResultTable, repeated: int, width: int) -> None:
    """Of a table on pages side by side: the run in the columns that are repeated on each, and beside them what the

    sheet shows, in at most two lines of that many characters. One long sentence would be cut off on the second page.
    """
    _write_title(book, sheet, table)
    _write_sentence(book, sheet, table, "")
    first, *more = wrap(table.explanation, width) or [""]
    sheet.put_text(1, repeated, first, book.formats.explanation)
    if more:
        sheet.put_text(2, repeated, " ".join(more), book.formats.explanation)


def _write_title(book: Book, sheet: Sheet, table: ResultTable) -> None:
    """A1; that of the chart's table is what it shows now."""
    if book.has_texts and table.name == CHART_TABLE:
        sheet.put_formula(0, 0, pointers.text(FINDING), book.formats.title, table.title)
    else:
        sheet.put_text(0, 0, table.title, book.formats.title)


def _write_sentence(book: Book, sheet: Sheet, table: ResultTable, explanation: str) -> None:
    """A2: what the sheet shows, for which run, and that it is empty when it is; where there is one, from one place."""
    line, look = sheet_sentence(explanation, book.report, is_empty=not table.rows), book.formats.explanation
    if not book.has_texts:
        sheet.put_text(1, 0, line, look)
        return
    run = pointers.text(RUN_LINE)
    said = f"{pointers.literal(f'{explanation} (')}&{run}&{pointers.literal(')')}" if explanation else run
    empty = pointers.when_empty(table.name, table.columns[0].name, f" {NO_ROWS}")
    sheet.put_formula(1, 0, f"{said}&{empty}", look, line)


def _declare_table(book: Book, sheet: Sheet, table: ResultTable) -> None:
    has_totals = any(column.total for column in table.columns)
    settings = {
        "name": table.name,
        "style": None,
        "banded_rows": False,
        "total_row": has_totals,
        "columns": [_column_settings(book, table, index) for index in range(len(table.columns))],
        "title": table.title,
        "description": table_description(table.title, table.explanation),
    }
    bottom = last_row(table) + (1 if has_totals else 0)
    sheet.put_table(HEADER_ROW, 0, bottom, len(table.columns) - 1, settings)
    if has_totals:
        for index, column in enumerate(table.columns):
            if not column.total and index:
                sheet.write_blank(bottom, index, None, book.formats.total(column.kind))


def _column_settings(book: Book, table: ResultTable, index: int) -> dict[str, object]:
    column = table.columns[index]
    settings: dict[str, object] = {"header": column.name, "header_format": book.formats.header}
    if column.total:
        settings |= _total_settings(book, table, column)
    elif index == 0:
        settings |= {"total_string": TOTAL, "format": book.formats.total(column.kind)}
    return settings


def _total_settings(book: Book, table: ResultTable, column: Column) -> dict[str, object]:
    """The visible sum; `n.v.t.` while the cells of all rows are empty: a sum of nothing known is not 0 (G-9)."""
    cells = f"{table.name}[{escaped(column.name)}]"
    formula, value = f"SUBTOTAL(109,{cells})", cell_value(column_total(table, column.name))
    if column.name in _can_leave_out(table):
        formula = f'IF(AND(COUNT({table.name}[{ORDER}])>0,COUNT({cells})=0),"{NOT_APPLICABLE}",{formula})'
        if table.rows and all(each is None for each in table.values(column.name)):
            value = NOT_APPLICABLE
    return {"total_function": f"={formula}", "total_value": value, "format": book.formats.total(column.kind)}


def _mark_partial_totals(book: Book, sheet: Sheet, table: ResultTable, places: list[_Place]) -> None:
    """A mark at each total that leaves out rows (G-9), and above the table what it means; live, as the total is."""
    columns = _can_leave_out(table)
    if not columns:
        return
    said = PARTIAL_TOTALS if any(_is_partial(table, table.column(name)) for name in columns) else ""
    formula = pointers.when_some_empty(table.name, columns, PARTIAL_TOTALS)
    sheet.put_formula(HEADER_ROW - 1, 0, formula, book.formats.explanation, said)
    bottom = last_row(table)
    of = {place.column.name: f"${place.letter}${FIRST_ROW + 1}:${place.letter}${bottom + 1}" for place in places}
    for place in places:
        if place.column.name in columns:
            cells = of[place.column.name]
            criteria = f"=AND(COUNT({cells})>0,SUMPRODUCT((LEN({cells})=0)*ISNUMBER({of[ORDER]}))>0)"
            rule = {"type": "formula", "criteria": criteria, "format": book.formats.partial(place.column.kind)}
            sheet.conditional_format(bottom + 1, place.index, bottom + 1, place.index, rule)


def _write_column(
    book: Book, sheet: Sheet, table: ResultTable, place: _Place, special: Mapping[tuple[int, str], SpecialCell]
) -> None:
    column = place.column
    role = _role(column)
    look = book.formats.cell(column.kind, role, place.wraps)
    formula = "" if column.rule is None else formula_text(column, table).removeprefix("=")
    always = not column.fact_first
    values = table.values(column.name)
    if formula:
        sheet.put_formulas(FIRST_ROW, place.index, formula, values, look)
    else:
        sheet.put_facts(FIRST_ROW, place.index, values, look)
    if formula and not always:
        for number, value in enumerate(values):
            if not table.is_formula(number, column):
                sheet.put_facts(FIRST_ROW + number, place.index, [value], look)
    for (number, name), cell in special.items():
        if name == column.name:
            _write_special(book, sheet, FIRST_ROW + number, place, cell, values[number])
    if not table.rows:
        sheet.write_blank(FIRST_ROW, place.index, None, look)
    if formula and always:
        sheet.set_column_formula(place.index, formula)


def _role(column: Column) -> Role:
    if column.is_input:
        return Role.INPUT
    return Role.FACT if column.rule is None else Role.CALCULATED


def _write_special(book: Book, sheet: Sheet, row: int, place: _Place, cell: SpecialCell, value: Value) -> None:
    look = book.formats.cell(cell.kind, _role(place.column), place.wraps)
    if cell.formula:
        sheet.put_formula(row, place.index, cell.formula, look, cell_value(value))
    else:
        sheet.put_facts(row, place.index, [value], look)


def _write_notes(sheet: Sheet, places: list[_Place]) -> None:
    for place in places:
        note = header_note(place.column, sentence(place.column))
        if note:
            height = 20 + 16 * wrapped_lines(note, 44)
            size = {"width": 300, "height": height, "font_name": "Calibri", "font_size": 9, "color": "#F2F2F2"}
            sheet.write_comment(HEADER_ROW, place.index, note, {"author": "Rekenbureau", **size})


def _set_sizes(book: Book, sheet: Sheet, table: ResultTable, places: list[_Place]) -> None:
    for place in places:
        sheet.set_column(place.index, place.index, place.fit.width)
    sheet.set_row(0, 24)
    sheet.set_row(HEADER_ROW, header_height((place.column.name, place.fit.width) for place in places))
    wrapping = [place for place in places if place.fit.wraps]
    for number, row in enumerate(table.rows if wrapping else []):
        lines = max(wrapped_lines(str(row.get(place.column.name) or ""), place.fit.width) for place in wrapping)
        sheet.set_row(FIRST_ROW + number, row_height(lines))


def _mark_statuses(book: Book, sheet: Sheet, table: ResultTable, places: list[_Place]) -> None:
    bottom = last_row(table)
    for place in places:
        if place.column.kind is Kind.STATUS:
            for tone in Tone:
                same = ",".join(
                    f'${place.letter}{FIRST_ROW + 1}="{text}"'
                    for text, its_tone in STATUS_TONES.items()
                    if its_tone is tone
                )
                rule = {"type": "formula", "criteria": f"=OR({same})", "format": book.formats.status(tone)}
                sheet.conditional_format(FIRST_ROW, place.index, bottom, place.index, rule)


def _mark_bands(book: Book, sheet: Sheet, table: ResultTable, places: list[_Place]) -> None:
    """Every second row a shade, but for input cells: those keep their own colour."""
    band = {"type": "formula", "criteria": "=MOD(ROW(),2)=0", "format": book.formats.band()}
    for is_input, run in groupby(places, lambda place: place.column.is_input):
        if not is_input:
            columns = [place.index for place in run]
            sheet.conditional_format(FIRST_ROW, columns[0], last_row(table), columns[-1], band)


def _allow_codes_as_text(sheet: Sheet, table: ResultTable, places: list[_Place]) -> None:
    bottom = last_row(table) + 1
    codes = [f"{at.letter}{FIRST_ROW + 1}:{at.letter}{bottom}" for at in places if at.column.kind is Kind.CODE]
    if codes:
        sheet.ignore_errors({"number_stored_as_text": " ".join(codes)})


def frozen_columns(table: ResultTable, places: list[_Place]) -> int:
    """The leading key columns, and the name right after them when it is narrow: who the row is about stays in view."""
    leading = 0
    while leading < len(places) and places[leading].column.name in (*table.keys, "Volgorde"):
        leading += 1
    if leading < len(places) - 1:
        after = places[leading]
        if after.column.kind is Kind.TEXT and after.fit.width <= _NARROW_NAME:
            leading += 1
    return leading


def _pages_wide(places: list[_Place], frozen: int) -> int:
    """A4 pages side by side so that print stays readable; the frozen columns are repeated on each."""
    repeated = sum(place.fit.width for place in places[:frozen])
    total = sum(place.fit.width for place in places)
    page = LANDSCAPE_CHARACTERS / SMALLEST_PRINT
    return 1 if total <= page else ceil((total - repeated) / (page - repeated))
