"""The lines behind a number on a new sheet of the open workbook, with the looks of the bureau's own sheets."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.result import ResultTable, Value
from workbooks.column_width import fit
from workbooks.theme import NUMBER_FORMATS
from xl_addin.live.cells import written

if TYPE_CHECKING:
    import xlwings as xw

_LONGEST_NAME = 31


def write_lines(book: "xw.Book", name: str, above: Sequence[str], lines: ResultTable) -> str:
    """Write a sheet behind the others: the texts `above`, then the lines. Gives its name, with a number if need be."""
    sheet = book.sheets.add(_free(book, name), after=book.sheets[-1])
    sheet.range((1, 1), (len(above), 1)).value = [[text] for text in above]
    top, columns = len(above) + 2, lines.columns
    for number, column in enumerate(columns, start=1):
        sheet.range((top, number), (top + len(lines.rows), number)).number_format = NUMBER_FORMATS[column.kind]
        sheet.range((top, number)).column_width = fit(column, lines.values(column.name)).width
    rows = [[_cell(row[column.name]) for column in columns] for row in lines.rows]
    sheet.range((top, 1), (top + len(rows), len(columns))).value = [[column.name for column in columns], *rows]
    sheet.range((1, 1)).font.bold = True
    sheet.range((top, 1), (top, len(columns))).font.bold = True
    return sheet.name


def _free(book: "xw.Book", name: str) -> str:
    taken = {sheet.name.casefold() for sheet in book.sheets}
    numbered = (
        name if number == 1 else f"{name[: _LONGEST_NAME - 5]} ({number})" for number in range(1, len(taken) + 2)
    )
    return next(each for each in numbered if each.casefold() not in taken)


def _cell(value: Value) -> object:
    """A value as Excel takes it: codes stay texts."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return written(value, None) if isinstance(value, str) else value
