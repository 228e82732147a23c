"""The macros at work in LibreOffice: a button makes a request, the answer is shown, and whatever fails is said.

The test plays the engine. Limits are short here: seconds in which nothing is taken up or no heartbeat is seen.
"""

import os
import re
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.addin.macro_books import bureau_book, ribbon_book
from tests.addin.office import Office, eventually, installed, office
from xl_addin.bridge.folder import Mailbox
from xl_addin.bridge.messages import Answer, Kind, Request, answer_bytes, escaped, plain, read_request
from xl_addin.version import BRIDGE

NAME = "max inzet - één (2024).xlsm"
LIMITS = {"OPNEMEN": "3", "STARTEN": "4", "HARTSLAG": "4", "STOPPEN": "2", "TOTAAL": "9"}
TAKEN: Answer | None = None


@dataclass
class Engine:
    """Takes requests up as the engine does, and gives the answers it was told to give."""

    mailbox: Mailbox
    answers: list[Answer | None]
    seen: list[Request] = field(default_factory=list)
    beats: bool = True
    stopped: list[str] = field(default_factory=list)
    progress: str = ""
    _end: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self._end.wait(0.05):
            if self.beats:
                self.mailbox.heartbeat.write_text("0.1.0")
            for path in self.mailbox.requests.glob("*.stop"):
                self._stop(path)
            for path in self.mailbox.requests.glob("*.json"):
                self._take(path)

    def _take(self, path: Path) -> None:
        request = read_request(path.read_bytes())
        self.seen.append(request)
        path.unlink()
        if self.progress:
            (self.mailbox.answers / f"{request.id}.voortgang").write_text(escaped(self.progress))
        answer = self.answers.pop(0)
        if answer is not None:
            self.put(request.id, answer)

    def _stop(self, path: Path) -> None:
        self.stopped.append(path.stem)
        path.unlink()

    def put(self, id: str, answer: Answer) -> None:
        beside = self.mailbox.answers / f"{id}.half"
        beside.write_bytes(answer_bytes(answer))
        beside.replace(self.mailbox.answers / f"{id}.txt")

    def end(self) -> None:
        self._end.set()


@dataclass
class Desk:
    """An office with a bureau workbook open, and the folder through which its macros speak."""

    office: Office
    document: Any
    mailbox: Mailbox
    book: Path
    engines: list[Engine] = field(default_factory=list)

    def engine(self, *answers: Answer | None, **how: Any) -> Engine:
        made = Engine(self.mailbox, [*answers], **how)
        self.mailbox.make()
        if made.beats:
            self.mailbox.heartbeat.write_text("0.1.0")
        self.engines.append(made)
        threading.Thread(target=made.run, daemon=True).start()
        return made

    def run(self, macro: str, *arguments: Any) -> None:
        self.office.run(self.document, macro, *arguments, limit=30)

    def messages(self) -> list[str]:
        path = self.mailbox.root / "melding.txt"
        return [plain(line) for line in path.read_text("ascii").splitlines()] if path.exists() else []

    def left_over(self) -> list[str]:
        return sorted(
            path.name for folder in (self.mailbox.requests, self.mailbox.answers) for path in folder.iterdir()
        )


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    assert installed(), "run make tools"
    folder = tmp_path_factory.mktemp("Werkmap met spatie")
    mailbox = Mailbox(folder / "lokaal é")
    book = bureau_book(folder, NAME)
    settings = {f"REKENBUREAU_{name}": value for name, value in LIMITS.items()}
    with office({"REKENBUREAU_LOKAAL": str(mailbox.root), "REKENBUREAU_STIL": "1", **settings}) as own:
        yield Desk(own, own.load(book), mailbox, book)


@pytest.fixture
def desk(opened: Desk) -> Iterator[Desk]:
    shutil.rmtree(opened.mailbox.root, ignore_errors=True)
    yield opened
    for engine in opened.engines:
        engine.end()
    opened.engines.clear()


def test_every_module_compiles(desk: Desk) -> None:
    assert desk.office.run(desk.document, "ModBrug.Ping") == f"Rekenbureau {BRIDGE}"
    assert len(desk.office.run(desk.document, "ModPost.NieuwId")) == len("20240101-120000-0123abcd")
    desk.engine(Answer(Kind.DONE))
    desk.run("ModKnoppen.HerberekenTabel")
    assert desk.engines[0].seen[0].command == "herbereken-tabel"


@pytest.mark.parametrize(
    ("caption", "command"), [("Herbereken", "herbereken"), ("Waar komt dit getal vandaan", "uitleg")]
)
def test_a_pressed_button_makes_a_request(desk: Desk, caption: str, command: str) -> None:
    engine = desk.engine(Answer(Kind.DONE, "Klaar: één tabel bijgewerkt."))
    desk.office.press(desk.document, "Overzicht", caption)
    eventually(lambda: bool(desk.messages()))
    request = engine.seen[0]
    assert (request.command, request.version) == (command, BRIDGE)
    assert request.book == NAME
    assert Path(request.folder) == desk.book.parent
    assert (request.sheet, request.cell, request.window, request.text) == ("Overzicht", "A1", 0, "")
    assert desk.messages() == ["Klaar: één tabel bijgewerkt."]
    eventually(lambda: desk.left_over() == [])


