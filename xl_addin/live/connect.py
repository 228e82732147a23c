"""The one place where the product meets a running Excel: finds the open workbook that a macro asked for.

Excel is never started and never quit. Windows and macOS go through xlwings' own engines; tests name another one.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

from engine.texts import live as texts
from xl_addin.bridge.messages import Request

if TYPE_CHECKING:
    import xlwings as xw

ENGINE = "REKENBUREAU_XLWINGS"
"""Names `module:function` that adds an xlwings engine: tests on Linux use a spreadsheet program without Excel."""


def connect(request: Request) -> "xw.Book":
    """The open workbook of a request: by the window of the Excel that asked and by name, never by path.

    Refusal when it is not open, or open in several programs and none is the one that asked.
    """
    found = [book for book in _open_books() if book.name.casefold() == request.book.casefold()]
    if not found:
        raise texts.not_open(request.book)
    asking = found if len(found) == 1 else [book for book in found if book.app.hwnd == request.window]
    if len(asking) != 1:
        raise texts.open_twice(request.book)
    return asking[0]


def _open_books() -> "Iterator[xw.Book]":
    from xl_addin.live.spreadsheets import xlwings as xw

    _add_engine()
    apps: list[xw.App] = []
    with suppress(xw.XlwingsError):  # a system without Excel
        apps = list(xw.apps)
    for app in apps:
        with suppress(Exception):  # an Excel that is just closing, or in which a cell is being typed
            yield from list(app.books)


def _add_engine() -> None:
    name = os.environ.get(ENGINE)
    if name:
        module, _, function = name.partition(":")
        getattr(import_module(module), function)()
