"""The tables `Plekken`, `PlekkenAfrekening` and `Standaarden` (PL-0, PL-2..PL-4, PL-10) of a year."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from engine.instruments.places_care import CareFacts, CareYear
from engine.instruments.places_columns import KEYS, places_columns, settlement_columns, standard_columns
from engine.instruments.reporting import numbered
from engine.money import euros
from engine.result import ResultTable, Row
from engine.settings.rows import PlacesAgreement
from engine.texts import places as texts

Key = tuple[str, str, str]
"""AGB, gemeente and product code of an agreement."""


@dataclass(frozen=True)
class Payment:
    """An advance paid to an aanbieder, and the agreements that it may belong to (PL-4)."""

    agb: str
    municipality: str | None
    product: str | None
    paid_on: date
    amount: Decimal
    fits: tuple[Key, ...]


@dataclass(frozen=True)
class Agreed:
    """The agreements of a year by key, in order, and the payments of that year."""

    agreements: dict[Key, PlacesAgreement]
    payments: tuple[Payment, ...] = field(default=())

    @property
    def paid(self) -> dict[Key, Decimal]:
        """Euros per agreement: payments that fit exactly one."""
        amounts: defaultdict[Key, Decimal] = defaultdict(Decimal)
        for payment in self.payments:
            if len(payment.fits) == 1:
                amounts[payment.fits[0]] += payment.amount
        return amounts

    @property
    def loose(self) -> list[Payment]:
        """Payments that fit no agreement, or more than one."""
        return [payment for payment in self.payments if len(payment.fits) != 1]

    @property
    def provisional(self) -> set[Key]:
        """Agreements that a loose payment may belong to: those that it fits, else all of its aanbieder."""
        return {
            key
            for payment in self.loose
            for key in payment.fits or [key for key in self.agreements if key[0] == payment.agb]
        }


def agreed_places(facts: CareFacts) -> Agreed:
    """The agreements of the year with their payments; advances for a dienstvorm without agreement are lumpsum's."""
    listed = [row for row in facts.care.settings.places if row.year == facts.care.year]
    agreements = {(row.agb, row.municipality, row.product_code): row for row in listed}
    by_agb: defaultdict[str, list[Key]] = defaultdict(list)
    for key in sorted(agreements):
        by_agb[key[0]].append(key)
    forms = {product.product_code: product.service_form for product in facts.care.settings.products}
    payments: list[Payment] = []
    for agb, municipality, product, form, day, cents in facts.rows("places_payment"):
        fits = tuple(
            key
            for key in by_agb[agb]
            if municipality in (None, key[1]) and product in (None, key[2]) and form in (None, forms.get(key[2]))
        )
        if fits or form is None:
            payments.append(Payment(agb, municipality, product, day, euros(cents), fits))
    return Agreed({key: agreements[key] for key in sorted(agreements)}, tuple(payments))


def _keyed(care: CareYear, key: Key) -> Row:
    """The codes of an agreement and their names."""
    names: Row = {"Gemeente": care.towns.get(key[1]), "Product": care.product_names.get(key[2])}
    return {**dict(zip(KEYS, key, strict=True)), **names}


def places_table(facts: CareFacts, agreed: Agreed) -> ResultTable:
    """`Plekken` with its facts: every agreement and every month up to the peildatum, zeros included."""
    days = {tuple(key): int(count) for *key, count in facts.rows("places_month_days")}
    rows: list[Row] = [
        {
            **_keyed(facts.care, key),
            "Maand": month,
            "Zorgdagen": days.get((*key, facts.care.year, month.month), 0),
            "Dagen": facts.care.days_of(month),
            "Maandnummer": month.month,
            "Dagen t/m maand": facts.care.days_through(month),
            "Zorgdagen vorig jaar": days.get((*key, facts.care.year - 1, month.month), 0),
        }
        for key in agreed.agreements
        for month in facts.care.months
    ]
    return ResultTable("Plekken", texts.PLACES_TITLE, texts.PLACES, (*KEYS, "Maand"), places_columns(), numbered(rows))


def settlement_table(care: CareYear, agreed: Agreed) -> ResultTable:
    """`PlekkenAfrekening` with its facts: a row per agreement."""
    paid, provisional = agreed.paid, agreed.provisional
    rows: list[Row] = [
        {
            **_keyed(care, key),
            "Plekken afgesproken": agreement.places,
            "Voorschot betaald": paid.get(key, Decimal("0.00")),
            "Budget": agreement.budget,
            "Voorbehoud": texts.PROVISIONAL if key in provisional else None,
        }
        for key, agreement in agreed.agreements.items()
    ]
    columns = settlement_columns(care.days)
    return ResultTable("PlekkenAfrekening", texts.SETTLEMENT_TITLE, texts.SETTLEMENT, KEYS, columns, numbered(rows))


def standards_table(care: CareYear, products: Iterable[str]) -> ResultTable:
    """`Standaarden`: price and standard duration of these products, as the settings have them."""
    known = {product.product_code: product for product in care.settings.products}
    rows: list[Row] = []
    for code in sorted(set(products)):
        product = known.get(code)
        rows.append(
            {
                "Productcode": code,
                "Product": product.name if product else None,
                "Trajectprijs": product.trajectory_price if product else None,
                "Standaardduur (dagen)": product.standard_days if product else None,
                "Standaardduur (maanden)": product.standard_months if product else None,
            }
        )
    title, explanation = texts.STANDARDS_TITLE, texts.STANDARDS
    return ResultTable("Standaarden", title, explanation, ("Productcode",), standard_columns(), numbered(rows))
