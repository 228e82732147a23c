"""The buttons that are not about cells, on the small region: what they write, ask, open and say."""

import shutil
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook
from xlwings.main import Engines

from engine.closing import closed_periods
from engine.intake.report import Finding, ImportReport, SetAsideFile, SourceReport
from engine.run import Period
from tests.addin.bridge.asked import request
from tests.addin.test_commands import ACTOR, YEAR, YEAR_ON, dossier_folder
from tests.build.made import messages_of, small_region
from tests.tools.excel_lint import excel_lint
from tests.tools.ooxml import validate_ooxml
from xl_addin.bridge import data_commands, period_commands
from xl_addin.bridge.answering import answer_to
from xl_addin.bridge.folder import VARIABLE, Mailbox
from xl_addin.bridge.messages import Answer, Kind
from xl_addin.bridge.progress import Progress
from xl_addin.commands import gather, produce
from xl_addin.commands.session import Session
from xl_addin.live.connect import ENGINE

BOOK = "lumpsum-2024.xlsm"


@pytest.fixture(autouse=True)
def mailbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "lokaal"))
    made = Mailbox(tmp_path / "lokaal")
    made.make()
    return made


@cache
def _filled() -> Path:
    """The small region's dossier with one workbook, in which a user presses buttons."""
    copy = dossier_folder().parent / "knoppen"
    shutil.copytree(dossier_folder(), copy, ignore=shutil.ignore_patterns("uit", "gesloten"))
    produce.fill(Session.open(copy, YEAR, YEAR_ON, ACTOR), ["lumpsum"])
    return copy


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    return Path(shutil.copytree(_filled(), tmp_path / "regio"))


def press(mailbox: Mailbox, dossier: Path, command: str, **fields: Any) -> Answer:
    asked = request(command, **{"book": BOOK, "folder": str(dossier / "uit")} | fields)
    return answer_to(asked, Progress(mailbox, asked.id))


def press_and_stop(mailbox: Mailbox, dossier: Path, command: str, after: int, **fields: Any) -> Answer:
    """The user cancels when the command looks for the third time or so."""
    asked = request(command, **{"book": BOOK, "folder": str(dossier / "uit")} | fields)
    looks = iter([False] * after)
    return answer_to(asked, Progress(mailbox, asked.id, lambda: next(looks, True)))


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_inlezen_reads_files_and_gives_the_sum(mailbox: Mailbox, tmp_path: Path) -> None:
    gather.new(tmp_path / "nieuw")
    messages = [(name, content) for name, content in messages_of(small_region()) if b"323" in content[:2000]][:3]
    for name, content in messages:
        (tmp_path / name).write_bytes(content)
    chosen = "\n".join(str(tmp_path / name) for name, _ in messages)
    answer = press(mailbox, tmp_path / "nieuw", "inlezen", text=chosen, book="instellingen.xlsx")
    assert answer.kind is Kind.DONE, answer.message
    assert "Gelezen: " in answer.message
    assert "stand 1" in answer.message
    again = press(mailbox, tmp_path / "nieuw", "inlezen", text=chosen, book="instellingen.xlsx")
    assert "Er is niets veranderd" in again.message


def test_inlezen_says_what_was_refused(mailbox: Mailbox, dossier: Path, tmp_path: Path) -> None:
    (tmp_path / "brief.xml").write_text("<a>")
    answer = press(mailbox, dossier, "inlezen", text=str(tmp_path / "brief.xml"))
    assert answer.kind is Kind.ERROR
    assert "1 bestand is geweigerd" in answer.message
    assert "brief.xml" in answer.message
    assert press(mailbox, dossier, "inlezen", text=" \n ").message.startswith("Er is geen bestand gekozen")


def test_what_does_not_fit_in_a_message_box_stands_in_a_file(dossier: Path) -> None:
    sources = [
        SourceReport(f"{number}.xml", "geweigerd", texts=[f"{number}.xml: " + "Onleesbaar. " * 20])
        for number in range(9)
    ]
    message = data_commands._import_message(ImportReport(7, False, sources, [], []), dossier)  # pyright: ignore[reportPrivateUsage]
    assert len(message) < 900
    assert "8.xml" in (dossier / "inlezing_0007.txt").read_text("utf-8-sig")


