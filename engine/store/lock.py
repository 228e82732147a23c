"""One writer at a time: an operating-system lock, and beside it a note of who has it for the message to others.

The operating system drops the lock when its process ends, however it ends; a note without a lock is a dead one.
Processes that are forked would inherit the lock and outlive their parent: worker processes must be spawned.
"""

import json
import os
import socket
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from engine.store.files import remove, write_whole
from engine.texts import store as texts

LOCK, OWNER = "schrijfslot", "schrijver.json"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who writes: person, computer, process and since when (ISO)."""

    who: str
    host: str
    process: int
    at: str


@dataclass(frozen=True, slots=True)
class WriteLock:
    """A lock that is held. `dead` is the owner of a lock that was left behind by a process that ended halfway."""

    owner: Owner
    dead: Owner | None


@contextmanager
def hold_write_lock(folder: Path, who: str, at: datetime, wait_seconds: float = 0) -> Generator[WriteLock]:
    """Hold the store's write lock; within one thread it may be taken again. Raises Refusal when someone else has it."""
    lock = FileLock(folder.resolve() / LOCK, is_singleton=True)
    try:
        lock.acquire(timeout=wait_seconds)
    except Timeout:
        raise _refusal(folder) from None
    try:
        owner = Owner(who, socket.gethostname(), os.getpid(), at.isoformat())
        with _noted(folder, owner, held_already=lock.lock_counter > 1) as held:
            yield held
    finally:
        lock.release()


@contextmanager
def _noted(folder: Path, owner: Owner, held_already: bool) -> Generator[WriteLock]:
    """The held lock, with its note beside it as long as the outermost holder has it."""
    found = _read_owner(folder)
    if held_already and found:
        yield WriteLock(found, None)
        return
    write_whole(folder / OWNER, json.dumps(asdict(owner), ensure_ascii=False).encode())
    try:
        yield WriteLock(owner, found)
    finally:
        remove(folder / OWNER)


def _read_owner(folder: Path) -> Owner | None:
    try:
        return Owner(**json.loads((folder / OWNER).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _refusal(folder: Path) -> Exception:
    owner = _read_owner(folder)
    if owner is None:
        return texts.locked("", "", None)
    return texts.locked(owner.who, owner.host, datetime.fromisoformat(owner.at))
