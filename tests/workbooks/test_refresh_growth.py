"""A table that needs rows where something stands: everything below moves with what refers to it, or it is refused."""

import re
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from tests.tools.excel_lint import excel_lint
from tests.tools.office import convert
from tests.tools.ooxml import validate_ooxml
from tests.tools.package import Package
from tests.workbooks import refresh_parts
from tests.workbooks.refresh_corpus import Shape, add_table, read_parts, write_parts
from tests.workbooks.refresh_features import picture, workbook
from tests.workbooks.refresh_result import result
from workbooks.plan import Wanted
from workbooks.refresh import refresh_tables

SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
LAST, MORE = 14, 7
"""Last row of the table at E4:M14, and how many rows it grows."""
Fill = Callable[[Any, Any], None]


def book(*fills: Fill) -> bytes:
    """A workbook with something in the rows that the table needs, and what these put in it."""

    def fill(made: Any, sheet: Any) -> None:
        sheet.write("E16", "eronder")
        for row, value in enumerate((10, 20, 30), start=16):
            sheet.write_row(row, 4, [value, value + 1])
        for each in fills:
            each(made, sheet)

    return workbook(fill)


def grown(content: bytes, folder: Path, shape: Shape | None = None) -> tuple[dict[str, bytes], dict[str, bytes], Path]:
    """The parts before and after the table grew, and the file after."""
    before = add_table(content, shape or Shape(), result(10), left=5).content
    path, out = folder / "voor.xlsx", BytesIO()
    path.write_bytes(before)
    refresh_tables(path, [Wanted(result(17))], out)
    after = folder / "na.xlsx"
    after.write_bytes(out.getvalue())
    return read_parts(before), read_parts(out.getvalue()), after


def root(parts: dict[str, bytes], part: str = SHEET) -> Any:
    return etree.fromstring(parts[part])


def ranges(parts: dict[str, bytes], name: str, key: str, part: str = SHEET) -> list[str]:
    return [each.get(key) for each in root(parts, part).iter(f"{{*}}{name}")]


def _formulas(made: Any, sheet: Any) -> None:
    made.define_name("Onder", "='Blad één'!$E$17:$E$19")
    made.define_name("'Blad één'!Eigen", "='Blad één'!$F$18")
    other = made.worksheets()[1]
    written = (
        "=SUM('Blad één'!E17:E19)", "='Blad één'!$F$18*2", "=SUM(Onder)+'Blad één'!Eigen", "=SUM('Blad één'!17:17)",
        "=INDEX('Blad één'!E17:F19,2,2)", "='Blad één'!A1+'Blad één'!C5", '="Blad één!E17"&\'Blad één\'!E16',
        "=COUNTA('Blad één'!E16:E40)", "=VLOOKUP(20,'Blad één'!$E$17:$F$19,2,FALSE)", "=SUM('Blad één'!A:C)",
        "=SUMIF('Blad één'!E17:E19,\">10\",'Blad één'!F17:F19)", "=ROW('Blad één'!E17)-ROW('Blad één'!E16)",
    )  # fmt: skip
    for row, formula in enumerate(written):
        other.write_formula(row, 6, formula)
    for row in range(16, 19):
        sheet.write_formula(row, 6, f"=E{row + 1}*F{row + 1}+$E$17+A1")
    sheet.write_formula("A2", "=SUM(E17:E19)-E17")
    sheet.write_array_formula("H17:H19", "{=E17:E19*2}")
    sheet.write_formula("I17", "=SUM(E17:E19,H17:H19)")
    sheet.write_formula("A40", "=A2+E19")


def test_formulas_give_the_same_after_the_move(tmp_path: Path) -> None:
    _, _, path = grown(book(_formulas), tmp_path)
    converted = convert([tmp_path / "voor.xlsx", path], "xlsx")
    before, after = map(_calculated, converted)
    shutil.rmtree(converted[0].parent.parent)
    moved = {
        (sheet, column, row + MORE * (sheet == "Blad één" and row > LAST)): v
        for (sheet, column, row), v in before.items()
    }
    assert len(moved) >= 20
    assert {place: after.get(place) for place in moved} == moved


def _calculated(path: Path) -> dict[tuple[str, int, int], Any]:
    """Every cell outside the table that is a formula, with its value."""
    package = Package(path)
    found: dict[tuple[str, int, int], Any] = {}
    for sheet in package.sheets:
        for cell in package.cells(sheet):
            if cell.formula is not None and "Corpus" not in cell.formula:
                found[sheet, cell.column, cell.row] = package.value(cell)
    return found


