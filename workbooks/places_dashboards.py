"""The dashboards of source D as sheets, of one aanbieder: `Dashboard 1` (places) and `Dashboard 2` (clients).

Everything shown comes from the Dashboard tables of the report: cells point at them. The aanbieder is chosen in one
input cell of Dashboard 1; the workbook name of the parameter points at it, so that the tables' formulas follow.
"""

# XlsxWriter is only partly typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from collections.abc import Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from engine.result import Column, Kind, ResultTable
from engine.rules import defined_name
from engine.texts import places as texts
from engine.texts.workbooks import PLACE_LINE, place_and_time
from workbooks import pointers
from workbooks.charts import ChartSpec, Drawn, insert_chart
from workbooks.generate import Book, Sheet, cell_value
from workbooks.print_setup import set_print
from workbooks.table_sheet import FIRST_ROW
from workbooks.theme import (
    BAND_FILL,
    DARK_BLUE,
    DARK_GREY,
    GREY,
    INPUT_FILL,
    INPUT_TEXT,
    LINE,
    NUMBER_FORMATS,
    ORANGE,
)

ONE, TWO = "Dashboard 1", "Dashboard 2"
_CHOICE_ROW, _CHOICE_COLUMN = 2, 2
CHOICE = f"'{ONE}'!${xl_col_to_name(_CHOICE_COLUMN)}${_CHOICE_ROW + 1}"
"""The input cell: the AGB code of the aanbieder that both dashboards show."""

_CODE_WIDTH, _NAME_WIDTH, _MONTH_WIDTH, _LAST_WIDTH = 12, 50, 9.5, 12
_FIRST_MONTH, _MONTHS = 2, 12
_TOTAL, _LAST = _FIRST_MONTH + _MONTHS, _FIRST_MONTH + _MONTHS + 1
_TOP = 4
_HEADER_HEIGHT, _FOUR_LINES = 42, 57
_RIGHT_HALF, _NEXT, _NEXT_NUMBERS = 6, 8, 12
_CHART_ROWS = 15
_CHART_SIZE = (600, 280)

_PLACES_CHART = ChartSpec(
    "Maand",
    (
        Drawn("Plekken", DARK_BLUE, as_line=True),
        Drawn("Plekken vorig jaar", ORANGE, as_line=True),
        Drawn("Plekken afgesproken", GREY, as_line=True, dashed=True),
    ),
    Kind.NUMBER,
    texts.PLACES_CHART,
    _CHART_SIZE,
)
_UNIQUE_CHART = ChartSpec(
    "Maand",
    (Drawn("Cliënten", DARK_BLUE), Drawn("Cliënten vorig jaar", ORANGE)),
    Kind.COUNT,
    texts.UNIQUE_CHART,
    _CHART_SIZE,
)
_FLOW_CHART = ChartSpec(
    "Maand",
    (Drawn("Instroom", DARK_BLUE), Drawn("Uitstroom", ORANGE), Drawn("In zorg", GREY, as_line=True)),
    Kind.COUNT,
    texts.FLOW_CHART,
    _CHART_SIZE,
)
_SHARE_CHART = ChartSpec(
    "Verwijzer", (Drawn("Aandeel", DARK_BLUE),), Kind.PERCENT, texts.SHARE_CHART, _CHART_SIZE, is_bar=True
)

Place = tuple[Column, int]
"""A column of a table, and the column of the sheet where it stands."""


def write_dashboards(book: Book) -> None:
    """Both sheets, in order."""
    _write_first(book)
    _write_second(book)


def _write_first(book: Book) -> None:
    report = book.report
    sheet = _sheet(book, ONE, texts.DASHBOARD_ONE)
    _write_choice(book, sheet)
    places, months = report.table("DashboardPlekken"), report.table("DashboardMaanden")
    shown = [(places.column("Productcode"), 0), (places.column("Product"), 1), *_months(places)]
    shown.append((places.column(texts.ALL), _TOTAL))
    shown.append((places.column("Prijs per product"), _LAST))
    bottom = _write_block(book, sheet, places, shown, _TOP, texts.PLACES_BLOCK)
    bottom = _write_days(book, sheet, months, bottom + 2) + 2
    if months.rows:
        insert_chart(book, sheet, _PLACES_CHART, months, (bottom, 0))
        insert_chart(book, sheet, _UNIQUE_CHART, months, (bottom, _RIGHT_HALF))
    _close(book, sheet, bottom + _CHART_ROWS)


