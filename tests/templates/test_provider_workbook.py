"""The bytes of provider workbooks: nothing of another aanbieder, valid, live, the same every time."""

import csv
import html
import os
import re
import shutil
import time
import zipfile
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from engine.errors import Refusal
from engine.result import Report
from engine.texts.provider_workbook import INDEX_FILE
from templates.provider_workbook import file_name, provider_workbook_bytes, write_provider_workbook
from templates.provider_workbooks import write_provider_workbooks
from tests.templates.made_report import HOSTILE_NUMBER, agb_of, made_report, made_views, name_of
from tests.test_disclosure import secrets_of
from tests.tools.excel_lint import excel_lint
from tests.tools.office import assert_recalculates, printed_text
from tests.tools.ooxml import validate_ooxml
from tests.tools.package import Package

PROVIDERS = 9
AT = datetime(2026, 3, 1, 9, 0)


@pytest.fixture(scope="module", params=["2024", "2024-H1"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    report = made_report(PROVIDERS, request.param)
    folder = tmp_path_factory.mktemp("aanbieders")
    written = write_provider_workbooks(made_views(report, PROVIDERS), folder, folder / "versies", AT, workers=1)
    return SimpleNamespace(report=report, folder=folder, paths=[one.path for one in written])


def number_of(path: Path) -> int:
    return next(number for number in range(PROVIDERS) if path.name.startswith(agb_of(number)))


def parts(path: Path) -> Iterator[tuple[str, str]]:
    """Every part as text, entities resolved."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            yield name, html.unescape(package.read(name).decode("utf-8"))


def numbers_in(path: Path) -> set[float]:
    """Every number in any part: cell values, chart caches, texts with Dutch decimals."""
    found: set[float] = set()
    for _, text in parts(path):
        found |= {float(match) for match in re.findall(r"(?<![\w.#-])-?\d+(?:\.\d+)?(?:E-?\d+)?(?![\w])", text)}
        dutch = re.findall(r"(?<![\w.,])\d{1,3}(?:\.\d{3})*,\d+(?!\w)", text)
        found |= {float(match.replace(".", "").replace(",", ".")) for match in dutch}
    return found


def exact(report: Report, agb: str) -> set[float]:
    """Figures of others with more than three digits: a small number may stand anywhere."""
    secret = secrets_of(report, agb)
    own = {
        Decimal(v)
        for row in report.table("MaxInzet").rows
        if row["AGB"] == agb
        for v in row.values()
        if isinstance(v, Decimal)
    }
    return {float(value) for value in secret - own if len(value.normalize().as_tuple().digits) > 3}


def test_one_workbook_per_aanbieder_named_after_it(made: SimpleNamespace) -> None:
    expected = sorted(f"{agb_of(number)}-zorghuis-n{number:03}x.xlsx" for number in range(PROVIDERS))
    assert [path.name for path in made.paths] == expected


def test_no_code_name_or_figure_of_another_aanbieder_in_any_part(made: SimpleNamespace) -> None:
    for path in made.paths:
        own = number_of(path)
        for name, text in parts(path):
            leaks = [
                n
                for n in range(PROVIDERS)
                if n != own and (agb_of(n) in text or name_of(n) in text or f"TW{n:04}" in text)
            ]
            assert not leaks, name
        secret = exact(made.report, agb_of(own))
        assert len(secret) > 50
        near = {round(value, 9) for value in numbers_in(path)}
        assert not {value for value in secret if round(value, 9) in near}


def test_the_search_finds_the_own_figures(made: SimpleNamespace) -> None:
    path = made.paths[0]
    rows = [row for row in made.report.table("MaxInzet").rows if row["AGB"] == agb_of(number_of(path))]
    assert {float(row["Bedrag"]) for row in rows} <= numbers_in(path)


def test_no_pseudonym_no_user_and_no_macro_in_any_part(made: SimpleNamespace) -> None:
    for path in made.paths:
        for name, text in parts(path):
            assert not re.search(r"(?<![a-z])[a-p]{32}(?![a-z])", text), name
            assert "vbaProject" not in name
        core = dict(parts(path))["docProps/core.xml"]
        fields = {node.tag.split("}")[1]: node.text for node in ElementTree.fromstring(core)}
        assert (fields["creator"], fields["lastModifiedBy"]) == ("Rekenbureau", "Rekenbureau")
        assert fields["created"] == fields["modified"] == "2025-03-01T00:00:00Z"


def test_nothing_is_hidden(made: SimpleNamespace) -> None:
    for path in made.paths:
        for name, text in parts(path):
            if name.startswith("xl/worksheets/sheet") or name == "xl/workbook.xml":
                assert not re.search(r'hidden="1"|state="(very)?[hH]idden"', text), name


def test_text_from_outside_is_never_a_formula(made: SimpleNamespace) -> None:
    path = next(path for path in made.paths if number_of(path) == 0)
    package = Package(path)
    texts = {package.value(cell) for sheet in package.sheets for cell in package.cells(sheet) if cell.formula is None}
    assert {HOSTILE_NUMBER, "=bureau@proef.example"} <= texts
    formulas = {cell.formula for sheet in package.sheets for cell in package.cells(sheet) if cell.formula is not None}
    assert not [formula for formula in formulas if "1+1" in formula or "bureau@" in formula]


def test_results_carry_live_formulas_and_libreoffice_agrees_with_every_cell(made: SimpleNamespace) -> None:
    assert assert_recalculates(made.paths[:3]) > 60


def test_the_files_pass_microsofts_validator_and_the_lint(made: SimpleNamespace) -> None:
    for path in made.paths[:3]:
        assert excel_lint(path) == []
        assert validate_ooxml(path) == []


def test_it_prints_without_hashes_and_says_what_is_asked(made: SimpleNamespace) -> None:
    text = printed_text(made.paths[0])
    assert "####" not in text
    for words in ("Wat vragen wij u?", "binnen vier weken", "Inkoopbureau Proef", name_of(number_of(made.paths[0]))):
        assert words in " ".join(text.split())


def test_statistics_are_shown_where_enough_others_are_and_explained_where_not(made: SimpleNamespace) -> None:
    views = made_views(made.report, PROVIDERS)
    rows = views.of(agb_of(2)).table("Benchmark").rows
    shown = {str(row["Productcode"]) for row in rows if row["Mediaan"] is not None}
    assert shown == {"54B01", "54B02"}
    assert all(str(row["Toelichting"]).startswith("Niet getoond") for row in rows if row["Mediaan"] is None)


def test_the_same_report_gives_the_same_bytes_also_from_other_processes(made: SimpleNamespace, tmp_path: Path) -> None:
    report = made_report(14, made.report.run.period.code)
    older = tmp_path / "versies"
    alone = write_provider_workbooks(made_views(report, 14), tmp_path / "een", older, AT, workers=1)
    steps: list[tuple[int, int]] = []
    together = write_provider_workbooks(
        made_views(report, 14),
        tmp_path / "twee",
        older,
        AT,
        workers=2,
        progress=lambda done, total, _: steps.append((done, total)),
    )
    assert [one.path.read_bytes() for one in alone] == [one.path.read_bytes() for one in together]
    assert steps[-1] == (14, 14)
    assert sorted(path.name for path in (tmp_path / "twee").iterdir()) == sorted(
        ["_overzicht.csv", *(one.path.name for one in together)]
    )
    assert not older.exists()


@pytest.fixture
def again(made: SimpleNamespace, tmp_path: Path) -> SimpleNamespace:
    """A copy of what was made, and other figures for the first aanbieder."""
    shutil.copytree(made.folder, tmp_path / "opnieuw")
    contents = {path.name: path.read_bytes() for path in made.folder.iterdir()}
    return SimpleNamespace(
        folder=tmp_path / "opnieuw",
        older=tmp_path / "versies",
        before=contents,
        changed=made_views(made_report(1, seed=5), 1),
    )


def test_making_them_again_changes_nothing(made: SimpleNamespace, again: SimpleNamespace) -> None:
    write_provider_workbooks(made_views(made.report, PROVIDERS), again.folder, again.older, AT, workers=1)
    assert {path.name: path.read_bytes() for path in again.folder.iterdir()} == again.before
    assert not again.older.exists()


def test_other_figures_take_the_place_of_those_of_before_which_are_kept(again: SimpleNamespace) -> None:
    (one,) = write_provider_workbooks(again.changed, again.folder, again.older, AT, workers=1)
    assert one.older is not None
    assert one.older.name == f"{one.path.stem} (2026-03-01 09.00.00).xlsx"
    assert one.older.read_bytes() == again.before[one.path.name] != one.path.read_bytes()
    assert {path.name for path in again.folder.iterdir()} == set(again.before)
    same = {
        path.name: path.read_bytes()
        for path in again.folder.iterdir()
        if path not in (one.path, again.folder / INDEX_FILE)
    }
    assert same.items() <= again.before.items()


def test_a_workbook_that_someone_has_open_stays_and_the_new_one_gets_a_number(again: SimpleNamespace) -> None:
    (name,) = [name for name in again.before if name.startswith(agb_of(0))]
    (again.folder / f"~${name}").write_bytes(b"\x03jan")
    (one,) = write_provider_workbooks(again.changed, again.folder, again.older, AT, workers=1)
    assert (one.path.stem, one.older) == (f"{name.removesuffix('.xlsx')} (2)", None)
    assert (again.folder / name).read_bytes() == again.before[name]


def test_while_it_stays_open_no_second_number_comes(again: SimpleNamespace) -> None:
    (name,) = [name for name in again.before if name.startswith(agb_of(0))]
    (again.folder / f"~${name}").write_bytes(b"\x03jan")
    runs = [write_provider_workbooks(again.changed, again.folder, again.older, AT, workers=1) for _ in range(3)]
    assert {one.path.stem for (one,) in runs} == {f"{name.removesuffix('.xlsx')} (2)"}
    (again.folder / f"~${name}").unlink()
    (one,) = write_provider_workbooks(again.changed, again.folder, again.older, AT, workers=1)
    assert (one.path.name, one.older is not None) == (name, True)


@pytest.mark.parametrize("what", ["versies", "overzicht", "een werkmap"])
def test_what_cannot_be_put_in_place_leaves_the_folder_as_it_was(again: SimpleNamespace, what: str) -> None:
    names = sorted(name for name in again.before if name.endswith(".xlsx"))
    if what == "versies":
        again.older.write_text("in de weg")
    else:
        in_the_way = again.folder / (INDEX_FILE if what == "overzicht" else names[-1])
        in_the_way.unlink()
        (in_the_way / "map").mkdir(parents=True)
    before = {path: path.read_bytes() for path in again.folder.rglob("*") if path.is_file()}
    views = made_views(made_report(PROVIDERS, seed=5), PROVIDERS)
    with pytest.raises(Refusal):
        write_provider_workbooks(views, again.folder, again.older, AT, workers=1)
    assert {path: path.read_bytes() for path in again.folder.rglob("*") if path.is_file()} == before
    assert not [path for path in again.folder.iterdir() if path.name.startswith(".bezig")]
    assert what == "versies" or not [*again.older.glob("*.xlsx")]


def test_who_stops_halfway_finds_the_folder_as_it_was(again: SimpleNamespace) -> None:
    def stop(_done: int, _total: int, _text: str) -> None:
        raise KeyboardInterrupt

    views = made_views(made_report(14, seed=5), 14)
    with pytest.raises(KeyboardInterrupt):
        write_provider_workbooks(views, again.folder, again.older, AT, workers=2, progress=stop)
    assert {path.name: path.read_bytes() for path in again.folder.iterdir()} == again.before


def test_half_work_of_long_ago_is_swept(again: SimpleNamespace) -> None:
    left, recent = again.folder / ".bezig-oud", again.folder / ".bezig-nieuw"
    for folder in (left, recent):
        folder.mkdir()
        (folder / "half.xlsx").write_bytes(b"half")
    os.utime(left, (1, 1))
    write_provider_workbooks(again.changed, again.folder, again.older, AT, workers=1)
    assert (left.exists(), recent.exists()) == (False, True)


def test_the_index_lists_every_workbook(made: SimpleNamespace) -> None:
    with (made.folder / "_overzicht.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["Bestand"] for row in rows] == [path.name for path in made.paths]
    assert {row["Run-id"] for row in rows} == {made.report.run.run_id}


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("in de weg")
    views = made_views(made_report(1), 1)
    with pytest.raises(Refusal):
        write_provider_workbook(views.of(agb_of(0)), "Zorg", tmp_path / "bestand" / "a.xlsx")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Stichting De Linde & Co. B.V.", "01234567-stichting-de-linde-co-b-v.xlsx"),
        ("Coöperatie Één", "01234567-cooperatie-een.xlsx"),
        ("../../etc/passwd", "01234567-etc-passwd.xlsx"),
        ("日本", "01234567.xlsx"),
        ("01234567", "01234567.xlsx"),
        ("a" * 200, f"01234567-{'a' * 60}.xlsx"),
    ],
)
def test_file_names_are_safe_on_every_file_system(name: str, expected: str) -> None:
    assert file_name("01234567", name) == expected


def test_a_workbook_is_made_quickly() -> None:
    views = made_views(made_report(40), 40)
    start = time.process_time()
    for agb in views.all:
        provider_workbook_bytes(views.of(agb), views.name_of(agb), "proef.xlsx")
    assert (time.process_time() - start) / len(views.all) < 0.15
