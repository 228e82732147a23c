"""`rekenbureau motor`: an engine that keeps running for one user and answers what the macros in Excel ask.

The macros cannot start programs where the IT department forbids Excel that, and starting Python takes a second: so one
engine runs, started at logon or by the first button. Requests are answered one by one, on the main thread (Excel's
interface for other programs is bound to the thread that uses it); a second thread shows that the engine is alive.
"""

import os
import shutil
import signal
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from engine.texts import bridge as texts
from xl_addin.bridge import mail
from xl_addin.bridge.answering import LOG, answer_to, log_to
from xl_addin.bridge.folder import Mailbox
from xl_addin.bridge.handlers import preload
from xl_addin.bridge.messages import Answer, Kind
from xl_addin.bridge.progress import Progress
from xl_addin.version import product_version

IDLE = 4 * 3600.0
_BEAT, _POLL = 1.0, 0.015


def run_engine(mailbox: Mailbox, idle: float = IDLE) -> int:
    """Answer requests until told to end or nothing was asked for `idle` seconds. A second engine ends at once."""
    mailbox.make()
    lock = FileLock(mailbox.lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return 0
    handler = log_to(mailbox.log)
    try:
        _Engine(mailbox, idle).run()
    finally:
        LOG.removeHandler(handler)
        handler.close()
        lock.release()
    return 0


@dataclass
class _Engine:
    mailbox: Mailbox
    idle: float
    ending: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    is_free: threading.Event = field(default_factory=threading.Event)
    """Nothing is being answered."""

    def run(self) -> None:
        """From the first sign of life to the last."""
        self._prepare()
        beat = threading.Thread(target=self._beat, daemon=True)
        beat.start()
        threading.Thread(target=preload, args=[self.is_free], daemon=True).start()
        LOG.info("begin %s", product_version())
        try:
            self._answer_requests()
        finally:
            self.ended.set()
            beat.join()
            self.mailbox.heartbeat.unlink(missing_ok=True)
            LOG.info("einde")

    def _prepare(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: self.ending.set())
        _prepare_for_excel()
        self.mailbox.stop.unlink(missing_ok=True)
        mail.sweep(self.mailbox, time.time())
        write_program(self.mailbox)

    def _answer_requests(self) -> None:
        last = time.monotonic()
        while not self.ending.is_set():
            for path in mail.waiting(self.mailbox):
                self.is_free.clear()
                answer_file(self.mailbox, path, self.ending)
                last = time.monotonic()
                if self.ending.is_set():
                    return
            if time.monotonic() - last > self.idle:
                return
            self.is_free.set()
            self.ending.wait(_POLL)

    def _beat(self) -> None:
        """Each second: alive, also while a command computes. And look whether the installer wants the engine to end."""
        sign = f"{product_version()}\r\n{os.getpid()}\r\n".encode("ascii")
        while True:
            with suppress(OSError):
                mail.write_whole(self.mailbox.heartbeat, sign, tries=3)
            if self.mailbox.stop.exists():
                self.ending.set()
            if self.ended.wait(_BEAT):
                return


def answer_file(mailbox: Mailbox, path: Path, ending: threading.Event | None = None) -> bool:
    """Answer the request in a file; False when it is none, or when another engine took it."""
    try:
        request = mail.take(path)
    except mail.Unreadable:
        mail.set_aside(path)
        LOG.error("onleesbaar verzoek, apart gezet")
        mail.answer(mailbox, path.stem, Answer(Kind.ERROR, texts.UNREADABLE_REQUEST))
        return False
    if request is None:
        return False
    progress = Progress(mailbox, request.id, ending.is_set) if ending else Progress(mailbox, request.id)
    mail.answer(mailbox, request.id, answer_to(request, progress))
    return True


def answer_once(mailbox: Mailbox, path: Path) -> bool:
    """`rekenbureau verzoek`: answer one request, where no engine may stay running."""
    mailbox.make()
    handler = log_to(mailbox.log)
    _prepare_for_excel()
    try:
        return answer_file(mailbox, path)
    finally:
        LOG.removeHandler(handler)
        handler.close()


def write_program(mailbox: Mailbox) -> None:
    """Write down for the macros which program to start."""
    mail.write_whole(mailbox.program, f"{program()}\r\n".encode("mbcs" if sys.platform == "win32" else "utf-8"))


def program() -> Path:
    """The program that runs: of a frozen one the sister without a console window, else the script `rekenbureau`."""
    if getattr(sys, "frozen", False):
        own = Path(sys.executable)
        without_window = own.with_name("rekenbureauw.exe")
        return without_window if without_window.exists() else own
    called = Path(sys.argv[0]).resolve()
    if called.stem == "rekenbureau":
        return called if called.exists() else called.with_suffix(".exe")
    beside = shutil.which("rekenbureau", path=str(Path(sys.executable).parent))
    return Path(beside or shutil.which("rekenbureau") or called)


def _prepare_for_excel() -> None:
    """Windows: this thread will talk to Excel, so it, and not the thread that imports ahead, sets that up."""
    if sys.platform == "win32":
        import pythoncom

        pythoncom.CoInitialize()
