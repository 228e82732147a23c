"""The first, simple estimate (UN-2, UN-4; docs/choices.md, *Estimate*): last year's pattern of the whole domain.

Exact fractions until a month is rounded to cents, so that no order of calculation can tip a half cent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from engine.estimate.interface import MONTHS, Key, Outlook, Production
from engine.run import month_end
from engine.texts.estimate import SIMPLE

_NOTHING = Fraction(0)
Reference = Mapping[tuple[int, int], int]


class SimpleEstimate:
    """Completion by how much of last year's months was in at the same age; prognosis by last year's season."""

    label = SIMPLE

    def outlooks(self, production: Production, rows: set[Key]) -> dict[Key, Outlook]:
        """For each row and whatever else was declared in the year."""
        keys = {*rows, *production.declared, *production.paid_otherwise}
        seasons = {domain: _season(production, domain) for domain in {domain for _, domain in keys}}
        return {key: _outlook(production, key, seasons[key[1]]) for key in keys}


def age(year: int, month: int, as_of: date) -> int | None:
    """How many later month ends have passed; None when the month itself has not ended."""
    if month_end(year, month) > as_of:
        return None
    ended = (as_of.year - year) * 12 + as_of.month - month
    return ended if month_end(as_of.year, as_of.month) <= as_of else ended - 1


@dataclass(frozen=True)
class _Season:
    """What the year before says of a domain: the share of each month, and how complete a month is at an age."""

    shares: Mapping[int, Fraction]
    completeness: Mapping[int, Fraction]


def _season(production: Production, domain: str) -> _Season:
    reference = production.reference.get(domain, {})
    whole = sum(reference.values())
    shares = dict.fromkeys(MONTHS, Fraction(1, 12))
    if whole > 0:
        shares = {month: Fraction(_of_month(reference, month), whole) for month in MONTHS}
    ages = {age(production.year, month, production.as_of) for month in MONTHS}
    complete = {one: _completeness(reference, production, one) for one in ages if one is not None}
    return _Season(shares, complete)


def _of_month(reference: Reference, month: int) -> int:
    return sum(cents for (care_month, _), cents in reference.items() if care_month == month)


def _completeness(reference: Reference, production: Production, at_age: int) -> Fraction:
    """The part that was in at that age, of the months of the year before that can tell; 1 when it cannot be told."""
    told = {month for month in MONTHS if month_end(production.year - 1, month + at_age) <= production.as_of}
    whole = sum(cents for (month, _), cents in reference.items() if month in told)
    part = sum(cents for (month, after), cents in reference.items() if month in told and after <= at_age)
    return Fraction(part, whole) if 0 < part <= whole else Fraction(1)


def _outlook(production: Production, key: Key, season: _Season) -> Outlook:
    declared = production.declared.get(key, {})
    expected, months = _completed(production, declared, season)
    usual = _usual_year(months, season, production.before.get(key, 0))
    for month in MONTHS:
        if month not in months:
            months[month] = max(_euros(declared.get(month, 0)), _to_cents(usual * season.shares[month]))
    for month, cents in production.paid_otherwise.get(key, {}).items():
        months[month] += _euros(cents)
    return Outlook(_decimal(expected), {month: _decimal(months[month]) for month in MONTHS})


def _completed(
    production: Production, declared: Mapping[int, int], season: _Season
) -> tuple[Fraction, dict[int, Fraction]]:
    """What is still to come in, and each month that has ended with it."""
    expected, months = _NOTHING, dict[int, Fraction]()
    for month in MONTHS:
        at_age = age(production.year, month, production.as_of)
        if at_age is not None:
            known = _euros(declared.get(month, 0))
            still = _to_cents(known * (1 / season.completeness[at_age] - 1)) if known >= 0 else _NOTHING
            expected += still
            months[month] = known + still
    return expected, months


def _usual_year(completed: Mapping[int, Fraction], season: _Season, before: int) -> Fraction:
    """The year that fits the ended months by last year's season (else twelve equal months); the year before itself when

    none has ended or the season cannot be used.
    """
    passed = sum((season.shares[month] for month in completed), _NOTHING)
    if completed and passed > 0 and min(season.shares.values()) >= 0:
        return sum(completed.values(), _NOTHING) / passed
    return _euros(before)


def _euros(cents: int) -> Fraction:
    return Fraction(cents, 100)


def _to_cents(amount: Fraction) -> Fraction:
    """Rounded half away from zero (G-1)."""
    cents, rest = divmod(abs(amount) * 100, 1)
    rounded = Fraction(int(cents) + (rest >= Fraction(1, 2)), 100)
    return rounded if amount >= 0 else -rounded


def _decimal(amount: Fraction) -> Decimal:
    """Whole cents as euros."""
    return Decimal(int(amount * 100)) / 100
