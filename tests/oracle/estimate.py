"""The second implementation: the first, simple estimate of docs/choices.md, for aanbieder × zorgdomein."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.oracle.max_inzet import round_half_away
from tests.oracle.reading import Fields
from tests.oracle.world import World, month_end

Key = tuple[str, str]
NOTHING = Fraction(0)


@dataclass
class Outlook:
    """Of one aanbieder × zorgdomein: what is still to come in, and the prognosis of each care month (1..12), euros."""

    expected: Fraction
    months: dict[int, Fraction]

    @property
    def year(self) -> Fraction:
        """`Prognose jaar`."""
        return sum(self.months.values(), NOTHING)


@dataclass
class Season:
    """What the year before says of one domain: share of each month, and how complete a month is by age."""

    shares: dict[int, Fraction]
    completions: dict[int, Fraction]


def age_at(year: int, month: int, as_of: date) -> int | None:
    """Number of later month ends on or before the day; None when the month has not ended."""
    if month_end(year, month) > as_of:
        return None
    age = 0
    while month_end(year, month + age + 1) <= as_of:
        age += 1
    return age


def outlooks(world: World, lines: list[Fields], year: int, as_of: date, rows: set[Key]) -> dict[Key, Outlook]:
    """For each aanbieder × domain that has a row or production in the year. `lines` are those known at `as_of`."""
    net: dict[Key, dict[int, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    otherwise: dict[Key, dict[int, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    before: dict[Key, Fraction] = defaultdict(Fraction)
    reference: dict[str, list[Fields]] = defaultdict(list)
    for line in lines:
        domain = world.product(line["code"]).get("Zorgdomein")
        begin = line["begin"]
        if domain is None or begin.year not in (year - 1, year):
            continue
        key, euros = (line["agb"], domain), Fraction(line["netto"], 100)
        other = world.paid_otherwise(line["agb"], line["gemeente"], line["code"], begin.year)
        if begin.year == year:
            (otherwise if other else net)[key][begin.month] += euros
        else:
            before[key] += euros
            if not other:
                reference[domain].append(line)
    found: dict[Key, Outlook] = {}
    seasons: dict[str, Season] = {}
    for key in {*rows, *net, *otherwise}:
        domain = key[1]
        if domain not in seasons:
            seasons[domain] = season(reference[domain], year, as_of)
        one = outlook(net[key], seasons[domain], before[key], year, as_of)
        for month, euros in otherwise[key].items():
            one.months[month] += euros
        found[key] = one
    return found


def season(lines: list[Fields], year: int, as_of: date) -> Season:
    """Of a domain: `lines` are those of all its aanbieders in the year before."""
    total = sum(line["netto"] for line in lines)
    shares = {month: Fraction(1, 12) for month in range(1, 13)}
    if total > 0:
        for month in shares:
            shares[month] = Fraction(sum(line["netto"] for line in lines if line["begin"].month == month), total)
    ages = {age_at(year, month, as_of) for month in range(1, 13)} - {None}
    return Season(shares, {age: completion(lines, year, age, as_of) for age in ages if age is not None})


def completion(lines: list[Fields], year: int, age: int, as_of: date) -> Fraction:
    """c_a: the part that was in at that age, of the months of the year before that can tell."""
    part = whole = 0
    for month in range(1, 13):
        moment = month_end(year - 1, month + age)
        if moment > as_of:
            continue
        for line in lines:
            if line["begin"].month == month:
                whole += line["netto"]
                part += line["netto"] if line["gedateerd"] <= moment else 0
    if part <= 0 or whole <= 0 or part > whole:
        return Fraction(1)
    return Fraction(part, whole)


def outlook(net: dict[int, Fraction], of_domain: Season, before: Fraction, year: int, as_of: date) -> Outlook:
    """Prognosis of one aanbieder × domain, without what is paid by places or lumpsum."""
    ages = {month: age_at(year, month, as_of) for month in range(1, 13)}
    completed: dict[int, Fraction] = {}
    expected = NOTHING
    for month, age in ages.items():
        if age is not None:
            amount = net.get(month, NOTHING)
            still = NOTHING if amount < 0 else round_half_away(amount * (1 / of_domain.completions[age] - 1), 2)
            expected += still
            completed[month] = amount + still
    passed = sum((of_domain.shares[month] for month in completed), NOTHING)
    usable = completed and passed > 0 and min(of_domain.shares.values()) >= 0
    base = sum(completed.values(), NOTHING) / passed if usable else before
    months: dict[int, Fraction] = {}
    for month in range(1, 13):
        if month in completed:
            months[month] = completed[month]
        else:
            months[month] = max(net.get(month, NOTHING), round_half_away(base * of_domain.shares[month], 2))
    return Outlook(expected, months)


def reached_on(months: dict[int, Fraction], agreed: Fraction, year: int) -> date | None:
    """`Plafond bereikt op` (UN-4): linear within the first month at whose end the cumulative prognosis is there."""
    if agreed == 0:
        return None
    cumulative = NOTHING
    for month in range(1, 13):
        before, cumulative = cumulative, cumulative + months[month]
        if cumulative >= agreed:
            last = month_end(year, month)
            exact = (agreed - before) / months[month] * last.day
            return last.replace(day=max(1, -(-exact.numerator // exact.denominator)))
    return None
