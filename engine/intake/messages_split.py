"""A large 323 or 303 as smaller messages with the same header, so that two processes read it at once.

Only between clients, only in plain UTF-8 without comments, and only for speed: when a piece is refused, the message is
read again whole, and that outcome counts (its line numbers are those of the file).
"""

import io
import mmap
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from engine.intake.sources import ReadResult, Source
from engine.texts import intake as texts

LARGE = 16 << 20
PIECE = 8 << 20
_HEAD = 1 << 16
_CODE = re.compile(rb"BerichtCode>\s*(490|484|432|450|416|448)\s*<")
LINE = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?Prestatie[\s>]")
_CLIENT = re.compile(rb"<([A-Za-z_][\w.-]*:)?Client>")


@dataclass(frozen=True, slots=True)
class Pieces:
    """Opens parts of a file, one after the other, as one stream."""

    path: Path
    spans: tuple[tuple[int, int], ...]

    def __call__(self) -> BinaryIO:
        return io.BufferedReader(_PiecesReader(self), 1 << 18)


class _PiecesReader(io.RawIOBase):
    def __init__(self, pieces: Pieces) -> None:
        self._file = open(pieces.path, "rb")  # noqa: SIM115 - closed by close()
        self._waiting = list(pieces.spans)
        self._file.seek(self._waiting[0][0])

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        while self._waiting:
            left = self._waiting[0][1] - self._file.tell()
            if left > 0:
                part = self._file.read(min(left, len(buffer)))
                buffer[: len(part)] = part
                return len(part)
            self._waiting.pop(0)
            if self._waiting:
                self._file.seek(self._waiting[0][0])
        return 0

    def close(self) -> None:
        self._file.close()
        super().close()


def pieces(source: Source, size: int) -> list[Source]:
    """Sources that together are this one; or this one alone when it is small, or cannot be cut safely."""
    if size < LARGE or source.path is None:
        return [source]
    with open(source.path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        cut = _cut(content)
        if cut is None:
            return [source]
        first, last, cuts = cut
        lines_before = [0]
        for begin, end in zip((first, *cuts), cuts, strict=False):
            lines_before.append(lines_before[-1] + len(LINE.findall(content[begin:end])))
    spans = zip((first, *cuts), (*cuts, last), strict=True)
    return [
        replace(source, open=Pieces(source.path, ((0, first), span, (last, size))), lines_before=before)
        for span, before in zip(spans, lines_before, strict=True)
    ]


def _cut(content: mmap.mmap) -> tuple[int, int, list[int]] | None:
    """Where the first client begins, where the last one ends, and clients in between to cut at."""
    head = content[:_HEAD]
    declared = head.find(b"?>") + 2 if head.startswith((b"<?xml", b"\xef\xbb\xbf<?xml")) else 0
    encoding = head[:declared].lower()
    is_utf8 = b"encoding=" not in encoding or b'"utf-8"' in encoding or b"'utf-8'" in encoding
    first = _CLIENT.search(head)
    if not (first and is_utf8 and _CODE.search(head)):
        return None
    if any(content.find(mark, declared) >= 0 for mark in (b"<!", b"<?")):
        return None
    closing = b"</" + first[0][1:]
    last = content.rfind(closing)
    cuts = [content.find(first[0], at) for at in range(first.start() + PIECE, last, PIECE)]
    return first.start(), last + len(closing), sorted({at for at in cuts if first.start() < at < last})


def joined(name: str, parts: Sequence[ReadResult]) -> ReadResult:
    """The result of the whole from those of its pieces."""
    reasons: dict[str, int] = {}
    for part in parts:
        for reason, count in part.reasons.items():
            reasons[reason] = reasons.get(reason, 0) + count
    return replace(
        parts[0],
        lines_read=sum(part.lines_read for part in parts),
        set_aside=sum(part.set_aside for part in parts),
        reasons=reasons,
        problems=[texts.lines_set_aside(name, count, reason) for reason, count in reasons.items()],
    )
