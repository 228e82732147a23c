"""The layout of each bureau workbook, by its name."""

from workbooks import lumpsum, max_average, places, production_expectation
from workbooks.bureau import Layout

LAYOUTS: dict[str, Layout] = {
    "max-inzet": max_average.LAYOUT,
    "plafonds": production_expectation.LAYOUT,
    "lumpsum": lumpsum.LAYOUT,
    "plekken": places.LAYOUT,
}
