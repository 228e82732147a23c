"""The harness can fail: each deliberate defect is noticed by the tool that should notice it."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.excel_lint import excel_lint
from tests.tools.formula_lint import lint_formula
from tests.tools.office import recalculate, render
from tests.tools.ooxml import validate_ooxml
from tests.tools.package import Package, Table
from tests.workbooks.made_up import made_up_report
from workbooks.bureau import bureau_bytes
from workbooks.max_average import LAYOUT
from xl_addin.macros import workbook_project

SHEET, TABLE, BOOK = "xl/worksheets/sheet2.xml", "xl/tables/table1.xml", "xl/workbook.xml"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("harness") / "goed.xlsm"
    path.write_bytes(bureau_bytes(made_up_report(12, 5, 2), LAYOUT, path.name, workbook_project))
    return path


def damaged(good: Path, target: Path, part: str, change: Callable[[str], str]) -> Path:
    """A copy in which one part is changed; fails when the change does nothing."""
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                text = content.decode()
                content = change(text).encode()
                assert content != text.encode(), "the damage did nothing"
            copy.writestr(name, content)
    return target


def first(pattern: str, replacement: str) -> Callable[[str], str]:
    """Replace the first match."""
    return lambda text: re.sub(pattern, replacement, text, count=1)


DEFECTS: dict[str, tuple[str, Callable[[str], str]]] = {
    "header cell ≠ column name": (TABLE, first(r'name="Uren"', 'name="Uurtjes"')),
    "column name twice": (TABLE, first(r'name="Uren"', 'name="Bedrag"')),
    "table name reads as a cell": (TABLE, lambda text: text.replace('ame="MaxInzet"', 'ame="MAX2024"')),
    "table name of another table": (TABLE, lambda text: text.replace('ame="MaxInzet"', 'ame="Normen"')),
    "table range too narrow": (TABLE, first(r'ref="A4:AB', 'ref="A4:AA')),
    "table id of another table": (TABLE, first(r' id="1"', ' id="2"')),
    "formula with unknown column": (SHEET, first(r"\[Uren\]", "[Uurtjes]")),
    "formula with unknown table": (SHEET, first(r"MaxInzet\[\[#This", "Max[[#This")),
    "formula with @": (SHEET, first(r"\[\[#This Row\],\[Uren\]\]", "[@Uren]")),
    "formula with = in front": (SHEET, first(r"<f>", "<f>=")),
    "formula with ; as separator": (SHEET, first(r"(<f>IF\(OR\([^,]*),", r"\1;")),
    "formula with a bracket open": (SHEET, first(r"\)</f>", "</f>")),
    "number without digits": (SHEET, first(r' t="str"(><f>[^<]*</f><v></v>)', r"\1")),
    "number that is text": (SHEET, first(r"<v>[\d.]+</v></c><c r=\"H5\"", '<v>1,5</v></c><c r="H5"')),
    "cells out of order": (SHEET, first(r'r="C5"', 'r="A5"')),
    "row twice": (SHEET, first(r'<row r="6"', '<row r="5"')),
    "style that does not exist": (SHEET, first(r's="\d+"', 's="9999"')),
    "shared string that does not exist": (SHEET, first(r't="s"><v>\d+', 't="s"><v>99999')),
    "merge in a table": (
        SHEET,
        first(r"</sheetData>", '</sheetData><mergeCells><mergeCell ref="A6:B6"/></mergeCells>'),
    ),
    "relationship that does not exist": (SHEET, first(r'<tablePart r:id="rId\d+"', '<tablePart r:id="rId99"')),
    "format of a rule that does not exist": (SHEET, first(r'dxfId="\d+"', 'dxfId="99"')),
    "array constant in a rule": (SHEET, first(r"<formula>MOD\(ROW\(\),2\)=0", "<formula>{1}=0")),
    "sheet name too long": (BOOK, first(r'name="MaxInzet"', f'name="{"x" * 32}"')),
    "sheet name twice": (BOOK, first(r'name="MaxInzet"', 'name="NORMEN"')),
    "defined name twice": (BOOK, first(r'name="P_TeLaatGrens"', 'name="P_Macroknoppen"')),
    "defined name reads as a cell": (BOOK, first(r'name="P_TeLaatGrens"', 'name="P2024"')),
    "no content type": ("[Content_Types].xml", first(r'<Override PartName="/xl/tables/table1.xml"[^>]*>', "")),
    "not well-formed": (SHEET, first(r"</sheetData>", "")),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_lint_notices(defect: str, good: Path, tmp_path: Path) -> None:
    part, change = DEFECTS[defect]
    assert excel_lint(damaged(good, tmp_path / "fout.xlsm", part, change)) != []


def test_lint_and_validator_accept_the_undamaged_file(good: Path) -> None:
    assert excel_lint(good) == []
    assert validate_ooxml(good) == []


def test_validator_notices_a_schema_error(good: Path, tmp_path: Path) -> None:
    wrong = damaged(good, tmp_path / "fout.xlsm", SHEET, first("<sheetData>", "<sheetData/><sheetData>"))
    assert validate_ooxml(wrong) != []


def test_recalculation_notices_stale_values_and_errors_and_counts_every_formula(good: Path, tmp_path: Path) -> None:
    change = first(r'(r="I5" s="\d+"><f>[^<]*</f><v>)[^<]*', r"\g<1>1234.5")
    number = damaged(good, tmp_path / "getal.xlsm", SHEET, change)
    cent = damaged(good, tmp_path / "cent.xlsm", SHEET, lambda text: _one_cent(text, "Q5"))
    words = damaged(good, tmp_path / "tekst.xlsm", SHEET, first(r"<v>Binnen norm</v>", "<v>Binnen de norm</v>"))
    error = damaged(good, tmp_path / "fout.xlsm", SHEET, first(r'(r="I5" s="\d+"><f>)[^<]*', r"\g<1>1/0"))
    results = recalculate([good, number, cent, words, error])
    assert results[good].differences == []
    assert results[good].formula_cells == zipfile_count(good, "<f>")
    assert [len(results[path].differences) for path in (number, cent, words)] == [1, 1, 1]
    assert results[number].differences[0].startswith("MaxInzet!I5: stored 1234.5")
    assert "is ErrorValue(text='#DIV/0!')" in results[error].differences[0]


def test_rendering_gives_a_picture_of_every_page(good: Path, tmp_path: Path) -> None:
    pages = render(good, tmp_path / "png", resolution=40)
    assert len(pages) >= len(Package(good).sheets)
    assert all(page.read_bytes().startswith(b"\x89PNG") for page in pages)


@pytest.mark.parametrize(
    ("formula", "is_fine"),
    [
        ("SUM(T[Norm (uren)])", True),
        ("T[[#This Row],[Norm (uren)]]*2", True),
        ("T[['[vreemd'] '#1]]", True),
        ('IF(T[[#This Row],[a]]="x;y[","",1)', True),
        ("'Blad [1]'!A1+[1]Blad!B2", True),
        ("SUM({1;2})", True),
        ("SUM(T[onbekend])", False),
        ("T[[#This Row],a]", False),
        ("SUM(T[a)", False),
        ('"open', False),
        ("1)+(2", False),
    ],
)
def test_formula_lint(formula: str, is_fine: bool) -> None:
    columns = ("a", "Norm (uren)", "[vreemd] #1")
    table = Table("T", "t.xml", "Blad", "1", None, columns, 1, 0, ())
    assert (list(lint_formula(formula, {"t": table})) == []) is is_fine


def _one_cent(text: str, reference: str) -> str:
    def more(match: re.Match[str]) -> str:
        return f"{match[1]}{float(match[2]) + 0.01:.2f}"

    return re.sub(rf'(r="{reference}" s="\d+"><f>[^<]*</f><v>)([^<]*)', more, text, count=1)


def zipfile_count(path: Path, text: str) -> int:
    """How often a text stands in the sheets of a package."""
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        return sum(archive.read(name).decode().count(text) for name in sheets)
