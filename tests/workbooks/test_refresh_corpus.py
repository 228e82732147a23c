"""A table put into many real and made files, then refreshed: it gets its values, and all else stays as it was."""

import random
import re
import shutil
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest

from engine.errors import Refusal
from engine.result import ResultTable
from tests.paths import SHARED
from tests.tools.excel_lint import excel_lint
from tests.tools.office import convert
from tests.tools.ooxml import validate_ooxml
from tests.workbooks import refresh_features, refresh_parts
from tests.workbooks.refresh_compare import differences, read_back, shown_values
from tests.workbooks.refresh_corpus import Added, Shape, add_table, read_parts, write_parts
from tests.workbooks.refresh_result import FORMULA, result
from workbooks.plan import Wanted
from workbooks.refresh import Receipt, refresh_tables

CORPUS = SHARED / "data" / "xlsx-corpus"
NO_WORKSHEET = {"096": "geen enkele tabel", "112": "geen enkele tabel"}
"""Only chart sheets; and a file of a beta of Excel 2007, whose sheets no version since can read."""
NOT_BY_OPENPYXL = {"042", "094", "098", "118", "hoofdletters"}
"""openpyxl cannot open these, also before the refresh: two pivots, two strict files, a part in other letters."""
STRICT = {"094", "098"}
"""Strict files, in which fastexcel sees no tables."""
BASE = result(10)
STEPS: dict[str, tuple[ResultTable, int, int]] = {
    "meer": (result(17, changed=3), 17, 0),
    "minder": (result(10, changed=3, gone=(2, 5, 9)), 10, 3),
}


@cache
def _made() -> dict[str, bytes]:
    return {**dict(refresh_features.made()), **dict(refresh_parts.made())}


def _real() -> list[str]:
    return [path.name for path in sorted(CORPUS.glob("*.xl*"))]


def _names() -> list[str]:
    return [*(name for name in _real() if name[:3] not in NO_WORKSHEET), *_made()]


def _content(name: str) -> bytes:
    return _made()[name] if name in _made() else (CORPUS / name).read_bytes()


def _shape(name: str) -> Shape:
    chance = random.Random(name)
    return Shape(*(chance.random() < 0.5 for _ in range(4)))


@cache
def _added(name: str) -> Added:
    return add_table(_content(name), _shape(name), BASE)


def _file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / (name if "." in name else f"{name}.xlsx")
    path.write_bytes(content)
    return path


def _refreshed(path: Path, wanted: ResultTable) -> tuple[Receipt, bytes]:
    out = BytesIO()
    receipt = refresh_tables(path, [Wanted(wanted)], out)
    return receipt, out.getvalue()


def _sampled(names: list[str], count: int) -> list[object]:
    quick = set(random.Random(20).sample(names, count))
    return [name if name in quick else pytest.param(name, marks=pytest.mark.full) for name in names]


def test_so_many_files() -> None:
    assert len(_real()) == 67
    assert len(_made()) >= 100


@pytest.mark.parametrize("name", _sampled(_names(), 25), ids=lambda name: name[:40])
def test_all_else_stays(name: str, tmp_path: Path) -> None:
    added = _added(name)
    path = _file(tmp_path, name, added.content)
    assert _refreshed(path, BASE)[1] == b"", "what is in it already changes nothing"
    for step, (wanted, rows, vanished) in STEPS.items():
        _, content = _refreshed(path, wanted)
        again = _file(tmp_path, f"{step}-{path.name}", content)
        problems = differences(added, content, (10, rows))
        if name[:3] in STRICT:
            problems += _not_calculated(again, added, wanted)
        else:
            problems += read_back(again, added, wanted, vanished, not NOT_BY_OPENPYXL & {name, name[:3]})
        assert problems == []
        assert not _refreshed(again, wanted)[0].is_changed, "a second refresh changes nothing"


@pytest.mark.parametrize("prefix", NO_WORKSHEET)
def test_files_without_a_worksheet_are_refused(prefix: str) -> None:
    path = next(CORPUS.glob(f"{prefix}*"))
    out = BytesIO()
    with pytest.raises(Refusal, match=NO_WORKSHEET[prefix]):
        refresh_tables(path, [Wanted(BASE)], out)
    assert out.getvalue() == b""


def _both(folder: Path, names: list[str]) -> list[tuple[str, Path, Path]]:
    """Before and after (more rows), on disk."""
    made: list[tuple[str, Path, Path]] = []
    for number, name in enumerate(names):
        ending = Path(name).suffix or ".xlsx"
        before = _file(folder, f"{number:03}-voor{ending}", _added(name).content)
        after = _file(folder, f"{number:03}-na{ending}", _refreshed(before, STEPS["meer"][0])[1])
        made.append((name, before, after))
    return made


