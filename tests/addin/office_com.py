"""What product code reaches through `.api`: objects that have the names of Excel's own object model."""

# ruff: noqa: N802, N803
from typing import TYPE_CHECKING, Any

from tests.addin.office_font import FontApi
from tests.addin.office_natives import count_of, noted
from tests.addin.uno_bridge import UnoError

if TYPE_CHECKING:
    from tests.addin.office_book import Book, Sheet
    from tests.addin.office_engine import App
    from tests.addin.office_range import Range
    from tests.addin.office_tables import Table

ASCENDING, HAS_HEADER = 1, 1  # xlAscending, xlYes
DOWN, TO_RIGHT, UP, TO_LEFT = -4121, -4161, -4162, -4159  # xlShiftDown, …
VISIBLE, HIDDEN, VERY_HIDDEN = -1, 0, 2
NO_COLOUR = -4142  # xlColorIndexNone
ANY_RESULT = 7  # com.sun.star.sheet.FormulaResult: numbers, texts, errors


class AppApi:
    """The settings by the names that Excel itself gives them."""

    def __init__(self, impl: "App") -> None:
        self._impl = impl

    @property
    def Ready(self) -> bool:
        return True

    @property
    def Hwnd(self) -> int:
        return self._impl.hwnd

    @property
    def AutoCorrect(self) -> "AutoCorrectApi":
        return self._impl.state.auto_correct

    @property
    def CutCopyMode(self) -> Any:
        return self._impl.state.cut_copy_mode

    @CutCopyMode.setter
    def CutCopyMode(self, value: Any) -> None:
        self._impl.state.cut_copy_mode = value


class AutoCorrectApi:
    """Remembered only: LibreOffice fills no column of a table by itself."""

    AutoFillFormulasInLists = True
    AutoExpandListRange = True


class RangeApi:
    def __init__(self, impl: "Range") -> None:
        self._impl = impl

    @property
    def Value2(self) -> Any:
        return self._impl.value2

    @Value2.setter
    def Value2(self, value: Any) -> None:
        self._impl.raw_value = value

    @property
    def Value(self) -> Any:
        return self._impl.raw_value

    @Value.setter
    def Value(self, value: Any) -> None:
        self._impl.raw_value = value

    @property
    def Formula(self) -> Any:
        return self._impl.formula

    @Formula.setter
    def Formula(self, value: Any) -> None:
        self._impl.formula = value

    @property
    def Text(self) -> str:
        return self._impl.area.getCellByPosition(0, 0).String

    @property
    def HasFormula(self) -> bool | None:
        """None when only some cells have one."""
        area = self._impl.area
        found = area.queryFormulaCells(ANY_RESULT).RangeAddresses
        count = count_of(area, found) if found else 0
        return {0: False, len(self._impl): True}.get(count)

    @property
    def Font(self) -> "FontApi":
        return FontApi(self._impl.area)

    @property
    def NumberFormat(self) -> str | None:
        return self._impl.number_format

    @NumberFormat.setter
    def NumberFormat(self, value: str) -> None:
        self._impl.number_format = value

    @property
    def Locked(self) -> bool:
        return self._impl.area.getCellByPosition(0, 0).CellProtection.IsLocked

    @Locked.setter
    def Locked(self, value: bool) -> None:
        self._impl.sheet.refuse_protected()
        protection = self._impl.area.CellProtection
        protection.IsLocked = value
        self._impl.area.CellProtection = protection

    @property
    def Row(self) -> int:
        return self._impl.row

    @property
    def Column(self) -> int:
        return self._impl.column

    @property
    def Count(self) -> int:
        return len(self._impl)

    @property
    def Address(self) -> str:
        return self._impl.address

    @property
    def Worksheet(self) -> "SheetApi":
        return SheetApi(self._impl.sheet)

    @property
    def ListObject(self) -> "TableApi | None":
        table = self._impl.table
        return TableApi(table) if table else None

    @property
    def EntireRow(self) -> "RowsApi":
        return RowsApi(self._impl.entire_rows())

    @property
    def EntireColumn(self) -> "ColumnsApi":
        return ColumnsApi(self._impl.entire_columns())

    @property
    def Comment(self) -> "CommentApi | None":
        return CommentApi(self._impl) if self._impl.note else None

    def AddComment(self, Text: str = "") -> "CommentApi":
        self._impl.add_note(Text)
        return CommentApi(self._impl)

    def ClearComments(self) -> None:
        top, left, bottom, right = self._impl.box
        for note in list(self._impl.sheet.notes):
            if top <= note.place[0] <= bottom and left <= note.place[1] <= right:
                note.delete()

    def ClearContents(self) -> None:
        self._impl.clear_contents()

    def Insert(self, Shift: int | None = None, CopyOrigin: int = 0) -> None:
        origin = "format_from_right_or_below" if CopyOrigin else "format_from_left_or_above"
        self._impl.insert({DOWN: "down", TO_RIGHT: "right"}.get(Shift or 0), origin)

    def Delete(self, Shift: int | None = None) -> None:
        self._impl.delete({UP: "up", TO_LEFT: "left"}.get(Shift or 0))

    def Copy(self, Destination: "RangeApi") -> None:
        self._impl.copy(Destination._impl)

    def Sort(self, Key1: "RangeApi", Order1: int = ASCENDING, Header: int = 2, **_others: Any) -> None:
        """Sorts the rows on the column of `Key1`."""
        position = Key1.Column - self._impl.column + 1
        if not 1 <= position <= self._impl.shape[1]:
            raise UnoError("the key to sort on lies outside the range")
        self._impl.sort([position], [Order1 == ASCENDING], Header == HAS_HEADER)

    def Select(self) -> None:
        self._impl.select()


