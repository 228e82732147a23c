"""From a workbook, as Excel names it, to its dossier: by folder, by address, by what was opened before."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from engine.errors import Refusal
from tests.addin.bridge.asked import request
from xl_addin.bridge import dossiers
from xl_addin.bridge.dossiers import dossier_of, remember, remembered
from xl_addin.bridge.folder import VARIABLE
from xl_addin.cli import app
from xl_addin.commands import gather

BOOK = "max-inzet-2024.xlsm"
SITE = "https://bureau.sharepoint.com/sites/Jeugd/Gedeelde%20documenten"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "lokaal"))
    for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
        monkeypatch.delenv(name, raising=False)


def made(folder: Path, known: bool = True) -> Path:
    gather.new(folder)
    (folder / "uit" / BOOK).touch()
    if known:
        remember(folder)
    return folder


def found(folder: str | Path, book: str = BOOK) -> Path:
    return dossier_of(request("ping", book=book, folder=str(folder)))


def test_a_workbook_in_a_dossier_belongs_to_the_nearest(tmp_path: Path) -> None:
    outer = made(tmp_path / "regio", known=False)
    inner = outer / "uit" / "proef"
    made(inner, known=False)
    assert found(outer / "uit") == outer
    assert found(outer, "instellingen.xlsx") == outer
    assert found(outer / "uit" / "aanbieders" / "2024") == outer
    assert found(inner / "uit") == inner


def test_a_dossier_that_was_opened_is_remembered_the_latest_first(tmp_path: Path) -> None:
    one, two = made(tmp_path / "een", known=False), made(tmp_path / "twee", known=False)
    found(one / "uit")
    found(two / "uit")
    found(one / "uit")
    assert remembered() == [one, two]


def test_a_copy_elsewhere_belongs_to_the_dossier_with_a_workbook_of_that_name(tmp_path: Path) -> None:
    known = made(tmp_path / "regio")
    (tmp_path / "downloads").mkdir()
    assert found(tmp_path / "downloads") == known
    assert found("") == known
    with pytest.raises(Refusal, match="geen dossier vinden"):
        found(tmp_path / "downloads", "eigen.xlsx")


def test_several_dossiers_are_named(tmp_path: Path) -> None:
    paths = [made(tmp_path / name) for name in ("een", "twee")]
    with pytest.raises(Refusal) as refused:
        found("")
    assert all(str(path) in refused.value.text for path in paths)


def test_without_a_dossier_it_is_said_what_to_do() -> None:
    with pytest.raises(Refusal) as refused:
        found("", "")
    assert "instellingen.xlsx" in refused.value.todo


def test_a_dossier_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    known = made(tmp_path / "regio")
    known.rename(tmp_path / "weg")
    assert remembered() == []


@pytest.mark.parametrize("content", [b"{", b'{"a": 1}', b"[1, null]", b"\xff"])
def test_a_damaged_list_is_no_list(tmp_path: Path, content: bytes) -> None:
    known = made(tmp_path / "regio")
    (tmp_path / "lokaal" / "dossiers.json").write_bytes(content)
    assert remembered() == []
    assert found(known / "uit") == known


def test_an_address_is_found_in_what_onedrive_keeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "OneDrive - Bureau"
    known = made(root / "Jeugd 2024" / "Regio Noord", known=False)
    monkeypatch.setenv("OneDriveCommercial", str(root))
    address = "https://bureau-my.sharepoint.com/personal/jan/Documents/Jeugd%202024/Regio%20Noord/uit"
    assert found(address) == known


def test_an_address_is_found_among_what_was_opened(tmp_path: Path) -> None:
    known = made(tmp_path / "Bureau" / "Jeugd - Regio Noord")
    assert found(f"{SITE}/Regio%20Noord/uit") == known


def test_of_two_regions_the_one_whose_folders_the_address_has(tmp_path: Path) -> None:
    noord, zuid = made(tmp_path / "Noord" / "dossier"), made(tmp_path / "Zuid" / "dossier")
    assert found(f"{SITE}/Noord/dossier/uit") == noord
    assert found(f"{SITE}/zuid/dossier/uit") == zuid
    with pytest.raises(Refusal, match="meer dan één dossier"):
        found(f"{SITE}/dossier/uit")


def test_a_workbook_of_another_region_gets_no_figures_of_the_only_one_that_is_known(tmp_path: Path) -> None:
    made(tmp_path / "Regio Noord")
    with pytest.raises(Refusal, match="geen dossier vinden"):
        found(f"{SITE}/Regio%20Zuid/uit")


def test_libraries_of_sharepoint_stand_in_the_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = made(tmp_path / "Bureau" / "Jeugd - Regio Noord", known=False)
    monkeypatch.setattr(dossiers, "_mounted", lambda: [str(known)])
    assert found(f"{SITE}/Regio%20Noord/uit") == known


def test_windows_takes_no_notice_of_capitals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = made(tmp_path / "regio")
    same = dossiers._is_same  # pyright: ignore[reportPrivateUsage]
    assert not same(known, Path(str(known).upper()))
    monkeypatch.setattr(dossiers, "sys", SimpleNamespace(platform="win32"))
    assert same(known, Path(str(known).upper()))


def test_the_command_line_remembers_too(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["new", str(tmp_path / "regio")]).exit_code == 0
    assert remembered() == [tmp_path / "regio"]


def test_a_list_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "lokaal").write_text("hier kan geen map komen")
    assert found(made(tmp_path / "regio") / "uit") == tmp_path / "regio"
