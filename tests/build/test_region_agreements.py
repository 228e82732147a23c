"""What the made-up region holds for plafonds, lumpsum and plekken: settings rows, tables, and what is declared."""

import csv
from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from build.region_agreements import Rows
from build.region_expected import Expected
from build.region_plan import plan
from build.region_settings import settings_rows
from build.region_tables import SIZES
from build.settings_of_rows import settings_of_rows
from tests.build.made import small_region
from tests.oracle.plafonds import ceilings
from tests.oracle.plekken import places
from tests.oracle.reading import read_declarations
from tests.oracle.reading_care import Care, read_care
from tests.oracle.reading_tables import read_tables
from tests.oracle.world import World

LIMIT = Fraction(105, 100)
SIZE_NAMES = ["klein", "demo", pytest.param("region", marks=pytest.mark.full)]


@cache
def rows_of(size: str) -> dict[str, Rows]:
    """The settings of a region; no message is made for them."""
    return settings_rows(Expected(SIZES[size], plan(SIZES[size], 7)))


def rows(size: str, table: str, **wanted: object) -> list[dict[str, Any]]:
    """Rows of a table with these values."""
    return [row for row in rows_of(size)[table] if all(row[name] == value for name, value in wanted.items())]


@cache
def care() -> Care:
    """Everything but the declarations of the small region."""
    return read_care([small_region().messages])


@cache
def lines() -> list[dict[str, Any]]:
    """Its declaration lines."""
    return read_declarations([small_region().messages])[0]


@cache
def world() -> World:
    """The small region as the second implementation knows it."""
    region = small_region()
    found, rejections = read_declarations([region.messages])
    return World(found, rejections, care(), *read_tables(list(region.tables)), region.settings)


def table(name: str) -> list[dict[str, str]]:
    """A table file of the small region."""
    path = next(path for path in small_region().tables if path.name == name)
    return list(csv.DictReader(path.read_text("utf-8").splitlines(), delimiter=";"))


@pytest.mark.parametrize("size", SIZE_NAMES)
def test_all_rows_are_valid_settings(size: str) -> None:
    settings = settings_of_rows(rows_of(size))
    assert len(settings.agreements) == len(rows_of(size)["Afspraken"])
    assert len(settings.calendar) >= 15


# ── places and trajectories ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", SIZE_NAMES)
def test_products_have_a_standard_duration_in_months_or_days(size: str) -> None:
    priced = [row for row in rows(size, "Producten") if row["Trajectprijs"]]
    assert sum(bool(row["Standaardduur (maanden)"]) for row in priced) >= 3
    assert sum(bool(row["Standaardduur (dagen)"]) for row in priced) == 1
    assert all(row["Wet"] == "Jw" and row["Eenheid"] == "82" for row in priced)


@pytest.mark.parametrize(
    ("size", "gemeenten"), [("klein", 1), ("demo", 1), pytest.param("region", 3, marks=pytest.mark.full)]
)
def test_some_gemeenten_agree_on_places_in_every_year(size: str, gemeenten: int) -> None:
    agreed = rows(size, "Plekkenafspraken")
    assert len({row["Gemeentecode"] for row in agreed}) == gemeenten < SIZES[size].municipalities
    assert {row["Jaar"] for row in agreed} == {2023, 2024, 2025}
    keys = [(row["AGB"], row["Gemeentecode"], row["Productcode"], row["Jaar"]) for row in agreed]
    assert len(set(keys)) == len(keys)
    assert all(row["Plekken"] > 0 and row["Budget"] > 0 for row in agreed)
    assert {row["Productcode"] for row in agreed} == {
        row["Productcode"] for row in rows(size, "Producten", Eenheid="82")
    }


