"""`new` and `import`: a new dossier, and files into it."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from engine.dossier import Dossier
from engine.intake.importing import import_files
from engine.texts import intake as texts
from workbooks.settings_workbook import write_settings
from xl_addin.commands.outcome import Outcome

Progress = Callable[[int, int, str], None]


def new(folder: Path) -> Outcome:
    """A new dossier with an `instellingen.xlsx` full of defaults."""
    dossier = Dossier.create(folder)
    write_settings(dossier.settings_path)
    lines = [f"Dossier gemaakt in {folder}.", f"Vul nu {dossier.settings_path} in en lees daarna berichten in."]
    return Outcome({"dossier": str(folder), "instellingen": str(dossier.settings_path)}, lines)


def import_(folder: Path, files: list[Path], at: datetime, by: str, progress: Progress | None = None) -> Outcome:
    """Read files, folders and ZIPs into the dossier's store."""
    dossier = Dossier.open(folder)
    report = import_files(dossier, files, at, by, progress)
    return Outcome(asdict(report), texts.report_lines(report), ok=not report.refused)
