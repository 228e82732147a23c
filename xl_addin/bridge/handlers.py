"""Which function answers which command. They are imported when first asked for: an engine must start at once."""

from collections.abc import Callable
from importlib import import_module
from threading import Event
from typing import cast

from xl_addin.bridge.messages import Answer, Request
from xl_addin.bridge.progress import Progress

Handler = Callable[[Request, Progress], Answer]

_LIVE, _DATA, _PERIOD = "xl_addin.live.commands", "xl_addin.bridge.data_commands", "xl_addin.bridge.period_commands"
HANDLERS = {
    "ping": ("xl_addin.bridge.ping", "ping"),
    "herbereken": (_LIVE, "recalculate"),
    "herbereken-tabel": (_LIVE, "recalculate_table"),
    "peildatum": (_LIVE, "change_as_of"),
    "uitleg": (_LIVE, "explain"),
    "bronregels": (_LIVE, "source_lines"),
    "inlezen": (_DATA, "import_files"),
    "datakwaliteit": (_DATA, "data_quality"),
    "instellingen": (_DATA, "settings"),
    "help": ("xl_addin.bridge.guide", "help_"),
    "werkmappen": (_PERIOD, "provider_workbooks"),
    "sluit-af": (_PERIOD, "close"),
    "vergelijk": (_PERIOD, "compare"),
}
"""By command: module and function."""


def handler_of(command: str) -> Handler | None:
    """The function that answers a command; None when there is no such command."""
    if command not in HANDLERS:
        return None
    module, name = HANDLERS[command]
    return cast(Handler, getattr(import_module(module), name))


PRELOADED = (
    "duckdb",
    "pyarrow",
    "openpyxl",
    "engine.instruments.catalogue",
    "workbooks.refresh",
    _DATA,
    _PERIOD,
    "xl_addin.live.spreadsheets",
    _LIVE,
)
"""What the commands need: what most of them need comes first."""


def preload(is_free: Event) -> None:
    """Import what the commands need, so that the first press of a button is quick; what fails is said when used.

    Only while nothing is being answered: an answer imports what it needs itself, and is not to be held up.
    """
    for module in PRELOADED:
        is_free.wait()
        try:
            import_module(module)
        except Exception:
            continue
