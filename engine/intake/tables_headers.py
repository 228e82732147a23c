"""Headers that are no column of data.md: which column may be meant, and whether a row is a header at all."""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from engine.intake.privacy import mask_bsn
from engine.intake.tables_kinds import COLUMN_BY_LOWER

Unknown = tuple[str, str | None]
"""A header that is no column, and the column that may be meant."""

_LIKE = 0.75
"""Of 1. A letter too few or too many in a name of five letters is 0.9; other words stay below."""

_MOST_COMPARED, _LONGEST_COMPARED = 200, 60
"""Headers, and letters of one: a file from outside may have a hundred thousand of either."""

_VALUE = re.compile(r"[\W\d_]*")
_DIGITS = re.compile(r"\d[\d\s.-]{6,}\d")


def unknown_headers(headers: Sequence[str], lacking: Sequence[str]) -> list[Unknown]:
    """The headers, those that look like a column that is lacking first; a name of another kind is no typing error."""
    found = [
        (header, None if header.strip().casefold() in COLUMN_BY_LOWER else likely_column(header, lacking))
        for header in headers[:_MOST_COMPARED]
    ]
    found += [(header, None) for header in headers[_MOST_COMPARED:]]
    return sorted(found, key=lambda each: each[1] is None)


def likely_column(header: str, columns: Sequence[str]) -> str | None:
    """The column whose name is nearly the header, or a word of it."""
    header = header[:_LONGEST_COMPARED]
    by_letters = {_letters(column): column for column in columns}
    alike = get_close_matches(_letters(header), by_letters, 1, _LIKE)
    if alike:
        return by_letters[alike[0]]
    words = set(re.findall(r"\w+", header.casefold()))
    return next((column for column in columns if column.casefold() in words), None)


def _letters(header: str) -> str:
    return re.sub(r"[\W_]", "", header.casefold())


def is_header_row(headers: Sequence[str]) -> bool:
    """Whether a row holds names of columns and nothing else: a number, a date or a BSN is none."""
    filled = [text for header in headers if (text := header.strip())]
    return not any(_VALUE.fullmatch(text) or _DIGITS.search(text) or mask_bsn(text) != text for text in filled)
