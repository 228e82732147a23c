"""A bureau workbook brought up to date: as a new one would be, with what the bureau did to it."""

import shutil
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest
from lxml import etree
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook as OpenBook

from engine.errors import Refusal
from engine.instruments.catalogue import INSTRUMENTS
from engine.result import ORDER, Report
from engine.rules import defined_name
from engine.texts import places
from engine.texts.refresh import BREAK_SIGNATURE
from tests.instruments.test_catalogue import session
from tests.tools.excel_lint import excel_lint
from tests.tools.office import assert_recalculates
from tests.tools.ooxml import validate_ooxml
from tests.workbooks.staff_book import corners
from workbooks.bureau import write_bureau
from workbooks.layouts import LAYOUTS
from workbooks.receipt import receipt_data, receipt_lines
from workbooks.refresh import Receipt, refresh_workbook
from workbooks.wanted import wanted_tables
from xl_addin.macros import workbook_project

AT = datetime(2025, 3, 1, 9)
EARLIER, LATER = date(2024, 7, 15), date(2025, 3, 1)


def report(name: str, as_of: date = LATER) -> Report:
    """The report of the small region on a day."""
    return INSTRUMENTS[name].report(session(as_of).inputs)


def made(folder: Path, name: str, as_of: date = EARLIER) -> Path:
    """A workbook as it was made on that day."""
    return write_bureau(report(name, as_of), LAYOUTS[name], folder / f"{name}-2024.xlsx", macros=workbook_project)


def refreshed(path: Path, of: Report) -> Receipt:
    return refresh_workbook(of, path, AT, path.parent / "versies")


def edited(path: Path, edit: Callable[[OpenBook], object]) -> None:
    """As staff change a workbook."""
    book = openpyxl.load_workbook(path, keep_vba=False)
    edit(book)
    book.save(path)


