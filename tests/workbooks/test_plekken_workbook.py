"""The workbook plekken as a file: valid, recalculating to its stored values, with dashboards that follow the choice."""

# openpyxl types every cell as if it were merged or empty.
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportArgumentType=false

import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from build.settings_of_rows import settings_of_rows
from engine.instruments.places_care import CareFacts, CareYear
from engine.instruments.places_dashboards import dashboards
from engine.instruments.places_report import RESULTS, places_report
from engine.instruments.reporting import Inputs
from engine.result import Report, ResultTable
from engine.run import Period, Run
from tests.build.imported import imported
from tests.build.made import small_region
from tests.instruments.places_world import AMBULANT, OTHER_AGB, World, agreement, known_settings
from tests.tools.excel_lint import excel_lint
from tests.tools.office import assert_recalculates, convert
from tests.tools.ooxml import validate_ooxml
from tests.tools.package import CellValue, Package
from workbooks.bureau import bureau_bytes, write_bureau
from workbooks.generate import cell_value
from workbooks.places import LAYOUT
from workbooks.places_dashboards import ONE, TWO
from workbooks.table_sheet import FIRST_ROW
from workbooks.theme import DARK_BLUE
from xl_addin.macros import workbook_project

AS_OF = date(2024, 10, 20)


@cache
def inputs() -> Inputs:
    """The made-up region, in October."""
    store, settings = imported("berichten")[0].store, settings_of_rows(small_region().settings)
    run = Run(Period(2024), AS_OF, store.stand, settings.fingerprint)
    return Inputs(store.connect(AS_OF), settings, run, "toets", store.connect)


@cache
def report() -> Report:
    """Its report."""
    return places_report(inputs())


def without_places() -> Report:
    """Trajectories only: the tables of places are empty."""
    world = World()
    world.care(1, date(2024, 1, 1), date(2024, 2, 1))
    return world.report(AS_OF, known_settings())


