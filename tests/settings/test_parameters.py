"""Dated parameters, date rules, defaults."""

from datetime import date
from decimal import Decimal

import pytest
from openpyxl.styles import numbers

from engine.settings import default_settings, read_settings
from engine.settings.model import Settings
from engine.settings.parameters import PARAMETERS, DateRule, parse_date_rule
from engine.settings.rows import ParameterRow
from tests.settings.made_settings import made, save, workbook

DAY = date(2024, 7, 1)


def _held(*rows: tuple[str, str, date | None]) -> Settings:
    return Settings(parameters=tuple(ParameterRow(name=name, value=value, valid_from=day) for name, value, day in rows))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 12, 31), "0.05"),
        (date(2024, 1, 1), "0.06"),
        (date(2024, 12, 31), "0.06"),
        (date(2025, 1, 1), "0.07"),
    ],
)
def test_the_latest_vanaf_on_or_before_the_day_holds(on, expected):
    rows = [("MI.RelevanteDaling", "0.07", date(2025, 1, 1)), ("MI.RelevanteDaling", "0.05", None)]
    settings = _held(*rows, ("MI.RelevanteDaling", "0.06", date(2024, 1, 1)))
    assert settings.parameter("MI.RelevanteDaling", on).value == Decimal(expected)


def test_without_a_row_that_holds_the_default_of_the_rules_does():
    settings = _held(("MI.RelevanteDaling", "0.07", date(2025, 1, 1)))
    parameter = settings.parameter("MI.RelevanteDaling", DAY)
    assert (parameter.value, parameter.is_default, parameter.valid_from) == (Decimal("0.05"), True, None)


def test_a_changed_value_is_no_default_and_keeps_source_and_doubt_of_the_rules():
    parameter = _held(("MI.RelevanteDaling", "0.07", None)).parameter("MI.RelevanteDaling", DAY)
    spec = PARAMETERS["MI.RelevanteDaling"]
    assert (parameter.is_default, parameter.source, parameter.note) == (False, spec.source, spec.note)


def test_every_parameter_can_be_asked_of_default_and_of_empty_settings():
    for name in PARAMETERS:
        assert default_settings().parameter(name, DAY).value == Settings().parameter(name, DAY).value


def test_an_unknown_name_is_a_programming_error():
    with pytest.raises(KeyError):
        Settings().parameter("MI.Bestaat.Niet", DAY)


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("01-03 J", 2024, date(2024, 3, 1)),
        ("01-01 J-1", 2024, date(2023, 1, 1)),
        ("1-3 j - 1", 2024, date(2023, 3, 1)),
        ("15-04-2024", 2030, date(2024, 4, 15)),
    ],
)
def test_dates_that_move_with_the_year(text, year, expected):
    rule = parse_date_rule(text)
    assert rule is not None
    assert rule.resolve(year) == expected
    assert parse_date_rule(str(rule)) == rule


@pytest.mark.parametrize("text", ["29-02 J", "32-01 J", "01-13 J", "maart", "01-03", "31-02-2024"])
def test_days_that_not_every_year_has_are_no_date_rule(text):
    assert parse_date_rule(text) is None


def test_values_of_the_wrong_kind_are_not_used_silently():
    parameter = Settings().parameter("TelOnbeantwoord", DAY)
    assert parameter.is_yes
    with pytest.raises(TypeError):
        _ = parameter.number
    with pytest.raises(TypeError):
        parameter.date_in(2024)
    assert isinstance(Settings().parameter("LS.PGBPeildatum", DAY).value, DateRule)


@pytest.mark.parametrize("value", ["3,87%", 0.0387, "3,87 %"])
def test_percentages_in_numbers_and_text(tmp_path, value):
    settings = read_settings(made(tmp_path, Parameters=[{"Naam": "LS.Indexatie", "Waarde": value}]))
    assert settings.parameter("LS.Indexatie", DAY).number == Decimal("0.0387")


def test_a_percentage_cell_may_show_more_than_100(tmp_path):
    book = workbook({"Parameters": [{"Naam": "PL.Bandbreedte", "Waarde": 1.05}]})
    book["Parameters"]["B5"].number_format = numbers.FORMAT_PERCENTAGE
    assert read_settings(save(book, tmp_path)).parameter("PL.Bandbreedte", DAY).number == Decimal("1.05")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PR.K", 12, Decimal(12)),
        ("PR.K", "Terugtoets", "terugtoets"),
        ("PL.VerwijzerZonder315", 2, "02"),
        ("TelOnbeantwoord", False, "nee"),
        ("MI.GrondslagOverschrijding", "prijs", "Prijs"),
        ("PL.Norm315", "21", Decimal(21)),
        ("Vaststellingsdatum", date(2024, 4, 15), DateRule(15, 4, fixed=date(2024, 4, 15))),
        ("LS.LeeftijdPeildatum", "1-1 j-1", DateRule(1, 1, -1)),
    ],
)
def test_every_form_of_parameter_is_read(tmp_path, name, value, expected):
    settings = read_settings(made(tmp_path, Parameters=[{"Naam": name, "Waarde": value}]))
    assert settings.parameter(name, DAY).value == expected
