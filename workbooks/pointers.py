"""Formulas of cells outside the tables: each shows a cell of a table, or a text of Verantwoording, and follows it.

`value_of` gives what such a formula shows, so that a refreshed file is right also where nothing is calculated.
"""

import re
from collections.abc import Callable, Sequence

from engine.result import ORDER
from engine.rules.formula import escaped, unescaped
from engine.texts.workbooks import VALUE
from workbooks.plan import Stored

_LONGEST_LITERAL = 250
_TEXTS, _NAME = "Verantwoording", "Naam"

ColumnOf = Callable[[str, str], Sequence[Stored]]
"""The values of a column of a table, row by row; KeyError or ValueError when it is not there."""

_LITERAL = r'"(?:[^"]|"")*"'
_COLUMN = r"(\w+)\[((?:[^\[\]']|'.)+)\]"
_ONE_EMPTY = (
    rf"\(COUNT\({_COLUMN}\)>0\)\*SUMPRODUCT\(\(LEN\(\w+\[(?:[^\[\]']|'.)+\]\)=0\)\*ISNUMBER\(\w+\[{ORDER}\]\)\)"
)
_CELL = re.compile(rf'IFERROR\(IF\(INDEX\({_COLUMN},(\d+)\)="","",INDEX\({_COLUMN},\3\)\),""\)')
_TEXT = re.compile(rf'IFERROR\(INDEX\({_TEXTS}\[{VALUE}\],MATCH\(({_LITERAL}),{_TEXTS}\[{_NAME}\],0\)\)&"",""\)')
_LARGEST = re.compile(rf"MAX\({_COLUMN}\)")
_WHEN_EMPTY = re.compile(rf"IF\(COUNTA\({_COLUMN}\)=0,({_LITERAL}),({_LITERAL})\)")
_SOME_EMPTY = re.compile(rf'IF\(((?:\+?{_ONE_EMPTY})+)>0,({_LITERAL}),""\)')


def cell(table: str, column: str, row: int = 0) -> str:
    """Shows a cell of a table, by its place from 0; empty stays empty, also when the table is shorter."""
    place = f"INDEX({table}[{escaped(column)}],{row + 1})"
    return f'IFERROR(IF({place}="","",{place}),"")'


def text(name: str) -> str:
    """Shows a text of Verantwoording by its name."""
    return f'IFERROR(INDEX({_TEXTS}[{VALUE}],MATCH({_quoted(name)},{_TEXTS}[{_NAME}],0))&"","")'


def when_empty(table: str, column: str, words: str, otherwise: str = "") -> str:
    """Shows these words when a table has no rows."""
    return f"IF(COUNTA({table}[{escaped(column)}])=0,{_quoted(words)},{_quoted(otherwise)})"


def when_some_empty(table: str, columns: Sequence[str], words: str) -> str:
    """Shows these words when a column has numbers, but not in every row that has its place in the order."""
    return f'IF({"+".join(_some_empty(table, escaped(name)) for name in columns)}>0,{_quoted(words)},"")'


def _some_empty(table: str, column: str) -> str:
    cells = f"{table}[{column}]"
    return f"(COUNT({cells})>0)*SUMPRODUCT((LEN({cells})=0)*ISNUMBER({table}[{ORDER}]))"


def largest(table: str, column: str) -> str:
    """The largest number of a column: the last of a running total."""
    return f"MAX({table}[{escaped(column)}])"


def literal(words: str) -> str:
    """Text as it is; in pieces, as Excel allows no longer ones."""
    pieces = [words[at : at + _LONGEST_LITERAL] for at in range(0, len(words), _LONGEST_LITERAL)]
    return "&".join(map(_quoted, pieces or [""]))


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def may_point(row: str) -> bool:
    """A quick test whether the text of a row can hold one of these formulas."""
    return any(function in row for function in ("INDEX(", "MAX(", "COUNTA(", "SUMPRODUCT("))


def cell_shown(formula: str) -> tuple[str, str, int] | None:
    """Table, column and place of the row (from 0) that a formula of `cell` shows; None when it is no such formula."""
    found = _CELL.fullmatch(formula)
    return (found[1], unescaped(found[2]), int(found[3]) - 1) if found else None


def value_of(formula: str, columns: ColumnOf) -> Stored:
    """What a formula of this module shows, with these columns; KeyError when it is another."""
    at, shown = 0, list[Stored]()
    while at < len(formula):
        found = next((each for each in (kind.match(formula, at) for kind in _KINDS) if each), None)
        if found is None or formula[found.end() : found.end() + 1] not in ("", "&"):
            raise KeyError(formula)
        shown.append(_shown(found, columns))
        at = found.end() + 1
    if len(shown) == 1:
        return shown[0]
    return "".join("" if part is None else str(part) for part in shown)


def _shown(found: re.Match[str], columns: ColumnOf) -> Stored:
    if found.re is _CELL:
        return _at(columns(found[1], unescaped(found[2])), int(found[3]) - 1)
    if found.re is _WHEN_EMPTY:
        is_empty = all(value is None for value in columns(found[1], unescaped(found[2])))
        return _plain(found[3] if is_empty else found[4])
    if found.re is _TEXT:
        names, wanted = columns(_TEXTS, _NAME), _plain(found[1])
        return _at(columns(_TEXTS, VALUE), names.index(wanted)) if wanted in names else None
    if found.re is _SOME_EMPTY:
        empties = (_has_empty(each[1], unescaped(each[2]), columns) for each in re.finditer(_ONE_EMPTY, found[1]))
        return _plain(found[4]) if any(empties) else ""
    if found.re is _LARGEST:
        values = columns(found[1], unescaped(found[2]))
        return max((value for value in values if isinstance(value, float)), default=0.0)
    return _plain(found[0])


def _at(values: Sequence[Stored], place: int) -> Stored:
    return values[place] if place < len(values) else None


def _has_empty(table: str, column: str, columns: ColumnOf) -> bool:
    """Whether a column has numbers, but not in every row that has its place in the order."""
    values, order = columns(table, column), columns(table, ORDER)
    if not any(isinstance(value, float) for value in values):
        return False
    return any(value is None and isinstance(place, float) for value, place in zip(values, order, strict=True))


def _plain(quoted: str) -> str:
    return quoted[1:-1].replace('""', '"')


_KINDS = (_SOME_EMPTY, re.compile(_LITERAL), _CELL, _TEXT, _WHEN_EMPTY, _LARGEST)
