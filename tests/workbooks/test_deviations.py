"""What `check` says of a workbook: every cell, row and formula that a refresh would repair, and nothing of staff's."""

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from engine.result import ORDER
from tests.workbooks.plan_tables import OWN, calculated, made, of, own_row, result, row, typed, without
from tests.workbooks.test_refresh import LATER, report
from tests.workbooks.test_refresh import made as made_file
from workbooks.deviations import Deviations, deviations, table_deviations
from workbooks.opc.package import Package
from workbooks.opc.tables import Workbook
from workbooks.plan import Corner, Standing, Wanted

TABLE = of("00000001", "00000002")
PLACE = "Tabel Inzet, blad Uren, "


def compared(standing: Standing) -> Deviations:
    """As it stands on a sheet, from B5, compared with the result."""
    return table_deviations(replace(standing, corner=Corner("Uren", 5, 2, "a.xlsx")), Wanted(TABLE))


def standing() -> Standing:
    return made(TABLE)


def test_the_result_itself_has_no_deviation() -> None:
    assert compared(standing()) == Deviations()


def test_a_cell_that_differs_is_named_with_its_place_and_both_values() -> None:
    assert compared(typed(standing(), 1, {"Uren": 1234.5})).found == [
        PLACE + "cel F6, rij 00000002 2024, kolom Uren: er staat 1.234,5, het moet 2,0 zijn."
    ]
    (line,) = compared(typed(standing(), 0, {"Sinds": 45300.0})).found
    assert line.endswith("er staat 09-01-2024, het moet 02-01-2024 zijn.")
    (line,) = compared(typed(standing(), 0, {"Aanbieder": None})).found
    assert line.endswith("er staat niets, het moet “Zorg 00000001” zijn.")
    (line,) = compared(typed(standing(), 0, {"Uren": 1.04})).found
    assert line.endswith("er staat 1,04, het moet 1,00 zijn."), "as many digits as it takes"


def test_what_was_typed_over_a_formula_is_named_also_when_the_value_is_right() -> None:
    (line,) = compared(typed(standing(), 0, {"Gemiddeld": 7.0})).found
    assert line.endswith("kolom Gemiddeld: er staat 7,0, het moet 0,3 zijn. De formule is weg.")
    (line,) = compared(typed(standing(), 0, {"Gemiddeld": 0.25})).found
    assert line == PLACE + "cel H5, rij 00000001 2024, kolom Gemiddeld: de formule is weg; de waarde klopt."
    one = calculated(standing(), 0, 0.25, "1/4", "Gemiddeld")
    (line,) = compared(calculated(one, 1, 0.5, "1/2", "Gemiddeld")).found
    assert line.endswith("er staat een andere formule; de waarde klopt. Zo zijn er 2 in deze kolom.")


def test_a_row_that_stands_there_twice_is_named_and_the_other_rows_are_compared() -> None:
    twice = own_row(typed(standing(), 1, {"Uren": 9.0}), AGB="00000001", Jaar=2024.0, Volgorde=1.0, Uren=1.0)
    assert compared(twice).found == [
        PLACE + "rij 7: 00000001 2024 staat er twee keer, ook in rij 5.",
        PLACE + "cel F6, rij 00000002 2024, kolom Uren: er staat 9,0, het moet 2,0 zijn.",
    ]


def test_cells_below_a_row_that_stands_there_twice_keep_their_place() -> None:
    values = {name: standing().row(0).values[place] for place, name in enumerate(standing().headers)}
    twice = own_row(typed(standing(), 1, values), AGB="00000002", Jaar=2024.0, Volgorde=2.0)
    lines = compared(twice).found
    assert "rij 6: 00000001 2024 staat er twee keer, ook in rij 5" in lines[0]
    assert any("cel F7, rij 00000002 2024, kolom Uren: er staat niets" in line for line in lines)


def test_a_row_with_a_place_in_the_order_that_the_result_lacks_is_named() -> None:
    (line,) = compared(own_row(standing(), AGB="00000009", Jaar=2024.0, Volgorde=9.0, Uren=4.0)).found
    assert line.startswith(PLACE + "rij 7: 00000009 2024 hoort er niet bij, maar heeft een Volgorde.")


def test_rows_and_columns_of_staff_are_no_deviation_and_their_rows_are_counted() -> None:
    own = own_row(typed(standing(), 0, {OWN: "bellen"}), AGB="00000009", Jaar=2024.0, Uren=4.0)
    assert compared(own) == Deviations([], 1)
    vanished = own_row(standing(), AGB="00000009", Jaar=2024.0, Volgorde="vervallen")
    assert compared(vanished) == Deviations()


def test_a_row_of_ours_without_place_in_the_order_is_a_deviation_and_no_row_of_staff() -> None:
    found = compared(typed(standing(), 0, {ORDER: None}))
    assert found.own_rows == 0
    assert [line for line in found.found if "kolom Volgorde: er staat niets, het moet 1 zijn" in line]


def test_missing_rows_columns_and_tables_are_named() -> None:
    (line,) = compared(made(of("00000001"))).found
    assert line == "Tabel Inzet: de rij 00000002 2024 ontbreekt."
    assert compared(without(standing(), "Sinds")).found == ["Tabel Inzet: kolom Sinds ontbreekt."]
    (line,) = compared(without(standing(), "Jaar")).found
    assert "Kolom Jaar staat niet meer in deze tabel" in line
    assert table_deviations(None, Wanted(TABLE)).found == ["Tabel Inzet ontbreekt in de werkmap."]


def test_a_row_in_a_ranking_that_the_result_lacks_is_named() -> None:
    ranked = result(*map(row, ("00000001", "00000002")), ranks=("AGB",))
    longer = own_row(made(ranked), AGB="00000009", Volgorde=3.0, Uren=1.0)
    (line,) = table_deviations(replace(longer, corner=Corner("Uren", 5, 2)), Wanted(ranked)).found
    assert "rij 7: 00000009 hoort er niet bij" in line


def typed_in(path: Path, sheet: str, cell: str, number: float) -> None:
    """Somebody types a number over a cell, as Excel stores it."""
    with Package(path) as package:
        part = Workbook(package).sheet(sheet).part
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    found = rf'<c r="{cell}"( s="\d+")?[^>]*?(/>|>.*?</c>)'.encode()
    parts[part], times = re.subn(found, rf'<c r="{cell}"\1><v>{number}</v></c>'.encode(), parts[part])
    assert times == 1
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made_file(tmp_path, "max-inzet", LATER)


def test_a_fresh_workbook_has_no_deviation(path: Path) -> None:
    assert deviations(report("max-inzet"), path) == Deviations()


def test_cells_that_are_input_are_compared_too(path: Path) -> None:
    names = [use.name for use in report("max-inzet").parameters]
    movement = f"B{5 + names.index('MI.RelevanteDaling')}"
    typed_in(path, "Normen", "E5", 20)
    typed_in(path, "Parameters", movement, 0.5)
    found = deviations(report("max-inzet"), path).found
    assert len(found) == 2
    assert re.search(r"Tabel Normen, blad Normen, cel E5, .*er staat 20,0\d?, het moet \d+,\d+ zijn", found[0])
    assert found[1] == (
        f"Tabel Parameters, blad Parameters, cel {movement}, rij MI.RelevanteDaling, kolom Waarde: "
        "er staat 50,0%, het moet 5,0% zijn."
    )