def _write_second(book: Book) -> None:
    report = book.report
    sheet = _sheet(book, TWO, texts.DASHBOARD_TWO)
    _write_provider(book, sheet)
    sheet.put_text(_CHOICE_ROW, _CHOICE_COLUMN, texts.CHOOSE_ON_ONE, book.formats.explanation)
    referrers = report.table("DashboardVerwijzers")
    shown = [(referrers.column("Verwijzer"), 0), *_months(referrers)]
    shown.append((referrers.column("Aandeel"), _TOTAL))
    top = _write_block(book, sheet, referrers, shown, _TOP, texts.REFERRERS_BLOCK) + 2
    durations, following = report.table("DashboardLooptijden"), report.table("DashboardVervolg")
    names = ("Productcode", "Product", "Gem. looptijd", "Vorig jaar", "Standaard", "Perioden")
    left = [(durations.column(name), number) for number, name in enumerate(names)]
    kind, _, *numbers = following.columns
    right = [(kind, _NEXT), *((column, _NEXT_NUMBERS + number) for number, column in enumerate(numbers))]
    bottom = _write_block(book, sheet, durations, left, top, texts.DURATIONS_BLOCK, (0, len(names) - 1))
    bottom = max(bottom, _write_block(book, sheet, following, right, top, texts.NEXT_BLOCK, (_NEXT, _LAST))) + 2
    sheet.set_row(top + 1, _FOUR_LINES)
    months = report.table("DashboardMaanden")
    if months.rows:
        types = range(len(referrers.rows) - 1)  # without the row Totaal
        insert_chart(book, sheet, _SHARE_CHART, referrers, (bottom, 0), types)
        insert_chart(book, sheet, _FLOW_CHART, months, (bottom, _RIGHT_HALF))
    _close(book, sheet, bottom + _CHART_ROWS)


def _sheet(book: Book, name: str, title: str) -> Sheet:
    sheet = book.sheet(name)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _CODE_WIDTH)
    sheet.set_column(1, 1, _NAME_WIDTH)
    sheet.set_column(_FIRST_MONTH, _TOTAL - 1, _MONTH_WIDTH)
    sheet.set_column(_TOTAL, _LAST, _LAST_WIDTH)
    sheet.set_row(0, 26)
    sheet.put_text(0, 0, title, book.formats.title)
    line = pointers.text(PLACE_LINE)
    sheet.put_formula(1, 0, line, book.formats.explanation, place_and_time(book.report))
    return sheet


def _write_provider(book: Book, sheet: Sheet) -> None:
    chosen = book.report.table("DashboardKeuze")
    sheet.put_text(_CHOICE_ROW, 0, texts.PROVIDER_LABEL, book.formats.of(bold=True))
    look = book.formats.of(bold=True, font_color=DARK_BLUE)
    _point(sheet, (_CHOICE_ROW, 1), chosen, chosen.column("Aanbieder"), 0, look)


def _write_choice(book: Book, sheet: Sheet) -> None:
    """Who is shown, and the input cell with its drop-down and the name that the formulas read."""
    _write_provider(book, sheet)
    looks: dict[str, Any] = {"font_color": INPUT_TEXT, "bg_color": INPUT_FILL, "border_color": LINE}
    value = str(book.report.table("DashboardKeuze").rows[0]["AGB"] or "")
    look = book.formats.of(border=1, locked=False, num_format="@", **looks)
    sheet.put_text(_CHOICE_ROW, _CHOICE_COLUMN, value, look)
    sheet.put_text(_CHOICE_ROW, _CHOICE_COLUMN + 2, texts.CHOOSE_HERE, book.formats.explanation)
    book.xlsx.define_name(defined_name(texts.CHOSEN), f"={CHOICE}")
    last = FIRST_ROW + max(len(book.report.table("Aanbieders").rows), 1)
    allowed = {
        "validate": "list",
        "source": f"=Aanbieders!$A${FIRST_ROW + 1}:$A${last}",
        "error_title": texts.CHOOSE_TITLE,
        "error_message": texts.UNKNOWN_PROVIDER,
    }
    sheet.data_validation(_CHOICE_ROW, _CHOICE_COLUMN, _CHOICE_ROW, _CHOICE_COLUMN, allowed)


def _months(table: ResultTable) -> list[Place]:
    """The columns of the months, each in the column of its month."""
    months = [column for column in table.columns if _is_month(column)]
    return [(column, _FIRST_MONTH + number) for number, column in enumerate(months)]


def _is_month(column: Column) -> bool:
    """Whether a column is that of one month: its name is the month's code."""
    return column.name.isdigit()


