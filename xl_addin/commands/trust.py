"""`trace`, `close` and `compare`: where a number comes from, and what changed since it was reported."""

import shutil
from pathlib import Path
from typing import Any

import duckdb

from engine.closing import Closing, encoded, read_closing, require_open, require_over
from engine.closing import close as freeze
from engine.comparing import Compared, Connect, Reports
from engine.comparing import compare as compare_closing
from engine.errors import WrongUse
from engine.instruments.catalogue import INSTRUMENTS, traced_table, workbook_of
from engine.instruments.reporting import Inputs
from engine.result import Report, ResultTable
from engine.run import Run
from engine.settings import Settings
from engine.texts import comparing as comparing_texts
from engine.texts.commands import before_closing, cannot_write, dutch_date, unknown_table, wrong_key
from engine.texts.reasons import reason
from engine.texts.tracing import no_source_lines
from engine.tracing import rounded
from workbooks.bureau import write_bureau
from workbooks.csv_export import csv_cell, write_csv
from workbooks.generate import new_book, save_new
from workbooks.layouts import LAYOUTS
from workbooks.planning import ACCOUNTABILITY
from workbooks.table_sheet import write_table
from workbooks.wanted import PARAMETERS
from xl_addin.commands.outcome import Outcome
from xl_addin.commands.produce import nothing_applies
from xl_addin.commands.session import Session, applicable
from xl_addin.version import product_version


def trace(session: Session, asked: str, key: tuple[str, ...], target: Path | None = None) -> Outcome:
    """The source lines behind a row, whose totals equal the row; to a CSV file when `target` is given."""
    table = traced_table(asked)
    name = workbook_of(table or "")
    if table is None or name is None:
        raise _cannot_trace(session, asked)
    report = session.report(name)
    keys = report.table(table).keys
    if len(key) != len(keys):
        raise wrong_key(table, keys)
    traced = INSTRUMENTS[name].traced[table](session.inputs, report, key)
    lines = [*_trace_lines(traced.lines), *traced.lines_as_text(), *traced.check_as_text()]
    if target is not None:
        _write(traced.lines, target)
        lines.append(f"Geschreven: {target}")
    data = {"run": session.run.run_id, "tabel": table, "sleutel": list(key), "sluit_aan": traced.agrees}
    data |= {"controle": traced.check, "regels": _json_rows(traced.lines)}
    return Outcome(data, lines, ok=traced.agrees)


def _cannot_trace(session: Session, asked: str) -> WrongUse:
    """There is no such table, or its rows have no source lines of their own."""
    known = [table for one in INSTRUMENTS.values() for table in one.traced]
    made = {table.name for report in session.reports[0].values() for table in report.tables}
    others = {name.casefold(): name for name in (*made, PARAMETERS, ACCOUNTABILITY)}
    if asked.casefold() in others:
        return no_source_lines(others[asked.casefold()], known)
    return unknown_table(asked, known)


def _trace_lines(table: ResultTable) -> list[str]:
    """For the screen: numbers rounded; a file gets all their digits."""
    rows = [
        ";".join(csv_cell(rounded(row[column.name]), column.kind) for column in table.columns) for row in table.rows
    ]
    return [";".join(column.name for column in table.columns), *rows]


def close(session: Session) -> Outcome:
    """Freeze the run of a period that is over: settings, results and the workbooks themselves."""
    require_over(session.run.period, session.run.as_of)
    require_open(session.dossier.closed, session.run.period)
    reports, omitted = session.reports
    if not reports:
        raise nothing_applies(omitted)
    with session.dossier.write_lock(who=session.actor.who, at=session.actor.at):
        path = freeze(session.dossier.closed, list(reports.values()), session.settings)
        shutil.copyfile(session.dossier.settings_path, path.parent / "instellingen.xlsx")
        written = [
            write_bureau(report, LAYOUTS[name], path.parent / f"{name}.xlsx", macros=None)
            for name, report in reports.items()
        ]
    session.journal("close", bestand=str(path))
    run = session.run
    line = f"Periode {run.period.code} is afgesloten met peildatum {dutch_date(run.as_of)} en stand {run.stand}."
    lines = [line, f"Vastgelegd in {path.parent}, met: {', '.join(workbook.name for workbook in written)}."]
    data = {"run": run.run_id, "bestand": str(path), "werkmappen": [str(workbook) for workbook in written]}
    return Outcome(data, lines)


def compare(session: Session, target: Path | None = None) -> Outcome:
    """What changed since the session's period was closed, per cell and per cause; into `target` when given."""
    closing, table = _compared(session)
    added = [name for name in session.reports[0] if name not in closing.workbooks]
    lines = comparing_texts.lines(_texts(table, session.reports[0]), dutch_date(closing.run.as_of), added)
    if target is not None:
        _write(table, target)
        lines.append(f"Geschreven: {target}")
    data = {"afgesloten": closing.run.run_id, "nu": session.run.run_id, "verschillen": _json_rows(table)}
    return Outcome(data, lines)


def compare_in_workbook(session: Session, target: Path) -> tuple[Closing, int, Path]:
    """The same in a workbook of one sheet; gives the closing, how many cells changed, and where the workbook is."""
    closing, table = _compared(session)
    report = Report("vergelijk", table.title, session.run, "", [table], [], product_version())
    book = new_book(report, target.name)
    write_table(book, table)
    content = book.close()
    same = target.is_file() and target.read_bytes() == content
    return closing, len(table.rows), target if same else save_new(content, target)


def _compared(session: Session) -> tuple[Closing, ResultTable]:
    closing, run = read_closing(session.dossier.closed, session.run.period), session.run
    if run.as_of < closing.run.as_of:
        raise before_closing(run.period.code, closing.run.as_of, run.as_of)
    tables = {name: tuple(one.traced) for name, one in INSTRUMENTS.items()}

    def make(con: duckdb.DuckDBPyConnection, connect: Connect, settings: Settings, run: Run) -> Reports:
        inputs = Inputs(con, settings, run, product_version(), connect, session.reported)
        return applicable(lambda name: INSTRUMENTS[name].report(inputs), list(closing.workbooks))[0]

    return closing, compare_closing(Compared(session.store, closing, session.settings, session.run, tables, make))


def _write(table: ResultTable, target: Path) -> None:
    try:
        write_csv(table, target)
    except OSError as error:
        raise cannot_write(target, reason(error)) from error


def _json_rows(table: ResultTable) -> list[dict[str, Any]]:
    return [{name: encoded(value) for name, value in row.items()} for row in table.rows]


def _texts(table: ResultTable, reports: Reports) -> list[dict[str, str]]:
    """The rows as they are printed: numbers as the workbook shows them."""
    kinds = {
        (name, one.name, column.name): column.kind
        for name, report in reports.items()
        for one in report.tables
        for column in one.columns
    }
    rows = [{name: str(value or "") for name, value in row.items()} for row in table.rows]
    for row in rows:
        kind = kinds.get((row["Werkmap"], row["Tabel"], row["Kolom"]))
        row["Was"], row["Is"] = comparing_texts.printed(row["Was"], row["Is"], kind)
    return rows
