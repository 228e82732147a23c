"""What must hold for every workbook of the catalogue as a file, also when a dossier has almost nothing in it."""

# openpyxl types every cell as if it were merged or empty.
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportArgumentType=false

import re
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from engine.instruments.catalogue import INSTRUMENTS
from engine.instruments.reporting import Inputs
from engine.result import Report
from engine.settings.rows import Agreement, FrameworkSetting, LumpsumPartner
from tests.instruments.places_world import AGB, VENLO, World, agreement, known_settings
from tests.instruments.test_catalogue import report
from tests.tools.excel_lint import excel_lint
from tests.tools.office import assert_recalculates, printed_text
from tests.tools.ooxml import validate_ooxml
from tests.tools.package import Package
from workbooks.bureau import bureau_bytes, write_bureau
from workbooks.layouts import LAYOUTS

AS_OF = date(2024, 5, 20)


@cache
def bare_inputs() -> Inputs:
    """An agreement of each sort and one client in care: no declarations, no statement, no pgb, no decision."""
    cell = {"municipality": VENLO, "service_form": "BGI", "year": 2024}
    world = World()
    world.care(1, date(2024, 1, 8))
    settings = known_settings(agreement()).model_copy(
        update={
            "agreements": (Agreement(agb=AGB, care_domain="Ambulant", year=2024, amount=Decimal(0)),),
            "lumpsum_partners": (LumpsumPartner(agb=AGB, **cell), LumpsumPartner(agb="98000009", **cell)),
            "framework": (FrameworkSetting(**cell),),
        }
    )
    return world.inputs(AS_OF, settings)


