"""The rows and cells of a sheet as text, in every way that a program may write them."""

from pathlib import Path

import pytest
from lxml import etree

from engine.errors import Refusal
from workbooks.opc.cell_texts import style_of
from workbooks.opc.cells import SheetCells

SHEET = "xl/worksheets/sheet1.xml"


def cells_of(body: str) -> SheetCells:
    return SheetCells(Path("x.xlsx"), SHEET, f"<worksheet><sheetData>{body}</sheetData></worksheet>".encode(), list)


def test_cells_as_other_programs_write_them() -> None:
    sheet = cells_of(
        '<row r="2"/><row r="3"><c r="A3" t="str"><v xml:space="preserve"> x </v></c><c><v>7</v></c></row>\n'
        "<row r='4' ht='9'><c r='A4' s='3' t='b'><v>1</v></c></row><row><c r=\"B5\"/></row><row r=\"9\"/>\n"
    )
    assert [*sheet.rows] == [2, 3, 4, 5, 9]
    assert [sheet.value(each) for each in sheet.cells(3).values()] == [" x ", 7.0]
    assert (style_of(sheet.cells(4)[1].attributes), sheet.value(sheet.cells(4)[1])) == ("3", True)
    raw = sheet.bytes()
    assert b"r='4'" in raw, "what does not change keeps its bytes"
    sheet.put_row(3, sheet.row_attributes(3), sheet.cells(3))
    assert etree.fromstring(sheet.bytes()).findall(".//c")[1].get("r") == "B3"


def test_what_excel_knew_of_an_old_value_goes_with_it() -> None:
    sheet = cells_of('<row r="1"><c r="A1" s="2" t="e" vm="1"><f>1/0</f><v>#VALUE!</v></c></row>')
    assert sheet.with_value(sheet.cells(1)[1], 3.0).attributes == ' s="2"'


def test_rows_with_an_unknown_extension_are_refused() -> None:
    with pytest.raises(Refusal, match="onbekends"):
        cells_of('<row r="1"><c r="A1"/><extLst><ext uri="x"/></extLst></row>').cells(1)


def test_a_row_that_is_there_twice_is_refused() -> None:
    with pytest.raises(Refusal, match="onbekends"):
        cells_of('<row r="1"><c r="A1"/></row><row r="1"><c r="A1"/></row>')
