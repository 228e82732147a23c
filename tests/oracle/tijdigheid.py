"""The second implementation: Tijdigheid (PL-9), whether 315, 305 and 307 were answered or sent within their norm."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

from tests.oracle.reading import Fields
from tests.oracle.world import Row, World

REFUSED = "1"
"""VerzoekAntwoord of a 319 that settles the request."""


def easter(year: int) -> date:
    """First day of Easter, by the method of Gauss for the Gregorian calendar (1900-2099)."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    days = d + e
    if (d, e) == (29, 6) or ((d, e) == (28, 6) and a > 10):
        days -= 7
    return date(year, 3, 22) + timedelta(days=days)


@cache
def holidays(year: int) -> set[date]:
    """Dutch public holidays, as in the Algemene termijnenwet."""
    first_easter = easter(year)
    king = date(year, 4, 27)
    return {
        date(year, 1, 1),
        first_easter - timedelta(days=2),
        first_easter + timedelta(days=1),
        king if king.weekday() != 6 else king - timedelta(days=1),
        date(year, 5, 5),
        first_easter + timedelta(days=39),
        first_easter + timedelta(days=50),
        date(year, 12, 25),
        date(year, 12, 26),
    }


def working_days(after: date, until: date) -> int:
    """Working days after a day, up to and including another; 0 when that lies before."""
    count, day = 0, after
    while day < until:
        day += timedelta(days=1)
        count += day.weekday() < 5 and day not in holidays(day.year)
    return count


def timeliness(world: World, year: int, as_of: date) -> dict[tuple[str, str, date], Row]:
    """Rows of Tijdigheid; only months in which something was sent."""
    care = world.standing_care(as_of)
    verdicts: dict[tuple[str, str, date], list[bool]] = defaultdict(list)

    def judge(line: Fields, name: str, is_in_time: bool) -> None:
        if line["gedateerd"].year == year:
            verdicts[line["agb"], name, line["gedateerd"].replace(day=1)].append(is_in_time)

    for line in care.requests:
        verdict = answered_in_time(world, line, as_of)
        if line["soort"] in {"446", "444"} and verdict is not None:
            judge(line, "315", verdict)
    for line in [start for start in care.starts if start["begin"] <= as_of]:
        judge(line, "305", (line["gedateerd"] - line["begin"]).days <= world.number("PL.Norm305"))
        late = working_days(line["begin"], line["gedateerd"]) > world.number("PL.Norm305Werkdagen")
        judge(line, "305 werkdagen", not late)
    for line in care.stops:
        judge(line, "307", working_days(line["einde"], line["gedateerd"]) <= world.number("PL.Norm307Werkdagen"))
    return {
        key: {
            "AGB": key[0],
            "Bericht": key[1],
            "Maand": key[2],
            "Totaal": len(verdicts[key]),
            "Binnen norm": sum(verdicts[key]),
            "Aandeel": Fraction(sum(verdicts[key]), len(verdicts[key])),
        }
        for key in sorted(verdicts)
    }


def answered_in_time(world: World, asked: Fields, as_of: date) -> bool | None:
    """Whether the first 301, or a 319 that refuses, came within the norm; None while nobody can tell."""
    days = int(world.number("PL.Norm315"))
    sent = [
        line["gedateerd"] for line in [*world.care.assignments, *world.care.answers]
        if line["agb"] == asked["agb"] and line["referentie"] == asked["referentie"] is not None
        and asked["gedateerd"] <= line["gedateerd"] <= as_of
        and ("antwoord" not in line or line["antwoord"] == REFUSED)
    ]  # fmt: skip
    if sent:
        return (min(sent) - asked["gedateerd"]).days <= days
    return False if as_of > asked["gedateerd"] + timedelta(days=days) else None
