"""A macro's side of the bridge for tests: writes requests, waits for answers, starts engines as real processes."""

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from tests.paths import CHECKOUT
from xl_addin.bridge.folder import VARIABLE, Mailbox
from xl_addin.bridge.messages import Answer, Request, read_answer, request_bytes
from xl_addin.version import BRIDGE

VERSION = BRIDGE
_MAIN = "import sys; from xl_addin.cli import main; sys.exit(main())"
_numbers = itertools.count(1)


def request(command: str, **fields: object) -> Request:
    """A request with a number of its own."""
    return Request(f"v{next(_numbers)}", command, **{"version": VERSION} | fields)


def ask(mailbox: Mailbox, asked: Request) -> None:
    """Write a request as a macro does: beside, then its name."""
    beside = mailbox.requests / f"{asked.id}.tmp"
    beside.write_bytes(request_bytes(asked))
    beside.replace(mailbox.requests / f"{asked.id}.json")


def answered(mailbox: Mailbox, name: str, seconds: float = 60) -> Answer:
    """Wait for an answer, and fetch it."""
    path = mailbox.answers / f"{name}.txt"
    wait_for(path.exists, seconds)
    content = path.read_bytes()
    path.unlink()
    return read_answer(content)


def wait_for(happened: Callable[[], object], seconds: float = 60) -> None:
    """Until `happened()` is true."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "did not happen"
        time.sleep(0.002)


def command(*words: str, code: str = "") -> list[str]:
    """The command line of `rekenbureau`, after `code`."""
    return [sys.executable, "-c", code + _MAIN, *words]


def environment(folder: Path) -> dict[str, str]:
    """With this folder as the user's."""
    return os.environ | {VARIABLE: str(folder), "PYTHONPATH": str(CHECKOUT)}


def start(folder: Path, *words: str, code: str = "") -> subprocess.Popen[str]:
    """An engine of its own."""
    return subprocess.Popen(
        command("motor", *words, code=code),
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def engine(folder: Path, *words: str, code: str = "") -> Generator[tuple[Mailbox, subprocess.Popen[str]]]:
    """A running engine, ended afterwards."""
    mailbox = Mailbox(folder)
    mailbox.make()
    process = start(folder, *words, code=code)
    try:
        wait_for(mailbox.heartbeat.exists)
        yield mailbox, process
    finally:
        process.terminate()
        process.communicate(timeout=60)
