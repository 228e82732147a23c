"""What *Overzicht* shows of expectations and ceilings: key figures, spending against time, and what needs attention."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from engine.instruments.production_facts import REGULAR
from engine.instruments.production_tables import Facts, Tables
from engine.instruments.reporting import numbered
from engine.instruments.utilisation import ASK_PLAN, REACHED, TIGHT_LIMIT, WATCH
from engine.money import divided, exceeds
from engine.result import Column, Kind, ResultTable, Row, Value
from engine.rules import c, evaluate, lookup, total
from engine.rules.language import Expression
from engine.texts import production_expectation as texts

BARS, OUTLOOK, TIME = "Uitnutting", "Prognose (schatting)", "Tijd"
"""Columns of `Grafiek`."""


def key_figures(facts: Facts, tables: Tables) -> ResultTable:
    """Table `Kerncijfers`: one row, a column a card."""
    help = texts.card_help(facts.estimate.label)

    def card(name: str, kind: Kind, rule: Expression, id: str) -> Column:
        return Column(name, kind, rule, id=id, help=help[name])

    cards = (
        card("Afgesproken", Kind.EURO, total("Domeinen", "Afgesproken"), "PV-8"),
        card("Gedeclareerd", Kind.EURO, total("Domeinen", "Realisatie"), "UN-1"),
        card("Uitnutting", Kind.PERCENT, c["Gedeclareerd"] / c["Afgesproken"], "UN-2"),
        card("Prognose (schatting)", Kind.EURO, total("Domeinen", "Prognose jaar"), "UN-4"),
        card("Boven afspraak (schatting)", Kind.EURO, total("Uitnutting", "Verwachte overschrijding"), "UN-4"),
        card("Afspraak bereikt", Kind.COUNT, total("Uitnutting", None, {"Signaal": REACHED}), "UN-3"),
    )
    table = ResultTable("Kerncijfers", texts.KEY_FIGURES_TITLE, texts.KEY_FIGURES, (), cards, [{}])
    evaluate(table, [tables.domains, tables.use], {})
    return table


def chart(facts: Facts, tables: Tables) -> ResultTable:
    """Table `Grafiek`: per domain what was used and what is expected, as parts of what was agreed, beside the time."""
    rows: list[Row] = [
        {"Zorgdomein": row["Zorgdomein"], TIME: facts.of.time} for row in tables.domains.rows if row["Afgesproken"]
    ]
    table = ResultTable(
        "Grafiek", texts.NO_CHART, texts.CHART, ("Zorgdomein",), _chart_columns(facts.estimate.label), numbered(rows)
    )
    table.ranks = table.keys
    evaluate(table, [tables.domains], {})
    if rows:
        faster = sum(exceeds(cast(Decimal, row[BARS]), facts.of.time) for row in rows)
        table.title = texts.chart_title(faster, len(rows), facts.estimate.label)
    return table


def _chart_columns(label: str) -> tuple[Column, ...]:
    def of_domain(column: str) -> Expression:
        return lookup("Domeinen", column, {"Zorgdomein": c["Zorgdomein"]})

    return (
        Column("Zorgdomein", Kind.TEXT, help="Naam bij de staven.", never_empty=True),
        Column("Volgorde", Kind.COUNT, help="Plaats van de rij.", never_empty=True),
        Column(BARS, Kind.PERCENT, of_domain("Uitnutting"), id="UN-2", help="Gedeclareerd als deel van de afspraken."),
        Column(
            OUTLOOK,
            Kind.PERCENT,
            of_domain("Prognose jaar") / of_domain("Afgesproken"),
            id="UN-4",
            help=f"Verwacht over het hele jaar als deel van de afspraken: {label}.",
        ),
        Column(TIME, Kind.PERCENT, id="UN-2", help="Deel van het jaar dat voorbij is.", never_empty=True),
    )


@dataclass(frozen=True)
class _Item:
    """One thing that needs attention: how urgent (0 first), of whom, in which domain, and its texts."""

    urgency: int
    agb: str | None
    domain: str | None
    stands_out: str
    todo: str
    amount: Decimal | None = None

    @property
    def order(self) -> tuple[Value, ...]:
        return (self.urgency, -(self.amount or Decimal(0)), self.agb or "", self.domain or "", self.stands_out)


def attention(facts: Facts, tables: Tables) -> ResultTable:
    """Table `Aandacht`: most urgent first, each with its next step."""
    found = [
        *_signals(facts, tables),
        *_overcommitted(facts, tables),
        *_without_row(facts),
        *_unusual(facts, tables),
        *_not_valued(facts),
    ]
    rows: list[Row] = [
        {
            "AGB": item.agb,
            "Zorgdomein": item.domain,
            "Aanbieder": (facts.of.names.get(item.agb) or item.agb) if item.agb else texts.EVERY_PROVIDER,
            "Wat valt op": item.stands_out,
            "Wat te doen": item.todo,
            "Bedrag": item.amount,
        }
        for item in sorted(found, key=lambda item: item.order)
    ]
    title, explanation = texts.ATTENTION_TITLE, texts.ATTENTION
    about = ("AGB", "Zorgdomein", "Wat te doen")
    return ResultTable("Aandacht", title, explanation, ("Volgorde",), _ATTENTION_COLUMNS, numbered(rows), ranks=about)


def _signals(facts: Facts, tables: Tables) -> Iterator[_Item]:
    """UN-3, UN-4 and UN-7: each row for its most urgent reason."""
    for row in tables.use.rows:
        item = _signal(facts, row)
        if item is not None:
            yield item


def _signal(facts: Facts, row: Row) -> _Item | None:
    agb, domain, signal = str(row["AGB"]), str(row["Zorgdomein"]), row["Signaal"]
    time, above = cast(Decimal, row["Tijd"]), cast(Decimal, row["Verwachte overschrijding"])
    if signal == REACHED:
        return _reached(row, agb, domain)
    if signal in (ASK_PLAN, WATCH):
        text = texts.faster(domain, cast(Decimal, row["Signaalmaat"]), time)
        if signal == ASK_PLAN:
            return _Item(1, agb, domain, text, texts.TODO_PLAN, above)
        return _Item(3, agb, domain, text, texts.TODO_WATCH, above)
    if row["Opmerking"]:
        late = cast(Decimal, row["Te laat %"])
        text = texts.low_but_late(domain, cast(Decimal, row["Uitnutting"]), time, late)
        return _Item(4, agb, domain, text, texts.TODO_LATE, late * cast(Decimal, row["Realisatie"]))
    if above and row["Soort"] != REGULAR:
        return _Item(4, agb, domain, texts.outlook_above(domain, facts.estimate.label), texts.TODO_OUTLOOK, above)
    return None


def _reached(row: Row, agb: str, domain: str) -> _Item:
    """UN-3: a regular agreement is no ceiling, and after the year nobody can choose another aanbieder any more."""
    share, is_regular = cast(Decimal, row["Signaalmaat"]), row["Soort"] == REGULAR
    over = cast(Decimal, row["Realisatie"]) - cast(Decimal, row["Afspraak"])
    todo = texts.todo_reached(share, is_regular, cast(Decimal, row["Tijd"]) >= 1)
    text = texts.reached(domain, share, is_regular)
    return _Item(2 if is_regular else 0, agb, domain, text, todo, max(Decimal(0), over))


def _overcommitted(facts: Facts, tables: Tables) -> Iterator[_Item]:
    """UN-5: what assignments still reserve takes the agreement clearly past its amount, before it was reached."""
    margin = facts.of.settings.parameter(TIGHT_LIMIT, facts.of.run.period.last_day).number
    for row in tables.use.rows:
        agreed, reserved = cast(Decimal, row["Afspraak"]), cast(Decimal, row["Verplicht"])
        whole = cast(Decimal, row["Realisatie"]) + reserved
        if row["Signaal"] == REACHED or not reserved or not exceeds(whole, agreed * (1 + margin)):
            continue
        domain = str(row["Zorgdomein"])
        text = texts.overcommitted(domain, divided(whole, agreed) if agreed else None)
        urgency = 3 if row["Soort"] == REGULAR else 1
        yield _Item(urgency, str(row["AGB"]), domain, text, texts.TODO_COMMITTED, whole - agreed)


def _without_row(facts: Facts) -> Iterator[_Item]:
    """Production in the year of who has no row."""
    for key in sorted(facts.known.keys((facts.of.year,)) - set(facts.keys)):
        amount = facts.known.amount(key, facts.of.year)
        yield _Item(1, *key, texts.without_row(key[1]), texts.TODO_AGREE, amount)


def _unusual(facts: Facts, tables: Tables) -> Iterator[_Item]:
    """PV-6 below zero, and PV-7 for Wmo."""
    for key, row in zip(facts.keys, tables.build_up.rows, strict=True):
        plus, minus = ("Basisbedrag", "Discretionair"), ("Korting", "Korting snelle groei")
        left = sum((cast(Decimal, row[name]) for name in plus), Decimal(0))
        left -= sum((cast(Decimal, row[name]) for name in minus), Decimal(0))
        if left < 0:
            yield _Item(2, *key, texts.below_zero(key[1]), texts.TODO_ZERO, left)
        agreed = facts.of.agreement(key)
        if agreed is not None and agreed.kind not in (None, REGULAR) and row["Soort"] == REGULAR:
            yield _Item(2, *key, texts.only_wmo(key[1], str(agreed.kind)), texts.TODO_WMO, agreed.amount)


def _not_valued(facts: Facts) -> Iterator[_Item]:
    """UN-5: assignments whose value nobody knows."""
    for (agb, domain, missing), count in facts.committed.missing.items():
        yield _Item(3, agb, domain, texts.not_valued(missing, count), texts.TODO_ASSIGNMENT[missing])


_ATTENTION_COLUMNS = (
    Column("Volgorde", Kind.COUNT, help="Meest dringend eerst.", never_empty=True),
    Column("AGB", Kind.CODE, help="AGB-code van de aanbieder."),
    Column("Zorgdomein", Kind.TEXT, help="Het zorgdomein waar het om gaat."),
    Column("Aanbieder", Kind.TEXT, help="Naam uit de instellingen."),
    Column("Wat valt op", Kind.TEXT, help="Waarom dit aandacht vraagt."),
    Column("Wat te doen", Kind.TEXT, help="De volgende stap."),
    Column("Bedrag", Kind.EURO, help="Bedrag waar het om gaat."),
)
