"""Contract tariffs by day (settings table Tarieven)."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.settings.rows import Tariff

if TYPE_CHECKING:
    from engine.settings import Settings

HOURS = "04"
"""The unit under which hours are counted, eenheid 01 and 04 together (G-7)."""


class Tariffs:
    """Finds a tariff by product, aanbieder, unit and day: of the aanbieder before the general one."""

    def __init__(self, settings: "Settings") -> None:
        self._rows: dict[tuple[str, str | None], list[Tariff]] = defaultdict(list)
        for row in settings.tariffs:
            self._rows[row.product_code, row.agb].append(row)

    def on(self, agb: str, product: str, unit: str | None, day: date) -> Decimal | None:
        """Euros per unit, per hour for `HOURS`; None when no tariff is known."""
        for owner in (agb, None):
            fitting = [row for row in self._rows.get((product, owner), ()) if _holds(row, day) and _fits(row, unit)]
            if fitting:
                # of two that overlap, the one that started last, then the one in the unit itself
                latest = max(fitting, key=lambda row: (row.valid_from, row.unit == unit))
                return latest.hourly_tariff if unit == HOURS else latest.tariff
        return None


def _holds(row: Tariff, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def _fits(row: Tariff, unit: str | None) -> bool:
    return row.unit == unit or (unit == HOURS and row.hourly_tariff is not None)