def test_nothing_is_said_when_there_is_nothing_to_say(desk: Desk) -> None:
    desk.engine(Answer(Kind.DONE))
    desk.run("ModKnoppen.Herbereken")
    assert desk.messages() == []


@pytest.mark.parametrize("text", ['Regel 1\nC:\\map\\"x" é € 😀 \\n', "ﬁn � —"])
def test_an_error_is_shown_to_the_letter(desk: Desk, text: str) -> None:
    desk.engine(Answer(Kind.ERROR, text))
    desk.run("ModKnoppen.Herbereken")
    assert desk.messages() == [text]


def test_after_yes_the_command_is_asked_again_with_the_proof(desk: Desk) -> None:
    engine = desk.engine(
        Answer(Kind.QUESTION, "12 cellen veranderen. Doorgaan?", "bewijs é"), Answer(Kind.DONE, "Klaar.")
    )
    desk.run("ModKnoppen.Herbereken")
    assert [(each.command, each.token) for each in engine.seen] == [("herbereken", ""), ("herbereken", "bewijs é")]
    assert engine.seen[0].id != engine.seen[1].id
    assert desk.messages() == ["12 cellen veranderen. Doorgaan?", "Klaar."]


def test_after_no_nothing_is_asked_again(tmp_path: Path) -> None:
    assert installed(), "run make tools"
    mailbox = Mailbox(tmp_path / "lokaal")
    book = bureau_book(tmp_path)
    settings = {"REKENBUREAU_LOKAAL": str(mailbox.root), "REKENBUREAU_STIL": "1", "REKENBUREAU_ANTWOORD": "nee"}
    with office(settings) as own:
        desk = Desk(own, own.load(book), mailbox, book)
        engine = desk.engine(Answer(Kind.QUESTION, "Doorgaan?", "bewijs"))
        desk.run("ModKnoppen.Herbereken")
        engine.end()
    assert (len(engine.seen), desk.messages(), desk.left_over()) == (1, ["Doorgaan?"], [])


