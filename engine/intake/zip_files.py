"""ZIPs of messages: members are read where they are, nothing is ever unpacked to disk, and bombs are refused."""

import io
import lzma
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from engine.intake.privacy import mask_bsn
from engine.texts import intake as texts

MOST_MEMBERS = 20_000
MOST_UNPACKED = 4 << 30
MOST_RATIO = 200
SMALL = 1 << 20
"""A member below this size may have any ratio: it can do no harm."""

ZIP_START = b"PK\x03\x04"
UNREADABLE = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    UnicodeDecodeError,
)
"""What reading a damaged file or ZIP member may raise."""


@dataclass(frozen=True, slots=True)
class ZipMember:
    """Opens one member of a ZIP; can be sent to a worker process."""

    path: Path
    member: str

    def __call__(self) -> BinaryIO:
        return io.BufferedReader(_opened.of(self.path).open(self.member))  # pyright: ignore[reportArgumentType]


class _Opened:
    """The ZIP this process read from last, kept open: reading its directory anew for each member is quadratic."""

    path: Path | None = None
    archive: zipfile.ZipFile | None = None

    def of(self, path: Path) -> zipfile.ZipFile:
        if self.archive is None or self.path != path:
            self.close()
            self.path, self.archive = path, zipfile.ZipFile(path)
        return self.archive

    def close(self) -> None:
        """Members that are still open stay readable."""
        if self.archive is not None:
            self.archive.close()
        self.path = self.archive = None


_opened = _Opened()


def close_zip() -> None:
    """Let go of the ZIP that was read last, so that it can be moved or deleted."""
    _opened.close()


if hasattr(os, "register_at_fork"):
    # a forked worker would share the file's position with its parent
    os.register_at_fork(after_in_child=close_zip)


def is_workbook(path: Path) -> bool:
    """Whether a ZIP is an Excel workbook (a table) and not a ZIP of messages."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except UNREADABLE:
        return False


def members(path: Path, name: str) -> Iterator[tuple[str, ZipMember, int]]:
    """(name to show, opener, bytes unpacked) of every file in it. Refusal of the whole ZIP when one is not right."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if not entries:
                raise texts.nothing_inside(name)
            _refuse_bomb(entries, name)
            for entry in entries:
                _refuse_strange(entry, name)
    except UNREADABLE:
        raise texts.unreadable_zip(name) from None
    for entry in entries:
        yield f"{name}/{mask_bsn(entry.filename)}", ZipMember(path, entry.filename), entry.file_size


def _refuse_bomb(entries: list[zipfile.ZipInfo], name: str) -> None:
    if len(entries) > MOST_MEMBERS:
        raise texts.zip_refused(name, f"er zitten meer dan {texts.thousands(MOST_MEMBERS)} bestanden in")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise texts.zip_refused(name, f"uitgepakt is het groter dan {MOST_UNPACKED >> 30} GB")
    if len({entry.filename for entry in entries}) < len(entries):
        raise texts.zip_refused(name, "er zitten twee bestanden met dezelfde naam in")
    for entry in entries:
        if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            raise texts.zip_refused(name, f"{mask_bsn(entry.filename)} is verdacht sterk ingepakt (een zipbom)")


def _refuse_strange(entry: zipfile.ZipInfo, name: str) -> None:
    shown = mask_bsn(entry.filename)
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or not path.parts or ".." in path.parts or ":" in path.parts[0]:
        raise texts.zip_refused(name, f"de naam {texts.echo(shown)} wijst naar een plaats buiten het ZIP-bestand")
    if entry.flag_bits & 1:
        raise texts.zip_refused(name, f"{shown} is versleuteld")
