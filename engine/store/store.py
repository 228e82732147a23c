"""The store: immutable Parquet segments and one manifest, read by an embedded DuckDB. Readers take no lock."""

import hashlib
import tempfile
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from engine.store.lock import hold_write_lock
from engine.store.manifest import MANIFEST, SEGMENTS, Manifest, read_manifest, write_manifest
from engine.texts import store as texts

if TYPE_CHECKING:
    import duckdb

    from engine.store.importing import Import


class Store:
    """A store on disk. `manifest` is its state when last looked at: at opening, connecting and after an own import."""

    def __init__(self, path: Path) -> None:
        """Open; raises Refusal when there is no store at `path` or it cannot be read."""
        self.path = Path(path)
        self.manifest: Manifest = read_manifest(self.path)

    @classmethod
    def create(cls, path: Path, key_fingerprint: str = "") -> "Store":
        """A new, empty store; `key_fingerprint` is of the key with which its pseudonyms are made."""
        path = Path(path)
        if (path / MANIFEST).exists():
            raise texts.store_exists(path)
        (path / SEGMENTS).mkdir(parents=True, exist_ok=True)
        write_manifest(path, Manifest(key_fingerprint))
        return cls(path)

    @property
    def stand(self) -> int:
        """Number of the last import; 0 when empty."""
        return self.manifest.stand

    def connect(
        self, as_of: date, stand: int | None = None, count_unanswered: bool = True
    ) -> "duckdb.DuckDBPyConnection":
        """A connection with `fact_F` and `F` for every fact F, the views of `views/*.sql` and the one-row table `run`.

        `run.facts` is the same text only for connections that show the same facts.
        `stand` None is the newest; `count_unanswered` is the parameter TelOnbeantwoord (G-4). Nothing is read before a
        query asks for it, and a segment that is merged meanwhile stays readable for a day.
        """
        from engine.store.views import relations

        self.manifest = read_manifest(self.path)
        stand = self.stand if stand is None else stand
        if not 0 <= stand <= self.stand:
            raise texts.unknown_stand(stand, self.stand)
        connection = open_duckdb()
        connection.execute(
            "CREATE TABLE run AS "
            "SELECT ?::DATE AS as_of, ?::INTEGER AS stand, ?::BOOLEAN AS count_unanswered, ?::VARCHAR AS facts",
            [as_of, stand, count_unanswered, self._facts(as_of, stand, count_unanswered)],
        )
        for name, query in relations(self.path.resolve(), self.manifest, as_of, stand):
            connection.execute(f"CREATE VIEW {name} AS {query}")
        return connection

    def _facts(self, *shown_as: object) -> str:
        """Names what such a connection shows: equal only for the same imports and files, shown the same way."""
        state = hashlib.sha256(repr(self.manifest).encode()).hexdigest()
        return "|".join([str(self.path.resolve()), state, *map(str, shown_as)])

    @contextmanager
    def begin_import(self, by: str, at: datetime) -> "Generator[Import]":
        """An import transaction: what it stages is visible after its `commit`, or not at all.

        Takes the write lock (again, when the dossier's is held); raises Refusal when someone else is writing.
        `by` and `at` go into the lock's note and the manifest.
        """
        from engine.store.importing import Import

        with hold_write_lock(self.path, by, at):
            transaction = Import(self, by, at)
            try:
                yield transaction
            finally:
                transaction.close()


def open_duckdb(spill_folder: Path | None = None) -> "duckdb.DuckDBPyConnection":
    """An in-memory DuckDB that fetches nothing from the internet and leaves nothing in the working folder."""
    import duckdb

    spill = spill_folder or Path(tempfile.gettempdir()) / f"rekenbureau-{uuid.uuid4().hex}"
    return duckdb.connect(
        ":memory:",
        config={
            "temp_directory": spill.as_posix(),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
