"""The bureau workbook `max-inzet` (product.md, rules MI)."""

from engine.instruments.benchmark import TABLE as BENCHMARK
from engine.instruments.benchmark import cell_kinds
from engine.result import Kind
from workbooks.bureau import Layout
from workbooks.charts import ChartSpec, Drawn
from workbooks.theme import DARK_BLUE, DARK_GREY, ORANGE

# the averages per aanbieder within and above the norm, and the norm as a line with its name
_CHART = ChartSpec(
    "Aanbieder",
    (
        Drawn("Binnen de norm", DARK_BLUE),
        Drawn("Boven de norm", ORANGE),
        Drawn("Norm incl. ophoging", DARK_GREY, as_line=True, dashed=True, named_at_end=True),
    ),
    Kind.HOURS,
    one_of=True,
)

# the rows of Benchmark differ in unit: each value cell has the number format of its Maat
LAYOUT = Layout(_CHART, cell_kinds={BENCHMARK: cell_kinds})