def _errors(path: Path) -> set[str]:
    """What two validators say, without the numbers of rows and cells."""
    return {re.sub(r"\[\d+\]|\b[A-Z]{1,3}\d+\b", "", each) for each in [*validate_ooxml(path), *excel_lint(path)]}


@pytest.mark.parametrize("names", [_names()[::40], pytest.param(_names(), marks=pytest.mark.full)], ids=["few", "all"])
def test_no_new_errors_for_validators(names: list[str], tmp_path: Path) -> None:
    files = _both(tmp_path, names)
    with ThreadPoolExecutor(2) as pool:
        errors = [*pool.map(_errors, [path for _, *pair in files for path in pair])]
    new = {files[at // 2][0]: errors[at + 1] - errors[at] for at in range(0, len(errors), 2)}
    assert {name: said for name, said in new.items() if said} == {}


@pytest.mark.full
def test_office_opens_them_all_and_sees_the_values(tmp_path: Path) -> None:
    files = _both(tmp_path, _names())
    opened = convert([after for _, _, after in files], "xlsx")
    problems: list[str] = []
    for (name, _, _), path in zip(files, opened, strict=True):
        problems += [f"{name}: {each}" for each in _not_calculated(path, _added(name), STEPS["meer"][0])]
    shutil.rmtree(opened[0].parent.parent)
    assert problems == []


def _not_calculated(path: Path, added: Added, wanted: ResultTable) -> list[str]:
    """Rows whose code or calculated value is not there, or there and not wanted (unless vanished)."""
    known = {(row["AGB"], float(row[FORMULA])) for row in wanted.rows}
    shown = {row for row in shown_values(path, added, max(len(known), 10)) if row[1] not in (None, "")}
    return [f"{key} is not there, or not wanted" for key in shown ^ known]


def _replaced(content: bytes, part: str, old: str, new: str) -> bytes:
    parts = read_parts(content)
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
    return write_parts(parts, content)


def _without(content: bytes, part: str) -> bytes:
    return write_parts({name: raw for name, raw in read_parts(content).items() if name != part}, content)


def _with(content: bytes, part: str, raw: bytes) -> bytes:
    return write_parts({**read_parts(content), part: raw}, content)


def _wrong_checksum(content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    return content[: at + 200] + bytes(100) + content[at + 300 :]


def _in_utf16(content: bytes) -> bytes:
    sheet = read_parts(content)["xl/worksheets/sheet1.xml"].decode()
    return _with(content, "xl/worksheets/sheet1.xml", sheet.replace("UTF-8", "UTF-16").encode("utf-16"))


_SHEET = "xl/worksheets/sheet1.xml"
_DAMAGED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "versleuteld": (lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), "wachtwoord"),
    "afgekapt": (lambda content: content[: len(content) // 2], "beschadigd"),
    "leeg": (lambda _: b"", "beschadigd"),
    "geen-zip": (lambda _: b"AGB;Productcode\r\n", "beschadigd"),
    "geen-werkmap": (lambda content: _without(content, "[Content_Types].xml"), "geen werkmap"),
    "verkeerde-controle": (_wrong_checksum, "beschadigd"),
    "blad-weg": (lambda content: _without(content, _SHEET), "geen enkele tabel"),
    "tabel-onleesbaar": (lambda content: _with(content, "xl/tables/corpusproef.xml", b"<table"), "beschadigd"),
    "blad-geen-xml": (lambda content: _with(content, _SHEET, b"<worksheet/>"), "beschadigd"),
    "utf-16": (_in_utf16, "beschadigd"),
    "andere-tekens": (lambda content: _replaced(content, _SHEET, "UTF-8", "ISO-8859-1"), "beschadigd"),
    "onbekende-tekst": (lambda content: _replaced(content, _SHEET, '"E6" t="s"><v>', '"E6" t="s"><v>98'), "beschadigd"),
    "geen-getal": (lambda content: _replaced(content, _SHEET, "<v>1.0</v>", "<v>één</v>"), "beschadigd"),
    "commentaar": (lambda content: _replaced(content, _SHEET, "</row>", "</row><!-- x -->"), "onbekends"),
    "rij-tweemaal": (lambda content: _replaced(content, _SHEET, '<row r="6"', '<row r="5"'), "onbekends"),
    "ondertekend": (lambda content: _with(content, "_xmlsignatures/sig1.xml", b"<a/>"), "ondertekend"),
    "tabel-zonder-plaats": (
        lambda content: _replaced(content, "xl/tables/corpusproef.xml", ' ref="', ' ref="?'), "beschadigd",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", _DAMAGED)
def test_damaged_files_are_refused(name: str, tmp_path: Path) -> None:
    damage, said = _DAMAGED[name]
    content = damage(add_table(refresh_parts.plain(), Shape(shared=True), BASE).content)
    out = BytesIO()
    with pytest.raises(Refusal, match=said):
        refresh_tables(_file(tmp_path, name, content), [Wanted(result(12))], out)
    assert out.getvalue() == b""
