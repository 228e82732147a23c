"""Plekken and PlekkenAfrekening (PL-0..PL-4, PL-10): days in care, advances, settlement."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import NotApplicable
from engine.instruments.places_care import CareFacts, CareYear
from engine.instruments.places_report import RESULTS, places_report
from engine.instruments.places_tables import agreed_places, places_table
from engine.money import excel_round
from engine.result import Column, Report, Row
from engine.run import Period
from engine.settings.rows import CodeTranslation, MunicipalityRow
from tests.instruments.places_world import (
    AGB,
    AMBULANT,
    BERGEN,
    GROUP,
    OTHER_AGB,
    VENLO,
    World,
    agreement,
    client,
    days_by_month,
    known_settings,
    rows_by,
)

END = date(2025, 1, 31)
COLUMNS = {
    "Plekken": "AGB, Gemeentecode, Productcode, Maand, Volgorde, Gemeente, Product, Zorgdagen, Plekken, "
    "Plekken t/m maand, Voorschot",
    "PlekkenAfrekening": "AGB, Gemeentecode, Productcode, Volgorde, Gemeente, Product, Plekken afgesproken, "
    "Zorgdagen, Dagprijs, Realisatie, Voorschot, Voorschot betaald, Afrekening, Budget, Bandbreedtebrief",
    "Looptijden": "AGB, Productcode, Volgorde, Product, Perioden, Gemiddelde looptijd, Standaard, Vorig jaar",
    "Uitstroom": "AGB, Productcode, Uitstroomtype, Volgorde, Product, Cliënten, Gemiddelde looptijd",
    "InUitstroom": "AGB, Maand, Volgorde, Instroom, Uitstroom, In zorg",
    "Verwijzers": "AGB, Verwijzer, Maand, Volgorde, Cliënten",
    "Tijdigheid": "AGB, Bericht, Maand, Volgorde, Totaal, Binnen norm, Aandeel",
}


def settlement(report: Report) -> Row:
    """The one row of PlekkenAfrekening."""
    (row,) = report.table("PlekkenAfrekening").rows
    return row


def advances(report: Report) -> list[Decimal]:
    """Voorschot of every month."""
    return [cast(Decimal, value) for value in report.table("Plekken").values("Voorschot")]


def test_columns_are_those_of_the_product_and_what_formulas_need_comes_after() -> None:
    report = World().report(END)
    assert set(COLUMNS) == set(RESULTS)
    for name, wanted in COLUMNS.items():
        names = wanted.split(", ")
        columns = report.table(name).columns
        assert [column.name for column in columns[: len(names)]] == names
        assert all(column.help for column in columns)


def test_names_stand_beside_the_codes_where_the_settings_have_them() -> None:
    world = World()
    for product in (AMBULANT, "49Z99"):
        world.care(1, date(2024, 1, 1), date(2024, 2, 1), product_code=product)
    chosen = known_settings(agreement(), agreement(municipality=BERGEN, product_code="49Z99"))
    towns = (MunicipalityRow(municipality=VENLO, name="Venlo"),)
    made = world.report(END, chosen.model_copy(update={"municipalities": towns}))
    for name in ("Plekken", "PlekkenAfrekening"):
        named = {(row["Gemeentecode"], row["Gemeente"]) for row in made.table(name).rows}
        assert named == {(VENLO, "Venlo"), (BERGEN, None)}
    for name in ("Plekken", "PlekkenAfrekening", "Looptijden", "Uitstroom", "DashboardProducten"):
        named = {(row["Productcode"], row["Product"]) for row in made.table(name).rows}
        assert named == {(AMBULANT, "Ambulant"), ("49Z99", None)}, name


def test_every_calculated_column_carries_its_rule_and_source() -> None:
    def explained(column: Column) -> bool:
        return bool(column.id and column.source)

    tables = [World().report(END).table(name) for name in RESULTS]
    assert all(explained(column) for table in tables for column in table.columns if column.rule is not None)


def test_overlapping_assignments_of_a_client_count_once_a_day() -> None:
    world = World()
    world.care(1, date(2024, 3, 1), date(2024, 3, 20))
    world.care(1, date(2024, 3, 10), date(2024, 4, 5))
    world.care(1, date(2024, 3, 15), date(2024, 3, 18))
    world.care(2, date(2024, 3, 31), date(2024, 3, 31))
    assert world.days(END) == {3: 31 + 1, 4: 5}


@pytest.mark.parametrize(
    ("begin", "end", "year", "days"),
    [
        (date(2023, 12, 20), date(2024, 1, 10), 2024, {1: 10}),
        (date(2024, 12, 20), date(2025, 1, 10), 2024, {12: 12}),
        (date(2024, 2, 1), date(2024, 3, 1), 2024, {2: 29, 3: 1}),
        (date(2023, 2, 1), date(2023, 3, 1), 2023, {2: 28, 3: 1}),
        (date(2024, 7, 4), date(2024, 7, 4), 2024, {7: 1}),
        (date(2023, 6, 1), None, 2024, {1: 31, 2: 29, 3: 10}),
    ],
    ids=["across New Year", "into New Year", "leap year", "no leap year", "same day", "open at the peildatum"],
)
def test_days_of_a_period(begin: date, end: date | None, year: int, days: dict[int, int]) -> None:
    world = World()
    world.care(1, begin, end)
    as_of = date(2024, 3, 10) if end is None else date(year + 1, 1, 31)
    assert world.days(as_of, year=year) == days


def test_a_stop_removed_and_sent_again_counts_as_it_stands_on_each_day() -> None:
    world = World()
    number = world.care(1, date(2024, 1, 1), date(2024, 1, 10))
    stop = {"client": client(1), "assignment_number": number, "begin_date": date(2024, 1, 1), "end_reason": "31"}
    world.add("care_stop", **stop, end_date=date(2024, 1, 10), delivery_status="3", dated=date(2024, 2, 5))
    world.add("care_stop", **stop, end_date=date(2024, 1, 25), dated=date(2024, 2, 9))
    assert world.days(date(2024, 2, 4)) == {1: 10}
    assert world.days(date(2024, 2, 6)) == {1: 31, 2: 6}
    assert world.days(date(2024, 2, 9)) == {1: 25}


def test_a_start_removed_is_no_care_and_the_start_sent_again_is() -> None:
    world = World()
    number = world.care(1, date(2024, 1, 1))
    start = {"client": client(1), "assignment_number": number}
    world.add("care_start", **start, begin_date=date(2024, 1, 1), delivery_status="3", dated=date(2024, 1, 20))
    world.add("care_start", **start, begin_date=date(2024, 1, 8), dated=date(2024, 1, 21))
    assert world.days(date(2024, 1, 19)) == {1: 19}
    assert world.days(date(2024, 1, 20)) == {}
    assert world.days(date(2024, 1, 31)) == {1: 24}


def test_care_without_stop_ends_with_its_assignment_and_none_exists_under_one_taken_back() -> None:
    world = World()
    number = world.care(1, date(2024, 1, 1))
    sent = {"client": client(1), "assignment_number": number, "begin_date": date(2024, 1, 1)}
    shorter = {"end_date": date(2024, 1, 15), "assigned_at": datetime(2024, 1, 2)}
    world.add("assignment", **sent, **shorter, dated=date(2024, 1, 18))
    back = {"change_reason": "13", "assigned_at": datetime(2024, 3, 1), "end_date": date(2024, 1, 15)}
    world.add("assignment", **sent, **back, dated=date(2024, 3, 1))
    assert world.days(date(2024, 1, 17)) == {1: 17}
    assert world.days(date(2024, 2, 28)) == {1: 15}
    assert world.days(date(2024, 3, 1)) == {}


def test_a_temporary_stop_has_no_days_in_between() -> None:
    world = World()
    number = world.care(1, date(2024, 1, 1), date(2024, 1, 10), reason="20")
    world.add(
        "care_start", client=client(1), assignment_number=number, begin_date=date(2024, 2, 1), dated=date(2024, 2, 1)
    )
    assert world.days(date(2024, 2, 29)) == {1: 10, 2: 29}


def test_care_without_number_takes_its_stop_by_product_and_begin() -> None:
    world = World()
    shared = {"client": client(1), "assignment_number": None, "begin_date": date(2024, 1, 1)}
    world.add("care_start", **shared, dated=date(2024, 1, 1))
    world.add("care_start", **{**shared, "product_code": GROUP}, dated=date(2024, 1, 1))
    stop = {**shared, "product_code": GROUP, "end_date": date(2024, 1, 2), "end_reason": "31"}
    world.add("care_stop", **stop, dated=date(2024, 1, 2))
    both = known_settings(agreement(), agreement(product_code=GROUP))
    table = rows_by(world.report(date(2024, 1, 31), both), "PlekkenAfrekening", "Productcode")
    assert (table[AMBULANT,]["Zorgdagen"], table[GROUP,]["Zorgdagen"]) == (31, 2)


def test_a_local_code_counts_for_its_product_and_an_empty_one_takes_that_of_the_assignment() -> None:
    world = World()
    world.care(1, date(2024, 1, 1), date(2024, 1, 10), product_code="XX01")
    number = world.care(2, date(2024, 1, 1), date(2024, 1, 5))
    world.facts["care_start"][-1]["product_code"] = None
    assert number == "2"
    translated = known_settings(agreement()).model_copy(
        update={"code_translation": (CodeTranslation(origin=VENLO, code="XX01", product_code=AMBULANT),)}
    )
    assert world.days(date(2024, 1, 31), translated) == {1: 15}


def test_places_exist_only_where_they_are_agreed() -> None:
    world = World()
    world.care(1, date(2024, 1, 1), date(2024, 1, 10))
    world.care(2, date(2024, 1, 1), date(2024, 1, 10), municipality=BERGEN)
    world.care(3, date(2024, 1, 1), date(2024, 1, 10), agb=OTHER_AGB)
    world.care(4, date(2024, 1, 1), date(2024, 1, 10), product_code=GROUP)
    report = world.report(END)
    assert settlement(report)["Zorgdagen"] == 10
    # all care is in the other tables, with and without places
    assert {(row["AGB"], row["Productcode"]) for row in report.table("Looptijden").rows} == {
        (AGB, AMBULANT),
        (AGB, GROUP),
        (OTHER_AGB, AMBULANT),
    }


def test_every_month_up_to_the_peildatum_is_there_and_the_last_one_counts_its_days() -> None:
    world = World()
    world.care(1, date(2024, 1, 1))
    rows = world.report(date(2024, 3, 10)).table("Plekken").rows
    assert [row["Dagen"] for row in rows] == [31, 29, 10]
    assert [row["Plekken"] for row in rows] == [1, 1, 1]
    assert len(world.report(date(2026, 1, 1)).table("Plekken").rows) == 12
    assert [row["Zorgdagen"] for row in World().report(date(2024, 2, 1)).table("Plekken").rows] == [0, 0]


def test_places_through_the_month_are_an_average_of_days() -> None:
    world = World()
    world.care(1, date(2024, 2, 1), date(2024, 2, 29))
    row = world.report(date(2024, 3, 31)).table("Plekken").rows[2]
    assert excel_round(cast(Decimal, row["Plekken t/m maand"]), 20) == excel_round(Decimal(29) / 91, 20)


def test_longer_than_the_standard_is_paid_more_and_shorter_less() -> None:
    world = World()
    world.care(1, date(2024, 1, 1), date(2024, 12, 31))
    row = settlement(world.report(END))
    # € 7.300 for 365 days: € 20 a day
    assert (row["Dagprijs"], row["Realisatie"]) == (Decimal(20), Decimal("7320.00"))


def test_a_standard_in_months_counts_365_twelfths_of_a_day_each_and_is_not_rounded() -> None:
    world = World()
    world.care(1, date(2024, 1, 1), date(2024, 1, 31), product_code=GROUP)
    row = settlement(world.report(END, known_settings(agreement(product_code=GROUP))))
    # € 16.000 / 365 = 43,8356…; × 31
    assert row["Realisatie"] == Decimal("1358.90")


def test_the_advance_of_the_year_is_shared_to_the_cent() -> None:
    report = World().report(END, known_settings(agreement(places=Decimal("1.37"), product_code=GROUP)))
    year = settlement(report)["Voorschot"]
    months = advances(report)
    assert year == Decimal("21980.05")
    assert sum(months) == year
    assert max(months) - min(months) == Decimal("0.01")


@given(
    places=st.decimals("0.01", "60", places=2), price=st.decimals("0.01", "30000", places=2), days=st.integers(1, 900)
)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_monthly_advances_always_add_up(places: Decimal, price: Decimal, days: int) -> None:
    chosen = known_settings(agreement(places=places))
    product = chosen.products[0].model_copy(update={"trajectory_price": price, "standard_days": Decimal(days)})
    report = EMPTY.report(END, chosen.model_copy(update={"products": (product,)}))
    assert sum(advances(report)) == settlement(report)["Voorschot"]


EMPTY = World()


def test_payments_find_their_agreement_or_are_named() -> None:
    world = World()
    day = date(2024, 2, 1)
    world.add("advance_payment", dated=day, amount_cents=100_00)
    world.add("advance_payment", dated=day, amount_cents=20_00, municipality=None, product_code=None)
    world.add("advance_payment", dated=date(2023, 12, 31), amount_cents=999_00)
    world.add("advance_payment", dated=date(2024, 6, 2), amount_cents=1_00)
    world.add("advance_payment", dated=day, amount_cents=3_00, municipality=BERGEN)
    world.add("advance_payment", dated=day, amount_cents=4_00, agb=OTHER_AGB, service_form="BGI", product_code=None)
    one = world.report(date(2024, 6, 1))
    assert settlement(one)["Voorschot betaald"] == Decimal("120.00")
    assert settlement(one)["Afrekening"] == Decimal("-120.00")
    loose = [row for row in one.table("Aandacht").rows if "past bij" in str(row["Wat valt op"])]
    assert [(row["Bedrag"], row["Gemeentecode"]) for row in loose] == [(Decimal("3.00"), BERGEN)]
    assert str(loose[0]["Wat valt op"]).startswith(f"Voorschot van 01-02-2024 voor {AMBULANT} in ")
    assert str(loose[0]["Wat te doen"]).startswith("Zet de afspraak in Plekkenafspraken; tot dan")
    two = world.report(date(2024, 6, 1), known_settings(agreement(), agreement(product_code=GROUP)))
    assert rows_by(two, "PlekkenAfrekening", "Productcode")[AMBULANT,]["Voorschot betaald"] == Decimal("100.00")
    assert [row["Wat valt op"] for row in two.table("Aandacht").rows if row["Bedrag"] == 20] == [
        "Voorschot van 01-02-2024 past bij meer dan één plekkenafspraak"
    ]


@pytest.mark.parametrize(("budget", "letter"), [("6971.42", "ja"), ("6971.43", "nee"), (None, "nee")])
def test_a_bandwidth_letter_above_105_percent_of_the_budget(budget: str | None, letter: str) -> None:
    world = World()
    world.care(1, date(2024, 1, 1), date(2024, 12, 31))
    chosen = known_settings(agreement(budget=None if budget is None else Decimal(budget)))
    report = world.report(END, chosen)
    assert settlement(report)["Bandbreedtebrief"] == letter
    listed = [row["AGB"] for row in report.table("Aandacht").rows if "bandbreedtebrief" in str(row["Wat te doen"])]
    assert listed == ([AGB] if letter == "ja" else [])


def test_precisely_the_bandwidth_is_not_above_it() -> None:
    world = World()
    world.care(1, date(2024, 1, 1), date(2024, 1, 21))  # € 420
    assert settlement(world.report(END, known_settings(agreement(budget=Decimal(400)))))["Bandbreedtebrief"] == "nee"


def test_without_price_or_duration_there_is_no_amount_and_that_needs_attention() -> None:
    world = World()
    world.care(1, date(2024, 1, 1))
    chosen = known_settings(agreement())
    bare = chosen.products[0].model_copy(update={"trajectory_price": None})
    report = world.report(END, chosen.model_copy(update={"products": (bare,)}))
    row = settlement(report)
    assert [row[name] for name in ("Dagprijs", "Realisatie", "Voorschot", "Afrekening")] == [None] * 4
    assert row["Bandbreedtebrief"] == "nee"
    assert "45V01: geen trajectprijs of geen standaardduur" in report.table("Aandacht").values("Wat valt op")


def test_nothing_to_show_is_refused_and_trajectories_alone_are_enough() -> None:
    with pytest.raises(NotApplicable, match="geen plekkenafspraken voor 2024"):
        World().report(END, known_settings())
    world = World()
    world.care(1, date(2024, 1, 1), date(2024, 2, 1))
    report = world.report(END, known_settings())
    assert report.table("Plekken").rows == []
    assert len(report.table("Looptijden").rows) == 1


def test_only_for_a_whole_year() -> None:
    inputs = World().inputs(END)
    half = type(inputs.run)(Period(2024, 1, 6), END, 1, inputs.run.settings_fingerprint)
    with pytest.raises(NotApplicable):
        places_report(type(inputs)(inputs.con, inputs.settings, half, "toets", inputs.connect))


def days_alone(world: World, as_of: date) -> dict[int, int]:
    """Zorgdagen by month, without the rest of the report."""
    inputs = world.inputs(as_of)
    facts = CareFacts(inputs.con, CareYear(inputs.settings, inputs.run))
    return days_by_month(places_table(facts, agreed_places(facts)).rows)


SPANS = st.tuples(
    st.integers(0, 3), st.dates(date(2023, 6, 1), date(2025, 2, 1)), st.none() | st.integers(0, 420), st.booleans()
)


@given(spans=st.lists(SPANS, max_size=14), as_of=st.dates(date(2024, 1, 1), date(2025, 3, 1)))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_days_equal_a_count_day_by_day(spans: list[tuple[int, date, int | None, bool]], as_of: date) -> None:
    world = World()
    care: list[tuple[int, date, date]] = []
    for who, begin, length, elsewhere in spans:
        end = None if length is None else begin + timedelta(days=length)
        world.care(who, begin, end, municipality=BERGEN if elsewhere else VENLO)
        known_end = end if end is not None and end <= as_of else as_of  # a stop is dated on its own day
        if not elsewhere and begin <= as_of:
            care.append((who, begin, known_end))
    naive: dict[int, int] = {}
    day = date(2024, 1, 1)
    while day <= min(as_of, date(2024, 12, 31)):
        present = {who for who, begin, end in care if begin <= day <= end}
        if present:
            naive[day.month] = naive.get(day.month, 0) + len(present)
        day += timedelta(days=1)
    assert days_alone(world, as_of) == naive
