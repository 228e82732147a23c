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
    if sum(job.size for job in jobs) < _LARGE:
        context = ReadContext(Pseudonymiser(key), stage, mappings)
        yield from ((job, _read(job, context)) for job in jobs)
        return
    pieces = [piece for job in jobs for piece in _pieces(job)]
    by_number = {job.source.number: job for job in jobs}
    expected = Counter(piece.source.number for piece in pieces)
    halves: dict[int, list[Outcome]] = {}
    try:
        # Spawned: a forked process would inherit the write lock (engine.store.lock).
        with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn")) as pool:
            waiting = [pool.submit(_read_part, part, key, mappings, stage_folder) for part in _parts(pieces)]
            for done in as_completed(waiting):
                for number, outcome in done.result():
                    halves.setdefault(number, []).append(outcome)
                    if len(halves[number]) == expected[number]:
                        yield by_number[number], _whole(by_number[number], halves.pop(number))
    except BrokenProcessPool:
        raise texts.import_broken_off() from None


def _pieces(job: Job) -> list[Job]:
    if job.what != MESSAGE:
        return [job]
    sources = halves(job.source, job.size)
    return [replace(job, source=source, size=job.size // len(sources)) for source in sources]


def _whole(job: Job, outcomes: list[Outcome]) -> Outcome:
    """One outcome of the pieces of a source. A refused piece says too little: then the whole is read for its fault."""
    results = [outcome for outcome in outcomes if isinstance(outcome, ReadResult)]
    if len(outcomes) == 1:
        return outcomes[0]
    if len(results) == len(outcomes):
        return joined(job.source.name, results)
    return AGAIN


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