def bare(name: str) -> Report:
    return INSTRUMENTS[name].report(bare_inputs())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each workbook of the small region, and each of the dossier with almost nothing."""
    made = tmp_path_factory.mktemp("werkmappen")
    for name, layout in LAYOUTS.items():
        write_bureau(report(name), layout, made / f"vol-{name}.xlsx", macros=None)
        if name != "max-inzet":
            write_bureau(bare(name), layout, made / f"kaal-{name}.xlsx", macros=None)
    return made


def test_a_workbook_with_almost_nothing_is_as_sound_as_a_full_one(folder: Path) -> None:
    """The full ones have this test in tests/addin."""
    paths = sorted(folder.glob("kaal-*.xlsx"))
    assert assert_recalculates(paths) > 100
    for path in paths:
        assert validate_ooxml(path) == []
        assert excel_lint(path) == []


@pytest.mark.parametrize("name", LAYOUTS)
def test_it_prints_without_hashes_and_errors(folder: Path, name: str) -> None:
    paths = sorted(folder.glob(f"*-{name}.xlsx"))
    assert len(paths) == (1 if name == "max-inzet" else 2)
    for path in paths:
        text = printed_text(path)
        assert not re.findall(r"###+|#(?:DIV/0|N/B|WAARDE|NAAM|VERW|REF|VALUE|NAME|N/A)", text), path.name


@pytest.mark.parametrize("name", LAYOUTS)
def test_sheets_stand_in_reading_order_and_none_is_hidden(folder: Path, name: str) -> None:
    book = openpyxl.load_workbook(folder / f"vol-{name}.xlsx")
    results = list(report(name).results)
    after_dashboards = book.sheetnames.index(results[0])
    assert book.sheetnames[0] == "Overzicht"
    assert book.sheetnames[after_dashboards:][: len(results) + 2] == [*results, "Verantwoording", "Parameters"]
    assert {sheet.sheet_state for sheet in book} == {"visible"}


@pytest.mark.parametrize("name", ["max-inzet", "plafonds", "lumpsum"])
def test_every_chart_has_a_description(folder: Path, name: str) -> None:
    content = Package(folder / f"vol-{name}.xlsx").content
    described = [
        len(re.findall(rb'descr="Grafiek: [^"]+"', content[drawing]))
        for drawing in sorted(content)
        if re.fullmatch(r"xl/drawings/drawing\d+\.xml", drawing)
    ]
    domains = {row["Zorgdomein"] for row in report("plafonds").table("Domeinen").rows}
    assert described == ([1, len(domains)] if name == "plafonds" else [1])


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    one, other = (bureau_bytes(report(name), LAYOUTS[name], "a.xlsx", None) for _ in range(2))
    assert one == other


def test_what_is_not_known_is_empty_and_asked_for() -> None:
    """Never a number made up: what staff must still fill in stands under `Wat valt op`."""
    assert bare("plafonds").table("Plafondopbouw").values("Groei") == [None]
    assert bare("lumpsum").table("Kader").values("C werkelijk") == [None]
    assert bare("lumpsum").table("Aandacht").rows


def _total_of(path: Path, sheet_name: str, column: str) -> tuple[object, str, str]:
    """The stored total of a column, what the office prints for it, and what A3 says."""
    sheet = openpyxl.load_workbook(path, data_only=True)[sheet_name]
    index = next(place for place, cell in enumerate(sheet[4], start=1) if cell.value == column)
    cell = sheet.cell(sheet.max_row, index)
    return cell.value, cell.coordinate, str(sheet["A3"].value or "")


def test_a_total_that_leaves_rows_out_says_so(folder: Path) -> None:
    path, table = folder / "vol-lumpsum.xlsx", report("lumpsum").table("Nacalculatie")
    known = [value for value in table.values("Definitieve lumpsum") if isinstance(value, Decimal)]
    assert 0 < len(known) < len(table.rows)
    value, place, line = _total_of(path, "Nacalculatie", "Definitieve lumpsum")
    assert value == pytest.approx(float(sum(known)))
    assert "zonder de rijen die leeg zijn" in line
    rules = openpyxl.load_workbook(path)["Nacalculatie"].conditional_formatting
    marked = {str(each.sqref): each.rules[0].dxf.numFmt.formatCode for each in rules if each.rules[0].dxf.numFmt}
    assert "*" in marked[place]
    printed = " ".join(printed_text(path).split())
    assert f"{sum(known):,.2f} *".translate(str.maketrans(",.", ".,")) in printed
    whole, _, _ = _total_of(path, "Nacalculatie", "Lumpsum")
    assert isinstance(whole, float)
    assert f"{whole:,.2f} *".translate(str.maketrans(",.", ".,")) not in printed


def test_a_total_of_nothing_known_is_not_zero(folder: Path) -> None:
    value, _, line = _total_of(folder / "kaal-lumpsum.xlsx", "Nacalculatie", "Definitieve lumpsum")
    assert (value, line) == ("n.v.t.", "")


def test_a_parameter_shows_all_its_digits(folder: Path) -> None:
    """3,87% shown as 3,9% would give who checks it another lumpsum."""
    shown = " ".join(printed_text(folder / "vol-lumpsum.xlsx").split())
    assert "LS.Indexatie 3,87%" in shown
    assert "LS.AandeelNacalculatie 50,0%" in shown


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_band_hides_the_colour_of_an_input_cell(folder: Path, name: str) -> None:
    sheet = openpyxl.load_workbook(folder / f"vol-{name}.xlsx")["Parameters"]
    bands = [area.sqref for area in sheet.conditional_formatting if "MOD(ROW(),2)=0" in area.rules[0].formula]
    assert bands
    assert not any(cell in area for area in bands for cell in ("B5", "B6"))
    assert all(any(f"{column}6" in area for area in bands) for column in "ACD")


def test_overview_and_the_sheet_say_what_is_counted(folder: Path) -> None:
    """Rows above the norm are no aanbieders, and the clients of all rows together no unique ones."""
    book = openpyxl.load_workbook(folder / "vol-max-inzet.xlsx", data_only=True)
    labels = [cell.value for cell in book["Overzicht"][5]]
    assert "Boven de norm, per product" in labels
    assert "Unieke cliënten" in labels
    sheet = book["MaxInzet"]
    explanation = " ".join(str(cell.value) for row in sheet["A2:Z3"] for cell in row if cell.value)
    assert "Een cliënt telt in elke rij waar die zorg kreeg." in explanation
    (note,) = [cell.comment.text for cell in sheet[4] if cell.value == "Cliënten"]
    assert "telt in elke rij: het totaal is dan hoger" in note
