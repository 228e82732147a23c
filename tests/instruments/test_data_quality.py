"""Each check finds what it is for, and leaves alone what is right."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from engine.settings import default_settings
from engine.settings.rows import CodeTranslation, Product, Tariff
from tests.instruments.quality_facts import ASSIGNED, both, findings, found_rows, known_settings

MINUTES_ENOUGH = {**ASSIGNED, "volume": "100000", "unit": "01", "frequency": "6"}


def declared(begin: date, end: date, minutes: int | str = 60, **more: object) -> dict[str, object]:
    return {"begin_date": begin, "end_date": end, "volume": minutes, "dated": end + timedelta(days=3), **more}


JANUARY = declared(date(2024, 1, 1), date(2024, 1, 31))


def test_a_line_within_its_assignment_gives_no_finding() -> None:
    assert findings({"assignment": [MINUTES_ENOUGH], "declaration_line": [JANUARY]}) == {}


def test_the_count_and_amount_of_a_row_are_those_of_the_rows_behind_it() -> None:
    staged = {"declaration_line": [JANUARY, {**JANUARY, "assignment_number": "T2", "amount_cents": 1234}]}
    rows = found_rows("DK-1", staged)
    (row,) = findings(staged)["DK-1"]
    assert (row["Aantal"], row["Bedrag"]) == (len(rows), sum(line["Bedrag"] for line in rows))  # type: ignore[misc]
    assert row["Bedrag"] == Decimal("102.34")


def test_dk1_finds_unknown_deleted_and_other_parties_assignments() -> None:
    deleted = {**MINUTES_ENOUGH, "assignment_number": "T2", "change_reason": "13"}
    others = {**MINUTES_ENOUGH, "assignment_number": "T3", "agb": "07654321"}
    lines = [{**JANUARY, "assignment_number": number} for number in ("T1", "T2", "T3", "T4")]
    rows = found_rows("DK-1", {"assignment": [MINUTES_ENOUGH, deleted, others], "declaration_line": lines})
    assert [row["Toewijzingnummer"] for row in rows] == ["T2", "T3", "T4"]


def test_dk1_looks_for_the_clients_assignment_when_a_line_names_none() -> None:
    lines = [{**JANUARY, "assignment_number": None}, {**JANUARY, "assignment_number": None, "client": "b" * 32}]
    rows = found_rows("DK-1", {"assignment": [MINUTES_ENOUGH], "declaration_line": lines})
    assert len(rows) == 1


@pytest.mark.parametrize("status", ["afgekeurd", "gecrediteerd"])
def test_a_rejected_or_credited_line_is_settled_and_no_finding(status: str) -> None:
    answer = {"outcome": "afgekeurd", "reference_number": "R0", "begin_date": JANUARY["begin_date"]}
    credit = {**JANUARY, "debit_credit": "C", "reference_number": "R9", "previous_reference_number": "R0"}
    staged = {"declaration_line": [JANUARY], "declaration_answer": [answer]}
    if status == "gecrediteerd":
        staged = {"declaration_line": [JANUARY, credit]}
    assert findings(staged) == {}


def test_dk2_includes_both_ends_of_the_assignment() -> None:
    assignment = {**MINUTES_ENOUGH, "begin_date": date(2024, 1, 10), "end_date": date(2024, 3, 20)}
    lines = [
        declared(date(2024, 1, 10), date(2024, 3, 20)),
        declared(date(2024, 1, 9), date(2024, 1, 31)),
        declared(date(2024, 3, 1), date(2024, 3, 21)),
    ]
    rows = found_rows("DK-2", {"assignment": [assignment], "declaration_line": lines})
    assert [row["Begindatum"] for row in rows] == [date(2024, 1, 9), date(2024, 3, 1)]


SPRING = {"begin_date": date(2022, 4, 13), "end_date": date(2022, 6, 30), "volume": 3, "unit": "04", "frequency": "2"}
APRIL = (date(2022, 4, 13), date(2022, 4, 30))
MAY = (date(2022, 5, 1), date(2022, 5, 31))
JUNE = (date(2022, 6, 1), date(2022, 6, 30))


@pytest.mark.parametrize(("month", "most"), [(APRIL, 9), (MAY, 18), (JUNE, 15)], ids=["april", "mei", "juni"])
def test_dk3_three_hours_a_week_is_at_most_9_18_and_15_in_a_month(month: tuple[date, date], most: int) -> None:
    def above(hours: str) -> list[object]:
        lines = [declared(*month, hours, unit="04")]
        return [
            row["Gevonden"]
            for row in found_rows("DK-3", {"assignment": [SPRING], "declaration_line": lines}, None, "2022")
        ]

    assert above(str(most)) == []
    assert above(f"{most}.5") == [Decimal(f"{most}.5")]


def test_dk3_three_hours_a_week_is_at_most_36_in_all() -> None:
    def lines(june: int) -> list[dict[str, object]]:
        return [declared(*APRIL, 9, unit="04"), declared(*MAY, 18, unit="04"), declared(*JUNE, june, unit="04")]

    def rows(june: int) -> list[tuple[object, object]]:
        staged = {"assignment": [SPRING], "declaration_line": lines(june)}
        return [(row["Gevonden"], row["Verwacht"]) for row in found_rows("DK-3", staged, None, "2022")]

    assert rows(9) == []
    assert rows(15) == [(42, 36)]


def test_dk3_counts_minutes_against_hours_and_concerns_the_part_above() -> None:
    assignment = {**ASSIGNED, "volume": 2, "unit": "04", "frequency": "4"}
    line = declared(date(2024, 2, 1), date(2024, 2, 29), 180, amount_cents=30000)
    (row,) = found_rows("DK-3", {"assignment": [assignment], "declaration_line": [line]})
    assert (row["Gevonden"], row["Verwacht"], row["Bedrag"]) == (3, 2, Decimal("100.00"))


@pytest.mark.parametrize(
    ("extent", "within", "above"),
    [
        ({"volume": 10, "unit": "01", "frequency": "1"}, 290, 291),  # 29 days in February
        ({"volume": 100, "unit": "01", "frequency": "4"}, 100, 101),
        ({"volume": 500, "unit": "01", "frequency": "6"}, 500, 501),
        ({"volume": 500, "unit": "01", "frequency": None}, 500, 501),
        ({"volume": 5, "unit": "04", "frequency": "2"}, 1500, 1501),  # 5 weeks touched: 29-01 to 03-03
    ],
)
def test_dk3_limit_by_frequency(extent: dict[str, object], within: int, above: int) -> None:
    def count(minutes: int) -> int:
        line = declared(date(2024, 2, 1), date(2024, 2, 29), minutes)
        return len(found_rows("DK-3", {"assignment": [{**ASSIGNED, **extent}], "declaration_line": [line]}))

    assert (count(within), count(above)) == (0, 1)


def test_dk3_tests_a_budget_on_the_amount() -> None:
    assignment = {**ASSIGNED, "volume": None, "unit": None, "budget_cents": 15000, "product_code": None}
    lines = [{**JANUARY, "amount_cents": 9000}, {**declared(date(2024, 2, 1), date(2024, 2, 29)), "amount_cents": 9000}]
    (row,) = found_rows("DK-3", {"assignment": [assignment], "declaration_line": lines})
    assert (row["Gevonden"], row["Verwacht"], row["Bedrag"]) == (180, 150, 30)


def test_dk3_counts_what_earlier_years_used_of_the_whole() -> None:
    assignment = {"begin_date": date(2023, 1, 1), "end_date": None, "volume": 10, "unit": "04", "frequency": "6"}
    before = declared(date(2023, 5, 1), date(2023, 5, 31), 400)
    rejected = declared(date(2023, 6, 1), date(2023, 6, 30), 400)
    answer = {"outcome": "afgekeurd", "reference_number": "R2", "begin_date": date(2023, 6, 1)}
    now = declared(date(2024, 2, 1), date(2024, 2, 29), 300)
    staged = {"assignment": [assignment], "declaration_line": [now, before, rejected], "declaration_answer": [answer]}
    (row,) = found_rows("DK-3", staged)
    assert (row["Gevonden"], row["Verwacht"]) == (5, Decimal("3.3333"))


def test_dk3_leaves_a_unit_that_cannot_be_compared_alone() -> None:
    assignment = {**ASSIGNED, "volume": 1, "unit": "16", "frequency": "6"}
    assert "DK-3" not in findings({"assignment": [assignment], "declaration_line": [JANUARY]})


@given(
    begin=st.dates(date(2024, 1, 1), date(2024, 9, 30)),
    days=st.integers(0, 90),
    frequency=st.sampled_from(["1", "2", "4"]),
)
@hypothesis_settings(max_examples=12, deadline=None)
def test_dk3_limit_equals_a_count_day_by_day(begin: date, days: int, frequency: str) -> None:
    end = begin + timedelta(days=days)
    run = [begin + timedelta(days=day) for day in range(days + 1)]
    touched = {"1": set(run), "2": {day.isocalendar()[:2] for day in run}, "4": {(day.year, day.month) for day in run}}
    limit = len(touched[frequency])
    assignment = {"begin_date": begin, "end_date": end, "volume": 1, "unit": "04", "frequency": frequency}
    line = declared(begin, end, limit + 1, unit="04")
    (row,) = found_rows("DK-3", {"assignment": [assignment], "declaration_line": [line]})
    assert row["Verwacht"] == limit


def test_dk8_starts_after_the_month_that_follows_the_care_month() -> None:
    lines = [{**JANUARY, "dated": date(2024, 2, 29)}, {**JANUARY, "dated": date(2024, 3, 1), "assignment_number": "T2"}]
    second = {**MINUTES_ENOUGH, "assignment_number": "T2"}
    rows = found_rows("DK-8", {"assignment": [MINUTES_ENOUGH, second], "declaration_line": lines})
    assert [row["Toewijzingnummer"] for row in rows] == ["T2"]


def test_dk10_counts_what_came_on_top() -> None:
    february = declared(date(2024, 2, 1), date(2024, 2, 29))
    lines = [
        JANUARY,
        {**JANUARY, "volume": 61, "amount_cents": 100},
        {**JANUARY, "volume": 62, "amount_cents": 10},
        {**february, "reference_number": "R0", "amount_cents": 1},
        {**JANUARY, "client": "b" * 32, "assignment_number": "T2"},
    ]
    second = {**MINUTES_ENOUGH, "assignment_number": "T2", "client": "b" * 32}
    (row,) = findings({"assignment": [MINUTES_ENOUGH, second], "declaration_line": lines})["DK-10"]
    assert (row["Aantal"], row["Bedrag"]) == (3, Decimal("1.11"))


def test_dk10_a_declaration_repeated_after_its_credit_is_no_double() -> None:
    credit = {**JANUARY, "debit_credit": "C", "previous_reference_number": "R0"}
    lines = [JANUARY, credit, {**JANUARY, "volume": 55}]
    assert findings({"assignment": [MINUTES_ENOUGH], "declaration_line": lines}) == {}


def test_dk11_names_what_is_unknown_also_for_a_product_outside_the_workbook() -> None:
    lines = [
        {**JANUARY, "agb": "09999999", "municipality": "0999"},
        {**JANUARY, "product_code": "99Z99"},
        {**JANUARY, "product_code": "54B02"},
    ]
    rows = found_rows("DK-11", {"declaration_line": lines})
    assert [row["Toelichting"] for row in rows] == ["product onbekend", "aanbieder onbekend; gemeente onbekend"]
    assert findings({"declaration_line": lines}, products={"54B02"})["DK-11"][0]["Aantal"] == 1


def test_dk11_names_an_assignment_under_a_code_nobody_knows() -> None:
    """Nothing was declared: its care would be in no figure, and nobody would know."""
    one = {**ASSIGNED, "assignment_number": "7", "product_code": "99Z99"}
    (row,) = found_rows("DK-11", {"assignment": [one]})
    assert (row["Toewijzingnummer"], row["Productcode"], row["Toelichting"]) == ("7", "99Z99", "product onbekend")


def test_dk11_says_in_one_row_which_tables_are_empty() -> None:
    """One row: a row is found again by check, gemeente and aanbieder."""
    (row,) = findings({"declaration_line": [JANUARY]}, settings=default_settings())["DK-11"]
    assert (row["Gemeentecode"], row["AGB"], row["Aantal"]) == (None, None, 2)
    tables = "De tabel Gemeenten is leeg; de tabel Aanbieders is leeg"
    assert str(row["Omschrijving"]).startswith(tables)


def test_a_translated_code_belongs_to_the_workbook_and_others_do_not() -> None:
    translation = CodeTranslation(origin="0363", code="EIGEN", product_code="54B01")
    settings = known_settings().model_copy(update={"code_translation": (translation,)})
    lines = [{**JANUARY, "product_code": "EIGEN"}, {**JANUARY, "product_code": "54B02"}]
    rows = findings({"declaration_line": lines}, settings, products={"54B01"})["DK-1"]
    assert [row["Aantal"] for row in rows] == [1]


def tariff(euros: str, unit: str = "04", agb: str | None = None, valid_from: date = date(2024, 1, 1)) -> Tariff:
    return Tariff(product_code="54B01", agb=agb, valid_from=valid_from, unit=unit, tariff=Decimal(euros))


@pytest.mark.parametrize(
    ("tariffs", "finds"),
    [
        ([], []),
        ([tariff("60")], []),  # 1 euro a minute is 60 an hour
        ([tariff("1", "01")], []),
        ([tariff("60.20")], []),  # 100,33 cents a minute cannot be sent
        ([tariff("60.60")], [(Decimal("1.0000"), Decimal("1.0100"))]),
        ([tariff("60.60"), tariff("60", agb="01234567")], []),
        ([tariff("60"), tariff("66", agb="01234567")], [(1, Decimal("1.1"))]),
        ([tariff("66"), tariff("60", valid_from=date(2024, 1, 2))], [(1, Decimal("1.1"))]),
        ([tariff("66"), tariff("60", valid_from=date(2023, 1, 2))], [(1, Decimal("1.1"))]),
        ([tariff("60", "14")], []),
    ],
)
def test_dk12_compares_with_the_contract_tariff_of_the_day(tariffs: list[Tariff], finds: list[object]) -> None:
    rows = found_rows("DK-12", {"declaration_line": [JANUARY]}, known_settings(*tariffs))
    assert [(row["Gevonden"], row["Verwacht"]) for row in rows] == finds


def test_dk12_derives_the_tariff_of_a_line_without_one() -> None:
    line = {**JANUARY, "tariff_cents": None, "amount_cents": 12000}
    rows = found_rows("DK-12", {"declaration_line": [line]}, known_settings(tariff("60")))
    assert [row["Gevonden"] for row in rows] == [2]


def test_dk13_a_code_that_is_translated_for_another_gemeente_is_no_unknown_product() -> None:
    translation = CodeTranslation(origin="0344", code="EIGEN", product_code="54B01")
    settings = known_settings().model_copy(update={"code_translation": (translation,)})
    lines = [{**JANUARY, "product_code": "EIGEN"}, {**JANUARY, "product_code": "EIGEN"}]
    staged = {"declaration_line": [*lines, {**JANUARY, "product_code": "EIGEN", "municipality": "0344"}]}
    found = findings(staged, settings, products={"54B01"}, checks=["DK-11", "DK-13"])
    assert [(row["Gemeentecode"], row["Aantal"], row["Bedrag"]) for row in found["DK-13"]] == [("0363", 1, 180)]
    assert [row["Gemeentecode"] for row in found["DK-11"]] == ["0344"]  # not in Gemeenten
    assert findings(staged, settings, products={"54B02"}, checks=["DK-13"]) == {}
    (row,) = found_rows("DK-13", {"assignment": [{**ASSIGNED, "product_code": "EIGEN"}]}, settings)
    assert (row["Productcode"], row["Bedrag"]) == ("EIGEN", None)


@pytest.mark.parametrize(
    ("groups", "remarks"),
    [
        ((), []),
        (("care_domain",), ["product zonder Zorgdomein"]),
        (("service_form",), []),  # no product of this law has one
        (("care_domain", "segment"), ["product zonder Zorgdomein; product zonder Segment"]),
    ],
)
def test_dk13_a_product_without_the_group_that_others_of_its_law_have(
    groups: tuple[str, ...], remarks: list[str]
) -> None:
    products = (
        Product(product_code="54B01", law="Jw"),
        Product(product_code="54B02", law="Jw", care_domain="Ambulant", segment="Midden"),
        Product(product_code="01A01", law="Wmo", service_form="BGI"),
    )
    settings = known_settings().model_copy(update={"products": products})
    lines = [{**JANUARY, "product_code": code} for code in ("54B01", "54B02", "01A01")]
    _, rows = both({"declaration_line": lines}, settings, checks=["DK-13"], groups=groups)
    assert [row["Toelichting"] for row in rows.rows] == remarks
    assert {row["Productcode"] for row in rows.rows} <= {"54B01"}


@pytest.mark.parametrize(
    ("birth_date", "finds"),
    [(date(2012, 5, 1), 0), (date(2024, 1, 2), 1), (date(1900, 1, 1), 1), (date(1930, 1, 1), 0), (None, 0)],
)
def test_dk14_implausible_birth_date(birth_date: date | None, finds: int) -> None:
    assignment = {**MINUTES_ENOUGH, "birth_date": birth_date}
    assert len(found_rows("DK-14", {"assignment": [assignment], "declaration_line": [JANUARY]})) == finds


def test_dk14_looks_at_assignments_without_declarations_too() -> None:
    assignments = [
        {**MINUTES_ENOUGH, "birth_date": date(1900, 1, 1)},
        {"assignment_number": "T2", "begin_date": date(2023, 1, 1), "end_date": date(2023, 12, 31)}
        | {"birth_date": date(1900, 1, 1)},
    ]
    assert [row["Toewijzingnummer"] for row in found_rows("DK-14", {"assignment": assignments})] == ["T1"]


def test_dk14_counts_lines_set_aside_for_their_bsn_in_their_year() -> None:
    fields = {"Gemeentecode": "0363", "AGB": "01234567", "Productcode": "54B01"}
    aside = [
        {"check_id": check, "fields": json.dumps({**fields, "Begindatum": begin})}
        for check, begin in (
            ("DK-14", "2024-05-01"),
            ("DK-14", "01-05-2024"),
            ("DK-14", "2023-05-01"),
            (None, "2024-05-01"),
        )
    ]
    (row,) = findings({"set_aside": aside}, products={"54B01"})["DK-14"]
    assert (row["Gemeentecode"], row["AGB"], row["Aantal"], row["Bedrag"]) == ("0363", "01234567", 2, None)


def test_dk16_one_number_two_clients_in_declarations_or_assignments() -> None:
    other = {"client": "b" * 32}
    lines = [JANUARY, {**JANUARY, **other}, {**JANUARY, "assignment_number": "T2"}]
    earlier = {**MINUTES_ENOUGH, **other, "assignment_number": "T2"}
    second = {**MINUTES_ENOUGH, "assignment_number": "T2"}
    rows = found_rows("DK-16", {"assignment": [MINUTES_ENOUGH, earlier, second], "declaration_line": lines})
    assert [(row["Toewijzingnummer"], row["Bedrag"]) for row in rows] == [("T1", 180), ("T2", 90)]


def test_only_care_months_of_the_year_up_to_the_period_are_looked_at() -> None:
    lines = [
        declared(date(2023, 12, 1), date(2023, 12, 31)),
        declared(date(2024, 6, 1), date(2024, 6, 30)),
        declared(date(2024, 7, 1), date(2024, 7, 31)),
    ]
    assert findings({"declaration_line": lines}, period="2024-H1")["DK-1"][0]["Aantal"] == 1


def test_no_client_and_no_pseudonym_in_any_row() -> None:
    staged = {
        "assignment": [{**MINUTES_ENOUGH, "client": "b" * 32}],
        "declaration_line": [JANUARY, {**JANUARY, "volume": 9}],
    }
    rows = [row for check in ("DK-1", "DK-10", "DK-16") for row in found_rows(check, staged)]
    assert rows
    assert not any(text in str(rows) for text in ("abcdefgh", "bbbb"))
