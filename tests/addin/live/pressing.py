"""A user at work in LibreOffice: macros ask, the engine of the product answers, and the open workbook changes."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.addin.bridge.asked import command
from tests.addin.macro_books import ribbon_book
from tests.addin.office import Office, eventually, installed, new_pipe, start
from tests.addin.office_engine import environment
from tests.addin.test_commands import ACTOR, YEAR
from tests.paths import CHECKOUT
from xl_addin.bridge.folder import Mailbox
from xl_addin.bridge.messages import plain
from xl_addin.commands.produce import fill
from xl_addin.commands.session import Session

BOOK, TABLE, SHEET, RESULT_CELL = "max-inzet-2024.xlsm", "MaxInzet", "MaxInzet", "I6"
CHANGED_CELL = "F6"
EARLIER = date(2024, 7, 15)
LIMITS = {"REKENBUREAU_HARTSLAG": "5", "REKENBUREAU_OPNEMEN": "20"}


@dataclass
class Desk:
    """An office, the engine that answers its macros, and the dossier of the workbooks."""

    office: Office
    mailbox: Mailbox
    folder: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    ribbon: Any = None

    @property
    def book(self) -> Path:
        return self.folder / "uit" / BOOK

    def start_engine(self) -> None:
        self.mailbox.make()
        self.process = subprocess.Popen(command("motor"), env=os.environ | self.environment, cwd=CHECKOUT)
        eventually(self.mailbox.heartbeat.exists, 60)

    def end_engine(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def end_started(self) -> None:
        """End the engine that a macro started."""
        self.mailbox.stop.touch()
        eventually(lambda: not self.mailbox.heartbeat.exists(), 30)

    def fill(self, as_of: date = EARLIER) -> Path:
        """A new workbook of this as-of date."""
        self.book.unlink(missing_ok=True)
        fill(Session.open(self.folder, YEAR, as_of, ACTOR), ["max-inzet"])
        return self.book

    def open(self, book: Path) -> Any:
        return self.office.load(book)

    def click(self, macro: str, tag: str, front: Any) -> list[str]:
        """What is said when a control of the ribbon with this tag is clicked while the workbook `front` is in front.

        The macros of the add-in stand in a workbook of their own: LibreOffice opens no add-in.
        """
        if self.ribbon is None:
            self.ribbon = self.office.load(ribbon_book(self.mailbox.root))
        self.forget()
        control = self.ribbon.Sheets.getByIndex(0).DrawPage.getByIndex(0).Control
        control.Tag = tag
        front.CurrentController.Frame.activate()
        self.office.run(self.ribbon, f"ModLint.{macro}", control, limit=120)
        return self.messages()

    def ask(self, document: Any, asked: str, *text: str) -> list[str]:
        """What is said when a button of this workbook asks this."""
        self.forget()
        self.office.run(document, "ModBrug.Voer", asked, *text, limit=120)
        return self.messages()

    def press(self, document: Any) -> list[str]:
        """What is said when the button Herbereken of this workbook is pressed, up to the outcome."""
        self.forget()
        self.office.press(document, "Overzicht", "Herbereken", limit=120)
        eventually(lambda: any(not said.startswith("Herberekenen verandert") for said in self.messages()), 120)
        return self.messages()

    def forget(self) -> None:
        (self.mailbox.root / "melding.txt").unlink(missing_ok=True)

    def messages(self) -> list[str]:
        path = self.mailbox.root / "melding.txt"
        return [plain(line) for line in path.read_text("ascii").splitlines()] if path.exists() else []

    def close_all(self) -> None:
        for document in self.office.documents():
            self.office.close(document)
        self.ribbon = None


@contextmanager
def desk_in(root: Path, folder: Path) -> Generator[Desk]:
    """A desk for the dossier in `folder`, the engine running; `root` is for what the bridge needs."""
    assert installed(), "run make tools"
    mailbox, pipe, starter = Mailbox(root / "lokaal"), new_pipe(), root / "motor"
    starter.write_text(f'#!/bin/sh\ncd "{CHECKOUT}"\nexec {shlex.join(command())} "$@"\n')
    starter.chmod(0o755)
    own = environment(pipe) | LIMITS
    own |= {"REKENBUREAU_LOKAAL": str(mailbox.root), "REKENBUREAU_STIL": "1", "REKENBUREAU_MOTOR": str(starter)}
    own |= {"PYTHONPATH": str(CHECKOUT)}
    desk = Desk(start(own, pipe), mailbox, folder, own)
    try:
        desk.start_engine()
        yield desk
    finally:
        desk.end_engine()
        desk.end_started()
        desk.office.kill()


def cell(document: Any, place: str, sheet: str = SHEET) -> Any:
    return document.Sheets.getByName(sheet).getCellRangeByName(place)


def select(document: Any, place: str, sheet: str = SHEET) -> None:
    document.CurrentController.setActiveSheet(document.Sheets.getByName(sheet))
    document.CurrentController.select(cell(document, place, sheet))


def shown(document: Any) -> list[tuple[Any, ...]]:
    """The values of the table as they are on the screen."""
    ranges = map(document.DatabaseRanges.getByName, document.DatabaseRanges.ElementNames)
    area = next(each for each in ranges if each.Name == TABLE).DataArea
    sheet = document.Sheets.getByIndex(area.Sheet)
    cells = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
    return [tuple(round(value, 6) if isinstance(value, float) else value for value in row) for row in cells.DataArray]


def refreshed(desk: Desk, as_of: date) -> list[tuple[Any, ...]]:
    """What a refresh of the closed file, as on the command line, shows."""
    other = desk.folder.parent / "gesloten"
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(desk.folder, other, ignore=shutil.ignore_patterns(".~lock*"))
    fill(Session.open(other, YEAR, as_of, ACTOR), ["max-inzet"])
    document = desk.open(other / "uit" / BOOK)
    try:
        return shown(document)
    finally:
        desk.office.close(document)
