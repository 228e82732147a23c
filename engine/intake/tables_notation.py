"""Which notation a column of numbers or dates uses: decided by values that can be read in one way only.

`1.234` is a thousand in one file and a little more than one in another; `03/04/2024` is March or April. A text that can
be read both ways never decides and is never guessed: the other values of its column decide, then the other columns of
the file, else the file is refused (engine.intake.tables_survey).
"""

import re
from dataclasses import dataclass, field
from enum import Enum

NUMBER_MARK = "\x02"
"""Stands before a number that came typed (a numeric XLSX or Parquet cell): point decimals, whatever the notation.

This control character cannot occur in XML 1.0, so no text in an XLSX cell can pretend to be one.
"""


class Notation(Enum):
    """How numbers or dates are written. The value is what a mapping says under `decimaal` and `datum`."""

    COMMA = ","
    POINT = "."
    DAY_FIRST = "dd-mm-jjjj"
    MONTH_FIRST = "mm-dd-jjjj"


NUMBER_NOTATIONS = (Notation.COMMA, Notation.POINT)
DATE_NOTATIONS = (Notation.DAY_FIRST, Notation.MONTH_FIRST)


class Sign(Enum):
    """What a text shows besides a notation."""

    NEUTRAL = "reads the same in both notations"
    AMBIGUOUS = "reads differently in both notations"


@dataclass(slots=True)
class Evidence:
    """Distinct texts of one column by what they show, with an example of each."""

    counts: dict[Notation, int] = field(default_factory=dict[Notation, int])
    ambiguous_example: str | None = None
    examples: dict[Notation, str] = field(default_factory=dict[Notation, str])

    def add(self, shown: "Notation | Sign", text: str) -> None:
        """Count one distinct text."""
        if isinstance(shown, Notation):
            self.counts[shown] = self.counts.get(shown, 0) + 1
            self.examples.setdefault(shown, text)
        elif shown is Sign.AMBIGUOUS and self.ambiguous_example is None:
            self.ambiguous_example = text

    @property
    def majority(self) -> Notation | None:
        """The notation most texts show; None without any, or with as many for both."""
        ranked = sorted(self.counts.items(), key=lambda item: -item[1])
        if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
            return None
        return ranked[0][0]


_CURRENCY = re.compile(r"^(?:€|EUR)\s*|\s*(?:€|EUR)$", re.IGNORECASE)
_GROUPED_BY_SPACE = re.compile(r"^(\d{1,3}(?:[ \u00a0\u202f]\d{3})+)(?=$|[.,])")
_GROUPS = re.compile(r"^[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*$")
_WITH_BOTH = re.compile(r"^[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*(?!\1)([.,])\d+$")
_ONE_SEPARATOR = re.compile(r"^(\d*)([.,])(\d+)$")
_DIGITS = re.compile(r"^\d+$")
_DECIMAL_SIGN = {",": Notation.COMMA, ".": Notation.POINT}
_OTHER = {",": Notation.POINT, ".": Notation.COMMA}
_DAY_MONTH = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[ T].*)?$")


def bare_number(text: str) -> tuple[str, str]:
    """Sign ("" or "-") and the digits with their separators; currency, spaces and blank thousands taken off."""
    bare = _CURRENCY.sub("", text.strip())
    sign = "-" if bare.startswith(("-", "\u2212")) else ""
    if sign or bare.startswith("+"):
        bare = bare[1:]
    bare = _CURRENCY.sub("", bare.strip())
    grouped = _GROUPED_BY_SPACE.match(bare)
    if grouped:
        bare = re.sub(r"[ \u00a0\u202f]", "", grouped[1]) + bare[grouped.end() :]
    return sign, bare


def number_shows(text: str) -> Notation | Sign:
    """Which notation a number's text proves. What is no number in any notation is NEUTRAL: it is a bad value anyway."""
    if text.startswith(NUMBER_MARK):
        return Sign.NEUTRAL
    bare = bare_number(text)[1]
    if _DIGITS.match(bare):
        return Sign.NEUTRAL
    both = _WITH_BOTH.match(bare)
    if both:
        return _DECIMAL_SIGN[both[2]]
    one = _ONE_SEPARATOR.match(bare)
    groups = _GROUPS.match(bare)
    if one:
        return Sign.AMBIGUOUS if groups else _DECIMAL_SIGN[one[2]]
    return _OTHER[groups[1]] if groups else Sign.NEUTRAL


def date_shows(text: str) -> Notation | Sign:
    """Which of day first and month first a date's text proves.

    With hyphens or dots `03-04-2024` is the Dutch notation (data.md) and NEUTRAL; with slashes it is AMBIGUOUS.
    """
    parts = _DAY_MONTH.match(text.strip())
    if not parts:
        return Sign.NEUTRAL
    first, second = int(parts[1]), int(parts[3])
    if first > 12 >= second:
        return Notation.DAY_FIRST
    if second > 12 >= first:
        return Notation.MONTH_FIRST
    if parts[2] == "/" and first != second:
        return Sign.AMBIGUOUS
    return Sign.NEUTRAL
