"""Kader, Lumpsum, Voorschotten, Nacalculatie and Instroom of the engine equal the second implementation."""

from datetime import date
from fractions import Fraction
from functools import cache

import pytest

from tests.oracle.comparing import assert_equal, report_of, small_world
from tests.oracle.lumpsum import Framework, elderly, framework
from tests.oracle.world import World

RUNS = (
    (2024, date(2024, 1, 15)),
    (2024, date(2024, 2, 20)),
    (2024, date(2024, 5, 31)),
    (2024, date(2024, 9, 15)),
    (2024, date(2024, 12, 31)),
    (2024, date(2025, 4, 21)),
)
CHOICES: tuple[dict[str, Fraction | str], ...] = (
    {"LS_TaakstellingOpOpslag": "nee", "LS_Indexatie": Fraction(5, 100)},
    {"LS_IndexatieOverig": "nee", "LS_AandeelNacalculatie": Fraction(1)},
    {"LS_IndexatiePGB": "ja"},
    {"LS_IndexatiePGB": "ja", "LS_TaakstellingPGB": "ja", "LS_IndexatieOverig": "nee"},
    {"LS_TaakstellingPGB": "ja", "LS_Taakstelling": Fraction(2, 100)},
    {"LS_Leeftijdsgrens": Fraction(50), "LS_LeeftijdPeildatum": "01-07 J-1"},
    {"LS_PGBPeildatum": "01-01 J"},
)


def check(world: World, year: int, as_of: date) -> None:
    """The whole workbook, cell by cell."""
    expected = framework(world, year, as_of)
    tables = {
        "Kader": expected.cells,
        "Lumpsum": expected.lumpsum,
        "Voorschotten": expected.advances,
        "Nacalculatie": expected.settlement,
        "Instroom": expected.inflow,
    }
    assert_equal(report_of("lumpsum", world, (year, as_of)), tables)


@pytest.mark.parametrize(("year", "as_of"), RUNS, ids=str)
def test_every_column_equals_the_second_implementation(year: int, as_of: date) -> None:
    check(small_world(), year, as_of)


@pytest.mark.parametrize("chosen", CHOICES, ids=str)
def test_every_choice_equals_the_second_implementation(chosen: dict[str, Fraction | str]) -> None:
    world = small_world().with_choices(**chosen)
    assert framework(world, 2024, date(2025, 4, 21)) != expected_of(2024, date(2025, 4, 21)), "it makes a difference"
    check(world, 2024, date(2025, 4, 21))


@cache
def expected_of(year: int, as_of: date) -> Framework:
    """What the second implementation says of a run."""
    return framework(small_world(), year, as_of)


def test_the_region_holds_what_makes_the_comparison_prove_something() -> None:
    runs = [expected_of(*run) for run in RUNS]
    cells = [row for run in runs for row in run.cells.values()]
    assert any(row["Ouderen uitgezonderd"] > 0 for row in cells), "revenue of the elderly with non-partners"
    assert any(row["Omzet overig"] > 0 for row in cells)
    assert any(row["PGB"] for row in cells)
    assert any(row["Overschrijding"] for row in cells), "spent too much"
    assert any(row["Overschrijding"] is None for row in cells), "no PGB werkelijk"
    members = [row["_leden"] for run in runs for row in run.lumpsum.values()]
    assert any(len(one) > 1 for one in members), "a combination of aanbieders"
    assert any(row["Opslag"] for run in runs for row in run.lumpsum.values())
    advances = [row for run in runs for row in run.advances.values()]
    assert any(row["Verrekend"] for row in advances)
    assert any(row["Nog te verrekenen"] for row in advances)
    assert any(row["Betaalbaar op"] and row["Betaalbaar op"].day > 1 for row in advances), "decided during a quarter"
    shares = {row["Inhouding"] for run in runs for row in run.settlement.values() if row["Inhouding"]}
    assert len(shares) > 1
    inflow = [row for run in runs for row in run.inflow.values()]
    assert any(row["Bij partners"] for row in inflow)
    assert any(row["Bij anderen"] for row in inflow)


def test_a_birthday_counts_on_the_day_itself() -> None:
    world = small_world()
    born = next(item["geboren"] for item in world.care.assignments if item["geboren"].year < 1955)
    turns = born.replace(year=born.year + 70)
    as_of = date(2025, 4, 30)
    assert elderly(world, as_of, turns) - elderly(world, as_of, turns.replace(year=turns.year - 1))
