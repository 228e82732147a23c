"""All action lists of a run, made by several processes, with an index of what was made."""

import hashlib
import multiprocessing
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from engine.instruments.data_quality_export import ActionList
from engine.result import Column, Kind, Report, ResultTable, Row
from engine.texts import data_quality_export as texts
from engine.texts.reasons import reason
from templates.provider_workbook import file_name
from templates.quality_workbook import write_quality_workbook
from workbooks.csv_export import write_csv

Progress = Callable[[int, int, str], None]
_ALONE = 3000
"""So few rows that starting a second process takes longer than the work."""
_CHUNK = 4000
"""Rows a process writes at a time."""


@dataclass(frozen=True, slots=True)
class Made:
    """One list that was made, for the index."""

    kind: str
    code: str
    name: str
    path: Path
    rows: int
    sha256: str


def write_quality_workbooks(
    report: Report, lists: Sequence[ActionList], folder: Path, workers: int = 2, progress: Progress | None = None
) -> list[Made]:
    """A file per list in `aanbieders/` or `gemeenten/`, and `_overzicht.csv`; returns them in order of the lists.

    `report` gives run, bureau and version; its tables are not read. Each file is written whole or not at all.
    `progress` gets done, total and a Dutch text. Refusal when a file cannot be written.
    """
    made: dict[tuple[str, str], Made] = {}
    # closed: when `progress` raises, no process writes any more
    with closing(_made(report, lists, folder, workers)) as chunks:
        for some in chunks:
            made |= {(one.kind, one.code): one for one in some}
            if progress is not None:
                progress(len(made), len(lists), texts.progress(len(made), len(lists)))
    ordered = [made[one.kind, one.code] for one in lists]
    _write_index(report, ordered, folder)
    return ordered


def _made(report: Report, lists: Sequence[ActionList], folder: Path, workers: int) -> Generator[list[Made]]:
    if workers < 2 or sum(len(one.table.rows) for one in lists) <= _ALONE:
        yield from ([_make(report, one, folder)] for one in lists)
        return
    # a fresh process each: forking one that has DuckDB's threads could hang, and Windows cannot fork
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(_make_all, report, some, folder) for some in _chunks(lists)]
        try:
            for job in as_completed(jobs):
                yield job.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _chunks(lists: Sequence[ActionList]) -> Iterator[list[ActionList]]:
    """Lists together that have about so many rows, the largest first: none is left for the end."""
    some: list[ActionList] = []
    rows = 0
    for one in sorted(lists, key=lambda one: -len(one.table.rows)):
        some.append(one)
        rows += len(one.table.rows)
        if rows >= _CHUNK:
            yield some
            some, rows = [], 0
    if some:
        yield some


def _make_all(report: Report, lists: Sequence[ActionList], folder: Path) -> list[Made]:
    return [_make(report, one, folder) for one in lists]


def _make(report: Report, one: ActionList, folder: Path) -> Made:
    own = replace(report, title=texts.title(one.name), tables=[one.table])
    path = write_quality_workbook(own, one, folder / texts.FOLDERS[one.kind] / file_name(one.code, one.name))
    return Made(one.kind, one.code, one.name, path, len(one.table.rows), hashlib.sha256(path.read_bytes()).hexdigest())


def _write_index(report: Report, made: Sequence[Made], folder: Path) -> None:
    kinds = (Kind.TEXT, Kind.CODE, Kind.TEXT, Kind.TEXT, Kind.COUNT, Kind.TEXT, Kind.TEXT)
    columns = tuple(
        Column(name, kind, help=help) for (name, help), kind in zip(texts.INDEX_HELP.items(), kinds, strict=True)
    )
    rows: list[Row] = [_index_row(report, one, folder) for one in made]
    table = ResultTable("Overzicht", texts.INDEX_TITLE, texts.INDEX, ("Voor", "Code"), columns, rows)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_csv(table, folder / texts.INDEX_FILE)
    except OSError as error:
        raise texts.cannot_write_index(str(folder), reason(error)) from error


def _index_row(report: Report, one: Made, folder: Path) -> Row:
    file = one.path.relative_to(folder).as_posix()
    cells = (one.kind, one.code, one.name, file, one.rows, report.run.run_id, one.sha256)
    return dict(zip(texts.INDEX_HELP, cells, strict=True))
