"""The workbook max-inzet as a file: valid, recalculating to its stored values, safe, repeatable, never over another."""

# openpyxl types every cell as if it were merged or empty.
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportArgumentType=false
# pyright: reportCallIssue=false, reportOperatorIssue=false

import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from engine.errors import Refusal
from engine.result import Report
from engine.run import Period, Run
from tests.tools.excel_lint import excel_lint
from tests.tools.office import assert_recalculates, printed_text
from tests.tools.ooxml import validate_ooxml
from tests.tools.package import Package
from tests.workbooks.made_up import HOSTILE, made_up_report
from workbooks.bureau import bureau_bytes, write_bureau
from workbooks.generate import numbered_neighbour
from workbooks.max_average import LAYOUT
from xl_addin.macros import workbook_project

SHEETS = ["Overzicht", "MaxInzet", "Aanvragen", "Verantwoording", "Parameters", "Normen", "Kerncijfers"]  # fmt: skip
AND_MORE = ["Grafiek", "Aandacht"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The full report, the same without macros, and one in which every table is empty."""
    made = tmp_path_factory.mktemp("werkmappen")
    write_bureau(made_up_report(120), LAYOUT, made / "vol.xlsm", macros=workbook_project)
    write_bureau(made_up_report(40), LAYOUT, made / "zonder-macro.xlsm", macros=None)
    write_bureau(made_up_report(0, 0, 0), LAYOUT, made / "leeg.xlsm", macros=workbook_project)
    return made


def files(folder: Path) -> list[Path]:
    """All workbooks in the folder."""
    found = sorted(folder.glob("*.xls?"))
    assert len(found) == 3
    return found


def test_libreoffice_recalculates_every_formula_to_its_stored_value(folder: Path) -> None:
    assert assert_recalculates(files(folder)) > 1800


def test_microsofts_validator_finds_nothing(folder: Path) -> None:
    assert {path.name: validate_ooxml(path) for path in files(folder)} == {p.name: [] for p in files(folder)}


def test_excel_lint_finds_nothing(folder: Path) -> None:
    assert {path.name: excel_lint(path) for path in files(folder)} == {p.name: [] for p in files(folder)}


def test_sheets_stand_in_reading_order_and_none_is_hidden(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "vol.xlsm")
    assert book.sheetnames == SHEETS + AND_MORE
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert all(len(sheet.tables) == 1 for sheet in book.worksheets[1:])
    assert not any(sheet.merged_cells.ranges for sheet in book)


def test_every_table_sheet_has_title_sentence_frozen_header_filter_and_print_setup(folder: Path) -> None:
    shown = openpyxl.load_workbook(folder / "vol.xlsm", data_only=True)
    for sheet in openpyxl.load_workbook(folder / "vol.xlsm").worksheets[1:]:
        (table,) = sheet.tables.values()
        assert shown[sheet.title]["A1"].value
        assert "peildatum 01-02-2025 · voorlopig" in shown[sheet.title]["A2"].value
        assert table.ref.startswith("A4:")
        assert table.autoFilter is not None
        assert sheet.freeze_panes.endswith("5")
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.oddFooter.left.text == "vol.xlsm"
        assert "2024·2025-02-01·S12·3fa9c1d2" in sheet.oddFooter.center.text


def test_key_columns_and_name_stay_in_view(folder: Path) -> None:
    assert openpyxl.load_workbook(folder / "vol.xlsm")["MaxInzet"].freeze_panes == "D5"


def test_header_notes_give_rule_sentence_and_source(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "vol.xlsm")["MaxInzet"]
    notes = {cell.value: cell.comment.text for cell in sheet[4] if cell.comment}
    assert notes["Gemiddelde inzet"] == "Regel MI-2\nGemiddelde inzet = Uren ÷ Cliënten.\nBron: A §2"
    assert notes["Uren"] == "Regel MI-1\nNetto uren.\nBron: A §2"


def test_rule_columns_are_formulas_and_facts_are_values(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "vol.xlsm")["MaxInzet"]
    column = {cell.value: cell.column for cell in sheet[4]}
    average = sheet.cell(5, column["Gemiddelde inzet"]).value
    assert average.startswith("=")
    assert "MaxInzet[[#This Row],[Uren]]" in average
    assert not str(sheet.cell(5, column["Uren"]).value).startswith("=")
    tariffs = [sheet.cell(row, column["Tarief"]).value for row in range(5, 12)]
    assert [isinstance(value, str) for value in tariffs] == [False, False, False, True, False, False, False]


def test_text_from_outside_stays_text_to_the_letter(folder: Path) -> None:
    package = Package(folder / "vol.xlsm")
    shown = {cell.kind: package.value(cell) for cell in package.cells("MaxInzet") if cell.reference == "C5"}
    assert shown == {"s": "=1+1"}
    names = {package.value(cell): cell for cell in package.cells("MaxInzet") if cell.column == 3}
    shown_names = [text.replace("\x0b", "�").replace("\ufffe", "�") for text in HOSTILE]
    assert set(shown_names) <= set(names)
    assert all(names[text].formula is None for text in shown_names)
    links = [name for name in package.content if b"hyperlink" in package.content[name].lower()]
    assert [name for name in links if name.startswith("xl/worksheets")] == []


def test_codes_are_text_with_leading_zeros_and_dates_are_dates(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "vol.xlsm", data_only=True)["MaxInzet"]
    first = {header.value: cell for header, cell in zip(sheet[4], sheet[5], strict=True)}
    assert (first["AGB"].value, first["AGB"].data_type) == ("00001000", "s")
    assert first["Eerste maand"].value.date() == date(2024, 1, 1)
    assert first["Besluitdatum"].value.date() == date(2024, 5, 17)


def test_an_empty_result_is_stored_as_empty_text(folder: Path) -> None:
    package = Package(folder / "vol.xlsm")
    empty = [cell for cell in package.cells("MaxInzet") if cell.formula and cell.raw == ""]
    assert len(empty) > 25
    assert {cell.kind for cell in empty} == {"str"}


def test_totals_are_visible_subtotals_with_their_value(folder: Path) -> None:
    report = made_up_report(120)
    sheet = openpyxl.load_workbook(folder / "vol.xlsm")["MaxInzet"]
    stored = openpyxl.load_workbook(folder / "vol.xlsm", data_only=True)["MaxInzet"]
    column = next(cell.column for cell in sheet[4] if cell.value == "Bedrag")
    known = "AND(COUNT(MaxInzet[Volgorde])>0,COUNT(MaxInzet[Bedrag])=0)"
    assert sheet.cell(sheet.max_row, column).value == f'=IF({known},"n.v.t.",SUBTOTAL(109,MaxInzet[Bedrag]))'
    assert stored.cell(stored.max_row, column).value == pytest.approx(
        float(sum(report.table("MaxInzet").values("Bedrag")))
    )


def test_an_empty_table_says_so(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "vol.xlsm")["Aanvragen"]
    assert "Er zijn geen rijen" in sheet["A2"].value
    assert next(iter(sheet.tables.values())).ref == "A4:F6"


def test_parameters_have_the_names_that_formulas_use(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "vol.xlsm")
    assert book.defined_names["P_MI_RelevanteDaling"].attr_text == "Parameters!$B$5"
    assert book["Parameters"]["B5"].value == 0.05
    assert book["Parameters"]["B5"].protection.locked is False


def test_accountability_names_run_and_every_column(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "vol.xlsm")["Verantwoording"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert rows[0][:4] == ["Run", None, "Run-id", "G-3"]
    described = {(row[1], row[2]) for row in rows if row[0] == "Kolom"}
    wanted = {(table.name, column.name) for table in made_up_report().tables for column in table.columns}
    assert described == wanted


def test_buttons_only_with_macros(folder: Path) -> None:
    with_macros, without = Package(folder / "vol.xlsm"), Package(folder / "zonder-macro.xlsx")
    drawings = b"".join(with_macros.content[name] for name in with_macros.content if name.endswith(".vml"))
    for macro in (b"ModKnoppen.Herbereken", b"ModKnoppen.WaarKomtDitVandaan"):
        assert b"<x:FmlaMacro>[0]!" + macro in drawings
    assert drawings.count(b'alt="Knop:') == 2
    assert b"macroEnabled.main+xml" in with_macros.content["[Content_Types].xml"]
    assert b"macroEnabled" not in without.content["[Content_Types].xml"]
    assert not any(b"FmlaMacro" in content for content in without.content.values())


def test_dutch_formats_show_also_in_an_english_office(folder: Path) -> None:
    for locale in ("nl-NL", "en-US"):
        text = printed_text(folder / "zonder-macro.xlsx", locale)
        assert "##" not in text
        for shown in ("€ 254.532,51", "2.486,9", "▲ 8,3% hoger dan vorig jaar", "17-05-2024", "2024-01", "5,0%"):
            assert shown in text, (locale, shown)


def test_the_same_report_gives_the_same_bytes() -> None:
    one, other = (bureau_bytes(made_up_report(20), LAYOUT, "a.xlsm", workbook_project) for _ in range(2))
    assert one == other
    later = replace(made_up_report(20), run=Run(Period.parse("2024"), date(2025, 3, 1), 13, "x" * 16))
    assert bureau_bytes(later, LAYOUT, "a.xlsm", workbook_project) != one


def test_an_existing_file_gets_a_numbered_neighbour(tmp_path: Path) -> None:
    report = made_up_report(5)
    names = [write_bureau(report, LAYOUT, tmp_path / "max-inzet-2024.xlsm", workbook_project).name for _ in range(3)]
    assert names == ["max-inzet-2024.xlsm", "max-inzet-2024 (2).xlsm", "max-inzet-2024 (3).xlsm"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert numbered_neighbour(tmp_path / "nieuw.xlsx") == tmp_path / "nieuw.xlsx"


def test_a_folder_that_cannot_be_written_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    occupied = tmp_path / "uit"
    occupied.write_text("dit is geen map")
    with pytest.raises(Refusal, match=r"max-inzet-2024.xlsm in map .*uit: Het bestand kan niet worden opgeslagen"):
        write_bureau(made_up_report(5), LAYOUT, occupied / "max-inzet-2024.xlsm", workbook_project)
    assert [path.name for path in tmp_path.iterdir()] == ["uit"]


def test_a_failing_disk_is_refused_and_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal, match="niet worden opgeslagen"):
        write_bureau(made_up_report(5), LAYOUT, tmp_path / "max-inzet-2024.xlsm", workbook_project)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "change", [lambda report: replace(report, bureau={}), lambda report: replace(report, state="")]
)
def test_missing_bureau_details_and_state_are_left_out(change: Callable[[Report], Report], tmp_path: Path) -> None:
    path = write_bureau(change(made_up_report(5)), LAYOUT, tmp_path / "x.xlsx", None)
    texts = zipfile.ZipFile(path).read("xl/sharedStrings.xml").decode()
    assert not [wrong for wrong in ("· ·", "None", "()") if wrong in texts]