def test_what_is_odd_in_what_was_read_is_said_and_stands_in_a_file(dossier: Path) -> None:
    aside = [SetAsideFile("afgekeurd_0007.csv", 3, 0, 0, is_source=True)]
    findings = [Finding("G-3", 1, "1 regel heeft een datum na vandaag. " * 40)]
    refused = SourceReport("brief.xml", "geweigerd", texts=["brief.xml: onleesbaar."])
    report = ImportReport(7, True, [refused], findings, ["afgekeurd_0007.csv"], set_aside_lines=aside)
    message = data_commands._import_message(report, dossier)  # pyright: ignore[reportPrivateUsage]
    assert len(message) <= 900
    assert "De apart gezette regels staan in afgekeurd_0007.csv. Verbeter ze daar en lees dat bestand in." in message
    assert "brief.xml: onleesbaar." in message
    assert "1 regel heeft een datum na vandaag." in message
    assert message.endswith(f"Alles over deze inlezing staat in {dossier / 'inlezing_0007.txt'}.")
    assert "datum na vandaag" in (dossier / "inlezing_0007.txt").read_text("utf-8-sig")


def test_inlezen_stopped_halfway_stores_nothing(mailbox: Mailbox, tmp_path: Path) -> None:
    gather.new(tmp_path / "nieuw")
    before = files(tmp_path / "nieuw" / "store")
    answer = press_and_stop(
        mailbox, tmp_path / "nieuw", "inlezen", 4, text=str(small_region().messages), book="instellingen.xlsx"
    )
    assert answer == Answer(Kind.DONE, "Gestopt. Er is niets veranderd.")
    after = files(tmp_path / "nieuw" / "store")
    assert {path: after[path] for path in before} == before
    assert not list((tmp_path / "nieuw" / "store").rglob("*.parquet"))


@pytest.mark.parametrize(
    ("command", "folder"), [("datakwaliteit", "uit/datakwaliteit/2024"), ("werkmappen", "uit/aanbieders/2024")]
)
def test_lists_and_provider_workbooks_are_made_whole_or_not_at_all(
    mailbox: Mailbox, dossier: Path, command: str, folder: str
) -> None:
    before = files(dossier / "uit")
    assert press_and_stop(mailbox, dossier, command, 3).message.startswith("Gestopt")
    assert files(dossier / "uit") == before
    assert not (dossier / folder).exists()
    answer = press(mailbox, dossier, command)
    assert answer.kind is Kind.OPEN, answer.message
    assert Path(answer.token) == dossier / folder
    assert folder in answer.message
    made = list((dossier / folder).rglob("*.xlsx"))
    assert len(made) > 2
    for path in made:
        path.write_bytes(path.read_bytes() + b"0")
    before = files(dossier / "uit")
    assert press_and_stop(mailbox, dossier, command, 3).message.startswith("Gestopt")
    assert files(dossier / "uit") == before, "new neighbours of changed files go again"


def test_provider_workbooks_of_newer_data_than_the_open_workbook_say_so(mailbox: Mailbox) -> None:
    choice = SimpleNamespace(made=SimpleNamespace(stand=3))
    session = SimpleNamespace(run=SimpleNamespace(stand=5))
    (line,) = period_commands._of_other_stand(choice, session, BOOK)  # pyright: ignore[reportPrivateUsage]
    assert "stand 3" in line
    assert "stand 5" in line


def test_instellingen_and_help_open_a_file(mailbox: Mailbox, dossier: Path) -> None:
    assert press(mailbox, dossier, "instellingen") == Answer(Kind.OPEN, token=str(dossier / "instellingen.xlsx"))
    answer = press(mailbox, dossier, "help")
    page = Path(answer.token).read_text("utf-8")
    assert answer.kind is Kind.OPEN
    assert "<h1>Handleiding voor medewerkers" in page
    assert "<table>" in page
    assert '<base href="file:///' in page


