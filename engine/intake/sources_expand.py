"""Files, folders, ZIPs and envelopes → single sources to read: each a message or a table."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.errors import Refusal
from engine.intake.privacy import mask_bsn
from engine.intake.stuf import Opener, Payload, is_stuf, is_xml, root_name
from engine.intake.zip_files import UNREADABLE, ZIP_START, is_workbook, members
from engine.texts import intake as texts

_SYSTEM_FILES = {"thumbs.db", "desktop.ini"}
_START = 512
MESSAGE, TABLE = "bericht", "tabel"


@dataclass(frozen=True, slots=True)
class FileOpener:
    """Opens a file on disk; can be sent to a worker process."""

    path: Path

    def __call__(self) -> io.BufferedReader:
        return open(self.path, "rb")


@dataclass(frozen=True, slots=True)
class Found:
    """A source that was found: what it is, or why it cannot be read."""

    name: str
    path: Path | None
    open: Opener
    what: str
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
                yield Found(name, path, FileOpener(path), MESSAGE, texts.nothing_inside(name))
        else:
            yield from _of_file(path, mask_bsn(path.name))


def _is_of_system(file: Path) -> bool:
    """Files that a system or Excel leaves in a folder and that nobody meant to have read."""
    return file.name.startswith((".", "~$")) or file.name.casefold() in _SYSTEM_FILES


def _of_file(path: Path, name: str) -> Iterator[Found]:
    opener = FileOpener(path)
    try:
        start = _start(opener, name)
        if start.startswith(ZIP_START) and not is_workbook(path):
            for member_name, member in members(path, name):
                yield _of_bytes(member_name, None, member)
            return
    except Refusal as refusal:
        yield Found(name, path, opener, MESSAGE, refusal)
        return
    yield _of_bytes(name, path, opener)


def _start(opener: Opener, name: str) -> bytes:
    try:
        with opener() as stream:
            return stream.read(_START)
    except UNREADABLE:
        raise texts.unreadable_file(name) from None


def _of_bytes(name: str, path: Path | None, opener: Opener) -> Found:
    """By content: XML is a message or an envelope, the rest is for the reader of tables."""
    try:
        start = _start(opener, name)
        if not start:
            raise texts.empty_file(name)
        if not is_xml(start):
            if name.casefold().endswith(".xml"):
                raise texts.not_well_formed(name, None)
            return Found(name, path, opener, TABLE)
        with opener() as stream:
            root = root_name(stream, name)
        if is_stuf(root):
            inner = Payload(opener, name)
            with inner() as stream:
                root_name(stream, name)
            return Found(name, None, inner, MESSAGE)
        return Found(name, path, opener, MESSAGE)
    except Refusal as refusal:
        return Found(name, path, opener, MESSAGE, refusal)
    except UNREADABLE:
        return Found(name, path, opener, MESSAGE, texts.unreadable_file(name))
