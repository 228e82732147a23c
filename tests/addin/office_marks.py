"""Notes and fonts of the xlwings engine over LibreOffice."""

from typing import TYPE_CHECKING, Any

from tests.addin.engine_bases import bases
from tests.addin.office_com import CommentApi
from tests.addin.uno_bridge import UnoError

if TYPE_CHECKING:
    from tests.addin.office_range import Range


def colour(number: int) -> tuple[int, int, int] | None:
    return None if number == -1 else ((number >> 16) & 255, (number >> 8) & 255, number & 255)


def colour_number(wanted: Any) -> int:
    if wanted is None:
        return -1
    if isinstance(wanted, str):
        return int(wanted.removeprefix("#"), 16)
    if isinstance(wanted, int):  # as Excel: blue first
        wanted = (wanted & 255, (wanted >> 8) & 255, (wanted >> 16) & 255)
    return wanted[0] << 16 | wanted[1] << 8 | wanted[2]


class Note(bases.Note):
    def __init__(self, cell: "Range") -> None:
        self.cell = cell
        self.place = cell.box[:2]

    @property
    def api(self) -> CommentApi:
        return CommentApi(self.cell)

    @property
    def location(self) -> "Range":
        return self.cell

    @property
    def author(self) -> str:
        return self._native().Author

    def _index(self) -> int:
        notes = self.cell.sheet.native.Annotations
        for index in range(notes.Count):
            position = notes.getByIndex(index).Position
            if (position.Row + 1, position.Column + 1) == self.place:
                return index
        raise UnoError("there is no note here any more")

    def _native(self) -> Any:
        return self.cell.area.getCellByPosition(0, 0).Annotation

    @property
    def text(self) -> str:
        return self._native().String

    @text.setter
    def text(self, value: str) -> None:
        self.cell.sheet.refuse_protected()
        self._native().String = value

    def delete(self) -> None:
        self.cell.sheet.refuse_protected()
        self.cell.sheet.native.Annotations.removeByIndex(self._index())


class Font(bases.Font):
    def __init__(self, parent: "Range") -> None:
        self.parent = parent

    @property
    def _cell(self) -> Any:
        return self.parent.area.getCellByPosition(0, 0)

    def _set(self, attribute: str, value: Any) -> None:
        self.parent.sheet.refuse_protected()
        setattr(self.parent.area, attribute, value)

    @property
    def bold(self) -> bool:
        return self._cell.CharWeight > 100

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("CharWeight", 150.0 if value else 100.0)

    @property
    def size(self) -> float:
        return self._cell.CharHeight

    @size.setter
    def size(self, value: float) -> None:
        self._set("CharHeight", float(value))

    @property
    def name(self) -> str:
        return self._cell.CharFontName

    @name.setter
    def name(self, value: str) -> None:
        self._set("CharFontName", value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        return colour(self._cell.CharColor)

    @color.setter
    def color(self, value: Any) -> None:
        self._set("CharColor", colour_number(value))
