"""The chart on Overzicht: the averages per aanbieder as bars, the norm as a line with its name (style.md)."""

# XlsxWriter is only partly typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from collections.abc import Mapping
from typing import Any, cast

from xlsxwriter.chart import Chart

from engine.result import Column, Kind, ResultTable
from engine.texts.workbooks import NO_CHART, chart_description
from workbooks.generate import Book, Sheet, storable
from workbooks.table_sheet import FIRST_ROW, HEADER_ROW, last_row
from workbooks.theme import DARK_BLUE, DARK_GREY, FONT, GREY, LINE, NUMBER_FORMATS, ORANGE

_BAR_COLOURS = (DARK_BLUE, ORANGE)
_WIDTH, _HEIGHT = 440, 380


def write_chart(book: Book, sheet: Sheet, table: ResultTable, row: int) -> None:
    """Bars from the table's numeric columns, the last of them as the norm line. The title is the finding."""
    if not table.rows:
        sheet.put_text(row, 0, NO_CHART, book.formats.explanation)
        return
    category = next(column for column in table.columns if column.kind is Kind.TEXT)
    numeric = [column for column in table.columns if column.kind in (Kind.HOURS, Kind.EURO)]
    bars, norm = numeric[:-1], numeric[-1]
    chart = cast(Chart, book.xlsx.add_chart({"type": "column"}))
    for column, colour in zip(bars, _BAR_COLOURS, strict=False):
        looks = {"fill": {"color": colour}, "border": {"none": True}, "overlap": 100, "gap": 40}
        chart.add_series({**_series(table, category, column), **looks})
    line = cast(Chart, book.xlsx.add_chart({"type": "line"}))
    line.add_series(
        {
            **_series(table, category, norm),
            "line": {"color": DARK_GREY, "width": 1.75, "dash_type": "dash"},
            "data_labels": _name_at_end(len(table.rows)),
        }
    )
    chart.combine(line)
    _set_looks(chart, storable(table.title))
    sheet.insert_chart(
        row, 0, chart, {"description": chart_description(table.title, len(table.rows)), "object_position": 2}
    )


def _series(table: ResultTable, category: Column, values: Column) -> dict[str, Any]:
    def cells(column: Column) -> list[Any]:
        index = table.columns.index(column)
        return [table.name, FIRST_ROW, index, last_row(table), index]

    name = [table.name, HEADER_ROW, table.columns.index(values)]
    return {"name": name, "categories": cells(category), "values": cells(values)}


def _name_at_end(points: int) -> Mapping[str, Any]:
    """Only the last point of the norm line carries a label: its name."""
    hidden = [{"delete": True} for _ in range(points - 1)]
    font = {"name": FONT, "size": 9, "bold": True, "color": DARK_GREY}
    return {"series_name": True, "value": False, "position": "above", "font": font, "custom": [*hidden, {}]}


def _set_looks(chart: Any, title: str) -> None:
    small = {"name": FONT, "size": 8, "color": DARK_GREY}
    chart.set_title(
        {"name": title, "overlay": False, "name_font": {"name": FONT, "size": 12, "bold": True, "color": DARK_BLUE}}
    )
    chart.set_x_axis({"num_font": {**small, "rotation": -90}, "line": {"color": GREY}, "major_tick_mark": "none"})
    chart.set_y_axis(
        {
            "min": 0,
            "num_font": small,
            "num_format": NUMBER_FORMATS[Kind.COUNT],
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}},
        }
    )
    chart.set_legend({"none": True})
    chart.set_plotarea({"layout": {"x": 0.07, "y": 0.12, "width": 0.91, "height": 0.52}})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
