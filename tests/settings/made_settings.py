"""Settings workbooks for tests, made with openpyxl: another writer than the product's own."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.table import Table as ExcelTable

from engine.settings.tables import TABLES

FIRST_ROW = 5
Rows = Sequence[Mapping[str, Any]]

NORM = {"Productcode": "54B01", "Jaar": 2024, "Norm (uren)": 15}
TARIFF = {"Productcode": "54B01", "Vanaf": date(2024, 1, 1), "Eenheid": "04", "Tarief": 102}
RAISE = {"AGB": "01234567", "Productcode": "54B01", "Jaar": 2024, "Status": "Toegekend"}


def workbook(tables: Mapping[str, Rows]) -> Workbook:
    """Every table of data.md, header in row 4; the given rows (by Dutch header) from row 5."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in TABLES:
        sheet = book.create_sheet(table.name)
        headers = [column.header for column in table.columns]
        for index, header in enumerate(headers, 1):
            sheet.cell(FIRST_ROW - 1, index, header)
        rows = tables.get(table.name, ())
        for number, row in enumerate(rows, FIRST_ROW):
            for header, value in row.items():
                sheet.cell(number, headers.index(header) + 1, value)
        last = sheet.cell(FIRST_ROW + max(len(rows), 1) - 1, len(headers)).coordinate
        sheet.add_table(ExcelTable(displayName=table.name, ref=f"A4:{last}"))
    return book


def save(book: Workbook, folder: Path) -> Path:
    """Saves it as instellingen.xlsx."""
    path = folder / "instellingen.xlsx"
    book.save(path)
    return path


def made(folder: Path, **tables: Rows) -> Path:
    """A workbook with these rows."""
    return save(workbook(tables), folder)
