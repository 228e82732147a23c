"""What stands in the way of a table that grows is named, and nothing is written."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.errors import Refusal
from tests.workbooks import refresh_parts
from tests.workbooks.refresh_corpus import read_parts, write_parts
from tests.workbooks.test_refresh_growth import SHEET, book, grown
from xl_addin.macros import workbook_project


def _beside(_: Any, sheet: Any) -> None:
    sheet.add_table("P10:Q20", {"name": "Ernaast", "columns": [{"header": "Een"}, {"header": "Twee"}]})


_REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "tabel-ernaast": (lambda: book(_beside), "tabel Ernaast staat er half naast"),
    "samengevoegd": (lambda: book(lambda _, sheet: sheet.merge_range("P10:P20", "x")), "samengevoegde cellen P10:P20"),
    "matrix": (
        lambda: book(lambda _, sheet: sheet.write_array_formula("P10:P20", "{=A1:A11}")), "matrixformule in P10",
    ),
    "indirect": (lambda: book(lambda _, sheet: sheet.write_formula("A9", '=INDIRECT("E"&17)')), "INDIRECT"),
    "indirect-elders": (
        lambda: book(lambda made, _: made.worksheets()[1].write_formula("A9", "=INDIRECT(B1&C1)")), "INDIRECT",
    ),
    "over-bladen": (
        lambda: book(lambda made, _: [made.add_worksheet("Derde"),
                                      made.worksheets()[1].write_formula("A9", "=SUM('Blad één:Derde'!E17)")]), "Derde",
    ),
    "onderaan": (lambda: book(lambda _, sheet: sheet.write("A1048573", 1)), "niet genoeg rijen"),
    "scenario": (
        lambda: _with_element('<scenarios><scenario name="s"><inputCells r="E17" val="1"/></scenario></scenarios>'),
        r"onderdeel \(scenarios\)",
    ),
    "macro's": (lambda: _put_below(refresh_parts.macros()), "macro's"),
    "activex": (lambda: _put_below(refresh_parts.active_x()), "ActiveX"),
}  # fmt: skip


def test_our_own_macros_are_in_no_way(tmp_path: Path) -> None:
    """They point at no cells; and they stay as they are."""
    project = workbook_project(2)
    before, after, _ = grown(_put_below(refresh_parts.macros(project)), tmp_path)
    assert after["xl/vbaProject.bin"] == before["xl/vbaProject.bin"] == project
    assert b'r="E23"' in after[SHEET]


def _with_element(element: str) -> bytes:
    content = book()
    parts = read_parts(content)
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", f"</sheetData>{element}".encode())
    return write_parts(parts, content)


def _put_below(content: bytes) -> bytes:
    parts = read_parts(content)
    below = b'<row r="16"><c r="E16"><v>1</v></c></row></sheetData>'
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", below)
    return write_parts(parts, content)


@pytest.mark.parametrize("name", _REFUSED)
def test_what_cannot_move_is_refused_by_name(name: str, tmp_path: Path) -> None:
    make, said = _REFUSED[name]
    with pytest.raises(Refusal) as refused:
        grown(make(), tmp_path)
    assert re.search(said, str(refused.value))
    assert not (tmp_path / "na.xlsx").exists()