def without_care() -> Report:
    """Agreements only, one without a price."""
    chosen = known_settings(agreement(), agreement(agb=OTHER_AGB))
    bare = chosen.products[0].model_copy(update={"trajectory_price": None})
    return World().report(date(2024, 1, 31), chosen.model_copy(update={"products": (bare,)}))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The region with macros, and without; only trajectories; only agreements."""
    made = tmp_path_factory.mktemp("plekken")
    write_bureau(report(), LAYOUT, made / "vol.xlsm", macros=workbook_project)
    write_bureau(report(), LAYOUT, made / "zonder-macro.xlsm", macros=None)
    write_bureau(without_places(), LAYOUT, made / "trajecten.xlsx", macros=None)
    write_bureau(without_care(), LAYOUT, made / "afspraken.xlsx", macros=None)
    return made


def files(folder: Path) -> list[Path]:
    """All workbooks in the folder."""
    found = sorted(folder.glob("*.xls?"))
    assert len(found) == 4
    return found


def test_libreoffice_recalculates_every_formula_to_its_stored_value(folder: Path) -> None:
    cells = sum(len(table.rows) for table in report().tables for column in table.columns if column.rule is not None)
    assert assert_recalculates(files(folder)) > 2 * cells


def test_microsofts_validator_finds_nothing(folder: Path) -> None:
    assert {path.name: validate_ooxml(path) for path in files(folder)} == {p.name: [] for p in files(folder)}


def test_excel_lint_finds_nothing(folder: Path) -> None:
    assert {path.name: excel_lint(path) for path in files(folder)} == {p.name: [] for p in files(folder)}


def test_sheets_stand_in_reading_order_and_none_is_hidden(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "vol.xlsm")
    first = ["Overzicht", ONE, TWO, *RESULTS, "Datakwaliteit", "Verantwoording", "Parameters"]
    assert book.sheetnames[: len(first)] == first
    assert set(book.sheetnames[len(first) :]) == {table.name for table in report().tables} - set(first)
    assert {sheet.sheet_state for sheet in book} == {"visible"}


def test_one_input_cell_with_a_list_of_aanbieders_and_the_name_that_formulas_read(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "vol.xlsm")
    (rule,) = book[ONE].data_validations.dataValidation
    agbs = report().table("Aanbieders").values("AGB")
    assert rule.formula1 == f"Aanbieders!$A$5:$A${4 + len(agbs)}"
    assert [row[0].value for row in book["Aanbieders"].iter_rows(min_row=5)] == agbs
    assert str(rule.sqref) == "C3"
    assert not book[ONE]["C3"].protection.locked
    assert book.defined_names["P_Dashboard_AGB"].attr_text == f"'{ONE}'!$C$3"
    shown = {row[0].value: row[1].value for row in book["Parameters"].iter_rows(min_row=5)}
    assert shown["Dashboard.AGB"] == f"='{ONE}'!$C$3"


def test_each_dashboard_has_its_charts_with_a_description(folder: Path) -> None:
    content = Package(folder / "vol.xlsm").content
    drawings = [content[name] for name in sorted(content) if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)]
    described = [len(re.findall(rb'descr="Grafiek: [^"]+"', drawing)) for drawing in drawings]
    assert described == [1, 2, 2]


def test_the_same_report_gives_the_same_bytes() -> None:
    one, other = (bureau_bytes(places_report(inputs()), LAYOUT, "a.xlsx", None) for _ in range(2))
    assert one == other


def test_the_default_is_the_largest_aanbieder() -> None:
    realised: dict[str, float] = {}
    for row in report().table("PlekkenAfrekening").rows:
        realised[str(row["AGB"])] = realised.get(str(row["AGB"]), 0) + float(str(row["Realisatie"]))
    assert report().table("DashboardKeuze").rows[0]["AGB"] == max(realised, key=lambda agb: realised[agb])


def choose(path: Path, agb: str, target: Path) -> Path:
    """The workbook with another code in the input cell, as a person would type it; nothing is recalculated yet."""
    (number,) = [index for index, name in enumerate(Package(path).sheets, start=1) if name == ONE]
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as changed:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == f"xl/worksheets/sheet{number}.xml":
                typed = rf'<c r="C3" \1 t="inlineStr"><is><t>{agb}</t></is></c>'.encode()
                content, times = re.subn(rb'<c r="C3" (s="\d+") t="s"><v>\d+</v></c>', typed, content)
                assert times == 1
            changed.writestr(item, content)
    return target


def cells_of(table: ResultTable) -> Iterator[tuple[str, float | str]]:
    """Reference and value of every cell with a rule."""
    for index, column in enumerate(table.columns):
        if column.rule is not None:
            for number, value in enumerate(table.values(column.name)):
                yield f"{chr(ord('A') + index)}{FIRST_ROW + number + 1}", cell_value(value)


def values_of(package: Package) -> dict[str, dict[str, CellValue]]:
    """Every value of every sheet by its reference."""
    return {sheet: {cell.reference: package.value(cell) for cell in package.cells(sheet)} for sheet in package.sheets}


def test_another_choice_changes_both_dashboards(folder: Path, tmp_path: Path) -> None:
    results = [report().table(name) for name in (*RESULTS, "Standaarden", "UitstroomTotaal")]
    codes = [str(agb) for agb in report().table("Aanbieders").values("AGB")]
    with_places = {str(row["AGB"]) for row in report().table("PlekkenAfrekening").rows}
    before = report().table("DashboardKeuze").rows[0]["AGB"]
    other = next(agb for agb in codes if agb in with_places and agb != before)
    nowhere = next(agb for agb in codes if agb not in with_places)
    changed = [choose(folder / "zonder-macro.xlsx", agb, tmp_path / f"{agb}.xlsx") for agb in (other, nowhere)]
    recalculated = convert(changed, "xlsx")
    facts = CareFacts(inputs().con, CareYear(inputs().settings, inputs().run))
    for agb, path in zip((other, nowhere), recalculated, strict=True):
        package = Package(path)
        shown = {
            sheet: {cell.reference: package.value(cell) for cell in package.cells(sheet)} for sheet in package.sheets
        }
        for table in dashboards(facts, results, agb).tables:
            for reference, value in cells_of(table):
                found = shown[table.name].get(reference)
                wanted = pytest.approx(value, rel=1e-9) if isinstance(value, float) else value
                assert ("" if found is None else found) == wanted, (agb, table.name, reference)
        assert shown[ONE]["B3"] == shown[TWO]["B3"]
        assert shown[ONE]["B3"] == dict(zip(codes, report().table("Aanbieders").values("Aanbieder"), strict=True))[agb]
    shutil.rmtree(recalculated[0].parent.parent)


def test_what_the_dashboards_show_stands_in_the_result_tables() -> None:
    agb = report().table("DashboardKeuze").rows[0]["AGB"]
    last = report().table("DashboardMaanden").rows[-1]
    shown = {row["Verwijzer"]: row["202410"] for row in report().table("DashboardVerwijzers").rows}
    for row in report().table("Verwijzers").rows:
        if (row["AGB"], row["Maand"]) == (agb, date(2024, 10, 1)):
            assert shown[row["Verwijzer"]] == row["Cliënten"]
    (flow,) = [row for row in report().table("InUitstroom").rows if (row["AGB"], row["Maand"]) == (agb, last["Maand"])]
    assert [last[name] for name in ("Instroom", "Uitstroom", "In zorg")] == [
        flow[name] for name in ("Instroom", "Uitstroom", "In zorg")
    ]
    products = {row["Productcode"]: row for row in report().table("DashboardLooptijden").rows if row["Productcode"]}
    own = [row for row in report().table("Looptijden").rows if row["AGB"] == agb]
    assert list(products) == [*(row["Productcode"] for row in own), "Totaal"]
    for row in own:
        assert products[row["Productcode"]]["Gem. looptijd"] == row["Gemiddelde looptijd"]


def test_unique_clients_on_places_through_the_months() -> None:
    world = World()
    world.care(1, date(2024, 1, 1), date(2024, 1, 31))
    world.care(1, date(2024, 2, 1))
    world.care(2, date(2024, 2, 28), product_code=AMBULANT)
    world.care(3, date(2023, 2, 1), date(2023, 2, 28))
    made = world.report(date(2024, 3, 31))
    months = made.table("DashboardMaanden")
    assert months.values("Cliënten") == [1, 2, 2]
    assert months.values("Cliënten vorig jaar") == [0, 1, 1]
    assert months.values("Zorgdagen") == [31, 62, 124]
    assert months.values("Zorgdagen vorig jaar") == [0, 28, 28]


def headers_of(folder: Path, name: str) -> list[list[str]]:
    """The cells of every header row of a dashboard: those on dark blue."""
    sheet = openpyxl.load_workbook(folder / "vol.xlsm")[name]
    rows = [[cell for cell in row if str(cell.fill.fgColor.rgb).endswith(DARK_BLUE[1:])] for row in sheet.iter_rows()]
    return [[str(cell.value or "") for cell in row] for row in rows if row]


@pytest.mark.parametrize("name", [ONE, TWO])
def test_months_stand_on_the_dashboards_by_name_and_no_header_ends_empty(folder: Path, name: str) -> None:
    headers = headers_of(folder, name)
    assert len(headers) == 2
    assert "jan 2024" in headers[0]
    assert "dec 2024" in headers[0]
    assert not any(text.isdigit() for row in headers for text in row)
    assert all(row[-1] for row in headers)


def test_durations_on_the_dashboard_have_their_unit(folder: Path) -> None:
    shown = {"Gem. looptijd (dagen)", "Vorig jaar (dagen)", "Standaard (dagen)", "Gem. looptijd 2024 (dagen)"}
    assert shown <= {*headers_of(folder, TWO)[1]}


def test_an_unknown_referrer_is_a_dutch_word_on_every_sheet(folder: Path) -> None:
    assert "Onbekend" in report().table("Verwijzers").values("Verwijzer")
    book = openpyxl.load_workbook(folder / "vol.xlsm", data_only=True)
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [text for text in cells if "_ONBEKEND" in text]
