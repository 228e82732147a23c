"""From a request to its answer: whatever happens, the user reads one Dutch message and never a traceback."""

import logging
import secrets
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path

from engine.errors import Refusal
from engine.texts import bridge as texts
from xl_addin.bridge.handlers import handler_of
from xl_addin.bridge.messages import Answer, Kind, Request
from xl_addin.bridge.progress import Progress, Stopped
from xl_addin.crash import places
from xl_addin.version import BRIDGE

LOG = logging.getLogger("rekenbureau.motor")
_LOG_BYTES, _LOGS_KEPT = 300_000, 3


def log_to(path: Path) -> logging.Handler:
    """Write what happens to `motor.log`: commands and places in the code, never a value from a file or cell."""
    handler = RotatingFileHandler(path, maxBytes=_LOG_BYTES, backupCount=_LOGS_KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(message)s", "%Y-%m-%d %H:%M:%S"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    return handler


def answer_to(request: Request, progress: Progress) -> Answer:
    """Do what is asked and say how it went."""
    start = time.perf_counter()
    given = _answer(request, progress)
    LOG.info("%s %s %.0f ms", _known(request.command), given.kind, (time.perf_counter() - start) * 1000)
    return given


def _answer(request: Request, progress: Progress) -> Answer:
    if request.version != BRIDGE:
        return Answer(Kind.ERROR, texts.other_version(request.version, BRIDGE))
    try:
        handler = handler_of(request.command)
        if handler is None:
            return Answer(Kind.ERROR, texts.unknown_command(request.command))
        progress.check()
        return handler(request, progress)
    except Stopped:
        return Answer(Kind.DONE, texts.STOPPED)
    except Refusal as refusal:
        if refusal.__cause__ is not None:  # what the user reads is of us, what happened is for the log
            LOG.error("%s %s\n%s", _known(request.command), type(refusal).__name__, "\n".join(places(refusal)))
        return Answer(Kind.ERROR, texts.shortened(refusal.text))
    except Exception as error:
        return Answer(Kind.ERROR, _crash(error, request.command))


def _crash(error: Exception, command: str) -> str:
    reference = secrets.token_hex(3).upper()
    LOG.error("%s %s %s\n%s", reference, _known(command), type(error).__name__, "\n".join(places(error)))
    return texts.crashed(reference)


def _known(command: str) -> str:
    """A command's name for the log; whatever else stands in a request is not repeated."""
    return command if command.replace("-", "").isalpha() and len(command) < 30 else "?"
