"""Where a number comes from, asked in the open workbook; and recalculating it with another as-of date."""

import shutil
import threading
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pytest
import xlwings as xw
from openpyxl import load_workbook

from engine.errors import Refusal
from engine.run import Period
from tests.addin.live.live_values import values
from tests.addin.office import Office
from tests.addin.office_engine import register
from tests.addin.test_commands import dossier_folder
from workbooks.refresh import refresh_workbook
from xl_addin.bridge.folder import Mailbox
from xl_addin.bridge.messages import Answer, Kind, Request
from xl_addin.bridge.progress import Progress
from xl_addin.commands import trust
from xl_addin.commands.produce import fill
from xl_addin.commands.session import Actor, Session
from xl_addin.live import commands, tables

EARLIER, LATER = date(2024, 7, 15), date(2025, 3, 1)
ACTOR = Actor("toets", datetime(2025, 5, 1, 9))


@dataclass
class Desk:
    """The open max-inzet of a small dossier, and what somebody asks in it."""

    folder: Path
    path: Path
    book: xw.Book

    def ask(self, command: str, cell: str = "A1", sheet: str = "MaxInzet", text: str = "", token: str = "") -> Answer:
        """What a macro asks."""
        mailbox = Mailbox(self.folder / "lokaal")
        mailbox.make()
        request = Request("1", command, "", self.path.name, str(self.path.parent), sheet, cell, 0, text, token)
        return getattr(commands, command)(request, Progress(mailbox, "1"))

    def agree(self, command: str, **asked: str) -> Answer:
        """Ask, say yes, and get the answer."""
        question = self.ask(command, **asked)
        assert question.kind is Kind.QUESTION, question
        return self.ask(command, **asked, token=question.token)


def session(folder: Path, as_of: date) -> Session:
    return Session.open(folder, Period(2024), as_of, ACTOR)


