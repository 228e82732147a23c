"""A LibreOffice of our own, without screen: it opens workbooks, runs their macros and presses their buttons.

Every office has its own pipe and profile, so that any number of them can run side by side. Whatever is asked of it has
a time limit, because a macro that shows a message waits for a click that never comes.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from tests.addin.uno_bridge import UnoError, desktop_of, file_url, properties, resolve, stop_painting, uno

START_LIMIT = 90.0
RUN_MACROS = 4  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN
NO_MACROS = 0
PROGRAM = "soffice"

Answer = TypeVar("Answer")


def installed() -> bool:
    return shutil.which(PROGRAM) is not None and uno is not None


def within(limit: float, action: Callable[[], Answer], what: str) -> Answer:
    """The answer of `action`, or TimeoutError when it takes longer; what UNO refuses becomes a UnoError."""
    answers: list[Answer] = []
    refusals: list[str] = []

    def act() -> None:
        try:
            answers.append(action())
        except Exception as error:
            refusals.append(f"{type(error).__name__}: {error}")

    worker = threading.Thread(target=act, daemon=True)
    worker.start()
    worker.join(limit)
    if worker.is_alive():
        raise TimeoutError(f"{what}: no answer within {limit:g} s")
    if refusals:
        raise UnoError(f"{what}: {refusals[0]}")
    return answers[0]


def eventually(condition: Callable[[], bool], limit: float = 20, what: str = "condition") -> None:
    """Waits until the condition holds; TimeoutError when it does not."""
    until = time.monotonic() + limit
    while not within(max(until - time.monotonic(), 1), condition, what):
        if time.monotonic() > until:
            raise TimeoutError(f"{what}: not so within {limit:g} s")
        time.sleep(0.05)


@dataclass
class Office:
    pipe: str
    profile: Path
    process: subprocess.Popen[bytes]
    context: Any = None
    desktop: Any = None
    stuck: bool = False
    loaded: set[Path] = field(default_factory=set[Path])

    def load(self, path: str | Path, macros: bool = True, hidden: bool = False, limit: float = 60) -> Any:
        """Opens and calculates a file; its document. A hidden document has no buttons to press."""
        arguments = properties(Hidden=hidden, MacroExecutionMode=RUN_MACROS if macros else NO_MACROS)
        document = self._ask(
            limit, lambda: self.desktop.loadComponentFromURL(file_url(path), "_blank", 0, arguments), f"open {path}"
        )
        if document is None:
            raise UnoError(f"open {path}: locked or damaged")
        self.loaded.add(Path(path).absolute())
        self._ask(limit, lambda: stop_painting(document), f"open {path}")
        self._ask(limit, document.calculateAll, f"calculate {path}")
        return document

    def run(self, document: Any, macro: str, *arguments: Any, limit: float = 20, project: str = "VBAProject") -> Any:
        """What a macro of the document (`ModBrug.Ping`) returns."""
        url = f"vnd.sun.star.script:{project}.{macro}?language=Basic&location=document"

        def invoke() -> Any:
            return document.getScriptProvider().getScript(url).invoke(arguments, (), ())[0]

        return self._ask(limit, invoke, macro)

    def press(self, document: Any, sheet_name: str, caption: str, limit: float = 20) -> None:
        """Presses a form button, as a screen reader does. Its macro may still be at work after it: see `eventually`."""
        self._ask(limit, lambda: _press(document, sheet_name, caption), f"press {caption}")

    def documents(self) -> list[Any]:
        found: list[Any] = []
        components = self.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            found.append(components.nextElement())
        return found

    def close(self, document: Any, limit: float = 20) -> None:
        """Closes a document without saving it."""

        def close() -> None:
            document.setModified(False)
            document.close(True)

        self._ask(limit, close, "close")

    def responds(self) -> bool:
        if self.stuck or self.process.poll() is not None:
            return False
        with suppress(UnoError, TimeoutError):
            within(5, self.documents, "documents")
            return True
        return False

    def kill(self) -> None:
        """Ends this office and all it started, whatever it is doing."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        for path in self.loaded:
            path.with_name(f".~lock.{path.name}#").unlink(missing_ok=True)
        shutil.rmtree(self.profile, ignore_errors=True)

    def _ask(self, limit: float, action: Callable[[], Answer], what: str) -> Answer:
        try:
            return within(limit, action, what)
        except TimeoutError:
            self.stuck = True
            raise


def _press(document: Any, sheet_name: str, caption: str) -> None:
    sheet = document.Sheets.getByName(sheet_name)
    document.CurrentController.setActiveSheet(sheet)
    model = _button(sheet, caption)
    context = document.CurrentController.getControl(model).getAccessibleContext()
    context.doAccessibleAction(0)


def _button(sheet: Any, caption: str) -> Any:
    captions: list[str] = []
    page = sheet.DrawPage
    for index in range(page.Count):
        model = getattr(page.getByIndex(index), "Control", None)
        label = getattr(model, "Label", None)
        if label == caption:
            return model
        captions.append(str(label))
    raise LookupError(f"no button {caption!r} on sheet {sheet.Name!r}, only {captions}")


def start(environment: Mapping[str, str] | None = None, pipe: str | None = None) -> Office:
    """Starts an office; `kill` it after use. `environment` is added to this process's own."""
    pipe = pipe or new_pipe()
    profile = Path(tempfile.mkdtemp(prefix="office_"))
    process = subprocess.Popen(
        [
            PROGRAM,
            *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
            f"-env:UserInstallation={profile.as_uri()}",
            f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )
    made = Office(pipe, profile, process)
    try:
        _connect(made)
    except BaseException:
        made.kill()
        raise
    return made


def _connect(made: Office) -> None:
    until = time.monotonic() + START_LIMIT
    while made.context is None:
        try:
            made.context = within(10, lambda: resolve(made.pipe), "connect")
        except UnoError:
            if time.monotonic() > until or made.process.poll() is not None:
                raise
            time.sleep(0.1)
    made.desktop = within(10, lambda: desktop_of(made.context), "desktop")


def new_pipe() -> str:
    return f"rekenbureau_{uuid.uuid4().hex[:12]}"


@contextmanager
def office(environment: Mapping[str, str] | None = None, pipe: str | None = None) -> Generator[Office]:
    """An office for the length of a `with` block. Give `pipe` (`new_pipe()`) when the environment must name it."""
    made = start(environment, pipe)
    try:
        yield made
    finally:
        made.kill()
