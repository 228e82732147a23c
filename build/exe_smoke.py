"""Whether the frozen program answers, computes and writes as the one it was made of."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from xl_addin.bridge.folder import VARIABLE, Mailbox
from xl_addin.bridge.messages import Answer, Kind, Request, read_answer, request_bytes
from xl_addin.version import BRIDGE, product_version

UNFROZEN = (sys.executable, "-c", "import sys; from xl_addin.cli import main; sys.exit(main())")
_LONGEST = 900.0
_DAY = "2025-03-01"
_MISSING = re.compile("ImportError|ModuleNotFoundError|FileNotFoundError|AttributeError")


def smoke(program: Path) -> list[str]:
    """What is not as it should be; [] when all is well."""
    with TemporaryDirectory(prefix="proef-") as name:
        folder = Path(name)
        frozen = (str(program),)
        said = _run(frozen, folder / "a", "--version").strip()
        failures = [] if said == product_version() else [f"--version: {said}"]
        return failures + _engine(program, folder / "motor") + _same_work(frozen, folder)


def _run(program: Sequence[str], local: Path, *words: str) -> str:
    local.mkdir(exist_ok=True)
    done = subprocess.run(
        [*program, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {VARIABLE: str(local)},
        timeout=_LONGEST,
    )
    return done.stdout + done.stderr


def _same_work(frozen: Sequence[str], folder: Path) -> list[str]:
    """A made-up region: imported, filled and handed out by the frozen program, then again by this one."""
    said = _run(frozen, folder / "a", "demo", str(folder / "regio"), "--size", "klein", "--json")
    if not said.startswith("{"):
        return [f"demo: {said}"]
    made = json.loads(said)
    dossier = Path(made["dossier"])
    paths = sorted((dossier / "uit").rglob("*.xls[mx]"))
    if not made["ok"] or len(paths) < 10:
        return [f"demo: {made.get('melding', len(paths))}"]
    checked = json.loads(_run(UNFROZEN, folder / "b", "check", str(dossier), "--as-of", _DAY, "--json"))
    failures = [f"check: {one}" for one in checked["werkmappen"] if not one["ok"]]
    dossier.rename(kept := dossier.with_name("bevroren"))
    again = _again(kept, dossier, folder)
    failures += [] if len(again) >= 10 else [f"made again: only {len(again)} workbooks"]
    return failures + [f"differs: {path.name}" for path in again if path.read_bytes() != _other(path, dossier, kept)]


def _again(kept: Path, dossier: Path, folder: Path) -> list[Path]:
    """The workbooks of the year, made by this program of the same data."""
    sources = [kept / "store", kept / "gesloten", kept / "mappings", kept / "instellingen.xlsx"]
    dossier.mkdir()
    for source in sources:
        source.rename(dossier / source.name)
    (dossier / "uit").mkdir()
    for command in ("fill", "providers"):
        _run(UNFROZEN, folder / "b", command, str(dossier), "--year", "2024", "--as-of", _DAY)
    return sorted((dossier / "uit").rglob("*.xls[mx]"))


def _other(path: Path, dossier: Path, kept: Path) -> bytes:
    other = kept / path.relative_to(dossier)
    return other.read_bytes() if other.is_file() else b""


def _engine(program: Path, local: Path) -> list[str]:
    """The engine of the frozen program answers a ping, names itself, and ends when told."""
    mailbox = Mailbox(local)
    mailbox.make()
    process = subprocess.Popen([str(program), "motor"], env=os.environ | {VARIABLE: str(local)})
    try:
        answer = _ask(mailbox, Request("proef", "ping", BRIDGE))
        guide = _ask(mailbox, Request("gids", "help", BRIDGE))
        # nothing is open, and on Linux there is no Excel: but all that talks to it must be there
        live = _ask(mailbox, Request("boek", "herbereken", BRIDGE, "bestaat-niet.xlsx"))
        named = mailbox.program.read_text("utf-8").strip()
        mailbox.stop.touch()
        status = process.wait(timeout=60)
    finally:
        process.kill()
    expected = Answer(Kind.DONE, token=product_version())
    failures = [] if answer == expected else [f"ping: {answer}"]
    failures += [] if guide and Path(guide.token).is_file() else [f"help: {guide}"]
    log = mailbox.log.read_text("utf-8")
    failures += [] if live and not _MISSING.search(log) else [f"herbereken: {live} {log}"]
    failures += [] if Path(named).parent == program.parent else [f"motor.pad: {named}"]
    return failures + ([] if status == 0 else [f"motor ended with {status}"])


def _ask(mailbox: Mailbox, request: Request) -> Answer | None:
    (mailbox.requests / f"{request.id}.json").write_bytes(request_bytes(request))
    path, end = mailbox.answers / f"{request.id}.txt", time.monotonic() + 60
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.01)
    return read_answer(path.read_bytes()) if path.exists() else None
