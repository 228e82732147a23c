"""A button is pressed in LibreOffice: VBA asks, the engine of the product answers, and the open workbook changes."""

import shutil
import signal
from pathlib import Path

from tests.addin.live.pressing import CHANGED_CELL, EARLIER, RESULT_CELL, SHEET, Desk, cell, refreshed, select, shown
from tests.addin.test_commands import YEAR_ON


def test_pressing_herbereken_shows_what_a_refresh_of_the_closed_file_shows(desk: Desk, book: Path) -> None:
    wanted = refreshed(desk, EARLIER)
    document = desk.open(book)
    cell(document, CHANGED_CELL).Value = 999
    assert shown(document) != wanted
    question, outcome = desk.press(document)
    assert question.startswith("Herberekenen verandert")
    assert outcome.startswith("Bijgewerkt tot en met peildatum 15-07-2024.")
    assert shown(document) == wanted


def test_another_as_of_date_shows_what_a_refresh_of_the_closed_file_shows(desk: Desk, book: Path) -> None:
    wanted = refreshed(desk, YEAR_ON)
    document = desk.open(book)
    assert "Bijgewerkt" in desk.ask(document, "peildatum", "01-03-2025")[-1]
    assert shown(document) == wanted


def test_the_active_cell_is_explained_and_its_lines_are_shown(desk: Desk, book: Path) -> None:
    document = desk.open(book)
    select(document, RESULT_CELL)
    said = desk.ask(document, "uitleg")
    assert "Regel MI-2" in said[0]
    assert said[1].startswith("De regels staan op het nieuwe blad")
    assert document.Sheets.Count > 1
    select(document, RESULT_CELL)
    assert desk.ask(document, "bronregels")[0].startswith("De regels staan op het nieuwe blad")
    cell(document, CHANGED_CELL).Value = 999
    select(document, RESULT_CELL)
    assert desk.ask(document, "herbereken-tabel")[-1].startswith("Bijgewerkt")


def test_a_protected_sheet_is_named_and_nothing_changes(desk: Desk, book: Path) -> None:
    document = desk.open(book)
    cell(document, CHANGED_CELL).Value = 999
    before = shown(document)
    document.Sheets.getByName(SHEET).protect("")
    (said,) = desk.ask(document, "herbereken")
    assert f"Blad {SHEET}" in said
    assert shown(document) == before


def test_cancel_changes_nothing(desk: Desk, book: Path) -> None:
    document = desk.open(book)
    cell(document, CHANGED_CELL).Value = 999
    before = shown(document)
    (desk.mailbox.root / "esc").touch()
    try:
        said = desk.ask(document, "herbereken")
    finally:
        (desk.mailbox.root / "esc").unlink()
    assert said[-1].startswith("Gestopt")
    assert shown(document) == before


def test_of_two_open_workbooks_the_one_in_front_changes(desk: Desk, book: Path) -> None:
    second = book.with_name("kopie van max-inzet.xlsm")
    shutil.copy(book, second)
    one, two = desk.open(book), desk.open(second)
    for document in (one, two):
        cell(document, CHANGED_CELL).Value = 999
    desk.ask(two, "herbereken")
    assert (cell(one, CHANGED_CELL).Value == 999, cell(two, CHANGED_CELL).Value == 999) == (True, False)
    second.unlink()


def test_an_engine_that_is_killed_leaves_the_workbook(desk: Desk, book: Path) -> None:
    document = desk.open(book)
    cell(document, CHANGED_CELL).Value = 999
    before = shown(document)
    assert desk.process is not None
    desk.process.send_signal(signal.SIGSTOP)
    try:
        said = desk.ask(document, "herbereken")
    finally:
        desk.process.kill()
        desk.process.wait()
        desk.process = None
        desk.mailbox.heartbeat.unlink(missing_ok=True)
        desk.start_engine()
    assert said
    assert shown(document) == before


def test_the_macro_starts_the_engine_and_gets_its_first_answer(desk: Desk, book: Path) -> None:
    document = desk.open(book)
    cell(document, CHANGED_CELL).Value = 999
    desk.end_engine()
    assert desk.ask(document, "herbereken")[-1].startswith("Bijgewerkt")
    desk.end_started()
    desk.start_engine()
