"""The macro projects and the add-in: made of the sources, the same each time, known again by their seal."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
import pyvbaanalysis
from lxml import etree
from pyopenvba import ExcelFile, check_file
from pyopenvba.cfb import CFB
from pyopenvba.vba import parse_vba_project, write_back_modules

from build.addin import NAME, addin_bytes, main
from tests.addin.macro_books import bureau_book, modules_in
from workbooks.macro_seal import only_ours, sealed
from xl_addin.macros import ADDIN_MODULES, WORKBOOK_MODULES, module_text, project, workbook_project

SOURCES = Path(__file__).resolve().parents[2] / "xl_addin" / "vba"
RIBBON = SOURCES.parent / "ribbon.xml"
COMMANDS = {
    "inlezen", "datakwaliteit", "instellingen", "herbereken-tabel", "herbereken", "peildatum", "uitleg", "bronregels",
    "werkmappen", "sluit-af", "vergelijk", "help",
}  # fmt: skip


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return main(tmp_path_factory.mktemp("addin"))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bureau_book(tmp_path_factory.mktemp("werkmap"))


def as_in_the_sources(name: str) -> str:
    """The source, as far as building leaves it alone: not the version and the seal."""
    built = module_text(name).rsplit("\n", 2)[0]
    return re.sub(r'(MACRO_VERSIE As String = ")[^"]*', r"\g<1>0", built)


@pytest.mark.parametrize("name", sorted({*WORKBOOK_MODULES, *ADDIN_MODULES}))
def test_a_module_is_its_source_with_version_and_seal(name: str) -> None:
    assert as_in_the_sources(name) == (SOURCES / f"{name}.bas").read_text(encoding="utf-8").rstrip()
    assert '"0.0.0"' not in module_text(name)
    assert module_text(name).encode("cp1252")


def test_every_source_is_built_in_somewhere() -> None:
    assert {path.stem for path in SOURCES.glob("*.bas")} == {*WORKBOOK_MODULES, *ADDIN_MODULES}


def test_oletools_reads_the_sources_back(addin: Path, book: Path) -> None:
    assert modules_in(addin) == {name: module_text(name) for name in ADDIN_MODULES}
    assert modules_in(book) == {name: module_text(name) for name in WORKBOOK_MODULES}


def test_equal_sources_give_equal_bytes() -> None:
    first, addin = workbook_project(7), addin_bytes()
    project.cache_clear()
    assert workbook_project(7) == first
    assert addin_bytes() == addin


def test_every_sheet_has_its_module(book: Path) -> None:
    sheets = len(openpyxl.load_workbook(book).sheetnames)
    with ExcelFile(book) as opened:
        names = opened.module_names()
    assert names == ["ThisWorkbook", *(f"Sheet{number + 1}" for number in range(sheets)), *WORKBOOK_MODULES]
    with zipfile.ZipFile(book) as package:
        assert b'codeName="ThisWorkbook"' in package.read("xl/workbook.xml")
        for number in range(1, sheets + 1):
            assert f'codeName="Sheet{number}"'.encode() in package.read(f"xl/worksheets/sheet{number}.xml")


def test_pyopenvba_finds_nothing_wrong(addin: Path, book: Path) -> None:
    assert [check_file(path).issues for path in (addin, book)] == [(), ()]


def test_the_add_in_is_one(addin: Path) -> None:
    assert addin.name == NAME
    with zipfile.ZipFile(addin) as package:
        assert b"addin.macroEnabled.main+xml" in package.read("[Content_Types].xml")
        assert package.read("customUI/customUI14.xml") == RIBBON.read_bytes()
        assert b"customUI/customUI14.xml" in package.read("_rels/.rels")
        assert b'visibility="hidden"' in package.read("xl/workbook.xml")


def test_the_buttons_run_macros_that_are_there(book: Path) -> None:
    with zipfile.ZipFile(book) as package:
        drawings = b"".join(package.read(name) for name in package.namelist() if name.endswith(".vml")).decode()
    called = re.findall(r"<x:FmlaMacro>\[0\]!(\w+)\.(\w+)<", drawings)
    assert called == [("ModKnoppen", "Herbereken"), ("ModKnoppen", "WaarKomtDitVandaan")]
    for module, macro in called:
        assert f"Public Sub {macro}()" in module_text(module)


def ours(change: str, to: str) -> bytes:
    """A project that holds our modules, in one of which someone changed something."""
    text = module_text("ModBrug")
    assert change in text
    return packed({"ModBrug": text.replace(change, to, 1)})


def packed(modules: dict[str, str]) -> bytes:
    cfb = CFB.from_bytes(project(WORKBOOK_MODULES, 2))
    found = parse_vba_project(cfb)
    for name, text in modules.items():
        module = found.get_module(name)
        module.source, module.dirty = text, True
    write_back_modules(cfb, found)
    return cfb.to_bytes()


def test_our_macros_are_known_again_also_as_excel_writes_them() -> None:
    assert only_ours(workbook_project(3))
    assert only_ours(ours("Private Sub Tik()", "Private  Sub TIK()"))
    assert only_ours(packed({"Sheet2": "Option Explicit\r\n"}))


@pytest.mark.parametrize(
    "changed",
    [
        lambda: ours("PAUZE As Double = 0.05", "PAUZE As Double = 0.06"),
        lambda: ours("' Rekenbureau-zegel", "' zegel"),
        lambda: packed({"Sheet2": 'Sub Doe()\r\nRange("A5") = 1\r\nEnd Sub\r\n'}),
        lambda: b"\xd0\xcf\x11\xe0" + bytes(508),
        lambda: b"",
    ],
)
def test_macros_that_someone_changed_are_not_ours(changed) -> None:
    assert not only_ours(changed())


def test_macros_of_an_older_version_are_ours_too() -> None:
    assert only_ours(packed({"ModKnoppen": sealed("Option Explicit\nSub Oud()\nEnd Sub\n")}))


def controls() -> list[etree._Element]:
    return list(etree.parse(RIBBON).getroot().iter("{*}button", "{*}menu"))


def test_the_ribbon_follows_the_schema() -> None:
    schema = etree.XMLSchema(etree.parse(Path(__file__).with_name("customui14.xsd")))
    schema.assertValid(etree.parse(RIBBON))


def test_each_button_of_the_ribbon_has_a_command_and_words() -> None:
    root = etree.parse(RIBBON).getroot()
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert {each.get("tag") for each in controls() if each.get("tag")} == COMMANDS
    macros = module_text("ModLint")
    for each in controls():
        assert all(each.get(name) for name in ("label", "imageMso", "screentip", "supertip")), each.get("id")
        assert len(each.get("supertip")) <= 1024
        if each.tag.endswith("button"):
            assert each.get("tag"), each.get("id")
            assert f"Public Sub {each.get('onAction')}(control As Object)" in macros


def test_the_groups_stand_in_the_order_of_the_work() -> None:
    labels = [group.get("label") for group in etree.parse(RIBBON).getroot().iter("{*}group")]
    assert labels == ["Gegevens", "Berekenen", "Uitleg", "Aanbieders", "Periode", "Help"]


def test_static_analysis_finds_nothing() -> None:
    found = pyvbaanalysis.analyze_loose_files(sorted(SOURCES.glob("*.bas")))
    assert {name: problems for name, problems in found.items() if problems} == {}
