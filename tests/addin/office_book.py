"""Workbooks, sheets and names of the xlwings engine over LibreOffice."""

from collections.abc import Iterator
from functools import cached_property
from numbers import Number
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlwings

from tests.addin.engine_bases import bases
from tests.addin.office_com import BookApi, SheetApi
from tests.addin.office_formulas import to_excel, to_office
from tests.addin.office_marks import Note
from tests.addin.office_natives import Natives, natives_of, noted
from tests.addin.office_places import parse
from tests.addin.office_range import LAST_COLUMN, LAST_ROW, Range, box_of
from tests.addin.office_tables import Table, Tables
from tests.addin.uno_bridge import UnoError, file_path, file_url, properties, struct

if TYPE_CHECKING:
    from tests.addin.office_engine import App

FILTERS = {".xlsm": "Calc MS Excel 2007 VBA XML", ".xlsx": "Calc MS Excel 2007 XML"}


class Book(bases.Book):
    def __init__(self, app: "App", document: Any) -> None:
        self._app = app
        self.document = document

    @property
    def api(self) -> BookApi:
        return BookApi(self)

    @property
    def app(self) -> "App":
        return self._app

    @property
    def fullname(self) -> str:
        return file_path(self.document.URL) if self.document.URL else self.document.Title

    @property
    def name(self) -> str:
        return Path(self.fullname).name

    @property
    def sheets(self) -> "Sheets":
        return Sheets(self)

    @property
    def names(self) -> "Names":
        return Names(self)

    @cached_property
    def natives(self) -> Natives:
        return natives_of(self.document)

    def sheet_at(self, index: int) -> "Sheet":
        return Sheet(self, self.natives.sheet_at(index))

    def table(self, name: str) -> Table | None:
        return next((sheet.tables(name) for sheet in self.sheets if name in sheet.tables), None)

    def refuse_protected(self) -> None:
        if self.document.isProtected():
            raise UnoError("the structure of the workbook is protected")

    def activate(self) -> None:
        self.document.CurrentController.Frame.activate()
        self._app.state.active = self.document.RuntimeUID

    def close(self) -> None:
        self.document.setModified(False)
        self.document.close(True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        if path:
            self.document.storeAsURL(file_url(path), properties(FilterName=FILTERS[Path(path).suffix]))
        else:
            self.document.store()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Book) and self.document == other.document

    def __hash__(self) -> int:
        return hash(self.document.RuntimeUID)


class Sheets(bases.Sheets):
    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def api(self) -> Any:
        return self.book.natives.sheets

    @property
    def active(self) -> "Sheet":
        return Sheet(self.book, self.book.document.CurrentController.ActiveSheet)

    def __call__(self, key: Any) -> "Sheet":
        if isinstance(key, Number):
            return self.book.sheet_at(int(str(key)) - 1)
        for sheet in self:
            if sheet.name.casefold() == key.casefold():
                return sheet
        raise xlwings.NoSuchObjectError(f"no sheet {key!r} in {self.book.name!r}")

    def __len__(self) -> int:
        return self.api.Count

    def __iter__(self) -> Iterator["Sheet"]:
        return (self.book.sheet_at(index) for index in range(len(self)))

    def add(self, before: "Sheet | None" = None, after: "Sheet | None" = None, name: str | None = None) -> "Sheet":
        """As Excel: before the active sheet when nothing is said, and active afterwards."""
        self.book.refuse_protected()
        index = after.index if after else (before or self.active).index - 1
        taken = set(self.api.ElementNames)
        name = name or next(f"Sheet{number}" for number in range(1, 10000) if f"Sheet{number}" not in taken)
        self.api.insertNewByName(name, index)
        made = self.book.sheet_at(index)
        made.activate()
        return made


