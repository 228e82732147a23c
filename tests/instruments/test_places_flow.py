"""Looptijden, Uitstroom, InUitstroom, Verwijzers and Tijdigheid (PL-5..PL-9), and their traces."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from engine.instruments.places_care import public_holidays
from engine.result import Report, Value
from tests.instruments.places_world import (
    AGB,
    AMBULANT,
    BERGEN,
    GROUP,
    OTHER_AGB,
    VENLO,
    World,
    agreement,
    ask,
    client,
    known_settings,
    rows_by,
)

END = date(2025, 1, 31)
JUNE = date(2024, 6, 10)
EXTENDED, LEFT, ELSEWHERE = "Verlenging", "Uitstroom uit zorg", "Product bij andere zorgverlener"
OTHER, UNKNOWN, ALL = "Ander lopende indicatie", "Nog onbekend", "Totaal"


def after(days: int) -> date:
    """So many days after the period of a test ended on 10 June."""
    return JUNE + timedelta(days=days)


def one_ended() -> World:
    """Client 1 in care from 1 January to 10 June 2024."""
    world = World()
    world.care(1, date(2024, 1, 1), JUNE)
    return world


# ── Looptijden ────────────────────────────────────────────────────────────────────────────────────────────────────


def duration(report: Report, product: str = AMBULANT) -> list[Value]:
    """Perioden, mean, standard and last year's mean of the first aanbieder."""
    row = rows_by(report, "Looptijden", "AGB", "Productcode")[AGB, product]
    return [row[name] for name in ("Perioden", "Gemiddelde looptijd", "Standaard", "Vorig jaar")]


def test_a_duration_is_the_full_length_of_what_ended_in_the_year_and_an_open_period_has_none() -> None:
    world = World()
    world.care(1, date(2023, 12, 1), date(2024, 1, 31))  # 62 days
    world.care(2, date(2024, 3, 1), date(2024, 3, 1))  # 1 day
    world.care(3, date(2024, 3, 1))
    world.care(4, date(2023, 1, 1), date(2023, 1, 10))  # 10 days, last year
    assert duration(world.report(END)) == [2, Decimal("31.5"), Decimal(365), Decimal(10)]


def test_last_year_counts_the_same_days_and_a_row_exists_for_either_year() -> None:
    world = World()
    world.care(1, date(2023, 2, 1), date(2023, 2, 28))
    world.care(2, date(2023, 3, 1), date(2023, 3, 2))
    assert duration(world.report(date(2024, 2, 29))) == [0, None, Decimal(365), Decimal(28)]
    assert duration(world.report(date(2024, 3, 2))) == [0, None, Decimal(365), Decimal(15)]


def test_an_assignment_that_ends_ends_the_care_but_the_peildatum_does_not() -> None:
    world = World()
    world.care(1, date(2024, 1, 1))
    world.facts["assignment"][-1]["end_date"] = date(2024, 4, 9)
    assert world.report(date(2024, 4, 8)).table("Looptijden").rows == []
    assert duration(world.report(date(2024, 4, 9)))[:2] == [1, Decimal(100)]


def test_a_resumed_temporary_stop_is_one_period_of_the_days_of_its_parts() -> None:
    world = World()
    number = world.care(1, date(2024, 1, 1), date(2024, 1, 10), reason="20")
    again = {"client": client(1), "assignment_number": number, "begin_date": date(2024, 5, 1)}
    assert duration(world.report(date(2024, 4, 30)))[:2] == [1, Decimal(10)]  # not resumed yet: it ended
    world.add("care_start", **again, dated=date(2024, 5, 1))
    assert world.report(date(2024, 5, 2)).table("Looptijden").rows == []
    world.add("care_stop", **again, end_date=date(2024, 5, 20), end_reason="31", dated=date(2024, 5, 20))
    assert duration(world.report(END))[:2] == [1, Decimal(30)]


def test_a_stop_for_another_reason_is_not_resumed_by_a_later_start() -> None:
    world = World()
    number = world.care(1, date(2024, 1, 1), date(2024, 1, 10))
    again = {"client": client(1), "assignment_number": number, "begin_date": date(2024, 5, 1)}
    world.add("care_start", **again, dated=date(2024, 5, 1))
    assert duration(world.report(END))[:2] == [1, Decimal(10)]


