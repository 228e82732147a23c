"""Puts a new file in the place of an old one: whole or not at all, the old one kept, whoever is killed when."""

import glob
import os
import shutil
import stat
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from engine.texts import refresh as texts
from engine.texts.reasons import reason
from engine.texts.workbooks import cannot_save
from workbooks.generate import numbered_neighbour, write_through

_STALE_SECONDS = 24 * 60 * 60

State = tuple[int, int]
"""Moment and size of a file as last saved."""


def require_free(path: Path) -> None:
    """Refusal when someone has the file open, or it may not be written."""
    for mark in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if mark.exists():
            raise texts.in_use(path, _owner(mark), mark.name)
    if not path.stat().st_mode & stat.S_IWUSR or not os.access(path, os.W_OK):
        raise texts.read_only(path)


def _owner(mark: Path) -> str:
    """Who has it open, as Excel and LibreOffice write it; "" when that cannot be read."""
    try:
        raw = mark.read_bytes()
    except OSError:
        return ""
    if mark.name.startswith(".~lock"):
        return raw.decode("utf-8", "replace").split(",")[1].strip() if raw.count(b",") else ""
    return raw[1 : 1 + raw[0]].decode("latin-1").strip() if raw else ""


def state(path: Path) -> State:
    """What changes when someone saves the file."""
    now = path.stat()
    return now.st_mtime_ns, now.st_size


def swap_in(content: bytes | memoryview, path: Path, versions: Path, at: datetime, read: State) -> Path:
    """Write beside, flush, keep the old file in `versions`, then replace. Gives where the old one is kept.

    `read`: the state of the file when its content was read. Refusal, with the old file as it was, when it is in use or
    was saved by someone since.
    """
    require_free(path)
    path = path.resolve()  # a link stays a link
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    sweep(path.parent.glob(f".{glob.escape(path.name)}.*.tmp"))
    try:
        write_through(content, temporary)
        kept = _keep(path, versions, at)
        with suppress(OSError):
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        if state(path) != read:
            kept.unlink()
            raise texts.changed_meanwhile(path)
        temporary.replace(path)
        _flush_folder(path.parent)
    except OSError as error:
        raise cannot_save(path.name, str(path.parent), reason(error)) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return kept


def sweep(left: Iterable[Path]) -> None:
    """Throw away half files and folders when a killed process left them a day or more ago."""
    oldest = time.time() - _STALE_SECONDS
    for half in left:
        with suppress(OSError):
            if half.stat().st_mtime < oldest:
                shutil.rmtree(half) if half.is_dir() else half.unlink()


def _keep(path: Path, versions: Path, at: datetime) -> Path:
    """A whole copy of the file as it is, flushed, under a name that was free."""
    versions.mkdir(parents=True, exist_ok=True)
    kept = numbered_neighbour(versions / texts.version_name(path, at))
    half = kept.with_name(f".{kept.name}.{os.getpid()}.tmp")
    try:
        write_through(path.read_bytes(), half)
        half.replace(kept)
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)
    _flush_folder(versions)
    return kept


def _flush_folder(folder: Path) -> None:
    """Make the new name durable; not every system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
