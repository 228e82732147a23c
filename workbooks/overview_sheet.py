"""Sheet Overzicht on one A4 landscape: state, key figures, a chart, what needs attention, buttons, contact.

Everything shown comes from the tables Kerncijfers, Grafiek and Aandacht of the report: cells point at them.
"""

# XlsxWriter is only partly typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from typing import Any

from xlsxwriter.format import Format

from engine.result import Column, Kind, ResultTable
from engine.texts import workbooks as texts
from workbooks import pointers
from workbooks.charts import ChartSpec, insert_chart
from workbooks.generate import Book, Sheet, cell_value
from workbooks.print_setup import set_print
from workbooks.theme import (
    AMBER,
    CARD_FILL,
    CARD_FORMATS,
    CHANGE_FORMATS,
    DARK_BLUE,
    DARK_GREY,
    FIGURE_SIZE,
    LINE,
)

_NAME = "Overzicht"
_CARD_WIDTH, _GUTTER_WIDTH, _MOST_CARDS = 22.5, 1.5, 6
_COLUMNS = 2 * _MOST_CARDS - 1
_LABEL_ROW, _FIGURE_ROW, _CHANGE_ROW = 4, 5, 6
_BODY_ROW = 8
_FIRST_ITEM_ROW = _BODY_ROW + 2
_ATTENTION_COLUMN, _AMOUNT_COLUMN = 6, 10
_ATTENTION_ROWS, _LINES_EACH = 5, 4
_BUTTON_COLUMN, _BUTTON_PLACES = 8, ((2, 130), (140, 200))
_COMPARED = " t.o.v. vorig jaar"


def write_overview(book: Book, chart: ChartSpec) -> None:
    """The first sheet of a bureau workbook; `chart` is that of the table Grafiek."""
    sheet = book.sheet(_NAME)
    _set_grid(sheet)
    _write_heading(book, sheet)
    _write_cards(book, sheet, book.report.table("Kerncijfers"))
    insert_chart(book, sheet, chart, book.report.table("Grafiek"), (_BODY_ROW, 0))
    _write_attention(book, sheet, book.report.table("Aandacht"))
    bottom = _FIRST_ITEM_ROW + _ATTENTION_ROWS * _LINES_EACH + 1
    contact = pointers.text(texts.CONTACT_LINE)
    sheet.put_formula(bottom, 0, contact, book.formats.explanation, texts.contact_line(book.report))
    if book.macros is not None:
        _insert_buttons(sheet)
    set_print(book, sheet)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, bottom, _COLUMNS - 1)
    sheet.activate()


def _set_grid(sheet: Sheet) -> None:
    sheet.hide_gridlines(2)
    for column in range(_COLUMNS):
        sheet.set_column(column, column, _GUTTER_WIDTH if column % 2 else _CARD_WIDTH)
    sheet.set_row(0, 26)
    sheet.set_row(3, 6)
    sheet.set_row(_FIGURE_ROW, 27)
    sheet.set_row(_CHANGE_ROW + 1, 9)
    sheet.set_row(_BODY_ROW, 17)
    sheet.set_row(_BODY_ROW + 1, 5)
    for number in range(_ATTENTION_ROWS):
        sheet.set_row(_FIRST_ITEM_ROW + (number + 1) * _LINES_EACH - 1, 9)


def _write_heading(book: Book, sheet: Sheet) -> None:
    report = book.report
    sheet.put_text(0, 0, report.title, book.formats.title)
    line = pointers.text(texts.PLACE_LINE)
    sheet.put_formula(1, 0, line, book.formats.explanation, texts.place_and_time(report))
    state = texts.state_sentence(report.state) if report.state else ""
    amber = book.formats.of(bold=True, font_color=AMBER)
    sheet.put_formula(2, 0, pointers.text(texts.STATE_LINE), amber, state)


