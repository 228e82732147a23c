"""Charts of bureau workbooks (style.md): bars and lines over the columns of a table, in the colours of the house."""

# XlsxWriter is only partly typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from dataclasses import dataclass
from typing import Any, cast

from xlsxwriter.chart import Chart

from engine.result import Kind, ResultTable
from engine.texts.workbooks import NO_CHART, chart_description
from workbooks.generate import Book, Sheet, storable
from workbooks.table_sheet import FIRST_ROW, HEADER_ROW
from workbooks.theme import CARD_FORMATS, DARK_BLUE, DARK_GREY, FONT, GREY, LINE, NUMBER_FORMATS

OVERVIEW_SIZE = (440, 380)
_SMALL = {"name": FONT, "size": 9, "color": DARK_GREY}
_MOST_UPRIGHT = 6
"""Names below the bars stand upright up to this many."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A column of a table as bars or as a line (`as_points`: a mark at each name, where a line would suggest a course).

    A line may carry its name at its end instead of in a legend.
    """

    column: str
    colour: str
    as_line: bool = False
    as_points: bool = False
    dashed: bool = False
    named_at_end: bool = False


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """What a chart shows: the column of names, the series, the kind of the values; `size` in pixels.

    Without a title it has that of its table (the finding). `is_bar`: lying bars. `stacked`: the bars add up.
    `one_of`: each name has one of the bars, whose colour tells which; the title explains, there is no legend.
    """

    category: str
    series: tuple[Drawn, ...]
    kind: Kind
    title: str = ""
    size: tuple[int, int] = OVERVIEW_SIZE
    is_bar: bool = False
    stacked: bool = False
    one_of: bool = False

    @property
    def has_legend(self) -> bool:
        """Whether colours are explained below the chart."""
        return len(self.series) > 1 and not self.one_of


def insert_chart(
    book: Book,
    sheet: Sheet,
    spec: ChartSpec,
    table: ResultTable,
    at: tuple[int, int],
    rows: range | None = None,
    below: int = 0,
) -> None:
    """Put a chart of those rows of a table (None: all) with its top left corner at a cell; without rows a sentence.

    `below`: so many pixels under the top of that cell. The table stands on a sheet of its own name.
    """
    shown = range(len(table.rows)) if rows is None else rows
    if not shown:
        sheet.put_text(*at, NO_CHART, book.formats.explanation)
        return
    main, *others = [_chart(book, kind, spec, table, shown) for kind in ("bars", "line") if _drawn(spec, kind)]
    for other in others:
        main.combine(other)
    title = spec.title or table.title
    _set_looks(main, spec, storable(title), len(shown))
    words = chart_description(title, (drawn.column for drawn in spec.series), spec.category, len(shown))
    sheet.insert_chart(*at, main, {"description": words, "object_position": 2, "y_offset": below})


def _drawn(spec: ChartSpec, kind: str) -> list[Drawn]:
    return [drawn for drawn in spec.series if (drawn.as_line or drawn.as_points) == (kind == "line")]


def _chart(book: Book, kind: str, spec: ChartSpec, table: ResultTable, rows: range) -> Chart:
    what = {"type": kind} if kind == "line" else {"type": "bar" if spec.is_bar else "column"}
    if spec.stacked and kind != "line":
        what["subtype"] = "stacked"
    chart = cast(Chart, book.xlsx.add_chart(what))
    for drawn in _drawn(spec, kind):
        looks = _line_looks(drawn, len(rows)) if kind == "line" else _bar_looks(drawn, spec)
        chart.add_series({**_cells(table, spec.category, drawn.column, rows), **looks})
    return chart


def _cells(table: ResultTable, category: str, values: str, rows: range) -> dict[str, Any]:
    def cells(name: str) -> list[Any]:
        index = [column.name for column in table.columns].index(name)
        return [table.name, FIRST_ROW + rows[0], index, FIRST_ROW + rows[-1], index]

    name = [table.name, HEADER_ROW, cells(values)[2]]
    return {"name": name, "categories": cells(category), "values": cells(values)}


def _line_looks(drawn: Drawn, points: int) -> dict[str, Any]:
    if drawn.as_points:
        mark = {"type": "long_dash", "size": 18, "fill": {"color": drawn.colour}, "border": {"color": drawn.colour}}
        return {"line": {"none": True}, "marker": mark}
    dash = {"dash_type": "dash"} if drawn.dashed else {}
    looks: dict[str, Any] = {"line": {"color": drawn.colour, "width": 2, **dash}}
    if drawn.named_at_end:
        hidden = [{"delete": True} for _ in range(points - 1)]
        font = {**_SMALL, "bold": True}
        name = {"series_name": True, "value": False, "position": "above", "font": font, "custom": [*hidden, {}]}
        looks["data_labels"] = name
    return looks


def _bar_looks(drawn: Drawn, spec: ChartSpec) -> dict[str, Any]:
    looks: dict[str, Any] = {"fill": {"color": drawn.colour}, "border": {"none": True}, "gap": 50}
    if spec.stacked or spec.one_of:
        looks["overlap"] = 100
    if spec.is_bar:
        looks["data_labels"] = {"value": True, "num_format": NUMBER_FORMATS[spec.kind], "font": _SMALL}
    return looks


def _axis_format(kind: Kind) -> str:
    return {Kind.EURO: CARD_FORMATS[Kind.EURO], Kind.PERCENT: "0%"}.get(kind, NUMBER_FORMATS[Kind.COUNT])


def _set_looks(chart: Any, spec: ChartSpec, title: str, names: int) -> None:
    width, height = spec.size
    chart.set_size({"width": width, "height": height})
    font = {"name": FONT, "size": 11, "bold": True, "color": DARK_BLUE}
    chart.set_title({"name": title, "overlay": False, "name_font": font})
    sideways = not spec.is_bar and spec.category != "Maand" and names > _MOST_UPRIGHT
    # in a bar chart XlsxWriter's x axis is the one with the values
    names_axis, values_axis = _name_axis(spec, sideways), _value_axis(spec)
    chart.set_x_axis(values_axis if spec.is_bar else names_axis)
    chart.set_y_axis(names_axis if spec.is_bar else values_axis)
    chart.set_legend({"position": "bottom", "font": _SMALL} if spec.has_legend else {"none": True})
    chart.set_chartarea({"border": {"color": LINE}})
    if sideways and not spec.has_legend:  # room for long names, which would squeeze the bars
        chart.set_plotarea({"layout": {"x": 0.07, "y": 0.12, "width": 0.91, "height": 0.52}})


def _name_axis(spec: ChartSpec, sideways: bool) -> dict[str, Any]:
    axis: dict[str, Any] = {"num_font": _SMALL, "line": {"color": GREY}, "major_tick_mark": "none"}
    if spec.is_bar:
        return axis | {"reverse": True}
    if spec.category == "Maand":
        return axis | {"text_axis": True, "num_format": NUMBER_FORMATS[Kind.MONTH]}
    return axis | {"num_font": {**_SMALL, "size": 8, "rotation": -90}} if sideways else axis


def _value_axis(spec: ChartSpec) -> dict[str, Any]:
    lines = {"visible": not spec.is_bar, "line": {"color": LINE, "width": 0.5}}
    axis = {"min": 0, "num_font": _SMALL, "num_format": _axis_format(spec.kind), "line": {"none": True}}
    return axis | {"major_gridlines": lines} | ({"visible": False} if spec.is_bar else {})
