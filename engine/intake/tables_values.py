"""One text of a table → one exact value of a fact (Decimal, integer, date, code), or BadValue."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from engine.intake.privacy import mask_bsn
from engine.intake.tables_kinds import ValueType
from engine.intake.tables_notation import NUMBER_MARK, Notation, bare_number
from engine.texts import tables as texts

CellValue = str | int | Decimal | date | datetime | None

LONGEST_TEXT = 200
"""Characters in a code or reference; the longest of the iStandaarden has 20. A longer one is a broken cell."""

AGB_DIGITS = 8

_OPEN_ENDS = frozenset({"31-12-9999", "9999-12-31", "31/12/9999", "31.12.9999", "99991231"})
"""Back offices write an end date that is not known yet as 31-12-9999: it means "still running" (G-2)."""

_FIRST_YEAR, _LAST_YEAR = 1880, 2199
_MOST_DIGITS = 12
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_COMPACT = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})$")
_DUTCH = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$")
_TIME = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:Z|\+00:00)?$")
_POINT_NUMBER = re.compile(r"^\d+(?:\.\d+)?$")
_SHAPES = {
    Notation.COMMA: re.compile(r"^(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)(?:,\d+)?$|^,\d+$"),
    Notation.POINT: re.compile(r"^(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?$|^\.\d+$"),
}
_LAWS = {"jw": "Jw", "jeugdwet": "Jw", "wmo": "Wmo", "wmo 2015": "Wmo"}
_SEXES = {
    "0": "0", "1": "1", "2": "2", "9": "9",
    "m": "1", "man": "1", "mannelijk": "1", "v": "2", "vrouw": "2", "vrouwelijk": "2", "onbekend": "0", "o": "0",
}  # fmt: skip
_YES_NO = {"ja": "ja", "j": "ja", "true": "ja", "waar": "ja", "nee": "nee", "n": "nee", "false": "nee", "onwaar": "nee"}
_DEBIT_CREDIT = {"d": "D", "debet": "D", "c": "C", "credit": "C"}
_UNITS = frozenset({"01", "04", "14", "16", "21", "81", "82", "83", "84"})
_FREQUENCIES = frozenset({"1", "2", "3", "4", "5", "6"})
_DELIVERIES = frozenset({"1", "2", "3", "9"})


class BadValue(ValueError):
    """A cell that cannot be read; the message is Dutch: what it is not, and what would be right. Values are masked."""


def parse_text(text: str) -> str:
    """A code or reference as it stands, spaces around it aside."""
    if len(text) > LONGEST_TEXT:
        raise BadValue(texts.too_long(text, LONGEST_TEXT))
    if any(character < " " or character == "\x7f" for character in text):
        raise BadValue(texts.control_character(text))
    return text


def parse_number(text: str, notation: Notation, decimals: int) -> Decimal:
    """An exact number; `decimals` is the most it may have (trailing zeros do not count)."""
    if text.startswith(NUMBER_MARK):
        value = _typed_number(text[1:])
    else:
        sign, bare = bare_number(text)
        if not _SHAPES[notation].match(bare):
            raise BadValue(texts.no_number(text, notation.value))
        group = "." if notation is Notation.COMMA else ","
        value = Decimal(sign + bare.replace(group, "").replace(",", "."))
    if abs(value) >= 10**_MOST_DIGITS:
        raise BadValue(texts.number_too_large(text.lstrip(NUMBER_MARK)))
    if value != value.quantize(Decimal(1).scaleb(-decimals)):
        raise BadValue(texts.too_many_decimals(text.lstrip(NUMBER_MARK), decimals))
    return value


def _typed_number(text: str) -> Decimal:
    if not _POINT_NUMBER.match(text.removeprefix("-")):
        raise BadValue(texts.no_number(text, "."))
    return Decimal(text)


def parse_money(text: str, notation: Notation) -> int:
    """Euros → eurocents; more than two decimals is a bad value."""
    return int(parse_number(text, notation, 2) * 100)


def parse_tariff(text: str, notation: Notation) -> Decimal:
    """Euros with up to four decimals → eurocents with up to two."""
    return parse_number(text, notation, 4) * 100


def parse_date(text: str, notation: Notation) -> date:
    """Day first or ISO; a time of midnight after it is dropped, another time is refused."""
    moment = parse_moment(text, notation)
    if (moment.hour, moment.minute, moment.second) != (0, 0, 0):
        raise BadValue(texts.no_date(text))
    return moment.date()


def parse_open_date(text: str, notation: Notation) -> date | None:
    """An end date; 31-12-9999 means "still running": None."""
    day_part = text.strip().partition(" ")[0].partition("T")[0]
    if day_part in _OPEN_ENDS:
        return None
    return parse_date(text, notation)


def parse_moment(text: str, notation: Notation) -> datetime:
    """A date with or without time of day."""
    day_text, _, time_text = text.replace("T", " ").partition(" ")
    year, month, day = _date_parts(day_text, text, notation)
    hour, minute, second = _time_parts(time_text.strip(), text)
    try:
        moment = datetime(year, month, day, hour, minute, second)
    except ValueError:
        raise BadValue(texts.no_date(text)) from None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise BadValue(texts.unlikely_year(text, _FIRST_YEAR, _LAST_YEAR))
    return moment


def _date_parts(day_text: str, text: str, notation: Notation) -> tuple[int, int, int]:
    iso = _ISO.match(day_text) or _COMPACT.match(day_text)
    if iso:
        return int(iso[1]), int(iso[2]), int(iso[3])
    dutch = _DUTCH.match(day_text)
    if not dutch:
        raise BadValue(texts.no_date(text))
    first, second, year = int(dutch[1]), int(dutch[3]), int(dutch[4])
    return (year, second, first) if notation is not Notation.MONTH_FIRST else (year, first, second)


def _time_parts(time_text: str, text: str) -> tuple[int, int, int]:
    if not time_text:
        return 0, 0, 0
    parts = _TIME.match(time_text)
    if not parts:
        raise BadValue(texts.no_date(text))
    return int(parts[1]), int(parts[2]), int(parts[3] or 0)


def _padded(digits: int, what: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not (text.isascii() and text.isdigit() and len(text) <= digits):
            raise BadValue(texts.no_code(text, what, digits))
        return text.zfill(digits)

    return parse


def _two_digits(text: str) -> str:
    """Codes of the iStandaarden have two characters; a numeric cell lost its zero. Others (local codes) stay."""
    return text.zfill(2) if text.isascii() and text.isdigit() and len(text) <= 2 else _code(text)


def _code(text: str) -> str:
    """A code as it stands; a BSN is none."""
    if mask_bsn(text) != text:
        raise BadValue(texts.bsn_in_wrong_column())
    return parse_text(text)


def _one_of(values: dict[str, str], right: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        try:
            return values[text.casefold()]
        except KeyError:
            raise BadValue(texts.not_one_of(text, right)) from None

    return parse


def _coded(codes: frozenset[str], digits: int, right: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        code = text.zfill(digits) if text.isascii() and text.isdigit() else text
        if code not in codes:
            raise BadValue(texts.not_one_of(text, right))
        return code

    return parse


_WITHOUT_NOTATION: dict[ValueType, Callable[[str], str]] = {
    ValueType.LAW: _one_of(_LAWS, texts.RIGHT_LAW),
    ValueType.MUNICIPALITY: _padded(4, "gemeentecode"),
    ValueType.AGB: _padded(AGB_DIGITS, "AGB-code"),
    ValueType.CODE: _code,
    ValueType.TWO_DIGITS: _two_digits,
    ValueType.SEX: _one_of(_SEXES, texts.RIGHT_SEX),
    ValueType.UNIT: _coded(_UNITS, 2, texts.RIGHT_UNIT),
    ValueType.FREQUENCY: _coded(_FREQUENCIES, 1, texts.RIGHT_FREQUENCY),
    ValueType.DELIVERY: _coded(_DELIVERIES, 1, texts.RIGHT_DELIVERY),
    ValueType.DEBIT_CREDIT: _one_of(_DEBIT_CREDIT, texts.RIGHT_DEBIT_CREDIT),
    ValueType.YES_NO: _one_of(_YES_NO, texts.RIGHT_YES_NO),
}
_WITH_NOTATION: dict[ValueType, Callable[[str, Notation], CellValue]] = {
    ValueType.VOLUME: lambda text, notation: parse_number(text, notation, 4),
    ValueType.TARIFF: parse_tariff,
    ValueType.MONEY: parse_money,
    ValueType.DATE: parse_date,
    ValueType.OPEN_DATE: parse_open_date,
    ValueType.MOMENT: parse_moment,
}


def parse_value(text: str, value_type: ValueType, notation: Notation) -> CellValue:
    """The value of a filled cell, spaces around it taken off; BadValue when it cannot be read. Not for CLIENT."""
    with_notation = _WITH_NOTATION.get(value_type)
    if with_notation:
        return with_notation(text, notation)
    return _WITHOUT_NOTATION[value_type](text)
