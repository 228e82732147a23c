"""The office that the tests of the add-in use: macros, buttons, time limits."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from pyopenvba import ExcelFile

from tests.addin.office import Office, eventually, new_pipe, office
from tests.addin.uno_bridge import UnoError

MODULE = """Option Explicit
Public Function Ping(ByVal text As String) As String
    Ping = "pong " & text
End Function

Public Function Setting() As String
    Setting = Environ("REKENBUREAU_TEST")
End Function

Public Sub Forever()
    Do
        DoEvents
    Loop
End Sub

Public Sub Mark()
    ThisWorkbook.Worksheets("Invoer").Range("A1").Value = "gedrukt"
End Sub
"""
PLAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WITH_MACROS = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vbaProject.bin that holds the module ModProef."""
    folder = tmp_path_factory.mktemp("project")
    with xlsxwriter.Workbook(folder / "plain.xlsx") as book:
        book.add_worksheet("Invoer")
    with zipfile.ZipFile(folder / "plain.xlsx") as plain, zipfile.ZipFile(folder / "macros.xlsm", "w") as made:
        for name in plain.namelist():
            made.writestr(name, plain.read(name).replace(PLAIN, WITH_MACROS))
    with ExcelFile(folder / "macros.xlsm") as book:
        book.add_vba_project().add_module("ModProef", MODULE.replace("\n", "\r\n"))
        book.save()
    with zipfile.ZipFile(folder / "macros.xlsm") as made:
        (folder / "vbaProject.bin").write_bytes(made.read("xl/vbaProject.bin"))
    return folder / "vbaProject.bin"


@pytest.fixture
def workbook(tmp_path: Path, project: Path) -> Path:
    path = tmp_path / "Model met spatie.xlsm"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Invoer")
        book.add_worksheet("Anders")
        book.add_vba_project(str(project))
        sheet.insert_button("C3", {"macro": "ModProef.Mark", "caption": "Herbereken"})
    return path


def test_a_macro_answers(shared_office: Office, workbook: Path) -> None:
    document = shared_office.load(workbook)
    assert shared_office.run(document, "ModProef.Ping", "hallo") == "pong hallo"


def test_a_missing_macro_is_refused(shared_office: Office, workbook: Path) -> None:
    document = shared_office.load(workbook)
    with pytest.raises(UnoError, match="Weg"):
        shared_office.run(document, "ModProef.Weg")


def test_a_button_is_pressed(shared_office: Office, workbook: Path) -> None:
    document = shared_office.load(workbook)
    document.CurrentController.setActiveSheet(document.Sheets.getByName("Anders"))
    shared_office.press(document, "Invoer", "Herbereken")
    cell = document.Sheets.getByName("Invoer").getCellRangeByName("A1")
    eventually(lambda: cell.String == "gedrukt")
    with pytest.raises(UnoError, match=r"no button 'Weg' .*Herbereken"):
        shared_office.press(document, "Invoer", "Weg")


@pytest.mark.usefixtures("libreoffice")
def test_a_macro_that_hangs_fails_in_time_and_the_office_has_its_environment(workbook: Path) -> None:
    pipe = new_pipe()
    with office({"REKENBUREAU_TEST": "waarde"}, pipe) as own:
        assert own.pipe == pipe
        document = own.load(workbook)
        assert own.run(document, "ModProef.Setting") == "waarde"
        assert own.responds()
        with pytest.raises(TimeoutError, match="Forever"):
            own.run(document, "ModProef.Forever", limit=1)
        assert not own.responds()
        profile = own.profile
    assert own.process.poll() is not None
    assert not profile.exists()
