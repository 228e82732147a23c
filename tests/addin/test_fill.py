"""`fill` and `providers` in a dossier that has workbooks already: what is refreshed, left, named or refused."""

import re
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from engine.errors import Refusal, Refusals
from engine.settings.rows import ParameterRow
from tests.addin.test_commands import ACTOR, YEAR, YEAR_ON, dossier_folder, filled, session
from tests.tools.office import assert_recalculates
from workbooks.settings_workbook import settings_workbook
from xl_addin.commands import checking, produce
from xl_addin.commands.session import Session


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A dossier of one's own, without workbooks."""
    folder = tmp_path / "regio"
    shutil.copytree(dossier_folder(), folder, ignore=shutil.ignore_patterns("uit"))
    return folder


def test_fill_again_of_the_same_run_changes_no_byte() -> None:
    before = {path: path.read_bytes() for path in filled()}
    outcome = produce.fill(session(), [])
    assert {Path(path) for path in outcome.data["werkmappen"]} <= set(before)
    assert all(path.read_bytes() == content for path, content in before.items())
    assert not any(receipt["gewijzigd"] for receipt in outcome.data["bijgewerkt"].values())


def test_a_workbook_that_is_open_keeps_no_other_from_being_refreshed(copy: Path) -> None:
    produce.fill(Session.open(copy, YEAR, date(2024, 9, 1), ACTOR), ["lumpsum", "max-inzet"])
    path = next((copy / "uit").glob("lumpsum*"))
    lock, before = path.with_name(f"~${path.name}"), path.read_bytes()
    lock.write_bytes(b"\x04Anja")
    outcome = produce.fill(Session.open(copy, YEAR, YEAR_ON, ACTOR), ["lumpsum", "max-inzet"])
    assert not outcome.ok
    assert [Path(each).name for each in outcome.data["werkmappen"]] == ["max-inzet-2024.xlsm"]
    assert any(line.startswith("Niet bijgewerkt") and "geopend door Anja" in line for line in outcome.lines)
    assert path.read_bytes() == before
    with pytest.raises(Refusal, match="geopend door Anja"):
        produce.fill(Session.open(copy, YEAR, YEAR_ON, ACTOR), ["lumpsum"])


def test_a_workbook_saved_in_another_form_is_refreshed_or_named(copy: Path) -> None:
    opened = Session.open(copy, YEAR, YEAR_ON, ACTOR)
    rows = tuple(row for row in opened.settings.parameters if row.name != "Macroknoppen")
    without = opened.settings.model_copy(update={"parameters": (*rows, ParameterRow(name="Macroknoppen", value="nee"))})
    settings, buttons = opened.dossier.settings_path, opened.dossier.settings_path.read_bytes()
    settings.write_bytes(settings_workbook(without))
    produce.fill(Session.open(copy, YEAR, date(2024, 9, 1), ACTOR), ["max-inzet"])
    settings.write_bytes(buttons)
    outcome = produce.fill(Session.open(copy, YEAR, YEAR_ON, ACTOR), ["max-inzet"])
    path = copy / "uit" / "max-inzet-2024.xlsx"
    assert outcome.data["werkmappen"] == [str(path)]
    assert outcome.data["bijgewerkt"][str(path)]["gewijzigd"]
    assert any(f"{path.name} heeft geen knoppen" in line for line in outcome.lines)
    assert [each.name for each in path.parent.glob("*.xls?")] == [path.name]
    path.rename(path.with_suffix(".xlsb"))
    assert "max-inzet-2024.xlsb" in " ".join(produce.fill(opened, ["max-inzet"]).lines)
    path.with_suffix(".xlsb").rename(path)
    lines = produce.fill(opened, ["max-inzet"]).lines
    assert any("ook in een andere vorm" in line and "max-inzet-2024.xlsx" in line for line in lines)


