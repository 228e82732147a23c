"""A run: what fixes a result (G-3): period, as-of date (Peildatum), stand and settings snapshot."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from engine.texts.run import as_of_before_period, as_of_in_future, unknown_period

_PERIOD = re.compile(r"^(\d{4})(?:-(?:(H[12])|(Q[1-4])|(0[1-9]|1[0-2])))?$")
_SPAN = {"H1": (1, 6), "H2": (7, 12), "Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12)}


def month_end(year: int, month: int) -> date:
    """Last day of a month; `month` may run past 12."""
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return first_of_next - timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Care months of one year: `code` is 2024, 2024-H1, 2024-Q2 or 2024-03."""

    year: int
    first_month: int = 1
    last_month: int = 12

    @classmethod
    def parse(cls, text: str) -> "Period":
        """From a code such as 2024, 2024-H1, 2024-Q2 or 2024-03; anything else is a Refusal."""
        match = _PERIOD.match(text)
        if not match:
            raise unknown_period(text)
        year, half, quarter, month = int(match[1]), match[2], match[3], match[4]
        if month:
            return cls(year, int(month), int(month))
        return cls(year, *_SPAN.get(half or quarter or "", (1, 12)))

    @property
    def code(self) -> str:
        """2024, 2024-H1, 2024-Q2 or 2024-03; other spans as 2024-01..05."""
        span = (self.first_month, self.last_month)
        if span == (1, 12):
            return f"{self.year}"
        named = next((name for name, months in _SPAN.items() if months == span), None)
        single = f"{self.first_month:02}" if span[0] == span[1] else f"{span[0]:02}..{span[1]:02}"
        return f"{self.year}-{named or single}"

    @property
    def is_full_year(self) -> bool:
        """Whether it covers the calendar year: only then the norm may be tested (MI-7)."""
        return (self.first_month, self.last_month) == (1, 12)

    @property
    def first_day(self) -> date:
        """First day of the first care month."""
        return date(self.year, self.first_month, 1)

    @property
    def last_day(self) -> date:
        """Last day of the last care month."""
        return month_end(self.year, self.last_month)

    def in_year(self, year: int) -> "Period":
        """The same months of another year."""
        return Period(year, self.first_month, self.last_month)


@dataclass(frozen=True, slots=True)
class Run:
    """Period, as-of date, stand and fingerprint of the settings; they fix every byte of the result."""

    period: Period
    as_of: date
    stand: int
    settings_fingerprint: str

    @property
    def run_id(self) -> str:
        """For example `2024-H1·2024-09-01·S12·3fa9c1d2`."""
        return f"{self.period.code}·{self.as_of.isoformat()}·S{self.stand}·{self.settings_fingerprint[:8]}"


def require_past(as_of: date, today: date) -> None:
    """Refuses an as-of date that is still to come."""
    if as_of > today:
        raise as_of_in_future(as_of, today)


def require_begun(period: Period, as_of: date) -> None:
    """Refuses an as-of date before the period begins."""
    if as_of < period.first_day:
        raise as_of_before_period(as_of, period.code, period.first_day)


_RUN_ID = re.compile(r"(\d{4}(?:-(?:[HQ]\d|\d{2}))?)·(\d{4}-\d\d-\d\d)·S(\d+)·([0-9a-f]{8})")


def find_run_id(text: str) -> Run | None:
    """The run that a run id in a text stands for (fingerprint: its first eight digits); None without a run id."""
    match = _RUN_ID.search(text)
    if match is None:
        return None
    return Run(Period.parse(match[1]), date.fromisoformat(match[2]), int(match[3]), match[4])
