"""The bureau workbook `plekken` (product.md, rules PL), with the dashboards of source D."""

from engine.result import Kind
from workbooks.bureau import Layout
from workbooks.charts import ChartSpec, Drawn
from workbooks.places_dashboards import write_dashboards
from workbooks.theme import DARK_BLUE, GREY

# places realised beside agreed
_CHART = ChartSpec("Aanbieder", (Drawn("Gerealiseerd", DARK_BLUE), Drawn("Afgesproken", GREY)), Kind.NUMBER)

LAYOUT = Layout(_CHART, dashboards=write_dashboards)
