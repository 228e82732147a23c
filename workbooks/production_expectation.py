"""The bureau workbook `plafonds` (product.md, rules PV and UN): spending against time on Overzicht and per domain."""

from engine.result import Kind, ResultTable
from engine.texts.production_expectation import COURSE_CHART
from workbooks.bureau import Layout
from workbooks.charts import ChartSpec, Drawn, insert_chart
from workbooks.generate import Book, Sheet
from workbooks.print_setup import end_pages
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
_MONTHS, _DOMAINS_A_PAGE = 12, 3
_SIZE, _BELOW, _GAP = (560, 232), 4, 1
"""As high as the twelve rows beside it, with some space above and below."""


def _write_course_charts(book: Book, sheet: Sheet, table: ResultTable) -> None:
    """Spending against time: a chart per domain, right of its months; pages of print end between domains."""
    beside = len(table.columns) + _GAP
    starts = range(0, len(table.rows), _MONTHS)
    for first in starts:
        title = COURSE_CHART.format(domain=table.rows[first]["Zorgdomein"])
        spec = ChartSpec("Maand", _COURSE, Kind.EURO, title, _SIZE)
        insert_chart(book, sheet, spec, table, (FIRST_ROW + first, beside), range(first, first + _MONTHS), _BELOW)
    if starts:
        pages = [FIRST_ROW + first for first in starts[_DOMAINS_A_PAGE::_DOMAINS_A_PAGE]]
        end_pages(sheet, pages, sheet.left_of(beside) + _SIZE[0])


LAYOUT = Layout(_CHART, charts={"Verloop": _write_course_charts})
