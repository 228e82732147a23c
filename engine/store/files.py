"""Writing files so that a power cut leaves the old or the new, never a half one."""

import os
import time
from pathlib import Path

_ATTEMPTS, _PAUSE_SECONDS = 20, 0.05


def flush_file(path: Path) -> None:
    """What was written to the file is on the disk when this returns."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def flush_folder(path: Path) -> None:
    """New names in the folder are on the disk when this returns. Windows has no such call; its rename is journaled."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(source: Path, target: Path) -> None:
    """Atomic rename over `target`. On Windows a reader that has the target open right now holds it up for a moment."""
    for attempt in range(_ATTEMPTS):
        try:
            source.replace(target)
            return
        except PermissionError:
            if os.name != "nt" or attempt == _ATTEMPTS - 1:
                raise
            time.sleep(_PAUSE_SECONDS)


def write_whole(path: Path, content: bytes) -> None:
    """The file has the old or the new content at every moment."""
    fresh = path.with_name(path.name + ".nieuw")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    replace(fresh, path)
    flush_folder(path.parent)


def remove(path: Path) -> bool:
    """Whether the file is gone. A file that someone has open cannot be deleted on Windows: a later writer will."""
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        return False
    return True
