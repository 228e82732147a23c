"""A new file in the place of an old one: whole, the old one kept, and never over another's work."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from engine.errors import Refusal
from tests.paths import CHECKOUT
from tests.workbooks.killed_refresh import NEW
from workbooks import swap

AT = datetime(2025, 3, 1, 9)
OLD = b"oud" * 30_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An old file."""
    file = tmp_path / "uit" / "max-inzet-2024.xlsm"
    file.parent.mkdir()
    file.write_bytes(OLD)
    return file


def versions(path: Path) -> Path:
    return path.parent / "versies"


def in_a_process(path: Path, step: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.workbooks.killed_refresh", str(path), str(versions(path)), str(step)]
    return subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)


def assert_whole(path: Path) -> None:
    """The old or the new file stands there; every version is the old one."""
    assert path.read_bytes() in (OLD, NEW)
    kept = list(versions(path).glob("max-inzet*")) if versions(path).exists() else []
    assert all(each.read_bytes() == OLD for each in kept)
    if path.read_bytes() == NEW:
        assert kept, "the old file is kept before the new one takes its place"


def test_the_new_file_stands_there_and_the_old_one_is_kept(path: Path) -> None:
    path.chmod(0o640)
    kept = swap.swap_in(NEW, path, versions(path), AT, swap.state(path))
    assert (path.read_bytes(), kept.read_bytes()) == (NEW, OLD)
    assert kept.name == "max-inzet-2024 (2025-03-01 09.00.00).xlsm"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in path.parent.iterdir() if each.name.startswith(".")] == []
    second = swap.swap_in(OLD, path, versions(path), AT, swap.state(path))
    assert second != kept
    assert second.read_bytes() == NEW


def test_ended_before_each_of_its_steps_on_disk(path: Path) -> None:
    for step in range(1, 30):
        path.write_bytes(OLD)
        process = in_a_process(path, step)
        said, _ = process.communicate(timeout=60)
        assert_whole(path)
        if "klaar" in said:
            assert step > 5
            return
    pytest.fail("it never came to an end")


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_a_random_moment(path: Path, seed: int) -> None:
    process = in_a_process(path, 0)
    time.sleep(random.Random(seed).uniform(0.0, 0.6))
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert_whole(path)


@pytest.mark.parametrize(
    ("mark", "content", "who"),
    [
        ("~$max-inzet-2024.xlsm", b"\x0aAnja Smits" + b" " * 44, "Anja Smits"),
        (".~lock.max-inzet-2024.xlsm#", b",anja,pc12,01.03.2025 09:00,file:///home/anja;", "anja"),
        ("~$max-inzet-2024.xlsm", b"", ""),
    ],
)
def test_a_file_that_someone_has_open_is_left_alone(path: Path, mark: str, content: bytes, who: str) -> None:
    (path.parent / mark).write_bytes(content)
    with pytest.raises(Refusal, match="nog geopend") as refused:
        swap.swap_in(NEW, path, versions(path), AT, swap.state(path))
    assert who in refused.value.text
    assert path.read_bytes() == OLD


def test_a_read_only_file_is_left_alone(path: Path) -> None:
    path.chmod(0o444)
    with pytest.raises(Refusal, match="alleen-lezen"):
        swap.swap_in(NEW, path, versions(path), AT, swap.state(path))
    assert path.read_bytes() == OLD


def test_what_someone_saved_in_the_meantime_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = swap._keep  # pyright: ignore[reportPrivateUsage]

    def saved_meanwhile(*given: object) -> Path:
        kept = keep(*given)  # pyright: ignore[reportArgumentType]
        path.write_bytes(b"van Anja")
        return kept

    monkeypatch.setattr(swap, "_keep", saved_meanwhile)
    with pytest.raises(Refusal, match="intussen opgeslagen"):
        swap.swap_in(NEW, path, versions(path), AT, swap.state(path))
    assert path.read_bytes() == b"van Anja"
    assert list(versions(path).iterdir()) == []


def test_halves_that_a_killed_refresh_left_long_ago_are_swept(path: Path) -> None:
    old, young, other = (
        path.with_name(name) for name in (f".{path.name}.1.tmp", f".{path.name}.2.tmp", ".ander.1.tmp")
    )
    for half in (old, young, other):
        half.write_bytes(b"half")
    for half in (old, other):
        os.utime(half, (0, 0))
    swap.swap_in(NEW, path, versions(path), AT, swap.state(path))
    assert [each.exists() for each in (old, young, other)] == [False, True, True]


def test_a_full_disk_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal, match="kan niet worden opgeslagen"):
        swap.swap_in(NEW, path, versions(path), AT, swap.state(path))
    assert path.read_bytes() == OLD
    assert list(path.parent.glob(".*.tmp")) == []
