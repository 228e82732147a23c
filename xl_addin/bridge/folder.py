"""Where requests and answers are: a folder of this user on this computer, never in a shared or synchronised place.

`verzoeken/<id>.json` a request · `antwoorden/<id>.txt` its answer · `antwoorden/<id>.voortgang` one line for the status
bar while it runs · `verzoeken/<id>.stop` made by the macro to cancel · `motor.txt` written every second by the engine
that runs: its version, and on line 2 its process number · `motor.pad` one line: the engine's program · `motor.log`
details for the IT department · `motor.lock` held by the engine that runs · `motor.stop` made by the installer: the
engine ends · `dossiers.json` the dossiers that this user opened.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "REKENBUREAU_LOKAAL"
"""Names another folder: for tests, and for an IT department that wants it elsewhere."""


def local_folder() -> Path:
    """`%LOCALAPPDATA%\\Rekenbureau` on Windows, `~/.local/share/rekenbureau` elsewhere (as `Lokaal` in ModBrug.bas)."""
    if os.environ.get(VARIABLE):
        return Path(os.environ[VARIABLE])
    if sys.platform == "win32":
        return Path(os.environ["LOCALAPPDATA"]) / "Rekenbureau"
    return Path.home() / ".local" / "share" / "rekenbureau"


@dataclass(frozen=True)
class Mailbox:
    """The files of one user."""

    root: Path

    @property
    def requests(self) -> Path:
        """Folder of the requests."""
        return self.root / "verzoeken"

    @property
    def answers(self) -> Path:
        """Folder of the answers."""
        return self.root / "antwoorden"

    @property
    def heartbeat(self) -> Path:
        """The file that a running engine writes every second."""
        return self.root / "motor.txt"

    @property
    def program(self) -> Path:
        """The file that names the engine's program."""
        return self.root / "motor.pad"

    @property
    def lock(self) -> Path:
        """Held by the one engine of this user."""
        return self.root / "motor.lock"

    @property
    def stop(self) -> Path:
        """Whoever makes this file asks the engine to end."""
        return self.root / "motor.stop"

    @property
    def dossiers(self) -> Path:
        """The dossiers that this user opened."""
        return self.root / "dossiers.json"

    @property
    def log(self) -> Path:
        """Details of what went wrong."""
        return self.root / "motor.log"

    def make(self) -> None:
        """Make the folders that are not there."""
        for folder in (self.requests, self.answers):
            folder.mkdir(parents=True, exist_ok=True)
