"""Who lives in the made-up region, who provides care, and who gets what: the plan before any message."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from random import Random

from build.region_messages import Person
from build.region_tables import (
    HOUR,
    MINUTE,
    MUNICIPALITIES,
    NAME_KINDS,
    NAME_STARTS,
    PRODUCTS,
    REFERRERS,
    SPENDING_BY_AGE,
    SURNAMES,
    Product,
    Size,
)

LEVELS = (0.72, 0.84, 0.97, 0.9, 1.04, 1.1, 1.2, 1.34, 0.95, 1.07)
"""A provider's own average against the norm: some below, some around, some above."""
TRENDS = (1.0, 0.93, 1.02, 0.9, 1.05, 0.98)
"""A provider's change of that average a year; below 0.95 is a relevant downward movement (MI-9)."""


@dataclass(slots=True)
class Provider:
    """A made-up provider and its habits. `surcharge` is eurocents per hour above the general tariff by contract;

    `overcharge` what it declares above its contract (DK-12).
    """

    index: int
    agb: str
    name: str
    laws: tuple[str, ...]
    products: tuple[Product, ...]
    municipalities: tuple[int, ...]
    weight: float
    unit: str
    level: float
    trend: float
    late_share: float
    sending_day: int
    surcharge: int
    overcharge: float
    trajectories: list["Trajectory"] = field(default_factory=list["Trajectory"])

    def contract_tariff(self, product: Product, on: date) -> int:
        """Eurocents per hour or unit that the contract says."""
        return product.tariff(on) + (self.surcharge if product.by_hour else 0)

    def unit_on(self, product: Product, on: date) -> str:
        """The unit it declares in; some changed from hours to minutes on 1 July 2024."""
        if not product.by_hour:
            return product.unit
        if self.index % 9 == 4:
            return HOUR if on < date(2024, 7, 1) else MINUTE
        return self.unit


@dataclass(slots=True)
class Trajectory:
    """Care of one client with one provider under one assignment; `end` is when it really ended."""

    person: Person
    municipality: int
    provider: int
    product: Product
    start: date
    end: date
    number: int = 0
    referrer: str | None = None


def elfproef(eight_digits: int) -> str | None:
    """The BSN that starts with these eight digits, or None when none passes the 11-proef."""
    text = f"{eight_digits:08}"
    rest = sum(int(digit) * weight for digit, weight in zip(text, range(9, 1, -1), strict=True)) % 11
    return None if rest == 10 else text + str(rest)


