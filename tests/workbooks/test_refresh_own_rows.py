"""Rows that staff added to our tables stay, and what the bureau tells leaves them out: in the file and in Excel."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook as OpenBook

from engine.instruments.catalogue import INSTRUMENTS
from engine.result import ORDER, Report, ResultTable
from engine.rules.walk import summed_tables
from tests.tools.office import assert_recalculates
from tests.workbooks.staff_book import corners
from tests.workbooks.test_refresh import LATER, edited, made, refreshed, report, shown

_AMOUNT = 12345


def _is_summed(table: ResultTable, of: Report) -> bool:
    return any(table.name in summed_tables(column.rule) for each in of.tables for column in each.columns if column.rule)


def _own_rows(table: ResultTable, last: list[Any]) -> list[list[Any]]:
    """The last row again, with amounts, for each key column one row in which that is another."""
    names = [column.name for column in table.columns]
    row = [_AMOUNT if isinstance(value, int | float) else value for value in last]
    for name in (*table.keys, "Maandnummer"):
        if name in names:
            row[names.index(name)] = last[names.index(name)]
    row[names.index(ORDER)] = None
    return [[_other(cell) if names[at] == key else cell for at, cell in enumerate(row)] for key in table.keys]


def _other(value: object) -> object:
    if isinstance(value, datetime | date):
        return date(2031, 1, 1)
    return 77 if isinstance(value, int | float) else "eigen"


def _add_rows(book: OpenBook, table: ResultTable, last: list[Any]) -> None:
    sheet = next(each for each in book if table.name in each.tables)
    excel = sheet.tables[table.name]
    left, top, right, bottom = corners(excel.ref)
    totals = excel.totalsRowCount or 0
    rows = _own_rows(table, last)
    if totals:
        for column in range(left, right + 1):
            sheet.cell(bottom, column).value = None
        excel.totalsRowCount = None
        excel.totalsRowShown = False
        for column in excel.tableColumns:
            column.totalsRowFunction = column.totalsRowLabel = column.totalsRowFormula = None
    for number, row in enumerate(rows, start=bottom + 1 - totals):
        for at, value in enumerate(row):
            sheet.cell(number, left + at).value = value
    end = f"{get_column_letter(right)}{bottom - totals + len(rows)}"
    excel.ref = excel.autoFilter.ref = f"{get_column_letter(left)}{top}:{end}"


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_what_the_bureau_tells_leaves_rows_of_the_staff_out(tmp_path: Path, name: str) -> None:
    path, of = made(tmp_path, name, LATER), report(name)
    summed = [table for table in of.tables if _is_summed(table, of) and table.keys and table.rows]
    summed = [table for table in summed if not table.ranks]
    last = {table.name: [*shown(path, table.name)[-1].values()] for table in summed}
    before = shown(path, "Kerncijfers")

    def add(book: OpenBook) -> None:
        for table in summed:
            _add_rows(book, table, last[table.name])

    edited(path, add)
    refreshed(path, of)
    for table in summed:
        assert sum(row[ORDER] is None for row in shown(path, table.name)) == len(table.keys), table.name
    assert shown(path, "Kerncijfers") == before
    assert assert_recalculates([path]) > 100
