"""Headless LibreOffice with a profile of its own: recalculates and renders workbooks, many files in one start."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tests.tools.package import Cell, CellValue, ErrorValue, Package

_TIMEOUT = 600
_RELATIVE = 1e-9
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>{locale}</value></prop></item>
</oor:items>
"""
"""OOXMLRecalcMode 0: recalculate every formula when loading, whatever value is stored."""

Values = dict[str, dict[str, CellValue]]


@dataclass(frozen=True, slots=True)
class Recalculation:
    """A workbook beside LibreOffice's own results: how many formula cells were compared, and every difference."""

    formula_cells: int
    differences: list[str]
    values: Values


@lru_cache
def _profile(locale: str) -> Path:
    folder = tempfile.TemporaryDirectory(prefix="rekenbureau-office-")
    _KEPT.append(folder)  # removed when the test run ends
    settings = Path(folder.name) / "user" / "registrymodifications.xcu"
    settings.parent.mkdir()
    settings.write_text(_SETTINGS.format(locale=locale), encoding="utf-8")
    return Path(folder.name)


_KEPT: list["tempfile.TemporaryDirectory[str]"] = []


def convert(paths: Sequence[Path], to: str, locale: str = "nl-NL") -> list[Path]:
    """Each file converted (`xlsx`, `pdf`, `ods`) by one LibreOffice start, in the order given.

    The caller removes the folder of the results. AssertionError when LibreOffice skips a file.
    """
    work = Path(tempfile.mkdtemp(prefix="rekenbureau-convert-"))
    inputs = [work / f"{number:04}{path.suffix}" for number, path in enumerate(paths)]
    for path, copy in zip(paths, inputs, strict=True):
        shutil.copyfile(path, copy)
    output = work / "out"
    command = ["soffice", f"-env:UserInstallation={_profile(locale).as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", to, "--outdir", str(output), *map(str, inputs)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT, check=False)
    results = [output / f"{path.stem}.{to}" for path in inputs]
    missing = [source.name for source, result in zip(paths, results, strict=True) if not result.exists()]
    assert not missing, f"LibreOffice did not convert {missing}: {run.stdout} {run.stderr}"
    return results


def recalculate(paths: Sequence[Path]) -> dict[Path, Recalculation]:
    """Every workbook recalculated from scratch and each formula cell compared with its stored value."""
    results = convert(paths, "xlsx")
    compared = {path: _compare(Package(path), Package(result)) for path, result in zip(paths, results, strict=True)}
    shutil.rmtree(results[0].parent.parent)
    return compared


def assert_recalculates(paths: Sequence[Path]) -> int:
    """Fails with the first differences; returns the number of formula cells compared."""
    compared = recalculate(paths)
    wrong = [f"{path.name} {line}" for path, result in compared.items() for line in result.differences]
    assert not wrong, f"{len(wrong)} cells differ:\n" + "\n".join(wrong[:20])
    return sum(result.formula_cells for result in compared.values())


def render(path: Path, folder: Path, locale: str = "nl-NL", resolution: int = 80) -> list[Path]:
    """Every printed page as PNG in `folder`, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    (pdf,) = convert([path], "pdf", locale)
    command = ["pdftoppm", "-r", str(resolution), "-png", str(pdf), str(folder / path.stem)]
    subprocess.run(command, check=True, timeout=_TIMEOUT)
    shutil.rmtree(pdf.parent.parent)
    return sorted(folder.glob(f"{path.stem}-*.png"))


def printed_text(path: Path, locale: str = "nl-NL") -> str:
    """The text of all printed pages, in layout: what a person sees, with number formats applied."""
    (pdf,) = convert([path], "pdf", locale)
    command = ["pdftotext", "-layout", str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True, timeout=_TIMEOUT).stdout
    shutil.rmtree(pdf.parent.parent)
    return text


def _compare(made: Package, recalculated: Package) -> Recalculation:
    values: Values = {
        sheet: {cell.reference: recalculated.value(cell) for cell in recalculated.cells(sheet)}
        for sheet in recalculated.sheets
    }
    count, differences = 0, [f"sheet {name} is gone" for name in made.sheets if name not in values]
    for sheet in made.sheets:
        for cell in made.cells(sheet):
            if cell.formula is not None:
                count += 1
                stored, fresh = made.value(cell), values.get(sheet, {}).get(cell.reference)
                if not _equal(stored, fresh, is_euro=_is_euro(made, cell)):
                    place = f"{sheet}!{cell.reference}"
                    differences.append(f"{place}: stored {stored!r}, is {fresh!r} ={cell.formula[:120]}")
    return Recalculation(count, differences, values)


def _is_euro(package: Package, cell: Cell) -> bool:
    return "€" in package.number_formats[cell.style]


def _equal(stored: CellValue, fresh: CellValue, is_euro: bool) -> bool:
    if isinstance(stored, ErrorValue) or isinstance(fresh, ErrorValue):
        return False
    if isinstance(stored, float) and isinstance(fresh, float):
        close = abs(stored - fresh) <= _RELATIVE * max(1.0, abs(stored), abs(fresh))
        return close and (not is_euro or f"{stored:.2f}" == f"{fresh:.2f}")
    return ("" if stored is None else stored) == ("" if fresh is None else fresh)