def _write_cards(book: Book, sheet: Sheet, figures: ResultTable) -> None:
    names = {column.name for column in figures.columns}
    cards = [column for column in figures.columns if not column.name.endswith(_COMPARED)]
    for position, column in enumerate(cards[:_MOST_CARDS]):
        at = 2 * position
        edge = {"bg_color": CARD_FILL, "left": 5, "left_color": DARK_BLUE, "indent": 1}
        label = book.formats.of(font_color=DARK_GREY, font_size=9, valign="vcenter", **edge)
        sheet.put_text(_LABEL_ROW, at, column.label or column.name, label)
        number = CARD_FORMATS[column.kind]
        large = book.formats.of(
            bold=True, font_size=FIGURE_SIZE, num_format=number, align="left", valign="vcenter", **edge
        )
        _point_at(sheet, _FIGURE_ROW, at, figures, column, large)
        compared = column.name + _COMPARED
        small = {"font_size": 9, "font_color": DARK_GREY, "align": "left", "valign": "vcenter", **edge}
        if compared in names:
            other = figures.column(compared)
            words = book.formats.of(num_format=CHANGE_FORMATS[other.kind], **small)
            _point_at(sheet, _CHANGE_ROW, at, figures, other, words)
        else:
            sheet.write_blank(_CHANGE_ROW, at, None, book.formats.of(**small))


def _point_at(
    sheet: Sheet, row: int, at: int, table: ResultTable, column: Column, look: Format, number: int = 0
) -> None:
    """A cell that shows a cell of a table; empty stays empty."""
    value = table.rows[number].get(column.name) if number < len(table.rows) else None
    sheet.put_formula(row, at, pointers.cell(table.name, column.name, number), look, cell_value(value))


def _write_attention(book: Book, sheet: Sheet, table: ResultTable) -> None:
    heading = book.formats.of(bold=True, font_color=DARK_BLUE, font_size=11, bottom=2, bottom_color=DARK_BLUE)
    for column in range(_ATTENTION_COLUMN, _COLUMNS):
        sheet.write_blank(_BODY_ROW, column, None, heading)
    sheet.put_text(_BODY_ROW, _ATTENTION_COLUMN, texts.ATTENTION_HEADING, heading)
    for number in range(_ATTENTION_ROWS):
        _write_item(book, sheet, table, number)
    said = str(table.rows[0]["Aanbieder"] or "") if table.rows else texts.NOTHING_TO_SHOW
    who = pointers.cell(table.name, "Aanbieder")
    nothing = pointers.when_empty(table.name, table.columns[0].name, texts.NOTHING_TO_SHOW)
    sheet.put_formula(_FIRST_ITEM_ROW, _ATTENTION_COLUMN, f"{nothing}&{who}", book.formats.of(bold=True), said)


def _write_item(book: Book, sheet: Sheet, table: ResultTable, number: int) -> None:
    top = _FIRST_ITEM_ROW + number * _LINES_EACH
    lines: tuple[tuple[str, int, int, dict[str, Any]], ...] = (
        ("Aanbieder", _ATTENTION_COLUMN, 0, {"bold": True}),
        ("Bedrag", _AMOUNT_COLUMN, 0, {"bold": True, "num_format": CARD_FORMATS[Kind.EURO], "align": "right"}),
        ("Wat valt op", _ATTENTION_COLUMN, 1, {}),
        ("Wat te doen", _ATTENTION_COLUMN, 2, {"font_color": DARK_BLUE, "num_format": '"→ "@'}),
    )
    for name, at, line, looks in lines:
        _point_at(sheet, top + line, at, table, table.column(name), book.formats.of(**looks), number)
    for column in range(_ATTENTION_COLUMN, _COLUMNS):
        sheet.write_blank(top + _LINES_EACH - 1, column, None, book.formats.of(top=4, top_color=LINE))


def _insert_buttons(sheet: Sheet) -> None:
    for (caption, macro, description), (left, width) in zip(texts.BUTTONS, _BUTTON_PLACES, strict=True):
        place = {"width": width, "height": 28, "x_offset": left, "y_offset": 4}
        words = {"caption": caption, "macro": macro, "description": description}
        sheet.insert_button(0, _BUTTON_COLUMN, {**place, **words})
