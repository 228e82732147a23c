"""The cases of bureau staff (tests/cases/*.yaml) hold for the second implementation too: three readings that agree."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.case_files import Case, read_cases
from tests.case_words import agrees, key_words
from tests.oracle.case_world import case_world, settings_of_case
from tests.oracle.lumpsum import framework
from tests.oracle.plafonds import ceilings
from tests.oracle.plekken import durations, in_and_out, outflow, places, referrers
from tests.oracle.tijdigheid import timeliness
from tests.oracle.world import Row, World

Keyed = Mapping[Any, Row]

CASES = [
    case for case in read_cases()
    if case.workbook != "max-inzet" and any(run.rows or run.counts or run.absent for run in case.computations)
]  # fmt: skip


def tables_of(workbook: str, world: World, year: int, as_of: date) -> dict[str, Keyed]:
    """All result tables of a workbook."""
    if workbook == "plafonds":
        found = ceilings(world, year, as_of)
        return {
            "Plafondopbouw": found.build_up, "Uitnutting": found.use, "Ruimte": found.room, "Domeinen": found.domains,
        }  # fmt: skip
    if workbook == "lumpsum":
        of = framework(world, year, as_of)
        return {
            "Kader": of.cells, "Lumpsum": of.lumpsum, "Voorschotten": of.advances, "Nacalculatie": of.settlement,
            "Instroom": of.inflow,
        }  # fmt: skip
    agreed = places(world, year, as_of)
    return {
        "Plekken": agreed.months,
        "PlekkenAfrekening": agreed.year,
        "Looptijden": durations(world, year, as_of),
        "Uitstroom": outflow(world, year, as_of),
        "InUitstroom": in_and_out(world, year, as_of),
        "Verwijzers": referrers(world, year, as_of),
        "Tijdigheid": timeliness(world, year, as_of),
    }


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case_holds_for_the_second_implementation(case: Case, tmp_path: Path) -> None:
    settings = settings_of_case(case, tmp_path)
    for run in case.computations:
        if run.refusal:
            continue
        year = int(run.period)
        world = case_world(case, settings, year, run.stand)
        tables = {
            name: {_words(key): row for key, row in rows.items()}
            for name, rows in tables_of(case.workbook, world, year, run.as_of).items()
        }
        for name, wanted in run.rows.items():
            for row in wanted if name in tables else ():  # Aandacht is the engine's own
                _check(row, tables[name], name)
        for name, keys in run.absent.items():
            assert not {key_words(key) for key in keys} & set(tables[name])
        for name, count in run.counts.items():
            assert name not in tables or len(tables[name]) == count, (name, list(tables[name]))


def _check(wanted: Mapping[str, object], rows: Mapping[tuple[str, ...], Row], name: str) -> None:
    key = key_words(str(wanted["rij"]))
    assert key in rows, (name, key, list(rows))
    for column, value in wanted.items():
        if column != "rij":
            assert agrees(value, _cell(rows[key][column])), (name, key, column, value, rows[key][column])


def _words(key: object) -> tuple[str, ...]:
    parts = key if isinstance(key, tuple) else (key,)
    return tuple(f"{part:%Y-%m}" if isinstance(part, date) else str(part) for part in parts)


def _cell(value: Any) -> Any:
    return Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value
