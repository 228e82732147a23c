"""The controls of the ribbon, clicked in LibreOffice, do what the command line does."""

import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from tests.addin.live.pressing import CHANGED_CELL, EARLIER, RESULT_CELL, Desk, cell, refreshed, select, shown
from tests.build.made import small_region
from tests.paths import CHECKOUT
from xl_addin import macros
from xl_addin.bridge.handlers import HANDLERS
from xl_addin.cli import app

NOT_OPENED = re.compile(r"Excel kan dit niet zelf openen \(.*\): (.*)", re.DOTALL)
"""What LibreOffice without a screen does with a folder or a page."""
RUN_SHEETS = ("Verantwoording", "Toelichting")
"""Sheets that tell when and by whom a workbook was made."""
CONTROLS = {
    each.get("tag", ""): each.get("onAction", "")
    for each in ElementTree.parse(CHECKOUT / "xl_addin" / "ribbon.xml").iter()
    if each.get("onAction")
}
"""The macro of each command on the ribbon."""


@pytest.fixture
def front(desk: Desk, book: Path) -> Any:
    """The bureau workbook that the user looks at."""
    return desk.open(book)


def click(desk: Desk, tag: str, front: Any) -> list[str]:
    return desk.click(CONTROLS[tag], tag, front)


def typed(desk: Desk, *words: str) -> tuple[Path, str]:
    """A copy of the dossier on which the command was given on the command line, and what that said."""
    copy = desk.folder.parent / "getypt"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(desk.folder, copy, ignore=shutil.ignore_patterns(".~lock*", "uit"))
    result = CliRunner().invoke(app, [words[0], str(copy), *words[1:]])
    assert result.exit_code == 0, result.output
    return copy, result.output


def _named(said: str) -> str:
    found = NOT_OPENED.search(said)
    assert found is not None, said
    return found[1]


def values(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(path, data_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book if sheet.title not in RUN_SHEETS}


def of_run(as_of: str = "2024-07-15") -> tuple[str, ...]:
    return "--year", "2024", "--as-of", as_of


def test_every_control_of_the_ribbon_asks_for_a_command_that_the_engine_has() -> None:
    assert set(CONTROLS) == set(HANDLERS) - {"ping"}


def test_herbereken_and_peildatum(desk: Desk, front: Any) -> None:
    wanted = refreshed(desk, EARLIER)
    for tag in ("herbereken", "herbereken-tabel"):
        cell(front, CHANGED_CELL).Value = 999
        select(front, CHANGED_CELL)
        assert click(desk, tag, front)[-1].startswith("Bijgewerkt")
        assert shown(front) == wanted
    assert click(desk, "peildatum", front)[-1].startswith("Bijgewerkt tot en met peildatum")


def test_a_number_is_explained_as_trace_does(desk: Desk, front: Any) -> None:
    select(front, RESULT_CELL)
    question, done = click(desk, "uitleg", front)
    assert "Regel MI-2" in question
    select(front, RESULT_CELL)
    (lines,) = click(desk, "bronregels", front)
    key = question.split("\n")[0].split(" · ")[1:3]
    traced = typed(desk, "trace", "MaxInzet", *key, *of_run())[1]
    counted = next(line for line in lines.split("\n") if "declaratieregel" in line)
    assert counted.split(",")[0] in traced
    assert counted in done


@pytest.mark.full
def test_provider_workbooks_are_those_of_the_command_line(desk: Desk, front: Any) -> None:
    (said,) = click(desk, "werkmappen", front)
    made = Path(_named(said))
    other = typed(desk, "providers", *of_run())[0] / made.relative_to(desk.folder)
    names = sorted(path.relative_to(made) for path in made.rglob("*.xlsx"))
    assert names == sorted(path.relative_to(other) for path in other.rglob("*.xlsx"))
    assert len(names) > 3
    assert all(values(made / name) == values(other / name) for name in names)


@pytest.mark.full
def test_quality_lists_are_those_of_the_command_line(desk: Desk, front: Any) -> None:
    (said,) = click(desk, "datakwaliteit", front)
    made = Path(_named(said))
    other = typed(desk, "quality", *of_run())[0] / made.relative_to(desk.folder)
    names = sorted(path.relative_to(made) for path in made.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(other) for path in other.rglob("*") if path.is_file())
    assert names
    for name in (name for name in names if name.suffix == ".xlsx"):
        assert values(made / name) == values(other / name)


@pytest.mark.full
def test_a_year_is_closed_and_compared(desk: Desk, front: Any) -> None:
    (refused,) = click(desk, "sluit-af", front)
    assert "Op peildatum 15-07-2024 is periode 2024 nog niet voorbij" in refused
    question, done = desk.ask(front, "sluit-af", "2024 01-03-2025")
    assert "2024" in question
    assert "afgesloten" in done
    assert list((desk.folder / "gesloten").iterdir())
    (said,) = click(desk, "vergelijk", front)
    compared = typed(desk, "compare", "2024")[1]
    assert compared.startswith(said.split(" sinds")[0])
    shutil.rmtree(desk.folder / "gesloten")


def test_settings_and_help_are_opened(desk: Desk, front: Any) -> None:
    assert click(desk, "instellingen", front) == []
    assert any(document.Title.startswith("instellingen") for document in desk.office.documents())
    (said,) = click(desk, "help", front)
    page = Path(_named(said))
    assert "Rekenbureau" in page.read_text("utf-8")


def test_files_are_read_once(desk: Desk, front: Any) -> None:
    """The window to choose files in is on the checklist for Windows; what follows is asked here."""
    files = "\n".join(map(str, sorted(small_region().messages.rglob("*.*"))[:2]))
    (said,) = desk.ask(front, "inlezen", files)
    assert "Nieuw: 0, dubbel: " in said
    assert "dubbel: 0" not in said


def test_macros_of_another_agreement_are_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    macros.project.cache_clear()
    monkeypatch.setattr(macros, "BRIDGE", "0")
    document = desk.open(desk.fill())
    macros.project.cache_clear()
    cell(document, CHANGED_CELL).Value = 999
    before = shown(document)
    (said,) = desk.ask(document, "herbereken")
    assert "(versie 0) en de motor (versie 1) passen niet bij elkaar" in said
    assert shown(document) == before
