"""The engine as a real process: what a macro meets, on good days and bad ones."""

import os
import signal
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.addin.bridge.asked import answered, ask, command, engine, environment, request, start, wait_for
from xl_addin.bridge.folder import Mailbox
from xl_addin.bridge.messages import Answer, Kind, request_bytes
from xl_addin.bridge.progress import Progress
from xl_addin.version import product_version

SLOW = """
import time
from engine.errors import Refusal
from xl_addin.bridge import handlers
from xl_addin.bridge.messages import Answer, Kind
def long(request, progress):
    for turn in range(int(request.text)):
        progress.check()
        progress.tell(f"Stap {turn}: één € meer")
        time.sleep(0.05)
    return Answer(Kind.DONE, "Klaar.")
def busy(request, progress):
    end = time.monotonic() + float(request.text)
    while time.monotonic() < end:
        sum(range(1000))
    return Answer(Kind.DONE)
def fail(request, progress):
    raise KeyError("999999990 en € 12,50")
def refuse(request, progress):
    raise Refusal("Dit kan niet.", "Blad X", "Doe het anders.")
import sys
sys.modules["toets"] = sys.modules["__main__"]
handlers.HANDLERS |= {name: ("toets", name) for name in ("long", "busy", "fail", "refuse")}
handlers.PRELOADED = ()
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Mailbox, subprocess.Popen[str]]]:
    with engine(tmp_path_factory.mktemp("motor"), code=SLOW) as found:
        yield found


Running = tuple[Mailbox, "subprocess.Popen[str]"]


def said(running: Running, name: str, **fields: object) -> Answer:
    asked = request(name, **fields)
    ask(running[0], asked)
    return answered(running[0], asked.id)


def test_a_ping_is_answered_in_tens_of_milliseconds(running: Running) -> None:
    said(running, "ping")
    times: list[float] = []
    for _ in range(20):
        begin = time.perf_counter()
        assert said(running, "ping") == Answer(Kind.DONE, token=product_version())
        times.append(time.perf_counter() - begin)
    print(f"ping: median {statistics.median(times) * 1000:.1f} ms")
    assert statistics.median(times) < 0.2
    assert list(running[0].requests.glob("*")) == []


def test_the_first_ping_comes_soon_after_the_start(tmp_path: Path) -> None:
    asked = request("ping")
    mailbox = Mailbox(tmp_path)
    mailbox.make()
    ask(mailbox, asked)
    begin = time.perf_counter()
    with engine(tmp_path):
        answered(mailbox, asked.id)
        print(f"start to first answer: {(time.perf_counter() - begin) * 1000:.0f} ms")
        written = mailbox.heartbeat.read_text().split()
        assert written[0] == product_version()
        assert Path(mailbox.program.read_text().strip()).exists()


AHEAD = """
import sys
from xl_addin.bridge import handlers
from xl_addin.bridge.messages import Answer, Kind
def loaded(request, progress):
    time.sleep(0.3)
    return Answer(Kind.DONE, "ja" if "colorsys" in sys.modules else "nee")