def _write_block(
    book: Book,
    sheet: Sheet,
    table: ResultTable,
    shown: Sequence[Place],
    top: int,
    heading: str,
    span: tuple[int, int] | None = None,
) -> int:
    """A heading, a header over the columns of `span` (those shown), and the rows of the table. Gives the last row."""
    first, last = span or (shown[0][1], shown[-1][1])
    names = [(place, texts.dashboard_header(column.name)) for column, place in shown if not _is_month(column)]
    _write_headers(book, sheet, names, top, heading, (first, last), has_months=len(names) < len(shown))
    bottom = top + 1 + len(table.rows)
    for row in range(top + 2, bottom + 1):
        for place in range(first, last + 1):
            sheet.write_blank(row, place, None, book.formats.of(bottom=4, bottom_color=LINE))
    for column, place in shown:
        text = column.kind in (Kind.TEXT, Kind.CODE)
        looks = {"num_format": NUMBER_FORMATS[column.kind], "align": "left" if text else "right"}
        look = book.formats.of(bottom=4, bottom_color=LINE, **looks)
        for number in range(len(table.rows)):
            _point(sheet, (top + 2 + number, place), table, column, number, look)
    _mark_total(book, sheet, (top + 2, first, bottom, last), shown[0][1])
    return bottom


def _write_headers(
    book: Book,
    sheet: Sheet,
    names: Sequence[tuple[int, str]],
    top: int,
    heading: str,
    span: tuple[int, int],
    has_months: bool,
) -> None:
    """The heading, and below it a header cell over each column; months to come have their header too."""
    first, last = span
    line = book.formats.of(bold=True, font_color=DARK_BLUE, font_size=11)
    sheet.put_text(top, first, heading, line)
    plain = book.formats.of(bold=True, font_color="#FFFFFF", bg_color=DARK_BLUE, valign="vcenter", indent=1)
    for place in range(first, last + 1):
        sheet.write_blank(top + 1, place, None, plain)
    if has_months:
        for number in range(_MONTHS):
            month = date(book.report.run.period.year, number + 1, 1)
            sheet.put_text(top + 1, _FIRST_MONTH + number, texts.month_header(month), book.formats.header)
    for place, name in names:
        leads = place == first and len({other for other, _ in names} & {first + 1}) == 0
        sheet.put_text(top + 1, place, name, plain if leads else book.formats.header)
    sheet.set_row(top + 1, _HEADER_HEIGHT)


def _mark_total(book: Book, sheet: Sheet, area: tuple[int, int, int, int], place: int) -> None:
    """The row Totaal stands out, wherever the chosen aanbieder has it."""
    look = book.xlsx.add_format({"bold": True, "bg_color": BAND_FILL, "top": 1, "top_color": DARK_BLUE})
    first = f"${xl_col_to_name(place)}{area[0] + 1}"
    sheet.conditional_format(*area, {"type": "formula", "criteria": f'={first}="{texts.ALL}"', "format": look})


def _write_days(book: Book, sheet: Sheet, months: ResultTable, top: int) -> int:
    """Days in care of all products, a column a month, from January through each month. Gives the last row."""
    days = months.column("Zorgdagen")
    shown = [(number, _FIRST_MONTH + number) for number in range(_MONTHS)]
    names = [(0, texts.PRODUCT), (_TOTAL, texts.ALL)]
    _write_headers(book, sheet, names, top, texts.DAYS_BLOCK, (0, _TOTAL), has_months=True)
    look = book.formats.of(num_format=NUMBER_FORMATS[Kind.COUNT], align="right", bottom=4, bottom_color=LINE)
    for place in range(_TOTAL + 1):
        sheet.write_blank(top + 2, place, None, book.formats.of(bottom=4, bottom_color=LINE))
    sheet.put_text(top + 2, 0, texts.ALL_PRODUCTS, book.formats.of(bottom=4, bottom_color=LINE))
    for number, place in shown:
        _point(sheet, (top + 2, place), months, days, number, look)
    last = cell_value(months.rows[-1]["Zorgdagen"]) if months.rows else 0.0
    sheet.put_formula(top + 2, _TOTAL, pointers.largest(months.name, days.name), look, last)
    return top + 2


def _point(sheet: Sheet, at: tuple[int, int], table: ResultTable, column: Column, number: int, look: Any) -> None:
    """A cell that shows a cell of a table; empty stays empty."""
    value = table.rows[number].get(column.name) if number < len(table.rows) else None
    sheet.put_formula(*at, pointers.cell(table.name, column.name, number), look, cell_value(value))


def _close(book: Book, sheet: Sheet, bottom: int) -> None:
    sheet.put_text(bottom, 0, texts.DASHBOARD_SOURCE, book.formats.of(font_color=DARK_GREY, font_size=9))
    set_print(book, sheet)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, bottom, _LAST)