def test_nothing_is_declared_where_places_are_paid_but_care_is_told_of() -> None:
    agreed = {(row["AGB"], row["Gemeentecode"], row["Productcode"]) for row in rows("klein", "Plekkenafspraken")}

    def of_places(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [item for item in items if (item["agb"], item["gemeente"], item["product"]) in agreed]

    assert not of_places(lines())
    numbers = {(item["gemeente"], item["wet"], item["nummer"]) for item in of_places(care().assignments)}
    assert len(numbers) > 10
    assert not [line for line in lines() if (line["gemeente"], line["wet"], line["toewijzing"]) in numbers]
    assert len(of_places(care().starts)) > 10
    assert len(of_places(care().stops)) > 5
    assert of_places(care().requests)
    assert any(item["nummer"] is None for item in of_places(care().starts)), "told of without assignment number"


def test_elsewhere_the_same_products_are_declared_as_a_whole_at_their_price() -> None:
    prices = {row["Productcode"]: row["Trajectprijs"] * 100 for row in rows("klein", "Producten", Eenheid="82")}
    declared = [line for line in lines() if line["product"] in prices]
    assert len(declared) > 15
    assert {line["product"] for line in declared} & {row["Productcode"] for row in rows("klein", "Plekkenafspraken")}
    for line in declared:
        assert (line["volume"], line["eenheid"], line["centen"]) == (1, "82", prices[line["product"]])
        assert line["begin"] == line["einde"]
    assert any(line["agb"] in {row["AGB"] for row in rows("klein", "Plekkenafspraken")} for line in declared)


def test_some_use_more_than_105_percent_of_the_budget_and_some_less() -> None:
    found = [row for year in (2023, 2024) for row in places(world(), year, date(2025, 4, 30)).year.values()]
    shares = [Fraction(row["Realisatie"]) / Fraction(row["Budget"]) for row in found]
    assert sum(share > LIMIT for share in shares) >= 2
    assert sum(share < LIMIT for share in shares) >= 2


def test_advances_are_paid_by_month_and_some_lack_the_product_or_the_gemeente() -> None:
    paid = table("voorschotten.csv")
    assert list(paid[0]) == ["AGB", "Gemeentecode", "Productcode", "Datum", "Bedrag"]
    assert any(not row["Productcode"] for row in paid)
    assert any(not row["Gemeentecode"] for row in paid)
    whole = [row for row in paid if row["Productcode"] and row["Gemeentecode"] and row["Datum"].endswith("2024")]
    months = Counter((row["AGB"], row["Productcode"]) for row in whole)
    assert 12 in months.values()
    _, advances = read_tables(list(small_region().tables))
    assert max(item["gedateerd"] for item in advances) <= small_region().messages_until


# ── lumpsum ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", SIZE_NAMES)
def test_partners_are_of_every_kind(size: str) -> None:
    found = rows(size, "Lumpsumpartners")
    for year in (2023, 2024, 2025):
        of_year = [row for row in found if row["Jaar"] == year]
        assert {row["Dienstvorm"] for row in of_year} == {"BGI", "BGG"}
        members: dict[str, set[str]] = defaultdict(set)
        cells: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in of_year:
            name = row["Partner"] or row["AGB"]
            members[name].add(row["AGB"])
            cells[row["Gemeentecode"], row["Dienstvorm"]].add(name)
        assert max(map(len, members.values())) >= 2, "a combination of aanbieders"
        assert max(map(len, cells.values())) >= 2, "two partners in one gemeente"
        assert len({gemeente for gemeente, _ in cells}) >= 2
        assert sum(row["Opslag"] is not None for row in of_year) == 1
    by_statement = [row for row in found if row["Omzet"] is not None]
    assert by_statement
    assert all(row["Bron"] == f"Accountantsverklaring {row['Jaar'] - 1}" for row in by_statement)
    assert any(row["Omzet"] is None for row in found), "from the declarations"
    if size == "region":
        assert any(row["Omzet"] is None for row in found if row["Jaar"] == 2023)


@pytest.mark.parametrize("size", SIZE_NAMES)
def test_the_framework_has_decisions_in_may_and_pending_ones(size: str) -> None:
    found = rows(size, "Kaderinstellingen")
    assert len(found) == SIZES[size].municipalities * 2 * 3
    assert any(row["Besluitdatum"] and row["Besluitdatum"].month == 5 for row in found)
    assert any(row["Besluitdatum"] is None for row in found)
    assert {row["Ouderen uitgezonderd"] for row in found if row["Dienstvorm"] == "BGG"} == {True, False}
    past = [row for row in found if row["Jaar"] < SIZES[size].messages_until.year]
    assert any(row["PGB werkelijk"] is None for row in past)
    assert sum(row["PGB werkelijk"] is not None for row in past) > len(past) / 2
    assert all(row["PGB werkelijk"] is None for row in found if row not in past)


def test_partners_declare_until_the_decision_and_others_go_on() -> None:
    forms = {row["Productcode"]: row["Dienstvorm"] for row in rows("klein", "Producten")}
    decided = {
        (row["Gemeentecode"], row["Dienstvorm"]): row["Besluitdatum"]
        for row in rows("klein", "Kaderinstellingen", Jaar=2024)
    }
    partners = {
        (row["AGB"], row["Gemeentecode"], row["Dienstvorm"]) for row in rows("klein", "Lumpsumpartners", Jaar=2024)
    }
    of_partners: Counter[str] = Counter()
    of_others: Counter[str] = Counter()
    for line in lines():
        cell = (line["gemeente"], forms.get(line["product"]))
        if line["begin"].year == 2024 and decided.get(cell) is not None:
            when = "before" if line["begin"] <= decided[cell] else "after"
            (of_partners if (line["agb"], *cell) in partners else of_others)[when] += 1
    assert of_partners["before"] > 10, "already paid, to be settled"
    assert of_partners["after"] < of_partners["before"]
    assert of_others["after"] > of_others["before"] > 10


def test_pgb_comes_with_and_without_dienstvorm_and_more_than_once_a_year() -> None:
    found = table("pgb.csv")
    assert list(found[0]) == ["Gemeentecode", "Peildatum", "Wet", "Bedrag", "Dienstvorm"]
    assert {"", "BGI"} <= {row["Dienstvorm"] for row in found if row["Wet"] == "Wmo"}
    assert any(row["Wet"] == "Jw" for row in found)
    moments = {row["Peildatum"] for row in found if row["Peildatum"].endswith("2024")}
    assert {"20-02-2024", "01-03-2024", "15-06-2024"} <= moments
    assert {row["Gemeentecode"] for row in found} == {"9001", "9002"}


def test_clients_turn_70_around_1_january_and_some_birth_dates_are_of_no_use() -> None:
    born = {item["bsn"]: item["geboren"] for item in care().assignments if item["wet"] == "Wmo"}
    days = Counter(day for day in born.values() if day.year in {1952, 1953, 1954})
    assert {date(1952, 12, 31), date(1953, 1, 1), date(1953, 1, 2)} <= set(days)
    assert date(1880, 1, 1) in born.values()
    assert any(line["wet"] == "Wmo" and line["bsn"] not in born for line in lines()), "without any 301"


# ── plafonds ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", SIZE_NAMES)
def test_agreements_are_of_every_kind_and_some_are_raised(size: str) -> None:
    found = rows(size, "Afspraken")
    domains = {row["Zorgdomein"]: row["Wet"] for row in rows(size, "Producten")}
    of_youth = [row for row in found if domains[row["Zorgdomein"]] == "Jw"]
    assert {row["Soort"] for row in of_youth} == {"Budgetplafond", "Niet-vrijblijvend", "Regulier"}
    assert {True, False} <= {row["Spoedtoestemming"] for row in of_youth}
    assert rows(size, "Afspraken", Zorgdomein="Huishouden", Soort="Budgetplafond"), "overruled: only Wmo"
    totals: dict[tuple[str, str, int], list[dict[str, Any]]] = defaultdict(list)
    for row in found:
        totals[row["AGB"], row["Zorgdomein"], row["Jaar"]].append(row)
    raised = [both for both in totals.values() if len(both) == 2]
    assert raised
    for first, second in raised:
        assert second["Vanaf"] == date(second["Jaar"], 7, 1)
        assert second["Bedrag"] > first["Bedrag"]
    everyone = {
        (provider.agb, domain, year) for provider, domain, year, _ in expected(size).by_domain((2023, 2024, 2025))
    }
    assert everyone - set(totals), "without an agreement"


@cache
def expected(size: str) -> Expected:
    """What its providers are going to do."""
    return Expected(SIZES[size], plan(SIZES[size], 7))


@pytest.mark.parametrize("size", SIZE_NAMES)
def test_discretionary_amounts_go_up_and_down_with_a_reason(size: str) -> None:
    found = rows(size, "Discretionair")
    assert any(row["Bedrag"] > 0 for row in found)
    assert any(row["Bedrag"] < 0 for row in found)
    assert all(row["Reden"] for row in found)
    assert max(Counter((row["AGB"], row["Zorgdomein"], row["Jaar"]) for row in found).values()) == 2
    budgets = {(row["Zorgdomein"], row["Jaar"]) for row in rows_of(size)["Domeinbudgetten"]}
    assert len(budgets) == len(rows_of(size)["Domeinbudgetten"]) >= 12
    assert ("Verblijf", 2024) not in budgets


def test_some_grow_fast_some_shrink_and_some_are_new() -> None:
    found = ceilings(world(), 2025, date(2025, 1, 20)).build_up.values()
    growth = [row["Groei"] for row in found if row["Groei"] is not None]
    assert any(share > 0.25 for share in growth)
    assert any(0 < share <= 0.25 for share in growth)
    assert any(share < 0 for share in growth)
    assert any(row["Nieuw"] == "ja" and row["Realisatie Y-1"] > 0 for row in found)


def test_some_spend_faster_than_time_and_some_declare_late() -> None:
    use = ceilings(world(), 2024, date(2024, 9, 15)).use.values()
    assert {"Plafond bereikt", "Eindejaarplan opvragen", "Let op", "Op koers"} <= {row["Signaal"] for row in use}
    large = [row for row in use if row["Realisatie"] > 10_000]
    assert any(row["Te laat %"] > 0.15 for row in large)
    assert any(row["Te laat %"] <= 0.05 for row in large)
    late_in_year = [row["Plafond bereikt op"] for row in use if row["Plafond bereikt op"]]
    assert min(late_in_year) < date(2024, 7, 1) < date(2024, 9, 30) < max(late_in_year)


@pytest.mark.parametrize("as_of", [date(2024, 3, 31), date(2025, 1, 31)], ids=str)
def test_assignments_reserve_about_what_is_agreed(as_of: date) -> None:
    """Together with what is declared: more than half of the agreements, and hardly more than all (UN-5)."""
    use = ceilings(world(), as_of.year, as_of).use.values()
    agreed = sum(row["Afspraak"] for row in use)
    assert agreed / 2 < sum(row["Realisatie"] + row["Verplicht"] for row in use) < agreed * Fraction(11, 10)
