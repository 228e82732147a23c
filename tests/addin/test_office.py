"""The office that the tests of the add-in use: macros, buttons, time limits."""

import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from pyopenvba import ExcelFile

from tests.addin.office import Office, eventually, new_pipe, office
from tests.addin.office_engine import environment
from tests.addin.uno_bridge import UnoError
from tests.paths import CHECKOUT

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

Public Sub AskEngine()
    Dim began As Double
    Shell Environ("REKENBUREAU_TEST"), 0
    began = CDbl(Now)
    Do While ThisWorkbook.Worksheets("Invoer").Range("A1").Value = "" And (CDbl(Now) - began) * 86400 < 30
        Application.Wait Now + 0.05 / 86400
        DoEvents
    Loop
    ThisWorkbook.Worksheets("Invoer").Range("A2").Value = "terug"
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
        sheet.insert_button("C6", {"macro": "ModProef.AskEngine", "caption": "Vraag"})
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


@pytest.mark.usefixtures("libreoffice")
def test_a_button_starts_a_process_that_works_in_the_open_workbook(workbook: Path, tmp_path: Path) -> None:
    """The whole road: button, macro, another process, xlwings, and the macro goes on."""
    program = tmp_path / "motor.py"
    program.write_text(
        f"#!{sys.executable}\n"
        "import sys, xlwings\n"
        f"sys.path.insert(0, {str(CHECKOUT)!r})\n"
        "from tests.addin.office_engine import connect\n"
        "connect()\n"
        f"sheet = xlwings.books[{workbook.name!r}].sheets['Invoer']\n"
        "sheet['A4'].value = [[number, 2.5] for number in range(100)]\n"
        "sheet['A1'].value = 'klaar'\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    pipe = new_pipe()
    with office({"REKENBUREAU_TEST": str(program), **environment(pipe)}, pipe) as own:
        document = own.load(workbook)
        own.press(document, "Invoer", "Vraag", limit=60)
        sheet = document.Sheets.getByName("Invoer")
        eventually(lambda: sheet.getCellRangeByName("A2").String == "terug", limit=60)
        assert (sheet.getCellRangeByName("A1").String, sheet.getCellRangeByName("A103").Value) == ("klaar", 99)
