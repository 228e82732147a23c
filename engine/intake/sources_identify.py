"""What a source holds: a message, a message in an envelope, or a table; told by content, never by name alone."""

import hashlib
import io
import re
from dataclasses import dataclass, replace
from typing import BinaryIO

from engine.intake.privacy import letters
from engine.intake.sources import Source
from engine.intake.stuf import is_stuf, is_xml, payload, root_name
from engine.intake.zip_files import ZIP_START
from engine.texts import intake as texts

MESSAGE, TABLE = "bericht", "tabel"
SMALL = 1 << 20
"""A source up to this size is held in memory while it is read; a larger one is read twice: for its hash, and itself."""

_START = 512
_CHUNK = 1 << 20
_WORKBOOKS = (".xlsx", ".xlsm")
# The usual beginning of a message: no need to ask a parser for the root's name.
_PLAIN_MESSAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]*\?>)?\s*<(?:[A-Za-z_][\w.-]*:)?Bericht[\s>]")


@dataclass(frozen=True, slots=True)
class Content:
    """Opens bytes that were read already."""

    content: bytes

    def __call__(self) -> BinaryIO:
        return io.BytesIO(self.content)


@dataclass(frozen=True, slots=True)
class Payload:
    """Opens the message inside an envelope, each time anew: large ones are not all held in memory."""

    source: Source

    def __call__(self) -> BinaryIO:
        return io.BytesIO(payload(self.source.open, self.source.name))


@dataclass(frozen=True, slots=True)
class Identified:
    """A source with what it holds and the hash of that, in letters (no run of digits that looks like a BSN)."""

    source: Source
    what: str
    digest: str


def identify(source: Source) -> Identified:
    """Look into a source. Refusal when it is empty, damaged, or nothing that is read."""
    if source.size > SMALL:
        what, source = _told(source)
        return Identified(source, what, _digest(source))
    with source.open() as stream:
        content = stream.read()
    source = replace(source, open=Content(content))
    if _PLAIN_MESSAGE.match(content):
        return Identified(source, MESSAGE, letters(hashlib.sha256(content).hexdigest()))
    what, source = _told(source)
    return Identified(source, what, _digest(source))


def _digest(source: Source) -> str:
    digest = hashlib.sha256()
    with source.open() as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return letters(digest.hexdigest())


def _told(source: Source) -> tuple[str, Source]:
    with source.open() as stream:
        start = stream.read(_START)
    if _PLAIN_MESSAGE.match(start):
        return MESSAGE, source
    if not start:
        raise texts.empty_file(source.name)
    if not is_xml(start):
        return _other(source, start)
    with source.open() as stream:
        root = root_name(stream, source.name)
    if not is_stuf(root):
        return MESSAGE, source
    message = Payload(source)
    if source.size <= SMALL:
        message = Content(message().read())
    with message() as stream:
        root_name(stream, source.name)
    return MESSAGE, replace(source, path=None, open=message)


def _other(source: Source, start: bytes) -> tuple[str, Source]:
    name = source.name.casefold()
    if name.endswith(".xml"):
        raise texts.not_well_formed(source.name, None)
    if name.endswith(".zip") and not start.startswith(ZIP_START):
        raise texts.unreadable_zip(source.name)
    if source.path is None and start.startswith(ZIP_START) and not name.endswith(_WORKBOOKS):
        raise texts.zip_refused(source.name, "dit is een ZIP-bestand in een ZIP-bestand")
    return TABLE, source
