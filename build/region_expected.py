"""What the providers of the made-up region are going to do, in money and days: what agreements are made upon."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from build.region_people import Provider
from build.region_tables import PRODUCTS, Product, Size
from build.region_volume import Effort

PGB_SHARE = 0.16
"""PGB of a gemeente against the care in kind of a dienstvorm."""
_BY_CODE = {product.code: product for product in PRODUCTS}


class Expected:
    """Money (eurocents) by aanbieder, gemeente, product and year, and days in care where places are paid.

    A year that is not complete in the region is taken as if it went on in the same way.
    """

    def __init__(self, size: Size, providers: list[Provider]) -> None:
        self.size, self.providers = size, providers
        self.cents: dict[tuple[int, int, str, int], int] = {}
        self._forms: Counter[tuple[int, int, str, int]] = Counter()
        self._days: Counter[tuple[int, int, str, int]] = Counter()
        for provider in providers:
            self._reckon(provider)

    def _reckon(self, provider: Provider) -> None:
        effort = Effort(provider, self.size)
        for municipality, code, year in sorted(effort.months):
            product = _BY_CODE[code]
            if product.by_trajectory and municipality in provider.places_in:
                continue
            cents = round(effort.expected_cents(municipality, product, year) * self._whole_year(year))
            self.cents[provider.index, municipality, code, year] = cents
            if product.service_form:
                self._forms[provider.index, municipality, product.service_form, year] += cents
        for trajectory in provider.trajectories:
            if provider.is_paid_by_places(trajectory):
                self._add_days(
                    trajectory.municipality, provider.index, trajectory.product.code, trajectory.start, trajectory.end
                )

    def _add_days(self, municipality: int, provider: int, code: str, start: date, end: date) -> None:
        for year in range(self.size.first.year, self.size.last.year + 1):
            first, last = max(start, date(year, 1, 1)), min(end, date(year, 12, 31), self.size.messages_until)
            if first <= last:
                self._days[provider, municipality, code, year] += (last - first).days + 1

    def _whole_year(self, year: int) -> float:
        return 12 / self.size.last.month if year == self.size.last.year else 1.0

    def by_domain(self, years: Sequence[int]) -> Iterator[tuple[Provider, str, int, int]]:
        """Aanbieder, care domain, year and cents: all that is above nothing."""
        totals: dict[tuple[int, str, int], int] = defaultdict(int)
        for (index, _, code, year), cents in self.cents.items():
            totals[index, _BY_CODE[code].care_domain, year] += cents
        for (index, domain, year), cents in sorted(totals.items()):
            if cents > 0 and year in years:
                yield self.providers[index], domain, year, cents

    def of_form(self, provider: Provider, municipality: int, form: str, year: int) -> int:
        """Cents of one aanbieder in a gemeente × dienstvorm."""
        return self._forms[provider.index, municipality, form, year]

    def pgb_cents(self, municipality: int, form: str, year: int) -> int:
        """A made-up PGB of a gemeente × dienstvorm, in proportion to its care in kind."""
        year = min(max(year, self.size.first.year), self.size.last.year)
        return round(PGB_SHARE * sum(self.of_form(item, municipality, form, year) for item in self.providers)) + 61_337

    def places_days(self, years: Sequence[int]) -> Iterator[tuple[Provider, int, Product, int, int]]:
        """Aanbieder, gemeente, product, year, and days in care over all clients in a whole year."""
        for (index, municipality, code, year), days in sorted(self._days.items()):
            if year in years:
                known = min(date(year, 12, 31), self.size.messages_until)
                share = ((known - date(year, 1, 1)).days + 1) / 365
                yield self.providers[index], municipality, _BY_CODE[code], year, round(days / share)
