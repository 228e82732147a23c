"""Who gets what care from whom in the made-up region, and when: the plan before any message."""

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from build.region_funding import fund
from build.region_messages import Person
from build.region_people import Course, Provider, Trajectory, make_providers, numbers
from build.region_tables import HOLIDAY_STARTS, MUNICIPALITIES, REFERRERS, SPENDING_BY_AGE, SURNAMES, Product, Size

NEW_FROM = date(2024, 3, 1)
"""First day of care of providers that are new (PV-4: no revenue in Y-2)."""
WARM_UP = 0.9
"""Part of its length that care may have begun before the region's first day, so that the first year is a common one."""
COURSE_EXPONENT = {Course.GROWING: 0.6, Course.SHRINKING: 1.7}
"""Of a share of the region's years, drawn evenly: below 1 puts most care late, above 1 early."""
EXTENSION_EACH, EXTENSION_GAPS = 7, (1, 2, 30, -12, 1, 31, 9, 30, 45)
"""Of every so many trajectories one is extended, after so many days (PL-6: 30 days); one overlaps its extension."""
MOVE_EACH, MOVE_GAPS = 11, (1, 14, 3, 28)
SAME_DAY_EACH, HOLIDAY_EACH = 60, 40
"""Of every so many trajectories one ends on the day it began, and one begins shortly before holidays (PL-9)."""
BIRTHDAY_EACH, BIRTHDAYS_UNTIL = 5, 60
"""Of the first Wmo clients every so many turns 70 around 1 January (LS-7), or has no birth date to go by."""
BIRTHDAYS = (
    date(1953, 1, 1), date(1953, 1, 2), date(1954, 1, 1), date(1880, 1, 1), date(1952, 12, 31), date(1954, 1, 2),
)  # fmt: skip


def plan(size: Size, seed: int) -> list[Provider]:
    """Providers with every trajectory of the region, each with its assignment number, and how they are paid."""
    rnd = Random(f"plan/{seed}")
    providers = make_providers(size, rnd)
    fund(size, providers)
    market = _Market(providers, size)
    for bsn in numbers(size.clients, seed):
        _enrol(bsn, size, market, rnd)
    return providers


class _Market:
    """Which provider a client of a gemeente and law ends up with, and the next assignment number there."""

    def __init__(self, providers: list[Provider], size: Size) -> None:
        self.size = size
        self.inhabitants = [thousands for _, _, thousands in MUNICIPALITIES[: size.municipalities]]
        self.added = self.extended = self.moved = self.wmo_clients = 0
        self._offers: dict[tuple[int, str], list[tuple[Provider, Product]]] = defaultdict(list)
        self._weights: dict[tuple[int, str], list[float]] = defaultdict(list)
        self._others: dict[tuple[int, str], list[Provider]] = defaultdict(list)
        self._next: dict[tuple[int, str], int] = defaultdict(lambda: 1_000_000)
        for provider in providers:
            for municipality in provider.municipalities:
                for product in provider.products:
                    self._offers[municipality, product.law].append((provider, product))
                    weight = product.weight * (size.trajectory_weight if product.by_trajectory else 1)
                    self._weights[municipality, product.law].append(provider.weight * weight)
                    self._others[municipality, product.code].append(provider)

    def choose(self, municipality: int, law: str, rnd: Random) -> tuple[Provider, Product] | None:
        """A provider and product on offer there; None when nobody works there under that law."""
        offers = self._offers.get((municipality, law))
        return rnd.choices(offers, self._weights[municipality, law])[0] if offers else None

    def another(self, municipality: int, product: Product, than: Provider, begin: date) -> Provider | None:
        """Another provider that gives the product there by then."""
        offered = self._others[municipality, product.code]
        others = [item for item in offered if item is not than and (item.course is not Course.NEW or begin >= NEW_FROM)]
        return others[self.moved % len(others)] if others else None

    def add(
        self,
        person: Person,
        where: int,
        chosen: tuple[Provider, Product],
        days: tuple[date, date],
        referrer: str | None,
    ) -> None:
        """One more trajectory; numbers have seven digits, unique per gemeente and law: never as long as a BSN."""
        provider, product = chosen
        self.added += 1
        self._next[where, product.law] += 1
        number = self._next[where, product.law]
        provider.trajectories.append(Trajectory(person, where, provider.index, product, *days, number, referrer))


