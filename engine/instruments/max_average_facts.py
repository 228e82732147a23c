"""Facts of the maximum average (MI-1, MI-3, MI-5, MI-7, MI-10): sums from the store, decisions from the settings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.instruments.queries import Parameters
from engine.instruments.recall import KnownRows, Rows
from engine.money import divided, euros, excel_round
from engine.run import Period

if TYPE_CHECKING:
    import duckdb

    from engine.settings import Settings

Key = tuple[str, str]
"""AGB and product code."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one aanbieder × product in a span of care months: unique clients, net minutes, net and late eurocents."""

    clients: int
    minutes: Decimal
    cents: int
    late_cents: int

    @property
    def hours(self) -> Decimal:
        """Net hours: minutes are summed before dividing by 60 (G-1)."""
        return divided(self.minutes, Decimal(60))

    @property
    def average(self) -> Decimal:
        """Hours per client (MI-2); there is at least one client."""
        return divided(self.hours, Decimal(self.clients))

    @property
    def amount(self) -> Decimal:
        """Net euros."""
        return euros(self.cents)

    @property
    def late_share(self) -> Decimal | None:
        """Net amount declared late as a share of all (MI-10); None when there is none to share (G-9)."""
        return divided(Decimal(self.late_cents), Decimal(self.cents)) if self.cents else None


FiguresByKey = dict[Key, Figures]


def line_parameters(settings: "Settings", year: int) -> Parameters:
    """What `average_line.sql` asks: two years of care, products with a norm, codes that may stand for them (MO-2)."""
    products = {norm.product_code for norm in settings.norms if norm.year == year}
    local = {row.code for row in settings.code_translation if row.product_code in products}
    return {
        "first_day": date(year - 1, 1, 1),
        "last_day": date(year, 12, 31),
        "products": sorted(products),
        "codes": sorted(products | local),
    }


class AverageLines:
    """The declarations of this year and the last: the temporary table `average_line`, made when it is needed."""

    def __init__(self, con: "duckdb.DuckDBPyConnection", settings: "Settings", year: int) -> None:
        self.con = con
        self.settings = settings
        self.parameters = line_parameters(settings, year)
        self.known = KnownRows(con, settings, ("average_line", "average_client"), self.parameters)

    def make(self) -> None:
        """The one scan of the declarations."""
        self.known.make("average_line")

    def rows(self, name: str, period: Period) -> Rows:
        """The rows of the query in `sql/<name>.sql` for care months of a period; they must not be changed."""
        return self.known.of(name, from_day=period.first_day, to_day=period.last_day)


def figures(lines: AverageLines, period: Period) -> tuple[FiguresByKey, int]:
    """Figures of every aanbieder × product with a client in the period, and the region's number of unique clients."""
    rows = {
        (agb, product): Figures(clients, Decimal(minutes), int(cents), int(late_cents))
        for agb, product, clients, minutes, cents, late_cents in lines.rows("average_provider", period)
    }
    ((region_clients,),) = lines.rows("average_region_clients", period)
    return rows, region_clients


def contract_tariffs(lines: AverageLines, period: Period) -> dict[Key, Decimal]:
    """Contract tariff in euros per hour, averaged over net hours, in cents (MI-5); no key where none is known."""
    hours: defaultdict[Key, Decimal] = defaultdict(Decimal)
    amounts: defaultdict[Key, Decimal] = defaultdict(Decimal)
    for agb, product, tariff, minutes in lines.rows("average_tariff", period):
        hours[agb, product] += minutes
        amounts[agb, product] += minutes * tariff
    return {key: excel_round(divided(amounts[key], hours[key]), 2) for key in hours if hours[key] != 0}


class GrantedRaises:
    """Granted extra hours by aanbieder, product and year (MI-3)."""

    def __init__(self, settings: "Settings") -> None:
        self._decided: defaultdict[tuple[str, str, int], list[tuple[date, int, Decimal]]] = defaultdict(list)
        for index, row in enumerate(settings.raises):
            if row.granted_hours is not None and row.decided_on is not None:
                decision = (row.decided_on, index, row.granted_hours)
                self._decided[row.agb, row.product_code, row.year].append(decision)

    def hours(self, key: Key, year: int, as_of: date) -> Decimal:
        """Ophoging in hours: the granted row decided last, on or before the as-of date; 0 without one.

        A refusal (no granted hours) leaves an earlier raise standing. Two decided on one day: the lower row counts.
        """
        known = [decision for decision in self._decided.get((*key, year), ()) if decision[0] <= as_of]
        return max(known)[2] if known else Decimal(0)


def region_averages(rows: Mapping[Key, Figures]) -> dict[str, Decimal]:
    """Per product Σ Uren / Σ Cliënten over the aanbieder rows (MI-7)."""
    minutes: defaultdict[str, Decimal] = defaultdict(Decimal)
    clients: defaultdict[str, int] = defaultdict(int)
    for (_, product), row in rows.items():
        minutes[product] += row.minutes
        clients[product] += row.clients
    return {product: divided(minutes[product], Decimal(60 * clients[product])) for product in clients}


def season_factors(part: Mapping[Key, Figures], whole: Mapping[Key, Figures]) -> dict[str, Decimal]:
    """Per product the region average of the full previous year / that of its first months (MI-7)."""
    of_part, of_whole = region_averages(part), region_averages(whole)
    return {product: divided(of_whole[product], of_part[product]) for product in of_whole if of_part.get(product)}


def total_late_share(rows: Iterable[Figures]) -> Decimal | None:
    """Late net amount / net amount over rows (MI-10)."""
    listed = list(rows)
    cents = sum(row.cents for row in listed)
    return divided(Decimal(sum(row.late_cents for row in listed)), Decimal(cents)) if cents else None
