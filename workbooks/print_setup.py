"""A sheet on paper: A4 landscape fitted to the width, or at a fixed scale with pages that end at given rows."""

# XlsxWriter is only partly typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from math import floor

from engine.texts.workbooks import footer
from workbooks.generate import Book, Sheet

_LEFT_AND_RIGHT, _TOP, _BOTTOM = 0.4, 0.5, 0.6
_PIXELS_ACROSS = (297 / 25.4 - 2 * _LEFT_AND_RIGHT) * 96
_WIDEST = 7 / 6
"""Excel takes 6 pixels for a digit of Calibri 10; LibreOffice and some screens up to 7, which makes columns wider."""


def set_print(book: Book, sheet: Sheet) -> None:
    """A4 landscape, fit to one page wide, footer with workbook, run and page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=_LEFT_AND_RIGHT, right=_LEFT_AND_RIGHT, top=_TOP, bottom=_BOTTOM)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(footer(book.file_name, book.report.run.run_id))


def end_pages(sheet: Sheet, rows: list[int], width: int) -> None:
    """A new page at each of those rows, so that none cuts a chart; `width`: pixels that must fit on one page.

    Excel ignores page breaks while a sheet is fitted to the width, so it gets the scale at which the width fits.
    """
    sheet.set_print_scale(min(100, floor(100 * _PIXELS_ACROSS / (width * _WIDEST))))
    sheet.set_h_pagebreaks(rows)
