"""The frozen program and the folder that is released. Freezing takes minutes: the whole proof is `full`."""

import hashlib
import subprocess
from pathlib import Path

import pytest

from build import release
from build.exe import freeze, require_licences, write_sums
from build.exe_smoke import smoke
from xl_addin.version import product_version


def test_the_sums_are_those_that_sha256sum_checks(tmp_path: Path) -> None:
    (tmp_path / "map").mkdir()
    (tmp_path / "map" / "één bestand.txt").write_bytes(b"inhoud")
    sums = write_sums(tmp_path).read_text("utf-8")
    assert sums == f"{hashlib.sha256(b'inhoud').hexdigest()}  map/één bestand.txt\n"
    assert write_sums(tmp_path).read_text("utf-8") == sums
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)


@pytest.mark.parametrize("modules", ["[('xlwings', 'a'), ('xlwings.pro.reports', 'b')]", "[('openpyxl', 'a')]"])
def test_a_program_with_the_wrong_part_of_xlwings_is_not_made(modules: str) -> None:
    with pytest.raises(SystemExit):
        require_licences(modules)
    require_licences("[('xlwings', 'a'), ('xlwings.main', 'b')]")


def test_a_release_holds_what_the_installer_copies(tmp_path: Path) -> None:
    program = tmp_path / "rekenbureau"
    (program / "_internal").mkdir(parents=True)
    (program / "rekenbureauw.exe").write_bytes(b"MZ")
    write_sums(program)
    (tmp_path / "knoppen.xlam").write_bytes(b"PK")
    release.release(program, tmp_path / "knoppen.xlam", tmp_path)
    made = release.release(program, tmp_path / "knoppen.xlam", tmp_path)
    assert made.name == f"rekenbureau-{product_version()}"
    names = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    scripts = {"installeer.ps1", "onderdelen.ps1", "verwijder.ps1"}
    assert names == {"VERSIE", "SHA256SUMS", "rekenbureau.xlam", "programma/rekenbureauw.exe"} | scripts
    installer = (release.WINDOWS / "installeer.ps1").read_text("ascii")
    assert all(name in installer for name in ("VERSIE", r"programma\rekenbureauw.exe", "onderdelen.ps1"))
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=made, check=True)


@pytest.mark.full
def test_the_frozen_program_does_the_same_as_this_one(tmp_path: Path) -> None:
    assert smoke(freeze(tmp_path)) == []