def test_shared_formulas_and_data_tables(tmp_path: Path) -> None:
    content = book(lambda _, sheet: [sheet.write_formula(row, 7, f"=E{row + 1}*2+A1") for row in (16, 17, 18)])
    parts = read_parts(content)
    text = parts[SHEET].decode()
    text = text.replace("<f>E17*2+A1</f>", '<f t="shared" ref="H17:H19" si="3">E17*2+A1</f>')
    text = text.replace("<f>E18*2+A1</f>", '<f t="shared" si="3"/>').replace(
        "<f>E19*2+A1</f>", '<f t="shared" si="3"/>'
    )
    table = '<c r="I20"><f t="dataTable" ref="I20:I21" dt2D="0" dtr="0" r1="E17"/><v>1</v></c>'
    text = text.replace("</sheetData>", f'<row r="20">{table}</row></sheetData>')
    _, after, _ = grown(write_parts({**parts, SHEET: text.encode()}, content), tmp_path)
    found = {each.getparent().get("r"): each for each in root(after).iter("{*}f")}
    assert [found[f"H{row}"].text for row in (24, 25, 26)] == ["E24*2+A1", "E25*2+A2", "E26*2+A3"]
    assert (found["I27"].get("ref"), found["I27"].get("r1")) == ("I27:I28", "E24")


def test_shared_formulas_that_do_not_change_stay_shared(tmp_path: Path) -> None:
    before, after, _ = grown(refresh_parts.shared_formulas(), tmp_path)
    # columns E to I are the table's here: the formula in F1:F5 meets its rows 4 and 5, so it is put beside it
    assert before.keys() == after.keys()


def _moved_cells(made: Any, sheet: Any) -> None:
    sheet.merge_range("E20:F21", "samen", made.add_format({"bold": True}))
    sheet.set_row(21, 40)
    sheet.set_row(22, None, None, {"level": 1, "hidden": True})
    sheet.set_h_pagebreaks([2, 14, 20])
    sheet.print_area("A1:M30")
    sheet.write_url("E22", "internal:'Blad één'!E17")
    sheet.write_url("E23", "https://example.org")
    made.worksheets()[1].write_url("H1", "internal:'Blad één'!E18")
    sheet.protect()
    sheet.unprotect_range("E17:E19")
    sheet.ignore_errors({"number_stored_as_text": "E17:F19"})


def test_merged_cells_rows_breaks_links_and_ranges(tmp_path: Path) -> None:
    _, after, path = grown(book(_moved_cells), tmp_path)
    assert ranges(after, "mergeCell", "ref") == ["E27:F28"]
    rows = {each.get("r"): each for each in root(after).iter("{*}row")}
    assert (rows["29"].get("ht"), rows["30"].get("hidden"), rows["21"].get("ht")) == ("39.75", "1", None)
    assert ranges(after, "brk", "id") == ["2", "21", "27"]
    assert ranges(after, "hyperlink", "ref") == ["E29", "E30"]
    assert [each for each in ranges(after, "hyperlink", "location") if each] == ["'Blad één'!E24"]
    assert ranges(after, "hyperlink", "location", "xl/worksheets/sheet2.xml") == ["'Blad één'!E25"]
    assert ranges(after, "protectedRange", "sqref") == ["E24:E26"]
    assert ranges(after, "ignoredError", "sqref") == ["E24:F26"]
    names = {each.get("name"): each.text for each in root(after, BOOK).iter("{*}definedName")}
    assert names["_xlnm.Print_Area"] == "'Blad één'!$A$1:$M$37"
    assert ranges(after, "dimension", "ref")[0].endswith("30")
    assert openpyxl.load_workbook(path)["Blad één"]["E23"].value == "eronder"


def _rules(made: Any, sheet: Any) -> None:
    looks = made.add_format({"bold": True})
    sheet.conditional_format("E17:F19", {"type": "formula", "criteria": "=E17>$F$19", "format": looks})
    sheet.conditional_format("F17:F19", {"type": "data_bar", "data_bar_2010": True})
    sheet.data_validation("E17:E19", {"validate": "list", "source": "=$F$17:$F$19"})
    sheet.data_validation("A1", {"validate": "decimal", "criteria": "<", "value": "=$E$17"})
    sheet.add_sparkline("G17", {"range": "'Blad één'!E17:F17"})
    other = made.worksheets()[1]
    other.conditional_format("A1", {"type": "formula", "criteria": "='Blad één'!$E$18>3", "format": looks})
    other.data_validation("B1", {"validate": "list", "source": "='Blad één'!$E$17:$E$19"})


