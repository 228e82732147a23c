"""Files, folders and ZIPs → single sources to read. What each of them holds is found when it is read."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.errors import Refusal
from engine.intake.privacy import mask_bsn
from engine.intake.stuf import Opener
from engine.intake.zip_files import UNREADABLE, ZIP_START, is_workbook, members
from engine.texts import intake as texts

_SYSTEM_FILES = {"thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class FileOpener:
    """Opens a file on disk; can be sent to a worker process."""

    path: Path

    def __call__(self) -> io.BufferedReader:
        return open(self.path, "rb")


@dataclass(frozen=True, slots=True)
class Found:
    """A source that was found, with its size in bytes; or why it cannot be read."""

    name: str
    path: Path | None
    open: Opener
    size: int = 0
    refusal: Refusal | None = None


def expand(paths: Iterable[Path]) -> Iterator[Found]:
    """Every source under the paths, in order of name. What cannot be read comes along with its refusal."""
    for path in paths:
        if path.is_dir():
            files = sorted(each for each in path.rglob("*") if each.is_file() and not _is_of_system(each))
            for file in files:
                yield from _of_file(file, mask_bsn(str(file.relative_to(path.parent))))
            if not files:
                name = mask_bsn(path.name)
                yield Found(name, path, FileOpener(path), refusal=texts.nothing_inside(name))
        else:
            yield from _of_file(path, mask_bsn(path.name))


def _is_of_system(file: Path) -> bool:
    """Files that a system or Excel leaves in a folder and that nobody meant to have read."""
    return file.name.startswith((".", "~$")) or file.name.casefold() in _SYSTEM_FILES


def _of_file(path: Path, name: str) -> Iterator[Found]:
    opener = FileOpener(path)
    try:
        with opener() as stream:
            is_zip = stream.read(len(ZIP_START)) == ZIP_START
        if is_zip and not is_workbook(path):
            for member_name, member, size in members(path, name):
                yield Found(member_name, None, member, size)
            return
        yield Found(name, path, opener, path.stat().st_size)
    except Refusal as refusal:
        yield Found(name, path, opener, refusal=refusal)
    except UNREADABLE:
        yield Found(name, path, opener, refusal=texts.unreadable_file(name))
