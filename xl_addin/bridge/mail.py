"""Reads requests and writes answers: every file appears whole or not at all, also for a macro that is just looking."""

import os
import re
import time
from contextlib import suppress
from pathlib import Path

from xl_addin.bridge.folder import Mailbox
from xl_addin.bridge.messages import Answer, Request, answer_bytes, escaped, read_request

STALE_REQUEST, STALE_ANSWER = 120.0, 86_400.0
"""Seconds after which nobody waits for a request any more, and after which nobody fetches an answer."""
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
_TRIES, _BETWEEN = 20, 0.01


class Unreadable(Exception):
    """A file among the requests that is no request."""


def waiting(mailbox: Mailbox) -> list[Path]:
    """The requests that nobody took up yet, oldest first."""
    with suppress(FileNotFoundError), os.scandir(mailbox.requests) as entries:
        found: list[tuple[float, Path]] = []
        for entry in entries:
            if entry.name.endswith(".json"):
                with suppress(FileNotFoundError):
                    found.append((entry.stat().st_mtime, Path(entry.path)))
        return [path for _, path in sorted(found)]
    return []


def take(path: Path) -> Request | None:
    """The request in a file, which is removed: so the macro sees that it was taken up. None when it is another's.

    Raises Unreadable when it is no request; then the file stays.
    """
    try:
        content = path.read_bytes()
    except OSError:
        return None
    try:
        request = read_request(content)
    except (ValueError, TypeError) as error:
        raise Unreadable(path.name) from error
    if request.id != path.stem or not _NAME.fullmatch(request.id):
        raise Unreadable(path.name)
    try:
        path.unlink()
    except OSError:
        return None
    return request


def set_aside(path: Path) -> None:
    """Keep a file that is no request where nobody tries it again, for who wants to know what happened."""
    aside = path.parent / "onleesbaar"
    with suppress(OSError):
        aside.mkdir(exist_ok=True)
        path.replace(aside / path.name)
    with suppress(OSError):
        path.unlink(missing_ok=True)


def answer(mailbox: Mailbox, name: str, given: Answer) -> None:
    """Put the answer to a request where the macro looks for it, and clear away what belonged to its running."""
    write_whole(mailbox.answers / f"{name}.txt", answer_bytes(given))
    for path in (progress_file(mailbox, name), stop_file(mailbox, name)):
        with suppress(OSError):
            path.unlink(missing_ok=True)


def tell(mailbox: Mailbox, name: str, text: str) -> None:
    """One line for the status bar; when the macro is just reading the earlier one, that stays."""
    write_whole(progress_file(mailbox, name), f"{escaped(text)}\r\n".encode("ascii"), tries=1)


def progress_file(mailbox: Mailbox, name: str) -> Path:
    """What a request that runs is doing."""
    return mailbox.answers / f"{name}.voortgang"


def stop_file(mailbox: Mailbox, name: str) -> Path:
    """Made by the macro to cancel a request."""
    return mailbox.requests / f"{name}.stop"


def write_whole(path: Path, content: bytes, tries: int = _TRIES) -> bool:
    """Write beside and replace. Windows refuses that for as long as someone reads the old file: so try again."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    for attempt in range(tries):
        try:
            beside.write_bytes(content)
            beside.replace(path)
            return True
        except PermissionError:
            if attempt + 1 < tries:
                time.sleep(_BETWEEN)
    with suppress(OSError):
        beside.unlink(missing_ok=True)
    return False


def sweep(mailbox: Mailbox, now: float) -> int:
    """Remove requests nobody waits for and answers nobody fetched; gives how many files went."""
    gone = 0
    for folder, oldest in ((mailbox.requests, now - STALE_REQUEST), (mailbox.answers, now - STALE_ANSWER)):
        for path in folder.iterdir():
            with suppress(OSError):
                if path.is_file() and path.stat().st_mtime < oldest:
                    path.unlink()
                    gone += 1
    return gone