def test_formats_validations_and_sparklines(tmp_path: Path) -> None:
    _, after, _ = grown(book(_rules), tmp_path)
    assert ranges(after, "conditionalFormatting", "sqref")[:2] == ["E24:F26", "F24:F26"]
    assert ranges(after, "dataValidation", "sqref") == ["E24:E26", "A1"]
    texts = [each.text for name in ("formula", "formula1", "f", "sqref") for each in root(after).iter(f"{{*}}{name}")]
    for wanted in ("E24>$F$26", "$F$24:$F$26", "$E$24", "'Blad één'!E24:F24", "G24", "F24:F26"):
        assert wanted in texts
    other = [
        each.text
        for name in ("formula", "formula1")
        for each in root(after, "xl/worksheets/sheet2.xml").iter(f"{{*}}{name}")
    ]
    assert other == ["'Blad één'!$E$25>3", "'Blad één'!$E$24:$E$26"]


def _drawn(made: Any, sheet: Any) -> None:
    sheet.insert_image("E20", "p.png", {"image_data": picture(), "object_position": 1})
    sheet.insert_image("E21", "p.png", {"image_data": picture(), "object_position": 3})
    sheet.insert_image("N13", "p.png", {"image_data": picture(), "object_position": 2, "y_scale": 20})
    sheet.insert_textbox("E30", "x", {"textlink": "='Blad één'!$E$17"})
    for place, at in ((sheet, "E40"), (made.worksheets()[1], "E5")):
        chart = made.add_chart({"type": "line"})
        chart.add_series({"values": "='Blad één'!$E$17:$E$19", "name": "='Blad één'!$E$16"})
        place.insert_chart(at, chart)


def test_drawings_and_charts(tmp_path: Path) -> None:
    before, after, _ = grown(book(_drawn), tmp_path)
    drawing = "xl/drawings/drawing1.xml"

    def corners(parts: dict[str, bytes]) -> list[list[int]]:
        return [[int(each.text) for each in anchor.iter("{*}row")] for anchor in root(parts, drawing)]

    old, new = corners(before), corners(after)
    moves = [[b - a for a, b in zip(x, y, strict=True)] for x, y in zip(old, new, strict=True)]
    assert sorted(moves) == sorted([[MORE, MORE], [0, 0], [0, 0], [MORE, MORE], [MORE, MORE]])
    assert "'Blad één'!$E$24" in {each.get("textlink") for each in root(after, drawing).iter("{*}sp")}
    for number in (1, 2):
        shown = [each.text for each in root(after, f"xl/charts/chart{number}.xml").iter("{*}f")]
        assert shown == ["'Blad één'!$E$23", "'Blad één'!$E$24:$E$26"]


def test_notes_and_conversations(tmp_path: Path) -> None:
    content = book(lambda _, sheet: [sheet.write_comment(place, place) for place in ("A1", "E17", "F19")])
    parts = read_parts(content)
    threaded = b'<ThreadedComments xmlns="urn:t"><threadedComment ref="E17"/></ThreadedComments>'
    relation = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    part = refresh_parts.Part(
        SHEET, "xl/threadedComments/t1.xml", relation, "application/vnd.ms-excel.threadedcomments+xml", threaded
    )
    _, after, path = grown(refresh_parts.with_parts(write_parts(parts, content), part), tmp_path)
    assert b'ref="E24"' in after["xl/threadedComments/t1.xml"]
    sheet = openpyxl.load_workbook(path)["Blad één"]
    assert {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment} == {
        "A1": "A1", "E24": "E17", "F26": "F19",
    }  # fmt: skip
    drawing = after["xl/drawings/vmlDrawing1.vml"].decode()
    assert re.findall(r"<x:Row>(\d+)</x:Row>", drawing) == ["0", "23", "25"]
    tops = [int(each.split(",")[2]) for each in re.findall(r"<x:Anchor>([^<]+)", drawing)]
    assert tops == [0, 22, 24]


def _other_table(made: Any, sheet: Any) -> None:
    columns = [{"header": "Een"}, {"header": "Twee", "formula": "=$E$17*2"}]
    sheet.add_table("E22:F24", {"name": "Onderste", "columns": columns})
    made.worksheets()[1].add_table(
        "H2:I4", {"name": "Verre", "columns": [{"header": "A"}, {"header": "B", "formula": "='Blad één'!$E$18"}]}
    )


