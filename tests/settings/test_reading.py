"""Reading good workbooks: forms of values, positions, names, defaults."""

import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from engine.settings import read_settings
from engine.settings.values import exact_number
from tests.settings.made_settings import NORM, RAISE, TARIFF, made, save, workbook


def test_a_workbook_with_only_headers_is_valid(tmp_path):
    settings = read_settings(made(tmp_path))
    assert settings.norms == ()
    assert settings.warnings == ()


def test_codes_are_padded_and_numbers_exact(tmp_path):
    tariff = {**TARIFF, "AGB": 1234567, "Eenheid": 4, "Tarief": 101.37}
    row = read_settings(made(tmp_path, Tarieven=[tariff], Gemeenten=[{"Gemeentecode": 353}])).tariffs[0]
    assert (row.agb, row.unit, row.tariff) == ("01234567", "04", Decimal("101.37"))


def test_gemeente_codes_get_their_zero_back(tmp_path):
    assert read_settings(made(tmp_path, Gemeenten=[{"Gemeentecode": 353}])).municipalities[0].municipality == "0353"


@pytest.mark.parametrize("shown", ["1234,5", "1.234,50", "€ 1.234,50", " 1234,50 ", 1234.5])
def test_amounts_in_dutch_text_are_read(tmp_path, shown):
    budget = {"Zorgdomein": "Ambulant", "Jaar": 2024, "Bedrag": shown}
    assert read_settings(made(tmp_path, Domeinbudgetten=[budget])).domain_budgets[0].amount == Decimal("1234.50")


@pytest.mark.parametrize("shown", ["01-03-2024", "1-3-2024", "2024-03-01", date(2024, 3, 1), 45352])
def test_dates_as_excel_dates_numbers_and_text(tmp_path, shown):
    assert read_settings(made(tmp_path, Tarieven=[{**TARIFF, "Vanaf": shown}])).tariffs[0].valid_from == date(
        2024, 3, 1
    )


@pytest.mark.parametrize("shown", ["ja", "Ja", True])
def test_yes_in_words_and_as_truth_value(tmp_path, shown):
    row = {"Gemeentecode": "0353", "Dienstvorm": "BGI", "Jaar": 2024, "Ouderen uitgezonderd": shown}
    assert read_settings(made(tmp_path, Kaderinstellingen=[row])).framework[0].elderly_excluded is True


def test_choices_are_read_in_any_capitals(tmp_path):
    settings = read_settings(made(tmp_path, Ophogingen=[{**RAISE, "Status": "in BEHANDELING"}]))
    assert settings.raises[0].status == "In behandeling"


def test_columns_in_another_order_capitals_and_company(tmp_path):
    book = workbook({})
    sheet = book["Normen"]
    for column, value in enumerate(["Eigen kolom", "NORM  (UREN)", "jaar", "Productcode"], 1):
        sheet.cell(4, column, value)
    sheet.cell(4, 5).value = "Nog een eigen kolom"
    for column, value in enumerate(["notitie", 15, 2024, "54B01"], 1):
        sheet.cell(5, column, value)
    settings = read_settings(save(book, tmp_path))
    assert [(norm.product_code, norm.year, norm.hours) for norm in settings.norms] == [("54B01", 2024, Decimal(15))]
    assert {warning.text for warning in settings.warnings} == {
        f'Tabel Normen in instellingen.xlsx: kolom {name} ontbreekt en telt als leeg. Zet de kolomkop "{name}" '
        "terug als u hem gebruikt."
        for name in ("Maximale totaalprijs", "Bron")
    }


def test_a_table_is_found_by_its_sheet_when_its_own_name_is_gone(tmp_path):
    book = workbook({"Normen": [NORM]})
    del book["Normen"].tables["Normen"]
    assert read_settings(save(book, tmp_path)).norms[0].hours == 15


def test_a_table_is_found_by_its_name_on_a_renamed_sheet(tmp_path):
    book = workbook({"Normen": [NORM]})
    book["Normen"].title = "Onze normen"
    assert read_settings(save(book, tmp_path)).norms[0].hours == 15


def test_empty_rows_between_are_ignored_also_with_spaces(tmp_path):
    rows = [NORM, {"Productcode": " "}, {**NORM, "Jaar": 2025}]
    assert [norm.year for norm in read_settings(made(tmp_path, Normen=rows)).norms] == [2024, 2025]


def test_a_total_row_is_not_a_row(tmp_path):
    book = workbook({"Normen": [NORM, {"Productcode": "Totaal", "Norm (uren)": 15}]})
    book["Normen"].tables["Normen"].totalsRowCount = 1
    assert len(read_settings(save(book, tmp_path)).norms) == 1


def test_a_formula_counts_with_its_stored_value_without_noise(tmp_path):
    import xlsxwriter

    path = made(tmp_path)
    book = xlsxwriter.Workbook(path)
    for table in load_workbook(made(tmp_path)).worksheets:
        sheet = book.add_worksheet(table.title)
        for place, cell in enumerate(table[4]):
            sheet.write_string(3, place, str(cell.value))
        if table.title == "Normen":
            sheet.write_row(4, 0, ["54B01", 2024])  # pyright: ignore[reportCallIssue]
            sheet.write_formula(4, 2, "=0.1+0.2", value=0.1 + 0.2)  # pyright: ignore[reportCallIssue]
    book.close()
    assert read_settings(path).norms[0].hours == Decimal("0.3")


def test_1904_workbooks_give_the_same_dates(tmp_path):
    book = workbook({"Tarieven": [TARIFF]})
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book.epoch = CALENDAR_MAC_1904
    assert read_settings(save(book, tmp_path)).tariffs[0].valid_from == date(2024, 1, 1)


@given(st.decimals(min_value=-(10**10), max_value=10**10, places=4, allow_nan=False))
def test_a_typed_number_is_read_back_exactly(number):
    assert exact_number(repr(float(number))) == number


def test_reading_imports_no_heavy_library():
    script = (
        "import sys, engine.settings; print(sorted({'pandas','numpy','openpyxl','pyarrow','duckdb'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_workbook_that_changed_in_one_table_is_read_as_if_for_the_first_time(tmp_path):
    wrong = {**TARIFF, "AGB": "geen"}
    path = made(tmp_path, Normen=[NORM], Tarieven=[wrong])
    first = read_settings(path, ())
    again = read_settings(path, ())
    assert (again, again.problems) == (first, first.problems)
    assert len(first.problems) == 1
    changed = read_settings(made(tmp_path, Normen=[{**NORM, "Norm (uren)": 77}], Tarieven=[wrong]), ())
    assert (changed.norms[0].hours, changed.problems) == (Decimal(77), first.problems)
    right = read_settings(made(tmp_path, Normen=[NORM], Tarieven=[TARIFF]), ())
    assert (right.norms, right.problems, len(right.tariffs)) == (first.norms, (), 1)
