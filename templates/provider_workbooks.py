"""All provider workbooks of a run, made by several processes, with an index of what was made."""

import hashlib
import multiprocessing
import os
import secrets
import shutil
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from engine.disclosure import QUALITY, ProviderViews
from engine.result import Column, Kind, ResultTable, Row
from engine.texts import provider_workbook as texts
from engine.texts.reasons import reason
from engine.texts.workbooks import cannot_save
from templates.placing import place
from templates.provider_workbook import file_name, write_provider_workbook
from workbooks.csv_export import write_csv
from workbooks.swap import sweep

Progress = Callable[[int, int, str], None]
_CHUNKS_PER_WORKER = 8
_UNDER_WAY = ".bezig-"
_ALONE = 12
"""So few that starting a second process takes longer than the work."""


@dataclass(frozen=True, slots=True)
class Made:
    """One workbook that was made, for the index."""

    agb: str
    name: str
    path: Path
    run_id: str
    results: int
    findings: int
    sha256: str
    older: Path | None = None
    """Where the workbook is that it replaces."""


def write_provider_workbooks(
    views: ProviderViews,
    folder: Path,
    versions: Path,
    at: datetime,
    workers: int = 2,
    progress: Progress | None = None,
) -> list[Made]:
    """One workbook per aanbieder or combination with results, and `_overzicht.csv`; the workbooks in order of AGB.

    They are put in `folder` when all are made; what stood there under their names goes to `versions`, so that nobody
    sends figures of before. `progress` gets done, total and a Dutch text. Refusal when a file cannot be written.
    """
    sweep(folder.glob(f"{_UNDER_WAY}*"))
    with _under_way(folder) as beside:
        made = _all_made(views, beside, workers, progress)
        return _placed(made, beside, folder, versions, at)


@contextmanager
def _under_way(folder: Path) -> Generator[Path]:
    """A folder of its own for half work, thrown away in the end.

    No `TemporaryDirectory`: on Windows what is made in one can be read by its maker only, wherever it is moved.
    """
    beside = folder / f"{_UNDER_WAY}{os.getpid()}-{secrets.token_hex(4)}"
    try:
        beside.mkdir(parents=True)
    except OSError as error:
        raise cannot_save(beside.name, str(folder), reason(error)) from error
    try:
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _all_made(views: ProviderViews, folder: Path, workers: int, progress: Progress | None) -> list[Made]:
    made: list[Made] = []
    # closed: when `progress` raises, no process writes any more
    with closing(_made(views, folder, views.all, workers)) as chunks:
        for chunk in chunks:
            made += chunk
            if progress is not None:
                progress(len(made), len(views.all), texts.progress(len(made), len(views.all)))
    return sorted(made, key=lambda one: one.agb)


def _placed(made: Sequence[Made], beside: Path, folder: Path, versions: Path, at: datetime) -> list[Made]:
    """The workbooks and their index where staff look for them: all, or none when one cannot be put there."""
    with ExitStack() as way_back:
        placed: list[Made] = []
        for one in made:
            try:
                path, older = place(one.path, folder, versions, at, way_back)
            except OSError as error:
                raise cannot_save(one.path.name, str(folder), reason(error)) from error
            placed.append(replace(one, path=path, older=older))
        _write_index(placed, beside, folder)
        way_back.pop_all()
    return placed


def _made(views: ProviderViews, folder: Path, agbs: Sequence[str], workers: int) -> Generator[list[Made]]:
    if workers < 2 or len(agbs) <= _ALONE:
        yield from ([_make(views, folder, agb)] for agb in agbs)
        return
    size = max(1, len(agbs) // (workers * _CHUNKS_PER_WORKER))
    chunks = [agbs[start : start + size] for start in range(0, len(agbs), size)]
    # a fresh process each: forking one that has DuckDB's threads could hang, and Windows cannot fork
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_remember, initargs=(views, folder)) as pool:
        jobs = [pool.submit(_make_chunk, chunk) for chunk in chunks]
        try:
            for job in as_completed(jobs):
                yield job.result()
        finally:
            pool.shutdown(cancel_futures=True)


_worker: dict[str, tuple[ProviderViews, Path]] = {}


def _remember(views: ProviderViews, folder: Path) -> None:
    """What a worker process needs for all its chunks, sent once."""
    _worker["job"] = views, folder


def _make_chunk(agbs: Sequence[str]) -> list[Made]:
    views, folder = _worker["job"]
    return [_make(views, folder, agb) for agb in agbs]


def _make(views: ProviderViews, folder: Path, agb: str) -> Made:
    view, name = views.of(agb), views.name_of(agb)
    path = write_provider_workbook(view, name, folder / file_name(agb, name))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Made(agb, name, path, view.run.run_id, len(view.results), len(view.table(QUALITY).rows), digest)


def _write_index(made: Sequence[Made], beside: Path, folder: Path) -> None:
    kinds = (Kind.CODE, Kind.TEXT, Kind.TEXT, Kind.COUNT, Kind.COUNT, Kind.TEXT, Kind.TEXT)
    columns = tuple(
        Column(name, kind, help=help) for (name, help), kind in zip(texts.INDEX_HELP.items(), kinds, strict=True)
    )
    rows: list[Row] = [
        dict(
            zip(
                texts.INDEX_HELP,
                (one.agb, one.name, one.path.name, one.results, one.findings, one.run_id, one.sha256),
                strict=True,
            )
        )
        for one in made
    ]
    table = ResultTable("Overzicht", texts.INDEX_TITLE, texts.INDEX, ("AGB",), columns, rows)
    try:
        write_csv(table, beside / texts.INDEX_FILE)
        (beside / texts.INDEX_FILE).replace(folder / texts.INDEX_FILE)
    except OSError as error:
        raise texts.cannot_write_index(str(folder), reason(error)) from error
