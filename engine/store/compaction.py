"""Housekeeping before an import: leftovers of a killed writer go, small segments are merged, retired ones deleted.

Every row keeps its import number, so that any earlier stand can still be read.
"""

import shutil
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from engine.store.facts import FACTS, Fact
from engine.store.files import flush_file, flush_folder, remove
from engine.store.files import replace as rename
from engine.store.manifest import RETIRED_FOR, SEGMENTS, STAGING, Manifest, Retired, Segment, write_manifest
from engine.store.store import open_duckdb
from engine.store.views import all_columns, parquet_list, sql_text

SMALL_ROWS = 250_000
MOST_SMALL_SEGMENTS = 10


def tidy(path: Path, manifest: Manifest, at: datetime) -> Manifest:
    """All housekeeping that is due; the caller holds the write lock. Returns the manifest as it then stands."""
    remove_leftovers(path, manifest)
    manifest = drop_retired(path, manifest, at)
    return compact(path, manifest, at)


def remove_leftovers(path: Path, manifest: Manifest) -> None:
    """Delete what a writer that ended halfway left behind: no manifest ever named it."""
    shutil.rmtree(path / STAGING, ignore_errors=True)
    known = manifest.files()
    for file in (path / SEGMENTS).iterdir():
        if file.name not in known:
            remove(file)


def drop_retired(path: Path, manifest: Manifest, at: datetime) -> Manifest:
    """Delete merged segments that no reader can need any more; one that is still open stays listed."""
    due = [retired for retired in manifest.retired if _retired_long(retired, at)]
    gone = {retired.file for retired in due if remove(path / SEGMENTS / retired.file)}
    if not gone:
        return manifest
    kept = tuple(retired for retired in manifest.retired if retired.file not in gone)
    return write_manifest(path, replace(manifest, retired=kept))


def _retired_long(retired: Retired, at: datetime) -> bool:
    return at.astimezone(UTC) - datetime.fromisoformat(retired.at).astimezone(UTC) >= RETIRED_FOR


def compact(path: Path, manifest: Manifest, at: datetime, most_small: int = MOST_SMALL_SEGMENTS) -> Manifest:
    """Merge the small segments of every fact that has more than `most_small` of them."""
    gone: list[Segment] = []
    fresh: list[Segment] = []
    for fact in FACTS.values():
        small = [segment for segment in manifest.of_fact(fact.name, manifest.stand) if segment.rows < SMALL_ROWS]
        if len(small) > most_small:
            gone += small
            fresh.append(_merge(path, fact, small, manifest.generation + 1))
    if not gone:
        return manifest
    flush_folder(path / SEGMENTS)
    return write_manifest(path, manifest.merged(gone, fresh, at))


def _merge(path: Path, fact: Fact, segments: list[Segment], generation: int) -> Segment:
    first, last = min(part.first_import for part in segments), max(part.last_import for part in segments)
    name = f"{fact.name}-{first}_{last}-g{generation}.parquet"
    files = parquet_list(path.resolve() / SEGMENTS / segment.file for segment in segments)
    write_segment(path, fact, name, f"SELECT * FROM read_parquet({files}, hive_partitioning = false)")
    return Segment(fact.name, name, first, last, sum(segment.rows for segment in segments))


def write_segment(path: Path, fact: Fact, name: str, rows: str) -> None:
    """Write the rows of a query as a sorted segment that is safely on disk before it gets its name."""
    folder = path / STAGING / uuid.uuid4().hex
    folder.mkdir(parents=True)
    file = folder / name
    with open_duckdb(folder / "uitwijk") as connection:
        connection.execute(copy_sql(fact, rows, file))
    flush_file(file)
    rename(file, path / SEGMENTS / name)
    shutil.rmtree(folder, ignore_errors=True)


def copy_sql(fact: Fact, rows: str, file: Path) -> str:
    """Statement that writes a query's rows as a sorted segment: a query for a few products then reads a part of it."""
    order = ", ".join(dict.fromkeys((*fact.order, "import_no", "source_no", "source_line")))
    return (
        f"COPY (SELECT {', '.join(all_columns(fact))} FROM ({rows}) ORDER BY {order}) "
        f"TO {sql_text(file.as_posix())} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
    )
