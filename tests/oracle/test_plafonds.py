"""Plafondopbouw, Uitnutting, Ruimte and Domeinen of the engine equal the second implementation: every column."""

from datetime import date
from fractions import Fraction
from functools import cache

import pytest

from tests.oracle.comparing import assert_equal, report_of, small_world
from tests.oracle.plafonds import Ceilings, ceilings
from tests.oracle.world import World

RUNS = (
    (2024, date(2024, 1, 1)),
    (2024, date(2024, 2, 10)),
    (2024, date(2024, 6, 30)),
    (2024, date(2024, 9, 15)),
    (2024, date(2024, 12, 31)),
    (2024, date(2025, 3, 1)),
    (2023, date(2023, 8, 31)),
    (2025, date(2025, 1, 20)),
    (2025, date(2025, 4, 21)),
)
CHOICES: tuple[dict[str, Fraction | str], ...] = (
    {"PV_GrondslagSnelleGroei": "NaKorting", "PV_Indexatie": Fraction(2, 100), "PV_Korting": Fraction(5, 100)},
    {"PV_Afronding": Fraction(0), "PV_Groeigrens": Fraction(10, 100), "PV_KortingSnelleGroei": Fraction(6, 100)},
    {"UN_SignaalGrondslag": "Uitnutting incl. verwacht", "UN_Signaalgrens": Fraction(40, 100)},
    {"UN_Meldgrens": Fraction(50, 100), "UN_KrapGrens": Fraction(60, 100), "PV_WmoAlleenRegulier": "nee"},
    {"UN_AantalOntwikkelplan": Fraction(2), "Vaststellingsdatum": "15-11 J-1"},
)


def check(world: World, year: int, as_of: date) -> None:
    """The whole workbook, cell by cell."""
    expected = ceilings(world, year, as_of)
    tables = {
        "Plafondopbouw": expected.build_up,
        "Uitnutting": expected.use,
        "Ruimte": expected.room,
        "Domeinen": expected.domains,
    }
    assert_equal(report_of("plafonds", world, (year, as_of)), tables)


@pytest.mark.parametrize(("year", "as_of"), RUNS, ids=str)
def test_every_column_equals_the_second_implementation(year: int, as_of: date) -> None:
    check(small_world(), year, as_of)


@pytest.mark.parametrize("chosen", CHOICES, ids=str)
def test_every_choice_equals_the_second_implementation(chosen: dict[str, Fraction | str]) -> None:
    world = small_world().with_choices(**chosen)
    run = (2024, date(2024, 9, 15))
    plain, other = ceilings(small_world(), *run), ceilings(world, *run)
    assert plain != other, "the choice makes a difference in this region"
    check(world, *run)


@cache
def expected_of(year: int, as_of: date) -> Ceilings:
    """What the second implementation says of a run."""
    return ceilings(small_world(), year, as_of)


def test_the_region_holds_what_makes_the_comparison_prove_something() -> None:
    runs = [expected_of(*run) for run in RUNS]
    build_up = [row for run in runs for row in run.build_up.values()]
    use = [row for run in runs for row in run.use.values()]
    assert any(row["Korting snelle groei"] > 0 for row in build_up), "a fast grower"
    assert {"ja", "nee"} == {row["Nieuw"] for row in build_up}
    assert any(row["Tariefeffect"] > 1 for row in build_up)
    assert any(row["Discretionair"] for row in build_up), "a discretionary amount"
    assert {"Regulier", "Niet-vrijblijvend", "Budgetplafond"} <= {row["Soort"] for row in use}
    assert {"Op koers", "Let op", "Eindejaarplan opvragen", "Plafond bereikt"} <= {row["Signaal"] for row in use}
    assert {"ja", "nee"} == {row["Melding 70%"] for row in use}
    assert any(row["Plafond bereikt op"] for row in use), "a ceiling that will be reached"
    assert any(row["Verwacht nog binnen"] > 0 for row in use)
    assert any(row["Verplicht"] > 0 for row in use)
    assert {"vol", "krap", "ruim"} == {row["Teken"] for run in runs for row in run.room.values()}
    assert any(row["Domeinbudget"] for run in runs for row in run.domains.values())


def test_the_region_has_an_agreement_that_changes_during_the_year() -> None:
    early, late = expected_of(2024, date(2024, 2, 10)).use, expected_of(2024, date(2024, 12, 31)).use
    assert any(early[key]["Afspraak"] != late[key]["Afspraak"] for key in early if key in late)


def test_without_what_is_paid_by_places_or_lumpsum_the_prognosis_differs() -> None:
    """So that PL-0 is seen in the comparison."""
    world = small_world().with_settings(Plekkenafspraken=[], Lumpsumpartners=[])
    assert ceilings(world, 2024, date(2024, 9, 15)).use != expected_of(2024, date(2024, 9, 15)).use
