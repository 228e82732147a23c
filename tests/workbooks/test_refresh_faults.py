"""Faults that a strict reader found in the refresh: each with the workbook that showed it."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from engine.errors import Refusal
from engine.result import Column, Kind, ResultTable, Row
from engine.texts.workbooks import ACCOUNTABILITY_KEYS, RUN_ID_KEY, VALUE
from workbooks.apply_plan import subtotal
from workbooks.opc.cell_texts import ErrorText
from workbooks.opc.references import LAST_ROW, with_row
from workbooks.plan import Wanted
from workbooks.receipt import receipt_lines
from workbooks.refresh import named_run, refresh_tables
from workbooks.swap import state, swap_in

COLUMNS = (Column("AGB", Kind.CODE), Column("Volgorde", Kind.COUNT), Column("Uren", Kind.HOURS))
Fill = Callable[[Any, Any], object]


def table(*codes: str, ranks: bool = False) -> ResultTable:
    rows: list[Row] = [{"AGB": code, "Volgorde": n, "Uren": Decimal(10 * n)} for n, code in enumerate(codes, start=1)]
    return ResultTable("T", "", "", ("AGB",), COLUMNS, rows, ranks=("AGB",) if ranks else ())


def file(folder: Path, of: ResultTable, fill: Fill, own: tuple[str, ...] = (), total: str = "") -> Path:
    """A workbook with the table at A4, staff's columns behind it, and what `fill` puts in the sheet."""
    path = folder / "t.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Blad")
    book.add_worksheet("Ander")
    headers = [column.name for column in COLUMNS]
    columns: list[dict[str, str]] = [{"header": name} for name in (*headers, *own)]
    last = 3 + len(of.rows) + bool(total)
    if total:
        columns[2] |= {"total_function": total}
    sheet.add_table(3, 0, last, len(columns) - 1, {"name": "T", "columns": columns, "total_row": bool(total)})
    for number, row in enumerate(of.rows, start=4):
        values = [row[name] for name in headers]
        sheet.write_row(number, 0, [float(each) if isinstance(each, Decimal | int) else each for each in values])
    fill(book, sheet)
    book.close()
    return path


