"""What messages around care the made-up region holds: pauses, corrections, late ones, extensions, requests."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache
from typing import Any

from build.region_tables import PRODUCTS
from tests.build.made import small_region
from tests.oracle.reading_care import Care, delivery_key, read_care
from tests.oracle.tijdigheid import working_days

Message = dict[str, Any]
LAST = date(2025, 4, 30)


@cache
def care() -> Care:
    """Everything but the declarations of the small region."""
    return read_care([small_region().messages])


def days_after(message: Message, moment: str) -> int:
    """Days from what it tells of until it was sent."""
    return (message["gedateerd"] - message[moment]).days


@cache
def periods() -> dict[tuple[str, str], list[tuple[date, date, str]]]:
    """First day, last day and aanbieder by client and product, of starts with their stops that were not removed."""
    removed = {delivery_key(item) for item in (*care().starts, *care().stops) if item["status"] == "3"}
    stops = {delivery_key(item): item for item in care().stops if delivery_key(item) not in removed}
    found: dict[tuple[str, str], list[tuple[date, date, str]]] = defaultdict(list)
    for start in care().starts:
        stop = stops.get(delivery_key(start))
        if stop and delivery_key(start) not in removed:
            found[start["bsn"], start["product"]].append((start["begin"], stop["einde"], start["agb"]))
    return found


def gaps(same_provider: bool) -> set[int]:
    """Days from the end of care until the same product starts, with the same or another aanbieder."""
    return {
        (later[0] - earlier[1]).days
        for of_client in periods().values()
        for earlier in of_client
        for later in of_client
        if later is not earlier and (later[2] == earlier[2]) is same_provider
    }


def test_a_temporary_stop_is_followed_by_a_start_of_the_same_assignment_or_by_nothing() -> None:
    starts = {(item["wet"], item["gemeente"], item["nummer"], item["bsn"]): item["begin"] for item in care().starts}
    resumed = {
        starts.get((item["wet"], item["gemeente"], item["nummer"], item["bsn"]), item["begin"]) > item["einde"]
        for item in care().stops
        if item["reden"] == "20"
    }
    assert resumed == {True, False}


def test_a_stop_is_removed_for_good_or_sent_again_with_another_end() -> None:
    sent: dict[object, list[Message]] = defaultdict(list)
    for item in sorted(care().stops, key=lambda item: item["gedateerd"]):
        sent[delivery_key(item)].append(item)
    courses = {tuple(item["status"] for item in items): items for items in sent.values()}
    assert ("1", "3") in courses
    wrong, removal, better = courses["1", "3", "1"]
    assert wrong["einde"] == removal["einde"] < better["einde"]
    assert wrong["gedateerd"] < removal["gedateerd"] < better["gedateerd"]
    assert any(item["status"] == "3" for item in care().starts)


def test_some_care_stops_on_the_day_it_began() -> None:
    assert any(first == last for items in periods().values() for first, last, _ in items)


def test_starts_and_stops_are_told_in_time_and_late() -> None:
    starts = [item for item in care().starts if item["status"] == "1"]
    assert any(days_after(item, "begin") == 0 for item in starts)
    assert any(days_after(item, "begin") > 14 for item in starts)
    in_time = Counter(working_days(item["begin"], item["gedateerd"]) <= 5 for item in starts)
    assert in_time[True] > in_time[False] > 5
    stops = [item for item in care().stops if item["status"] == "1"]
    in_time = Counter(working_days(item["einde"], item["gedateerd"]) <= 5 for item in stops)
    assert in_time[True] > in_time[False] > 5


def test_holidays_decide_whether_some_starts_are_in_time() -> None:
    """More than a week, and yet within five working days: Christmas, Easter, King's day."""
    found = {
        item["begin"]
        for item in care().starts
        if days_after(item, "begin") > 7 and working_days(item["begin"], item["gedateerd"]) <= 5
    }
    assert len(found) >= 2


def test_care_is_extended_within_30_days_and_after() -> None:
    found = gaps(same_provider=True)
    assert 1 in found
    assert 30 in found
    assert 31 in found
    assert any(gap > 31 for gap in found)
    assert any(gap < 0 for gap in found), "an extension that begins before the end"


def test_care_moves_to_another_provider_and_other_care_runs_on() -> None:
    assert any(1 <= gap <= 30 for gap in gaps(same_provider=False))
    by_client: dict[str, list[tuple[str, date, date]]] = defaultdict(list)
    for (bsn, product), items in periods().items():
        by_client[bsn] += [(product, first, last) for first, last, _ in items]
    assert any(
        one[0] != other[0] and other[1] <= one[2] + timedelta(days=1) <= other[2]
        for items in by_client.values()
        for one in items
        for other in items
    )


def test_requests_come_from_every_referrer() -> None:
    assert {item["verwijzer"] for item in care().requests} == {"01", "02", "03", "04", "05", "06", "08"}


def test_requests_are_answered_within_14_days_after_14_days_or_never() -> None:
    answered: dict[tuple[str, str], date] = {}
    settled = [item for item in care().answers if item["antwoord"] == "1"]
    for item in sorted((*care().assignments, *settled), key=lambda item: item["gedateerd"]):
        if item["referentie"]:
            answered.setdefault((item["agb"], item["referentie"]), item["gedateerd"])
    waits: Counter[str] = Counter()
    for item in care().requests:
        answer = answered.get((item["agb"], item["referentie"]))
        late = "late" if answer and (answer - item["gedateerd"]).days > 14 else "in time"
        waits[late if answer else "never"] += 1
    assert waits["in time"] > waits["late"] > 5
    assert waits["never"] >= 3
    assert any(item["antwoord"] == "2" for item in care().answers), "being looked into is no answer"
    assert any(item["antwoord"] == "1" for item in care().answers)


def test_some_assignments_have_no_request() -> None:
    assert any(item["referentie"] is None and item["wet"] == "Jw" for item in care().assignments)


def test_some_care_is_open_at_the_end() -> None:
    ended = {delivery_key(item) for item in care().stops}
    running = [item for item in care().starts if delivery_key(item) not in ended]
    assert any(item["begin"] > LAST - timedelta(days=400) for item in running)
    assert any(item["einde"] is None for item in care().assignments)


def test_a_trajectory_is_assigned_once_and_ends_and_a_week_has_at_most_seven_days() -> None:
    """A whole trajectory a week, or eight days in a week, would reserve many times what care can cost (UN-5)."""
    whole = {product.code for product in PRODUCTS if product.by_trajectory}
    trajectories = [item for item in care().assignments if item["product"] in whole]
    assert {(item["volume"], item["frequentie"]) for item in trajectories} == {(1, "6")}
    assert all(item["einde"] for item in trajectories)
    weekly = [item["volume"] for item in care().assignments if (item["eenheid"], item["frequentie"]) == ("14", "2")]
    assert max(weekly) == 7
