"""What *Overzicht* shows of places: key figures, realised against agreed, and what needs attention (PL-10)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import cast

from engine.instruments.places_care import CareYear
from engine.instruments.places_columns import YES, order_column
from engine.instruments.places_tables import Agreed, Payment
from engine.instruments.reporting import numbered
from engine.money import divided, exceeds
from engine.result import Column, Kind, ResultTable, Row, Value
from engine.rules import c, evaluate, total
from engine.rules.language import Expression
from engine.texts import places as texts

_COMPARED = " t.o.v. vorig jaar"
_MOST_BARS = 20


@dataclass(frozen=True)
class Places:
    """The evaluated tables that the overview is made of, and the unique clients of the region (this year, last)."""

    places: ResultTable
    settlement: ResultTable
    agreed: Agreed
    clients: tuple[int, int]


def key_figures(made: Places, care: CareYear) -> ResultTable:
    """Table `Kerncijfers`: one row, a column a card, beside it the change against the same days of last year."""
    columns = [
        *_card("Plekken gerealiseerd", Kind.NUMBER, _realised({}, care), _places_last_year(made, care), "PL-2"),
        *_card("Plekken afgesproken", Kind.NUMBER, total("PlekkenAfrekening", "Plekken afgesproken"), None, "PL-0"),
        *_card("Realisatie", Kind.EURO, total("PlekkenAfrekening", "Realisatie"), None, "PL-3"),
        *_card("Afrekening", Kind.EURO, total("PlekkenAfrekening", "Afrekening"), None, "PL-4"),
        *_card("Cliënten in zorg", Kind.COUNT, None, Decimal(made.clients[1]), "PL-8"),
        *_card(
            "Bandbreedtebrieven",
            Kind.COUNT,
            total("PlekkenAfrekening", None, {"Bandbreedtebrief": YES}),
            None,
            "PL-10",
        ),
    ]
    row: Row = {"Cliënten in zorg": made.clients[0]}
    table = ResultTable("Kerncijfers", texts.KEY_FIGURES_TITLE, texts.KEY_FIGURES, (), tuple(columns), [row])
    evaluate(table, [made.places, made.settlement], {})
    return table


def _card(name: str, kind: Kind, rule: Expression | None, before: Decimal | None, id: str) -> list[Column]:
    card = Column(name, kind, rule, id=id, help=texts.CARD_HELP[name])
    if not before:
        return [card]
    return [card, Column(name + _COMPARED, Kind.PERCENT, c[name] / before - 1, help=texts.CHANGE_HELP)]


def _realised(where: Mapping[str, Expression], care: CareYear) -> Expression:
    """Places from 1 January through the last month, over the agreements that fit."""
    return total("Plekken", "Plekken t/m maand", {**where, "Maandnummer": len(care.months)})


def _places_last_year(made: Places, care: CareYear) -> Decimal | None:
    """The same of the same days of last year."""
    days = sum(cast(int, row["Zorgdagen vorig jaar"]) for row in made.places.rows)
    return divided(Decimal(days), Decimal(care.days_through_a_year_earlier(care.months[-1]))) if days else None


def chart(made: Places, care: CareYear) -> ResultTable:
    """Table `Grafiek`: per aanbieder × product the places realised and agreed, most agreed first."""
    agreed: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for (agb, _, product), agreement in made.agreed.agreements.items():
        agreed[agb, product] += agreement.places
    largest_first = sorted(agreed, key=lambda key: (-agreed[key], key))
    names = provider_names(care)
    rows: list[Row] = [
        {"AGB": agb, "Productcode": product, "Aanbieder": texts.bar_name(names.get(agb) or agb, product)}
        for agb, product in largest_first
    ]
    table = ResultTable("Grafiek", texts.NO_CHART, texts.CHART, ("AGB", "Productcode"), _chart_columns(care), rows)
    table.ranks = table.keys
    numbered(table.rows)
    evaluate(table, [made.places, made.settlement], {})
    if rows:
        above = sum(exceeds(cast(Decimal, row["Gerealiseerd"]), cast(Decimal, row["Afgesproken"])) for row in rows)
        table.rows = rows[:_MOST_BARS]
        table.title = texts.chart_title(above, len(rows), len(table.rows))
    return table


def _chart_columns(care: CareYear) -> tuple[Column, ...]:
    own: dict[str, Expression] = {"AGB": c["AGB"], "Productcode": c["Productcode"]}
    return (
        Column("AGB", Kind.CODE, help="AGB-code van de aanbieder.", never_empty=True),
        Column("Productcode", Kind.CODE, help="Code van het product.", never_empty=True),
        order_column(),
        Column("Aanbieder", Kind.TEXT, help="Naam bij de staven."),
        Column(
            "Gerealiseerd", Kind.NUMBER, _realised(own, care), id="PL-2", help="Plekken van 1 januari tot de peildatum."
        ),
        Column(
            "Afgesproken",
            Kind.NUMBER,
            total("PlekkenAfrekening", "Plekken afgesproken", own),
            id="PL-0",
            help="Afgesproken plekken, over alle gemeenten.",
        ),
    )


def provider_names(care: CareYear) -> dict[str, str | None]:
    """Names of aanbieders by AGB, from the settings."""
    return {provider.agb: provider.name for provider in care.settings.providers}


@dataclass(frozen=True)
class _Item:
    """One thing that needs attention: how urgent (0 first), how large, whose, and its texts."""

    urgency: int
    agb: str | None
    municipality: str | None
    product: str | None
    stands_out: str
    todo: str
    amount: Decimal | None = None

    @cached_property
    def order(self) -> tuple[Value, ...]:
        key = (self.agb or "", self.municipality or "", self.product or "", self.stands_out)
        return (self.urgency, -(self.amount or Decimal(0)), *key)


def attention(made: Places, standards: ResultTable, care: CareYear) -> ResultTable:
    """Table `Aandacht`: who gets a bandbreedtebrief, payments that fit no agreement, and what is missing."""
    found = [
        *_above_bandwidth(made, care.towns),
        *_loose_payments(made.agreed.loose, care.towns),
        *_without_price(made.agreed, standards),
        *_without_care(made, care.towns),
    ]
    names = provider_names(care)
    rows: list[Row] = [
        {
            "AGB": item.agb,
            "Gemeentecode": item.municipality,
            "Productcode": item.product,
            "Aanbieder": names.get(item.agb) or item.agb if item.agb else texts.EVERY_PROVIDER,
            "Wat valt op": item.stands_out,
            "Wat te doen": item.todo,
            "Bedrag": item.amount,
        }
        for item in sorted(found, key=lambda item: item.order)
    ]
    title, explanation = texts.ATTENTION_TITLE, texts.ATTENTION
    about = ("AGB", "Gemeentecode", "Productcode", "Wat te doen")
    return ResultTable("Aandacht", title, explanation, ("Volgorde",), _ATTENTION_COLUMNS, numbered(rows), ranks=about)


def _above_bandwidth(made: Places, towns: Mapping[str, str | None]) -> Iterator[_Item]:
    for row in made.settlement.rows:
        if row["Bandbreedtebrief"] == YES:
            agb, municipality, product = _key(row)
            realised, budget = cast(Decimal, row["Realisatie"]), cast(Decimal, row["Budget"])
            share = divided(realised, budget) if budget else None
            text = texts.above_bandwidth(product, towns.get(municipality) or municipality, share)
            yield _Item(0, agb, municipality, product, text, texts.SEND_BANDWIDTH_LETTER, realised - budget)


def _loose_payments(payments: list[Payment], towns: Mapping[str, str | None]) -> Iterator[_Item]:
    """PL-4: one row for all that lack the same. Until they are placed nobody knows what is to be settled."""
    alike: defaultdict[tuple[str, str | None, str | None, bool], list[Payment]] = defaultdict(list)
    for payment in payments:
        alike[payment.agb, payment.municipality, payment.product, bool(payment.fits)].append(payment)
    for (agb, municipality, product, has_several), group in alike.items():
        town = towns.get(municipality) or municipality if municipality else None
        text = texts.loose_payments([payment.paid_on for payment in group], product, town, has_several)
        todo = texts.COMPLETE_PAYMENT if has_several else texts.ADD_AGREEMENT
        amount = sum((payment.amount for payment in group), Decimal(0))
        yield _Item(0, agb, municipality, product, text, todo, amount)


def _without_price(agreed: Agreed, standards: ResultTable) -> Iterator[_Item]:
    products = {product for _, _, product in agreed.agreements}
    for row in standards.rows:
        if row["Productcode"] in products and row["Dagprijs"] is None:
            product = str(row["Productcode"])
            yield _Item(2, None, None, product, texts.no_price(product), texts.COMPLETE_PRODUCT)


def _without_care(made: Places, towns: Mapping[str, str | None]) -> Iterator[_Item]:
    for row in made.settlement.rows:
        if not row["Zorgdagen"] and made.places.rows and row["Plekken afgesproken"]:
            agb, municipality, product = _key(row)
            text = texts.no_care(product, towns.get(municipality) or municipality)
            paid = cast(Decimal, row["Voorschot betaald"])
            yield _Item(3, agb, municipality, product, text, texts.ASK_STARTS, paid)


def _key(row: Row) -> tuple[str, str, str]:
    return str(row["AGB"]), str(row["Gemeentecode"]), str(row["Productcode"])


_ATTENTION_COLUMNS = (
    order_column(),
    Column("AGB", Kind.CODE, help="AGB-code van de aanbieder."),
    Column("Gemeentecode", Kind.CODE, help="Gemeente van de afspraak of de betaling."),
    Column("Productcode", Kind.CODE, help="Code van het product."),
    Column("Aanbieder", Kind.TEXT, help="Naam uit de instellingen."),
    Column("Wat valt op", Kind.TEXT, help="Waarom dit aandacht vraagt."),
    Column("Wat te doen", Kind.TEXT, id="PL-10", source="D Contractmanagement", help="De volgende stap."),
    Column("Bedrag", Kind.EURO, help="Bedrag boven het budget, of van de betaling."),
)
