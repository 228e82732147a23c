"""Facts of the lumpsum: partners and choices from the settings, sums from the store (LS-1, LS-6..8, LS-10..12)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from engine.instruments.places_care import PARTS, CareYear
from engine.instruments.queries import Parameters
from engine.instruments.recall import KnownRows, Rows
from engine.money import divided, euros, excel_round, multiplied
from engine.run import Run
from engine.settings.rows import FrameworkSetting, LumpsumPartner

if TYPE_CHECKING:
    import duckdb

    from engine.settings import Settings

Cell = tuple[str, str]
"""Gemeente and dienstvorm."""
Amount = Decimal | None

AGE_LIMIT, AGE_DAY, PGB_DAY = "LS.Leeftijdsgrens", "LS.LeeftijdPeildatum", "LS.PGBPeildatum"
SHAPED = (AGE_LIMIT, AGE_DAY, PGB_DAY)
"""Parameters that decided which facts there are."""
_COLLECTED = ("lumpsum_birth", "lumpsum_line", "lumpsum_assignment")
"""Relations of declarations and assignments, each after those it reads."""


@dataclass(frozen=True)
class LumpsumYear:
    """A calendar year of lumpsums: which cells `Kader` has, and who is partner there."""

    settings: "Settings"
    run: Run

    @property
    def year(self) -> int:
        """The calendar year."""
        return self.run.period.year

    @cached_property
    def members(self) -> dict[Cell, dict[str, list[LumpsumPartner]]]:
        """Per cell the rows of each partner, in order of partner and AGB (LS-1)."""
        found: dict[Cell, dict[str, list[LumpsumPartner]]] = defaultdict(lambda: defaultdict(list))
        listed = [row for row in self.settings.lumpsum_partners if row.year == self.year]
        for row in sorted(listed, key=lambda row: (row.partner or row.agb, row.agb)):
            found[row.municipality, row.service_form][row.partner or row.agb].append(row)
        return {cell: dict(partners) for cell, partners in found.items()}

    @cached_property
    def choices(self) -> dict[Cell, FrameworkSetting]:
        """The row of Kaderinstellingen of a cell."""
        return {(row.municipality, row.service_form): row for row in self.settings.framework if row.year == self.year}

    @cached_property
    def cells(self) -> list[Cell]:
        """Every gemeente × dienstvorm with a partner or a choice, in order."""
        return sorted({*self.members, *self.choices})

    def agbs(self, cell: Cell) -> set[str]:
        """The AGBs that are (part of) a partner in a cell."""
        return self._agbs.get(cell, set())

    @cached_property
    def _agbs(self) -> dict[Cell, set[str]]:
        return {
            cell: {row.agb for rows in partners.values() for row in rows} for cell, partners in self.members.items()
        }

    def excludes_old(self, cell: Cell) -> bool:
        """Whether the revenue of old clients leaves C and A there (LS-7)."""
        return cell in self.choices and bool(self.choices[cell].elderly_excluded)

    def laws(self, service_form: str) -> set[str | None]:
        """The law(s) of the products of a dienstvorm (LS-6)."""
        return {product.law for product in self.settings.products if product.service_form == service_form}

    @property
    def pgb_until(self) -> date:
        """The latest day of a pgb figure that counts: never after the peildatum (LS-6)."""
        return min(self.run.as_of, self.settings.parameter(PGB_DAY, self.run.period.last_day).date_in(self.year))

    @cached_property
    def parameters(self) -> Parameters:
        """What the queries of `sql/lumpsum_*.sql` ask."""
        on = self.run.period.last_day
        forms = {form for _, form in self.cells}
        products = {row.product_code for row in self.settings.products if row.service_form in forms}
        local = {row.code for row in self.settings.code_translation if row.product_code in products}
        age_day = self.settings.parameter(AGE_DAY, on)
        return {
            "year": self.year,
            "cells": [f"{municipality}|{form}" for municipality, form in self.cells],
            "codes": sorted(products | local),
            "age_limit": int(self.settings.parameter(AGE_LIMIT, on).number),
            "old_day": age_day.date_in(self.year),
            "old_day_now": age_day.date_in(self.year + 1),
            "until": self.pgb_until,
        }


@dataclass(frozen=True)
class Revenue:
    """Net eurocents per cell, aanbieder and care year: of all clients, and of old ones (LS-7)."""

    of_all: Counter[tuple[Cell, str, int]]
    of_old: Counter[tuple[Cell, str, int]]
    unknown_birth: Counter[Cell]
    """Lines of clients whose birth date nobody knows, of who is no partner."""

    def of(self, cell: Cell, agbs: Iterable[str], year: int) -> Decimal:
        """Euros of these aanbieders together."""
        return euros(sum(self.of_all[cell, agb, year] for agb in set(agbs)))

    def of_others(self, cell: Cell, partners: set[str], year: int) -> tuple[Decimal, Decimal]:
        """Euros of who is no partner: of all clients, and of the old among them."""
        others = {agb for at, agb, care_year in self.of_all if (at, care_year) == (cell, year)} - partners
        return self.of(cell, others, year), euros(sum(self.of_old[cell, agb, year] for agb in others))


@dataclass(frozen=True)
class Pgb:
    """Pgb of a year: what counts for each cell, None where it cannot be split; and the rows it comes from."""

    amounts: dict[Cell, Amount]
    rows: list[tuple[str, str, str | None, Decimal, date]]
    """Gemeente, law, dienstvorm, euros, Peildatum."""


def collect(con: "duckdb.DuckDBPyConnection", of: LumpsumYear) -> None:
    """Make the temporary tables that traces read: one scan of the declarations of two years."""
    _known(con, of).make(*_COLLECTED)


def _known(con: "duckdb.DuckDBPyConnection", of: LumpsumYear) -> KnownRows:
    care = CareYear(of.settings, of.run)
    return KnownRows(con, of.settings, (*_COLLECTED, *PARTS), {**care.parameters, **of.parameters})


class LumpsumFacts:
    """What the queries of `sql/lumpsum_*.sql` give for a year."""

    def __init__(self, con: "duckdb.DuckDBPyConnection", of: LumpsumYear) -> None:
        self.of = of
        self._known = _known(con, of)

    def rows(self, name: str) -> Rows:
        """The rows of the query in `sql/<name>.sql`; they are shared, so they must not be changed."""
        return self._known.of(name)


def revenue(facts: LumpsumFacts) -> Revenue:
    """What was declared, this year and the previous one."""
    of, found = facts.of, Revenue(Counter(), Counter(), Counter())
    for municipality, form, agb, year, is_old, cents, unknown in facts.rows("lumpsum_amount"):
        cell = (municipality, form)
        found.of_all[cell, agb, year] += cents
        if is_old:
            found.of_old[cell, agb, year] += cents
        if agb not in of.agbs(cell):
            found.unknown_birth[cell] += unknown
    return found


def pgb(facts: LumpsumFacts) -> Pgb:
    """LS-6: per gemeente and law the figures of one day; what has no dienstvorm is split by assignments (G-8)."""
    rows = [
        (municipality, law, form, euros(cents), day)
        for municipality, law, form, cents, day in facts.rows("lumpsum_pgb")
    ]
    of, counts = facts.of, assignment_counts(facts)
    amounts: dict[Cell, Amount] = dict.fromkeys(of.cells, Decimal("0.00"))
    for municipality, law in sorted({(row[0], row[1]) for row in rows}):
        served = [cell for cell in of.cells if cell[0] == municipality and law in of.laws(cell[1])]
        own = [row for row in rows if row[:2] == (municipality, law)]
        for _, _, form, amount, _ in own:
            if (municipality, form) in served:
                amounts[municipality, str(form)] = _added(amounts[municipality, str(form)], amount)
        rest = [amount for _, _, form, amount, _ in own if form is None]
        if rest and served:
            parts = split(sum(rest, Decimal(0)), [counts[cell] for cell in served])
            for cell, part in zip(served, parts, strict=True):
                amounts[cell] = _added(amounts[cell], part)
    return Pgb(amounts, rows)


def assignment_counts(facts: LumpsumFacts) -> Counter[Cell]:
    """Assignments with a day in the year per cell."""
    return Counter({(municipality, form): number for municipality, form, number in facts.rows("lumpsum_count")})


def split(amount: Decimal, counts: Sequence[int]) -> list[Amount]:
    """G-8: parts that add up to the amount to the cent, or None each when there is nothing to split by."""
    whole, before = sum(counts), Decimal(0)
    if not whole:
        return [None] * len(counts)
    parts: list[Amount] = []
    for number in range(1, len(counts) + 1):
        share = divided(multiplied(amount, Decimal(sum(counts[:number]))), Decimal(whole))
        running = excel_round(share, 2)
        parts.append(running - before)
        before = running
    return parts


def _added(left: Amount, right: Amount) -> Amount:
    return None if left is None or right is None else left + right


@dataclass(frozen=True)
class Start:
    """A new start (305), for LS-12."""

    cell: Cell
    agb: str
    client: str
    assignment_number: str | None
    product: str
    begins: date
    dated: date
    month: date


def inflow(facts: LumpsumFacts) -> list[Start]:
    """New starts of the year up to the peildatum, in order of begin (LS-12)."""
    return [
        Start((municipality, form), agb, client, number, product, begins, dated, month)
        for municipality, form, agb, client, number, product, begins, dated, month in facts.rows("lumpsum_inflow")
    ]


def months_until(of: LumpsumYear) -> list[date]:
    """First days of the months of the year up to the peildatum."""
    firsts = [date(of.year, number, 1) for number in range(1, 13)]
    return [first for first in firsts if first <= of.run.as_of]
