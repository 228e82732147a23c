"""The engine equals the second implementation under random settings, choices and days, on the small region."""

from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from engine.dossier import Dossier
from engine.intake.importing import import_files
from tests.build.made import small_region
from tests.oracle.comparing import assert_equal, report_of, small_world
from tests.oracle.random_settings import random_run, random_world, write_tables
from tests.oracle.reading_tables import read_tables
from tests.oracle.test_cases import tables_of

_KEPT: list[TemporaryDirectory[str]] = []
SAMPLE, ALL = range(4), range(4, 30)


@cache
def tables() -> list[Path]:
    """pgb.csv and voorschotten.csv, written once per test run."""
    _KEPT.append(TemporaryDirectory(prefix="tabellen-"))
    return write_tables(Path(_KEPT[-1].name), Random("tabellen"), small_world())


@cache
def dossier() -> Dossier:
    """The messages of the small region with those tables."""
    found = Dossier.create(tables()[0].parent / "dossier")
    import_files(found, [small_region().messages, *tables()], datetime(2025, 5, 1, 9, 0), "toets")
    return found


def check(name: str, seed: int) -> None:
    """One instrument under one set of settings, over three runs."""
    rnd = Random(f"{name}/{seed}")
    world = random_world(small_world(), rnd, *read_tables(tables()))
    for _ in range(3):
        run = random_run(rnd)
        assert_equal(report_of(name, world, run, dossier()), tables_of(name, world, *run))


@pytest.mark.parametrize("seed", SAMPLE)
@pytest.mark.parametrize("name", ["plafonds", "lumpsum", "plekken"])
def test_random_settings_give_what_the_second_implementation_says(name: str, seed: int) -> None:
    check(name, seed)


@pytest.mark.full
@pytest.mark.parametrize("seed", ALL)
@pytest.mark.parametrize("name", ["plafonds", "lumpsum", "plekken"])
def test_more_random_settings_give_what_the_second_implementation_says(name: str, seed: int) -> None:
    check(name, seed)