def test_without_number_the_product_resumes() -> None:
    world = World()
    shared = {"client": client(1), "assignment_number": None}
    begin, again = date(2024, 1, 1), date(2024, 3, 1)
    world.add("care_start", **shared, begin_date=begin, dated=begin)
    world.add("care_stop", **shared, begin_date=begin, end_date=date(2024, 1, 31), end_reason="20", dated=begin)
    world.add("care_start", **shared, begin_date=again, dated=again)
    world.add("care_stop", **shared, begin_date=again, end_date=date(2024, 3, 9), end_reason="31", dated=again)
    assert duration(world.report(END))[:2] == [1, Decimal(40)]


# ── Uitstroom ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("days", "outcome"), [(1, EXTENDED), (30, EXTENDED), (31, LEFT)])
def test_an_extension_starts_within_thirty_days(days: int, outcome: str) -> None:
    world = one_ended()
    world.care(1, after(days))
    assert world.outcomes(END) == {outcome: 1, ALL: 1}


def test_care_elsewhere_that_resumes_after_a_pause_is_a_start_too() -> None:
    """Each 305 starts care (PL-1): the client goes on there, and did not leave."""
    world = one_ended()
    number = world.care(1, date(2024, 1, 1), date(2024, 2, 1), agb=OTHER_AGB, reason="20")
    resumed = {"client": client(1), "agb": OTHER_AGB, "assignment_number": number, "begin_date": after(5)}
    world.add("care_start", **resumed, dated=after(5))
    assert world.outcomes(END) == {ELSEWHERE: 1, ALL: 1}


def test_the_window_is_a_parameter() -> None:
    world = one_ended()
    world.care(1, after(8))
    assert world.outcomes(END, PL_Aansluitdagen="7") == {LEFT: 1, ALL: 1}


@pytest.mark.parametrize(
    ("follows", "outcome"),
    [
        ({"begin": after(30), "agb": OTHER_AGB}, ELSEWHERE),
        ({"begin": after(31), "agb": OTHER_AGB}, LEFT),
        ({"begin": after(1), "agb": OTHER_AGB, "product_code": GROUP}, OTHER),
        ({"begin": after(-99), "product_code": GROUP}, OTHER),
        ({"begin": after(-99)}, OTHER),  # the same product beside it, still running
        ({"begin": after(-99), "end": after(0), "product_code": GROUP}, LEFT),
        ({"begin": after(2), "product_code": GROUP}, LEFT),
        ({"begin": after(3), "municipality": BERGEN}, EXTENDED),
    ],
)
def test_what_follows_is_the_first_that_fits(follows: dict, outcome: str) -> None:
    world = one_ended()
    world.care(1, **follows)
    world.care(2, after(1))  # someone else
    found = world.outcomes(END)
    assert outcome in found
    assert found[outcome] == found[ALL] == 1


def test_an_extension_goes_before_the_same_product_elsewhere() -> None:
    world = one_ended()
    world.care(1, after(2), agb=OTHER_AGB)
    world.care(1, after(20))
    assert world.outcomes(END) == {EXTENDED: 1, ALL: 1}


@pytest.mark.parametrize(("as_of", "outcome"), [(after(0), UNKNOWN), (after(29), UNKNOWN), (after(30), LEFT)])
def test_until_the_window_has_passed_it_is_not_known(as_of: date, outcome: str) -> None:
    assert one_ended().outcomes(as_of) == {outcome: 1, ALL: 1}


def test_before_the_window_has_passed_only_an_extension_is_certain() -> None:
    world = one_ended()
    world.care(1, after(-9), agb=OTHER_AGB, product_code=GROUP)
    assert world.outcomes(after(10)) == {UNKNOWN: 1, ALL: 1}
    world.care(1, after(5))
    assert world.outcomes(after(10)) == {EXTENDED: 1, ALL: 1}


