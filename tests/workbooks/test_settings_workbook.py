"""instellingen.xlsx as written: reads back the same, opens without repair, shows everything."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from engine.errors import Refusal
from engine.settings import Settings, default_settings, read_settings
from engine.settings.columns import UNITS, Column, Form
from engine.settings.rows import Agreement, Discretionary, Provider, Tariff
from engine.settings.tables import TABLES
from tests.tools.excel_lint import excel_lint
from tests.tools.office import convert, printed_text
from tests.tools.ooxml import validate_ooxml
from workbooks.settings_workbook import settings_workbook, write_settings

FILLED = default_settings().model_copy(
    update={
        "providers": (Provider(agb="01234567", name="=1+1", email="+31@x.example"),),
        "tariffs": (
            Tariff(product_code="54B01", valid_from=date(2024, 1, 1), unit="01", tariff=Decimal("1.7034")),
            Tariff(product_code="54B01", agb="01234567", valid_from=date(2024, 1, 1), unit="04", tariff=Decimal(102)),
        ),
        "agreements": (
            Agreement(
                agb="01234567", care_domain="Ambulant", year=2024, amount=Decimal("1234567.89"), emergency_consent=False
            ),
        ),
        "discretionary": (
            Discretionary(
                agb="01234567", care_domain="Ambulant", year=2024, amount=Decimal("-5000.10"), reason="Groei"
            ),
        ),
    }
)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("instellingen") / "instellingen.xlsx"
    write_settings(path, FILLED)
    return path


def test_what_is_written_is_read_back(path):
    settings = read_settings(path)
    assert settings.model_dump() == FILLED.model_dump()
    assert settings.fingerprint == FILLED.fingerprint


def test_a_file_saved_again_by_another_program_reads_the_same(path):
    (again,) = convert([path], "xlsx")
    assert read_settings(again).model_dump() == FILLED.model_dump()


def _value(column: Column) -> st.SearchStrategy[Any]:
    """Values that a column may hold."""
    cents = st.decimals(min_value=0, max_value=10**9, places=2)
    fine = st.decimals(min_value=0, max_value=10**6, places=4)
    words = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1).map(str.strip).filter(bool)
    by_form = {
        Form.TEXT: words,
        Form.AGB: st.from_regex(r"\A[0-9]{8}\Z"),
        Form.MUNICIPALITY: st.from_regex(r"\A[0-9]{4}\Z"),
        Form.PRODUCT: st.from_regex(r"\A[0-9A-Z]{5}\Z"),
        Form.UNIT: st.sampled_from([*UNITS]),
        Form.CHOICE: st.sampled_from(column.choices or ("",)),
        Form.YES_NO: st.booleans(),
        Form.YEAR: st.integers(1990, 2100),
        Form.DATE: st.dates(date(1990, 1, 1), date(2100, 1, 1)),
        Form.EURO: cents,
        Form.TARIFF: fine,
        Form.HOURS: fine,
        Form.NUMBER: fine,
        Form.PARAMETER: words,
    }
    return by_form[column.form] if column.mandatory else st.none() | by_form[column.form]


@st.composite
def any_settings(draw: st.DrawFn) -> Settings:
    """One row of any allowed values in each table (whose rows cannot contradict each other)."""
    content = {}
    for table in TABLES:
        values = {column.name: draw(_value(column)) for column in table.columns}
        if table.field == "products":
            values["standard_days"] = None
        if table.field == "tariffs" and values["valid_to"]:
            values["valid_to"] = max(values["valid_from"], values["valid_to"])
        if table.field == "benchmark_partners" and values["agb"] == values["partner_agb"]:
            continue
        content[table.field] = (table.model(**values),)
    return Settings(**content)


@given(any_settings())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_values_survive_writing_and_reading(tmp_path_factory, made):
    path = tmp_path_factory.mktemp("willekeurig") / "instellingen.xlsx"
    write_settings(path, made)
    assert read_settings(path).model_dump() == made.model_dump()


def test_excel_opens_it_without_repair(path):
    assert excel_lint(path) == []
    assert validate_ooxml(path) == []


def test_the_same_settings_give_the_same_bytes():
    assert settings_workbook(FILLED) == settings_workbook(FILLED)


def test_an_existing_file_is_never_written_over(path):
    before = path.read_bytes()
    with pytest.raises(Refusal, match=r"instellingen\.xlsx bestaat al"):
        write_settings(path)
    assert path.read_bytes() == before


def test_one_sheet_a_table_after_the_explanation(path):
    book = load_workbook(path)
    assert book.sheetnames == ["Uitleg", *(table.name for table in TABLES)]
    for table in TABLES:
        sheet = book[table.name]
        assert [*sheet.tables] == [table.name]
        assert sheet.tables[table.name].ref.startswith("A4:")
        assert (sheet["A1"].value, sheet["A2"].value) == (table.name, table.explanation)
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.freeze_panes[-1] == "5"


def test_every_header_explains_itself(path):
    book = load_workbook(path)
    for table in TABLES:
        for column, cell in zip(table.columns, book[table.name][4], strict=True):
            assert column.help in cell.comment.text
            assert ("Verplicht" in cell.comment.text) == column.mandatory


def test_input_cells_are_blue_on_yellow_and_codes_are_text(path):
    book = load_workbook(path)
    for table in TABLES:
        for column, cell in zip(table.columns, book[table.name][5], strict=True):
            is_label = column.name == "name" and table.field in ("bureau", "parameters")
            assert is_label or (cell.font.color.rgb, cell.fill.fgColor.rgb) == ("FF0000FF", "FFFFF9E5")
            assert is_label or not cell.protection.locked
            if column.form in (Form.AGB, Form.MUNICIPALITY, Form.PRODUCT, Form.UNIT):
                assert cell.number_format == "@"
                assert book[table.name].column_dimensions[cell.column_letter].number_format == "@"


@pytest.mark.parametrize(
    ("sheet", "cell", "choices"),
    [
        ("Producten", "D5", '"Jw,Wmo"'),
        ("Ophogingen", "F5", '"Ontvangen,In behandeling,Toegekend,Afgewezen,Ingetrokken"'),
        ("Benchmarkpartners", "D5", '"Aanbieder,Bureau"'),
        ("Kaderinstellingen", "D5", '"ja,nee"'),
        ("Kalender", "A5", '"max-inzet,plafonds,lumpsum,plekken,monitor"'),
        ("Tarieven", "E900", '"01,04,14,16,21,81,82,83,84"'),
        ("Tarieven", "A5", "lijst_Producten_Productcode"),
        ("Tarieven", "B900", "lijst_Aanbieders_AGB"),
        ("Plekkenafspraken", "B5", "lijst_Gemeenten_Gemeentecode"),
    ],
)
def test_cells_with_a_fixed_set_of_values_have_a_drop_down(path, sheet, cell, choices):
    book = load_workbook(path)
    rules = [rule for rule in book[sheet].data_validations.dataValidation if cell in rule.cells]
    assert [rule.formula1 for rule in rules] == [choices]
    if choices.startswith("lijst_"):
        name, listed = choices.removeprefix("lijst_").split("_")
        assert book.defined_names[choices].attr_text == f"{name}[{listed}]"


def test_printed_in_dutch_and_nothing_cut_off(path):
    text = printed_text(path)
    assert "###" not in text
    for shown in ("€ 1.234.567,89", "€ -5.000,10", "€ 1,7034", "€ 102,00", "01-01-2024", "5,0%", "3,87%", "01234567"):
        assert shown in text, shown
    words = " ".join(text.split())
    assert "Behandeling Hoog Specialistisch" in words
    assert re.search(r"LS\.LeeftijdPeildatum\s+01-01 J-1", text)
