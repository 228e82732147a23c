"""An xlwings engine over LibreOffice: ordinary xlwings code of the product then runs against an office without screen.

Another process reaches it by its environment: `REKENBUREAU_XLWINGS=tests.addin.office_engine:connect` and
`REKENBUREAU_OFFICE_PIPE` with the name of the office's pipe. `.api` gives objects with the names of Excel's own (see
`office_com`); what Excel refuses with a COM error is a `UnoError` here.
"""

import datetime as dt
import math
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from numbers import Number
from typing import Any

import xlwings

from tests.addin.engine_bases import bases
from tests.addin.office_book import Book, Sheet
from tests.addin.office_cells import ERROR_TEXTS
from tests.addin.office_com import AppApi, AutoCorrectApi
from tests.addin.office_range import Range, box_of
from tests.addin.uno_bridge import UnoError, desktop_of, file_url, properties, resolve, stop_painting

PIPE = "REKENBUREAU_OFFICE_PIPE"
ENTRY = f"{__name__}:connect"
_ENGINES: dict[str, Any] = {}
SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"


def register(pipe: str) -> Any:
    """Makes the engine for the office on this pipe the active one of xlwings.

    One connection a pipe: while an earlier one is being thrown away, UNO gives a new one that is disposed at once.
    """
    if pipe not in _ENGINES:
        _ENGINES[pipe] = xlwings.main.Engine(impl=Engine(pipe))
        xlwings.engines.add(_ENGINES[pipe])
    _ENGINES[pipe].activate()
    return _ENGINES[pipe]


def connect() -> None:
    """For a product process that a test started."""
    register(os.environ[PIPE])


def environment(pipe: str) -> dict[str, str]:
    """What a process needs to reach the office on this pipe."""
    return {"REKENBUREAU_XLWINGS": ENTRY, PIPE: pipe}


class Engine:
    name, type = "libreoffice", "desktop"

    def __init__(self, pipe: str) -> None:
        self.pipe = pipe
        self.apps = Apps(self, desktop_of(resolve(pipe)))

    @staticmethod
    def prepare_xl_data_element(value: Any, _date_format: Any = None) -> Any:
        if value is None or type(value).__name__ in ("NaTType", "NAType"):
            return ""
        if hasattr(value, "to_pydatetime"):
            return value.to_pydatetime()
        if hasattr(value, "item") and not isinstance(value, str | bytes):
            value = value.item()
        return "" if isinstance(value, float) and math.isnan(value) else value

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool
    ) -> list[list[Any]]:
        clean = _cleaner(datetime_builder, empty_as, number_builder, err_to_str)
        return [[clean(value) for value in row] for row in data]


def _cleaner(datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool) -> Callable[[Any], Any]:
    def clean(value: Any) -> Any:
        if value is None or value == "":
            return empty_as
        if isinstance(value, dt.datetime):
            fields = ("year", "month", "day", "hour", "minute", "second", "microsecond")
            return datetime_builder(**{field: getattr(value, field) for field in fields}, tzinfo=None)
        if number_builder is not None and isinstance(value, float):
            return number_builder(value)
        if type(value) is int and value in ERROR_TEXTS:
            return ERROR_TEXTS[value] if err_to_str else None
        return value

    return clean


class Apps(bases.Apps):
    def __init__(self, engine: Engine, desktop: Any) -> None:
        self.engine = engine
        self._app = App(self, desktop)

    def keys(self) -> list[int]:
        return [self._app.pid]

    def add(self, **_options: Any) -> "App":
        return self._app

    def __iter__(self) -> Iterator["App"]:
        return iter([self._app])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, _pid: int) -> "App":
        return self._app

    @staticmethod
    def cleanup() -> None:
        """There is nothing to clean up: who started the office ends it."""


@dataclass
class State:
    """What is only remembered: LibreOffice has no such setting."""

    screen_updating: bool = True
    display_alerts: bool = True
    enable_events: bool = True
    interactive: bool = True
    status_bar: Any = False
    cut_copy_mode: Any = False
    active: str = ""
    auto_correct: AutoCorrectApi = field(default_factory=AutoCorrectApi)


def _remembered(name: str) -> Any:
    return property(lambda app: getattr(app.state, name), lambda app, value: setattr(app.state, name, value))


class App(bases.App):
    screen_updating = _remembered("screen_updating")
    display_alerts = _remembered("display_alerts")
    enable_events = _remembered("enable_events")
    interactive = _remembered("interactive")
    status_bar = _remembered("status_bar")
    cut_copy_mode = _remembered("cut_copy_mode")

    def __init__(self, apps: Apps, desktop: Any) -> None:
        self.apps = apps
        self.desktop = desktop
        self.state = State()

    @property
    def engine(self) -> Engine:
        return self.apps.engine

    @property
    def api(self) -> AppApi:
        return AppApi(self)

    @property
    def pid(self) -> int:
        return 1

    @property
    def hwnd(self) -> int:
        return 1

    @property
    def version(self) -> str:
        return "16.0"

    @property
    def visible(self) -> bool:
        return True

    @visible.setter
    def visible(self, visible: bool) -> None:
        if not visible:
            raise UnoError("the office of a test stays as it is")

    @property
    def books(self) -> "Books":
        return Books(self)

    @property
    def calculation(self) -> str:
        automatic = all(book.document.isAutomaticCalculationEnabled() for book in self.books)
        return "automatic" if automatic else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        for book in self.books:
            book.document.enableAutomaticCalculation(value != "manual")

    def calculate(self) -> None:
        for book in self.books:
            book.document.calculateAll()

    @property
    def selection(self) -> Range | None:
        book = self.books.active
        selected = book.document.CurrentController.getSelection()
        if not selected.supportsService("com.sun.star.sheet.SheetCellRange"):
            return None
        address = selected.RangeAddress
        return Range(Sheet(book, book.document.Sheets.getByIndex(address.Sheet)), box_of(address))

    def activate(self, steal_focus: bool = False) -> None:
        """An office without screen is never in front."""

    def quit(self) -> None:
        raise UnoError("the product never ends the user's Excel")

    kill = quit


class Books(bases.Books):
    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def api(self) -> Any:
        return self.app.desktop

    def _all(self) -> list[Book]:
        found: list[Book] = []
        components = self.app.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            document = components.nextElement()
            if document.supportsService(SPREADSHEET):
                found.append(Book(self.app, document))
        return found

    @property
    def active(self) -> Book:
        """The book that was activated last; without that, the one that LibreOffice has in front."""
        books = self._all()
        if not books:
            raise xlwings.NoSuchObjectError("no workbook is open")
        front = self.app.desktop.CurrentComponent
        ids = (self.app.state.active, front.RuntimeUID if front is not None else "")
        return next((book for uid in ids for book in books if book.document.RuntimeUID == uid), books[0])

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Book]:
        return iter(self._all())

    def __call__(self, key: Any) -> Book:
        books = self._all()
        if isinstance(key, Number):
            return books[int(str(key)) - 1]
        for book in books:
            if book.name.casefold() == key.casefold():
                return book
        raise KeyError(key)

    def open(self, fullname: str, *_options: Any, **_named: Any) -> Book:
        document = self.app.desktop.loadComponentFromURL(
            file_url(fullname), "_blank", 0, properties(MacroExecutionMode=4)
        )
        if document is None:
            raise UnoError(f"open {fullname}: locked or damaged")
        stop_painting(document)
        document.calculateAll()
        return Book(self.app, document)

    def add(self) -> Book:
        document = self.app.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
        stop_painting(document)
        return Book(self.app, document)
