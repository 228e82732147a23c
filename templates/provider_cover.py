"""The first sheet of a provider workbook: what it is, how to read it, what is asked, until when, contact; a chart."""

from math import ceil
from typing import Any

from engine.result import Kind, Report, ResultTable
from engine.texts import provider_workbook as texts
from workbooks.charts import ChartSpec, Drawn, insert_chart
from workbooks.column_width import row_height, wrapped_lines
from workbooks.generate import Book, Sheet
from workbooks.print_setup import set_print
from workbooks.table_sheet import FIRST_ROW, HEADER_ROW, last_row
from workbooks.theme import AMBER, DARK_BLUE, DARK_GREY, FONT, GREY, LINE, NUMBER_FORMATS

_TEXT_WIDTH, _GUTTER, _CHART_WIDTH = 68.0, 2.0, 80.0
_CHART_PIXELS = (470, 360)
_CHART_STEP = _CHART_PIXELS[1] + 12
_ROW_PIXELS = 20
_FIRST_LINE = 4
_CHARTS = {
    "Uitnutting": ChartSpec(
        "Zorgdomein",
        (Drawn("Realisatie", DARK_BLUE), Drawn("Afspraak", GREY)),
        Kind.EURO,
        texts.CEILING_CHART,
        _CHART_PIXELS,
    ),
    "PlekkenAfrekening": ChartSpec(
        "Productcode",
        (Drawn("Realisatie", DARK_BLUE), Drawn("Voorschot", GREY)),
        Kind.EURO,
        texts.PLACES_CHART,
        _CHART_PIXELS,
    ),
}
"""By table the chart that is drawn of it."""


def measure_of(results: ResultTable, is_full_year: bool) -> str:
    """The column that is held against the norm: a part of a year by its prognosis, where there is one (MI-7)."""
    if is_full_year or all(row["Prognose jaar"] is None for row in results.rows):
        return "Gemiddelde inzet"
    return "Prognose jaar"


def write_cover(book: Book, name: str) -> Sheet:
    """Sheet `Voorblad`, for one A4 portrait: the charts stand below each other, and read the sheets with results."""
    sheet = book.sheet(texts.COVER_SHEET)
    sheet.hide_gridlines(2)
    for column, width in enumerate((_TEXT_WIDTH, _GUTTER, _CHART_WIDTH)):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 26)
    sheet.put_text(0, 0, texts.cover_title(name), book.formats.title)
    sheet.put_text(1, 0, texts.cover_line(book.report), book.formats.explanation)
    bottom = _write_texts(book, sheet)
    return _finish(book, sheet, bottom)


def _write_texts(book: Book, sheet: Sheet) -> int:
    """All paragraphs below each other; returns the first free row."""
    report = book.report
    heading = book.formats.of(bold=True, font_color=DARK_BLUE, font_size=11, bottom=1, bottom_color=LINE)
    plain = book.formats.of(text_wrap=True)
    row = _FIRST_LINE
    for title, lines in _sections(book):
        sheet.put_text(row, 0, title, heading)
        sheet.set_row(row, 18)
        row += 1
        for text, bold in lines:
            sheet.put_text(row, 0, text, book.formats.of(text_wrap=True, bold=True) if bold else plain)
            sheet.set_row(row, row_height(wrapped_lines(text, _TEXT_WIDTH * (0.92 if bold else 1))) + 2)
            row += 1
        sheet.set_row(row, 8)
        row += 1
    if report.state:
        sheet.put_text(2, 0, report.state.capitalize(), book.formats.of(bold=True, font_color=AMBER))
    return row


