"""Which care of the made-up region is paid otherwise than by declaration: places, and lumpsums for partners."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from build.region_people import Course, Provider
from build.region_tables import LUMPSUM_YEARS, PLACES_IN, SERVICE_FORMS, Size
from engine.run import month_end

COMBINATION = "SAMEN"
"""Name of the partner that is several aanbieders together (LS-1)."""
COMBINED, COMBINED_LARGE = 2, 3
SINGLE_PARTNERS = 6
DECISIONS = {
    2023: (date(2023, 10, 17), date(2023, 9, 5), date(2023, 10, 17)),
    2024: (date(2024, 2, 20), date(2024, 5, 14), date(2024, 1, 30), None),
    2025: (date(2025, 1, 28), date(2025, 3, 11), None),
}
"""By year, in turn over gemeente × dienstvorm; None is not decided (yet)."""
SETTLED_FROM = 2024
"""In the first lumpsum year arrangements went on to the end: the decision came late."""


@dataclass(frozen=True, slots=True)
class Partner:
    """An aanbieder that is a strategic partner in a gemeente × dienstvorm; `name` when it is one with others."""

    provider: Provider
    municipality: int
    form: str
    name: str | None


def fund(size: Size, providers: list[Provider]) -> None:
    """Tells every provider where it has places, and until when it declares what a lumpsum pays."""
    places = {number for number in PLACES_IN if number < size.municipalities}
    for provider in providers:
        if any(product.by_trajectory for product in provider.products):
            provider.places_in = frozenset(places & set(provider.municipalities))
    for partner in partners(size, providers):
        for year in LUMPSUM_YEARS:
            decided = decided_on(partner.municipality, partner.form, year)
            if decided and year >= SETTLED_FROM:
                key = (partner.municipality, partner.form, year)
                partner.provider.settled[key] = month_end(decided.year, decided.month)


def partners(size: Size, providers: list[Provider]) -> Iterator[Partner]:
    """By gemeente and dienstvorm: a combination of aanbieders, and single ones in some gemeenten or for groups."""
    known = [item for item in providers if "Wmo" in item.laws and item.course is not Course.NEW]
    of_wmo = sorted(known, key=lambda item: len(item.laws))  # those for the Wmo alone first
    together = of_wmo[: COMBINED_LARGE if size.municipalities > 3 else COMBINED]
    alone = of_wmo[len(together) :: 3][:SINGLE_PARTNERS]
    for municipality in range(size.municipalities):
        for form in SERVICE_FORMS:
            joined = together if municipality % 5 < 3 else []
            singles = alone if municipality % 2 == 0 or form == "BGG" else []
            for provider in sorted([*joined, *singles], key=lambda item: item.index):
                if municipality in provider.municipalities and _gives(provider, form):
                    yield Partner(provider, municipality, form, COMBINATION if provider in together else None)


def _gives(provider: Provider, form: str) -> bool:
    return any(product.service_form == form for product in provider.products)


def cell_number(municipality: int, form: str) -> int:
    """A number for each gemeente × dienstvorm."""
    return municipality * len(SERVICE_FORMS) + SERVICE_FORMS.index(form)


def decided_on(municipality: int, form: str, year: int) -> date | None:
    """The day of the decision on the lumpsum of a year (LS-10)."""
    days = DECISIONS[year]
    return days[cell_number(municipality, form) % len(days)]