class RowsApi(RangeApi):
    @property
    def Hidden(self) -> bool | None:
        return self._impl.row_hidden

    @Hidden.setter
    def Hidden(self, value: bool) -> None:
        self._impl.row_hidden = value


class ColumnsApi(RangeApi):
    @property
    def Hidden(self) -> bool | None:
        return self._impl.column_hidden

    @Hidden.setter
    def Hidden(self, value: bool) -> None:
        self._impl.column_hidden = value


class CommentApi:
    def __init__(self, impl: "Range") -> None:
        self._impl = impl

    @property
    def Parent(self) -> "RangeApi":
        return RangeApi(self._impl)

    def Text(self, Text: str | None = None) -> str:
        note = self._impl.note
        if note is None:
            raise UnoError("there is no note here any more")
        if Text is not None:
            note.text = Text
        return note.text

    def Delete(self) -> None:
        if note := self._impl.note:
            note.delete()


class SheetApi:
    def __init__(self, impl: "Sheet") -> None:
        self._impl = impl

    @property
    def Name(self) -> str:
        return self._impl.name

    @property
    def ProtectContents(self) -> bool:
        return self._impl.native.isProtected()

    @property
    def Protection(self) -> "ProtectionApi":
        """What the sheet allowed when it was protected here; LibreOffice does not tell what a file says."""
        return _PROTECTIONS.get((self._impl.book.document.RuntimeUID, self._impl.name), ProtectionApi({}))

    def Protect(self, Password: str = "", **allowed: bool) -> None:
        self._impl.native.protect(Password)
        _PROTECTIONS[self._impl.book.document.RuntimeUID, self._impl.name] = ProtectionApi(allowed)

    def Unprotect(self, Password: str = "") -> None:
        _unprotect(self._impl.native, Password)

    @property
    def Visible(self) -> int:
        return VISIBLE if self._impl.visible else HIDDEN

    @Visible.setter
    def Visible(self, value: int) -> None:
        self._impl.visible = value == VISIBLE

    @property
    def FilterMode(self) -> bool:
        """Whether a filter hides rows."""
        return any(table.is_filtered for table in self._impl.tables)

    @property
    def Comments(self) -> "list[CommentApi]":
        return [CommentApi(self._impl.range(place)) for place in noted(self._impl.native)]

    def Range(self, address: str) -> RangeApi:
        return RangeApi(self._impl.range(address))


class ProtectionApi:
    """AllowFiltering and its like."""

    def __init__(self, allowed: dict[str, bool]) -> None:
        self._allowed = allowed

    def __getattr__(self, name: str) -> bool:
        if not name.startswith("Allow"):
            raise AttributeError(name)
        return self._allowed.get(name, False)


_PROTECTIONS: dict[tuple[str, str], ProtectionApi] = {}


class BookApi:
    def __init__(self, impl: "Book") -> None:
        self._impl = impl

    @property
    def Name(self) -> str:
        return self._impl.name

    @property
    def FullName(self) -> str:
        return self._impl.fullname

    @property
    def ProtectStructure(self) -> bool:
        return self._impl.document.isProtected()

    def Protect(self, Password: str = "", **_others: Any) -> None:
        self._impl.document.protect(Password)

    def Unprotect(self, Password: str = "") -> None:
        _unprotect(self._impl.document, Password)

    @property
    def ReadOnly(self) -> bool:
        return self._impl.document.isReadonly()

    @property
    def Saved(self) -> bool:
        return not self._impl.document.isModified()

    @Saved.setter
    def Saved(self, value: bool) -> None:
        self._impl.document.setModified(not value)


def _unprotect(native: Any, password: str) -> None:
    refused = False
    try:
        native.unprotect(password)
    except Exception:  # of UNO, which must not go further
        refused = True
    if refused or native.isProtected():
        raise UnoError("the password is not right")


class TableApi:
    def __init__(self, impl: "Table") -> None:
        self._impl = impl

    @property
    def Name(self) -> str:
        return self._impl.name

    @property
    def Range(self) -> RangeApi:
        return RangeApi(self._impl.range)

    @property
    def HeaderRowRange(self) -> RangeApi:
        return RangeApi(self._impl.header_row_range)

    @property
    def DataBodyRange(self) -> RangeApi | None:
        body = self._impl.data_body_range
        return RangeApi(body) if body else None

    @property
    def TotalsRowRange(self) -> RangeApi | None:
        totals = self._impl.totals_row_range
        return RangeApi(totals) if totals else None

    @property
    def ShowTotals(self) -> bool:
        return self._impl.show_totals

    @ShowTotals.setter
    def ShowTotals(self, value: bool) -> None:
        self._impl.show_totals = value

    @property
    def ShowAutoFilter(self) -> bool:
        return self._impl.show_autofilter

    @ShowAutoFilter.setter
    def ShowAutoFilter(self, value: bool) -> None:
        self._impl.show_autofilter = value

    @property
    def AutoFilter(self) -> "FilterApi | None":
        return FilterApi(self._impl) if self._impl.show_autofilter else None

    def Resize(self, Range: RangeApi) -> None:
        self._impl.resize(Range)


class FilterApi:
    def __init__(self, impl: "Table") -> None:
        self._impl = impl

    @property
    def FilterMode(self) -> bool:
        return self._impl.is_filtered

    def ShowAllData(self) -> None:
        self._impl.show_all()
