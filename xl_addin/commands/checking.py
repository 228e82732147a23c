"""`check`: settings, set-aside lines, data quality, and every workbook against the store."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from engine.closing import closed_periods, read_closing
from engine.dossier import Dossier
from engine.errors import Refusal, Refusals
from engine.instruments.catalogue import workbook_of
from engine.run import Period, Run, require_begun, require_past
from engine.settings import Settings, read_settings
from engine.texts import checking as texts
from workbooks.deviations import deviations
from workbooks.read_back import BureauFile
from xl_addin.commands.outcome import Outcome
from xl_addin.commands.session import Actor, Session


@dataclass
class WorkbookCheck:
    """How one workbook compares with the store: `differences` names every differing cell."""

    file: str
    message: str
    differences: list[str] = field(default_factory=list[str])
    ok: bool = True


def check(folder: Path, files: list[Path] | None, as_of: date, actor: Actor, year: int | None = None) -> Outcome:
    """Everything that can be wrong in a dossier, all at once; not ok when settings or a workbook are wrong.

    The data of one year of care: that of the as-of date unless `year` is given. With `files` their answer comes first.
    """
    require_past(as_of, actor.at.date())
    period = Period(as_of.year if year is None else year)
    require_begun(period, as_of)
    dossier = Dossier.open(folder)
    settings, problems = _settings(dossier)
    warnings = _warnings(settings) if settings else []
    unchecked = _unchecked(dossier, settings, problems)
    quality = _quality(dossier, settings, period, as_of, actor) if settings and not unchecked else []
    paths = files or sorted(path for path in dossier.output.glob("*.xls[mx]") if not path.name.startswith("~$"))
    checks = [_workbook(dossier, settings, path, actor) for path in paths] if settings and dossier.store.stand else []
    data = {
        "instellingen": problems,
        "waarschuwingen": warnings,
        "niet_gecontroleerd": unchecked,
        "datakwaliteit": quality,
        "werkmappen": [vars(item) for item in checks],
    }
    ok = not problems and all(item.ok for item in checks)
    lines = [*texts.settings_lines(problems, warnings), *unchecked]
    found = [] if unchecked else texts.quality_lines(period.year, quality, is_whole=not files)
    answer = texts.workbook_lines(checks)
    return Outcome(data, [*answer, *lines, *found] if files and not problems else [*lines, *answer, *found], ok)


def _settings(dossier: Dossier) -> tuple[Settings | None, list[str]]:
    """What can be read of the settings, and everything that is wrong in them."""
    try:
        settings = read_settings(dossier.settings_path, ())
    except Refusals as refusal:
        return None, [problem.text for problem in refusal.problems]
    except Refusal as refusal:
        return None, [refusal.text]
    return settings, [problem.text for problem in settings.problems]


def _warnings(settings: Settings) -> list[str]:
    return [warning.text for warning in settings.warnings if warning not in settings.problems]


def _unchecked(dossier: Dossier, settings: Settings | None, problems: list[str]) -> list[str]:
    """What could not be checked, and why: without a finding nobody may think that all is well."""
    if settings is None:
        return [texts.NOTHING_CHECKED]
    if not dossier.store.stand:
        return [texts.EMPTY_STORE]
    return [texts.QUALITY_UNCHECKED] if problems else []


def _quality(dossier: Dossier, settings: Settings, period: Period, as_of: date, actor: Actor) -> list[dict[str, Any]]:
    """The findings of a year, all products together."""
    from engine.instruments.data_quality import data_quality

    run = Run(period, as_of, dossier.store.stand, settings.fingerprint)
    session = Session(dossier, settings, dossier.store, run, actor)
    table = data_quality(session.inputs.con, settings, run)
    return [{name: str(value) for name, value in row.items() if value is not None} for row in table.rows]


def _workbook(dossier: Dossier, settings: Settings, path: Path, actor: Actor) -> WorkbookCheck:
    try:
        file = BureauFile(path)
    except Refusal as refusal:
        return WorkbookCheck(path.name, f"{refusal.what} {refusal.todo}", ok=False)
    if file.is_of_provider:
        return WorkbookCheck(path.name, texts.PROVIDER_WORKBOOK)
    made = file.run()
    name = next((name for name in map(workbook_of, file.tables) if name), None)
    if made is None or name is None:
        return WorkbookCheck(path.name, texts.NO_RUN)
    used = _settings_of(dossier, settings, made)
    session = Session(dossier, used, dossier.store, replace(made, settings_fingerprint=used.fingerprint), actor)
    try:
        found = deviations(replace(session.report(name), run=made), path)
    except Refusals as refusal:
        known = {problem.text for problem in used.problems}
        of_settings = all(problem.text in known for problem in refusal.problems)
        return WorkbookCheck(path.name, texts.SETTINGS_WRONG if of_settings else refusal.text, ok=False)
    except Refusal as refusal:
        return WorkbookCheck(path.name, refusal.text, ok=False)
    changed = used.fingerprint[:8] != made.settings_fingerprint
    verdict = texts.compared(made, len(found.found), found.own_rows, changed)
    return WorkbookCheck(path.name, verdict, found.found, not found.found)


def _settings_of(dossier: Dossier, settings: Settings, made: Run) -> Settings:
    """The settings a workbook was made with, when they still exist: today's, or those of its closed period."""
    if settings.fingerprint[:8] != made.settings_fingerprint and made.period.code in closed_periods(dossier.closed):
        closing = read_closing(dossier.closed, made.period)
        if closing.run.settings_fingerprint[:8] == made.settings_fingerprint:
            return closing.settings
    return settings
