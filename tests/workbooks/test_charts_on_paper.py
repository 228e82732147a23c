"""Every chart stands whole on one page of print, measured on the file: paper, margins, column widths, row heights."""

# openpyxl types every cell as if it were merged or empty.
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportArgumentType=false
# pyright: reportPrivateUsage=false, reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from tests.instruments.test_catalogue import report
from tests.workbooks.test_bureau_workbooks import bare
from workbooks.bureau import write_bureau
from workbooks.layouts import LAYOUTS

PAPER_WIDTH, PAPER_HEIGHT = 297 / 25.4 * 72, 210 / 25.4 * 72
"""A4 landscape, in points."""
DIGITS = (6, 7)
"""Pixels that a digit of Calibri 10 takes in Excel, and about those of LibreOffice."""
COLUMN, ROW = 9.33, 15
"""Digits of a column, points of a row as they come."""
SPARE = 1.08
"""Programs and printers differ in what fits on a page."""
Box = tuple[int, int, int, int]
"""First column and row, last column and row that a chart touches, from 0."""


def box(chart: Any) -> Box:
    """Where a chart stands."""
    first, last = chart.anchor._from, chart.anchor.to
    return first.col, first.row, last.col - (not last.colOff), last.row - (not last.rowOff)


def wide(sheet: Any, columns: int, digit: int) -> float:
    """Points of the first so many columns."""
    given: dict[int, Any] = {}
    for size in sheet.column_dimensions.values():
        given |= dict.fromkeys(range(size.min, size.max + 1), size.width)
    return sum(given.get(number, COLUMN) for number in range(1, columns + 1)) * digit * 0.75


def high(sheet: Any, first: int, last: int) -> float:
    """Points of those rows, from 0."""
    return sum(sheet.row_dimensions[number + 1].height or ROW for number in range(first, last + 1))


def cut(sheet: Any) -> list[Box]:
    """The charts that a page edge or the end of the print area cuts."""
    boxes = [box(chart) for chart in sheet._charts]
    if not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage:
        return _cut_by_breaks(sheet, boxes)
    assert sheet.page_setup.fitToHeight is None, "one page high: elsewhere nobody knows where a page ends"
    _, _, columns, rows = map(int, range_boundaries(sheet.print_area.split("!")[-1].replace("$", "")))
    return [one for one in boxes if one[2] >= columns or one[3] >= rows]


def _cut_by_breaks(sheet: Any, boxes: list[Box]) -> list[Box]:
    """At a fixed scale pages end at the breaks, when what is between them fits."""
    margins, scale = sheet.page_margins, sheet.page_setup.scale / 100
    page = (PAPER_HEIGHT - 72 * (margins.top + margins.bottom)) / scale
    last = max(sheet.max_row - 1, *(one[3] for one in boxes))
    starts = [0, *(one.id for one in sheet.row_breaks.brk), last + 1]
    for start, next_start in pairwise(starts):
        repeated = high(sheet, 3, 3) if start else 0
        assert (repeated + high(sheet, start, next_start - 1)) * SPARE < page, (sheet.title, start, next_start)
    width = (PAPER_WIDTH - 72 * (margins.left + margins.right)) / scale
    assert all(wide(sheet, max(one[2] for one in boxes), digit) < width for digit in DIGITS)
    return [one for one in boxes if any(one[1] < start <= one[3] for start in starts)]


def assert_whole(path: Path) -> int:
    """No chart in the file is cut or stands on another; returns how many there are."""
    book = openpyxl.load_workbook(path)
    for sheet in filter(lambda sheet: sheet._charts, book):
        assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
        assert cut(sheet) == [], (path.name, sheet.title)
        boxes = sorted(box(chart) for chart in sheet._charts)
        assert not [one for one, other in pairwise(boxes) if one[0] == other[0] and one[3] >= other[1]]
        assert not [one for one, other in pairwise(boxes) if one[1] == other[1] and one[2] >= other[0]]
    return sum(len(sheet._charts) for sheet in book)


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_chart_is_cut_in_print(tmp_path: Path, name: str) -> None:
    made = [report(name)] if name == "max-inzet" else [report(name), bare(name)]
    for number, one in enumerate(made):
        assert assert_whole(write_bureau(one, LAYOUTS[name], tmp_path / f"{number}-{name}", None)) >= 1


@pytest.mark.parametrize("domains", [1, 3, 4, 6, 12])
def test_no_chart_is_cut_however_many_domains_there_are(tmp_path: Path, domains: int) -> None:
    made = report("plafonds")
    months = made.table("Verloop").rows[:12]
    rows = [row | {"Zorgdomein": f"Domein {number:02}"} for number in range(domains) for row in months]
    tables = [replace(table, rows=rows) if table.name == "Verloop" else table for table in made.tables]
    path = write_bureau(replace(made, tables=tables), LAYOUTS["plafonds"], tmp_path / "plafonds", None)
    assert assert_whole(path) == domains + 1
    boxes = [box(chart) for chart in openpyxl.load_workbook(path)["Verloop"]._charts]
    assert [one[1] for one in boxes] == [4 + 12 * number for number in range(domains)], "beside its own months"
