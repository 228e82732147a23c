"""Asks the engine for a report of a made-up region and lays it beside the second implementation, cell by cell."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from build.region import Region
from build.settings_of_rows import settings_of_rows
from engine.dossier import Dossier
from engine.instruments.catalogue import INSTRUMENTS
from engine.instruments.reporting import Inputs
from engine.result import Report, ResultTable
from engine.run import Period, Run
from tests.build.made import small_region
from tests.oracle.reading import read_declarations
from tests.oracle.reading_care import read_care
from tests.oracle.reading_tables import read_tables
from tests.oracle.world import Row, World

ROUNDED = 12
"""Decimals to which the engine's decimals must equal the exact fractions: money must equal to the cent."""

_KEPT: list[TemporaryDirectory[str]] = []


def world_of(region: Region) -> World:
    """A region as the second implementation reads it."""
    lines, rejections = read_declarations([region.messages])
    pgb, advances = read_tables(list(region.tables))
    return World(lines, rejections, read_care([region.messages]), pgb, advances, region.settings)


@cache
def small_world() -> World:
    """The small region, read once per test run."""
    return world_of(small_region())


def dossier_of(region: Region) -> Dossier:
    """All messages and tables of a region in a new dossier; removed when the test run ends."""
    # late: only here the engine's intake is needed
    from engine.intake.importing import import_files

    _KEPT.append(TemporaryDirectory(prefix="dossier-"))
    dossier = Dossier.create(Path(_KEPT[-1].name) / "dossier")
    import_files(dossier, [region.messages, *region.tables], datetime(2025, 5, 1, 9, 0), "toets")
    return dossier


@cache
def small_dossier() -> Dossier:
    """The small region, imported once per test run."""
    return dossier_of(small_region())


def report_of(name: str, world: World, run: tuple[int, date], dossier: Dossier | None = None) -> Report:
    """The engine's report of an instrument over a year at a peildatum, with the settings and choices of a world."""
    year, as_of = run
    store = (dossier or small_dossier()).store
    settings = settings_of_rows({**world.settings, "Parameters": _parameters(world)})
    of = Run(Period.parse(str(year)), as_of, store.stand, settings.fingerprint)
    with store.connect(as_of) as connection:
        return INSTRUMENTS[name].report(Inputs(connection, settings, of, "toets", store.connect))


def _parameters(world: World) -> list[Row]:
    return [
        {"Naam": name, "Waarde": str(value) if isinstance(value, str) else _decimal(value), "Vanaf": None}
        for name, value in world.chosen.items()
    ]


def _decimal(value: Fraction) -> str:
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


def differences(table: ResultTable, expected: Mapping[Any, Row]) -> list[str]:
    """Rows that only one of both has, and every cell that is not the same; the order of rows is left aside."""
    wanted = {key if isinstance(key, tuple) else (key,): row for key, row in expected.items()}
    found = {tuple(map(normal, table.key_of(row))): row for row in table.rows}
    keys = {tuple(map(normal, key)): row for key, row in wanted.items()}
    problems = [f"{table.name} {key}: only in the engine" for key in found if key not in keys]
    problems += [f"{table.name} {key}: only in the second implementation" for key in keys if key not in found]
    for key, row in found.items():
        if key in keys:
            problems += _cells(table.name, key, row, keys[key])
    return problems


def _cells(name: str, key: object, row: Mapping[str, Any], wanted: Row) -> Iterable[str]:
    columns = [column for column in wanted if not column.startswith("_")]
    for column in columns:
        if column not in row:
            yield f"{name} {key}: no column {column}"
        elif normal(row[column]) != normal(wanted[column]):
            yield f"{name} {key} {column}: engine {row[column]!r}, expected {shown(wanted[column])}"


def normal(value: object) -> object:
    """Numbers as exact fractions, rounded far behind what anyone can see; an empty text is an empty cell."""
    if isinstance(value, Decimal | Fraction | int):
        return round(Fraction(value), ROUNDED)
    return value or None


def shown(value: object) -> str:
    """For a message: a fraction as a decimal."""
    return f"{float(value):.6f}" if isinstance(value, Fraction) else repr(value)


def assert_equal(report: Report, tables: Mapping[str, Mapping[Any, Row]]) -> None:
    """Every table has the same rows and the same value in every column; the first twenty differences are told."""
    problems = [text for name, rows in tables.items() for text in differences(report.table(name), rows)]
    assert not problems, f"{len(problems)} differences:\n" + "\n".join(problems[:20])
