"""What the data-quality checks look at: which checks, of which products, over which days; and their shared tables.

Every check is one file `sql/dk_NN.sql`, that gives the rows concerned. It names the shared tables it reads, which are
files `sql/dk_<name>.sql` too: only what the asked checks need is made.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from engine.instruments.places_care import public_holidays
from engine.instruments.queries import Parameters, code, define_macros, make_table, named
from engine.run import Run, month_end
from engine.texts import data_quality as texts

if TYPE_CHECKING:
    import duckdb

    from engine.settings import Settings

CHECKS: Mapping[str, str] = {check_id: f"dk_{int(check_id.removeprefix('DK-')):02}" for check_id in texts.CHECKS}
"""Check id and the name of its SQL file, in the order in which they are shown."""

GROUPS = ("care_domain", "service_form", "segment")
"""What a workbook may sort products by: Zorgdomein, Dienstvorm, Segment (DK-13)."""

CHECKS_FOR: Mapping[str, tuple[str, ...]] = {
    "max-inzet": ("DK-1", "DK-2", "DK-3", "DK-8", "DK-10", "DK-11", "DK-12", "DK-13", "DK-14", "DK-15", "DK-16"),
    "plafonds": tuple(check_id for check_id in CHECKS if check_id not in ("DK-7", "DK-9")),
    "lumpsum": tuple(check_id for check_id in CHECKS if check_id not in ("DK-6", "DK-7", "DK-9")),
    "plekken": ("DK-4", "DK-5", "DK-7", "DK-9", "DK-11", "DK-14"),
}
"""The checks that touch a workbook: those on the facts it counts.

`max-inzet` counts declarations only. `plafonds` adds what running assignments still reserve (UN-5), `lumpsum` the
starts and birth dates (LS-7, LS-12). `plekken` counts days of care: 301, 305, 307 and 315, under codes that are known.
"""

GROUPS_FOR: Mapping[str, tuple[str, ...]] = {"plafonds": ("care_domain",), "lumpsum": ("service_form",)}
"""What each workbook sorts products by."""

_START_AFTER, _SILENT_MONTHS = "DK.StartNa", "DK.ZonderDeclaratie"
_NORMS = {
    "norm_315": "PL.Norm315",
    "norm_305_working": "PL.Norm305Werkdagen",
    "norm_307_working": "PL.Norm307Werkdagen",
}
_PARAMETERS_OF: Mapping[str, tuple[str, ...]] = {
    "DK-5": (_START_AFTER,),
    "DK-6": (_SILENT_MONTHS,),
    "DK-7": (_NORMS["norm_307_working"],),
    "DK-9": tuple(_NORMS.values()),
}
PARAMETERS_FOR: Mapping[str, tuple[str, ...]] = {
    workbook: tuple(sorted({name for check_id in checks for name in _PARAMETERS_OF.get(check_id, ())}))
    for workbook, checks in CHECKS_FOR.items()
}
"""The parameters that shaped a workbook's checks, for the sheet Parameters (`used` of `make_report`)."""

_LISTS = {"codes": ("dk_code", "code"), "numbers": ("dk_close", "assignment_number")}
"""Parameter with a list of values, and the table and column it is read from.

A list reaches the scan of the declarations itself; a join with a table does not.
"""
Lists = dict[str, list[str]]


@dataclass(frozen=True)
class Scope:
    """The run, the products (None: all) and the checks that are asked, and by what products are sorted (DK-13)."""

    settings: "Settings"
    run: Run
    products: Collection[str] | None = None
    checks: Collection[str] = tuple(CHECKS)
    groups: Collection[str] = GROUPS

    @property
    def names(self) -> dict[str, str]:
        """Check id and SQL file of the asked checks, in order. KeyError for an unknown check."""
        asked = {check_id: CHECKS[check_id] for check_id in self.checks}
        return {check_id: name for check_id, name in CHECKS.items() if check_id in asked}

    @property
    def first_day(self) -> date:
        """1 January: the care months of the year up to the end of the period are looked at (G-5)."""
        return date(self.run.period.year, 1, 1)

    @property
    def until(self) -> date:
        """The last day looked at: the peildatum, at most the end of the period."""
        return min(self.run.as_of, self.run.period.last_day)

    @cached_property
    def values(self) -> dict[str, date | str | int | bool | list[str]]:
        """Every parameter that the queries name, but for the codes. Settings hold as on the last day of the period."""
        run, on = self.run, self.run.period.last_day
        numbers = {name: int(self.settings.parameter(parameter, on).number) for name, parameter in _NORMS.items()}
        silent_since = months_earlier(self.until, int(self.settings.parameter(_SILENT_MONTHS, on).number))
        holidays = public_holidays(run.period.year - 1, max(run.as_of.year, run.period.year))
        return {
            "asked_products": sorted(self.products or ()),
            "groups": list(self.groups),
            "year": run.period.year,
            "first_day": self.first_day,
            "last_day": run.period.last_day,
            "as_of": run.as_of,
            "until": self.until,
            "silent_since": silent_since,
            "since": min(self.first_day, silent_since - timedelta(days=366)),
            "start_after": int(self.settings.parameter(_START_AFTER, on).number),
            "holidays": [day.isoformat() for day in holidays],
            "asks_frozen": "DK-6" in self.checks,
            "all_products": self.products is None,
            **numbers,
        }

    def parameters(self, name: str, lists: "Lists | None" = None) -> Parameters:
        """Those that the query in `sql/<name>.sql` names; `lists` are those that `prepare` made."""
        return named(name, self.values | (lists or {}))

    def reads(self, name: str) -> tuple[str, ...]:
        """A check and every shared table that it reads, directly or through another."""
        return name, *shared_tables((name,))


def months_earlier(day: date, months: int) -> date:
    """The same day so many months before; in a shorter month its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return min(month_end(year, month + 1), date(year, month + 1, 1) + timedelta(days=day.day - 1))


def prepare(con: "duckdb.DuckDBPyConnection", scope: Scope, names: Iterable[str]) -> Lists:
    """Make the temporary tables that these checks share; returns the lists that the checks themselves read too.

    The tables are of this connection or cursor alone: checks may run beside the instrument on `con.cursor()`.
    """
    scope.settings.register(con)
    define_macros(con)
    lists: Lists = {}
    for name in shared_tables(tuple(names)):
        make_table(con, name, scope.parameters(name, lists))
        for parameter, (table, column) in _LISTS.items():
            if name == table:
                found = con.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY 1")
                lists[parameter] = [str(value) for (value,) in found.fetchall()]
    return lists


@cache
def shared_tables(names: tuple[str, ...]) -> tuple[str, ...]:
    """The shared tables that queries read, directly or through each other, each after those it reads itself."""
    reads: dict[str, list[str]] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in reads:
            reads[name] = _tables_in(name)
            waiting += reads[name]
    return tuple(name for name in TopologicalSorter(reads).static_order() if name not in names)


def _tables_in(name: str) -> list[str]:
    text = code(name)
    listed = [table for parameter, (table, _) in _LISTS.items() if f"${parameter}" in text]
    return sorted({*re.findall(r"\bdk_[a-z]+\b", text), *listed})
