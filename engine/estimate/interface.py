"""What every estimate gets and gives; instruments know nothing more of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

Key = tuple[str, str]
"""AGB and zorgdomein."""
MONTHS = tuple(range(1, 13))


@dataclass(frozen=True)
class Production:
    """What is known on a day in or after a year, in net eurocents by care month (1..12).

    `declared`: of the year, per aanbieder × domain, without care that is paid otherwise (PL-0); that care is in
    `paid_otherwise`. `before`: the whole year before, all of it. `reference`: per domain, the year before without care
    paid otherwise, by care month and by how many months later it was declared.
    """

    year: int
    as_of: date
    declared: Mapping[Key, Mapping[int, int]]
    paid_otherwise: Mapping[Key, Mapping[int, int]]
    before: Mapping[Key, int]
    reference: Mapping[str, Mapping[tuple[int, int], int]]


@dataclass(frozen=True)
class Outlook:
    """Of one aanbieder × domain, in euros: what is still to come in, and the prognosis of each care month (1..12)."""

    expected: Decimal
    months: Mapping[int, Decimal]

    @property
    def year(self) -> Decimal:
        """Prognosis of the whole year."""
        return sum(self.months.values(), Decimal(0))


class Estimate(Protocol):
    """A way to estimate; `label` names it wherever an outcome of it is shown."""

    @property
    def label(self) -> str:
        """Dutch, in lower case."""
        ...

    def outlooks(self, production: Production, rows: set[Key]) -> dict[Key, Outlook]:
        """For each of these rows, and for whatever else was declared in the year."""
        ...
