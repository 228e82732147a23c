"""Bureau workbooks with macros, and the macros as other programs read them."""

from io import BytesIO
from pathlib import Path

from oletools.olevba import VBA_Parser
from xlsxwriter.workbook import Workbook

from tests.workbooks.made_up import made_up_report
from workbooks.bureau import write_bureau
from workbooks.max_average import LAYOUT
from xl_addin.macros import ADDIN_MODULES, project, workbook_project


def bureau_book(folder: Path, name: str = "max-inzet-2024.xlsm") -> Path:
    return write_bureau(made_up_report(12, 5, 2), LAYOUT, folder / name, workbook_project)


def ribbon_book(folder: Path) -> Path:
    """A workbook with the modules of the add-in: LibreOffice opens no add-in."""
    path = folder / "lint.xlsm"
    with Workbook(path) as book:
        book.add_worksheet().insert_button("B2", {"caption": "Knop"})
        book.add_vba_project(BytesIO(project(ADDIN_MODULES, 1)), is_stream=True)
    return path


def modules_in(path: Path) -> dict[str, str]:
    """Name and text of each module, as oletools reads them, without the empty ones of the sheets."""
    parser = VBA_Parser(str(path))
    found = {str(name): str(code).replace("\r\n", "\n") for _, _, name, code in parser.extract_macros()}
    parser.close()
    return {name.removesuffix(".bas"): code for name, code in found.items() if name.endswith(".bas")}
