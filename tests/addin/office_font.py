"""How the text of cells looks, by the names of Excel's own object model."""

from collections.abc import Callable
from typing import Any

from tests.addin.office_natives import boxes_of

FORMATTED = 512  # com.sun.star.sheet.CellFlags: text of which a part looks otherwise
FONT: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "Bold": ("CharWeight", lambda weight: weight > 100),
    "Italic": ("CharPosture", lambda posture: posture.value != "NONE"),
    "Underline": ("CharUnderline", bool),
    "Strikethrough": ("CharStrikeout", bool),
    "Color": ("CharColor", int),
    "Size": ("CharHeight", float),
    "Name": ("CharFontName", str),
}
OF_PARTS = frozenset(("Superscript", "Subscript"))  # of a whole cell there is no such thing here


class FontApi:
    """How text looks; None for what is not the same in all of it."""

    def __init__(self, area: Any) -> None:
        self._area = area
        states = area.getPropertyStates(tuple(name for name, _ in FONT.values()))
        self._differs = {name for name, state in zip(FONT, states, strict=True) if state.value == "AMBIGUOUS_VALUE"}
        if any(True for _ in boxes_of(area, area.queryContentCells(FORMATTED).RangeAddresses)):
            self._differs |= {*FONT} | OF_PARTS

    def __getattr__(self, name: str) -> Any:
        if name in self._differs:
            return None
        if name in OF_PARTS:
            return False
        attribute, as_excel = FONT[name]
        return as_excel(getattr(self._area, attribute))
