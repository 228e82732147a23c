"""The command `check`: what it says of settings, workbooks and data, and in which order."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from engine.errors import Refusal
from engine.texts.numbers import dutch_number
from tests.addin.test_commands import ACTOR, YEAR, YEAR_ON, dossier_folder, filled
from xl_addin.cli import app
from xl_addin.commands import checking, gather, produce
from xl_addin.commands.session import Session


def test_check_finds_the_workbooks_equal_to_the_store_and_names_a_changed_cell(tmp_path: Path) -> None:
    checked = checking.check(dossier_folder(), list(filled()), YEAR_ON, ACTOR)
    assert checked.ok, checked.lines
    assert all("gelijk" in one["message"] for one in checked.data["werkmappen"])
    path = filled()[0]
    book = load_workbook(path)
    book["MaxInzet"]["F5"].value = 999
    changed = tmp_path / path.name
    book.save(changed)
    outcome = checking.check(dossier_folder(), [changed], YEAR_ON, ACTOR)
    assert not outcome.ok
    assert any("Cliënten" in line and "999" in line for line in outcome.data["werkmappen"][0]["differences"])


def test_check_lists_what_is_wrong_in_the_settings_and_never_says_that_all_is_well(tmp_path: Path) -> None:
    copy = tmp_path / "regio"
    shutil.copytree(dossier_folder(), copy)
    book = load_workbook(copy / "instellingen.xlsx")
    book["Kalender"]["B5"] = "volgende week"
    book.save(copy / "instellingen.xlsx")
    outcome = checking.check(copy, list(filled()), YEAR_ON, ACTOR)
    assert not outcome.ok
    assert outcome.lines[0] == "Instellingen: 1 fout."
    assert "Tabel Kalender in instellingen.xlsx, cel B5" in outcome.lines[1]
    assert not any("Kalender" in line for line in outcome.lines[2:])
    assert any("niet gecontroleerd, want de instellingen zijn niet in orde" in line for line in outcome.lines)
    assert not any("geen bevindingen" in line for line in outcome.lines)
    assert [one["file"] for one in outcome.data["werkmappen"]] == [path.name for path in filled()]


def test_check_says_what_it_could_not_check(tmp_path: Path) -> None:
    gather.new(tmp_path / "regio")
    outcome = checking.check(tmp_path / "regio", None, YEAR_ON, ACTOR)
    assert outcome.ok
    assert any("er is nog niets ingelezen" in line for line in outcome.lines)
    (tmp_path / "regio" / "instellingen.xlsx").write_bytes(b"weg")
    outcome = checking.check(tmp_path / "regio", None, YEAR_ON, ACTOR)
    assert not outcome.ok
    assert any("de instellingen zijn niet te lezen" in line for line in outcome.lines)


def test_check_refuses_a_peildatum_in_the_future() -> None:
    with pytest.raises(Refusal, match="ligt na vandaag"):
        checking.check(dossier_folder(), None, date(2025, 5, 2), ACTOR)


def test_the_answer_about_a_workbook_comes_first_and_the_findings_are_counted() -> None:
    lines = checking.check(dossier_folder(), [filled()[0]], YEAR_ON, ACTOR, year=2024).lines
    assert lines[0].startswith(f"Werkmap {filled()[0].name}: ")
    assert lines[1] == "Instellingen: in orde."
    assert lines[2].startswith("Datakwaliteit van zorgjaar 2024 (alle producten): ")
    assert lines[2].endswith("Welke: geef deze opdracht zonder werkmap.")
    assert len(lines) == 3


def test_findings_stand_together_by_check_with_what_to_do() -> None:
    outcome = checking.check(dossier_folder(), None, YEAR_ON, ACTOR, year=2024)
    found = outcome.data["datakwaliteit"]
    checks = {row["Controle"] for row in found}
    heads = [line for line in outcome.lines if line.startswith("  DK-")]
    assert [head.split()[0] for head in heads] == sorted(checks, key=lambda name: int(name.removeprefix("DK-")))
    for head in heads:
        rows = [row for row in found if row["Controle"] == head.split()[0]]
        assert f": {dutch_number(sum(int(row['Aantal']) for row in rows))} keer. " in head
        assert head.endswith(rows[0]["Actie"])
        about = [row for row in rows if "AGB" in row or "Gemeentecode" in row]
        start = outcome.lines.index(head) + 1
        names = [" ".join(row[name] for name in ("Gemeentecode", "AGB") if name in row) for row in about]
        told = [f"    {name}: {row['Aantal']}" for name, row in zip(names, about, strict=True)]
        assert outcome.lines[start : start + len(about)] == told


def test_a_workbook_for_a_provider_is_not_compared_with_that_of_the_bureau(tmp_path: Path) -> None:
    copied = tmp_path / "dossier"
    shutil.copytree(dossier_folder(), copied)
    first, *_ = produce.providers(Session.open(copied, YEAR, YEAR_ON, ACTOR)).data["werkmappen"]
    outcome = checking.check(copied, [Path(first)], YEAR_ON, ACTOR, year=2024)
    assert "Deze werkmap is voor een aanbieder" in outcome.lines[0]
    assert outcome.ok


def test_check_looks_at_the_data_of_the_year_that_was_asked() -> None:
    found = {
        year: checking.check(dossier_folder(), None, YEAR_ON, ACTOR, year).data["datakwaliteit"]
        for year in (None, 2024, 2025)
    }
    assert found[None] == found[2025] != found[2024]
    with pytest.raises(Refusal, match="vóór de eerste dag van periode 2026"):
        checking.check(dossier_folder(), None, YEAR_ON, ACTOR, 2026)
    arguments = ["check", str(dossier_folder()), "--year", "2024", "--as-of", "2025-03-01"]
    assert "zorgjaar 2024" in CliRunner().invoke(app, arguments).output


def test_a_workbook_that_needs_what_is_wrong_in_the_settings_is_said_once_not_to_be_compared(tmp_path: Path) -> None:
    copied = tmp_path / "dossier"
    shutil.copytree(dossier_folder(), copied)
    book = load_workbook(copied / "instellingen.xlsx")
    book["Normen"]["C5"] = "vijftien"
    book.save(copied / "instellingen.xlsx")
    outcome = checking.check(copied, [filled()[0]], YEAR_ON, ACTOR, year=2024)
    assert not outcome.ok
    (line,) = [line for line in outcome.lines if line.startswith("Werkmap max-inzet")]
    assert line.endswith("zijn niet in orde (zie Instellingen).")
    assert sum("vijftien" in line for line in outcome.lines) == 1


def test_after_deviations_stands_what_to_do(tmp_path: Path) -> None:
    changed = tmp_path / "max-inzet-2024.xlsm"
    book = load_workbook(next(path for path in filled() if path.name.startswith("max-inzet-2024")), keep_vba=True)
    book["MaxInzet"]["F6"] = 777
    book.save(changed)
    lines = checking.check(dossier_folder(), [changed], YEAR_ON, ACTOR, year=2024).lines
    last = max(index for index, line in enumerate(lines) if line.startswith("  Tabel "))
    assert lines[last + 1].startswith("  Opnieuw vullen (rekenbureau fill, of de knop Herbereken) herstelt dit")


def test_a_sheet_of_staff_called_voorblad_makes_no_workbook_of_a_provider(tmp_path: Path) -> None:
    changed = tmp_path / "max-inzet-2024.xlsm"
    book = load_workbook(next(path for path in filled() if path.name.startswith("max-inzet-2024")), keep_vba=True)
    book.create_sheet("Voorblad")["A1"] = "Van ons"
    book["MaxInzet"]["F6"] = 777
    book.save(changed)
    assert not checking.check(dossier_folder(), [changed], YEAR_ON, ACTOR, year=2024).ok
