"""The desk at which buttons are pressed, one for all tests of a module."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.addin.live.pressing import Desk, desk_in
from tests.addin.test_commands import dossier_folder


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    root = tmp_path_factory.mktemp("gedrukt")
    folder = shutil.copytree(dossier_folder(), root / "dossier", ignore=shutil.ignore_patterns("*.xlsm"))
    with desk_in(root, folder) as desk:
        yield desk


@pytest.fixture
def book(desk: Desk) -> Iterator[Path]:
    """A workbook of an earlier as-of date; what is open afterwards is closed."""
    yield desk.fill()
    desk.close_all()
