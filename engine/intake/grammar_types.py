"""Data types of the messages: which text a field may hold, as the schemas' facets say (W3C XML Schema part 2)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from engine.texts.intake import ValueFault

_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_TIME = re.compile(r"(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)\Z")
NOT_BLANK = r"[^\n\r]*[^ \t\n\r][^\n\r]*"
"""The schemas' usual pattern of a text: one line with something in it."""
_BLANK = " \t\n\r"
_MOST_DIGITS = 100
_MOST_REMEMBERED = 50_000


@dataclass(slots=True)
class LeafType:
    """One type: base (string, integer, date, time) with facets. `good` remembers texts that passed."""

    base: str
    patterns: tuple[re.Pattern[str], ...] = ()
    codes: frozenset[str] | None = None
    least: int | None = None
    most: int | None = None
    shortest: int | None = None
    longest: int | None = None
    any_of: tuple["LeafType", ...] = ()
    good: set[str] = field(default_factory=set[str])
    quick: re.Pattern[str] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        plain = self._plain()
        self.quick = re.compile(f"{plain}(?:\n{plain})*") if plain else None

    def _plain(self) -> str:
        """A pattern of ordinary texts that fit for sure (not of all that fit), "" when there is none."""
        patterns = [pattern.pattern for pattern in self.patterns]
        if self.base == "integer" and not patterns and self.least == 0 and self.most:
            return f"[0-9]{{1,{len(str(self.most + 1)) - 1}}}"
        if self.base != "string" or self.codes is not None or self.longest is None:
            return ""
        if patterns == ["[0-9]{9}"]:
            return patterns[0]
        if set(patterns) <= {NOT_BLANK, "([a-zA-Z0-9])+"}:
            return f"[a-zA-Z0-9]{{{self.shortest or 1},{self.longest}}}"
        return ""

    def fault(self, text: str) -> ValueFault | None:
        """What is wrong with a text, None when it fits."""
        if self.any_of:
            faults = [each.fault(text) for each in self.any_of]
            return None if None in faults else faults[-1]
        value = text if self.base == "string" else text.strip(_BLANK)
        return self._lexical_fault(value) or self._facet_fault(value)

    def _lexical_fault(self, value: str) -> ValueFault | None:
        if self.base == "integer":
            return None if _INTEGER.match(value) else ValueFault.NO_INTEGER
        if self.base == "date":
            return _date_fault(value)
        if self.base == "time":
            return None if _TIME.match(value) else ValueFault.NO_TIME
        return None

    def _facet_fault(self, value: str) -> ValueFault | None:
        if self.codes is not None and value not in self.codes:
            return ValueFault.NO_CODE
        if self.shortest is not None and len(value) < self.shortest:
            return ValueFault.EMPTY if not value else ValueFault.TOO_SHORT
        if self.longest is not None and len(value) > self.longest:
            return ValueFault.TOO_LONG
        if self.base == "integer" and not self._in_range(value):
            return ValueFault.OUT_OF_RANGE
        if any(not pattern.fullmatch(value) for pattern in self.patterns):
            return ValueFault.NO_MATCH
        return None

    def _in_range(self, value: str) -> bool:
        # No range needs more than 12 digits; Python refuses to turn thousands of them (leading zeros) into a number.
        if len(value) > _MOST_DIGITS:
            return False
        number = int(value)
        return (self.least is None or number >= self.least) and (self.most is None or number <= self.most)

    def fits(self, text: str) -> bool:
        """Whether a text fits; quick for one that was seen before."""
        if text in self.good:
            return True
        if self.fault(text):
            return False
        self._remember({text})
        return True

    def bad(self, texts: Iterable[str | None]) -> list[str]:
        """Of many texts (None: an empty element), those that do not fit; quick, since most were seen before."""
        new = {text or "" for text in set(texts)} - self.good
        together = "\n".join(new)
        if self.quick and together.count("\n") < max(len(new), 1) and self.quick.fullmatch(together):
            return []
        found = [text for text in new if self.fault(text)]
        if not found:
            self._remember(new)
        return found

    def _remember(self, texts: set[str]) -> None:
        if len(self.good) > _MOST_REMEMBERED:
            self.good.clear()
        self.good.update(texts)


def _date_fault(value: str) -> ValueFault | None:
    if not _DATE.match(value):
        return ValueFault.NO_DATE
    try:
        date.fromisoformat(value)
    except ValueError:
        return ValueFault.NO_SUCH_DATE
    return None
