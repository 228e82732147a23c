"""Who lives in the made-up region and who provides care there, each with its habits."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from itertools import islice
from random import Random

from build.region_messages import Person
from build.region_tables import (
    HOUR,
    MINUTE,
    NAME_KINDS,
    NAME_STARTS,
    PLACES_IN,
    PRODUCTS,
    SERVICE_FORMS,
    Product,
    Size,
)

LEVELS = (0.72, 0.84, 0.97, 0.9, 1.04, 1.1, 1.2, 1.34, 0.95, 1.07)
"""A provider's own average against the norm: some below, some around, some above."""
TRENDS = (1.0, 0.93, 1.02, 0.9, 1.05, 0.98)
"""A provider's change of that average a year; below 0.95 is a relevant downward movement (MI-9)."""


class Course(Enum):
    """How the number of clients of a provider develops over the years (PV-4)."""

    STEADY = "gelijk"
    GROWING = "groeit"
    SHRINKING = "krimpt"
    NEW = "nieuw"


COURSES = {1: Course.GROWING, 3: Course.SHRINKING, 5: Course.NEW}
"""By index modulo 9; the others, and those who only work for the Wmo, are steady."""
BOTH_LAWS = (7, 8)
"""Index modulo 15 of those who work under both laws."""
PARTNERS_BEFORE = 30
"""Index below which providers of the Wmo are large enough to be a partner (LS-1)."""
SLOW_SENDER = 6
"""Index modulo 8 of those who declare much of their care late (UN-7)."""


@dataclass(slots=True)
class Provider:
    """A made-up provider and its habits. `surcharge` is eurocents per hour above the general tariff by contract;

    `overcharge` what it declares above its contract (DK-12). `places_in` are the gemeenten that pay its trajectories by
    places; `settled` the last day of arrangements by gemeente, dienstvorm and year, where it is paid a lumpsum.
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
    course: Course = Course.STEADY
    places_in: frozenset[int] = frozenset()
    settled: dict[tuple[int, str, int], date] = field(default_factory=dict[tuple[int, str, int], date])
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

    def is_paid_by_places(self, trajectory: "Trajectory") -> bool:
        """Whether nothing is declared for it (PL-0)."""
        return trajectory.product.by_trajectory and trajectory.municipality in self.places_in

    def declares(self, trajectory: "Trajectory", on: date) -> bool:
        """Whether care on a day is declared: partners stop after the decision on their lumpsum, but for one in ten."""
        last = self.settled.get((trajectory.municipality, trajectory.product.service_form or "", on.year))
        return last is None or on <= last or trajectory.number % 10 == 0


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
    laws = ("Jw", "Wmo") if index % 15 in BOTH_LAWS else ("Jw",) if youth else ("Wmo",)
    start, kind = NAME_STARTS[index % len(NAME_STARTS)], NAME_KINDS[(index * 7 + 2 * (index // 25)) % len(NAME_KINDS)]
    return Provider(
        index=index,
        agb=f"98{100_000 + index * 1_237:06}",
        name=f"{start} {kind}",
        laws=laws,
        products=tuple(_offer(index, laws, treats)),
        municipalities=_active_in(index, size, rnd),
        weight=math.exp(rnd.gauss(0, 0.7)) + (1.0 if "Wmo" in laws and index < PARTNERS_BEFORE else 0.15),
        unit=MINUTE if index % 3 else HOUR,
        level=LEVELS[index % len(LEVELS)],
        trend=TRENDS[index % len(TRENDS)],
        late_share=rnd.choice((0.005, 0.01, 0.02, 0.03, 0.07, 0.12)) + (0.35 if index % 8 == SLOW_SENDER else 0),
        sending_day=rnd.randint(4, 24),
        surcharge=300 if index % 7 == 3 else 0,
        overcharge=1.15 if index % 10 == 2 else 1.0,
        course=Course.STEADY if laws == ("Wmo",) else COURSES.get(index % 9, Course.STEADY),
    )


def _offer(index: int, laws: tuple[str, ...], treats: bool) -> Iterator[Product]:
    """Treatment providers give two or three of the normed products and sometimes other care."""
    for position, product in enumerate(PRODUCTS):
        if product.law not in laws:
            continue
        if product.by_trajectory:
            given = _gives_trajectories(index) and (index + position) % 3 != 0
        elif product.norms:
            given = treats and (index + position) % 4 != 0
        else:
            with_partners = len(laws) > 1 and product.service_form in SERVICE_FORMS
            given = not treats or with_partners or (index + position) % 3 == 0
        if given:
            yield product


def _gives_trajectories(index: int) -> bool:
    """Two of every five of the first twenty, after those one of ten."""
    return index % 5 in {1, 3} if index < 20 else index % 10 == 1


def _active_in(index: int, size: Size, rnd: Random) -> tuple[int, ...]:
    """Gemeenten a provider works in, about `municipalities_each`; those with agreements of their own a few more."""
    count = min(size.municipalities, max(1, round(rnd.gauss(size.municipalities_each, size.municipalities_each / 3))))
    chosen = set(rnd.sample(range(size.municipalities), count))
    if _gives_trajectories(index) or index % 5 == 4 or index % 15 in BOTH_LAWS:
        with_places = PLACES_IN[index % 3] if index % 2 else PLACES_IN[0]
        chosen |= {0, with_places} & set(range(size.municipalities))
    return tuple(sorted(chosen))
