"""The bureau workbook `lumpsum` (product.md, rules LS)."""

from engine.result import Kind
from workbooks.bureau import Layout
from workbooks.charts import ChartSpec, Drawn
from workbooks.theme import DARK_BLUE, DARK_GREY, GREY, ORANGE

# A = B + C: two parts that make up the ceiling, the ceiling itself, and what was really spent
_CHART = ChartSpec(
    "Kader",
    (
        Drawn("Lumpsum (B)", DARK_BLUE),
        Drawn("Overige uitgaven (C)", GREY),
        Drawn("Budgetplafond (A)", DARK_GREY, as_points=True),
        Drawn("Uitgegeven", ORANGE, as_points=True),
    ),
    Kind.EURO,
    stacked=True,
)

LAYOUT = Layout(_CHART)