def test_a_client_counts_once_a_kind_and_once_in_all() -> None:
    world = World()
    for begin, end in ((date(2024, 1, 1), date(2024, 1, 31)), (date(2024, 2, 5), date(2024, 2, 9))):
        world.care(1, begin, end)
    world.care(1, date(2024, 6, 1), date(2024, 6, 30))
    world.care(2, date(2024, 6, 1), date(2024, 6, 10))
    assert world.outcomes(END) == {EXTENDED: 1, LEFT: 2, ALL: 2}
    row = rows_by(world.report(END), "Uitstroom", "Uitstroomtype")[LEFT,]
    assert (row["Perioden"], row["Gemiddelde looptijd"]) == (3, Decimal(15))


def test_a_temporary_stop_that_was_resumed_is_no_end() -> None:
    world = World()
    number = world.care(1, date(2024, 1, 1), date(2024, 1, 10), reason="20")
    world.add(
        "care_start", client=client(1), assignment_number=number, begin_date=date(2024, 9, 1), dated=date(2024, 9, 1)
    )
    assert world.outcomes(END) == {}
    assert world.outcomes(date(2024, 8, 31)) == {LEFT: 1, ALL: 1}


# ── InUitstroom ───────────────────────────────────────────────────────────────────────────────────────────────────


def flows(report: Report, agb: str = AGB) -> dict[int, tuple[Value, ...]]:
    """Instroom, Uitstroom and In zorg by month."""
    rows = [row for row in report.table("InUitstroom").rows if row["AGB"] == agb]
    return {row["Maand"].month: (row["Instroom"], row["Uitstroom"], row["In zorg"]) for row in rows}


def test_inflow_outflow_and_presence_by_month_zeros_included() -> None:
    """A month without a client in care is a row of zeros: the chart has no gaps."""
    world = World()
    world.care(1, date(2023, 12, 1), date(2024, 2, 10))
    world.care(2, date(2024, 2, 1), date(2024, 2, 2))
    world.care(2, date(2024, 2, 20), date(2024, 4, 1))
    found = {1: (0, 0, 1), 2: (1, 1, 2), 3: (0, 0, 1), 4: (0, 1, 1)}
    assert flows(world.report(END)) == found | dict.fromkeys(range(5, 13), (0, 0, 0))
    assert flows(world.report(date(2024, 3, 1))) == {1: (0, 0, 1), 2: (1, 0, 2), 3: (0, 0, 1)}


def test_an_aanbieder_without_a_day_in_care_in_the_year_has_no_rows() -> None:
    world = World()
    world.care(1, date(2023, 2, 1), date(2023, 2, 20), agb=OTHER_AGB)
    world.care(2, date(2024, 3, 1))
    report = world.report(date(2024, 2, 29))
    assert report.table("Looptijden").rows, "the same days last year have one that ended"
    assert not report.table("InUitstroom").rows
    assert flows(world.report(END), OTHER_AGB) == {}


@pytest.mark.parametrize(("gap", "inflow"), [(30, 0), (31, 1)], ids=["29 days without", "30 days without"])
def test_inflow_needs_thirty_days_without_care_there(gap: int, inflow: int) -> None:
    world = World()
    world.care(1, date(2023, 11, 1), date(2024, 1, 15))
    world.care(1, date(2024, 1, 15) + timedelta(days=gap), product_code=GROUP)
    assert flows(world.report(END))[2][0] == inflow


def test_care_elsewhere_does_not_stop_inflow_and_a_resumed_pause_is_none() -> None:
    world = World()
    world.care(1, date(2023, 1, 1), agb=OTHER_AGB)
    number = world.care(1, date(2024, 1, 5), date(2024, 1, 10), reason="20")
    world.add(
        "care_start", client=client(1), assignment_number=number, begin_date=date(2024, 4, 1), dated=date(2024, 4, 1)
    )
    found = flows(world.report(date(2024, 4, 30)))
    assert found == {1: (1, 0, 1), 2: (0, 0, 0), 3: (0, 0, 0), 4: (0, 0, 1)}


# ── Verwijzers ────────────────────────────────────────────────────────────────────────────────────────────────────


def referred(report: Report) -> dict[tuple[Value, int], Value]:
    """Cliënten of the first aanbieder by verwijzer and month."""
    rows = [row for row in report.table("Verwijzers").rows if row["AGB"] == AGB]
    return {(row["Verwijzer"], row["Maand"].month): row["Cliënten"] for row in rows}


