"""Care of a year as the messages tell it (PL-1): parts, periods and what follows them, as temporary tables.

Source: D, Pilot plekken en trajecten, 16-12-2021 (Noord-Limburg).
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from engine.instruments.queries import Parameters
from engine.instruments.recall import KnownRows, Rows
from engine.run import Run, month_end

if TYPE_CHECKING:
    import duckdb

    from engine.settings import Settings

WINDOW, WITHOUT_REQUEST = "PL.Aansluitdagen", "PL.VerwijzerZonder315"
NORMS = {
    "norm_315": "PL.Norm315",
    "norm_305": "PL.Norm305",
    "norm_305_working": "PL.Norm305Werkdagen",
    "norm_307_working": "PL.Norm307Werkdagen",
}
SHAPED = (WINDOW, WITHOUT_REQUEST, *NORMS.values())
"""Parameters that decided which facts there are."""

PARTS = (
    "places_assigned",
    "places_withdrawn",
    "places_start",
    "places_stop",
    "places_part",
    "places_resumed",
)
"""Relations about care as it is known and which of it resumes after a pause (PL-1)."""
_PERIODS = ("places_chain", "places_period", "places_month")
_REST = ("places_day", "places_ended", "places_presence", "places_inflow", "places_workday", "places_answer")
COLLECTED = (*PARTS, *_PERIODS, *_REST, "places_message")
"""Relations that `collect` makes, each after those it reads."""


@dataclass(frozen=True)
class CareYear:
    """A calendar year up to the peildatum, and the settings that shape its facts."""

    settings: "Settings"
    run: Run

    @property
    def year(self) -> int:
        """The calendar year."""
        return self.run.period.year

    @property
    def last_day(self) -> date:
        """Last day that counts: the peildatum, or 31 December when that lies after the year."""
        return min(self.run.as_of, date(self.year, 12, 31))

    @property
    def days(self) -> int:
        """Days of the whole year."""
        return (date(self.year + 1, 1, 1) - date(self.year, 1, 1)).days

    @property
    def all_months(self) -> tuple[date, ...]:
        """First days of the twelve months."""
        return tuple(date(self.year, number, 1) for number in range(1, 13))

    @cached_property
    def months(self) -> tuple[date, ...]:
        """First days of the months up to the peildatum."""
        return tuple(
            date(self.year, number, 1) for number in range(1, 13) if date(self.year, number, 1) <= self.last_day
        )

    @cached_property
    def towns(self) -> dict[str, str | None]:
        """Names of gemeenten by code, from the settings."""
        return {row.municipality: row.name for row in self.settings.municipalities}

    @cached_property
    def product_names(self) -> dict[str, str | None]:
        """Names of products by code, from the settings."""
        return {product.product_code: product.name for product in self.settings.products}

    def days_of(self, month: date) -> int:
        """Days of a month up to the peildatum."""
        return (self._until(month) - month).days + 1

    def days_through(self, month: date) -> int:
        """Days from 1 January through a month, up to the peildatum."""
        return (self._until(month) - date(self.year, 1, 1)).days + 1

    def days_through_a_year_earlier(self, month: date) -> int:
        """Days from 1 January through the same month of the year before, up to the same day."""
        end = min(month_end(self.year - 1, month.month), a_year_earlier(self.last_day))
        return (end - date(self.year - 1, 1, 1)).days + 1

    def _until(self, month: date) -> date:
        return min(month_end(month.year, month.month), self.last_day)

    @cached_property
    def parameters(self) -> Parameters:
        """What the queries of `sql/places_*.sql` ask."""
        on = self.run.period.last_day
        numbers = {name: int(self.settings.parameter(parameter, on).number) for name, parameter in NORMS.items()}
        return {
            "year": self.year,
            "as_of": self.run.as_of,
            "last_day": self.last_day,
            "window": int(self.settings.parameter(WINDOW, on).number),
            "without_request": str(self.settings.parameter(WITHOUT_REQUEST, on).value),
            "holidays": [day.isoformat() for day in public_holidays(self.year - 2, self.year)],
            **numbers,
        }


def a_year_earlier(day: date) -> date:
    """The same day of the year before; of 29 February 28 February."""
    return date(day.year - 1, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def public_holidays(first_year: int, last_year: int) -> list[date]:
    """Public holidays of the Algemene termijnenwet, in order: with Goede Vrijdag, and 5 May in every year (PL-9)."""
    from holidays.constants import OPTIONAL, PUBLIC
    from holidays.countries.netherlands import Netherlands

    return sorted(Netherlands(years=range(first_year, last_year + 1), categories=(PUBLIC, OPTIONAL)))


def known_care(con: "duckdb.DuckDBPyConnection", care: CareYear) -> KnownRows:
    """The queries over a year's care: every day by spans, never a row per client and day."""
    return KnownRows(con, care.settings, COLLECTED, care.parameters)


def collect(con: "duckdb.DuckDBPyConnection", care: CareYear) -> None:
    """Make the temporary tables of a year's care in `con`, for traces."""
    known_care(con, care).make(*COLLECTED)


class CareFacts:
    """What the queries of `sql/places_*.sql` give for a year's care."""

    def __init__(self, con: "duckdb.DuckDBPyConnection", care: CareYear) -> None:
        self.care = care
        self._known = known_care(con, care)

    def rows(self, name: str) -> Rows:
        """The rows of the query in `sql/<name>.sql`; they are shared, so they must not be changed."""
        return self._known.of(name)
