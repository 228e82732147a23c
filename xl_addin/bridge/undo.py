"""When the user stops halfway, the files that were made so far go again: nothing half is left."""

from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from xl_addin.bridge.progress import Stopped


@contextmanager
def no_half_result(folder: Path) -> Generator[None]:
    """Around a command that only adds files to a folder and never changes one before it is ready."""
    before = _files(folder)
    existed = folder.exists()
    try:
        yield
    except Stopped:
        for path in _files(folder) - before:
            with suppress(OSError):
                path.unlink()
        if not existed:
            _remove_empty(folder)
        raise


def _files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def _remove_empty(folder: Path) -> None:
    for path in (*sorted(folder.rglob("*"), reverse=True), folder):
        with suppress(OSError):
            path.rmdir()
