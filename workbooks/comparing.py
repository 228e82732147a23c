"""What differs between cells of a column as they stand and as they must be: values, formulas, or work of staff."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from engine.texts.refresh import VANISHED
from workbooks.plan import StandingColumn, Stored, near, same_value

_QUOTED = re.compile('"')
_END_ZEROS = re.compile(r"(?<![\w.])(\d+(?:\.\d*[1-9])?)\.?0*(?![\w.])")


class Differences(NamedTuple):
    """Which cells must be written, by index; of these in which the value changes, and where staff had put something."""

    written: Sequence[int]
    changed: Sequence[int]
    replaced: Sequence[int]


def differences(was: StandingColumn, now: StandingColumn, usual: str) -> Differences:
    """Compare cells one by one; `usual` is the formula that most cells of the column have, "" when there is none."""
    changed = _other_numbers(was, now)
    return _each_difference(was, now, usual) if changed is None else Differences(changed, changed, ())


def _other_numbers(was: StandingColumn, now: StandingColumn) -> Sequence[int] | None:
    """Cells of which the number changes; None when there is more to compare than numbers, as in few columns."""
    if was.formulas != now.formulas or len({*now.formulas}) != 1:
        return None
    if {*map(type, was.values), *map(type, now.values)} != {float}:
        return None
    is_near = near(is_calculated=now.formulas[0] is not None)
    same = [*map(is_near, was.values, now.values)]  # pyright: ignore[reportArgumentType]
    return [at for at, is_same in enumerate(same) if not is_same] if True in same else range(len(same))


def _each_difference(was: StandingColumn, now: StandingColumn, usual: str) -> Differences:
    written, changed, replaced = list[int](), list[int](), list[int]()
    cells = zip(was.values, now.values, was.formulas, now.formulas, strict=True)
    for at, (old, new, had, formula) in enumerate(cells):
        is_same = same_value(old, new, is_calculated=formula is not None and had is not None)
        if is_same and had == formula:
            continue
        is_work = had != formula and _is_work(old, had, formula, usual, is_same)
        if is_work or not is_same:
            (replaced if is_work else changed).append(at)
        elif formula is not None and had is not None and reads_alike(had, formula):
            continue
        written.append(at)
    return Differences(written, changed, replaced)


def _is_work(was: Stored, had: str | None, formula: str | None, usual: str, is_same: bool) -> bool:
    """Whether staff put something in a calculated cell: a formula of theirs, or another value typed over ours."""
    if had is None:
        return not is_same and was not in (None, "", VANISHED)
    return had != usual and (formula is None or not reads_alike(had, formula))


@cache
def reads_alike(had: str, formula: str) -> bool:
    """Whether two formulas are one, written by different programs: spaces, capitals and zeros make no difference, nor

    how a file marks younger functions. "" is a formula that several cells share.
    """
    return not had or _spelled(had) == _spelled(formula)


def _spelled(formula: str) -> str:
    parts = _QUOTED.split(formula)
    parts[::2] = [_END_ZEROS.sub(r"\1", part.replace(" ", "").casefold().replace("_xlfn.", "")) for part in parts[::2]]
    return '"'.join(parts)