def test_sluit_af_asks_and_then_freezes_what_was_shown(mailbox: Mailbox, dossier: Path) -> None:
    question = press(mailbox, dossier, "sluit-af")
    assert question.kind is Kind.QUESTION, question.message
    assert "Periode 2024 afsluiten met peildatum 01-03-2025 en stand 1?" in question.message
    assert "max-inzet" in question.message
    assert closed_periods(dossier / "gesloten") == []
    other = press(mailbox, dossier, "sluit-af", token="2024·2025-03-01·S9·00000000")
    assert other.kind is Kind.QUESTION
    assert "veranderd sinds de vorige vraag" in other.message
    done = press(mailbox, dossier, "sluit-af", token=question.token)
    assert done.kind is Kind.DONE, done.message
    assert "is afgesloten" in done.message
    assert closed_periods(dossier / "gesloten") == ["2024"]
    assert "al afgesloten" in press(mailbox, dossier, "sluit-af").message


def test_vergelijk_opens_a_workbook_with_what_changed(mailbox: Mailbox, dossier: Path) -> None:
    assert "niet afgesloten" in press(mailbox, dossier, "vergelijk").message
    question = press(mailbox, dossier, "sluit-af", text="2024-H1 01-09-2024")
    assert "peildatum 01-09-2024" in question.message
    press(mailbox, dossier, "sluit-af", text="2024-H1 01-09-2024", token=question.token)
    answer = press(mailbox, dossier, "vergelijk", text="2024-H1")
    assert answer.kind is Kind.OPEN, answer.message
    assert "veranderd sinds periode 2024-H1 is afgesloten (peildatum 01-09-2024)" in answer.message
    path = Path(answer.token)
    assert path.parent == dossier / "uit"
    rows = list(load_workbook(path)["Vergelijking"].iter_rows(values_only=True))
    assert "Door" in rows[3]
    assert validate_ooxml(path) == []
    assert excel_lint(path) == []
    same = press(mailbox, dossier, "vergelijk", text="01-09-2024 2024-H1")
    assert same.kind is Kind.DONE
    assert "niets veranderd" in same.message


@pytest.mark.parametrize("command", ["herbereken", "peildatum", "uitleg", "bronregels"])
def test_without_a_spreadsheet_program_it_says_that_no_book_is_open(
    mailbox: Mailbox, dossier: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ENGINE, raising=False)
    monkeypatch.setattr("xlwings.engines", Engines())
    given = press(mailbox, dossier, command, sheet="Lumpsum", cell="A1", text="01-03-2025")
    assert (given.kind, "niet gevonden in een geopend Excel" in given.message) == (Kind.ERROR, True)


def test_a_book_that_is_not_of_a_run_takes_the_newest_workbook(mailbox: Mailbox, dossier: Path) -> None:
    answer = press(mailbox, dossier, "sluit-af", book="instellingen.xlsx", folder=str(dossier))
    assert "Periode 2024 afsluiten met peildatum 01-03-2025" in answer.message
    shutil.rmtree(dossier / "uit")
    answer = press(mailbox, dossier, "sluit-af", book="instellingen.xlsx", folder=str(dossier))
    assert answer.kind is Kind.ERROR
    assert "2024 01-03-2025" in answer.message
    answer = press(mailbox, dossier, "sluit-af", text="2024 1-3-2025", book="instellingen.xlsx", folder=str(dossier))
    assert answer.kind is Kind.QUESTION


@pytest.mark.parametrize("text", ["maart", "31-02-2025", "1-3-25"])
def test_what_is_no_date_is_said(mailbox: Mailbox, dossier: Path, text: str) -> None:
    answer = press(mailbox, dossier, "vergelijk", text=text)
    assert answer.kind is Kind.ERROR
    assert "is geen datum" in answer.message


def test_the_run_of_a_workbook_is_read_without_the_rest(dossier: Path, tmp_path: Path) -> None:
    from workbooks.read_back import read_run

    run = read_run(dossier / "uit" / BOOK)
    assert run is not None
    assert (run.period, run.as_of, run.stand) == (Period(2024), date(2025, 3, 1), 1)
    (tmp_path / "kapot.xlsx").write_bytes(b"weg")
    assert read_run(tmp_path / "kapot.xlsx") is None
    assert read_run(dossier / "instellingen.xlsx") is None
