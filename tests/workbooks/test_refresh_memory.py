"""What a refresh leaves alone takes no memory, however large it is."""

import tracemalloc
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import xlsxwriter

from engine.result import Column, Kind, ResultTable, Row
from workbooks.opc.package import Package
from workbooks.plan import Wanted
from workbooks.refresh import refresh_tables

LARGE_ROWS, ROWS = 30_000, 40


def workbook(path: Path) -> None:
    """A small table, and two large sheets of the staff."""
    with xlsxwriter.Workbook(path) as made:
        for name in ("Groot", "Ook groot"):
            sheet = made.add_worksheet(name)
            for row in range(LARGE_ROWS):
                for column in range(12):
                    sheet.write_number(row, column, row * 1.25 + column)
        sheet = made.add_worksheet("Lijst")
        headers = [{"header": header} for header in ("AGB", "Volgorde", "Uren")]
        sheet.add_table(0, 0, ROWS, 2, {"name": "Lijst", "columns": headers})
        for row in range(ROWS):
            sheet.write_row(row + 1, 0, [f"a{row}", row, 1.5])


def wanted(count: int) -> Wanted:
    columns = (Column("AGB", Kind.CODE), Column("Volgorde", Kind.COUNT), Column("Uren", Kind.HOURS))
    rows: list[Row] = [{"AGB": f"a{row}", "Volgorde": row, "Uren": Decimal(2)} for row in range(count)]
    return Wanted(ResultTable("Lijst", "", "", ("AGB",), columns, rows))


def test_sheets_that_stay_take_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "groot.xlsx"
    workbook(path)
    with Package(path) as package:
        large = len(package.read(package.sheets["Groot"]))
    assert large > 10 << 20
    out = BytesIO()
    refresh_tables(path, [wanted(2)], BytesIO())  # what is loaded once is not counted
    tracemalloc.start()
    try:
        receipt = refresh_tables(path, [wanted(ROWS + 25)], out)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert receipt.is_changed
    written = len(out.getvalue())
    assert peak < written + (8 << 20), f"{peak >> 20} MB, of which {written >> 20} MB is the new file itself"