import time
sys.modules["toets"] = sys.modules["__main__"]
handlers.HANDLERS |= {"loaded": ("toets", "loaded")}
handlers.PRELOADED = ("colorsys",)
"""


def test_what_waits_is_answered_before_anything_is_loaded_ahead(tmp_path: Path) -> None:
    first = request("loaded")
    mailbox = Mailbox(tmp_path)
    mailbox.make()
    ask(mailbox, first)
    with engine(tmp_path, code=AHEAD) as running:
        assert answered(mailbox, first.id).message == "nee"
        wait_for(lambda: said(running, "loaded").message == "ja")


def test_a_second_engine_ends_at_once_and_says_nothing(running: Running) -> None:
    second = start(running[0].root)
    output, _ = second.communicate(timeout=30)
    assert (second.returncode, output) == (0, "")
    assert said(running, "ping").kind is Kind.DONE


def test_the_heartbeat_goes_on_while_a_command_computes(running: Running) -> None:
    asked = request("busy", text="2.6")
    ask(running[0], asked)
    wait_for(lambda: not (running[0].requests / f"{asked.id}.json").exists())
    seen: set[int] = set()
    while not (running[0].answers / f"{asked.id}.txt").exists():
        seen.add(running[0].heartbeat.stat().st_mtime_ns)
        time.sleep(0.02)
    assert len(seen) >= 2
    assert answered(running[0], asked.id).kind is Kind.DONE


def test_macros_of_another_version_are_told_what_to_do(running: Running) -> None:
    answer = said(running, "ping", version="0.0.1")
    assert answer.kind is Kind.ERROR
    assert "0.0.1" in answer.message
    assert "opnieuw" in answer.message


@pytest.mark.parametrize("name", ["maak-koffie", "", "../../ping"])
def test_an_unknown_command_is_refused(running: Running, name: str) -> None:
    answer = said(running, name)
    assert answer.kind is Kind.ERROR
    assert "kent de opdracht" in answer.message


@pytest.mark.parametrize("content", [b"{", b"", b"\xff\xfe", b'{"id": "anders", "opdracht": "ping", "versie": "1"}'])
def test_a_broken_request_is_set_aside_and_answered(running: Running, content: bytes) -> None:
    mailbox, process = running
    (mailbox.requests / "kapot.json").write_bytes(content)
    assert answered(mailbox, "kapot").kind is Kind.ERROR
    assert (mailbox.requests / "onleesbaar" / "kapot.json").read_bytes() == content
    assert "onleesbaar" in mailbox.log.read_text()
    assert process.poll() is None


def test_a_half_file_is_left_alone(running: Running) -> None:
    half = running[0].requests / "half.tmp"
    half.write_bytes(b'{"id": "half"')
    said(running, "ping")
    assert half.exists()
    half.unlink()


def test_a_refusal_gives_its_own_text(running: Running) -> None:
    assert said(running, "refuse") == Answer(Kind.ERROR, "Blad X: Dit kan niet. Doe het anders.")


def test_a_crash_gives_a_sentence_with_a_number_and_the_log_has_no_values(running: Running) -> None:
    answer = said(running, "fail")
    assert answer.kind is Kind.ERROR
    assert "Traceback" not in answer.message
    assert "KeyError" not in answer.message
    number = answer.message.split("dit nummer: ")[1].split(".")[0]
    log = running[0].log.read_text()
    assert f"{number} fail KeyError" in log
    assert "in fail" in log or " fail\n" in log
    assert "999999990" not in log
    assert "12,50" not in log


def test_a_command_tells_what_it_does_and_can_be_stopped(running: Running) -> None:
    mailbox = running[0]
    asked = request("long", text="400")
    ask(mailbox, asked)
    progress = mailbox.answers / f"{asked.id}.voortgang"
    wait_for(progress.exists)
    assert progress.read_bytes().startswith(rb"Stap ")
    assert rb"\u00e9\u00e9n \u20ac meer" in progress.read_bytes()
    stop = mailbox.requests / f"{asked.id}.stop"
    stop.touch()
    assert answered(mailbox, asked.id, 5) == Answer(Kind.DONE, "Gestopt. Er is niets veranderd.")
    wait_for(lambda: not progress.exists() and not stop.exists(), 5)


def test_a_request_stopped_before_it_was_taken_up_is_not_done(running: Running) -> None:
    first, second = request("long", text="10"), request("refuse")
    ask(running[0], first)
    ask(running[0], second)
    (running[0].requests / f"{second.id}.stop").touch()
    assert answered(running[0], second.id).message.startswith("Gestopt")
    assert answered(running[0], first.id).message == "Klaar."


def test_two_requests_at_once_are_both_answered_the_oldest_first(running: Running) -> None:
    mailbox = running[0]
    hold, late, early = request("long", text="6"), request("long", text="1"), request("long", text="1")
    ask(mailbox, hold)
    wait_for(lambda: not (mailbox.requests / f"{hold.id}.json").exists())
    ask(mailbox, late)
    ask(mailbox, early)
    now = time.time()
    os.utime(mailbox.requests / f"{early.id}.json", (now - 5, now - 5))
    wait_for((mailbox.answers / f"{early.id}.txt").exists)
    assert not (mailbox.answers / f"{late.id}.txt").exists()
    assert {answered(mailbox, each.id).message for each in (hold, early, late)} == {"Klaar."}


def test_what_nobody_waits_for_is_swept_at_the_start(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path)
    mailbox.make()
    old, now = request("ping"), time.time()
    ask(mailbox, old)
    os.utime(mailbox.requests / f"{old.id}.json", (now - 130, now - 130))
    (mailbox.answers / "oud.txt").touch()
    (mailbox.answers / "nieuw.txt").touch()
    os.utime(mailbox.answers / "oud.txt", (now - 90_000, now - 90_000))
    with engine(tmp_path, code=SLOW) as found:
        said(found, "ping")
        assert sorted(path.name for path in mailbox.answers.iterdir()) == ["nieuw.txt"]


def test_it_ends_when_nothing_was_asked(tmp_path: Path) -> None:
    process = start(tmp_path, "--idle", "0.01", code=SLOW)
    output, _ = process.communicate(timeout=30)
    assert (process.returncode, output) == (0, "")
    assert not Mailbox(tmp_path).heartbeat.exists()


@pytest.mark.parametrize("how", ["signal", "file"])
def test_it_ends_cleanly_when_told_also_during_a_command(tmp_path: Path, how: str) -> None:
    with engine(tmp_path, code=SLOW) as (mailbox, process):
        asked = request("long", text="400")
        ask(mailbox, asked)
        wait_for((mailbox.answers / f"{asked.id}.voortgang").exists)
        process.send_signal(signal.SIGTERM) if how == "signal" else mailbox.stop.touch()
        assert process.wait(timeout=10) == 0
        assert answered(mailbox, asked.id).message.startswith("Gestopt")
        assert not mailbox.heartbeat.exists()
    with engine(tmp_path, code=SLOW) as again:
        assert said(again, "ping").kind is Kind.DONE, "the next one starts"


def test_one_request_without_an_engine(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path)
    mailbox.make()
    asked = request("ping")
    path = mailbox.requests / f"{asked.id}.json"
    path.write_bytes(request_bytes(asked))
    done = subprocess.run(command("verzoek", str(path)), env=environment(tmp_path), check=False)
    assert done.returncode == 0
    assert answered(mailbox, asked.id) == Answer(Kind.DONE, token=product_version())
    assert not path.exists()
    assert not mailbox.heartbeat.exists()


def test_progress_is_not_written_more_often_than_one_can_read(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path)
    mailbox.make()
    progress = Progress(mailbox, "v")
    for turn in range(50):
        progress.tell(f"{turn}")
    assert (mailbox.answers / "v.voortgang").read_bytes() == b"0\r\n"
    assert not progress.is_stopped()
