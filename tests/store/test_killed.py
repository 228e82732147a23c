"""A killed import leaves the store as before or after it, and the next import works."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.store.manifest import read_manifest
from engine.store.store import Store
from tests.paths import CHECKOUT
from tests.store.made_facts import content, import_facts, new_store, seen

LINE = "declaration_line"
ROWS = 3000


def start(store: Store, rows: int = ROWS, step: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.store.killed_import", str(store.path), str(rows), str(step)]
    return subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)


def check_before_or_after(store: Store, rows: int, told_done: bool) -> None:
    """One stand more with everything, or the same stand with nothing; then the next import works, without litter."""
    before, after = store.manifest, read_manifest(store.path)
    done = after.stand == before.stand + 1
    assert done or after.stand == before.stand
    assert done or not told_done
    counts = [f"SELECT count(*) FROM fact_{fact}" for fact in (LINE, "declaration_answer", "source")]
    fresh = Store(store.path)
    old = [seen(fresh, query, stand=before.stand)[0][0] for query in counts]
    now = [seen(fresh, query)[0][0] for query in counts]
    assert [new - was for new, was in zip(now, old, strict=True)] == ([rows, rows, 1] if done else [0, 0, 0])
    import_facts(fresh, {LINE: [{"reference_number": f"na stand {after.stand}"}]})
    assert seen(fresh, counts[0]) == [(now[0] + 1,)]
    assert {file.name for file in (store.path / "segmenten").iterdir()} == fresh.manifest.files()
    assert not list((store.path / "bezig").iterdir())
    assert not (store.path / "schrijver.json").exists()


def kill_at_random(store: Store, dice: random.Random) -> None:
    process = start(store)
    assert process.stdout
    assert process.stdout.readline() == "ingelezen\n"
    time.sleep(dice.uniform(0, 0.25))
    process.kill()
    told = process.stdout.read()
    process.wait()
    process.stdout.close()
    check_before_or_after(store, ROWS, told_done="klaar" in told)


@pytest.mark.parametrize("seed", range(4))
def test_an_import_killed_at_a_random_moment(tmp_path: Path, seed: int) -> None:
    store = new_store(tmp_path)
    import_facts(store, {LINE: [{}], "source": [{}]})
    kill_at_random(store, random.Random(seed))


@pytest.mark.full
def test_an_import_killed_at_twenty_random_moments_in_one_store(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    import_facts(store, {LINE: [{}], "source": [{}]})
    dice = random.Random(2024)
    for _ in range(20):
        kill_at_random(Store(store.path), dice)


def end_at_step(folder: Path, step: int) -> bool:
    """Break an import off before one file-system step, while there is also a merge to do. Whether it was broken off."""
    store = new_store(folder)
    for number in range(11):
        import_facts(store, {LINE: [{"reference_number": f"R{number}"}], "source": [{}]})
    before = content(store)
    process = start(store, rows=5, step=step)
    told, _ = process.communicate()
    store = Store(store.path)
    assert content(store, 11) == before
    assert len(content(store)[LINE]) in ((16,) if "klaar" in told else (11, 16))
    import_facts(store, {LINE: [{"reference_number": "daarna"}]})
    assert {file.name for file in (store.path / "segmenten").iterdir()} == store.manifest.files()
    return process.returncode != 0


@pytest.mark.parametrize("step", [3, 9, 15])
def test_an_import_that_ends_before_one_file_system_step(tmp_path: Path, step: int) -> None:
    assert end_at_step(tmp_path, step)


@pytest.mark.full
def test_an_import_that_ends_before_each_of_its_file_system_steps(tmp_path: Path) -> None:
    steps = 1
    while end_at_step(tmp_path / str(steps), steps):
        steps += 1
    assert steps > 15
