"""How much care a trajectory gets in a month: hours that make a provider's yearly average what it is known for."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from build.region_people import Provider, Trajectory
from build.region_tables import DAY, HOUR, SEASON, Product, Size
from engine.run import month_end


@dataclass(frozen=True, slots=True)
class CareMonth:
    """The part of a calendar month in which a trajectory ran; `share` of the month, times the season."""

    begin: date
    end: date
    share: float


def care_months(trajectory: Trajectory, size: Size) -> Iterator[CareMonth]:
    """Its months within the region's years."""
    begin = max(trajectory.start, size.first)
    last = min(trajectory.end, size.last)
    while begin <= last:
        final = month_end(begin.year, begin.month)
        end = min(final, last)
        yield CareMonth(begin, end, ((end - begin).days + 1) / final.day * SEASON[begin.month - 1])
        begin = final + timedelta(days=1)


def aimed_average(provider: Provider, product: Product, year: int) -> float:
    """Hours per client that this provider gives in a year: the norm times its level and trend."""
    norms = dict(product.norms)
    norm = norms.get(year, product.norms[0][1])
    # an offset per product: nobody is above the norm everywhere
    level = provider.level * (1 + 0.06 * ((provider.index + int(product.code[-1])) % 3 - 1))
    return norm * level * provider.trend ** (year - 2023)


class Effort:
    """Mean monthly volume per product and year of one provider, set so that the yearly average comes out as aimed."""

    def __init__(self, provider: Provider, size: Size) -> None:
        self.provider, self._first = provider, size.first.year
        weight: dict[tuple[str, int], float] = defaultdict(float)
        clients: dict[tuple[str, int], set[str]] = defaultdict(set)
        self.months: dict[tuple[int, str, int], float] = defaultdict(float)
        """Months of care by gemeente, product and year."""
        for trajectory in provider.trajectories:
            for month in care_months(trajectory, size):
                key = (trajectory.product.code, month.begin.year)
                weight[key] += month.share
                clients[key].add(trajectory.person.bsn)
                self.months[trajectory.municipality, *key] += month.share
        self._monthly: dict[tuple[str, int], float] = {}
        for product in provider.products:
            for year in range(size.first.year, size.last.year + 1):
                key = (product.code, year)
                if product.norms and weight[key]:
                    known = sum(SEASON[: size.last.month]) / 12 if year == size.last.year else 1.0
                    aim = aimed_average(provider, product, year) * known * len(clients[key]) / weight[key]
                    self._monthly[key] = min(aim, 4 * product.monthly)

    def monthly(self, product: Product, year: int) -> float:
        """Mean hours, or units, of a month of care; before the region's first year as in that year."""
        return self._monthly.get((product.code, max(year, self._first)), product.monthly)

    def expected_cents(self, municipality: int, product: Product, year: int) -> int:
        """What its care there will cost about, at the contract tariff in the middle of the year."""
        monthly = self.monthly(product, year)
        cents = self.provider.contract_tariff(product, date(year, 7, 1))
        return round(self.months[municipality, product.code, year] * monthly * cents)

    def volume(self, product: Product, month: CareMonth, unit: str, rnd: Random) -> int:
        """Volume of that month in `unit`; 0 is possible for short care."""
        mean = self.monthly(product, month.begin.year) * month.share
        if product.unit == DAY and product.weekly == 7:
            return (month.end - month.begin).days + 1
        drawn = mean * math.exp(rnd.gauss(-0.08, 0.4))
        if not product.by_hour:
            return round(drawn)
        if unit == HOUR:
            return int(drawn + rnd.random())
        return round(drawn * 12) * 5


def split(month: CareMonth, volume: int, parts: int) -> Iterator[tuple[date, date, int]]:
    """The month's volume over `parts` product periods that follow each other."""
    days = (month.end - month.begin).days + 1
    parts = min(parts, days, max(1, volume))
    done = 0
    for part in range(parts):
        begin = month.begin + timedelta(days=days * part // parts)
        end = month.begin + timedelta(days=days * (part + 1) // parts - 1)
        upto = volume * (part + 1) // parts
        yield begin, end, upto - done
        done = upto
