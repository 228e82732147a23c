"""Settings rows of plafonds, lumpsum and plekken for the made-up region, after what its providers are going to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from build.region_expected import Expected
from build.region_funding import Partner, cell_number, decided_on, partners
from build.region_people import Provider
from build.region_tables import LUMPSUM_YEARS, MUNICIPALITIES, SERVICE_FORMS, Product

Rows = list[dict[str, object]]

AGREED_YEARS = (2023, 2024, 2025)
KINDS = ("Budgetplafond", "Niet-vrijblijvend", "Regulier", "Budgetplafond", None, "Niet-vrijblijvend", "Budgetplafond")
"""In turn; None has no agreement, so that its ceiling is what PV-6 gives."""
FACTORS = ("0.84", "0.88", "0.97", "0.72", "1", "1.3", "1.06")
"""The agreed total against what will be produced: some reach their ceiling early, some late, some never."""
RAISED, RAISED_FACTOR = 0, Decimal("1.08")
"""The position of which the total is raised halfway the year, to so much of what will be produced."""
CONSENTS = (True, None, False)
REASONS = (
    ("0.05", "Zeer positieve ervaringen met de samenwerking in het afgelopen jaar."),
    ("-0.08", "Declareert al jaren laat en werkte niet mee aan afschalen."),
    ("0.11", "Neemt cliënten over van een aanbieder die stopt."),
)
DOMAIN_FACTORS = ("1.08", "0.97", "1.15", "1.03")
"""The budget of a domain against all agreements in it, in turn; one is overspent before the year begins."""
WITHOUT_BUDGET = "Verblijf"
SURCHARGE = Decimal("12500.00")
ACTUAL_PGB = ("1.9", "0.92", "1.04")
"""PGB in the end against what was reckoned with: the first pushes its cell over the ceiling (LS-11)."""
PLACES_FACTORS = ("0.85", "1.02", "0.9", "1.2", "0.97")
"""Agreed places against those that will be used: some end above 105% of the budget (PL-10)."""
CALENDAR = (
    ("plekken", "{year}-02-22", "Plekken en trajecten, eerste meting"),
    ("plekken", "{year}-05-19", "Plekken en trajecten, tweede meting"),
    ("plekken", "{year}-07-19", "Plekken en trajecten, derde meting"),
    ("plafonds", "{year}-03-01", "Plafonds vastgesteld"),
    ("plafonds", "{year}-09-15", "Uitnutting na de zomer"),
    ("lumpsum", "{year}-03-01", "Kader en lumpsum na de PGB-peildatum"),
    ("max-inzet", "{year}-09-01", "Eerste halfjaar"),
)


def agreement_rows(expected: Expected) -> dict[str, Rows]:
    """Every table of the three instruments."""
    agreements = list(_agreements(expected))
    return {
        "Afspraken": agreements,
        "Discretionair": list(_discretionary(expected)),
        "Domeinbudgetten": list(_domain_budgets(expected, agreements)),
        "Lumpsumpartners": list(_partners(expected)),
        "Kaderinstellingen": list(_framework(expected)),
        "Plekkenafspraken": [agreement.row for agreement in places(expected)],
        "Kalender": [
            {"Instrument": name, "Peildatum": date.fromisoformat(day.format(year=year)), "Omschrijving": text}
            for year in AGREED_YEARS
            for name, day, text in CALENDAR
        ],
    }


def _euros(cents: int | Decimal, step: int = 500) -> Decimal:
    """Cents as euros, rounded to a multiple of `step` euros."""
    return max(1, round(Decimal(cents) / 100 / step)) * Decimal(step)


def _agreements(expected: Expected) -> Iterator[dict[str, object]]:
    """An agreement for most aanbieders in most domains; some get a new total halfway the year."""
    turn = 0
    for provider, domain, year, cents in expected.by_domain(AGREED_YEARS):
        position = (turn + year + provider.index) % len(KINDS)
        kind, factor = KINDS[position], Decimal(FACTORS[position])
        turn += 1
        if kind is None:
            continue
        row: dict[str, object] = {
            "AGB": provider.agb,
            "Zorgdomein": domain,
            "Jaar": year,
            "Soort": kind,
            "Bedrag": _euros(cents * factor),
            "Vanaf": None if turn % 2 else date(year, 1, 1),
            "Spoedtoestemming": None if kind == "Regulier" else CONSENTS[turn % len(CONSENTS)],
        }
        yield row
        if position == RAISED:
            yield {**row, "Bedrag": _euros(cents * RAISED_FACTOR), "Vanaf": date(year, 7, 1)}


def _discretionary(expected: Expected) -> Iterator[dict[str, object]]:
    """More or less for some; the third of every turn gets a second amount besides."""
    for turn, (provider, domain, year, cents) in enumerate(expected.by_domain(AGREED_YEARS)):
        if turn % 4 != 1:
            continue
        position = turn // 4 % len(REASONS)
        for share, reason in (REASONS[position], *(REASONS[:1] if position == 2 else ())):
            amount = (cents * Decimal(share) / 100).quantize(Decimal("0.01"))
            row = {"AGB": provider.agb, "Zorgdomein": domain, "Jaar": year}
            yield {**row, "Bedrag": amount, "Reden": reason}


def _domain_budgets(expected: Expected, agreements: Rows) -> Iterator[dict[str, object]]:
    """A budget for every domain and year but one domain: over what is agreed, or else will be produced."""
    agreed = {(row["AGB"], row["Zorgdomein"], row["Jaar"]): Decimal(str(row["Bedrag"])) for row in agreements}
    totals: dict[tuple[str, int], Decimal] = {}
    for provider, domain, year, cents in expected.by_domain(AGREED_YEARS):
        amount = agreed.get((provider.agb, domain, year), Decimal(cents) / 100)
        totals[domain, year] = totals.get((domain, year), Decimal(0)) + amount
    for position, ((domain, year), total) in enumerate(sorted(totals.items())):
        if domain != WITHOUT_BUDGET:
            factor = Decimal(DOMAIN_FACTORS[(position + year) % len(DOMAIN_FACTORS)])
            yield {"Zorgdomein": domain, "Jaar": year, "Bedrag": _euros(total * 100 * factor, 1000)}


# ── lumpsum ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _partners(expected: Expected) -> Iterator[dict[str, object]]:
    """Partners by year; revenue from the accountant where the store cannot know all of it."""
    found = [item for item in partners(expected.size, expected.providers) if _has_care(item, expected)]
    surcharged = next((partner for partner in found if partner.form == "BGI"), None)
    for year in LUMPSUM_YEARS:
        for partner in found:
            revenue = _statement(partner, year, expected)
            yield {
                "Partner": partner.name,
                "AGB": partner.provider.agb,
                "Gemeentecode": MUNICIPALITIES[partner.municipality][0],
                "Dienstvorm": partner.form,
                "Jaar": year,
                "Omzet": revenue,
                "Bron": None if revenue is None else f"Accountantsverklaring {year - 1}",
                "Opslag": SURCHARGE if partner is surcharged else None,
            }


def _has_care(partner: Partner, expected: Expected) -> bool:
    """Whether it gives that care there in any year at all."""
    years = range(expected.size.first.year, expected.size.last.year + 1)
    return any(expected.of_form(partner.provider, partner.municipality, partner.form, year) for year in years)


def _statement(partner: Partner, year: int, expected: Expected) -> Decimal | None:
    """Revenue of the year before by statement: without declarations then, or for one partner in one cell of five."""
    settled = (partner.municipality, partner.form, year - 1) in partner.provider.settled
    before_first = year - 1 < expected.size.first.year
    by_choice = partner.name is None and cell_number(partner.municipality, partner.form) % 5 == 0
    if not (settled or before_first or by_choice):
        return None
    cents = expected.of_form(
        partner.provider, partner.municipality, partner.form, max(year - 1, expected.size.first.year)
    )
    return Decimal(cents) / 100


def _framework(expected: Expected) -> Iterator[dict[str, object]]:
    """Every gemeente × dienstvorm; also those without a partner."""
    for year in LUMPSUM_YEARS:
        for municipality in range(expected.size.municipalities):
            for form in SERVICE_FORMS:
                number = cell_number(municipality, form)
                known = year < expected.size.messages_until.year and (year != 2024 or number % 4 != 1)
                factor = Decimal(ACTUAL_PGB[number % len(ACTUAL_PGB)])
                pgb = Decimal(expected.pgb_cents(municipality, form, year)) / 100
                yield {
                    "Gemeentecode": MUNICIPALITIES[municipality][0],
                    "Dienstvorm": form,
                    "Jaar": year,
                    "Ouderen uitgezonderd": None if form == "BGI" else municipality % 2 == 0,
                    "PGB werkelijk": (pgb * factor).quantize(Decimal("0.01")) if known else None,
                    "Besluitdatum": decided_on(municipality, form, year),
                }


# ── plekken ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Places:
    """An agreement on places; `advance` is what is paid for them in the year, in exact euros (PL-4)."""

    provider: Provider
    municipality: int
    product: Product
    year: int
    agreed: Decimal
    advance: Decimal

    @property
    def row(self) -> dict[str, object]:
        """As in `Plekkenafspraken`: the budget in hundreds of euros."""
        return {
            "AGB": self.provider.agb,
            "Gemeentecode": MUNICIPALITIES[self.municipality][0],
            "Productcode": self.product.code,
            "Jaar": self.year,
            "Plekken": self.agreed,
            "Budget": _euros(self.advance * 100, 100),
        }


def places(expected: Expected) -> Iterator[Places]:
    """For everyone who gives a trajectory where places are paid."""
    for turn, (provider, municipality, product, year, days) in enumerate(expected.places_days(AGREED_YEARS)):
        in_year = (date(year, 12, 31) - date(year, 1, 1)).days + 1
        factor = Decimal(PLACES_FACTORS[turn % len(PLACES_FACTORS)])
        agreed = max(Decimal("0.5"), (Decimal(days) / in_year * factor * 2).quantize(Decimal(1)) / 2)
        price = Decimal(product.tariff(date(year, 1, 1))) / 100
        standard = product.standard_days or Decimal(product.standard_months or 1) * 365 / 12
        yield Places(provider, municipality, product, year, agreed, agreed * price / standard * in_year)
