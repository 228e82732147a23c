"""What goes to aanbieders and gemeenten: their own findings, with what is asked, and in no byte those of another."""

import csv
import html
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from build.settings_of_rows import settings_of_rows
from engine.errors import Refusal
from engine.instruments.data_quality import details
from engine.instruments.data_quality_export import MUNICIPALITY, PROVIDER, ActionList, action_lists
from engine.result import Report, ResultTable, Row
from engine.run import Period, Run
from engine.settings import Settings, default_settings
from engine.settings.rows import MunicipalityRow, Provider
from engine.texts import data_quality as texts
from templates.quality_workbooks import write_quality_workbooks
from tests.build.imported import imported
from tests.build.made import small_region
from tests.tools.excel_lint import excel_lint
from tests.tools.ooxml import validate_ooxml
from tests.tools.package import Package
from xl_addin.commands.quality import export_quality
from xl_addin.commands.session import Actor, Session

AGBS, MUNICIPALITIES = ("10000001", "20000002"), ("0901", "0902")
NAMES = {"10000001": "Zorg Eén", "20000002": "Zorg Twee", "0901": "Berghuizen", "0902": "Dalhuizen"}
RUN = Run(Period(2024), date(2025, 3, 1), 3, "c0ffee" * 4)
REPORT = Report("datakwaliteit", "Datakwaliteit", RUN, "", [], [], "0.1.0", {"Bureaunaam": "=Bureau Proef"})
COLUMNS = (
    "Controle", "Gemeentecode", "AGB", "Productcode", "Toewijzingnummer", "DeclaratieNummer", "ReferentieNummer",
    "Begindatum", "Einddatum", "Eenheid", "Gevonden", "Verwacht", "Bedrag", "Toelichting",
)  # fmt: skip


def named_settings() -> Settings:
    known = {
        "providers": tuple(Provider(agb=agb, name=NAMES[agb]) for agb in AGBS),
        "municipalities": tuple(MunicipalityRow(municipality=code, name=NAMES[code]) for code in MUNICIPALITIES),
    }
    return default_settings().model_copy(update=known)


def row(check: str, municipality: str | None, agb: str | None, remark: str | None = None) -> Row:
    made: Row = dict.fromkeys(COLUMNS)
    number = f"T-{municipality}-{agb}-{check}"
    cells = {"Controle": check, "Gemeentecode": municipality, "AGB": agb, "Toelichting": remark}
    return made | cells | {"Toewijzingnummer": number, "Bedrag": Decimal("12.34"), "Begindatum": date(2024, 5, 1)}


def found() -> ResultTable:
    """Every check for every pair, and what belongs to a whole gemeente, to an aanbieder, or to nobody."""
    rows = [
        row(check, municipality, agb)
        for check in texts.CHECKS
        if check != "DK-9"
        for municipality in MUNICIPALITIES
        for agb in AGBS
    ]
    for remark in ("late_start", "late_stop", "late_answer", "no_answer"):
        rows.append(row("DK-9", "0901", "10000001", texts.DETAILS[remark]))
    rows += [row("DK-15", "0901", None), row("DK-15", None, "10000001"), row("DK-11", None, None)]
    rows += [row("DK-1", "0999", "30000003")]
    return ResultTable("DatakwaliteitRegels", "", "", (), (), rows)


@pytest.fixture(scope="module")
def lists() -> list[ActionList]:
    return list(action_lists(found(), named_settings()).lists)


def of(lists: list[ActionList], code: str) -> ActionList:
    (one,) = [one for one in lists if one.code == code]
    return one


def test_one_list_for_each_in_order(lists: list[ActionList]) -> None:
    assert [(one.kind, one.code, one.name) for one in lists] == [
        (PROVIDER, "10000001", "Zorg Eén"),
        (PROVIDER, "20000002", "Zorg Twee"),
        (MUNICIPALITY, "0901", "Berghuizen"),
        (MUNICIPALITY, "0902", "Dalhuizen"),
    ]


def test_rows_of_someone_who_is_not_in_the_settings_are_counted(lists: list[ActionList]) -> None:
    assert action_lists(found(), named_settings()).unplaced == 2  # of the aanbieder and of the gemeente
    assert not any("30000003" in str(one.table.rows) for one in lists)


def test_only_checks_about_which_something_is_asked(lists: list[ActionList]) -> None:
    for_provider = {check for check, text in texts.CHECKS.items() if text.request}
    for_municipality = {check for check, text in texts.CHECKS.items() if text.of_municipality}
    assert set(of(lists, "10000001").counts) == for_provider
    assert set(of(lists, "0901").counts) == for_municipality
    assert {"DK-11", "DK-13"}.isdisjoint(for_provider | for_municipality)
    for one in lists:
        assert all(line["Wat wij u vragen"] for line in one.table.rows)


def test_late_messages_go_to_who_sends_them(lists: list[ActionList]) -> None:
    def remarks(code: str) -> set[object]:
        return {line["Toelichting"] for line in of(lists, code).table.rows if line["Controle"] == "DK-9"}

    assert remarks("10000001") == set(texts.ABOUT_DELIVERIES)
    assert remarks("0901") == set(texts.ABOUT_ANSWERS)


def test_a_month_without_delivery_goes_to_who_should_have_delivered(lists: list[ActionList]) -> None:
    def counted(code: str) -> int:
        return of(lists, code).counts["DK-15"]

    assert (counted("10000001"), counted("20000002"), counted("0901"), counted("0902")) == (3, 2, 3, 2)