def test_the_type_is_that_of_the_request_else_the_gemeente_else_unknown() -> None:
    world = World()
    begin, ended = date(2024, 1, 10), date(2024, 1, 20)
    for who, kind in ((1, "02"), (2, None), (3, "07")):
        world.care(who, begin, ended, provider_reference=f"V{who}")
        world.add(
            "request", kind="315", client=client(who), provider_reference=f"V{who}", referrer_type=kind, dated=begin
        )
    world.add(
        "request", kind="315", client=client(4), provider_reference="V4", referrer_type="02", agb=OTHER_AGB, dated=begin
    )
    world.care(4, begin, ended, provider_reference="V4")
    world.care(5, begin, ended)
    world.add("care_start", client=client(6), assignment_number="999", begin_date=begin, dated=begin)
    report = world.report(date(2024, 1, 31))
    assert referred(report) == {
        ("Gemeente", 1): 2,
        ("Huisarts", 1): 1,
        ("07", 1): 1,
        ("Onbekend", 1): 2,
        ("Totaal", 1): 6,
    }
    without = known_settings(agreement(), PL_VerwijzerZonder315="05")
    assert referred(world.report(date(2024, 1, 31), without))["Medisch specialist", 1] == 2


def test_the_last_request_decides_also_when_it_names_no_type() -> None:
    world = World()
    world.care(1, date(2024, 1, 10), provider_reference="V1")
    ask(world, 1, date(2024, 1, 2), referrer_type="02")
    ask(world, 1, date(2024, 1, 3), referrer_type=None)
    assert referred(world.report(date(2024, 1, 31))) == {("Onbekend", 1): 1, ("Totaal", 1): 1}


def test_a_reference_used_at_two_gemeenten_is_two_requests() -> None:
    world = World()
    begin = date(2024, 1, 10)
    for who, town, kind in ((1, VENLO, "02"), (2, BERGEN, "04")):
        world.care(who, begin, municipality=town, provider_reference="V1")
        shared = {"client": client(who), "municipality": town, "provider_reference": "V1", "referrer_type": kind}
        world.add("request", kind="315", dated=begin, **shared)
    found = referred(world.report(date(2024, 1, 31)))
    assert found == {("Huisarts", 1): 1, ("Gecertificeerde instelling", 1): 1, ("Totaal", 1): 2}


def test_clients_are_counted_from_january_on_and_once_in_all() -> None:
    world = World()
    world.care(1, date(2023, 12, 1), date(2024, 1, 1))
    world.care(2, date(2024, 2, 1), date(2024, 2, 2), provider_reference="V2")
    world.add(
        "request", kind="315", client=client(2), provider_reference="V2", referrer_type="02", dated=date(2024, 1, 1)
    )
    world.care(2, date(2024, 3, 1))
    world.care(3, date(2023, 1, 1), date(2023, 12, 31))
    found = referred(world.report(date(2024, 3, 31)))
    assert [found.get(("Gemeente", month)) for month in (1, 2, 3)] == [1, 1, 2]
    assert [found.get(("Huisarts", month)) for month in (1, 2, 3)] == [None, 1, 1]
    assert [found.get(("Totaal", month)) for month in (1, 2, 3)] == [1, 2, 2]


# ── Tijdigheid ────────────────────────────────────────────────────────────────────────────────────────────────────


def in_time(report: Report, message: str) -> dict[int, tuple[Value, Value]]:
    """Totaal and Binnen norm of the first aanbieder by month."""
    rows = [row for row in report.table("Tijdigheid").rows if (row["AGB"], row["Bericht"]) == (AGB, message)]
    return {row["Maand"].month: (row["Totaal"], row["Binnen norm"]) for row in rows}


def test_an_answer_is_the_first_assignment_or_a_refusal() -> None:
    world = World()
    asked = date(2024, 3, 1)
    for number, days in ((1, 14), (2, 15)):
        ask(world, number, asked)
        reply = {"client": client(number), "provider_reference": f"V{number}", "assignment_number": f"T{number}"}
        world.add("assignment", dated=asked + timedelta(days=days), begin_date=asked, **reply)
    for number, verdict in ((3, "1"), (4, "2")):
        ask(world, number, asked)
        world.add("request_answer", provider_reference=f"V{number}", answer=verdict, dated=asked + timedelta(days=3))
    ask(world, 5, asked, kind="317 nieuw")
    assert in_time(world.report(date(2024, 3, 15)), "315") == {3: (2, 2)}  # the term of the others still runs
    assert in_time(world.report(date(2024, 3, 16)), "315") == {3: (4, 2)}


