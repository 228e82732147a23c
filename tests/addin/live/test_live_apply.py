"""The plan carried out in an open workbook: as in a closed file, with all that staff did, and whole or not at all."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwings as xw

from engine.errors import Refusal
from engine.result import Column, Kind, ResultTable, Row
from tests.addin.live.live_staff import Kept, carried_out, planned, problems, worked_on
from tests.addin.office import Office
from tests.addin.office_com import RangeApi
from tests.addin.office_engine import register
from workbooks.plan import Standing, Wanted
from workbooks.refresh import refresh_tables
from xl_addin.live import apply as applying
from xl_addin.live.tables import LiveBook

SAMPLE, ALL = (*range(4), 105, 152, 197), range(200)


@pytest.fixture
def office(shared_office: Office) -> Office:
    """LibreOffice, known to xlwings."""
    register(shared_office.pipe)
    return shared_office


def book_of(office: Office, path: Path) -> xw.Book:
    office.load(path, macros=False)
    return next(book for book in xw.books if book.name == path.name)


def script(office: Office, folder: Path, seed: int) -> bool:
    """Staff work in a workbook, it is recalculated open; whether that was done (else refused, and as it was)."""
    path = folder / f"werkmap {seed}.xlsx"
    results = worked_on(path, seed, edits=seed % 9)
    book = book_of(office, path)
    names = [name for name in results if name.casefold() in LiveBook(book).tables]
    before = Kept.of(book, names)
    try:
        planning = carried_out(book, results)
    except Refusal:
        assert Kept.of(book, names) == before
        return False
    wrong = list(problems(before, Kept.of(book, names), planning))
    assert not wrong, f"script {seed}:\n" + "\n".join(wrong[:12])
    assert planned(book, results)[1].is_empty, f"script {seed}: not done in one go"
    book.close()
    return True


@pytest.mark.parametrize("seed", SAMPLE)
def test_what_staff_did_stays_in_the_open_workbook(office: Office, tmp_path: Path, seed: int) -> None:
    script(office, tmp_path, seed)


@pytest.mark.full
@pytest.mark.parametrize("first", ALL[::20])
def test_what_staff_did_stays_in_two_hundred_open_workbooks(office: Office, tmp_path: Path, first: int) -> None:
    done = [script(office, tmp_path, seed) for seed in range(first, first + 20)]
    assert sum(done) > len(done) / 2


@pytest.mark.parametrize("seed", range(300, 303))
def test_the_open_workbook_becomes_what_the_closed_file_becomes(office: Office, tmp_path: Path, seed: int) -> None:
    closed, live = tmp_path / "dicht.xlsx", tmp_path / "open.xlsx"
    results = worked_on(live, seed, edits=0)
    closed.write_bytes(live.read_bytes())
    out = BytesIO()
    refresh_tables(closed, [Wanted(table) for table in results.values()], out)
    closed.write_bytes(out.getvalue() or closed.read_bytes())
    book = book_of(office, live)
    carried_out(book, results)
    assert values(book_of(office, closed), results) == values(book, results)


def values(book: xw.Book, results: dict[str, ResultTable]) -> dict[str, list[list[object]]]:
    """Per table its columns, numbers as a person sees them."""
    standings = ((name, LiveBook(book).standing(name)) for name in results)
    return {
        name: [_shown(standing, at) for at in range(len(standing.headers))] for name, standing in standings if standing
    }


def _shown(standing: Standing, position: int) -> list[object]:
    values = standing.columns[position].values
    return [f"{value:.12g}" if isinstance(value, float) else value for value in values]


STEPS: dict[str, tuple[Any, str]] = {
    "write": (applying, "_write"),
    "sort": (RangeApi, "Sort"),
    "notes": (applying._LiveBody, "_place_notes"),  # pyright: ignore[reportPrivateUsage]
    "hide": (applying._LiveBody, "_hide"),  # pyright: ignore[reportPrivateUsage]
}


@pytest.mark.parametrize("seed", [7, pytest.param(197, marks=pytest.mark.full)])
@pytest.mark.parametrize("step", STEPS)
def test_whatever_fails_all_is_taken_back(
    office: Office, tmp_path: Path, step: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time it is done one time later; in the end nothing fails."""
    path = tmp_path / "werkmap.xlsx"
    results = worked_on(path, seed, edits=seed % 9)
    book = book_of(office, path)
    names = list(results)
    before, (owner, name) = Kept.of(book, names), STEPS[step]
    done, times, calls = getattr(owner, name), 0, 0

    def failing(*given: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == times:
            raise RuntimeError("Excel is busy")
        return done(*given, **named)

    monkeypatch.setattr(owner, name, failing)
    said = "teruggezet"
    while said:
        times, calls = times + 1, 0
        said = refused(book, results)
        if said:
            now = Kept.of(book, names)
            assert "teruggezet" in said
            assert (now.standings, now.looks) == (before.standings, before.looks), f"after {times} times"
    assert times > 1
    assert planned(book, results)[1].is_empty


def refused(book: xw.Book, results: dict[str, ResultTable]) -> str:
    """Why the tables were not brought up to date; "" when they were."""
    try:
        carried_out(book, results)
    except Refusal as refusal:
        return refusal.text
    return ""


def test_a_protected_sheet_is_refused_and_named(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "werkmap.xlsx"
    results = worked_on(path, seed=3, edits=0)
    book = book_of(office, path)
    name = next(iter(results))
    before = Kept.of(book, [name])
    sheet = LiveBook(book).tables[name.casefold()].sheet
    sheet.api.Protect("geheim")
    with pytest.raises(Refusal, match=f"Blad {sheet.name}: Het blad is beveiligd"):
        carried_out(book, results)
    sheet.api.Unprotect("geheim")
    assert Kept.of(book, [name]) == before


def test_a_table_that_another_pushed_down_is_found_again(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "twee onder elkaar.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Blad")
        for name, top in (("Eerste", 0), ("Tweede", 6)):
            headers = [{"header": header} for header in ("AGB", "Volgorde", "Uren")]
            sheet.add_table(top, 0, top + 2, 2, {"name": name, "columns": headers})
            for row in (1, 2):
                sheet.write_row(top + row, 0, [f"a{row}", row, 10.0 * row])
        sheet.write("A12", "van ons")
    book = book_of(office, path)
    results = {name: _hours(name, 7, factor) for name, factor in (("Eerste", 2), ("Tweede", 3))}
    carried_out(book, results)
    hours = [LiveBook(book).standing(name) for name in results]
    assert [list(table.columns[2].values) for table in hours if table] == [
        [20.0 * row for row in range(1, 8)],
        [30.0 * row for row in range(1, 8)],
    ]
    assert "van ons" in [row[0] for row in book.sheets["Blad"].used_range.value]


def _hours(name: str, count: int, factor: int) -> ResultTable:
    columns = (Column("AGB", Kind.CODE), Column("Volgorde", Kind.COUNT), Column("Uren", Kind.HOURS))
    rows: list[Row] = [
        {"AGB": f"a{row}", "Volgorde": row, "Uren": Decimal(10 * row * factor)} for row in range(1, count + 1)
    ]
    return ResultTable(name, "", "", ("AGB",), columns, rows)


def test_when_not_all_could_be_taken_back_it_says_so(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "werkmap.xlsx"
    results = worked_on(path, seed=7, edits=0)
    book = book_of(office, path)
    write, count = applying._write, 0  # pyright: ignore[reportPrivateUsage]

    def failing(*given: object) -> None:
        nonlocal count
        count += 1
        if count > 1:  # nor does it let anything be put back
            raise RuntimeError("Excel is busy")
        write(*given)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(applying, "_write", failing)
    with pytest.raises(Refusal, match=r"niet alles kon worden teruggezet.*zonder haar op te slaan"):
        carried_out(book, results)