def test_a_workbook_is_opened(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "uitleg é.xlsm"
    shutil.copy(desk.book, other)
    desk.engine(Answer(Kind.OPEN, "De uitleg staat open.", str(other)))
    desk.run("ModKnoppen.WaarKomtDitVandaan")
    assert desk.messages() == ["De uitleg staat open."]
    found = [document for document in desk.office.documents() if document.Title.startswith("uitleg")]
    assert len(found) == 1
    desk.office.close(found[0])


def test_what_cannot_be_opened_is_said(desk: Desk) -> None:
    """And what the engine did is said all the same, as far as both fit."""
    page = f"https://voorbeeld.nl/{'map/' * 40}"
    texts = ("", "Er zijn 9 werkmappen.", "Er is veel te zeggen. " * 45)
    desk.engine(*[Answer(Kind.OPEN, text, page) for text in texts])
    for _ in texts:
        desk.run("ModKnoppen.WaarKomtDitVandaan")
    bare, short, long = desk.messages()
    assert bare.startswith("Excel kan dit niet zelf openen (")
    assert bare.endswith(f"): {page}")
    assert short == f"Er zijn 9 werkmappen.\n\n{bare}"
    assert long.startswith("Er is veel te zeggen.")
    assert long.endswith(f"...\n\n{bare}")
    assert len(long) <= 1000


def test_progress_is_shown_and_wiped(desk: Desk) -> None:
    engine = desk.engine(TAKEN, progress="Tabel 1 van 3 (één)")
    worker = threading.Thread(target=lambda: desk.run("ModKnoppen.Herbereken"))
    worker.start()
    eventually(lambda: bool(engine.seen))
    time.sleep(1)
    engine.put(engine.seen[0].id, Answer(Kind.DONE))
    worker.join(20)
    assert desk.left_over() == []
    assert desk.messages() == []


def test_without_an_engine_it_says_how_to_start_one(desk: Desk) -> None:
    desk.run("ModKnoppen.Herbereken")
    assert "Start 'Rekenbureau motor' via het menu Start" in desk.messages()[0]
    assert desk.left_over() == []


def test_a_program_that_may_not_run_is_said(desk: Desk, tmp_path: Path) -> None:
    desk.mailbox.make()
    (desk.mailbox.root / "motor.pad").write_text(str(tmp_path / "er is geen motor"))
    desk.run("ModKnoppen.Herbereken")
    assert "mag of kan hem niet starten" in desk.messages()[0]
    assert desk.left_over() == []


@pytest.mark.parametrize("as_it_stands", [True, False])
def test_the_engine_is_started_with_its_argument(desk: Desk, tmp_path: Path, as_it_stands: bool) -> None:
    program, marks = tmp_path / "motor é 1", tmp_path / "gestart"
    program.write_text(f'#!/bin/sh\necho "$@" > "{marks}"\n')
    program.chmod(0o755)
    desk.mailbox.make()
    line = str(program) if as_it_stands else escaped(str(program))
    (desk.mailbox.root / "motor.pad").write_text(line + "\n", "utf-8")
    desk.run("ModKnoppen.Herbereken")
    eventually(marks.exists)
    eventually(lambda: marks.read_text() == "motor\n")
    assert "geeft geen antwoord" in desk.messages()[0]
    assert desk.left_over() == []


def test_an_engine_that_takes_nothing_up_is_said(desk: Desk) -> None:
    desk.mailbox.make()
    desk.mailbox.heartbeat.write_text("0.1.0")
    desk.run("ModKnoppen.Herbereken")
    assert desk.messages()[0].startswith("De rekenmotor geeft geen antwoord. Er is niets veranderd.")
    assert desk.left_over() == []


def test_an_engine_that_dies_is_said(desk: Desk) -> None:
    engine = desk.engine(TAKEN)
    worker = threading.Thread(target=lambda: desk.run("ModKnoppen.Herbereken"))
    worker.start()
    eventually(lambda: bool(engine.seen))
    engine.beats = False
    worker.join(30)
    assert desk.messages()[0].startswith("De rekenmotor is gestopt voordat hij klaar was.")
    assert "tenzij" in desk.messages()[0]


def test_a_heartbeat_of_long_ago_is_no_engine(desk: Desk) -> None:
    desk.mailbox.make()
    desk.mailbox.heartbeat.write_text("0.1.0")
    long_ago = time.time() - 60
    os.utime(desk.mailbox.heartbeat, (long_ago, long_ago))
    desk.run("ModKnoppen.Herbereken")
    assert desk.messages()[0].startswith("De rekenmotor draait niet")


def test_escape_stops_the_engine_and_its_answer_is_shown(desk: Desk) -> None:
    engine = desk.engine(TAKEN)
    worker = threading.Thread(target=lambda: desk.run("ModKnoppen.Herbereken"))
    worker.start()
    eventually(lambda: bool(engine.seen))
    (desk.mailbox.root / "esc").touch()
    eventually(lambda: bool(engine.stopped))
    assert engine.stopped == [engine.seen[0].id]
    engine.put(engine.seen[0].id, Answer(Kind.DONE, "Gestopt. De werkmap is niet veranderd."))
    worker.join(20)
    assert desk.messages() == ["Gestopt. De werkmap is niet veranderd."]


def test_escape_does_not_wait_for_an_engine_that_does_not_stop(desk: Desk) -> None:
    engine = desk.engine(TAKEN)
    worker = threading.Thread(target=lambda: desk.run("ModKnoppen.Herbereken"))
    worker.start()
    eventually(lambda: bool(engine.seen))
    (desk.mailbox.root / "esc").touch()
    worker.join(20)
    assert "nog niet laten weten" in desk.messages()[0]


def test_an_order_that_takes_too_long_is_stopped(desk: Desk) -> None:
    engine = desk.engine(TAKEN)
    desk.office.press(desk.document, "Overzicht", "Herbereken")
    eventually(lambda: bool(desk.messages()), limit=60)
    eventually(lambda: bool(engine.stopped))
    assert desk.messages()[0].startswith("De opdracht duurt te lang")
    assert engine.stopped == [engine.seen[0].id]


def test_escape_takes_back_what_was_not_taken_up(desk: Desk) -> None:
    desk.mailbox.make()
    desk.mailbox.heartbeat.write_text("0.1.0")
    (desk.mailbox.root / "esc").touch()
    desk.run("ModKnoppen.Herbereken")
    assert desk.messages() == ["Gestopt. Er is niets berekend en niets veranderd."]
    assert desk.left_over() == []


def test_the_ribbon_passes_on_the_command_of_its_tag(desk: Desk, tmp_path: Path) -> None:
    """A form button has a tag, as a control of the ribbon has."""
    document = desk.office.load(ribbon_book(tmp_path))
    control = document.Sheets.getByIndex(0).DrawPage.getByIndex(0).Control
    engine = desk.engine(*[Answer(Kind.DONE)] * 2)
    control.Tag = "sluit-af"
    desk.office.run(document, "ModLint.LintKlik", control)
    control.Tag = "peildatum"
    desk.office.run(document, "ModLint.VraagPeildatum", control)
    assert [each.command for each in engine.seen] == ["sluit-af", "peildatum"]
    assert re.fullmatch(r"\d\d-\d\d-\d{4}", engine.seen[1].text)
    assert desk.messages() == []
    desk.office.close(document)