def test_an_assignment_before_the_request_is_no_answer_to_it() -> None:
    world = World()
    ask(world, 1, date(2024, 3, 1))
    reply = {"client": client(1), "provider_reference": "V1", "assignment_number": "T1"}
    world.add("assignment", dated=date(2024, 2, 1), begin_date=date(2024, 2, 1), **reply)
    assert in_time(world.report(date(2024, 4, 1)), "315") == {3: (1, 0)}


def told(begin: date, sent: date, stop: bool = False) -> tuple[Value, ...]:
    """Whether a start (in days, in working days) or a stop on a day, sent on another, is in time."""
    world = World()
    shared = {"client": client(1), "assignment_number": "T1", "begin_date": date(2023, 1, 1) if stop else begin}
    if stop:
        world.add("care_stop", **shared, end_date=begin, end_reason="31", dated=sent)
    else:
        world.add("care_start", **shared, dated=sent)
    report = world.report(date(sent.year + 1, 1, 31), year=sent.year)
    found = [in_time(report, message).get(sent.month) for message in ("305", "305 werkdagen", "307")]
    return tuple(None if pair is None else pair[1] for pair in found)


@pytest.mark.parametrize(
    ("begin", "sent", "days", "working_days"),
    [
        (date(2024, 6, 3), date(2024, 6, 10), 1, 1),  # Monday to Monday: 7 days, 5 working days
        (date(2024, 6, 3), date(2024, 6, 11), 0, 0),
        (date(2024, 6, 8), date(2024, 6, 14), 1, 1),  # Saturday to Friday
        (date(2024, 3, 28), date(2024, 4, 5), 0, 1),  # Goede Vrijdag and tweede Paasdag: 4 working days
        (date(2024, 3, 28), date(2024, 4, 8), 0, 1),
        (date(2024, 3, 28), date(2024, 4, 9), 0, 0),
        (date(2024, 5, 8), date(2024, 5, 16), 0, 1),  # Hemelvaartsdag
        (date(2024, 5, 17), date(2024, 5, 27), 0, 1),  # tweede Pinksterdag
        (date(2024, 12, 24), date(2025, 1, 2), 0, 1),  # Christmas and New Year: 27, 30, 31 December, 2 January
        (date(2024, 4, 22), date(2024, 4, 29), 1, 1),  # Koningsdag on a Saturday takes no working day
        (date(2024, 7, 1), date(2024, 6, 20), 1, 1),  # told ahead
        (date(2020, 1, 1), date(2024, 6, 3), 0, 0),
    ],
)
def test_working_days_know_the_weekend_and_public_holidays(
    begin: date, sent: date, days: int, working_days: int
) -> None:
    assert told(begin, sent) == (days, working_days, None)
    assert told(begin, sent, stop=True) == (None, None, working_days)


def test_the_public_holidays_of_a_year() -> None:
    assert public_holidays(2025, 2025) == [
        date(2025, month, day)
        for month, day in (
            (1, 1), (4, 18), (4, 20), (4, 21), (4, 26), (5, 5), (5, 29), (6, 8), (6, 9), (12, 25), (12, 26)
        )
    ]  # fmt: skip
    # 5 May in every year, not only each fifth; Koningsdag a day earlier when it is a Sunday
    assert date(2024, 5, 5) in public_holidays(2024, 2024)
    assert date(2025, 4, 27) not in public_holidays(2025, 2025)


def test_a_removed_message_is_not_tested_and_the_one_sent_again_is() -> None:
    world = World()
    start = {"client": client(1), "assignment_number": "T1", "begin_date": date(2024, 1, 2)}
    world.add("care_start", **start, dated=date(2024, 1, 3))
    world.add("care_start", **start, delivery_status="3", dated=date(2024, 2, 1))
    assert in_time(world.report(date(2024, 2, 1)), "305") == {}
    world.add("care_start", **start, dated=date(2024, 3, 1))
    assert in_time(world.report(END), "305") == {3: (1, 0)}
