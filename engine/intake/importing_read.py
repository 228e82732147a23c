"""Reading the sources of an import: small ones here, many or large ones by worker processes."""

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from engine.errors import Refusal
from engine.intake.messages import collect_message
from engine.intake.messages_collect import Collector
from engine.intake.messages_split import joined, pieces
from engine.intake.privacy import Pseudonymiser
from engine.intake.sources import ReadContext, ReadResult, Source
from engine.intake.sources_identify import MESSAGE, Identified, identify
from engine.intake.zip_files import UNREADABLE
from engine.store.staging import Stager
from engine.texts import intake as texts

LARGE = 24 << 20
BYTES_IN_PART = 2 << 20
_SOURCES_IN_PART = 500

Outcome = ReadResult | Refusal
Stage = Callable[[str, pa.Table], None]


@dataclass(frozen=True, slots=True)
class Job:
    """One source to read; `identified` when it was looked into already (the large ones)."""

    source: Source
    identified: Identified | None = None

    @property
    def size(self) -> int:
        """In bytes, as far as known without reading."""
        return self.source.size


def read_all(
    jobs: Sequence[Job],
    key: bytes,
    mappings: Path,
    stage: Stage,
    stage_folder: Path,
) -> Iterator[tuple[Job, Outcome]]:
    """Read every job; outcomes come as they are ready. Staged rows of a refused source are the caller's to discard."""
    by_number = {job.source.number: job for job in jobs}
    context = ReadContext(Pseudonymiser(key), stage, mappings)
    if sum(job.size for job in jobs) < LARGE:
        for part in _parts(jobs):
            yield from ((by_number[number], outcome) for number, outcome in _read_part(part, context))
        return
    cut = [piece for job in jobs for piece in _pieces(job)]
    expected = Counter(piece.source.number for piece in cut)
    outcomes: dict[int, list[Outcome]] = {}
    for number, outcome in _read_by_two(_parts(cut), context, key, stage_folder):
        outcomes.setdefault(number, []).append(outcome)
        if len(outcomes[number]) == expected[number]:
            yield by_number[number], _whole(by_number[number], outcomes.pop(number), key)


def _read_by_two(
    parts: list[list[Job]], context: ReadContext, key: bytes, stage_folder: Path
) -> Iterator[tuple[int, Outcome]]:
    """A worker process reads parts from the front of the row, this process those from the back, until they meet."""
    try:
        # Spawned: a forked process would inherit the write lock (engine.store.lock).
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            waiting = [pool.submit(_read_in_worker, part, key, context.mappings, stage_folder) for part in parts]
            for part, future in zip(reversed(parts), reversed(waiting), strict=True):
                if future.cancel():
                    yield from _read_part(part, context)
            for future in waiting:
                if not future.cancelled():
                    yield from future.result()
    except BrokenProcessPool:
        raise texts.import_broken_off() from None


def _pieces(job: Job) -> list[Job]:
    if job.identified is None or job.identified.what != MESSAGE:
        return [job]
    sources = pieces(job.identified.source, job.size)
    parts = [replace(source, size=job.size // len(sources)) for source in sources]
    return [Job(part, replace(job.identified, source=part)) for part in parts]


def _whole(job: Job, outcomes: list[Outcome], key: bytes) -> Outcome:
    """One outcome of the pieces of a source.

    A piece does not know its line numbers: a refused message is read again, whole, for a refusal with the right place.
    (Pieces of a valid message are valid, see `messages_split`.)
    """
    refusals = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    if len(outcomes) == 1:
        return outcomes[0]
    if not refusals:
        return joined(job.source.name, [outcome for outcome in outcomes if isinstance(outcome, ReadResult)])
    ((_, again),) = _read_part([job], ReadContext(Pseudonymiser(key), lambda _fact, _table: None))
    return again if isinstance(again, Refusal) else refusals[0]


def _parts(jobs: Sequence[Job]) -> list[list[Job]]:
    """Jobs in parts of some size. Large ones first, so that both workers are busy to the end; the others as they

    were found: members of a ZIP together.
    """
    parts: list[list[Job]] = []
    size = BYTES_IN_PART
    for job in sorted(jobs, key=lambda job: -(job.size // BYTES_IN_PART)):
        if size >= BYTES_IN_PART or len(parts[-1]) >= _SOURCES_IN_PART:
            parts.append([])
            size = 0
        parts[-1].append(job)
        size += job.size
    return parts


def _read_in_worker(
    jobs: list[Job], key: bytes, mappings: Path | None, stage_folder: Path
) -> list[tuple[int, Outcome]]:
    with Stager(stage_folder) as stager:
        return _read_part(jobs, ReadContext(Pseudonymiser(key), stager.stage, mappings))


def _read_part(jobs: Sequence[Job], context: ReadContext) -> list[tuple[int, Outcome]]:
    """Outcomes by source number, complete: the lines of all messages are converted together at the end."""
    collector = Collector(context.pseudonymiser, context.stage)
    outcomes = [(job.source.number, _read(job, context, collector)) for job in jobs]
    collector.flush()
    return outcomes


def _read(job: Job, context: ReadContext, collector: Collector) -> Outcome:
    try:
        found = job.identified or identify(job.source)
        result = _result(found, context, collector)
        result.digest = found.digest
        return result
    except Refusal as refusal:
        return Refusal(refusal.what, refusal.where, refusal.todo)
    except UNREADABLE:
        return texts.unreadable_file(job.source.name)


def _result(found: Identified, context: ReadContext, collector: Collector) -> ReadResult:
    if found.what == MESSAGE:
        return collect_message(found.source, collector)
    from engine.intake.tables_read import read_table

    return read_table(found.source, context)
