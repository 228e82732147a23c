"""The dossier: one folder with settings, mappings, store, what was made, closed periods and the journal (product.md).

One writer at a time, readers are never blocked. Time is passed in, never asked.
"""

import json
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from engine.store.key import KEY, create_key, key_fingerprint, read_key
from engine.store.lock import WriteLock, hold_write_lock
from engine.store.manifest import MANIFEST
from engine.store.store import Store
from engine.texts import dossier as texts

_OWN_NAMES = {"instellingen.xlsx", "mappings", "store", "uit", "gesloten", "logboek.jsonl"}


class Dossier:
    """Paths, lock, journal and key of one dossier."""

    def __init__(self, path: Path) -> None:
        """Use `create` or `open`: they see to it that the folder is a dossier."""
        self.path = Path(path)

    @classmethod
    def create(cls, path: Path) -> "Dossier":
        """A new dossier with its folders, key and empty store; `instellingen.xlsx` is written by the settings.

        Raises Refusal when the folder is a dossier already or holds other files.
        """
        dossier = cls(path)
        if (dossier.store_path / MANIFEST).exists():
            raise texts.exists(dossier.path)
        if dossier.path.exists() and (not dossier.path.is_dir() or _foreign_names(dossier.path)):
            raise texts.not_empty(dossier.path)
        for folder in dossier._folders():
            folder.mkdir(parents=True, exist_ok=True)
        # A key without a manifest is of a `create` that was broken off; nothing was made with it.
        (dossier.store_path / KEY).unlink(missing_ok=True)
        Store.create(dossier.store_path, key_fingerprint(create_key(dossier.store_path)))
        return dossier

    @classmethod
    def open(cls, path: Path) -> "Dossier":
        """An existing dossier; raises Refusal when the folder is none."""
        dossier = cls(path)
        if not dossier.path.is_dir():
            raise texts.no_folder(dossier.path)
        if not (dossier.store_path / MANIFEST).is_file():
            raise texts.no_dossier(dossier.path)
        for folder in dossier._folders():
            folder.mkdir(exist_ok=True)
        return dossier

    def _folders(self) -> list[Path]:
        return [self.store_path, self.mappings, self.output, self.versions, self.provider_output, self.closed]

    @property
    def settings_path(self) -> Path:
        """The workbook in which staff decide."""
        return self.path / "instellingen.xlsx"

    @property
    def mappings(self) -> Path:
        """Mappings for tables in another layout."""
        return self.path / "mappings"

    @property
    def store_path(self) -> Path:
        """Segments, manifest, key and lock."""
        return self.path / "store"

    @property
    def output(self) -> Path:
        """Bureau workbooks and everything else that is made."""
        return self.path / "uit"

    @property
    def versions(self) -> Path:
        """Older versions of bureau workbooks."""
        return self.output / "versies"

    @property
    def provider_output(self) -> Path:
        """Provider workbooks."""
        return self.output / "aanbieders"

    @property
    def provider_versions(self) -> Path:
        """Older provider workbooks."""
        return self.versions / "aanbieders"

    @property
    def closed(self) -> Path:
        """Closed periods (CL-1)."""
        return self.path / "gesloten"

    @property
    def journal_path(self) -> Path:
        """One JSON object a line."""
        return self.path / "logboek.jsonl"

    @cached_property
    def store(self) -> Store:
        """The dossier's store; raises Refusal when it cannot be read."""
        return Store(self.store_path)

    @property
    def key(self) -> bytes:
        """The secret of the pseudonyms; raises Refusal when missing or not the one this store was made with."""
        return read_key(self.store_path, self.store.manifest.key_fingerprint)

    @contextmanager
    def write_lock(self, who: str, at: datetime, wait_seconds: float = 0) -> Generator[WriteLock]:
        """Be the one writer; raises Refusal that names the other one. `begin_import` may be used inside.

        The lock that is yielded tells in `dead` whether the previous writer was broken off.
        """
        with hold_write_lock(self.store_path, who, at, wait_seconds) as lock:
            yield lock

    def journal(self, entry: Mapping[str, object]) -> None:
        """Append one entry: at, who, what, on which data (stand, run id), version, outcome. BSNs in it are masked."""
        line = json.dumps(_masked(entry), ensure_ascii=False)
        # One write call on a file opened for appending: two writers' lines do not mix. A line that a power cut left
        # unfinished is closed first.
        with open(self.journal_path, "ab", buffering=0) as file:
            file.write((("" if self._journal_is_whole() else "\n") + line + "\n").encode())
            os.fsync(file.fileno())

    def _journal_is_whole(self) -> bool:
        with open(self.journal_path, "rb") as file:
            if not file.seek(0, os.SEEK_END):
                return True
            file.seek(-1, os.SEEK_END)
            return file.read() == b"\n"


def _foreign_names(path: Path) -> set[str]:
    return {entry.name for entry in path.iterdir()} - _OWN_NAMES


def _masked(value: object) -> object:
    """The value for JSON with BSNs masked; paths, exact decimals and a number that reads as a BSN become text."""
    from engine.intake.privacy import mask_bsn

    match value:
        case Mapping():
            return {mask_bsn(str(name)): _masked(part) for name, part in value.items()}
        case list() | tuple():
            return [_masked(part) for part in value]
        case bool() | None:
            return value
        case int() | float() if mask_bsn(str(value)) == str(value):
            return value
        case date():
            return value.isoformat()
        case _:
            return mask_bsn(str(value))
