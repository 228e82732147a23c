"""`fill` and `providers`: the bureau's workbooks and the workbooks that go out."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.result import Report
from engine.texts.commands import dutch_date, unknown_workbook
from templates.provider_workbooks import write_provider_workbooks
from workbooks.max_average import write_max_average
from xl_addin.commands.outcome import Outcome
from xl_addin.commands.session import Session

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class BureauWorkbook:
    """One kind of bureau workbook: how its report is made and how it is written."""

    report: Callable[[Session], Report]
    write: Callable[[Report, Path, bool], Path]


WORKBOOKS = {"max-inzet": BureauWorkbook(lambda session: session.report, write_max_average)}


def fill(session: Session, names: list[str]) -> Outcome:
    """Write the asked bureau workbooks (all when none is named) into `uit/`."""
    chosen = names or list(WORKBOOKS)
    for name in chosen:
        if name not in WORKBOOKS:
            raise unknown_workbook(name, list(WORKBOOKS))
    buttons = session.settings.parameter("Macroknoppen", session.run.as_of).value == "ja"
    written = [_write(session, name, buttons) for name in chosen]
    session.journal("fill", bestanden=[str(path) for path in written])
    return Outcome(_described(session) | {"werkmappen": [str(path) for path in written]}, _fill_lines(session, written))


def _write(session: Session, name: str, buttons: bool) -> Path:
    kind = WORKBOOKS[name]
    target = session.dossier.output / f"{name}-{session.run.period.code}{'.xlsm' if buttons else '.xlsx'}"
    return kind.write(kind.report(session), target, buttons)


def providers(session: Session, progress: Progress | None = None, workers: int = 2) -> Outcome:
    """Write one workbook per provider into `uit/aanbieders/<period>/`."""
    folder = session.dossier.provider_output / session.run.period.code
    written = write_provider_workbooks(session.report, session.details, folder, workers, progress)
    session.journal("providers", map=str(folder), aantal=len(written))
    lines = [f"{len(written)} aanbiederswerkmappen gemaakt in {folder}."]
    return Outcome(_described(session) | {"map": str(folder), "werkmappen": [str(path) for path in written]}, lines)


def _described(session: Session) -> dict[str, Any]:
    run = session.run
    return {"run": run.run_id, "periode": run.period.code, "peildatum": run.as_of.isoformat(), "stand": run.stand}


def _fill_lines(session: Session, written: list[Path]) -> list[str]:
    run = session.run
    state = f" ({session.report.state})" if session.report.state else ""
    head = f"Periode {run.period.code}, peildatum {dutch_date(run.as_of)}, stand {run.stand}{state}."
    return [head, *(f"Geschreven: {path}" for path in written), *notable(session.report)]


def notable(report: Report) -> list[str]:
    """The five rows that need attention most, as the sheet Overzicht shows them."""
    rows = report.table("Aandacht").rows[:5]
    texts = [f"  {row['Aanbieder']}: {row['Wat valt op']}. {row['Wat te doen']}" for row in rows]
    return ["Wat opvalt:", *texts] if texts else []