def test_other_tables(tmp_path: Path) -> None:
    _, after, path = grown(book(_other_table), tmp_path)
    tables = {each.name: each for each in Package(path).tables}
    assert openpyxl.load_workbook(path)["Blad één"].tables["Onderste"].ref == "E29:F31"
    assert [each.get("ref") for name, each in _tables(after).items() if name == "Onderste"] == ["E29:F31"]
    assert _tables(after)["Onderste"].find("{*}autoFilter").get("ref") == "E29:F31"
    assert (tables["Onderste"].formulas, tables["Verre"].formulas) == (("$E$24*2",), ("'Blad één'!$E$25",))


def _tables(parts: dict[str, bytes]) -> dict[str, Any]:
    found = [root(parts, name) for name in parts if name.startswith("xl/tables/")]
    return {each.get("name"): each for each in found}


def test_staffs_own_column_that_reads_a_cell_below(tmp_path: Path) -> None:
    shape = Shape(own=True, totals=True)
    content = add_table(book(), shape, result(10), left=5)
    parts = read_parts(content.content)
    for part in (SHEET, content.table_part):
        parts[part] = parts[part].replace(b"Corpus[[#This Row],[Bedrag]]*2", b"J5*$E$17")
    for row in range(6, 15):
        found = parts[SHEET].decode()
        at = found.index(f'r="O{row}"')
        parts[SHEET] = (found[:at] + found[at:].replace("J5*", f"J{row}*", 1)).encode()
    path, out = tmp_path / "voor.xlsx", BytesIO()
    path.write_bytes(write_parts(parts, content.content))
    refresh_tables(path, [Wanted(result(17))], out)
    after = read_parts(out.getvalue())
    assert b"<calculatedColumnFormula>J5*$E$24<" in after[content.table_part]
    found = {each.getparent().get("r"): each.text for each in root(after).iter("{*}f")}
    assert {found[f"O{row}"] == f"J{row}*$E$24" for row in range(5, 22)} == {True}
    assert found["J22"] == "SUBTOTAL(109,Corpus[Cliënten])"


def test_a_table_that_showed_a_row_to_type_in(tmp_path: Path) -> None:
    added = add_table(book(), Shape(), result(10), left=5)
    path, out = tmp_path / "voor.xlsx", BytesIO()
    parts = read_parts(added.content)
    parts[added.table_part] = parts[added.table_part].replace(b"<table ", b'<table insertRow="1" ', 1)
    path.write_bytes(write_parts(parts, added.content))
    refresh_tables(path, [Wanted(result(17))], out)
    assert b"insertRow" not in read_parts(out.getvalue())[added.table_part]


def test_pivots_and_controls(tmp_path: Path) -> None:
    source = 'ref="E16:F19" sheet="Blad één"'
    content = refresh_parts.pivot(source)
    parts = read_parts(content)
    below = '<row r="16"><c r="E16"><v>1</v></c></row></sheetData>'
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", below.encode())
    _, after, _ = grown(write_parts(parts, content), tmp_path)
    assert ranges(after, "location", "ref", "xl/pivotTables/pivotTable1.xml") == ["A27:B31"]
    assert ranges(after, "worksheetSource", "ref", "xl/pivotCache/pivotCacheDefinition1.xml") == ["E23:F26"]
    content = refresh_parts.form_control()
    parts = read_parts(content)
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", below.encode()).replace(b"<xdr:row>14<", b"<xdr:row>15<")
    control = "xl/ctrlProps/ctrlProp1.xml"
    parts[control] = parts[control].replace(b"$A$9", b"$A$20").replace(b"$A$1:$A$5", b"$E$16:$E$19")
    vml = next(name for name in parts if name.endswith(".vml"))
    link = b"<x:FmlaLink>$A$20</x:FmlaLink></x:ClientData>"
    parts[vml] = parts[vml].replace(b"</x:ClientData>", link, 1)
    _, after, _ = grown(write_parts(parts, content), tmp_path)
    assert b"$A$27" in after[vml]
    assert b'fmlaLink="$A$27" fmlaRange="$E$23:$E$26"' in after[control]
    assert b"<xdr:row>9<" in after[SHEET]


def _over_the_rows(made: Any, sheet: Any) -> None:
    made.define_name("Bedragen", "='Blad één'!$J$5:$J$14")
    other = made.worksheets()[1]
    for row, formula in enumerate(
        ("=SUM('Blad één'!J5:J14)", "=SUM(Bedragen)", "=SUM('Blad één'!J5:J13)", "='Blad één'!J14")
    ):
        other.write_formula(row, 6, formula)
    sheet.conditional_format("J5:J14", {"type": "data_bar"})
    sheet.data_validation("M5:M14", {"validate": "list", "source": ["ja", "nee"]})
    chart = made.add_chart({"type": "bar"})
    chart.add_series({"values": "='Blad één'!$J$5:$J$14", "categories": "='Blad één'!$E$5:$E$14"})
    other.insert_chart("A20", chart)