def test_every_printed_page_names_the_run_that_it_shows(copy: Path) -> None:
    names = ["max-inzet", "plekken"]
    produce.fill(Session.open(copy, YEAR, date(2024, 9, 1), ACTOR), names)
    now = Session.open(copy, YEAR, YEAR_ON, ACTOR)
    for path in produce.fill(now, names).data["werkmappen"]:
        with zipfile.ZipFile(path) as package:
            sheets = [package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name]
        footers = [footer for sheet in sheets for footer in re.findall(r"<headerFooter.*?</headerFooter>", sheet)]
        assert len(footers) > 4
        assert all(now.run.run_id in footer for footer in footers), path


def test_workbooks_of_providers_of_before_go_to_the_versions(copy: Path) -> None:
    first = produce.providers(Session.open(copy, YEAR, YEAR_ON, ACTOR))
    assert not any("van eerder" in line for line in first.lines)
    (copy / "uit" / "aanbieders" / "2024" / "van-mij.xlsx").write_bytes(b"eigen werk")
    again = produce.providers(Session.open(copy, YEAR, date(2025, 4, 15), ACTOR))
    count = len(first.data["werkmappen"])
    versions = copy / "uit" / "versies" / "aanbieders" / "2024"
    assert f"{count} werkmappen van eerder met andere cijfers: verplaatst naar {versions}." in again.lines
    assert len([*versions.iterdir()]) == count
    assert any(
        "ook 1 werkmap van eerder of van iemand anders" in line and "_overzicht.csv" in line for line in again.lines
    )
    assert [Path(path).name for path in again.data["werkmappen"]] == [
        Path(path).name for path in first.data["werkmappen"]
    ]


def test_one_table_is_refreshed_with_those_that_it_reads_and_no_other(copy: Path) -> None:
    now = Session.open(copy, YEAR, YEAR_ON, ACTOR)
    with pytest.raises(Refusal, match=r"nog niet.*laat --table weg"):
        produce.fill(now, ["max-inzet"], table="MaxInzet")
    with pytest.raises(Refusal, match="Noem één werkmap"):
        produce.fill(now, [], table="Aandacht")
    with pytest.raises(Refusal, match=r'geen tabel "Maxi".*Kies uit: MaxInzet'):
        produce.fill(now, ["max-inzet"], table="Maxi")
    first = Session.open(copy, YEAR, date(2024, 9, 1), ACTOR)
    path = Path(produce.fill(first, ["max-inzet"]).data["werkmappen"][0])
    before = path.read_bytes()
    with pytest.raises(Refusal, match=r"peildatum 01-09-2024 en deze opdracht van 01-03-2025.*Voeg --as-of 2024-09-01"):
        produce.fill(now, ["max-inzet"], table="MaxInzet")
    assert path.read_bytes() == before
    norms = tuple(row.model_copy(update={"hours": row.hours + 1}) for row in now.settings.norms)
    now.dossier.settings_path.write_bytes(settings_workbook(now.settings.model_copy(update={"norms": norms})))
    later = Session.open(copy, YEAR, date(2024, 9, 1), ACTOR)
    outcome = produce.fill(later, ["max-inzet"], table="maxinzet")
    connected = ["MaxInzet", "Normen", "Kerncijfers", "Grafiek", "Aandacht"]
    assert [*outcome.data["bijgewerkt"][str(path)]["tabellen"]] == [*connected, "Verantwoording"]
    assert_recalculates([path])
    told = _accounted(path)
    assert "alleen MaxInzet, Normen, Kerncijfers, Grafiek en Aandacht bijgewerkt" in told["Laatste bijwerking"]
    assert told["Run-id"] == first.run.run_id, "the workbook as a whole is still of that run"
    assert not any("Wat opvalt" in line for line in outcome.lines)
    overview = _overview(path)
    rest = produce.fill(later, ["max-inzet"]).data["bijgewerkt"][str(path)]["tabellen"]
    assert "Verantwoording" in rest
    assert not rest.keys() & set(connected), "they were brought up to date"
    assert _overview(path) == overview, "nothing on it was of before"
    told = _accounted(path)
    assert told["Run-id"] == later.run.run_id
    assert "de andere tabellen niet" not in told["Laatste bijwerking"]
    read = load_workbook(path)
    read["Verantwoording"]["F6"] = "anders"
    read.save(path)
    produce.fill(later, ["max-inzet"], table="Verantwoording")
    assert "de andere tabellen niet" not in _accounted(path)["Laatste bijwerking"]


