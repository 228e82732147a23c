"""One writer at a time; a second one is told by whom, where and since when."""

import socket
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from threading import Thread

import pytest

from engine.errors import Refusal
from engine.store.lock import hold_write_lock
from engine.store.manifest import write_manifest
from engine.store.store import Store
from tests.paths import CHECKOUT
from tests.store.made_facts import AT, content, facts, import_facts, new_store, seen

LINE = "declaration_line"

HOLDER = """
import sys
from datetime import datetime
from pathlib import Path
from engine.store.lock import hold_write_lock
with hold_write_lock(Path(sys.argv[1]), "M. de Vries", datetime(2025, 3, 4, 14, 5)):
    print("bezig", flush=True)
    sys.stdin.readline()
"""


def start_holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "bezig\n"
    return process


def test_a_second_writer_is_told_who_where_and_since_when(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    holder = start_holder(store.path)
    with pytest.raises(Refusal) as refusal, store.begin_import("toets", AT):
        pass
    text = refusal.value.text
    assert f"M. de Vries op computer {socket.gethostname()}" in text
    assert "sinds 04-03-2025 om 14:05 uur" in text
    assert seen(store, f"FROM {LINE}") == []
    holder.communicate("\n")
    assert import_facts(store, {LINE: [{}]}).stand == 1


def test_waiting_for_the_other_writer(tmp_path: Path) -> None:
    holder = start_holder(tmp_path)
    assert holder.stdin
    holder.stdin.write("\n")
    holder.stdin.flush()
    with hold_write_lock(tmp_path, "toets", AT, wait_seconds=20) as lock:
        assert (lock.owner.who, lock.dead) == ("toets", None)
    holder.communicate()


def test_the_lock_of_a_killed_writer_is_recognised(tmp_path: Path) -> None:
    holder = start_holder(tmp_path)
    holder.kill()
    holder.communicate()
    with hold_write_lock(tmp_path, "toets", AT) as lock:
        assert lock.dead
        assert (lock.dead.who, lock.dead.at) == ("M. de Vries", datetime(2025, 3, 4, 14, 5).isoformat())
    with hold_write_lock(tmp_path, "toets", AT) as lock:
        assert lock.dead is None


def test_the_holder_may_import_inside_its_own_lock(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with hold_write_lock(store.path, "buitenste", AT):
        import_facts(store, {LINE: [{}]})
        assert (store.path / "schrijver.json").exists()
        other = start_and_refuse(store)
    assert "buitenste" in other
    assert not (store.path / "schrijver.json").exists()


def start_and_refuse(store: Store) -> str:
    """What another thread hears: it is another writer."""
    heard: list[str] = []

    def write() -> None:
        try:
            import_facts(Store(store.path), {LINE: [{"volume": 2}]})
        except Refusal as refusal:
            heard.append(refusal.text)

    thread = Thread(target=write)
    thread.start()
    thread.join()
    return heard[0]


def test_two_writers_without_a_working_lock_do_not_overwrite_each_other(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.begin_import("toets", AT) as transaction:
        transaction.stage(LINE, facts(LINE, {}))
        write_manifest(store.path, store.manifest)
        with pytest.raises(Refusal, match="niets opgeslagen"):
            transaction.commit()
    assert not any(content(Store(store.path)).values())


def test_an_unreadable_note_still_refuses(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    holder = start_holder(store.path)
    (store.path / "schrijver.json").write_text("{")
    with pytest.raises(Refusal, match="Iemand anders is bezig"):
        import_facts(store, {LINE: [{}]})
    holder.communicate("\n")