class Sheet(bases.Sheet):
    def __init__(self, book: Book, native: Any) -> None:
        self._book = book
        self.native = native

    @property
    def api(self) -> SheetApi:
        return SheetApi(self)

    @property
    def book(self) -> Book:
        return self._book

    @property
    def name(self) -> str:
        return self.native.Name

    @name.setter
    def name(self, value: str) -> None:
        self._book.refuse_protected()
        self.native.Name = value

    @property
    def index(self) -> int:
        return self.native.RangeAddress.Sheet + 1

    @property
    def names(self) -> "Names":
        return Names(self._book, self)

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def notes(self) -> list[Note]:
        return [Note(self.range(place)) for place in noted(self.native)]

    @property
    def visible(self) -> bool:
        return self.native.IsVisible

    @visible.setter
    def visible(self, value: Any) -> None:
        self._book.refuse_protected()
        self.native.IsVisible = bool(value)

    def range(self, first: Any, last: Any = None) -> Range:
        return parse(self, first, last)

    @property
    def cells(self) -> Range:
        return Range(self, (1, 1, LAST_ROW, LAST_COLUMN))

    @property
    def used_range(self) -> Range:
        """From the first used cell, as in Excel; A1 of an empty sheet."""
        cursor = self.native.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return Range(self, box_of(cursor.RangeAddress))

    def activate(self) -> None:
        self._book.document.CurrentController.setActiveSheet(self.native)

    select = activate

    def clear_contents(self) -> None:
        self.cells.clear_contents()

    def delete(self) -> None:
        self._book.refuse_protected()
        self._book.document.Sheets.removeByName(self.name)

    def refuse_protected(self) -> None:
        if self.native.isProtected():
            raise UnoError(f"sheet {self.name!r} is protected")

    def refuse_locked(self, cells: Range) -> None:
        """Excel refuses to change locked cells of a protected sheet."""
        if not self.native.isProtected():
            return
        groups = cells.area.UniqueCellFormatRanges
        if any(groups.getByIndex(index).CellProtection.IsLocked for index in range(groups.Count)):
            raise UnoError(f"sheet {self.name!r} is protected, and {cells.address} is locked")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sheet) and self._book == other._book and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


class Names(bases.Names):
    """Names of a workbook (with those of its sheets, as in Excel) or of one sheet."""

    def __init__(self, book: Book, sheet: Sheet | None = None) -> None:
        self.book = book
        self.sheet = sheet

    @property
    def api(self) -> Any:
        return (self.sheet.native if self.sheet else self.book.document).NamedRanges

    def _all(self) -> list["Name"]:
        names = [Name(self.book, self.sheet, name) for name in self.api.ElementNames]
        if self.sheet is None:
            for sheet in self.book.sheets:
                names += [Name(self.book, sheet, name) for name in sheet.native.NamedRanges.ElementNames]
        return names

    def snapshot(self) -> list[tuple[str, "Name"]]:
        return [(name.name, name) for name in self._all()]

    def __call__(self, key: Any) -> "Name":
        names = self._all()
        if isinstance(key, Number):
            return names[int(str(key)) - 1]
        for name in names:
            if key.casefold() in (name.name.casefold(), name.bare.casefold() if self.sheet else ""):
                return name
        raise xlwings.NoSuchObjectError(f"no name {key!r}")

    def contains(self, key: Any) -> bool:
        if isinstance(key, Number):
            return 0 < int(str(key)) <= len(self)
        try:
            return bool(self(key))
        except xlwings.NoSuchObjectError:
            return False

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator["Name"]:
        return iter(self._all())

    def add(self, name: str, refers_to: str) -> "Name":
        if self.api.hasByName(name):
            self.api.removeByName(name)
        self.api.addNewByName(name, to_office(refers_to).removeprefix("="), struct("table.CellAddress"), 0)
        return Name(self.book, self.sheet, name)


class Name(bases.Name):
    def __init__(self, book: Book, sheet: Sheet | None, bare: str) -> None:
        self.book = book
        self.sheet = sheet
        self.bare = bare

    @property
    def native(self) -> Any:
        return (self.sheet.native if self.sheet else self.book.document).NamedRanges.getByName(self.bare)

    @property
    def api(self) -> Any:
        return self.native

    @property
    def name(self) -> str:
        """A name of one sheet shows that sheet, as in Excel."""
        if self.sheet is None:
            return self.bare
        return to_excel(f"$'{self.sheet.name}'.{self.bare}")

    def delete(self) -> None:
        (self.sheet.native if self.sheet else self.book.document).NamedRanges.removeByName(self.bare)

    @property
    def refers_to(self) -> str:
        return "=" + to_excel(self.native.Content.removeprefix("="))

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.native.Content = to_office(value).removeprefix("=")

    @property
    def refers_to_range(self) -> Range:
        if (found := self._range()) is None:
            raise UnoError(f"the name {self.name!r} is no range")
        return found

    def _range(self) -> Range | None:
        cells = self.native.ReferredCells
        if cells is None:
            return None
        return Range(self.book.sheet_at(cells.RangeAddress.Sheet), box_of(cells.RangeAddress))

    def is_box_of(self, cells: Range) -> bool:
        found = self._range()
        return found is not None and found.box == cells.box and found.sheet == cells.sheet
