"""The tables of `plekken` of the engine equal the second implementation, and its days a count day by day."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from build.region import make_region
from tests.oracle.care import care_parts, resumed_by
from tests.oracle.comparing import assert_equal, dossier_of, report_of, small_world, world_of
from tests.oracle.plekken import durations, in_and_out, outflow, places, referrers
from tests.oracle.tijdigheid import timeliness
from tests.oracle.world import Row, World

RUNS = (
    (2024, date(2024, 1, 1)),
    (2024, date(2024, 2, 29)),
    (2024, date(2024, 6, 14)),
    (2024, date(2024, 9, 30)),
    (2024, date(2024, 12, 31)),
    (2024, date(2025, 1, 20)),
    (2024, date(2025, 4, 21)),
    (2023, date(2023, 12, 31)),
    (2025, date(2025, 4, 21)),
)
CHOICES: tuple[dict[str, Fraction | str], ...] = (
    {"PL_Aansluitdagen": Fraction(60)},
    {"PL_Norm315": Fraction(7), "PL_Norm305": Fraction(3)},
    {"PL_Norm305Werkdagen": Fraction(2), "PL_Norm307Werkdagen": Fraction(3)},
    {"PL_Bandbreedte": Fraction(50, 100), "PL_VerwijzerZonder315": "02"},
)


def tables_of(world: World, year: int, as_of: date) -> dict[str, Mapping[Any, Row]]:
    """What the second implementation says of a run."""
    of_places = places(world, year, as_of)
    return {
        "Plekken": of_places.months,
        "PlekkenAfrekening": of_places.year,
        "Looptijden": durations(world, year, as_of),
        "Uitstroom": outflow(world, year, as_of),
        "InUitstroom": in_and_out(world, year, as_of),
        "Verwijzers": referrers(world, year, as_of),
        "Tijdigheid": timeliness(world, year, as_of),
    }


@cache
def expected_of(year: int, as_of: date) -> dict[str, Mapping[Any, Row]]:
    """The same for the small region, once per test run."""
    return tables_of(small_world(), year, as_of)


@pytest.mark.parametrize(("year", "as_of"), RUNS, ids=str)
def test_every_column_equals_the_second_implementation(year: int, as_of: date) -> None:
    assert_equal(report_of("plekken", small_world(), (year, as_of)), expected_of(year, as_of))


@pytest.mark.parametrize("chosen", CHOICES, ids=str)
def test_every_choice_equals_the_second_implementation(chosen: dict[str, Fraction | str]) -> None:
    world, run = small_world().with_choices(**chosen), (2024, date(2024, 9, 30))
    expected = tables_of(world, *run)
    assert expected != expected_of(*run), "the choice makes a difference in this region"
    assert_equal(report_of("plekken", world, run), expected)


def everywhere(world: World, year: int) -> World:
    """The same world with places agreed for every aanbieder × gemeente × product that gives care."""
    parts = care_parts(world, world.standing_care(date.max))
    keys = {(part.agb, part.municipality, part.product) for part in parts if world.product(part.product)}
    products = [
        {**row, "Trajectprijs": Decimal("4321.09"), "Standaardduur (dagen)": Decimal(97)}
        for row in world.rows("Producten")
    ]
    agreed = [
        {"AGB": agb, "Gemeentecode": municipality, "Productcode": product, "Jaar": year, "Plekken": Decimal("2.5"),
         "Budget": Decimal("10000.00")}
        for agb, municipality, product in sorted(keys, key=str)
    ]  # fmt: skip
    return world.with_settings(Producten=products, Plekkenafspraken=agreed)


def check_days(world: World, run: tuple[int, date], **dossier: Any) -> int:
    """Zorgdagen of all care of a region against the count day by day; how many client days there are."""
    counted = places(world, *run)
    tables: dict[str, Mapping[Any, Row]] = {"Plekken": counted.months, "PlekkenAfrekening": counted.year}
    assert_equal(report_of("plekken", world, run, **dossier), tables)
    return sum(row["Zorgdagen"] for row in counted.year.values())


@pytest.mark.parametrize("run", [(2024, date(2024, 2, 29)), (2024, date(2024, 12, 31)), (2023, date(2025, 4, 30))])
def test_days_of_all_care_equal_a_count_day_by_day(run: tuple[int, date]) -> None:
    assert check_days(everywhere(small_world(), run[0]), run) > 1000


@pytest.mark.full
def test_days_of_the_demo_region_equal_a_count_day_by_day(tmp_path: Path) -> None:
    region = make_region(tmp_path / "demo", "demo", 1)
    world, dossier = world_of(region), dossier_of(region)
    for run in ((2024, date(2024, 8, 15)), (2024, date(2025, 4, 30))):
        assert check_days(everywhere(world, run[0]), run, dossier=dossier) > 50_000
        assert_equal(report_of("plekken", world, run, dossier), tables_of(world, *run))


def test_the_region_holds_what_makes_the_comparison_prove_something() -> None:
    runs = [expected_of(*run) for run in RUNS]
    year_rows = [row for run in runs for row in run["PlekkenAfrekening"].values()]
    assert any(row["Zorgdagen"] for row in year_rows)
    assert any(row["Voorschot betaald"] for row in year_rows)
    assert {"ja", "nee"} == {row["Bandbreedtebrief"] for row in year_rows}
    assert {row["Uitstroomtype"] for run in runs for row in run["Uitstroom"].values()} >= {
        "Verlenging", "Product bij andere zorgverlener", "Ander lopende indicatie", "Uitstroom uit zorg",
        "Nog onbekend", "Totaal",
    }  # fmt: skip
    assert any(row["Vorig jaar"] for run in runs for row in run["Looptijden"].values())
    assert any(row["Standaard"] for run in runs for row in run["Looptijden"].values())
    assert any(row["Instroom"] and row["Uitstroom"] for run in runs for row in run["InUitstroom"].values())
    assert "Onbekend" in {row["Verwijzer"] for run in runs for row in run["Verwijzers"].values()}
    for name in ("315", "305", "305 werkdagen", "307"):
        shares = {row["Aandeel"] for run in runs for row in run["Tijdigheid"].values() if row["Bericht"] == name}
        assert len(shares) > 1, name


def test_the_region_has_a_temporary_stop_that_is_resumed_and_one_that_is_not() -> None:
    world = small_world()
    parts = care_parts(world, world.standing_care(date(2025, 4, 30)))
    resumed = resumed_by(parts)
    assert resumed
    assert any(part.reason == "20" and part not in resumed for part in parts)


def test_the_region_has_clients_who_are_twice_in_care_on_a_day() -> None:
    """Else counting a client once a day proves nothing."""
    world = small_world()
    parts = care_parts(world, world.standing_care(date(2025, 4, 30)))
    assert any(
        one.client == other.client and (one.agb, one.product) == (other.agb, other.product)
        and one is not other and one.days(date(2025, 4, 30)) & other.days(date(2025, 4, 30))
        for one in parts for other in parts
    )  # fmt: skip
