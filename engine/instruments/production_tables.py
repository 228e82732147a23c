"""The tables of production expectations with their facts, and the rules evaluated in the order that they need."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from typing import cast

from engine.estimate.interface import MONTHS, Estimate, Key, Outlook, Production
from engine.instruments.production_expectation import GROWTH_LIMIT, KEYS, NO, YES, build_up_columns
from engine.instruments.production_facts import MOST_LARGE, Committed, ExpectationYear, Produced
from engine.instruments.reporting import numbered, parameter_values
from engine.instruments.utilisation import (
    ASK_PLAN,
    REACHED,
    course_columns,
    domain_columns,
    list_columns,
    room_columns,
    utilisation_columns,
)
from engine.money import divided, euros, exceeds, multiplied
from engine.result import Column, ResultTable, Row, Value
from engine.rules import evaluate
from engine.rules.walk import parameters
from engine.run import month_end
from engine.texts import production_expectation as texts


@dataclass(frozen=True)
class Facts:
    """Everything the tables are made of; `at_decision` is what was known on the day of decision (UN-1)."""

    of: ExpectationYear
    known: Produced
    at_decision: Produced
    committed: Committed
    production: Production
    outlooks: dict[Key, Outlook]
    estimate: Estimate

    @cached_property
    def keys(self) -> list[Key]:
        """The rows of section 2 of the rules, in order."""
        year = self.of.year
        return sorted(self.known.keys((year - 1, year - 2)) | self.of.settings_keys)

    @property
    def domains(self) -> list[str]:
        """Domains with a row, a budget, or production in the year."""
        produced = {domain for _, domain, year in self.known.cents if year == self.of.year}
        return sorted({domain for _, domain in self.keys} | produced | set(self.of.budgets))


@dataclass(frozen=True)
class Tables:
    """All tables, evaluated."""

    build_up: ResultTable
    decision: ResultTable
    use: ResultTable
    room: ResultTable
    domains: ResultTable
    actions: ResultTable
    course: ResultTable

    @property
    def results(self) -> list[ResultTable]:
        """In the order of the sheets; the table of the day of decision stands further on."""
        return [self.build_up, self.use, self.room, self.domains, self.actions, self.course]


def evaluated(facts: Facts) -> Tables:
    """Every table with every cell."""
    build_up = _build_up(facts, "Plafondopbouw", facts.known)
    decision = _build_up(facts, "Vaststelling", facts.at_decision)
    for table in (build_up, decision):
        _evaluate(facts, table, [])
    use = _use(facts, build_up)
    _evaluate(facts, use, [decision])
    for key, row in zip(facts.keys, use.rows, strict=True):
        row["Plafond bereikt op"] = reached_on(facts.outlooks[key], cast(Decimal, row["Afspraak"]), facts.of.year)
    tables = Tables(build_up, decision, use, _room(facts), _domains(facts), _actions(facts, use), _course(facts))
    for table in (tables.room, tables.domains, tables.actions):
        _evaluate(facts, table, [use])
    _evaluate(facts, tables.course, [tables.domains])
    return tables


def _evaluate(facts: Facts, table: ResultTable, others: list[ResultTable]) -> None:
    rules = [column.rule for column in table.columns if column.rule is not None]
    names = {name for rule in rules for name in parameters(rule)}
    evaluate(table, others, parameter_values(facts.of.settings, names, facts.of.run.period.last_day))


def _keyed(facts: Facts, key: Key) -> Row:
    return {**dict(zip(KEYS, key, strict=True)), "Aanbieder": facts.of.names.get(key[0])}


def _build_up(facts: Facts, name: str, known: Produced) -> ResultTable:
    year, nothing = facts.of.year, (Decimal(0), Decimal(0))
    rows: list[Row] = []
    for key in facts.keys:
        amount, reason = facts.of.discretionary(key)
        new, old = known.worth.get(key, nothing)
        rows.append(
            {
                **_keyed(facts, key),
                "Realisatie Y-2": known.amount(key, year - 2),
                "Realisatie Y-1": known.amount(key, year - 1),
                "Discretionair": amount,
                "Reden": reason,
                "Soort": facts.of.kind(key),
                "Volume tegen tarief Y": new,
                "Volume tegen tarief Y-1": old,
            }
        )
    table = _table(name, KEYS, build_up_columns(), rows)
    table.explanation = table.explanation.format(day=facts.of.decided_on)
    return table


def _use(facts: Facts, build_up: ResultTable) -> ResultTable:
    large, year = largest(facts), facts.of.year
    limit = facts.of.settings.parameter(GROWTH_LIMIT, facts.of.run.period.last_day).number
    rows: list[Row] = []
    for key, built in zip(facts.keys, build_up.rows, strict=True):
        agreed, outlook = facts.of.agreement(key), facts.outlooks[key]
        growth = built["Groei"]
        plan = key[0] in large or (isinstance(growth, Decimal) and exceeds(growth, limit))
        rows.append(
            {
                **_keyed(facts, key),
                "Soort": built["Soort"],
                "Afgesproken": agreed.amount if agreed else None,
                "Realisatie": facts.known.amount(key, year),
                "Verwacht nog binnen": outlook.expected,
                "Tijd": facts.of.time,
                "Prognose jaar": outlook.year,
                "Verplicht": euros(facts.committed.cents[key]),
                "Te laat %": facts.known.late_share(key, year),
                "Ontwikkelplan": YES if plan else NO,
            }
        )
    return _table("Uitnutting", KEYS, utilisation_columns(facts.estimate.label), rows)


def _table(name: str, keys: tuple[str, ...], columns: tuple[Column, ...], rows: list[Row]) -> ResultTable:
    title, explanation = texts.TITLES[name]
    return ResultTable(name, title, explanation, keys, columns, numbered(rows))


def totals_of_last_year(facts: Facts) -> dict[str, Decimal]:
    """Realisatie Y-1 per aanbieder, over all its domains (UN-6)."""
    found: dict[str, Decimal] = {}
    for key in facts.keys:
        found[key[0]] = found.get(key[0], Decimal(0)) + facts.known.amount(key, facts.of.year - 1)
    return found


def largest(facts: Facts) -> set[str]:
    """UN-6: aanbieders with the highest production of last year, those that tie with the last of them included."""
    most = int(facts.of.settings.parameter(MOST_LARGE, facts.of.run.period.last_day).number)
    totals = {agb: amount for agb, amount in totals_of_last_year(facts).items() if amount > 0}
    ranked = sorted(totals.values(), reverse=True)
    return {agb for agb, amount in totals.items() if most and amount >= ranked[min(most, len(ranked)) - 1]}


def reached_on(outlook: Outlook, agreed: Decimal, year: int) -> date | None:
    """UN-4: the day on which the cumulative prognosis reaches the agreement, linear within the month."""
    if not agreed:
        return None
    cumulative = Decimal(0)
    for month in MONTHS:
        before, cumulative = cumulative, cumulative + outlook.months[month]
        if cumulative >= agreed:
            last = month_end(year, month)
            day = divided(multiplied(agreed - before, Decimal(last.day)), outlook.months[month])
            return last.replace(day=max(1, int(day.to_integral_value(ROUND_CEILING))))
    return None


def _room(facts: Facts) -> ResultTable:
    rows: list[Row] = []
    for key in facts.keys:
        agreed = facts.of.agreement(key)
        consent: Value = None
        if agreed is not None and agreed.emergency_consent is not None:
            consent = YES if agreed.emergency_consent else NO
        rows.append({**_keyed(facts, key), "Soort": facts.of.kind(key), "Spoedtoestemming": consent})
    return _table("Ruimte", KEYS, room_columns(), rows)


def _domains(facts: Facts) -> ResultTable:
    year = facts.of.year
    rows: list[Row] = [
        {
            "Zorgdomein": domain,
            "Domeinbudget": facts.of.budgets.get(domain),
            "Realisatie": facts.known.of_domain(domain, year),
            "Prognose jaar": _sum(outlook.year for (_, of), outlook in facts.outlooks.items() if of == domain),
        }
        for domain in facts.domains
    ]
    return _table("Domeinen", ("Zorgdomein",), domain_columns(facts.estimate.label), rows)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal("0.00"))


def _actions(facts: Facts, use: ResultTable) -> ResultTable:
    """To whom to ask a plan, who is among the largest, and who reached the agreement; each list largest first."""
    totals, large = totals_of_last_year(facts), largest(facts)
    by_size = sorted(use.rows, key=lambda row: (-totals[str(row["AGB"])], str(row["AGB"]), str(row["Zorgdomein"])))
    lists = (
        (texts.LIST_PLAN, [row for row in by_size if row["Signaal"] == ASK_PLAN]),
        (texts.LIST_REACHED, [row for row in by_size if row["Signaal"] == REACHED]),
        (texts.list_largest(len(large)), [row for row in by_size if row["AGB"] in large]),
    )
    rows: list[Row] = [
        {
            "Lijst": name,
            **{column: row[column] for column in (*KEYS, "Aanbieder", "Soort")},
            "Realisatie Y-1 alle domeinen": totals[str(row["AGB"])],
        }
        for name, found in lists
        for row in found
    ]
    return _table("Actielijst", ("Lijst", *KEYS), list_columns(facts.estimate.label), rows)


def _course(facts: Facts) -> ResultTable:
    """Per domain the twelve months: what was declared, and what is expected."""
    production = facts.production
    rows: list[Row] = []
    for domain in facts.domains:
        own = [key for key in facts.outlooks if key[1] == domain]
        for month in MONTHS:
            first = date(facts.of.year, month, 1)
            cents = sum(production.declared.get(key, {}).get(month, 0) for key in own)
            cents += sum(production.paid_otherwise.get(key, {}).get(month, 0) for key in own)
            rows.append(
                {
                    "Zorgdomein": domain,
                    "Maand": first,
                    "Realisatie": euros(cents) if first <= facts.of.as_of else None,
                    "Prognose": _sum(facts.outlooks[key].months[month] for key in own),
                    "Maandnummer": month,
                }
            )
    return _table("Verloop", ("Zorgdomein", "Maand"), course_columns(facts.estimate.label), rows)
