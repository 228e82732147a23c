"""How a command that runs tells what it does, and hears that the user wants to stop."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from engine.texts import bridge as texts
from xl_addin.bridge.folder import Mailbox
from xl_addin.bridge.mail import stop_file, tell

_BETWEEN = 0.2
"""Seconds: a status bar that changes more often cannot be read."""


class Stopped(Exception):
    """The user cancelled: the command leaves everything as it was."""


def _never() -> bool:
    return False


@dataclass
class Progress:
    """Of one request. `ending` says whether the engine itself was asked to end: then every command stops."""

    mailbox: Mailbox
    name: str
    ending: Callable[[], bool] = _never
    _told: float = field(default=0.0, init=False)

    def tell(self, text: str) -> None:
        """Show one line in the status bar; so soon after the previous one that nobody could read it: skip it."""
        now = time.monotonic()
        if now - self._told >= _BETWEEN:
            self._told = now
            tell(self.mailbox, self.name, text)

    def is_stopped(self) -> bool:
        """Whether the user cancelled."""
        return self.ending() or stop_file(self.mailbox, self.name).exists()

    def check(self) -> None:
        """Raises Stopped when the user cancelled. Call it only where nothing was changed yet."""
        if self.is_stopped():
            raise Stopped

    def step(self, what: str) -> Callable[[int, int, str], None]:
        """What the commands call with done, total and a text: tells it, and stops when the user cancelled."""

        def show(done: int, total: int, _text: str) -> None:
            self.check()
            self.tell(texts.step(what, done, total))

        return show