def _accounted(path: Path) -> dict[str, str]:
    rows = load_workbook(path)["Verantwoording"].iter_rows(min_row=5, values_only=True)
    return {str(row[2]): str(row[5]) for row in rows if row[0] in ("Run", "Tekst")}


def _overview(path: Path) -> list[object]:
    """What Overzicht shows, but for its contact line, and the title of its chart."""
    book = load_workbook(path, data_only=True)
    cells = [cell.value for row in book["Overzicht"] for cell in row if cell.value is not None]
    return [*cells, book["Grafiek"]["A1"].value]


def test_a_damaged_workbook_can_be_moved_away_and_is_made_anew(copy: Path, tmp_path: Path) -> None:
    opened = Session.open(copy, YEAR, YEAR_ON, ACTOR)
    path = Path(produce.fill(opened, ["max-inzet"]).data["werkmappen"][0])
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(Refusal, match="Of verplaats dit bestand en vul opnieuw: dan wordt een nieuwe"):
        produce.fill(opened, ["max-inzet"])
    path.rename(tmp_path / "kapot.xlsm")
    assert produce.fill(opened, ["max-inzet"]).ok
    assert checking.check(copy, [path], YEAR_ON, ACTOR).ok


def test_fill_refuses_only_on_what_the_workbook_needs(copy: Path) -> None:
    book = load_workbook(copy / "instellingen.xlsx")
    book["Kalender"]["B5"] = "volgende week"
    book.save(copy / "instellingen.xlsx")
    with pytest.raises(Refusal, match="Kalender"):
        Session.open(copy, YEAR, YEAR_ON, ACTOR)
    outcome = produce.fill(Session.open(copy, YEAR, YEAR_ON, ACTOR, whole_settings=False), ["lumpsum"])
    assert any(line.startswith("Let op") and "Kalender" in line for line in outcome.lines)
    book["Lumpsumpartners"]["F5"] = "veel"
    book.save(copy / "instellingen.xlsx")
    with pytest.raises(Refusal, match="Lumpsumpartners"):
        produce.fill(Session.open(copy, YEAR, YEAR_ON, ACTOR, whole_settings=False), ["lumpsum"])


def test_fill_says_what_is_strange_in_the_settings(copy: Path) -> None:
    book = load_workbook(copy / "instellingen.xlsx")
    for row in range(5, 13):
        book["Normen"].cell(row, 1, f"54X{row:02}")
    book.save(copy / "instellingen.xlsx")
    lines = produce.fill(Session.open(copy, YEAR, YEAR_ON, ACTOR), ["lumpsum"]).lines
    notes = [line for line in lines if line.startswith("Let op, in de instellingen: ")]
    assert any('"54X05" staat niet in de tabel Producten' in line for line in notes)
    assert len(notes) == 6
    assert notes[-1].endswith("rekenbureau check noemt ze alle.")


def test_a_workbook_that_needs_what_is_wrong_in_the_settings_keeps_no_other_from_being_filled(copy: Path) -> None:
    book = load_workbook(copy / "instellingen.xlsx")
    book["Kaderinstellingen"]["F5"] = "straks"
    book.save(copy / "instellingen.xlsx")
    session = Session.open(copy, YEAR, YEAR_ON, ACTOR, whole_settings=False)
    outcome = produce.fill(session, [])
    made = {Path(path).name.removesuffix("-2024.xlsm") for path in outcome.data["werkmappen"]}
    assert made
    assert "lumpsum" not in made
    assert "lumpsum" in outcome.data["niet_gemaakt"]
    assert not outcome.ok
    (line,) = [line for line in outcome.lines if "Niet gevuld" in line]
    assert "Kaderinstellingen" in line
    assert sum("straks" in each for each in outcome.lines) == 1
    with pytest.raises(Refusals, match="straks"):
        produce.fill(session, ["lumpsum"])
