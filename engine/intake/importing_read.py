"""Reading the sources of an import: small ones here, many or large ones by worker processes."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from engine.errors import Refusal
from engine.intake.messages import read_message
from engine.intake.privacy import Pseudonymiser
from engine.intake.sources import ReadContext, ReadResult, Source
from engine.intake.sources_expand import MESSAGE
from engine.intake.zip_files import UNREADABLE
from engine.store.staging import Stager
from engine.texts import intake as texts

WORKERS = 2
_LARGE = 24 << 20
_BYTES_IN_PART = 8 << 20
_SOURCES_IN_PART = 400

Outcome = ReadResult | Refusal


@dataclass(frozen=True, slots=True)
class Job:
    """One source to read: what it is, and its size in bytes."""

    source: Source
    what: str
    size: int


def read_all(
    jobs: Sequence[Job],
    key: bytes,
    mappings: Path,
    stage: Callable[[str, pa.Table], None],
    stage_folder: Path,
) -> Iterator[tuple[Job, Outcome]]:
    """Read every job; outcomes come as they are ready. Staged rows of a refused source are the caller's to discard."""
    parts = _parts(jobs)
    if sum(job.size for job in jobs) < _LARGE or len(parts) == 1:
        context = ReadContext(Pseudonymiser(key), stage, mappings)
        for job in jobs:
            yield job, _read(job, context)
        return
    by_number = {job.source.number: job for job in jobs}
    try:
        # Spawned: a forked process would inherit the write lock (engine.store.lock).
        with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn")) as pool:
            waiting = [pool.submit(_read_part, part, key, mappings, stage_folder) for part in parts]
            for done in as_completed(waiting):
                for number, outcome in done.result():
                    yield by_number[number], outcome
    except BrokenProcessPool:
        raise texts.import_broken_off() from None


def _parts(jobs: Sequence[Job]) -> list[list[Job]]:
    """Jobs in parts of some size, the largest first, so that both workers are busy to the end."""
    parts: list[list[Job]] = []
    size = _BYTES_IN_PART
    for job in sorted(jobs, key=lambda job: -job.size):
        if size >= _BYTES_IN_PART or len(parts[-1]) >= _SOURCES_IN_PART:
            parts.append([])
            size = 0
        parts[-1].append(job)
        size += job.size
    return parts


def _read_part(jobs: list[Job], key: bytes, mappings: Path, stage_folder: Path) -> list[tuple[int, Outcome]]:
    """Runs in a worker process."""
    with Stager(stage_folder) as stager:
        context = ReadContext(Pseudonymiser(key), stager.stage, mappings)
        return [(job.source.number, _read(job, context)) for job in jobs]


def _read(job: Job, context: ReadContext) -> Outcome:
    try:
        if job.what == MESSAGE:
            return read_message(job.source, context)
        from engine.intake.tables_read import read_table

        return read_table(job.source, context)
    except Refusal as refusal:
        return Refusal(refusal.what, refusal.where, refusal.todo)
    except UNREADABLE:
        return texts.unreadable_file(job.source.name)
