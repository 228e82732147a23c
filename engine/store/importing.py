"""The import transaction: staged rows become segments and one new stand, or nothing at all.

A row that the store or an earlier line of the same import already has (all fields equal) adds nothing: a duplicate.
"""

import shutil
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from engine.store.compaction import copy_sql, tidy
from engine.store.facts import FACTS, Fact
from engine.store.files import flush_file, flush_folder
from engine.store.files import replace as rename
from engine.store.manifest import SEGMENTS, STAGING, ImportRecord, Segment, read_manifest, write_manifest
from engine.store.staging import Stager
from engine.store.store import open_duckdb
from engine.store.views import fact_sql, parquet_list
from engine.texts import store as texts

if TYPE_CHECKING:
    from engine.store.store import Store

_MEMORY_LIMIT = "2GB"
_READY = "klaar"

_DUPLICATES = """
CREATE OR REPLACE TABLE duplicate AS
WITH again AS (SELECT line_hash FROM staged GROUP BY line_hash HAVING count(*) > 1),
numbered AS (
    SELECT
        file_index,
        file_row_number,
        row_number() OVER (PARTITION BY line_hash ORDER BY source_no, source_line, file_index, file_row_number) AS nth
    FROM staged
    WHERE line_hash IN (SELECT line_hash FROM again)
)
SELECT file_index, file_row_number, nth FROM numbered WHERE nth > 1
UNION ALL
SELECT file_index, file_row_number, 1 AS nth
FROM staged LEFT JOIN numbered USING (file_index, file_row_number)
WHERE coalesce(nth, 1) = 1 AND line_hash IN (SELECT line_hash FROM ({stored}))
"""

# a figure of which some row does not stand in its latest import is another figure: all its rows are new
_RENEWED = """
DELETE FROM duplicate WHERE nth = 1 AND (file_index, file_row_number) IN (
    WITH latest AS (
        SELECT line_hash FROM ({stored})
        QUALIFY import_no = max(import_no) OVER (PARTITION BY {figure})
    )
    SELECT (file_index, file_row_number) FROM ({rows})
    QUALIFY bool_or(line_hash NOT IN (SELECT line_hash FROM latest)) OVER (PARTITION BY {figure})
)
"""

_AGAIN = """
CREATE OR REPLACE TABLE again AS
WITH fresh AS (SELECT file_index, file_row_number, source_no, source_line, {subject} FROM ({rows})),
several AS (SELECT {subject} FROM fresh GROUP BY {subject} HAVING count(*) > 1),
numbered AS (
    SELECT
        file_index,
        file_row_number,
        row_number() OVER (PARTITION BY {subject} ORDER BY source_no, source_line, file_index, file_row_number) AS nth
    FROM fresh SEMI JOIN several USING ({subject})
)
SELECT file_index, file_row_number FROM numbered WHERE nth > 1
UNION
SELECT file_index, file_row_number FROM fresh SEMI JOIN ({stored}) USING ({subject})
UNION
SELECT file_index, file_row_number FROM fresh WHERE {some_empty}
"""

_COMPLETED_SOURCES = """
CREATE OR REPLACE TABLE completed AS
SELECT source.* REPLACE (
    coalesce(lines_stored, line.stored, 0) AS lines_stored,
    coalesce(lines_duplicate, line.duplicate, 0) AS lines_duplicate,
    coalesce(lines_set_aside, aside.stored, 0) AS lines_set_aside
)
FROM ({staged}) AS source
LEFT JOIN counted AS line ON line.source_no = source.source_no AND line.fact = source.line_fact
LEFT JOIN counted AS aside ON aside.source_no = source.source_no AND aside.fact = 'set_aside'
"""


@dataclass(frozen=True, slots=True)
class FactCount:
    """What became of the rows of one fact from one source."""

    source_no: int
    fact: str
    stored: int
    duplicate: int


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """Outcome of an import: the stand after it (unchanged when nothing was new) and the counts."""

    stand: int
    counts: Mapping[tuple[int, str], FactCount]
    """By source number and fact."""

    def of(self, source_no: int, fact: str) -> FactCount:
        """Counts of one fact from one source; zeros when it brought none."""
        return self.counts.get((source_no, fact)) or FactCount(source_no, fact, 0, 0)


def _not_in(table: str) -> str:
    return f"(file_index, file_row_number) NOT IN (SELECT (file_index, file_row_number) FROM {table})"


