"""Columns of checked texts → Arrow columns of facts. Everything here was checked by the grammar already."""

import re
from collections.abc import Sequence
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc

from engine.intake.privacy import Pseudonymiser

Values = Sequence[str | None]
_BLANK = " \t\n\r"
_EPOCH = date(1970, 1, 1).toordinal()
_NINE_OR_APART = re.compile(r"[0-9]{9}|[0-9][ .\-\u00a0][0-9]")
_APART = re.compile(r"[0-9][ .\-\u00a0][0-9]")


def text_column(values: Values) -> pa.Array:
    """Texts without blanks around them; empty is missing."""
    trimmed = pc.utf8_trim(pa.array(values, pa.string()), characters=_BLANK)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def date_column(values: Values) -> pa.Array:
    """Dates; each different text is looked at once."""
    days = {text: date.fromisoformat(text.strip(_BLANK)).toordinal() - _EPOCH for text in set(values) if text}
    return pa.array([days.get(text) if text else None for text in values], pa.int32()).cast(pa.date32())


def integer_column(values: Values) -> pa.Array:
    """Whole numbers, such as eurocents."""
    return _plain_digits(values).cast(pa.int64())


def decimal_column(values: Values) -> pa.Array:
    """Whole numbers of at most 9 digits (volume, tariff in eurocents) as exact decimals."""
    return _plain_digits(values).cast(pa.int32()).cast(pa.decimal128(18, 4))


def number_text_column(values: Values) -> pa.Array:
    """Numbers that name something (LDT_Nummer): text without leading zeros, so that 007 and 7 are the same one."""
    return _plain_digits(values)


def _plain_digits(values: Values) -> pa.Array:
    """Checked whole numbers (not negative) as the schema allows them, such as ` +007`, in one spelling: `7`."""
    trimmed = pc.utf8_ltrim(text_column(values), characters="+-0")
    return pc.if_else(pc.equal(trimmed, ""), "0", trimmed)


def moment_column(days: Values, times: Values) -> pa.Array:
    """Date and time together; 24:00:00 is the last moment of that day."""
    found = [_moment(day, time) if day else None for day, time in zip(days, times, strict=True)]
    return pa.array(found, pa.timestamp("us"))


def _moment(day: str, time: str | None) -> datetime:
    clock = (time or "00:00:00").strip(_BLANK)
    clock = "23:59:59.999999" if clock.startswith("24") else clock
    whole, _, fraction = clock.partition(".")
    return datetime.fromisoformat(f"{day.strip(_BLANK)}T{whole}.{(fraction + '000000')[:6]}")


def constant_column(value: str | None, length: int) -> pa.Array:
    """The same text on every line."""
    return pa.repeat(pa.scalar(value, pa.string()), length)


def without_bsn(values: Values, bsn: Sequence[str], pseudonymiser: Pseudonymiser) -> Values:
    """Texts in which the BSN of the same line stands as the first letters of its pseudonym."""
    if not _NINE_OR_APART.search("\n".join(filter(None, values))):
        return values
    return [
        value
        if value is None or not number or len(value) < 9 or (number not in value and not _APART.search(value))
        else pseudonymiser.replace_in(value, number)
        for value, number in zip(values, bsn, strict=True)
    ]


def without_any_bsn(values: Values, pseudonymiser: Pseudonymiser) -> Values:
    """Texts in which whatever may be a BSN stands as the first letters of its pseudonym: the message names no client,

    or the text must read the same as in a message that does not.
    """
    if not _NINE_OR_APART.search("\n".join(filter(None, values))):
        return values
    return [None if value is None else pseudonymiser.replace_all_in(value) for value in values]


def ends_before_begin(begin: pa.Array, end: pa.Array) -> pa.Array:
    """Per line whether the end date lies before the begin date."""
    return pc.fill_null(pc.less(end, begin), False)
