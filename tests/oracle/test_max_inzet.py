"""The table MaxInzet of the engine equals the second implementation, straight from the same messages: every column."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from build.settings_of_rows import settings_of_rows
from engine.instruments.max_average import max_inzet
from engine.instruments.max_average_facts import AverageLines
from engine.result import ResultTable
from engine.run import Period, Run
from engine.settings import Settings
from tests.build.imported import imported
from tests.build.made import small_region
from tests.oracle.max_inzet import expected_rows
from tests.oracle.test_production import book

RUNS = (
    ("2024", date(2025, 3, 1)),
    ("2024", date(2025, 4, 21)),
    ("2024", date(2024, 12, 15)),
    ("2023", date(2024, 3, 1)),
    ("2024-H1", date(2024, 9, 1)),
    ("2024-H1", date(2024, 8, 1)),
    ("2023-H1", date(2023, 9, 1)),
    ("2025", date(2025, 4, 30)),
)
ROUNDED = 12
"""Decimals to which the engine's decimals must equal the exact fractions: money must equal to the cent."""


def engine_table(code: str, as_of: date, settings: Settings, source: str = "berichten") -> ResultTable:
    """The engine's table from the small region."""
    dossier, _ = imported(source)
    run = Run(Period.parse(code), as_of, dossier.store.stand, settings.fingerprint)
    with dossier.store.connect(as_of) as connection:
        return max_inzet(AverageLines(connection, settings, run.period.year), run).table


def compare(table: ResultTable, expected: dict[tuple[str, str], dict[str, object]]) -> None:
    """Same rows, and in each the same value in every column."""
    assert [table.key_of(row) for row in table.rows] == list(expected)
    for row in table.rows:
        wanted = expected[str(row["AGB"]), str(row["Productcode"])]
        for column in table.columns:
            where = (table.key_of(row), column.name)
            if column.name == "Opmerking":
                found = {mark.strip() for mark in str(row["Opmerking"] or "").split(";")} - {""}
                assert found == wanted["Opmerking"], where
            else:
                assert normal(row[column.name]) == normal(wanted[column.name]), where


def normal(value: object) -> object:
    """Numbers as exact fractions, rounded far behind what anyone can see; an empty text is an empty cell."""
    if isinstance(value, Decimal | Fraction | int):
        return round(Fraction(value), ROUNDED)
    return value or None


@pytest.mark.parametrize(("code", "as_of"), RUNS, ids=str)
def test_every_column_equals_the_second_implementation(code: str, as_of: date) -> None:
    period = Period.parse(code)
    expected = expected_rows(book(), period.year, as_of, half_year=not period.is_full_year)
    assert len(expected) > 3
    compare(engine_table(code, as_of, settings_of_rows(small_region().settings)), expected)


def test_the_table_declaraties_gives_what_the_messages_give() -> None:
    settings = settings_of_rows(small_region().settings)
    from_messages, from_table = (
        engine_table("2024", date(2025, 3, 1), settings, source) for source in ("berichten", "declaraties")
    )
    assert from_messages.rows == from_table.rows


def test_claiming_on_price_alone_equals_the_second_implementation() -> None:
    parameter = {"Naam": "MI.GrondslagOverschrijding", "Waarde": "Prijs", "Vanaf": None}
    rows = small_region().settings
    settings = settings_of_rows({**rows, "Parameters": [parameter]})
    expected = expected_rows(replace(book(), grondslag="Prijs"), 2024, date(2025, 3, 1))
    assert expected != expected_rows(book(), 2024, date(2025, 3, 1)), "the region has a row above the price alone"
    compare(engine_table("2024", date(2025, 3, 1), settings), expected)


def test_the_region_has_every_status_of_a_year_somewhere() -> None:
    """Else the comparison would prove little."""
    found = {row["Status"] for code, as_of in RUNS for row in _expected(code, as_of).values()}
    assert {
        "Binnen norm",
        "Overschrijding",
        "Overschrijding, terugvordering mogelijk",
        "Op koers",
        "Verwachte overschrijding",
    } <= found


def _expected(code: str, as_of: date) -> dict[tuple[str, str], dict[str, object]]:
    period = Period.parse(code)
    return expected_rows(book(), period.year, as_of, half_year=not period.is_full_year)
