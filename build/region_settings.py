"""Settings rows of the made-up region: plain dicts by Dutch table name and header, as in instellingen.xlsx."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from build.region_agreements import agreement_rows
from build.region_expected import Expected
from build.region_people import Provider
from build.region_tables import MAXIMUM_PRICES, MINUTE, MUNICIPALITIES, PRODUCTS, REGION_NAME, Product, Size
from build.region_volume import aimed_average

Rows = list[dict[str, object]]

BUREAU = (
    ("Bureaunaam", "Inkoopbureau Rivierenveld"),
    ("Regio", REGION_NAME),
    ("Adres", "Kade 1, 9999 XX Waterhuizen"),
    ("E-mail", "contractbeheer@rivierenveld.example"),
    ("Telefoon", "000 - 000 00 00"),
    ("Contractmanager", "R. de Rekenaar"),
)
WITHOUT_TARIFF = "54B03"
"""Has no general tariff: only per aanbieder, and one aanbieder has none (MI-5, afgeleid)."""


def settings_rows(expected: Expected) -> dict[str, Rows]:
    """Every table that the instruments need."""
    size, providers = expected.size, expected.providers
    return {
        "Bureau": [{"Naam": name, "Waarde": value} for name, value in BUREAU],
        "Gemeenten": [
            {"Gemeentecode": code, "Gemeente": name} for code, name, _ in MUNICIPALITIES[: size.municipalities]
        ],
        "Aanbieders": [_provider(provider) for provider in providers],
        "Producten": [_product(product, size) for product in PRODUCTS],
        "Tarieven": [*_general_tariffs(), *_own_tariffs(providers)],
        "Normen": list(_norms()),
        "Ophogingen": list(_raises(size, providers)),
        "Terugvorderingen": list(_recoveries(size, providers)),
        "Benchmarkpartners": list(_partners(providers)),
        **agreement_rows(expected),
    }


def _provider(provider: Provider) -> dict[str, object]:
    site = provider.name.lower().replace(" ", "-").replace("&", "en").replace("ö", "o")
    return {
        "AGB": provider.agb,
        "Aanbieder": provider.name,
        "E-mail": f"administratie@{site}.example",
        "Contactpersoon": "Afdeling declaraties",
    }


def _product(product: Product, size: Size) -> dict[str, object]:
    return {
        "Productcategorie": product.category,
        "Productcode": product.code,
        "Product": product.name,
        "Wet": product.law,
        "Eenheid": product.unit,
        "Zorgdomein": product.care_domain,
        "Dienstvorm": product.service_form,
        "Segment": product.segment,
        "Standaardduur (dagen)": Decimal(product.standard_days) if product.standard_days else None,
        "Standaardduur (maanden)": Decimal(product.standard_months) if product.standard_months else None,
        "Trajectprijs": Decimal(product.tariff(size.last)) / 100 if product.by_trajectory else None,
    }


def _tariff_row(product: Product, agb: str | None, index: int, unit: str, extra: int) -> dict[str, object]:
    """One dated tariff in euros per `unit`; it holds until the day before the next."""
    valid_from, cents = product.tariffs[index]
    following = product.tariffs[index + 1][0] if index + 1 < len(product.tariffs) else None
    euros = Decimal(cents + extra) / 100
    if product.by_hour and unit == MINUTE:
        euros /= 60
    return {
        "Productcode": product.code,
        "AGB": agb,
        "Vanaf": valid_from,
        "Tot": following - timedelta(days=1) if following else None,
        "Eenheid": unit,
        "Tarief": euros,
    }


def _general_tariffs() -> Iterator[dict[str, object]]:
    """Hour products per hour, others per their unit."""
    for product in PRODUCTS:
        if product.code != WITHOUT_TARIFF:
            for index in range(len(product.tariffs)):
                yield _tariff_row(product, None, index, "04" if product.by_hour else product.unit, 0)


def _own_tariffs(providers: list[Provider]) -> Iterator[dict[str, object]]:
    """Per aanbieder, in the unit it declares in: those with a surcharge, and everybody for `WITHOUT_TARIFF` but one."""
    lacking = next((p.index for p in providers if any(x.code == WITHOUT_TARIFF for x in p.products)), None)
    for provider in providers:
        for product in provider.products:
            own = product.code == WITHOUT_TARIFF and provider.index != lacking
            if product.by_hour and (own or (provider.surcharge and product.code != WITHOUT_TARIFF)):
                for index in range(len(product.tariffs)):
                    yield _tariff_row(product, provider.agb, index, provider.unit, provider.surcharge)


def _norms() -> Iterator[dict[str, object]]:
    for product in PRODUCTS:
        for year, hours in product.norms:
            amount = MAXIMUM_PRICES.get((product.code, year))
            yield {
                "Productcode": product.code,
                "Jaar": year,
                "Norm (uren)": Decimal(hours),
                "Maximale totaalprijs": Decimal(amount) if amount else None,
                "Bron": f"Vastgesteld door de gemeenten, {year - 1}",
            }


def _raises(size: Size, providers: list[Provider]) -> Iterator[dict[str, object]]:
    """Requests of those above the norm, in turn in every state a request can be in."""
    turn = 0
    for year in range(max(2023, size.first.year), 2025):
        for provider in providers:
            for product in provider.products:
                norms = dict(product.norms)
                if year not in norms or aimed_average(provider, product, year) < norms[year] * 1.03:
                    continue
                excess = Decimal(round((aimed_average(provider, product, year) - norms[year]) * 2)) / 2
                yield from _request(provider, product, year, max(Decimal("0.5"), excess), turn)
                turn += 1


def _request(provider: Provider, product: Product, year: int, asked: Decimal, turn: int) -> Iterator[dict[str, object]]:
    """One request, or two that follow each other: granted and later replaced, granted and later refused."""
    first, final = date(year, 3, 11), date(year, 9, 10)
    half = max(Decimal("0.5"), (asked / 2).quantize(Decimal("0.5")))

    def row(status: str, granted: Decimal | None, received: date, decided: date | None) -> dict[str, object]:
        return _raise_row(provider, product, year, (asked, granted), status, received, decided)

    match turn % 8:
        case 0:
            yield row("Toegekend", asked, first, date(year, 5, 2))
        case 1:
            yield row("Toegekend", half, first, date(year, 4, 22))
            yield row("Toegekend", asked + 1, final, date(year, 11, 4))
        case 2:  # decided after the reporting moment of the year: counts only in a later run
            yield row("Toegekend", asked, final, date(year + 1, 3, 15))
        case 3:
            yield row("Afgewezen", None, first, date(year, 5, 16))
        case 4:
            yield row("Toegekend", half, first, date(year, 5, 8))
            yield row("Afgewezen", None, final, date(year, 10, 21))
        case 5:
            yield row("In behandeling", None, date(year, 11, 18), None)
        case 6:
            yield row("Ingetrokken", None, first, None)
        case _:
            yield row("Ontvangen", None, date(year, 12, 9), None)


def _raise_row(
    provider: Provider,
    product: Product,
    year: int,
    hours: tuple[Decimal, Decimal | None],
    status: str,
    received: date,
    decided: date | None,
) -> dict[str, object]:
    asked, granted = hours
    taken_up = status != "Ontvangen"
    return {
        "AGB": provider.agb,
        "Productcode": product.code,
        "Jaar": year,
        "Gevraagd (uren)": asked,
        "Toegekend (uren)": granted,
        "Status": status,
        "Ontvangen op": received,
        "Bevestigd op": received + timedelta(days=2),
        "Volledig op": received + timedelta(days=9) if taken_up else None,
        "Naar deskundige op": received + timedelta(days=10) if taken_up else None,
        "Beoordeeld op": decided - timedelta(days=4) if decided else None,
        "Besluitdatum": decided,
        "Medegedeeld op": decided + timedelta(days=3) if decided else None,
        "Gearchiveerd op": decided + timedelta(days=7) if decided else None,
        "Door": "Contractbeheer",
        "Toelichting": "Afspraken over afschalen gemaakt." if granted else None,
    }


def _recoveries(size: Size, providers: list[Provider]) -> Iterator[dict[str, object]]:
    """Talks about the year before last: one decided, one only invited."""
    year = max(2023, size.first.year)
    over = [
        (provider, product)
        for provider in providers
        for product in provider.products
        if product.norms and aimed_average(provider, product, year) > dict(product.norms)[year] * 1.1
    ]
    for position, (provider, product) in enumerate(over[:2]):
        decided = position == 0
        yield {
            "AGB": provider.agb,
            "Productcode": product.code,
            "Jaar": year,
            "Uitgenodigd op": date(year + 1, 4, 8),
            "Overleg op": date(year + 1, 4, 25) if decided else None,
            "Besluitdatum": date(year + 1, 6, 3) if decided else None,
            "Bedrag": Decimal("7500.00") if decided else None,
            "Reden": "Geen ophoging gevraagd en geen dalende beweging." if decided else None,
        }


def _partners(providers: list[Provider]) -> Iterator[dict[str, object]]:
    """Two peers named by the aanbieder and two by the bureau, for every third aanbieder with a normed product."""
    for product in PRODUCTS:
        offering = [provider for provider in providers if product in provider.products]
        if not product.norms or len(offering) < 5:
            continue
        for position, provider in enumerate(offering):
            if position % 3 == 0:
                peers = [offering[(position + step) % len(offering)] for step in (1, 2, 3, 4)]
                for peer, named_by in zip(peers, ("Aanbieder", "Aanbieder", "Bureau", "Bureau"), strict=True):
                    yield {
                        "AGB": provider.agb,
                        "Productcode": product.code,
                        "Partner AGB": peer.agb,
                        "Genoemd door": named_by,
                    }
