"""The macro projects, made of the text sources in `vba`: one for the bureau workbooks, one for the add-in.

Excel wants a module for the workbook and for every sheet, so a project is made for a number of sheets. It is made
without Excel, and equal sources give equal bytes.
"""

from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from workbooks.macro_seal import sealed
from xl_addin.version import BRIDGE

WORKBOOK_MODULES = ("ModBrug", "ModPost", "ModKnoppen")
ADDIN_MODULES = ("ModBrug", "ModPost", "ModLint")
_NO_VERSION = 'MACRO_VERSIE As String = "0"'
_PROJECT = "xl/vbaProject.bin"
_PLAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_ENABLED = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def module_text(name: str) -> str:
    """A module as it is built in: the text source with the version of the bridge and a seal."""
    source = (files("xl_addin") / "vba" / f"{name}.bas").read_text(encoding="utf-8")
    return sealed(source.replace(_NO_VERSION, _NO_VERSION.replace('"0"', f'"{BRIDGE}"')))


def workbook_project(sheets: int) -> bytes:
    """The vbaProject.bin of a bureau workbook with so many sheets (`write_bureau`)."""
    return project(WORKBOOK_MODULES, sheets)


@lru_cache(maxsize=32)
def project(modules: tuple[str, ...], sheets: int) -> bytes:
    """A vbaProject.bin with these modules, and an empty one for the workbook and for every sheet."""
    from pyopenvba import ExcelFile

    with TemporaryDirectory() as folder:
        path = Path(folder) / "macros.xlsm"
        path.write_bytes(_empty_workbook(sheets))
        with ExcelFile(path) as book:
            made = book.add_vba_project()
            for name in modules:
                made.add_module(name, module_text(name).replace("\n", "\r\n"))
            book.save()
        with ZipFile(path) as saved:
            return saved.read(_PROJECT)


def _empty_workbook(sheets: int) -> bytes:
    from xlsxwriter.workbook import Workbook

    stream, macro_enabled = BytesIO(), BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        for _ in range(sheets):
            book.add_worksheet()
    with ZipFile(stream) as plain, ZipFile(macro_enabled, "w") as copy:
        for name in plain.namelist():
            copy.writestr(name, plain.read(name).replace(_PLAIN, _MACRO_ENABLED))
    return macro_enabled.getvalue()