def refreshed(path: Path, wanted: ResultTable) -> Any:
    out = BytesIO()
    refresh_tables(path, [Wanted(wanted)], out)
    path.write_bytes(out.getvalue())
    return openpyxl.load_workbook(path)["Blad"]


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def _write_parts(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def test_what_a_formula_says_of_its_own_row_goes_along_and_all_else_stays(tmp_path: Path) -> None:
    formulas = ("=Ander!A1+C5", "=SUM(C$5:C6)", "=C7*$H$1+H2+SUM(C5:C7)")

    def fill(_: Any, sheet: Any) -> None:
        for number, formula in enumerate(formulas, start=4):
            sheet.write_formula(number, 3, formula)

    path = file(tmp_path, table("1", "2", "3", ranks=True), fill, own=("Eigen",))
    sheet = refreshed(path, table("3", "2", "1", ranks=True))
    expected = ["=C5*$H$1+H2+SUM(C5:C7)", "=SUM(C$5:C6)", "=Ander!A1+C7"]
    assert [sheet.cell(row, 4).value for row in (5, 6, 7)] == expected


@pytest.mark.parametrize(
    ("formula", "after"),
    [
        ("C7+$C7+C$7", "C9+$C9+C$7"), ("Blad!C7+Ander!C7", "Blad!C9+Ander!C7"), ("B7:D7", "B9:D9"),
        ("C$5:C7", "C$5:C9"), ("C5:C7", "C5:C7"), ("C77+C17", "C77+C17"),
        ('"C7"&T[[#This Row],[Uren]]', '"C7"&T[[#This Row],[Uren]]'),
    ],
)  # fmt: skip
def test_references_to_the_own_row(formula: str, after: str) -> None:
    assert with_row(formula, "Blad", 7, 9) == after


def test_no_reference_runs_off_the_sheet(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write("A8", "eronder")
        sheet.write_formula("F1", f"=SUM(C1:C{LAST_ROW})")
        sheet.conditional_format(f"F2:F{LAST_ROW}", {"type": "data_bar"})

    path = file(tmp_path, table("1", "2", "3"), fill)
    sheet = refreshed(path, table("1", "2", "3", "4", "5"))
    assert sheet["A10"].value == "eronder"
    assert sheet["F1"].value == f"=SUM(C1:C{LAST_ROW})"
    assert [str(each.sqref) for each in sheet.conditional_formatting] == [f"F2:F{LAST_ROW}"]


def test_what_stands_on_the_totals_of_one_row_stays_on_the_totals(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.conditional_format("C6", {"type": "data_bar"})
        sheet.add_sparkline("E5", {"range": "Blad!B5:C5"})

    path = file(tmp_path, table("1"), fill, total="sum")
    sheet = refreshed(path, table("1", "2", "3"))
    assert [str(each.sqref) for each in sheet.conditional_formatting] == ["C8"]
    with zipfile.ZipFile(path) as package:
        text = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<xm:sqref>E5</xm:sqref>" in text
    assert "<xm:f>Blad!B5:C5</xm:f>" in text


@pytest.mark.parametrize(
    ("formula", "hidden", "total"),
    [
        ("=SUBTOTAL(109,T[Uren])", False, 60), ("=SUBTOTAL(109,T[Uren])", True, 50), ("=SUBTOTAL(9,T[Uren])", True, 60),
        ("=SUBTOTAL(109,T[Volgorde])", False, 6),
    ],
)  # fmt: skip
def test_totals_over_the_column_that_they_name(tmp_path: Path, formula: str, hidden: bool, total: float) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.set_row(4, None, None, {"hidden": hidden})

    path = file(tmp_path, table("1", "2"), fill, total=formula)
    refreshed(path, table("1", "2", "3"))
    assert openpyxl.load_workbook(path, data_only=True)["Blad"]["C8"].value == total


def test_a_total_over_an_error_is_that_error() -> None:
    assert subtotal(109, [1.0, ErrorText("#N/A"), 2.0]) == "#N/A"
    assert subtotal(102, [1.0, ErrorText("#N/A"), 2.0]) == 2


def test_words_in_volgorde_are_of_the_staff(tmp_path: Path) -> None:
    path = file(tmp_path, table("1", "2"), lambda *_: None)
    book = openpyxl.load_workbook(path)
    for column, value in enumerate(("eigen", " ", 12), start=1):
        book["Blad"].cell(7, column).value = value
    book["Blad"].tables["T"].ref = book["Blad"].tables["T"].autoFilter.ref = "A4:C7"
    book.save(path)
    sheet = refreshed(path, table("2", "3"))
    assert [cell.value for cell in sheet[7]] == ["eigen", " ", 12]


def test_links_formats_and_validations_of_one_row_go_with_it(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        for number in (1, 2, 3):
            sheet.write_url(f"D{number + 4}", f"https://example.org/{number}", string=f"dossier {number}")
        sheet.conditional_format("C5", {"type": "formula", "criteria": "=$C5>1", "format": None})
        sheet.data_validation("D7", {"validate": "list", "source": ["dossier 3", "weg"]})
        sheet.conditional_format("A5:D7", {"type": "no_blanks", "format": None})

    path = file(tmp_path, table("1", "2", "3", ranks=True), fill, own=("Dossier",))
    sheet = refreshed(path, table("3", "1", ranks=True))
    shown = {cell.value: cell.hyperlink.target for (cell,) in sheet["D5:D7"]}
    assert shown == {f"dossier {number}": f"https://example.org/{number}" for number in (1, 2, 3)}
    assert [sheet.cell(row, 1).value for row in (5, 6, 7)] == ["3", "1", "2"]
    assert sheet["B7"].value == "vervallen"
    formats = {str(each.sqref): each.rules[0].formula for each in sheet.conditional_formatting}
    assert formats == {"C6": ["$C6>1"], "A5:D7": ["LEN(TRIM(A5))>0"]}
    assert [str(each.sqref) for each in sheet.data_validations.dataValidation] == ["D5"]


def test_a_formula_of_the_staff_over_one_of_our_cells_is_named(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_formula("C5", "=5+5", None, 10)
        sheet.write_formula("C6", "=1+1", None, 2)

    path = file(tmp_path, table("1", "2"), fill)
    receipt = refresh_tables(path, [Wanted(table("1", "2"))], BytesIO())
    assert [(each.was, each.value) for each in receipt.plans[0].replaced[0].each()] == [(10.0, 10.0), (2.0, 20.0)]


def test_a_formula_that_stands_once_is_not_filled_down(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_formula("D5", "=Ander!A7")
        sheet.write_formula("D6", "=SUM(Ander!B1:B9)")

    path = file(tmp_path, table("1", "2"), fill, own=("Eigen",))
    assert refreshed(path, table("1", "2", "3"))["D7"].value is None


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "echt.xlsx", tmp_path / "link.xlsx"
    real.write_bytes(b"oud")
    link.symlink_to(real)
    swap_in(b"nieuw", link, tmp_path / "versies", datetime(2025, 3, 1), state(link))
    assert link.is_symlink()
    assert real.read_bytes() == b"nieuw"


def test_a_count_that_is_no_number_is_damage(tmp_path: Path) -> None:
    path = file(tmp_path, table("1"), lambda *_: None)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    part = "xl/tables/table1.xml"
    parts[part] = parts[part].replace(b'totalsRowShown="0"', b'totalsRowCount="a"')
    assert b'"a"' in parts[part]
    _write_parts(path, parts)
    with pytest.raises(Refusal, match="beschadigd"):
        refresh_tables(path, [Wanted(table("1", "2"))], BytesIO())


def test_a_chart_below_a_growing_table_makes_room(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        for place in ("A9", "A30", "J9"):
            _chart(book, sheet, place)

    path = file(tmp_path, table("1", "2", "3"), fill)
    sheet = refreshed(path, table(*map(str, range(1, 11))))
    corners = [(each.anchor._from.col, each.anchor._from.row) for each in sheet._charts]
    assert corners == [(0, 15), (0, 36), (9, 8)]


def test_a_chart_further_down_stays_as_long_as_the_table_does_not_reach_it(tmp_path: Path) -> None:
    path = file(tmp_path, table("1", "2", "3"), lambda book, sheet: _chart(book, sheet, "A30"))
    sheet = refreshed(path, table(*map(str, range(1, 11))))
    assert [each.anchor._from.row for each in sheet._charts] == [29]


def _chart(book: Any, sheet: Any, place: str) -> None:
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Blad!$C$5:$C$7"})
    sheet.insert_chart(place, chart)


def test_capitals_in_the_name_of_a_table_make_no_difference(tmp_path: Path) -> None:
    path = file(tmp_path, table("1", "2", "3"), lambda *_: None, total="sum")
    wanted = replace(table("1", "2"), name="t")
    sheet = refreshed(path, wanted)
    assert sheet["B7"].value == "vervallen"
    assert [row.value for row in sheet["C"][4:7]] == [10, 20, None]


def test_a_workbook_part_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = file(tmp_path, table("1", "2"), lambda *_: None)
    parts = _parts(path)
    text = parts["xl/workbook.xml"].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    parts["xl/workbook.xml"] = text.encode("utf-16")
    _write_parts(path, parts)
    with pytest.raises(Refusal, match="beschadigd"):
        refreshed(path, table("1", "2", "3"))


def test_the_run_is_named_in_footers_and_nowhere_else(tmp_path: Path) -> None:
    text = (
        '<x><dataValidation prompt="abc"/><headerFooter><oddFooter>run abc</oddFooter></headerFooter><p t="abc"/></x>'
    )
    assert named_run(text, "", "abc", "def") == text.replace("run abc", "run def")


def test_a_copy_that_staff_kept_of_a_sheet_keeps_the_run_in_its_footer(tmp_path: Path) -> None:
    path = tmp_path / "map.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheets = [made.add_worksheet(name) for name in ("Verantwoording", "Overzicht", "Kopie van maart")]
        for sheet in sheets:
            sheet.set_footer("&LRun 1")
            sheet.write("F20", "Run 1")
        headers = [{"header": header} for header in (*ACCOUNTABILITY_KEYS, VALUE)]
        sheets[0].add_table(0, 0, 1, 3, {"name": "Verantwoording", "columns": headers})
        sheets[0].write_row(1, 0, [*RUN_ID_KEY, "Run 1"])
        sheets[1].write_formula("A1", f"=INDEX(Verantwoording[{VALUE}],1)", value="Run 1")
    columns = tuple(Column(name, Kind.TEXT) for name in (*ACCOUNTABILITY_KEYS, VALUE))
    row: Row = dict(zip((*ACCOUNTABILITY_KEYS, VALUE), (*RUN_ID_KEY, "Run 2"), strict=True))
    wanted = ResultTable("Verantwoording", "", "", ACCOUNTABILITY_KEYS, columns, [row])
    out = BytesIO()
    refresh_tables(path, [Wanted(wanted)], out)
    with zipfile.ZipFile(out) as package:
        parts = [package.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2, 3)]
    footers = [re.search(r"<oddFooter>(.*?)</oddFooter>", part) for part in parts]
    assert [found and found[1] for found in footers] == ["&amp;LRun 2", "&amp;LRun 2", "&amp;LRun 1"]


def test_the_receipt_names_a_few_changed_cells_and_a_filter(tmp_path: Path) -> None:
    path = file(tmp_path, table("1", "2", "3"), lambda *_: None)
    content = _parts(path)
    content["xl/tables/table1.xml"] = content["xl/tables/table1.xml"].replace(
        b'<autoFilter ref="A4:C7"/>', b'<autoFilter ref="A4:C7"><filterColumn colId="0"/></autoFilter>'
    )
    _write_parts(path, content)
    wanted = table("1", "2", "3")
    wanted.rows[1]["Uren"] = Decimal("20.5")
    receipt = refresh_tables(path, [Wanted(wanted)], BytesIO())
    lines = receipt_lines(receipt)
    assert any("gewijzigd: 2, kolom Uren: was 20,0, is 20,5" in line for line in lines)
    assert any("T: er staat een filter aan" in line for line in lines)
