"""`demo`: a made-up region, imported, closed, filled, and handed out; what a new user looks at first."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from build.region import make_region
from build.region_tables import SIZES
from build.settings_of_rows import settings_of_rows
from engine.dossier import Dossier
from engine.intake.importing import import_files
from engine.run import Period
from engine.texts import demo as texts
from workbooks.settings_workbook import write_settings
from xl_addin.commands import produce, trust
from xl_addin.commands.outcome import Outcome
from xl_addin.commands.session import Actor, Session

Progress = Callable[[int, int, str], None]

CLOSED, CLOSED_ON = "2023", date(2024, 3, 1)
HALF_YEAR, HALF_YEAR_ON = "2024-H1", date(2024, 9, 1)
YEAR, YEAR_ON = "2024", date(2025, 3, 1)


def demo(folder: Path, size: str, seed: int, actor: Actor, progress: Progress | None = None) -> Outcome:
    """Make the region in `folder` (new or empty) and run the main job on it: every step is the ordinary command."""
    if size not in SIZES:
        raise texts.unknown_size(size, list(SIZES))
    if folder.exists() and any(folder.iterdir()):
        raise texts.existing_demo(folder)
    dossier = Dossier.create(folder / "dossier")
    region = make_region(folder / "bronnen", size, seed, processes=2)
    settings = settings_of_rows(region.settings)
    write_settings(dossier.settings_path, settings)
    imported = import_files(dossier, [region.messages, *region.tables], actor.at, actor.who, progress)
    lines = [*texts.made(region.folder, region.counts), *texts.imported(imported)]
    closing = trust.close(_session(dossier, CLOSED, CLOSED_ON, actor))
    half_year = produce.fill(_session(dossier, HALF_YEAR, HALF_YEAR_ON, actor), [])
    session = _session(dossier, YEAR, YEAR_ON, actor)
    year = produce.fill(session, [])
    sent = produce.providers(session, progress)
    steps = {"afgesloten": closing, "halfjaar": half_year, "jaar": year, "aanbieders": sent}
    for outcome in steps.values():
        lines += ["", *outcome.lines]
    lines += ["", *texts.next_steps(_program(), dossier.path, session.report("max-inzet"))]
    data = {name: outcome.data for name, outcome in steps.items()}
    return Outcome({"dossier": str(dossier.path), "bronnen": str(region.folder)} | data, lines)


def _program() -> str:
    """How this program was called, so that its examples can be copied."""
    called = sys.argv[0] if sys.argv else ""
    return called if Path(called).stem == "rekenbureau" else "rekenbureau"


def _session(dossier: Dossier, period: str, as_of: date, actor: Actor) -> Session:
    return Session.open(dossier.path, Period.parse(period), as_of, actor)
