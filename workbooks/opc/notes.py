"""The notes of cells go with their row: old comments, conversations, and the boxes in which Excel shows them.

Their parts keep the order they have: Excel writes notes by row, LibreOffice by column, and both read any order.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from workbooks.opc.package import Element
from workbooks.opc.references import Area, area_of
from workbooks.opc.tables import Workbook
from workbooks.opc.vml import edit_vml, shifted_anchor

_TEXTS, _BOXES = ("comments", "threadedComment"), ("vmlDrawing",)
"""Kinds of parts: what the notes of a sheet say, and where it is shown."""
_NOTES = frozenset(["comment", "threadedComment"])
_NOTE_BOX = re.compile(
    r"""<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)                      # no elements, whatever they look like
    |(?P<start><(?P<prefix>(?:[\w.-]+:)?)ClientData\b(?=[^<>]*\sObjectType\s*=\s*["']Note["'])
      (?:[^<>"']|"[^"]*"|'[^']*')*(?<!/)>)
     (?P<content>[^<]*(?:<(?!/?(?P=prefix)ClientData\b)[^<]*)*)(?=</(?P=prefix)ClientData\s*>)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class _Move:
    """Where the rows of a block of columns go; sheet rows and columns, from 1."""

    area: Area
    rows: Mapping[int, int]

    def row(self, column: int, row: int) -> int:
        """The row of a cell afterwards."""
        return self.rows.get(row, row) if self.area.left <= column <= self.area.right else row

    def of_text(self, element: Element) -> bool:
        """Put a note at its new cell; whether that is another one."""
        place = _place(element)
        down = self.row(place.left, place.top) - place.top if place else 0
        if place is None or not down:
            return False
        element.set("ref", str(Area(place.left, place.top + down, place.right, place.bottom + down)))
        return True

    def of_box(self, found: re.Match[str]) -> str:
        """What VML says of a box, with its new row and place; as it was when that does not say whose box it is."""
        content = found["content"] or ""
        row, column = _number(content, "Row"), _number(content, "Column")
        down = 0 if row is None or column is None else self.row(column + 1, row + 1) - (row + 1)
        if row is None or not down:
            return found[0]
        content = _edited(content, "Row", lambda text: text.replace(text.strip(), str(row + down)))
        content = _edited(content, "Anchor", lambda text: shifted_anchor(text, lambda _: down))
        return f"{found['start']}{content}"


def noted_rows(workbook: Workbook, sheet: str, area: Area) -> frozenset[int]:
    """Sheet rows (from 1) of the cells in that area with a note or a conversation. Refusal for a damaged part."""
    return frozenset(place.top for place in _places(workbook, sheet) if place.meets(area))


def move_notes(workbook: Workbook, sheet: str, area: Area, rows: Mapping[int, int]) -> None:
    """Notes and conversations in the columns of the area go from each sheet row in `rows` to the row it maps to.

    Other rows stay. Refusal for a damaged part; ValueError, naming the cell, when two would end on one cell: then
    nothing has changed.
    """
    move = _Move(area, rows)
    _require_apart(_places(workbook, sheet), move)
    for part in _parts(workbook, sheet, _TEXTS):
        workbook.package.edit(part, move.of_text)
    for part in _parts(workbook, sheet, _BOXES):
        edit_vml(workbook.package, part, lambda text: _NOTE_BOX.sub(move.of_box, text))


def _require_apart(places: Iterator[Area], move: _Move) -> None:
    taken: dict[tuple[int, int], int] = {}
    for place in places:
        row = move.row(place.left, place.top)
        if taken.setdefault((place.left, row), place.top) != place.top:
            raise ValueError(str(Area(place.left, row, place.left, row)))


def _places(workbook: Workbook, sheet: str) -> Iterator[Area]:
    """The cell of every note, and of every remark in a conversation."""
    for part in _parts(workbook, sheet, _TEXTS):
        for element in workbook.package.xml(part).iter():
            place = _place(element)
            if place is not None:
                yield place


def _place(element: Element) -> Area | None:
    """The cell of a note; None for other elements."""
    is_note = isinstance(element.tag, str) and element.tag.rpartition("}")[2] in _NOTES
    return area_of(element.get("ref", "")) if is_note else None


def _parts(workbook: Workbook, sheet: str, kinds: tuple[str, ...]) -> list[str]:
    """Parts of a sheet by kind, each once."""
    package = workbook.package
    found = (each.part for each in package.relations(package.sheets[sheet]) if each.part and each.kind in kinds)
    return [*dict.fromkeys(found)]


def _field(name: str) -> str:
    """A pattern for an element with text: its start, and the text."""
    return rf"(<(?:[\w.-]+:)?{name}\b[^<>]*(?<!/)>)([^<]*)(?=</)"


def _number(content: str, name: str) -> int | None:
    """The number in the first element of that name; None when there is none."""
    found = re.search(_field(name), content)
    text = found[2].strip() if found else ""
    return int(text) if text.isdecimal() else None


def _edited(content: str, name: str, change: Callable[[str], str]) -> str:
    """The content with another text in the first element of that name."""
    return re.sub(_field(name), lambda found: found[1] + change(found[2]), content, count=1)
