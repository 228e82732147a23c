"""`trace`, `close` and `compare`: where a number comes from, and what changed since it was reported."""

import shutil
from pathlib import Path

from engine.closing import close as freeze
from engine.closing import encoded, read_closing
from engine.comparing import compare as compare_closing
from engine.instruments.max_average_trace import trace_lines
from engine.result import ResultTable
from engine.texts.commands import cannot_write, dutch_date, unknown_table, wrong_key
from workbooks.csv_export import csv_cell, write_csv
from workbooks.max_average import write_max_average
from xl_addin.commands.outcome import Outcome
from xl_addin.commands.session import Session

TRACED = {"MaxInzet": trace_lines}


def trace(session: Session, table: str, key: tuple[str, ...], target: Path | None = None) -> Outcome:
    """The declaration lines behind a row, whose sums equal the row; to a CSV file when `target` is given."""
    if table not in TRACED:
        raise unknown_table(table, list(TRACED))
    keys = session.report.table(table).keys
    if len(key) != len(keys):
        raise wrong_key(table, keys)
    traced = TRACED[table](session.connection, session.settings, session.run, key, session.report.table(table))
    lines = [*_trace_lines(traced.lines), *traced.lines_as_text(), *traced.check_as_text()]
    if target is not None:
        _write(traced.lines, target)
        lines.append(f"Geschreven: {target}")
    data = {"run": session.run.run_id, "tabel": table, "sleutel": list(key), "sluit_aan": traced.agrees}
    data |= {"controle": traced.check, "regels": _json_rows(traced.lines)}
    return Outcome(data, lines, ok=traced.agrees)


def _trace_lines(table: ResultTable) -> list[str]:
    rows = [";".join(csv_cell(row[column.name], column.kind) for column in table.columns) for row in table.rows]
    return [";".join(column.name for column in table.columns), *rows]


def close(session: Session) -> Outcome:
    """Freeze the run of a period: settings, results and the workbook itself."""
    folder = session.dossier.closed
    with session.dossier.write_lock(who=session.actor.who, at=session.actor.at):
        path = freeze(folder, session.report, session.settings)
        shutil.copyfile(session.dossier.settings_path, path.parent / "instellingen.xlsx")
        workbook = write_max_average(session.report, path.parent / "max-inzet.xlsx", macro_buttons=False)
    session.journal("close", bestand=str(path))
    run = session.run
    line = f"Periode {run.period.code} is afgesloten met peildatum {dutch_date(run.as_of)} en stand {run.stand}."
    lines = [line, f"Vastgelegd in {path.parent}; daar staat ook de werkmap {workbook.name}."]
    return Outcome({"run": run.run_id, "bestand": str(path), "werkmap": str(workbook)}, lines)


def compare(session: Session, target: Path | None = None) -> Outcome:
    """What changed since the session's period was closed, per cell and per cause."""
    closing = read_closing(session.dossier.closed, session.run.period)
    table = compare_closing(session.store, closing, session.settings, session.run, session.report_of)
    lines = _compare_lines(table, dutch_date(closing.run.as_of))
    if target is not None:
        _write(table, target)
        lines.append(f"Geschreven: {target}")
    data = {"afgesloten": closing.run.run_id, "nu": session.run.run_id, "verschillen": _json_rows(table)}
    return Outcome(data, lines)


def _write(table: ResultTable, target: Path) -> None:
    try:
        write_csv(table, target)
    except OSError as error:
        raise cannot_write(target, error.strerror or type(error).__name__) from error


def _json_rows(table: ResultTable) -> list[dict[str, object]]:
    return [{name: encoded(value) for name, value in row.items()} for row in table.rows]


def _compare_lines(table: ResultTable, since: str) -> list[str]:
    if not table.rows:
        return [f"Er is niets veranderd sinds de afsluiting (peildatum {since})."]
    rows = [
        f"  {row['AGB']} {row['Productcode']} {row['Kolom']}: "
        f"{row['Was'] or 'leeg'} → {row['Is'] or 'leeg'} (door {row['Door']})"
        for row in table.rows
    ]
    return [f"{len(rows)} cellen zijn veranderd sinds de afsluiting (peildatum {since}):", *rows]