def numbers(count: int, seed: int) -> Iterator[str]:
    """So many different BSNs that pass the 11-proef, all from 900 000 000 upwards: test numbers, given to nobody."""
    apart = max(1, 9_999_000 // (2 * count))
    candidates = (elfproef(90_000_000 + seed % 100 + step * apart) for step in range(2 * count))
    yield from islice((bsn for bsn in candidates if bsn), count)


def make_providers(size: Size, rnd: Random) -> list[Provider]:
    """All providers, the first three of every five in youth treatment."""
    return [_provider(index, size, rnd) for index in range(size.providers)]


def _provider(index: int, size: Size, rnd: Random) -> Provider:
    treats, youth = index % 5 < 3, index % 5 < 4
    laws = ("Jw", "Wmo") if index % 15 == 7 else ("Jw",) if youth else ("Wmo",)
    start, kind = NAME_STARTS[index % len(NAME_STARTS)], NAME_KINDS[(index * 7 + 2 * (index // 25)) % len(NAME_KINDS)]
    return Provider(
        index=index,
        agb=f"98{100_000 + index * 1_237:06}",
        name=f"{start} {kind}",
        laws=laws,
        products=tuple(_offer(index, laws, treats)),
        municipalities=_active_in(size, rnd),
        weight=math.exp(rnd.gauss(0, 0.7)) + 0.15,
        unit=MINUTE if index % 3 else HOUR,
        level=LEVELS[index % len(LEVELS)],
        trend=TRENDS[index % len(TRENDS)],
        late_share=rnd.choice((0.005, 0.01, 0.02, 0.03, 0.07, 0.12)),
        sending_day=rnd.randint(4, 24),
        surcharge=300 if index % 7 == 3 else 0,
        overcharge=1.1 if index % 10 == 2 else 1.0,
    )


def _offer(index: int, laws: tuple[str, ...], treats: bool) -> Iterator[Product]:
    """Treatment providers give two or three of the normed products and sometimes other care."""
    for position, product in enumerate(PRODUCTS):
        if product.law not in laws:
            continue
        normed = treats and (index + position) % 4 != 0
        other = not treats or (index + position) % 3 == 0
        if normed if product.norms else other:
            yield product


def _active_in(size: Size, rnd: Random) -> tuple[int, ...]:
    """Gemeenten a provider works in: at least one, about `municipalities_each`."""
    count = min(size.municipalities, max(1, round(rnd.gauss(size.municipalities_each, size.municipalities_each / 3))))
    return tuple(sorted(rnd.sample(range(size.municipalities), count)))


def plan(size: Size, seed: int) -> list[Provider]:
    """Providers with every trajectory of the region, each with its assignment number."""
    rnd = Random(f"plan/{seed}")
    providers = make_providers(size, rnd)
    market = _Market(providers, size)
    for bsn in numbers(size.clients, seed):
        _enrol(bsn, size, market, rnd)
    return providers


class _Market:
    """Which provider a client of a gemeente and law ends up with, and the next assignment number there."""

    def __init__(self, providers: list[Provider], size: Size) -> None:
        self.providers = providers
        self.inhabitants = [thousands for _, _, thousands in MUNICIPALITIES[: size.municipalities]]
        self._offers: dict[tuple[int, str], list[tuple[Provider, Product]]] = defaultdict(list)
        self._weights: dict[tuple[int, str], list[float]] = defaultdict(list)
        self._next: dict[tuple[int, str], int] = defaultdict(lambda: 1_000_000)
        for provider in providers:
            for municipality in provider.municipalities:
                for product in provider.products:
                    self._offers[municipality, product.law].append((provider, product))
                    self._weights[municipality, product.law].append(provider.weight * product.weight)

    def choose(self, municipality: int, law: str, rnd: Random) -> tuple[Provider, Product] | None:
        """A provider and product on offer there; None when nobody works there under that law."""
        offers = self._offers.get((municipality, law))
        return rnd.choices(offers, self._weights[municipality, law])[0] if offers else None

    def next_number(self, municipality: int, law: str) -> int:
        """Seven digits, unique per gemeente and law: never as long as a BSN."""
        self._next[municipality, law] += 1
        return self._next[municipality, law]


def _enrol(bsn: str, size: Size, market: _Market, rnd: Random) -> None:
    law = "Jw" if rnd.random() < size.youth_share else "Wmo"
    municipality = rnd.choices(range(size.municipalities), market.inhabitants)[0]
    person = Person(bsn, _birth_date(law, size, rnd), rnd.choice("1122"), rnd.choice(SURNAMES))
    busy_until: dict[tuple[int, str], date] = {}
    span = (size.last - size.first).days
    for _ in range(1 + (rnd.random() < 0.55) + (rnd.random() < 0.3) + (rnd.random() < 0.15)):
        chosen = market.choose(municipality, law, rnd)
        if chosen is None:
            return
        provider, product = chosen
        days = max(20, round(product.months * 30.4 * math.exp(rnd.gauss(-0.15, 0.55))))
        start = size.first + timedelta(days=round(rnd.random() * (span + days * 0.6) - days * 0.6))
        start = max(start, busy_until.get((provider.index, product.code), start))
        if start > size.last:
            continue
        end = start + timedelta(days=days)
        busy_until[provider.index, product.code] = end + timedelta(days=rnd.choice((1, 1, 12, 40)))
        referrer = rnd.choice(REFERRERS) if law == "Jw" and rnd.random() < 0.6 else None
        number = market.next_number(municipality, law)
        provider.trajectories.append(
            Trajectory(person, municipality, provider.index, product, start, end, number, referrer)
        )


def _birth_date(law: str, size: Size, rnd: Random) -> date:
    """By the spending per age class of CPB, at the middle of the region's years."""
    classes = SPENDING_BY_AGE[law]
    ends = [*(age for age, _ in classes[1:]), 19 if law == "Jw" else 96]
    weights = [(end - age) * euros for (age, euros), end in zip(classes, ends, strict=True)]
    (first_age, _), end = rnd.choices(list(zip(classes, ends, strict=True)), weights)[0]
    middle = size.first + (size.last - size.first) / 2
    return middle - timedelta(days=round((first_age + rnd.random() * (end - first_age)) * 365.25))