class Import:
    """One import under way, made by `Store.begin_import`. `stage_folder` is where worker processes may `stage` too."""

    def __init__(self, store: "Store", by: str, at: datetime) -> None:
        """Tidies the store first; the caller holds the write lock."""
        self._store, self._by, self._at = store, by, at
        self._manifest = tidy(store.path, read_manifest(store.path), at)
        self.number = self._manifest.stand + 1
        self.stage_folder = store.path.resolve() / STAGING / f"{self.number}-{uuid.uuid4().hex}"
        self.stage_folder.mkdir(parents=True)
        self._last_source = self._manifest.last_source
        self._refused: set[int] = set()
        self._stager = Stager(self.stage_folder)
        self._connection = open_duckdb(self.stage_folder / "uitwijk")
        self._connection.execute(f"SET memory_limit = '{_MEMORY_LIMIT}'")

    def new_source_no(self) -> int:
        """A number no source of this store has."""
        self._last_source += 1
        return self._last_source

    def stage(self, fact: str, table: pa.Table) -> None:
        """Take rows of a fact; see `engine.store.staging.stage` for the columns and what is refused."""
        self._stager.stage(fact, table)

    def refuse(self, source_no: int) -> None:
        """Nothing of this source will be stored, whatever was or will be staged for it."""
        self._refused.add(source_no)

    def known_files(self, sha256: Iterable[str]) -> dict[str, str]:
        """Of these content hashes the ones that an earlier import read, with the name of that file."""
        rows = self._connection.execute(
            f"SELECT sha256, min(name) FROM ({self._stored('source')}) "
            "WHERE status <> 'dubbel' AND sha256 IN (SELECT unnest(?::VARCHAR[])) GROUP BY sha256",
            [list(sha256)],
        )
        return dict(rows.fetchall())

    def known_messages(self, messages: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], str]:
        """Of these (sender, identification, message_code) the ones that were read before, with the name of the file."""
        keys = ("sender", "identification", "message_code")
        names = ", ".join(keys)
        listed = list(messages)
        columns = {key: pa.array([each[place] for each in listed], pa.string()) for place, key in enumerate(keys)}
        asked = pa.table(columns)
        self._connection.register("asked", asked)
        rows = self._connection.execute(
            f"SELECT {names}, min(name) FROM ({self._stored('source')}) SEMI JOIN asked USING ({names}) "
            f"WHERE status <> 'dubbel' GROUP BY {names}"
        ).fetchall()
        self._connection.unregister("asked")
        return {(sender, identification, code): name for sender, identification, code, name in rows}

    def commit(self) -> ImportCounts:
        """Store what was staged and not refused. After it the rows are there for good, or (raised) none of them is.

        Completes the line counts of the `source` rows. When every source was known already, nothing changes and the
        stand stays. Raises Refusal when a source's lines do not add up or another writer got in between.
        """
        self._stager.flush()
        self._connection.execute("CREATE TABLE refused (source_no INTEGER)")
        self._connection.execute("INSERT INTO refused SELECT unnest(?::INTEGER[])", [sorted(self._refused)])
        self._connection.execute(
            "CREATE TABLE counted (source_no INTEGER, fact VARCHAR, stored BIGINT, duplicate BIGINT)"
        )
        written = [self._write_fact(fact) for fact in FACTS.values() if fact.name != "source"]
        segments = [segment for segment in written if segment]
        segments += self._write_sources(FACTS["source"], something_stored=bool(segments))
        if segments:
            self._publish(segments)
        counts = self._connection.execute("SELECT * FROM counted ORDER BY source_no, fact").fetchall()
        return ImportCounts(self._store.stand, {(row[0], row[1]): FactCount(*row) for row in counts})

    def close(self) -> None:
        """End the transaction; what was not committed is gone."""
        self._connection.close()
        self._stager.close()
        shutil.rmtree(self.stage_folder, ignore_errors=True)

    def _stored(self, fact: str) -> str:
        return fact_sql(FACTS[fact], self._store.path.resolve(), self._manifest, self._manifest.stand)

    def _staged(self, fact: Fact) -> str:
        """Query of what was staged of a fact and not refused; empty when there is nothing."""
        files = sorted(self.stage_folder.glob(f"{fact.name}-*.parquet"))
        if not files:
            return ""
        return (
            "SELECT *, file_index, file_row_number "
            f"FROM read_parquet({parquet_list(files)}, hive_partitioning = false) "
            "WHERE source_no NOT IN (SELECT source_no FROM refused)"
        )

    def _write_fact(self, fact: Fact) -> Segment | None:
        """Count the new and the duplicate rows of a fact per source and write the new ones, not yet visible."""
        staged = self._staged(fact)
        if not staged:
            return None
        self._find_duplicates(fact, staged)
        self._connection.execute(
            f"INSERT INTO counted SELECT source_no, '{fact.name}', count(*) - count(nth), count(nth) "
            "FROM staged LEFT JOIN duplicate USING (file_index, file_row_number) GROUP BY source_no"
        )
        self._connection.execute("DROP TABLE staged")
        rows = f"{staged} AND {_not_in('duplicate')}"
        if fact.subject:
            rows = self._with_again(fact, rows)
        return self._write_segment(fact, rows)

    def _with_again(self, fact: Fact, rows: str) -> str:
        """The rows with column `again`: does an earlier row, of the store or of this import, have the same subject."""
        subject = ", ".join(fact.subject)
        some_empty = " OR ".join(f"{name} IS NULL" for name in fact.subject)
        self._connection.execute(
            _AGAIN.format(rows=rows, subject=subject, some_empty=some_empty, stored=self._stored(fact.name))
        )
        return f"SELECT *, NOT ({_not_in('again')}) AS again FROM ({rows})"

    def _find_duplicates(self, fact: Fact, staged: str) -> None:
        """Table `duplicate`: rows the store has already, and all but the first of equal rows in this import."""
        self._connection.execute(
            "CREATE OR REPLACE TABLE staged AS "
            f"SELECT file_index, file_row_number, source_no, source_line, line_hash FROM ({staged})"
        )
        self._connection.execute(_DUPLICATES.format(stored=self._stored(fact.name)))
        if fact.replaced:
            figure = ", ".join(fact.replaced)
            self._connection.execute(_RENEWED.format(stored=self._stored(fact.name), rows=staged, figure=figure))
        if not fact.once:
            self._connection.execute("DELETE FROM duplicate")

    def _write_segment(self, fact: Fact, rows: str) -> Segment | None:
        """The segment in the staging folder; None when there are no rows."""
        name = f"{fact.name}-{self.number}-0.parquet"
        file = self.stage_folder / _READY / name
        file.parent.mkdir(exist_ok=True)
        written = self._connection.execute(
            copy_sql(fact, f"SELECT *, {self.number}::INTEGER AS import_no FROM ({rows})", file)
        ).fetchone()
        if not written or not written[0]:
            return None
        flush_file(file)
        return Segment(fact.name, name, self.number, self.number, written[0])

    def _write_sources(self, fact: Fact, something_stored: bool) -> list[Segment]:
        """The `source` rows with their counts completed; none when the import brings nothing new at all."""
        staged = self._staged(fact)
        if not staged:
            return []
        self._connection.execute(_COMPLETED_SOURCES.format(staged=staged))
        self._check_lines()
        new = self._connection.execute("SELECT count(*) FROM completed WHERE status <> 'dubbel'").fetchone()
        if not something_stored and new == (0,):
            return []
        segment = self._write_segment(fact, "SELECT * FROM completed")
        return [segment] if segment else []

    def _check_lines(self) -> None:
        """Nothing disappears silently: read = stored + duplicate + set aside."""
        accounted = "lines_stored + lines_duplicate + lines_set_aside"
        wrong = self._connection.execute(
            f"SELECT name, lines_read, {accounted} FROM completed WHERE lines_read <> {accounted} ORDER BY source_no"
        ).fetchone()
        if wrong:
            raise texts.lines_lost(*wrong)

    def _publish(self, segments: list[Segment]) -> None:
        """Give the segments their place, then swap the manifest: from that moment on they exist."""
        path, manifest = self._store.path, self._manifest
        for segment in segments:
            rename(self.stage_folder / _READY / segment.file, path / SEGMENTS / segment.file)
        flush_folder(path / SEGMENTS)
        if read_manifest(path).generation != manifest.generation:
            raise texts.changed_meanwhile()
        record = ImportRecord(
            self.number, self._at.isoformat(), self._by, {segment.fact: segment.rows for segment in segments}
        )
        self._manifest = self._store.manifest = write_manifest(
            path,
            replace(
                manifest,
                stand=self.number,
                last_source=self._last_source,
                segments=manifest.segments + tuple(segments),
                imports=(*manifest.imports, record),
            ),
        )
