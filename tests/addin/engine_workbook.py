"""The small workbook that the xlwings engine is tried on."""

import datetime as dt
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.addin.uno_bridge import struct, uno

ROWS = [["0101", "Aa", 10.5], ["0202", "Bee", 30], ["0303", "Cee", 20]]


def write_workbook(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        text = book.add_format({"num_format": "@"})
        date = book.add_format({"num_format": "dd-mm-yyyy"})
        euro = book.add_format({"num_format": "[$€-413] #,##0.00"})
        unlocked = book.add_format({"locked": False})
        red = book.add_format({"bg_color": "#FF0000"})
        sheet = book.add_worksheet("Max inzet")
        double = "=MaxInzet[[#This Row],[Bedrag, netto]]*2"
        headers = [
            {"header": "Code", "format": text, "total_string": "Totaal"},
            {"header": "Naam"},
            {"header": "Bedrag, netto"},
            {"header": "Dubbel", "formula": double},
        ]
        sheet.add_table("A4:D8", {"name": "MaxInzet", "total_row": True, "columns": headers, "data": ROWS})
        sheet.write_formula("C8", "=SUBTOTAL(109,MaxInzet[Bedrag, netto])")
        sheet.write("B6", "Bee", red)
        sheet.write_comment("B6", "Een noot bij Bee")
        sheet.write("F10", "onder")
        sheet.set_row(10, None, None, {"hidden": True})
        other = book.add_worksheet("Anders")
        other.write_row("A1", [True, 1.5, "tekst", ""])
        other.write_formula("A2", "=NA()")
        other.write_formula("B2", "=1/0")
        other.write_formula("C2", '=""')
        other.write_formula("D2", "=B1>1")
        other.write_datetime("A3", dt.datetime(2026, 11, 1), date)
        other.write("B3", 12.5, euro)
        other.write_string("C3", "00123")
        other.write_formula("D3", "=SUM('Max inzet'!C5:C7,1)")
        other.write_url("A5", "https://example.org/")
        locked = book.add_worksheet("Dicht")
        locked.write("A1", "vast")
        locked.write("A2", "vrij", unlocked)
        locked.protect("geheim")
        book.define_name("peildatum", "=Anders!$A$3")
        book.define_name("norm", "=0.35")
        book.define_name("Anders!lokaal", "=Anders!$B$1:$C$1")


def filter_on(table: Any, text: str) -> None:
    """As a user filters the first column of a table."""
    field = struct("sheet.TableFilterField", Field=0, StringValue=text)
    field.Operator = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
    native = table.impl.native
    descriptor = native.getFilterDescriptor()
    descriptor.FilterFields = (field,)
    native.refresh()
