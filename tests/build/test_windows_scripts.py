"""The Windows scripts, read as text: they do not run here. What runs them for real is docs/windows-checklist.md."""

import re
from pathlib import Path

import pytest

from tests.paths import CHECKOUT

FOLDER = CHECKOUT / "build" / "windows"
SCRIPTS = sorted(FOLDER.glob("*.ps1"))
VERBS = {"Get", "Set", "New", "Remove", "Assert", "Stop", "Copy", "Enable", "Read", "Install", "Restore", "Write"}
CMDLETS = {
    *("Join-Path", "Split-Path", "Test-Path", "Set-Location", "Set-StrictMode", "Write-Host", "Out-Null"),
    *("Get-Process", "Start-Sleep", "Where-Object", "New-Object", "Get-FileHash", "Unblock-File"),
    *("Get-Content", "Set-Content", "Get-Item", "New-Item", "Copy-Item", "Rename-Item", "Remove-Item"),
    *("Get-ChildItem", "Set-ItemProperty", "Remove-ItemProperty"),
}
_STRING = r"'(?:[^']|'')*'|\"(?:`.|[^\"`])*\""


def code_of(path: Path) -> str:
    """Without comments, and with empty strings."""
    return re.sub(rf"({_STRING})|#[^\n]*", lambda found: "''" if found[1] else "", path.read_text("ascii"))


def strings_of(path: Path) -> list[str]:
    return [found for found in re.findall(rf"({_STRING})|#[^\n]*", path.read_text("ascii")) if found]


def functions() -> set[str]:
    return {name for path in SCRIPTS for name in re.findall(r"(?m)^function ([\w-]+)", path.read_text("ascii"))}


def test_there_are_scripts() -> None:
    assert [path.name for path in SCRIPTS] == ["installeer.ps1", "onderdelen.ps1", "verwijder.ps1"]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_brackets_are_balanced(path: Path) -> None:
    opened: list[str] = []
    pairs = {")": "(", "]": "[", "}": "{"}
    for character in code_of(path):
        if character in pairs.values():
            opened.append(character)
        elif character in pairs:
            assert opened
            assert opened.pop() == pairs[character]
    assert opened == []
    assert code_of(path).replace("''", "").count("'") == code_of(path).count('"') == 0


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_command_is_a_known_cmdlet_or_a_function_of_ours(path: Path) -> None:
    called = set(re.findall(r"(?<![\w$.-])([A-Z][a-z]+-[A-Z]\w+)", code_of(path)))
    assert called <= CMDLETS | functions(), called - CMDLETS - functions()
    assert {name.split("-")[0] for name in functions()} <= VERBS
    words = re.findall(r"(?m)(?:^\s*|\|\s*|\{\s*|;\s*)(\w[\w-]*)(?=\s)", code_of(path))
    keywords = {"function", "param", "if", "else", "for", "foreach", "try", "catch", "return", "throw", "exit"}
    aliases = {word for word in words if word.islower()} - keywords - {"continue", "break"}
    assert aliases == set()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_only_what_is_of_this_user_is_touched(path: Path) -> None:
    text = path.read_text("ascii")
    for registry in re.findall(r"\bHK\w+:?", code_of(path) + " ".join(strings_of(path))):
        assert registry == "HKCU:"
    assert set(re.findall(r"\$env:(\w+)", text)) <= {"LOCALAPPDATA", "APPDATA"}
    assert not re.search(r"Invoke-|Start-Process|Stop-Process|-Verb|DownloadFile|Net\.|https?:|\b[A-Z]:\\", text)
    # a path may hold brackets, which other cmdlets take for a pattern
    assert not re.search(r"(?<!New-Item)(?<!Split-Path)(?<!Directory) -Path ", code_of(path))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_variable_is_set_somewhere(path: Path) -> None:
    shared = "".join(each.read_text("ascii") for each in SCRIPTS)
    given = {"_", "true", "false", "null", "PSScriptRoot", "Matches", "PID", "env", "ErrorActionPreference"}
    known = {name.lower() for name in re.findall(r"\$(\w+)\s*(?:=|\+=|in\b|,|\)|\n)", shared)}
    for name in re.findall(r"\$(\w+)", path.read_text("ascii")):
        assert name in given or name.lower() in known, name


def test_removing_takes_out_all_that_installing_put_there() -> None:
    made = {"$TrustedLocation", "$Shortcut", "$LocalFolder", "$ProgramRoot"}
    uninstall = (FOLDER / "verwijder.ps1").read_text("ascii")
    assert all(f"Remove-WhenThere {name}" in uninstall for name in made)
    assert "Set-Addin ''" in uninstall
    assert "$RunName" in uninstall
    install = (FOLDER / "installeer.ps1").read_text("ascii")
    assert set(re.findall(r"-LiteralPath (\$[A-Z]\w+) -Name", install)) <= {"$TrustedLocation", "$RunKey"}


def test_the_files_that_pass_between_engine_and_scripts_have_the_same_names() -> None:
    from xl_addin.bridge.folder import Mailbox

    box = Mailbox(Path("."))
    text = "".join(path.read_text("ascii") for path in SCRIPTS)
    for path in (box.heartbeat, box.stop, box.program):
        assert f"'{path.name}'" in text
