"""A request and its answer as bytes: only ASCII, because VBA reads and writes files in the computer's code page."""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_FIELDS = ("id", "opdracht", "versie", "werkmap", "map", "blad", "cel", "venster", "tekst", "bewijs")
_ESCAPED = re.compile(r"\\(?:u([0-9a-f]{4})|(.))")


@dataclass(frozen=True)
class Request:
    """What a macro asks: which command, for which open workbook, standing in which cell."""

    id: str
    command: str
    version: str
    """Of the macros: an engine of another version refuses."""
    book: str = ""
    """Name of the open workbook, as Excel shows it."""
    folder: str = ""
    """Where the workbook is saved: a path, or an address (OneDrive, SharePoint)."""
    sheet: str = ""
    cell: str = ""
    """The active cell: `C7`."""
    window: int = 0
    """Handle of the Excel that asks (Windows); 0 elsewhere."""
    text: str = ""
    """What the user filled in or chose."""
    token: str = ""
    """Proof of an earlier question: what the user said yes to."""


class Kind(StrEnum):
    """What the macro does with an answer."""

    DONE = "klaar"
    """Show the message, if any."""
    QUESTION = "vraag"
    """Show the message; on yes ask the same command again with `token`."""
    OPEN = "open"
    """Open the file or address in `token`, then show the message, if any."""
    ERROR = "fout"
    """Show the message as an error."""


@dataclass(frozen=True)
class Answer:
    """What the engine answers: one readable Dutch message, and what goes with its kind."""

    kind: Kind
    message: str = ""
    token: str = ""


def request_bytes(request: Request) -> bytes:
    """A request as JSON on one line, as the macros write it."""
    values = (
        request.id, request.command, request.version, request.book, request.folder,
        request.sheet, request.cell, request.window, request.text, request.token,
    )  # fmt: skip
    return json.dumps(dict(zip(_FIELDS, values, strict=True))).encode("ascii")


def read_request(content: bytes) -> Request:
    """The request in a file. ValueError when it is none."""
    found: Any = json.loads(content.decode("ascii"))
    if not isinstance(found, dict) or not {"id", "opdracht", "versie"} <= found.keys():
        raise ValueError(content[:80])
    text = {name: str(found.get(name, "")) for name in _FIELDS}
    return Request(
        id=text["id"],
        command=text["opdracht"],
        version=text["versie"],
        book=text["werkmap"],
        folder=text["map"],
        sheet=text["blad"],
        cell=text["cel"],
        window=int(text["venster"] or 0),
        text=text["tekst"],
        token=text["bewijs"],
    )


def answer_bytes(answer: Answer) -> bytes:
    """An answer in three lines: kind, message, token."""
    return "".join(f"{part}\r\n" for part in (answer.kind, escaped(answer.message), escaped(answer.token))).encode()


def read_answer(content: bytes) -> Answer:
    """The answer in a file, as the macros read it. ValueError when it is none."""
    kind, message, token, *_ = content.decode("ascii").split("\r\n")
    return Answer(Kind(kind), plain(message), plain(token))


def escaped(text: str) -> str:
    """One line of ASCII: `\\n` for a new line, `\\\\` for a backslash, `\\u00e9` for é (UTF-16 units)."""
    units = text.replace("\\", "\\\\").replace("\r\n", "\n").replace("\n", "\\n").encode("utf-16-be")
    codes = (int.from_bytes(units[at : at + 2]) for at in range(0, len(units), 2))
    return "".join(chr(code) if 32 <= code < 127 else f"\\u{code:04x}" for code in codes)


def plain(text: str) -> str:
    """What `escaped` made one line of."""
    found = _ESCAPED.sub(lambda each: chr(int(each[1], 16)) if each[1] else {"n": "\n"}.get(each[2], each[2]), text)
    return found.encode("utf-16", "surrogatepass").decode("utf-16")