@pytest.mark.parametrize("fills", [[], [lambda _, sheet: sheet.write("E16", 1)]], ids=["free", "moved"])
def test_what_is_about_all_rows_follows(fills: list[Fill], tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        for each in (_over_the_rows, *fills):
            each(made, sheet)

    _, after, path = grown(workbook(fill), tmp_path)
    other = [each.text for each in root(after, "xl/worksheets/sheet2.xml").iter("{*}f")][-4:]
    wanted = ["SUM('Blad één'!J5:J21)", "SUM(Bedragen)", "SUM('Blad één'!J5:J13)", "'Blad één'!J14"]
    assert other == wanted
    assert ranges(after, "conditionalFormatting", "sqref") == ["J5:J21"]
    assert ranges(after, "dataValidation", "sqref") == ["M5:M21"]
    shown = [each.text for each in root(after, "xl/charts/chart1.xml").iter("{*}f")]
    assert shown == ["'Blad één'!$E$5:$E$21", "'Blad één'!$J$5:$J$21"]
    assert len(root(after, "xl/charts/chart1.xml").findall(".//{*}val//{*}pt")) == 17
    assert excel_lint(path) == []


@pytest.mark.full
def test_moved_files_are_valid(tmp_path: Path) -> None:
    for number, fill in enumerate((_formulas, _moved_cells, _rules, _drawn, _other_table)):
        folder = tmp_path / str(number)
        folder.mkdir()
        _, _, path = grown(book(fill), folder)
        assert set(excel_lint(path)) <= set(excel_lint(folder / "voor.xlsx")), fill
        assert {each.partition(": ")[2] for each in validate_ooxml(path)} <= {
            each.partition(": ")[2] for each in validate_ooxml(folder / "voor.xlsx")
        }, fill


def test_a_table_of_one_row(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.conditional_format("J5", {"type": "data_bar"})
        sheet.data_validation("A1", {"validate": "decimal", "criteria": "<", "value": "=$J$5"})
        sheet.write_url("J5", "https://example.org", string="1")
        chart = made.add_chart({"type": "bar"})
        chart.add_series({"values": "='Blad één'!$J$5:$J$5"})
        sheet.insert_chart("P20", chart)
        made.worksheets()[1].write_formula("A9", "='Blad één'!J5*2")
        made.worksheets()[1].write_formula("A10", "=SUM('Blad één'!J5:J5)")
        made.define_name("Kolom", "='Blad één'!$J$5:$J$5")
        made.define_name("Cel", "='Blad één'!$J$5")

    path, out = tmp_path / "voor.xlsx", BytesIO()
    path.write_bytes(add_table(workbook(fill), Shape(), result(1), left=5).content)
    refresh_tables(path, [Wanted(result(8))], out)
    after = read_parts(out.getvalue())
    assert ranges(after, "conditionalFormatting", "sqref") == ["J5:J12"]
    assert ranges(after, "hyperlink", "ref") == ["J5"]
    assert root(after).find(".//{*}formula1").text == "$J$5"
    assert [each.text for each in root(after, "xl/charts/chart1.xml").iter("{*}f")] == ["'Blad één'!$J$5:$J$12"]
    formulas = {each.text for each in root(after, "xl/worksheets/sheet2.xml").iter("{*}f")}
    assert {"'Blad één'!J5*2", "SUM('Blad één'!J5:J12)"} <= formulas
    names = {each.get("name"): each.text for each in root(after, BOOK).iter("{*}definedName")}
    assert (names["Kolom"], names["Cel"]) == ("'Blad één'!$J$5:$J$12", "'Blad één'!$J$5")


@pytest.mark.parametrize(("heights", "of_new"), [((30,), "30"), ((30, 45), None)])
def test_a_new_row_is_as_high_as_the_others_or_fits_its_text(
    heights: tuple[int, ...], of_new: str | None, tmp_path: Path
) -> None:
    def fill(_made: Any, sheet: Any) -> None:
        for row in range(3, LAST):
            sheet.set_row(row, heights[row % len(heights)])

    before, after, path = grown(workbook(fill), tmp_path)
    rows = {int(row.get("r")): row for row in root(after).iter("{*}row")}
    new = [number for number in rows if LAST < number <= LAST + MORE]
    assert new
    assert {rows[number].get("ht") for number in new} == {of_new}
    assert {rows[number].get("ht") for number in range(5, LAST)} == {str(height) for height in heights}
    assert len([*root(before).iter("{*}row")]) < len(rows)
    assert validate_ooxml(path) == []
