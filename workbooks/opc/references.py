"""References in formulas and ranges: which rows they name, and how they read when rows of a sheet have moved.

A reference is rewritten only where it provably points at that sheet; text, structured references, references to other
files and names are left alone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from operator import or_

LAST_COLUMN, LAST_ROW = 16_384, 1_048_576


@dataclass(frozen=True, slots=True)
class Area:
    """A block of cells, one-based, inclusive."""

    left: int
    top: int
    right: int
    bottom: int
    is_range: bool = field(default=False, compare=False)
    """Whether it is written as a range, also when that is of one cell: `A1:A1`."""

    def __str__(self) -> str:
        first = f"{letters(self.left)}{self.top}"
        return first if self.is_cell else f"{first}:{letters(self.right)}{self.bottom}"

    @property
    def is_cell(self) -> bool:
        """Whether it is one cell."""
        return (self.left, self.top) == (self.right, self.bottom)

    def meets(self, other: "Area") -> bool:
        """Whether the two have a cell in common."""
        across = self.left <= other.right and other.left <= self.right
        return across and self.top <= other.bottom and other.top <= self.bottom


RowMap = Callable[[Area], tuple[int, int]]
"""New first and last row of an area on the sheet that changes."""

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
_TOKEN = re.compile(
    r"""("(?:[^"]|"")*")                                          # 1 text
    |(\[\d+\][^!\s(),'"]*!(?:\$?[A-Z]*\$?\d*(?::\$?[A-Z]*\$?\d*)?)   # 2 another file,
      |'\[(?:[^']|'')*'!(?:\$?[A-Z]*\$?\d*(?::\$?[A-Z]*\$?\d*)?)     #   or one between quotes,
      |\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])                    #   or a structured reference
    |((?:(?:'(?:[^']|'')+'|[\w.\u00c0-\uffff]+)(?::[\w.\u00c0-\uffff]+)?!)?)   # 3 sheet
     (\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?|\$?\d{1,7}:\$?\d{1,7})(?![\w(.!\[])  # 4 cells or rows
    |([\w.\u00c0-\uffff\\]+|'(?:[^']|'')+'!?)                        # 5 names and functions
    """,
    re.VERBOSE,
)
_CORNER = re.compile(r"(\$?[A-Z]{0,3}\$?)(\d+)")
_RELATIVE = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)")


@cache
def column_number(name: str) -> int:
    """A → 1, XFD → 16384."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number


@cache
def letters(column: int) -> str:
    """1 → A, 16384 → XFD."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def area_of(text: str) -> Area | None:
    """`A1`, `$A$1:B2`; None for whole columns or rows and for anything else."""
    found = _AREA.fullmatch(text)
    if found is None:
        return None
    left, top = column_number(found[1]), int(found[2])
    return Area(left, top, column_number(found[3]) if found[3] else left, int(found[4]) if found[4] else top)


def sheet_and_area(text: str) -> tuple[str, Area] | None:
    """`'My sheet'!$A$1:$B$2` as sheet and area; None when it is anything else."""
    sheet, mark, cells = text.rpartition("!")
    area = area_of(cells)
    return (_plain(sheet), area) if mark and area else None


def moved(formula: str, home: str, sheet: str, rows: RowMap, widens: bool = False) -> str:
    """The formula, standing on sheet `home`, after rows of `sheet` moved. ValueError for a reference over sheets.

    With `widens` one cell can become a range.
    """

    def one(found: re.Match[str]) -> str:
        if found[4] is None:
            return found[0]
        name = _plain(found[3][:-1]) if found[3] else home
        if ":" in name and "[" not in name:
            raise ValueError(found[0])
        return found[3] + _moved_cells(found[4], rows, widens) if name.casefold() == sheet.casefold() else found[0]

    return _TOKEN.sub(one, formula)


def quoted(sheet: str) -> str:
    """The name of a sheet as a reference has it: between quotes when it is no plain word."""
    return sheet if sheet.isidentifier() else "'" + sheet.replace("'", "''") + "'"


def _plain(sheet: str) -> str:
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet


def _moved_cells(text: str, rows: RowMap, widens: bool = False) -> str:
    corners = [_CORNER.fullmatch(part) for part in text.split(":")]
    if not all(corners):
        return text
    first, last = corners[0], corners[-1]
    assert first is not None
    assert last is not None
    left, right = first[1].replace("$", ""), last[1].replace("$", "")
    columns = column_number(left) if left else 1, column_number(right) if right else LAST_COLUMN
    area = Area(columns[0], int(first[2]), columns[1], int(last[2]), is_range=len(corners) > 1)
    top, bottom = (min(row, LAST_ROW) for row in rows(area))
    if len(corners) == 1 and not (widens and bottom > top):
        return f"{first[1]}{top}"
    return f"{first[1]}{top}:{last[1]}{bottom}"


def moved_area(text: str, rows: RowMap, widens: bool = False) -> str:
    """One range, or a list of ranges with spaces (as `sqref` has), after rows moved."""
    return " ".join(_moved_cells(part, rows, widens) for part in text.split(" "))


def copied(formula: str, down: int, right: int = 0) -> str:
    """The formula as Excel copies it so many rows down and columns to the right."""

    def corner(found: re.Match[str]) -> str:
        column = found[2] if found[1] else letters(column_number(found[2]) + right)
        return f"{found[1]}{column}{found[3]}{found[4] if found[3] else int(found[4]) + down}"

    def one(found: re.Match[str]) -> str:
        if found[4] is None:
            return found[0]
        if (not found[4][0].isalpha() and not found[4].startswith("$")) or (":" in found[4] and found[4][-1].isalpha()):
            return found[0]
        return found[3] + ":".join(_RELATIVE.sub(corner, part) for part in found[4].split(":"))

    return _TOKEN.sub(one, formula)


def with_row(formula: str, home: str, was: int, now: int) -> str:
    """The formula of row `was` of sheet `home` in row `now`: what it says of its own row goes along, all else stays.

    A range goes along when all of it is in the row, or what is not has a fixed row (`C$5:C7`, a running total).
    """

    def one(found: re.Match[str]) -> str:
        is_home = not found[3] or _plain(found[3][:-1]).casefold() == home.casefold()
        corners = [_RELATIVE.fullmatch(part) for part in found[4].split(":")] if found[4] and is_home else []
        own = [bool(each and not each[3] and int(each[4]) == was) for each in corners]
        fixed = [bool(each and each[3]) for each in corners]
        if not any(own) or not all(map(or_, own, fixed)):
            return found[0]
        parts = zip(found[4].split(":"), own, strict=True)
        return found[3] + ":".join(re.sub(r"\d+$", str(now), part) if goes else part for part, goes in parts)

    return _TOKEN.sub(one, formula)
