"""The small region in a dossier, from its messages or from its table: imported once per test run."""

from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.dossier import Dossier
from engine.intake.importing import import_files
from engine.intake.report import ImportReport
from tests.build.made import small_region

_KEPT: list[TemporaryDirectory[str]] = []


@cache
def imported(source: str) -> tuple[Dossier, ImportReport]:
    """`source` is `berichten` (XML) or `declaraties` (CSV); the tables come along with either."""
    _KEPT.append(TemporaryDirectory(prefix="dossier-"))
    dossier = Dossier.create(Path(_KEPT[-1].name) / "dossier")
    region = small_region()
    paths = [region.messages] if source == "berichten" else list(region.declarations)
    return dossier, import_files(dossier, [*paths, *region.tables], datetime(2025, 5, 1, 9, 0), "toets")
