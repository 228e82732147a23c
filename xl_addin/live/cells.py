"""Cells of an open workbook in bulk: as they are stored (a date is a number), and their formulas."""

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workbooks.opc.cell_texts import ErrorText, Stored
from workbooks.plan import Content, StandingColumn

if TYPE_CHECKING:
    import xlwings as xw

_ERRORS = {
    -2146826288: "#NULL!", -2146826281: "#DIV/0!", -2146826273: "#VALUE!", -2146826265: "#REF!",
    -2146826259: "#NAME?", -2146826252: "#NUM!", -2146826246: "#N/A",
}  # fmt: skip
"""What COM gives for an error value."""
ON_MAC = sys.platform == "darwin"
"""There Excel answers to other names than those of its own objects (`.api`)."""
_FIRST_DAY = datetime(1899, 12, 30)
_SAFE = re.compile(r"[^\d=+\-@'#/:.,]*")
_TRUTHS = frozenset(["TRUE", "FALSE", "WAAR", "ONWAAR"])
_MOST_GROUPS, _FEW_GROUPS = 400, 10
_LONGEST_REWRITTEN = 255
"""Versions of Excel differ in how long a text may be that is entered with others at once."""
_OF_FONT = ("Bold", "Italic", "Underline", "Strikethrough", "Color", "Size", "Name", "Superscript", "Subscript")
Run = tuple[int, int]


def stored(value: Any) -> Stored:
    """A cell's value as a file stores it."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return ErrorText(_ERRORS[value]) if value in _ERRORS else float(value)
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        return (moment - _FIRST_DAY).total_seconds() / 86_400
    if isinstance(value, str):
        return value or None
    return float(value)


def _grid(values: Any, shape: tuple[int, int]) -> list[list[Any]]:
    """What a range gives (one value, or rows), as rows of cells."""
    if shape == (1, 1):
        return [[values[0][0] if isinstance(values, list | tuple) else values]]
    return [list(row) for row in values]


def read_columns(block: "xw.Range") -> list[StandingColumn]:
    """A column of values and formulas (without `=`; None: a fact) for each column of a block."""
    values = list(zip(*raw_values(block), strict=True))
    if not ON_MAC and block.api.HasFormula is False:  # None: some cells have one
        return [StandingColumn(_all_stored(each), [None] * len(each)) for each in values]
    formulas = zip(*_grid(block.formula, block.shape), strict=True)
    return [_column(*each) for each in zip(values, formulas, strict=True)]


def raw_values(block: "xw.Range") -> list[list[Any]]:
    """The values of a block, row by row.

    Value2 gives numbers for dates and for amounts of money, which Value rounds; macOS has only its own way.
    """
    return _grid(block.raw_value if ON_MAC else block.api.Value2, block.shape)


def put(block: "xw.Range", rows: Sequence[Sequence[Any]]) -> None:
    """Enter values and formulas (with `=`) in a block, row by row: one call to Excel, where xlwings makes ten."""
    if ON_MAC:
        block.formula = [list(row) for row in rows]
    else:
        block.api.Formula = tuple(tuple("" if cell is None else cell for cell in row) for row in rows)


def _column(values: Sequence[Any], formulas: Sequence[Any]) -> StandingColumn:
    pairs = zip(values, formulas, strict=True)
    return StandingColumn(_all_stored(values), [_formula(value, formula) for value, formula in pairs])


def _all_stored(values: Sequence[Any]) -> list[Stored]:
    """`stored` of each; nearly always there is nothing to convert."""
    if {*map(type, values)} <= {float, str, type(None)}:
        return [None if value == "" else value for value in values]
    return [stored(value) for value in values]


def _formula(value: Any, formula: Any) -> str | None:
    """The formula of a cell; a text that only looks like one is its own value."""
    is_formula = isinstance(formula, str) and formula.startswith("=") and formula != value
    return formula[1:] if is_formula else None


def written(value: Stored, formula: str | None) -> Any:
    """What to write in a cell. Texts that Excel would take for a number, date or truth get an apostrophe."""
    if formula is not None:
        return f"={formula.replace('_xlfn.', '')}"  # a mark of files, which Excel adds itself
    if isinstance(value, ErrorText) or not isinstance(value, str):
        return value
    is_safe = _SAFE.fullmatch(value) is not None and value.upper() not in _TRUTHS
    return value if is_safe else f"'{value}"


def runs(edits: Iterable[int]) -> list[Run]:
    """First and last place of each run of cells that follow each other."""
    found: list[Run] = []
    for place in sorted(edits):
        if found and place == found[-1][1] + 1:
            found[-1] = found[-1][0], place
        else:
            found.append((place, place))
    return found


def has_one_font(block: "xw.Range") -> bool:
    """Whether all text in it looks the same; also within a cell, where writing it again would lose what differs."""
    font = block.api.Font
    return all(getattr(font, name) is not None for name in _OF_FONT)


def is_rewritable(value: Stored, formula: str | None) -> bool:
    """Whether a number, a text or nothing stays as it is when it is written again (on macOS it is not read exactly)."""
    if ON_MAC or formula is not None or isinstance(value, bool | ErrorText):
        return False
    # a text of several lines would get its row fitted again
    return not isinstance(value, str) or (len(value) <= _LONGEST_REWRITTEN and "\n" not in value)


def spans(edits: Iterable[int], content: Callable[[int], Content]) -> list[list[Run]]:
    """Runs of places together that can be written as one span, since every cell between them may be written as it is.

    Each write takes a call to Excel, so that a few long spans are far quicker than many short runs. Over texts spans
    reach only where they save many calls, since each must be looked at first (`has_one_font`). Very many runs become
    one in any case.
    """
    found = runs(edits)
    groups = _joined(found, lambda place: is_rewritable(*content(place)) and not isinstance(content(place)[0], str))
    if len(groups) > _FEW_GROUPS:
        groups = _joined(found, lambda place: is_rewritable(*content(place)))
    return [[run for group in groups for run in group]] if len(groups) > _MOST_GROUPS else groups


def _joined(found: Iterable[Run], may_be_rewritten: Callable[[int], bool]) -> list[list[Run]]:
    groups: list[list[Run]] = []
    for run in found:
        if groups and all(map(may_be_rewritten, range(groups[-1][-1][1] + 1, run[0]))):
            groups[-1].append(run)
        else:
            groups.append([run])
    return groups
