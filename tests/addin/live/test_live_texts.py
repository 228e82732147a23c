"""Texts that change here and there in a column: written in few calls, and those between them stay as they look."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwings as xw

from engine.result import Column, Kind, ResultTable, Row
from tests.addin.live.live_staff import carried_out
from tests.addin.office import Office
from tests.addin.office_engine import register
from workbooks.plan import Content
from xl_addin.live import apply as applying
from xl_addin.live.cells import spans

ROWS, BOLD = 60, 150.0
SPECIAL = {8: "0012", 10: "heel " * 60, 12: "=geen formule", 14: "31-12-2024", 16: "waar", 18: ""}


@pytest.fixture
def office(shared_office: Office) -> Office:
    """LibreOffice, known to xlwings."""
    register(shared_office.pipe)
    return shared_office


def text_of(row: int, month: str = "mei") -> str:
    """Of every second row the text changes with the month."""
    return f"Stand van {month}" if row % 2 else SPECIAL.get(row, f"Rij {row} blijft")


def result(month: str) -> dict[str, ResultTable]:
    columns = (Column("AGB", Kind.CODE), Column("Volgorde", Kind.COUNT), Column("Uitleg", Kind.TEXT))
    rows: list[Row] = [{"AGB": f"a{row}", "Volgorde": row, "Uitleg": text_of(row, month)} for row in range(ROWS)]
    return {"Lijst": ResultTable("Lijst", "", "", ("AGB",), columns, rows)}


def opened(office: Office, path: Path) -> tuple[xw.Book, Any]:
    """The open workbook, and its sheet in LibreOffice."""
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Lijst")
        headers = [{"header": header} for header in ("AGB", "Volgorde", "Uitleg")]
        sheet.add_table(0, 0, ROWS, 2, {"name": "Lijst", "columns": headers})
        for row in range(ROWS):
            sheet.write_string(row + 1, 0, f"a{row}")
            sheet.write_number(row + 1, 1, row)
            sheet.write_string(row + 1, 2, text_of(row))
    document = office.load(path, macros=False)
    return next(book for book in xw.books if book.name == path.name), document.Sheets.getByIndex(0)


def writes(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every call that writes cells from now on."""
    found: list[object] = []
    write = applying._write  # pyright: ignore[reportPrivateUsage]

    def counted(cells: Any, contents: Any) -> None:
        found.append(cells)
        write(cells, contents)

    monkeypatch.setattr(applying, "_write", counted)
    return found


def test_texts_that_look_the_same_are_written_in_few_calls(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, sheet = opened(office, tmp_path / "teksten.xlsx")
    found = writes(monkeypatch)
    carried_out(book, result("juni"))
    assert len(found) <= 3
    assert [sheet.getCellByPosition(2, row + 1).String for row in range(ROWS)] == [
        text_of(row, "juni") for row in range(ROWS)
    ]
    assert {sheet.getCellByPosition(2, row + 1).Type.value for row in range(ROWS)} == {"TEXT", "EMPTY"}


def test_a_text_of_which_a_part_is_bold_stays_so(office: Office, tmp_path: Path) -> None:
    book, sheet = opened(office, tmp_path / "vet.xlsx")
    marked = sheet.getCellByPosition(2, 21)
    cursor = marked.createTextCursor()
    cursor.gotoStart(False)
    cursor.goRight(3, True)
    cursor.CharWeight = BOLD
    carried_out(book, result("juni"))
    parts = marked.createEnumeration().nextElement().createEnumeration()
    assert _parts(parts) == [("Rij", BOLD), (" 20 blijft", 100.0)]
    assert sheet.getCellByPosition(2, 22).String == "Stand van juni"


def _parts(parts: Any) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    while parts.hasMoreElements():
        part = parts.nextElement()
        found.append((part.String, part.CharWeight))
    return found


def test_a_number_stays_one_where_some_cells_are_formatted_as_text(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, _ = opened(office, tmp_path / "opmaak.xlsx")
    cells = book.sheets["Lijst"].range("F1:F5")
    cells[2, 0].number_format = "@"
    write = applying._write  # pyright: ignore[reportPrivateUsage]
    write(cells, [(float(row), None) for row in range(5)])
    assert cells.value == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert [cell.number_format for cell in cells] == ["General", "General", "@", "General", "General"]

    def refusing(*_given: object) -> None:
        raise RuntimeError("Excel is busy")

    monkeypatch.setattr(applying, "put", refusing)
    with pytest.raises(RuntimeError):
        write(cells[2:3, 0], [(9.0, None)])
    assert cells[2, 0].number_format == "@", "what is typed there stays text"


def test_spans_reach_over_texts_only_where_they_save_many_calls() -> None:
    content: dict[int, Content] = dict.fromkeys(range(100), ("tekst", None))
    assert len(spans(range(0, 6, 2), content.__getitem__)) == 3
    assert len(spans(range(0, 60, 2), content.__getitem__)) == 1
    content[31] = "x" * 300, None
    assert [group[-1][1] for group in spans(range(0, 60, 2), content.__getitem__)] == [30, 58]
    content[31] = "twee\nregels", None
    assert [group[-1][1] for group in spans(range(0, 60, 2), content.__getitem__)] == [30, 58]
    content[31] = 5.0, "A1*2"
    assert [group[-1][1] for group in spans(range(0, 60, 2), content.__getitem__)] == [30, 58]
