"""The button Herbereken pressed in LibreOffice, at the size of a region: with the engine running, and starting it.

Between two presses a norm changes in the settings: each press computes anew and refills the open workbook.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.addin.live.pressing import Desk, desk_in

RUNNING, STARTING = 10, 3
DONE = "Bijgewerkt"


@dataclass(frozen=True)
class Outcome:
    """Seconds of a press (the middle one of all), and what was said that is no refreshed workbook."""

    running: float
    starting: float
    problems: list[str]


PRESSES = 1 + RUNNING + STARTING


def measure(book: Path, settings: Path, contents: Sequence[bytes]) -> Outcome:
    """Press in a workbook of a dossier, each time (`PRESSES`) with settings that were not there before, so that nothing

    of an earlier answer is of use; in the end they are as they were.
    """
    before = settings.read_bytes()
    with TemporaryDirectory(prefix="knop-") as root, desk_in(Path(root), settings.parent) as desk:
        presses = _Presses(desk, desk.open(book), settings, iter(contents))
        try:
            presses.timed()  # the first after a start imports and reads what the next ones have
            running = [presses.timed() for _ in range(RUNNING)]
            starting = [presses.timed_from_start() for _ in range(STARTING)]
        finally:
            settings.write_bytes(before)
    return Outcome(statistics.median(running), statistics.median(starting), presses.problems)


@dataclass
class _Presses:
    desk: Desk
    document: Any
    settings: Path
    contents: Iterator[bytes]
    problems: list[str] = field(default_factory=list[str])

    def timed(self) -> float:
        """Seconds from the press to the message that all is done; a question in between is answered yes at once."""
        self.settings.write_bytes(next(self.contents))
        begin = time.perf_counter()
        said = self.desk.press(self.document)
        seconds = time.perf_counter() - begin
        self.problems += [] if said[-1].startswith(DONE) else [said[-1]]
        return seconds

    def timed_from_start(self) -> float:
        """The same while no engine runs: the macro starts it."""
        self.desk.end_engine()
        self.desk.end_started()
        return self.timed()