def shown(path: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table by header, values as stored."""
    for sheet in openpyxl.load_workbook(path, data_only=True):
        if table in sheet.tables:
            header, *rows = cast(Any, sheet[sheet.tables[table].ref])
            body = rows[: len(rows) - (sheet.tables[table].totalsRowCount or 0)]
            names = [cell.value for cell in header]
            return [dict(zip(names, map(as_shown, row), strict=True)) for row in body]
    raise KeyError(table)


def as_shown(cell: Any) -> Any:
    """The value of a cell: numbers to the digits that Excel shows, empty texts as empty cells."""
    return float(f"{cell.value:.12g}") if isinstance(cell.value, int | float) else cell.value or None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All four workbooks, made in July and brought to March; beside each the one made in March."""
    where = tmp_path_factory.mktemp("bijgewerkt")
    for name in INSTRUMENTS:
        refreshed(made(where, name), report(name))
        made(where / "nieuw", name, LATER)
    return where


def test_every_formula_cell_recalculates_to_its_cached_value(folder: Path) -> None:
    assert assert_recalculates(sorted(folder.glob("*.xlsm"))) > 3000


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_it_passes_the_validator_and_the_lint(folder: Path, name: str) -> None:
    path = folder / f"{name}-2024.xlsm"
    assert validate_ooxml(path) == []
    assert excel_lint(path) == []


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_every_table_holds_what_a_new_workbook_holds(folder: Path, name: str) -> None:
    """By key; rows that vanished stay, marked, and hold no figures. Dashboards keep whom they showed: see below."""
    for table in (table for table in report(name).tables if not table.name.startswith("Dashboard")):
        keys = table.ranks or table.keys
        new, now = (shown(where / f"{name}-2024.xlsm", table.name) for where in (folder / "nieuw", folder))
        gone = [row for row in now if row.get("Volgorde") == "vervallen"]
        kept = [row for row in now if row not in gone]
        assert all(value is None or key in (*keys, "Volgorde") for row in gone for key, value in row.items())
        if table.ranks or not keys:
            assert kept == new
        else:
            assert sorted(map(repr, kept)) == sorted(map(repr, new))


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_every_table_can_tell_rows_of_the_staff_from_its_own(name: str) -> None:
    for wanted in wanted_tables(report(name), {}):
        table = wanted.table
        has_order = any(column.name == ORDER for column in table.columns)
        assert has_order or (len(table.rows) == 1 and not table.keys), table.name


def test_rows_and_notes_of_the_staff_in_any_table_stay(tmp_path: Path) -> None:
    """A parameter of their own, a line below the key figures, a row in a ranking, a note at a row that goes."""
    path = made(tmp_path, "max-inzet", LATER)
    own = {"Parameters": "Eigen afspraak", "Verantwoording": "Controle door Anja", "Grafiek": "99999999"}

    def add(book: OpenBook) -> None:
        for name, text in own.items():
            sheet = next(each for each in book if name in each.tables)
            table = sheet.tables[name]
            left, _, right, bottom = corners(table.ref)
            assert table.totalsRowCount is None
            sheet.cell(bottom + 1, left).value = text
            sheet.cell(bottom + 1, left + 3).value = "van ons"
            table.ref = table.autoFilter.ref = f"{table.ref.split(':')[0]}:{get_column_letter(right)}{bottom + 1}"
        attention = next(each for each in book if "Aandacht" in each.tables)
        attention.cell(corners(attention.tables["Aandacht"].ref)[3], 1).comment = Comment("Vraag Bart", "Anja")

    edited(path, add)
    known = {*validate_ooxml(path), *excel_lint(path)}
    some = replace_rows(report("max-inzet"), "Aandacht", slice(0, 1))
    refreshed(path, some)
    for name, text in own.items():
        last = shown(path, name)[-1]
        assert next(iter(last.values())) == text
        assert [*last.values()][3] == "van ons"
        assert last["Volgorde"] is None
    sheet = next(each for each in openpyxl.load_workbook(path) if "Aandacht" in each.tables)
    noted = [cell.row for row in sheet for cell in row if cell.comment and cell.comment.text == "Vraag Bart"]
    assert noted == [corners(sheet.tables["Aandacht"].ref)[3]]
    assert shown(path, "Aandacht")[-1]["Volgorde"] == "vervallen"
    assert {*validate_ooxml(path), *excel_lint(path)} <= known


def replace_rows(of: Report, name: str, rows: slice) -> Report:
    """The report with fewer rows in one table."""
    table = of.table(name)
    assert len(table.rows) > 1
    less = replace(table, rows=table.rows[rows])
    return replace(of, tables=[less if each is table else each for each in of.tables])


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_a_second_time_nothing_is_written(folder: Path, name: str) -> None:
    path = folder / f"{name}-2024.xlsm"
    before, versions = path.read_bytes(), len(list((folder / "versies").iterdir()))
    again = refreshed(path, report(name))
    assert not again.is_changed
    assert path.read_bytes() == before
    assert len(list((folder / "versies").iterdir())) == versions
    assert receipt_lines(again)[0].startswith("Al bijgewerkt")


def test_overview_shows_the_new_run(folder: Path) -> None:
    for name in INSTRUMENTS:
        paths = [where / f"{name}-2024.xlsm" for where in (folder, folder / "nieuw")]
        now, new = (openpyxl.load_workbook(path, data_only=True) for path in paths)
        cells = [[[as_shown(cell) for cell in row] for row in book["Overzicht"]] for book in (now, new)]
        assert cells[0] == cells[1]
        result = report(name).results[0]
        assert now[result]["A2"].value == new[result]["A2"].value
        assert now[result].oddFooter.center.text == new[result].oddFooter.center.text


def test_the_charts_keep_what_they_show(folder: Path) -> None:
    """The cached points of every chart are those of a new workbook's chart."""

    def points(path: Path) -> dict[str, list[list[str]]]:
        with zipfile.ZipFile(path) as package:
            charts = [name for name in package.namelist() if "/charts/chart" in name]
            return {name: sorted(_cached(package.read(name))) for name in charts}

    for name in ("max-inzet", "plafonds", "lumpsum"):
        assert points(folder / f"{name}-2024.xlsm") == points(folder / "nieuw" / f"{name}-2024.xlsm")


def _cached(chart: bytes) -> list[list[str]]:
    caches = etree.fromstring(chart).iter("{*}numCache", "{*}strCache")
    return [[_point(each.text or "") for each in cache.iter("{*}v")] for cache in caches]


def _point(text: str) -> str:
    try:
        return f"{float(text):.12g}"
    except ValueError:
        return text


def test_what_the_bureau_wrote_stays_on_its_row(tmp_path: Path) -> None:
    path = made(tmp_path, "max-inzet")

    def edit(book: OpenBook) -> None:
        sheet = book["MaxInzet"]
        table = sheet.tables["MaxInzet"]
        last = sheet.max_column + 1
        sheet.cell(4, last, "Gebeld")
        sheet.cell(6, last, "ja, 3 maart")
        sheet["C6"].fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")
        sheet["A6"].comment = openpyxl.comments.Comment("Let op", "Anja")
        first, bottom = table.ref.split(":")
        table.ref = f"{first}:{openpyxl.utils.get_column_letter(last)}{bottom.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"
        table.autoFilter.ref = table.ref
        table.tableColumns.append(openpyxl.worksheet.table.TableColumn(id=last, name="Gebeld"))
        book.create_sheet("Van ons")["A1"] = "=SUM(MaxInzet!F5:F6)"

    edited(path, edit)
    key = tuple(openpyxl.load_workbook(path)["MaxInzet"][6][place].value for place in (0, 1))
    refreshed(path, report("max-inzet"))
    book = openpyxl.load_workbook(path)
    sheet = book["MaxInzet"]
    assert tuple(sheet[6][place].value for place in (0, 1)) == key
    assert [row["Gebeld"] for row in shown(path, "MaxInzet") if row["Gebeld"]] == ["ja, 3 maart"]
    assert sheet["C6"].fill.fgColor.rgb == "00FFFF00"
    assert sheet["A6"].comment.text == "Let op"
    assert book["Van ons"]["A1"].value == "=SUM(MaxInzet!F5:F6)"


def test_a_choice_on_a_dashboard_stays_and_all_follows_it(tmp_path: Path) -> None:
    path = made(tmp_path, "plekken")
    others = [row["AGB"] for row in shown(path, "Aanbieders")]
    chosen = next(agb for agb in others if agb != shown(path, "DashboardKeuze")[0]["AGB"])

    def choose(book: OpenBook) -> None:
        book["Dashboard 1"]["C3"] = chosen

    edited(path, choose)
    refreshed(path, report("plekken"))
    assert shown(path, "DashboardKeuze")[0]["AGB"] == chosen
    assert next(row for row in shown(path, "Parameters") if row["Naam"] == places.CHOSEN)["Waarde"] == chosen
    assert_recalculates([path])


def test_parameters_that_were_sorted_keep_their_names(tmp_path: Path) -> None:
    path = made(tmp_path, "max-inzet")

    def turn_round(book: OpenBook) -> None:
        sheet = book["Parameters"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
        for number, row in enumerate(reversed(rows), start=5):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column, value)

    edited(path, turn_round)
    refreshed(path, report("max-inzet"))
    book = openpyxl.load_workbook(path)
    for use in report("max-inzet").parameters:
        place = book.defined_names[defined_name(use.name)].attr_text.split("!")[1].replace("$", "")
        assert book["Parameters"][f"A{place[1:]}"].value == use.name
    assert_recalculates([path])


def test_an_overtyped_figure_is_calculated_again_and_named(tmp_path: Path) -> None:
    path = made(tmp_path, "max-inzet", LATER)

    def overtype(book: OpenBook) -> None:
        sheet = book["MaxInzet"]
        column = next(cell.column for cell in sheet[4] if cell.value == "Gemiddelde inzet")
        sheet.cell(7, column, 12345)

    edited(path, overtype)
    receipt = refreshed(path, report("max-inzet"))
    (line,) = [line for line in receipt_lines(receipt) if "ingetypt" in line]
    assert "Gemiddelde inzet" in line
    assert "12.345,0 ingetypt" in line
    assert len(receipt_data(receipt)["tabellen"]["MaxInzet"]["opnieuw_berekend"]) == 1
    assert shown(path, "MaxInzet") == shown(made(tmp_path / "nieuw", "max-inzet", LATER), "MaxInzet")


def assert_untouched(path: Path, said: str, name: str = "max-inzet") -> Refusal:
    """The refusal says so, and no byte and no file changed."""
    before, files = path.read_bytes(), sorted(path.parent.iterdir())
    with pytest.raises(Refusal, match=said) as refused:
        refreshed(path, report(name))
    assert path.read_bytes() == before
    assert sorted(path.parent.iterdir()) == files
    return refused.value


def test_a_column_that_formulas_need_must_be_there(tmp_path: Path) -> None:
    path = made(tmp_path, "max-inzet")

    def rename(book: OpenBook) -> None:
        cell = next(cell for cell in book["MaxInzet"][4] if cell.value == "Uren")
        cell.value = "Aantal uren"
        book["MaxInzet"].tables["MaxInzet"].tableColumns[cell.column - 1].name = "Aantal uren"

    edited(path, rename)
    assert "Uren" in assert_untouched(path, "staat niet meer in deze tabel").text


def test_a_key_column_must_be_there(tmp_path: Path) -> None:
    path = made(tmp_path, "max-inzet")

    def rename(book: OpenBook) -> None:
        book["MaxInzet"]["A4"] = "Code"
        book["MaxInzet"].tables["MaxInzet"].tableColumns[0].name = "Code"

    edited(path, rename)
    assert_untouched(path, "Kolom AGB staat niet meer in deze tabel")


def test_a_table_that_formulas_need_must_be_there(tmp_path: Path) -> None:
    path = made(tmp_path, "max-inzet")
    edited(path, lambda book: book.remove(book["Normen"]))
    assert_untouched(path, "Tabel Normen staat niet meer in deze werkmap")


def test_a_sheet_that_nothing_needs_may_go(tmp_path: Path) -> None:
    path = made(tmp_path, "max-inzet")
    edited(path, lambda book: book.remove(book["Benchmark"]))
    receipt = refreshed(path, report("max-inzet"))
    assert receipt.absent == ["Benchmark"]
    assert any("Benchmark" in line for line in receipt_lines(receipt))


def test_a_row_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path, "max-inzet")

    def copy(book: OpenBook) -> None:
        for cell in book["MaxInzet"][6][:3]:
            book["MaxInzet"].cell(8, int(cell.column or 0), cell.value)  # pyright: ignore[reportArgumentType]

    edited(path, copy)
    refused = assert_untouched(path, "staat er twee keer")
    assert "rij 6 en rij 8." in refused.text
    assert refused.where == f"{path}, blad MaxInzet, tabel MaxInzet"


