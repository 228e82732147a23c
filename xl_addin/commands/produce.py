"""`fill` and `providers`: the bureau's workbooks and the workbooks that go out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.disclosure import ProviderViews, Receivers
from engine.errors import NotApplicable, Problem, Refusal, Refusals
from engine.instruments.catalogue import INSTRUMENTS
from engine.instruments.data_quality import details
from engine.result import Report
from engine.settings import Settings
from engine.texts.commands import (
    as_saved,
    dutch_date,
    left_out,
    no_workbook_yet,
    not_ready,
    not_written,
    older_workbooks,
    other_day,
    other_forms,
    other_workbooks,
    problem_elsewhere,
    provider_workbooks,
    table_of_one,
    unknown_table,
    unknown_workbook,
    unlisted_providers,
)
from engine.texts.provider_workbook import INDEX_FILE
from engine.texts.settings import settings_notes
from templates.provider_workbooks import write_provider_workbooks
from workbooks.bureau import write_bureau
from workbooks.layouts import LAYOUTS
from workbooks.planning import ACCOUNTABILITY
from workbooks.read_back import read_run
from workbooks.receipt import receipt_data, receipt_lines
from workbooks.refresh import Receipt, refresh_workbook
from workbooks.wanted import PARAMETERS
from xl_addin.commands.outcome import Outcome
from xl_addin.commands.session import Session
from xl_addin.macros import workbook_project

Progress = Callable[[int, int, str], None]
_FORMS = (".xlsm", ".xlsx", ".xltm", ".xltx", ".xlsb", ".xls", ".ods")
"""In which a spreadsheet program saves a workbook."""
_MOST_NOTES = 5
"""So many remarks about the settings are printed; `check` has them all."""


def fill(session: Session, names: list[str], breaks_signature: bool = False, table: str | None = None) -> Outcome:
    """Write the asked bureau workbooks into `uit/`, or refresh those that are there; without names, all that have

    something to say. One that cannot be refreshed keeps no other from it. With `breaks_signature` a signed workbook may
    lose its signature. `table`: only that one, of one workbook that is there. Refusal when none could be written.
    """
    for name in names:
        if name not in INSTRUMENTS:
            raise unknown_workbook(name, list(INSTRUMENTS))
    if table is not None and len({*names}) != 1:
        raise table_of_one(table, list(INSTRUMENTS))
    asked = _Asked.of(session, names)
    reports = asked.reports
    only = "" if table is None else _named(table, reports[names[0]])
    buttons = session.settings.parameter("Macroknoppen", session.run.as_of).is_yes
    written = [_write(session, report, buttons, breaks_signature, only) for report in reports.values()]
    refused = [each for each in written if isinstance(each, Refusal)]
    if len(refused) == len(written):
        raise Refusals([each.problem for each in refused])
    done = [each for each in written if not isinstance(each, Refusal)]
    session.journal("fill", bestanden=[str(each.path) for each in done])
    data = {
        "werkmappen": [str(each.path) for each in done],
        "bijgewerkt": {str(each.path): receipt_data(each) for each in done if isinstance(each, Receipt)},
        "niet_gemaakt": _reasons(asked.left_out) | _reasons(asked.not_ready),
        "geweigerd": [each.text for each in refused],
    }
    lines = [_run_line(session), *_report_lines(written, reports.values(), only)]
    lines += [as_saved(each.path.name, buttons) for each in done if (each.path.suffix == ".xlsm") is not buttons]
    return Outcome(_described(session) | data, [*lines, *asked.lines(session)], ok=not refused and not asked.not_ready)


@dataclass(frozen=True)
class _Asked:
    """The reports of the workbooks that were asked for, and of which there is none, because of what."""

    reports: dict[str, Report]
    left_out: dict[str, NotApplicable]
    not_ready: dict[str, Refusals]
    """The settings that it needs are not in order."""

    @classmethod
    def of(cls, session: Session, names: list[str]) -> "_Asked":
        """Of these, or of all that have something to say. Refusal when there is none, or one of these has not."""
        asked = cls({}, {}, {})
        for name in dict.fromkeys(names or INSTRUMENTS):
            try:
                asked.reports[name] = session.report(name)
            except NotApplicable as reason:
                if names:
                    raise
                asked.left_out[name] = reason
            except Refusals as refusal:
                asked.not_ready[name] = refusal
        if not asked.reports and asked.not_ready:
            raise Refusals(asked.problems)
        if not asked.reports:
            raise nothing_applies(asked.left_out)
        return asked

    @property
    def problems(self) -> list[Problem]:
        """What is wrong in the settings and stood in the way, each once."""
        return list(dict.fromkeys(problem for each in self.not_ready.values() for problem in each.problems))

    def lines(self, session: Session) -> list[str]:
        """What was not made, and what is wrong or strange in the settings."""
        problems, wrong = self.problems, session.settings.problems
        notes = [each.text for each in session.settings.warnings if each not in wrong]
        return [
            *(left_out(name, reason) for name, reason in self.left_out.items()),
            *([not_ready(list(self.not_ready), [each.text for each in problems])] if problems else []),
            *(problem_elsewhere(problem) for problem in wrong if problem not in problems),
            *settings_notes(notes, _MOST_NOTES),
        ]


def _named(table: str, report: Report) -> str:
    """A table as the report writes its name, capitals or not. Refusal when it has none of that name."""
    known = [*(each.name for each in report.tables), PARAMETERS, ACCOUNTABILITY]
    found = next((name for name in known if name.casefold() == table.casefold()), None)
    if found is None:
        raise unknown_table(table, known)
    return found


def nothing_applies(omitted: dict[str, NotApplicable]) -> Refusals:
    """No workbook has something to say about this run: every reason at once."""
    return Refusals([reason.problem for reason in omitted.values()])


def _reasons(omitted: Mapping[str, Refusal]) -> dict[str, str]:
    return {name: reason.text for name, reason in omitted.items()}


@dataclass(frozen=True)
class Made:
    """A workbook that did not exist before."""

    path: Path


def _write(
    session: Session, report: Report, buttons: bool, breaks_signature: bool, only: str
) -> "Made | Receipt | Refusal":
    """Make the workbook, or refresh it when it is there; or why that could not be."""
    target = _target(session, report, buttons)
    try:
        if target.exists():
            _require_same_day(session, target, only)
            actor, versions = session.actor, session.dossier.versions
            return refresh_workbook(report, target, actor.at, versions, breaks_signature, actor.who, only)
        if only:
            return no_workbook_yet(target, only)
        return Made(write_bureau(report, LAYOUTS[report.name], target, workbook_project if buttons else None))
    except Refusal as refusal:
        return refusal


def _require_same_day(session: Session, path: Path, only: str) -> None:
    """Refusal when one table of a workbook would be of another day than its others."""
    made = read_run(path) if only else None
    if made is not None and made.as_of != session.run.as_of:
        raise other_day(path, only, made.as_of, session.run.as_of)


def _target(session: Session, report: Report, buttons: bool) -> Path:
    """The file of a workbook: the one that is there, with buttons or without; else as the settings ask."""
    kinds = (".xlsm", ".xlsx") if buttons else (".xlsx", ".xlsm")
    paths = [session.dossier.output / f"{report.name}-{session.run.period.code}{kind}" for kind in kinds]
    return next((path for path in paths if path.exists()), paths[0])


def _other_forms(path: Path) -> list[str]:
    """The workbook as staff saved it in another form too: those are not refreshed."""
    others = (path.with_suffix(kind) for kind in _FORMS if kind != path.suffix)
    names = [other.name for other in others if other.exists()]
    return [other_forms(names)] if names else []


def providers(session: Session, progress: Progress | None = None, workers: int = 2) -> Outcome:
    """Write one workbook per provider, of all its results, into `uit/aanbieders/<period>/`."""
    reports, omitted = session.reports
    if not reports:
        raise nothing_applies(omitted)
    folder = session.dossier.provider_output / session.run.period.code
    receivers = Receivers.of(session.settings, session.run.period.year)
    found = details(session.inputs.con, session.settings, session.run)
    views = ProviderViews(reports, found, receivers)
    versions = session.dossier.provider_versions / session.run.period.code
    written = write_provider_workbooks(views, folder, versions, session.actor.at, workers, progress)
    session.journal("providers", map=str(folder), aantal=len(written))
    unlisted = _unlisted(views.all, session.settings)
    older = sum(1 for one in written if one.older)
    others = {path.name for path in folder.glob("[!~.]*.xlsx")} - {one.path.name for one in written}
    lines = [provider_workbooks(len(written), folder), *([older_workbooks(older, versions)] if older else [])]
    lines += [other_workbooks(len(others), INDEX_FILE)] if others else []
    lines += [unlisted_providers(unlisted)] if unlisted else []
    data = {"map": str(folder), "werkmappen": [str(one.path) for one in written], "niet_in_aanbieders": unlisted}
    return Outcome(_described(session) | data, lines)


def _unlisted(receivers: Iterable[str], settings: Settings) -> list[str]:
    """AGBs that got a workbook and stand in no row of Aanbieders; a combination of partners is no AGB."""
    known = {row.agb for row in settings.providers}
    known |= {row.partner for row in settings.lumpsum_partners if row.partner and row.partner != row.agb}
    return [receiver for receiver in receivers if receiver not in known]


def _described(session: Session) -> dict[str, Any]:
    run = session.run
    return {"run": run.run_id, "periode": run.period.code, "peildatum": run.as_of.isoformat(), "stand": run.stand}


def _run_line(session: Session) -> str:
    run = session.run
    return f"Periode {run.period.code}, peildatum {dutch_date(run.as_of)}, stand {run.stand}."


def _report_lines(written: list[Made | Receipt | Refusal], reports: Iterable[Report], only: str) -> list[str]:
    lines: list[str] = []
    for each, report in zip(written, reports, strict=True):
        state = f" ({report.state})" if report.state else ""
        if isinstance(each, Refusal):
            lines.append(not_written(each.text))
        elif isinstance(each, Receipt):
            notable = [] if only else _notable(report)  # else not of the whole workbook
            lines += [*receipt_lines(each, state), *_other_forms(each.path), *notable]
        else:
            lines += [f"Geschreven: {each.path}{state}", *_other_forms(each.path), *_notable(report)]
    return lines


def _notable(report: Report) -> list[str]:
    """The five rows that need attention most, as the sheet Overzicht shows them."""
    rows = report.table("Aandacht").rows[:5]
    texts = [f"    {row['Aanbieder']}: {row['Wat valt op']}. {row['Wat te doen']}" for row in rows]
    return ["  Wat opvalt:", *texts] if texts else []
