"""The bureau workbook `plafonds` (product.md, rules PV and UN): spending against time on Overzicht and per domain."""

from engine.result import Kind, ResultTable
from engine.texts.production_expectation import COURSE_CHART
from workbooks.bureau import Layout
from workbooks.charts import ChartSpec, Drawn, insert_chart
from workbooks.generate import Book, Sheet
from workbooks.table_sheet import FIRST_ROW
from workbooks.theme import DARK_BLUE, DARK_GREY, GREY, ORANGE

_CHART = ChartSpec(
    "Zorgdomein",
    (
        Drawn("Uitnutting", DARK_BLUE),
        Drawn("Prognose (schatting)", GREY),
        Drawn("Tijd", DARK_GREY, as_line=True, dashed=True),
    ),
    Kind.PERCENT,
)
_COURSE = (
    Drawn("Realisatie t/m maand", DARK_BLUE, as_line=True),
    Drawn("Prognose t/m maand", ORANGE, as_line=True, dashed=True),
    Drawn("Afgesproken naar tijd", GREY, as_line=True),
)
_MONTHS = 12
_SIZE, _ROWS_EACH, _GAP = (560, 260), 14, 1


def _write_course_charts(book: Book, sheet: Sheet, table: ResultTable) -> None:
    """Spending against time, a chart per domain, right of the table and below each other."""
    beside = len(table.columns) + _GAP
    for number, first in enumerate(range(0, len(table.rows), _MONTHS)):
        title = COURSE_CHART.format(domain=table.rows[first]["Zorgdomein"])
        spec = ChartSpec("Maand", _COURSE, Kind.EURO, title, _SIZE)
        place = (FIRST_ROW + number * _ROWS_EACH, beside)
        insert_chart(book, sheet, spec, table, place, range(first, first + _MONTHS))


LAYOUT = Layout(_CHART, charts={"Verloop": _write_course_charts})
