"""Facts of production expectations and their use: sums from the store, decisions from the settings (PV, UN)."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine.estimate.interface import Key, Production
from engine.instruments.queries import Parameters, define_macros, make_table
from engine.instruments.recall import KnownRows
from engine.instruments.tariffs import Tariffs
from engine.money import divided, euros, multiplied
from engine.run import Run
from engine.settings.rows import Agreement, Discretionary

if TYPE_CHECKING:
    import duckdb

    from engine.settings import Settings

REGULAR, STEERED, CEILING = "Regulier", "Niet-vrijblijvend", "Budgetplafond"
DECISION_DAY, ONLY_REGULAR, MOST_LARGE = "Vaststellingsdatum", "PV.WmoAlleenRegulier", "UN.AantalOntwikkelplan"
SHAPED = (DECISION_DAY, ONLY_REGULAR, MOST_LARGE)
"""Parameters that decided which facts there are."""


@dataclass(frozen=True)
class ExpectationYear:
    """A calendar year of expectations, and what the settings say about it."""

    settings: "Settings"
    run: Run

    @property
    def year(self) -> int:
        """The calendar year Y."""
        return self.run.period.year

    @property
    def as_of(self) -> date:
        """The peildatum."""
        return self.run.as_of

    @property
    def decided_on(self) -> date:
        """The day whose knowledge fixes an amount without agreement: never after the peildatum (UN-1)."""
        rule = self.settings.parameter(DECISION_DAY, self.run.period.last_day)
        return min(self.as_of, rule.date_in(self.year))

    @property
    def time(self) -> Decimal:
        """Part of the year that has passed, from 1 January to the peildatum, both counted (UN-2)."""
        first, next_year = date(self.year, 1, 1), date(self.year + 1, 1, 1)
        passed = (self.as_of - first + timedelta(days=1)).days
        return min(Decimal(1), divided(Decimal(passed), Decimal((next_year - first).days)))

    @cached_property
    def names(self) -> dict[str, str | None]:
        """Names of aanbieders."""
        return {row.agb: row.name for row in self.settings.providers}

    @cached_property
    def products(self) -> set[str]:
        """Products with a zorgdomein."""
        return {row.product_code for row in self.settings.products if row.care_domain is not None}

    @cached_property
    def _agreements(self) -> dict[Key, list[Agreement]]:
        found: dict[Key, list[Agreement]] = defaultdict(list)
        for row in self.settings.agreements:
            if row.year == self.year:
                found[row.agb, row.care_domain].append(row)
        return found

    def agreement(self, key: Key) -> Agreement | None:
        """The row with the latest Vanaf on or before the peildatum; without Vanaf it holds from 1 January (UN-1)."""
        begun = [row for row in self._agreements.get(key, ()) if self._starts(row) <= self.as_of]
        return max(begun, key=self._starts) if begun else None

    def _starts(self, row: Agreement) -> date:
        return row.valid_from or date(self.year, 1, 1)

    @cached_property
    def _discretionary(self) -> dict[Key, list[Discretionary]]:
        found: dict[Key, list[Discretionary]] = defaultdict(list)
        for row in self.settings.discretionary:
            if row.year == self.year:
                found[row.agb, row.care_domain].append(row)
        return found

    def discretionary(self, key: Key) -> tuple[Decimal, str | None]:
        """Added amounts and their reasons (PV-5)."""
        rows = self._discretionary.get(key, [])
        return sum((row.amount for row in rows), Decimal("0.00")), "; ".join(row.reason for row in rows) or None

    def is_wmo(self, domain: str) -> bool:
        """Whether every product of a domain is Wmo."""
        return {row.law for row in self.settings.products if row.care_domain == domain} == {"Wmo"}

    def kind(self, key: Key) -> str:
        """PV-7: Soort of the agreement that counts; a domain of only Wmo is Regulier when the bureau chose so."""
        agreed = self.agreement(key)
        only = self.settings.parameter(ONLY_REGULAR, self.run.period.last_day).is_yes and self.is_wmo(key[1])
        return REGULAR if agreed is None or only else agreed.kind or REGULAR

    @property
    def settings_keys(self) -> set[Key]:
        """Aanbieder × domain with a row for the year in Afspraken or Discretionair."""
        listed = [*self.settings.agreements, *self.settings.discretionary]
        return {(row.agb, row.care_domain) for row in listed if row.year == self.year}

    @property
    def budgets(self) -> dict[str, Decimal]:
        """Budget per domain (PV-8)."""
        return {row.care_domain: row.amount for row in self.settings.domain_budgets if row.year == self.year}


@dataclass(frozen=True)
class Produced:
    """What was produced, as known on one day: net and late eurocents per year, and volumes of the year before."""

    cents: Counter[tuple[str, str, int]]
    late: Counter[tuple[str, str, int]]
    worth: dict[Key, tuple[Decimal, Decimal]]
    """Volume of Y-1 at the tariffs of 1 January Y, and of Y-1, of products that have both (PV-2)."""

    def amount(self, key: Key, year: int) -> Decimal:
        """Net euros."""
        return euros(self.cents[*key, year])

    def late_share(self, key: Key, year: int) -> Decimal | None:
        """Part that was declared late (UN-7); None without production."""
        whole = self.cents[*key, year]
        return divided(Decimal(self.late[*key, year]), Decimal(whole)) if whole else None

    def keys(self, years: tuple[int, ...]) -> set[Key]:
        """Aanbieder × domain with production in one of these years."""
        return {(agb, domain) for (agb, domain, year), cents in self.cents.items() if year in years and cents}

    def of_domain(self, domain: str, year: int) -> Decimal:
        """Net euros of all aanbieders."""
        return euros(sum(cents for (_, of, in_year), cents in self.cents.items() if (of, in_year) == (domain, year)))


@dataclass(frozen=True)
class Committed:
    """UN-5: value of running assignments in eurocents, and how many could not be valued, by reason."""

    cents: Counter[Key]
    missing: Counter[tuple[str, str | None, str]]
    """AGB, zorgdomein (None: no product code), and what is missing: product, tariff or end."""


def line_parameters(of: ExpectationYear, last_year: int) -> Parameters:
    """What `production_line.sql` asks, for care up to the end of a year."""
    local = {row.code for row in of.settings.code_translation if row.product_code in of.products}
    return {
        "first_day": date(of.year - 2, 1, 1),
        "last_day": date(last_year, 12, 31),
        "codes": sorted(of.products | local),
    }


def sums(con: "duckdb.DuckDBPyConnection", of: ExpectationYear, last_year: int) -> KnownRows:
    """The queries over `production_month`: one scan of the declarations from Y-2 through `last_year`."""
    return KnownRows(con, of.settings, ("production_month",), {**line_parameters(of, last_year), "year": of.year})


def produced(of: ExpectationYear, found: KnownRows) -> Produced:
    """Amounts and volumes of the sums."""
    cents, late = Counter[tuple[str, str, int]](), Counter[tuple[str, str, int]]()
    for agb, domain, year, net, net_late in found.of("production_year"):
        cents[agb, domain, year] += net
        late[agb, domain, year] += net_late
    volumes = [(line[:2], *line[2:]) for line in found.of("production_volume")]
    return Produced(cents, late, worth(of, volumes))


def worth(of: ExpectationYear, volumes: list[tuple[Any, ...]]) -> dict[Key, tuple[Decimal, Decimal]]:
    """PV-2: volumes (key, product, unit, volume; minutes for hours) at the tariffs of two days, where both exist."""
    tariffs = Tariffs(of.settings)
    new, old = defaultdict[Key, Decimal](Decimal), defaultdict[Key, Decimal](Decimal)
    for key, product, unit, volume in volumes:
        per = Decimal(60) if unit == "04" else Decimal(1)
        first = tariffs.on(key[0], product, unit, date(of.year, 1, 1))
        before = tariffs.on(key[0], product, unit, date(of.year - 1, 1, 1))
        if first is not None and before is not None:
            new[key] += divided(multiplied(volume, first), per)
            old[key] += divided(multiplied(volume, before), per)
    return {key: (new[key], old[key]) for key in new}


def production(of: ExpectationYear, found: KnownRows) -> Production:
    """What an estimate reads of the sums."""
    declared, otherwise = defaultdict[Key, Counter[int]](Counter), defaultdict[Key, Counter[int]](Counter)
    before, reference = Counter[Key](), defaultdict[str, Counter[tuple[int, int]]](Counter)
    for agb, domain, month, after, is_otherwise, cents in found.of("production_course"):
        if month.year == of.year:
            (otherwise if is_otherwise else declared)[agb, domain][month.month] += cents
        else:
            before[agb, domain] += cents
            if not is_otherwise:
                reference[domain][month.month, after] += cents
    return Production(of.year, of.as_of, declared, otherwise, before, reference)


def committed(con: "duckdb.DuckDBPyConnection", of: ExpectationYear) -> Committed:
    """UN-5, of assignments that still have days in the year after the peildatum."""
    of.settings.register(con)
    define_macros(con)
    make_table(con, "production_committed", {"year": of.year, "as_of": of.as_of})
    found = Committed(Counter(), Counter())
    summed = con.execute(
        "SELECT agb, care_domain, missing, sum(committed_cents)::BIGINT, count(*) "
        "FROM production_committed GROUP BY ALL"
    ).fetchall()
    for agb, domain, missing, cents, count in summed:
        if domain is not None:
            found.cents[agb, domain] += cents or 0
        if missing is not None:
            found.missing[agb, domain, missing] += count
    return found