def test_most_urgent_first(lists: list[ActionList]) -> None:
    order = [texts.HIGH, texts.MEDIUM, texts.LOW]
    for one in lists:
        places = [order.index(str(line["Ernst"])) for line in one.table.rows]
        assert places == sorted(places)
        assert [line["Volgorde"] for line in one.table.rows] == list(range(1, len(places) + 1))


@pytest.fixture(scope="module")
def files(lists: list[ActionList], tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    folder = tmp_path_factory.mktemp("datakwaliteit")
    return SimpleNamespace(folder=folder, made=write_quality_workbooks(REPORT, lists, folder, workers=1))


def bytes_of(path: Path) -> str:
    """Everything in the file: names and contents of its parts, entities resolved."""
    with zipfile.ZipFile(path) as package:
        return "".join(f"{name} {html.unescape(package.read(name).decode('utf-8'))}" for name in package.namelist())


def test_no_byte_of_another_aanbieder_and_none_of_another_gemeente(files: SimpleNamespace) -> None:
    for one in files.made:
        text = bytes_of(one.path)
        assert one.name in text
        if one.kind == PROVIDER:
            others = [code for code in AGBS if code != one.code]
            assert not [code for code in others if code in text or NAMES[code] in text]
            assert all(NAMES[code] in text for code in MUNICIPALITIES)
        else:
            others = [code for code in MUNICIPALITIES if code != one.code]
            assert not [code for code in others if f"-{code}-" in text or f">{code}<" in text or NAMES[code] in text]
            assert all(NAMES[code] in text for code in AGBS)


def test_files_have_their_place_and_the_index_lists_them(files: SimpleNamespace) -> None:
    with (files.folder / "_overzicht.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [line["Bestand"] for line in rows] == [
        "aanbieders/10000001-zorg-een.xlsx",
        "aanbieders/20000002-zorg-twee.xlsx",
        "gemeenten/0901-berghuizen.xlsx",
        "gemeenten/0902-dalhuizen.xlsx",
    ]
    assert all((files.folder / line["Bestand"]).is_file() for line in rows)
    assert [int(line["Regels"]) for line in rows] == [one.rows for one in files.made]


def test_the_cover_prints_on_one_page(files: SimpleNamespace) -> None:
    """However many findings there are: the contact never falls off onto a second page."""
    for one in files.made:
        cover = Package(one.path).content["xl/worksheets/sheet1.xml"]
        assert b'<pageSetUpPr fitToPage="1"/>' in cover
        (setup,) = re.findall(rb"<pageSetup [^>]*>", cover)
        assert b'orientation="portrait"' in setup
        assert b"fitToHeight" not in setup, "any number of pages"


def test_the_list_is_a_table_and_no_text_from_outside_is_a_formula(files: SimpleNamespace) -> None:
    for one in files.made:
        package = Package(one.path)
        cells = [cell for sheet in package.sheets for cell in package.cells(sheet)]
        assert not [cell for cell in cells if cell.formula is not None]
        assert any("=Bureau Proef" in str(package.value(cell)) for cell in cells)
        assert excel_lint(one.path) == []
        assert validate_ooxml(one.path) == []


def test_again_changes_nothing_and_other_processes_write_the_same_bytes(
    lists: list[ActionList], files: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in files.folder.rglob("*.*")}
    write_quality_workbooks(REPORT, lists, files.folder, workers=1)
    assert {path: path.read_bytes() for path in files.folder.rglob("*.*")} == before
    monkeypatch.setattr("templates.quality_workbooks._ALONE", 0)
    monkeypatch.setattr("templates.quality_workbooks._CHUNK", 40)
    steps: list[tuple[int, int]] = []
    together = write_quality_workbooks(
        REPORT, lists, tmp_path, workers=2, progress=lambda done, total, _: steps.append((done, total))
    )
    assert [one.path.read_bytes() for one in together] == [one.path.read_bytes() for one in files.made]
    assert steps[-1] == (4, 4)


def test_a_folder_that_cannot_be_written_is_refused(lists: list[ActionList], tmp_path: Path) -> None:
    (tmp_path / "aanbieders").write_text("in de weg")
    with pytest.raises(Refusal):
        write_quality_workbooks(REPORT, lists, tmp_path, workers=1)


def test_the_region_every_list_has_its_own_rows_and_no_pseudonym() -> None:
    dossier, _ = imported("berichten")
    settings = settings_of_rows(small_region().settings)
    run = Run(Period(2024), date(2025, 3, 1), dossier.store.stand, settings.fingerprint)
    session = Session(dossier, settings, dossier.store, run, Actor("toets", datetime(2025, 5, 1, 9, 0)))
    outcome = export_quality(session, workers=1)
    rows = details(session.inputs.con, settings, run).rows
    assert outcome.data["map"] == str(dossier.output / "datakwaliteit" / "2024")
    paths = [Path(name) for name in outcome.data["bestanden"]]
    assert len(paths) > 5
    for path in paths:
        text = bytes_of(path)
        assert not re.search(r"(?<![a-z])[a-p]{32}(?![a-z])", text)
        code = path.name.split("-")[0]
        if path.parent.name == "aanbieders":
            assert not [p.agb for p in settings.providers if p.agb != code and p.agb in text]
            own = [line for line in rows if line["AGB"] == code]
        else:
            own = [line for line in rows if line["Gemeentecode"] == code]
        shown = {str(line["Toewijzingnummer"]) for line in own}
        others = {str(line["Toewijzingnummer"]) for line in rows if line["Toewijzingnummer"]} - shown
        assert not {number for number in others if re.search(rf"(?<![\w-]){re.escape(number)}(?![\w-])", text)}