def _enrol(bsn: str, size: Size, market: _Market, rnd: Random) -> None:
    """A client with one to four trajectories, and what follows on them."""
    law = "Jw" if rnd.random() < size.youth_share else "Wmo"
    municipality = rnd.choices(range(size.municipalities), market.inhabitants)[0]
    person = Person(bsn, _birth_date(law, market, rnd), rnd.choice("1122"), rnd.choice(SURNAMES))
    busy_until: dict[tuple[int, str], date] = {}
    for _ in range(1 + (rnd.random() < 0.45) + (rnd.random() < 0.22) + (rnd.random() < 0.1)):
        chosen = market.choose(municipality, law, rnd)
        if chosen is None:
            return
        key = (chosen[0].index, chosen[1].code)
        begin, end = _days(*chosen, market, rnd)
        if key in busy_until and begin < busy_until[key]:
            begin, end = busy_until[key], busy_until[key] + (end - begin)
        if begin > size.last:
            continue
        referrer = rnd.choice(REFERRERS) if law == "Jw" and rnd.random() < 0.6 else None
        market.add(person, municipality, chosen, (begin, end), referrer)
        for provider, days in _sequels(municipality, chosen, end, market, rnd):
            market.add(person, municipality, (provider, chosen[1]), days, referrer)
            end = max(end, days[1])
        busy_until[key] = end + timedelta(days=rnd.choice((1, 1, 12, 40)))


def _days(provider: Provider, product: Product, market: _Market, rnd: Random) -> tuple[date, date]:
    """First and last day of care: evenly over the region's years, more or less late after the provider's course."""
    size = market.size
    span = (size.last - size.first).days
    days = max(20, round(product.months * 30.4 * math.exp(rnd.gauss(-0.15, 0.55))))
    share = rnd.random() ** COURSE_EXPONENT.get(provider.course, 1.0)
    begin = size.first + timedelta(days=round(share * (span + days * WARM_UP) - days * WARM_UP))
    if provider.course is Course.NEW and begin < NEW_FROM:
        begin = NEW_FROM + timedelta(days=round(share * (size.last - NEW_FROM).days))
    if market.added % HOLIDAY_EACH == HOLIDAY_EACH - 1 and provider.course is not Course.NEW:
        begin = HOLIDAY_STARTS[market.added // HOLIDAY_EACH % len(HOLIDAY_STARTS)]
    if market.added % SAME_DAY_EACH == SAME_DAY_EACH - 1:
        days = 0
    return begin, begin + timedelta(days=days)


def _sequels(
    municipality: int, chosen: tuple[Provider, Product], end: date, market: _Market, rnd: Random
) -> Iterator[tuple[Provider, tuple[date, date]]]:
    """An extension with the same provider, or the same product with another one."""
    provider, product = chosen
    days = timedelta(days=max(20, round(product.months * 15 * math.exp(rnd.gauss(0, 0.4)))))
    if market.added % EXTENSION_EACH == 0:
        begin = end + timedelta(days=EXTENSION_GAPS[market.extended % len(EXTENSION_GAPS)])
        if begin <= market.size.last:
            market.extended += 1
            yield provider, (begin, begin + days)
    elif market.added % MOVE_EACH == 0:
        begin = end + timedelta(days=MOVE_GAPS[market.moved % len(MOVE_GAPS)])
        other = market.another(municipality, product, provider, begin)
        if other is not None and begin <= market.size.last:
            market.moved += 1
            yield other, (begin, begin + days)


def _birth_date(law: str, market: _Market, rnd: Random) -> date:
    """By the spending per age class of CPB, at the middle of the region's years; a few around a limit of age."""
    size = market.size
    classes = SPENDING_BY_AGE[law]
    ends = [*(age for age, _ in classes[1:]), 19 if law == "Jw" else 96]
    weights = [(end - age) * euros for (age, euros), end in zip(classes, ends, strict=True)]
    (first_age, _), end = rnd.choices(list(zip(classes, ends, strict=True)), weights)[0]
    age = first_age + rnd.random() * (end - first_age)
    if law == "Wmo":
        market.wmo_clients += 1
        if market.wmo_clients % BIRTHDAY_EACH == 0 and market.wmo_clients <= BIRTHDAYS_UNTIL:
            return BIRTHDAYS[market.wmo_clients // BIRTHDAY_EACH % len(BIRTHDAYS)]
    middle = size.first + (size.last - size.first) / 2
    return middle - timedelta(days=round(age * 365.25))
