"""A button is pressed in LibreOffice: VBA asks, the engine of the product answers, and the open workbook changes."""

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.addin.bridge.asked import command
from tests.addin.office import Office, eventually, installed, new_pipe, start
from tests.addin.office_engine import environment
from tests.addin.test_commands import ACTOR, YEAR, YEAR_ON, dossier_folder
from tests.paths import CHECKOUT
from xl_addin.bridge.folder import Mailbox
from xl_addin.bridge.messages import plain
from xl_addin.commands.produce import fill
from xl_addin.commands.session import Session

pytestmark = pytest.mark.full  # three processes at once: on two busy cores a press can take longer than a macro waits
SHEET, RESULT_CELL = "MaxInzet", "I6"
EARLIER = date(2024, 7, 15)
LIMITS = {"REKENBUREAU_HARTSLAG": "5", "REKENBUREAU_OPNEMEN": "30"}


@dataclass
class Desk:
    office: Office
    mailbox: Mailbox
    folder: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start_engine(self) -> None:
        self.mailbox.make()
        self.process = subprocess.Popen(command("motor"), env=os.environ | self.environment, cwd=CHECKOUT)
        eventually(self.mailbox.heartbeat.exists, 60)

    def end_engine(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def open(self, book: Path) -> Any:
        return self.office.load(book)

    def voer(self, document: Any, asked: str, *text: str) -> list[str]:
        self.forget()
        self.office.run(document, "ModBrug.Voer", asked, *text, limit=120)
        return self.messages()

    def forget(self) -> None:
        (self.mailbox.root / "melding.txt").unlink(missing_ok=True)

    def messages(self) -> list[str]:
        path = self.mailbox.root / "melding.txt"
        return [plain(line) for line in path.read_text("ascii").splitlines()] if path.exists() else []


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    assert installed(), "run make tools"
    root = tmp_path_factory.mktemp("gedrukt")
    mailbox, pipe, starter = Mailbox(root / "lokaal"), new_pipe(), root / "motor"
    starter.write_text(f'#!/bin/sh\ncd "{CHECKOUT}"\nexec {shlex.join(command())} "$@"\n')
    starter.chmod(0o755)
    own = environment(pipe) | LIMITS
    own |= {"REKENBUREAU_LOKAAL": str(mailbox.root), "REKENBUREAU_STIL": "1", "REKENBUREAU_MOTOR": str(starter)}
    own |= {"PYTHONPATH": str(CHECKOUT)}
    folder = root / "dossier"
    shutil.copytree(dossier_folder(), folder, ignore=shutil.ignore_patterns("*.xlsm"))
    desk = Desk(start(own, pipe), mailbox, folder, own)
    try:
        desk.start_engine()
        yield desk
    finally:
        desk.end_engine()
        _end_started(mailbox)
        desk.office.kill()


def _end_started(mailbox: Mailbox) -> None:
    """The engine that a macro started."""
    mailbox.stop.touch()
    eventually(lambda: not mailbox.heartbeat.exists(), 30)


@pytest.fixture
def book(desk: Desk) -> Iterator[Path]:
    """A workbook of an earlier as-of date in which a figure was changed by hand since."""
    target = desk.folder / "uit" / "max-inzet-2024.xlsm"
    target.unlink(missing_ok=True)
    session = Session.open(desk.folder, YEAR, EARLIER, ACTOR)
    fill(session, ["max-inzet"])
    yield target
    for document in desk.office.documents():
        desk.office.close(document)


def _cell(document: Any, place: str, sheet: str = SHEET) -> Any:
    return document.Sheets.getByName(sheet).getCellRangeByName(place)


def _select(document: Any, place: str, sheet: str = SHEET) -> None:
    document.CurrentController.setActiveSheet(document.Sheets.getByName(sheet))
    document.CurrentController.select(_cell(document, place, sheet))


def _shown(document: Any) -> list[tuple[Any, ...]]:
    area = next(
        each for each in map(document.DatabaseRanges.getByName, document.DatabaseRanges.ElementNames)
        if each.Name == "MaxInzet"
    ).DataArea  # fmt: skip
    sheet = document.Sheets.getByIndex(area.Sheet)
    cells = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
    return [tuple(round(value, 6) if isinstance(value, float) else value for value in row) for row in cells.DataArray]


def _refreshed(desk: Desk, as_of: date) -> list[tuple[Any, ...]]:
    """What a refresh of the closed file shows."""
    other = desk.folder.parent / "gesloten"
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(desk.folder, other, ignore=shutil.ignore_patterns(".~lock*"))
    fill(Session.open(other, YEAR, as_of, ACTOR), ["max-inzet"])
    document = desk.open(other / "uit" / "max-inzet-2024.xlsm")
    try:
        return _shown(document)
    finally:
        desk.office.close(document)


def test_pressing_herbereken_shows_what_a_refresh_of_the_closed_file_shows(desk: Desk, book: Path) -> None:
    wanted = _refreshed(desk, EARLIER)
    document = desk.open(book)
    _cell(document, "F6").Value = 999
    assert _shown(document) != wanted
    desk.forget()
    desk.office.press(document, "Overzicht", "Herbereken", limit=120)
    eventually(lambda: len(desk.messages()) == 2, 120)
    assert desk.messages()[0].startswith("Herberekenen verandert")
    assert desk.messages()[1].startswith("Bijgewerkt tot en met peildatum 15-07-2024.")
    assert _shown(document) == wanted


def test_another_as_of_date_shows_what_a_refresh_of_the_closed_file_shows(desk: Desk, book: Path) -> None:
    wanted = _refreshed(desk, YEAR_ON)
    document = desk.open(book)
    assert "Bijgewerkt" in desk.voer(document, "peildatum", "01-03-2025")[-1]
    assert _shown(document) == wanted


def test_the_active_cell_is_explained_and_its_lines_are_shown(desk: Desk, book: Path) -> None:
    document = desk.open(book)
    _select(document, RESULT_CELL)
    said = desk.voer(document, "uitleg")
    assert "Regel MI-2" in said[0]
    assert said[1].startswith("De regels staan op het nieuwe blad")
    assert document.Sheets.Count > 1
    _select(document, RESULT_CELL)
    assert desk.voer(document, "bronregels")[0].startswith("De regels staan op het nieuwe blad")
    _cell(document, "F6").Value = 999
    _select(document, RESULT_CELL)
    assert desk.voer(document, "herbereken-tabel")[-1].startswith("Bijgewerkt")


def test_a_protected_sheet_is_named_and_nothing_changes(desk: Desk, book: Path) -> None:
    document = desk.open(book)
    _cell(document, "F6").Value = 999
    before = _shown(document)
    document.Sheets.getByName(SHEET).protect("")
    (said,) = desk.voer(document, "herbereken")
    assert f"Blad {SHEET}" in said
    assert _shown(document) == before


def test_cancel_changes_nothing(desk: Desk, book: Path) -> None:
    document = desk.open(book)
    _cell(document, "F6").Value = 999
    before = _shown(document)
    (desk.mailbox.root / "esc").touch()
    try:
        said = desk.voer(document, "herbereken")
    finally:
        (desk.mailbox.root / "esc").unlink()
    assert said[-1].startswith("Gestopt")
    assert _shown(document) == before


def test_of_two_open_workbooks_the_one_in_front_changes(desk: Desk, book: Path) -> None:
    second = book.with_name("kopie van max-inzet.xlsm")
    shutil.copy(book, second)
    one, two = desk.open(book), desk.open(second)
    for document in (one, two):
        _cell(document, "F6").Value = 999
    desk.voer(two, "herbereken")
    assert (_cell(one, "F6").Value == 999, _cell(two, "F6").Value == 999) == (True, False)
    second.unlink()


def test_an_engine_that_is_killed_leaves_the_workbook(desk: Desk, book: Path) -> None:
    document = desk.open(book)
    _cell(document, "F6").Value = 999
    before = _shown(document)
    assert desk.process is not None
    desk.process.send_signal(signal.SIGSTOP)
    try:
        said = desk.voer(document, "herbereken")
    finally:
        desk.process.kill()
        desk.process.wait()
        desk.process = None
        desk.mailbox.heartbeat.unlink(missing_ok=True)
        desk.start_engine()
    assert said
    assert _shown(document) == before


def test_the_macro_starts_the_engine_and_gets_its_first_answer(desk: Desk, book: Path) -> None:
    document = desk.open(book)
    _cell(document, "F6").Value = 999
    desk.end_engine()
    assert desk.voer(document, "herbereken")[-1].startswith("Bijgewerkt")
    _end_started(desk.mailbox)
    desk.start_engine()
