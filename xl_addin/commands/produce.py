"""`fill` and `providers`: the bureau's workbooks and the workbooks that go out."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.instruments.data_quality import details
from engine.result import Report
from engine.texts.commands import dutch_date, unknown_workbook
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
    from templates.provider_workbooks import write_provider_workbooks

    folder = session.dossier.provider_output / session.run.period.code
    products = {str(code) for code in session.report.table("Normen").values("Productcode")}
    behind = details(session.connection, session.settings, session.run, products=products)
    written = write_provider_workbooks(session.report, behind, folder, workers=workers, progress=progress)
    session.journal("providers", map=str(folder), aantal=len(written))
    lines = [f"{len(written)} aanbiederswerkmappen gemaakt in {folder}."]
    return Outcome(_described(session) | {"map": str(folder), "werkmappen": [str(path) for path in written]}, lines)


def _described(session: Session) -> dict[str, Any]:
    run = session.run
    return {"run": run.run_id, "periode": run.period.code, "peildatum": run.as_of.isoformat(), "stand": run.stand}


def _fill_lines(session: Session, written: list[Path]) -> list[str]:
    run = session.run
    head = f"Periode {run.period.code}, peildatum {dutch_date(run.as_of)}, stand {run.stand} ({session.report.state})."
    return [head, *(f"Geschreven: {path}" for path in written), *notable(session.report)]


def notable(report: Report) -> list[str]:
    """The rows that need attention, as the sheet Overzicht shows them."""
    rows = report.table("Aandacht").rows
    texts = [" – ".join(str(value) for value in row.values() if value not in (None, "")) for row in rows]
    return ["Wat opvalt:", *(f"  {text}" for text in texts)] if texts else []