@pytest.fixture
def desk(shared_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("REKENBUREAU_LOKAAL", str(tmp_path / "lokaal"))
    register(shared_office.pipe)
    folder = tmp_path / "dossier é"
    shutil.copytree(dossier_folder(), folder, ignore=shutil.ignore_patterns("uit"))
    fill(session(folder, EARLIER), ["max-inzet"])
    (path,) = (folder / "uit").glob("max-inzet-2024.xlsm")
    shared_office.load(path, macros=False)
    return Desk(folder, path, next(book for book in xw.books if book.name == path.name))


def test_the_open_workbook_becomes_what_the_file_becomes(desk: Desk, tmp_path: Path) -> None:
    closed = tmp_path / "dicht.xlsm"
    shutil.copyfile(desk.path, closed)
    refresh_workbook(session(desk.folder, LATER).report("max-inzet"), closed, ACTOR.at, tmp_path / "versies")
    answer = desk.agree("change_as_of", text="01-03-2025")
    assert answer.kind is Kind.DONE
    assert answer.message.startswith("Bijgewerkt tot en met peildatum 01-03-2025.\n  MaxInzet: ")
    assert values(desk.book, without="Laatste bijwerking") == values(_opened(closed), without="Laatste bijwerking")
    again = desk.ask("recalculate")
    assert (again.kind, again.message.split(".")[0]) == (Kind.DONE, "Al bijgewerkt tot en met peildatum 01-03-2025")


def _opened(path: Path) -> xw.Book:
    return xw.books.open(str(path))


def test_verantwoording_tells_when_and_by_whom(desk: Desk) -> None:
    desk.agree("change_as_of", text="2025-03-01")
    (line,) = [row for row in desk.book.sheets["Verantwoording"].used_range.value if row[2] == "Laatste bijwerking"]
    assert "MaxInzet" in line[5]
    assert "door" in line[5]


def test_another_yes_than_was_asked_changes_nothing(desk: Desk) -> None:
    before = values(desk.book)
    answer = desk.ask("change_as_of", text="01-03-2025", token="iets anders")
    assert answer.kind is Kind.QUESTION
    assert values(desk.book) == before


def test_a_number_is_explained_and_its_lines_come_on_a_new_sheet(desk: Desk) -> None:
    answer = desk.ask("explain", cell="I6")
    assert answer.kind is Kind.QUESTION
    assert "Regel MI-2: Uren per cliënt. Gemiddelde inzet = Uren ÷ Cliënten." in answer.message
    assert "Bron: A §3.1" in answer.message
    done = desk.ask("explain", cell="I6", token=answer.token)
    assert done.message.count("sluit aan") == 3
    sheet = desk.book.sheets[-1]
    assert sheet.name.startswith("Bronregels 98")
    head = sheet.range("A7")
    assert head.font.bold
    assert (head.column_width or 0) > len(head.value)
    assert desk.ask("source_lines", cell="I6").kind is Kind.DONE
    assert desk.book.sheets[-1].name.endswith("(2)")


def test_a_number_on_overzicht_is_explained_by_the_cell_that_it_shows(desk: Desk) -> None:
    answer = desk.ask("explain", cell="E6", sheet="Overzicht")
    assert answer.kind is Kind.DONE, answer
    assert answer.message.startswith("Kerncijfers · Bedrag")
    assert "Regel " in answer.message


@pytest.mark.parametrize(
    ("cell", "sheet", "words"),
    [
        ("A2", "Overzicht", "Hier staat geen tabel van Rekenbureau"),
        ("A1", "MaxInzet", "Hier staat geen tabel van Rekenbureau"),
        ("A4", "MaxInzet", "Hier staat geen tabel van Rekenbureau"),
        ("ZZ6", "MaxInzet", "Hier staat geen tabel van Rekenbureau"),
    ],
)
def test_a_cell_without_rule_is_said(desk: Desk, cell: str, sheet: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        desk.ask("explain", cell=cell, sheet=sheet)
    with pytest.raises(Refusal, match=words):
        desk.ask("recalculate_table", cell=cell, sheet=sheet)


def test_a_date_that_is_none_is_said(desk: Desk) -> None:
    with pytest.raises(Refusal, match='"morgen" is geen datum'):
        desk.ask("change_as_of", text="morgen")


def test_one_table_is_recalculated_with_those_that_it_reads_and_no_other(desk: Desk) -> None:
    sheet = desk.book.sheets["MaxInzet"]
    sheet.range("F6").value = 777
    read, other = desk.book.sheets["Normen"].range("E5"), desk.book.sheets["Datakwaliteit"].range("G5")
    norm, was = read.value, other.value
    read.value, other.value = 98, 99
    said = _accounted(desk)
    answer = desk.agree("recalculate_table", cell="F6")
    assert answer.message.count("MaxInzet") == answer.message.count("Normen") == 1
    assert read.value == norm != 98
    *says, (name, line) = _accounted(desk)
    assert says == said
    assert name == "Laatste bijwerking"
    assert ", de andere tabellen niet" in line
    assert sheet.range("F6").value != 777
    assert other.value == 99
    assert was != 99


def _accounted(desk: Desk) -> list[tuple[str, str]]:
    return [(row[2], str(row[5])) for row in desk.book.sheets["Verantwoording"].tables["Verantwoording"].range.value]


def test_a_table_of_staff_is_not_recalculated(desk: Desk) -> None:
    sheet = desk.book.sheets.add("Van ons", after=desk.book.sheets[-1])
    sheet.range("A1").value = [["Naam", "Bedrag"], ["a", 1], ["b", 2]]
    sheet.tables.add(sheet.range("A1:B3"), name="Eigen")
    with pytest.raises(Refusal, match="Hier staat geen tabel van Rekenbureau"):
        desk.ask("recalculate_table", cell="B2", sheet="Van ons")


def test_only_one_thread_speaks_with_the_workbook_while_another_computes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, computing = set[int](), set[int]()
    columns, report = tables.read_columns, Session.report

    def noted_columns(block: xw.Range) -> object:
        reading.add(threading.get_ident())
        return columns(block)

    def noted_report(asked: Session, name: str) -> object:
        computing.add(threading.get_ident())
        return report(asked, name)

    monkeypatch.setattr(tables, "read_columns", noted_columns)
    monkeypatch.setattr(Session, "report", noted_report)
    assert desk.ask("change_as_of", text="01-03-2025").kind is Kind.QUESTION
    assert reading == {threading.get_ident()}
    assert len(computing) == 1
    assert computing != reading


def test_a_table_of_the_staff_on_a_protected_sheet_is_no_hindrance(desk: Desk) -> None:
    sheet = desk.book.sheets.add("Eigen")
    sheet["A1:A2"].value = [["Kop"], ["tekst"]]
    sheet.tables.add(source=sheet["A1:A2"], name="max-inzet")  # a text that stands on Verantwoording too
    sheet.api.Protect("geheim")
    assert desk.ask("change_as_of", text="01-03-2025").kind is Kind.QUESTION


def test_what_is_wrong_with_the_settings_is_said_first(desk: Desk) -> None:
    desk.book.sheets["MaxInzet"].api.Protect("geheim")
    (desk.folder / "instellingen.xlsx").unlink()
    with pytest.raises(Refusal, match=r"instellingen\.xlsx"):
        desk.ask("change_as_of", text="01-03-2025")


def test_what_changed_between_the_question_and_the_yes_is_seen(desk: Desk) -> None:
    """Typed over a calculated number: the message names it."""
    sheet, wanted = desk.book.sheets["MaxInzet"], values(desk.book)
    sheet["I6"].value = 999
    question = desk.ask("recalculate")
    assert "999" in question.message
    sheet["I6"].value = 998
    done = desk.ask("recalculate", token=question.token)
    assert ("998" in done.message, "999" in done.message) == (True, False)
    assert values(desk.book, without="Laatste bijwerking")["MaxInzet"] == wanted["MaxInzet"]


def test_a_number_in_a_cell_formatted_as_text_stays_a_number_between_cells_that_change(desk: Desk) -> None:
    sheet = desk.book.sheets["MaxInzet"]
    before = values(desk.book)
    sheet["F7"].number_format = "@"
    for cell in ("F6", "F8"):
        sheet[cell].value = 999
    assert desk.agree("recalculate").kind is Kind.DONE
    assert isinstance(sheet["F7"].value, float)
    assert values(desk.book, without="Laatste bijwerking") == {
        name: [row for row in rows if "Laatste bijwerking" not in row] for name, rows in before.items()
    }


def test_a_workbook_of_another_hand_is_said(desk: Desk, tmp_path: Path) -> None:
    other = xw.books.add()
    other.save(str(tmp_path / "eigen.xlsx"))
    request = replace(Request("1", "herbereken", ""), book="eigen.xlsx", folder=str(tmp_path))
    mailbox = Mailbox(tmp_path)
    mailbox.make()
    with pytest.raises(Refusal, match="geen werkmap van Rekenbureau"):
        commands.recalculate(request, Progress(mailbox, "1"))
    with pytest.raises(Refusal, match="niet gevonden in een geopend Excel"):
        commands.recalculate(replace(request, book="weg.xlsx"), Progress(mailbox, "1"))


def test_a_table_without_order_of_the_staff_is_left_alone(desk: Desk) -> None:
    """Staff's own table beside ours."""
    sheet = desk.book.sheets.add("Van ons", after=desk.book.sheets[-1])
    sheet.range("A1").value = [["Naam", "Bedrag"], ["x", 1.0]]
    sheet.tables.add(source=sheet.range("A1:B2"), name="VanOns")
    desk.agree("change_as_of", text="01-03-2025")
    assert sheet.range("A1:B2").value == [["Naam", "Bedrag"], ["x", 1.0]]


def test_a_year_that_was_closed_meanwhile_is_compared_with(desk: Desk) -> None:
    """The same engine: what it computed before the closing is not shown after it."""
    desk.agree("change_as_of", text="01-03-2025")
    assert desk.ask("recalculate").kind is Kind.DONE
    trust.close(Session.open(desk.folder, Period(2023), LATER, ACTOR))
    assert desk.ask("recalculate").kind is Kind.QUESTION


def test_the_question_tells_what_is_strange_in_the_settings(desk: Desk) -> None:
    path = desk.folder / "instellingen.xlsx"
    book = load_workbook(path)
    book["Normen"]["A5"] = "54X99"
    book.save(path)
    assert '"54X99" staat niet in de tabel Producten' in desk.ask("recalculate").message
