"""A thousand workbooks in which staff worked between refreshes: nothing of theirs is lost, all of ours is right."""

from io import BytesIO
from pathlib import Path
from random import Random

import pytest

from engine.errors import Refusal
from engine.result import ResultTable
from engine.rules import formula_text
from tests.tools.excel_lint import excel_lint
from tests.tools.office import recalculate
from tests.workbooks.staff_book import new_workbook, opened, places, random_results
from tests.workbooks.staff_checks import Seen, problems
from tests.workbooks.staff_edits import Staff
from workbooks.plan import Wanted
from workbooks.refresh import Receipt, refresh_tables

SAMPLE, ALL = range(20), range(20, 1000)
_BATCH = 20
_NOT_OURS = ("a number without digits", "has no column 'Uren'")
"""What openpyxl writes for a formula, and a formula of the staff's that reads a column they renamed."""


def refreshed(path: Path, results: dict[str, ResultTable]) -> Receipt:
    """Refresh a file; a refusal leaves it as it was."""
    out = BytesIO()
    before = path.read_bytes()
    try:
        receipt = refresh_tables(path, [Wanted(table) for table in results.values()], out)
    except Refusal:
        assert out.getvalue() == b""
        assert path.read_bytes() == before
        raise
    assert bool(out.getvalue()) is receipt.is_changed
    if receipt.is_changed:
        path.write_bytes(out.getvalue())
    return receipt


def script(path: Path, seed: int) -> dict[str, ResultTable]:
    """Make a workbook, work in it, refresh it, two or three times over; the results that are in it then,

    none when the last refresh was refused: the file is as staff left it.
    """
    rnd = Random(seed)
    now = random_results(rnd, least=2)
    path.write_bytes(new_workbook(now, rnd))
    staff = Staff(rnd, {name: [column.name for column in table.columns] for name, table in now.items()})
    for number in range(rnd.randint(2, 3)):
        edits = rnd.choice((0, 1, 3, 6, 10))
        staff.work(opened(path), edits)
        if edits:
            staff.book.save(path)
        wanted = random_results(rnd) if rnd.randint(0, 5) else now
        before = Seen(path.read_bytes())
        try:
            refreshed(path, wanted)
        except Refusal as refusal:
            if not any(reason in refusal.text for reason in staff.reasons):
                raise
            return {}
        now = wanted
        wrong = problems(before, Seen(path.read_bytes()), now)
        assert not wrong, f"script {seed}, round {number}:\n" + "\n".join(wrong[:12])
        assert not refreshed(path, now).is_changed, f"script {seed}, round {number}: not done in one go"
    return now


def of_ours(path: Path, wanted: dict[str, ResultTable]) -> set[str]:
    """Cells with a formula of ours, as `sheet!A1`."""
    found: set[str] = set()
    for name, place in places(opened(path)).items():
        for column in wanted[name].columns:
            if column.rule is not None and column.name in place.headers:
                cells = [place.cell(row, column.name) for row in place.rows]
                text = formula_text(column, wanted[name])
                found |= {f"{place.sheet.title}!{cell.coordinate}" for cell in cells if cell.value == text}
    return found


def test_what_is_calculated_stays_right_and_excel_can_open_it(tmp_path: Path) -> None:
    scripts = {tmp_path / f"{seed}.xlsx": script(tmp_path / f"{seed}.xlsx", seed) for seed in range(1000, 1016)}
    made = {path: results for path, results in scripts.items() if results}
    checked = 0
    for path, recalculation in recalculate([*made]).items():
        ours = of_ours(path, made[path])
        checked += len(ours)
        assert [line for line in recalculation.differences if line.partition(": ")[0] in ours] == []
        assert [line for line in excel_lint(path) if not line.endswith(_NOT_OURS)] == []
    assert checked > 200


@pytest.mark.parametrize("seed", SAMPLE)
def test_what_staff_did_stays(tmp_path: Path, seed: int) -> None:
    script(tmp_path / "werkmap.xlsx", seed)


@pytest.mark.full
@pytest.mark.parametrize("first", ALL[::_BATCH])
def test_what_staff_did_in_a_thousand_workbooks_stays(tmp_path: Path, first: int) -> None:
    for seed in range(first, first + _BATCH):
        script(tmp_path / "werkmap.xlsx", seed)