def changed_zip(path: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    """Another program's change to the parts of a file."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)


OUTCOMES: dict[str, tuple[Callable[[Path], object], str]] = {
    "versleuteld": (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096), "versleuteld"),
    "afgebroken": (lambda path: path.write_bytes(path.read_bytes()[:-3000]), "beschadigd"),
    "leeg": (lambda path: path.write_bytes(b""), "beschadigd"),
    "ondertekend": (
        lambda path: changed_zip(path, lambda parts: parts.update({"_xmlsignatures/sig1.xml": b"<a/>"})),
        "ondertekend",
    ),
    "blad weg": (lambda path: changed_zip(path, lambda parts: parts.pop("xl/worksheets/sheet2.xml")), "niet meer"),
    "kapotte xml": (lambda path: changed_zip(path, lambda p: p.update({"xl/workbook.xml": b"<a"})), "beschadigd"),
    "geen werkmap": (lambda path: changed_zip(path, lambda p: p.pop("[Content_Types].xml")), "geen werkmap"),
    "andermans werkmap": (lambda path: openpyxl.Workbook().save(path), "geen enkele tabel"),
    "alleen-lezen": (lambda path: path.chmod(0o444), "alleen-lezen"),
    "geopend": (lambda path: (path.parent / f"~${path.name}").write_bytes(b"\x04Anja"), "geopend door Anja"),
}


@pytest.mark.parametrize("kind", OUTCOMES)
def test_a_file_that_cannot_be_refreshed_is_left_alone(tmp_path: Path, kind: str) -> None:
    path = made(tmp_path, "max-inzet")
    spoil, said = OUTCOMES[kind]
    spoil(path)
    refusal = assert_untouched(path, said)
    assert "Er is niets veranderd" in refusal.text


def test_a_signed_workbook_loses_its_signature_only_when_that_is_said(tmp_path: Path) -> None:
    path = made(tmp_path, "max-inzet")
    relation = '<Relationship Id="rIdS" Type="{0}/digital-signature/origin" Target="/_xmlsignatures/origin.sigs"/>'
    kinds = b'<Override PartName="/_xmlsignatures/%s" ContentType="application/vnd.openxmlformats-package.x"/>'

    def sign(parts: dict[str, bytes]) -> None:
        root = relation.format("http://schemas.openxmlformats.org/package/2006/relationships").encode()
        parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", root + b"</Relationships>")
        names = (b"origin.sigs", b"sig1.xml")
        types = b"".join(kinds % name for name in names) + b"</Types>"
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", types)
        parts |= {"_xmlsignatures/origin.sigs": b"", "_xmlsignatures/sig1.xml": b"<Signature/>"}

    changed_zip(path, sign)
    signed = path.read_bytes()
    assert BREAK_SIGNATURE in assert_untouched(path, "ondertekend").text
    receipt = refresh_workbook(report("max-inzet"), path, AT, tmp_path / "versies", breaks_signature=True)
    assert receipt.version is not None
    assert receipt.version.read_bytes() == signed
    with zipfile.ZipFile(path) as package:
        assert not [name for name in package.namelist() if "_xmlsignatures" in name]
        assert b"_xmlsignatures" not in package.read("[Content_Types].xml") + package.read("_rels/.rels")
    assert validate_ooxml(path) == []


def test_a_flipped_byte_is_never_written_on(tmp_path: Path) -> None:
    """Every part has its checksum: damage is refused, or in a part that is only copied, and then copied as it is."""
    path = made(tmp_path, "max-inzet")
    whole = path.read_bytes()
    for place in range(200, len(whole), len(whole) // 40):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        before = path.read_bytes()
        with suppress(Refusal):
            refreshed(path, report("max-inzet"))
            continue
        assert path.read_bytes() == before
        shutil.rmtree(tmp_path / "versies", ignore_errors=True)


def test_the_setting_of_a_norm_reaches_the_workbook(tmp_path: Path) -> None:
    """A parameter and its formulas: changed in the settings, changed in the workbook."""
    path = made(tmp_path, "max-inzet", LATER)
    of = report("max-inzet")
    number = next(use for use in of.parameters if isinstance(use.value, Decimal))
    raised = Decimal(str(number.value)) + 1
    uses = [replace(use, value=raised) if use is number else use for use in of.parameters]
    receipt = refreshed(path, replace(of, parameters=uses))
    assert [plan.name for plan in receipt.plans if not plan.is_empty] == ["Parameters"]
    row = next(row for row in shown(path, "Parameters") if row["Naam"] == number.name)
    assert row["Waarde"] == float(raised)