def _sections(book: Book) -> list[tuple[str, list[tuple[str, bool]]]]:
    report = book.report
    run = report.run
    what = [(texts.what_this_is(report.bureau.get("Bureaunaam", ""), run.period, run.as_of), False)]
    if not run.period.is_full_year:
        what.append((texts.part_of_year(), False))
    asks = texts.asks(report)
    asked = [(ask.what, False) for ask in asks]
    asked += [(texts.reply(until), True) for until in dict.fromkeys(ask.until for ask in asks if ask.until)]
    contact = [report.bureau[name] for name in texts.CONTACT_NAMES if report.bureau.get(name)]
    return [
        (texts.WHAT, what),
        (texts.HOW, [(line, False) for line in texts.how_to_read(table.name for table in report.tables)]),
        (texts.ASKED, asked),
        (texts.CONTACT, [(line, False) for line in contact or [texts.NO_CONTACT]]),
    ]


def add_charts(book: Book, cover: Sheet) -> None:
    """Below each other: the own average against the own norm, what was declared beside the agreement, and places."""
    below = 0
    if "MaxInzet" in book.report.results:
        _add_average_chart(book, cover)
        below += _CHART_STEP
    for name, spec in _CHARTS.items():
        if name in book.report.results:
            insert_chart(book, cover, spec, book.report.table(name), (_FIRST_LINE, 2), below=below)
            below += _CHART_STEP


def _number_of_charts(report: Report) -> int:
    return len({"MaxInzet", *_CHARTS} & set(report.results))


def _add_average_chart(book: Book, cover: Sheet) -> None:
    """Own average (or prognosis) beside the own norm, per product."""
    results = book.report.table("MaxInzet")
    measure = measure_of(results, book.report.run.period.is_full_year)
    title = texts.chart_title(results.rows, measure)
    chart: Any = book.xlsx.add_chart({"type": "column"})
    for column, colour in ((measure, DARK_BLUE), ("Norm incl. ophoging", GREY)):
        chart.add_series(_series(results, column, colour))
    _set_looks(chart, title)
    width, height = _CHART_PIXELS
    chart.set_size({"width": width, "height": height})
    place: dict[str, Any] = {"description": texts.chart_description(title, measure), "object_position": 2}
    cover.insert_chart(_FIRST_LINE, 2, chart, place)


def _series(results: ResultTable, column: str, colour: str) -> dict[str, Any]:
    names = [known.name for known in results.columns]

    def cells(name: str) -> list[Any]:
        index = names.index(name)
        return [texts.RESULTS_SHEET, FIRST_ROW, index, last_row(results), index]

    return {
        "name": [texts.RESULTS_SHEET, HEADER_ROW, names.index(column)],
        "categories": cells("Productcode"),
        "values": cells(column),
        "fill": {"color": colour},
        "border": {"none": True},
        "gap": 80,
        "overlap": -5,
        "data_labels": {
            "value": True,
            "num_format": NUMBER_FORMATS[Kind.HOURS],
            "font": {"name": FONT, "size": 9, "color": DARK_GREY},
        },
    }


def _set_looks(chart: Any, title: str) -> None:
    small = {"name": FONT, "size": 9, "color": DARK_GREY}
    bold = {"name": FONT, "size": 12, "bold": True, "color": DARK_BLUE}
    chart.set_title({"name": title, "overlay": False, "name_font": bold})
    chart.set_x_axis({"num_font": small, "line": {"color": GREY}, "major_tick_mark": "none"})
    chart.set_y_axis(
        {
            "min": 0,
            "name": texts.AXIS,
            "name_font": {**small, "bold": False},
            "num_font": small,
            "num_format": NUMBER_FORMATS[Kind.COUNT],
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}},
        }
    )
    chart.set_legend({"position": "bottom", "font": small})
    chart.set_chartarea({"border": {"none": True}})


def _finish(book: Book, sheet: Sheet, bottom: int) -> Sheet:
    set_print(book, sheet)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    charts = _FIRST_LINE + ceil(_number_of_charts(book.report) * _CHART_STEP / _ROW_PIXELS)
    sheet.print_area(0, 0, max(bottom, charts), 2)
    sheet.activate()
    return sheet
