"""The words of the cases: made-up names for codes, Dutch dates and numbers, and when a cell is what a case expects."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.money import excel_round
from engine.result import Value

Given = dict[str, Any]
"""A mapping as it stands in a case: words of staff → what they wrote."""

PROVIDERS = {name: f"0100000{number}" for number, name in enumerate(("Berk", "Eik", "Linde", "Beuk", "Wilg"), start=1)}
MUNICIPALITIES = {
    "Utrecht": "0344",
    "Maastricht": "0935",
    "Valkenburg": "0994",
    "Venlo": "0983",
    "Bergen": "0893",
    "Gouda": "0513",
}


def only(given: Iterable[str], known: Iterable[str], where: str) -> None:
    """A misspelt word is an error, so that nothing is silently left unchecked."""
    unknown = set(given) - set(known)
    if unknown:
        raise KeyError(f"{where}: onbekend: {', '.join(sorted(unknown))}")


def provider(name: str) -> str:
    """Berk → its AGB code; a code stays."""
    return PROVIDERS.get(name, name)


def municipality(name: object) -> str:
    """Venlo → its gemeentecode; a code stays."""
    return MUNICIPALITIES.get(str(name), str(name))


def key_words(text: str) -> tuple[str, ...]:
    """`Berk 54B01`, or with words of more than one part `Berk / 45L01 / Uitstroom uit zorg`: the key as trace gets it.

    Names become codes, a month mm-jjjj or day dd-mm-jjjj is written as jjjj-mm or jjjj-mm-dd.
    """
    return tuple(_key_word(word.strip()) for word in (text.split(" / ") if " / " in text else text.split()))


def _key_word(word: str) -> str:
    if re.fullmatch(r"\d\d-\d{4}", word):
        return f"{word[3:]}-{word[:2]}"
    if _DATE.match(word):
        return to_date(word).isoformat()
    return MUNICIPALITIES.get(word, provider(word))


def bsn(number: int) -> str:
    """A made-up number that passes the eleven test."""
    for base in range(90_000_000 + 10 * number, 90_000_000 + 10 * number + 10):
        check = sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), str(base), strict=True)) % 11
        if check < 10:
            return f"{base}{check}"
    raise ValueError(number)


def to_date(text: str) -> date:
    """dd-mm-jjjj."""
    return datetime.strptime(text, "%d-%m-%Y").date()


def number(text: object) -> Decimal:
    """1.234,50 → 1234.50."""
    return Decimal(str(text).replace(".", "").replace(",", "."))


def dutch(value: Decimal) -> str:
    """1234.50 → 1234,50."""
    return f"{value:f}".replace(".", ",")


_NUMBER = re.compile(r"^-?[\d.]+(,\d+)?%?$")
_DATE = re.compile(r"^\d\d-\d\d-\d{4}$")


def agrees(expected: object, value: Value) -> bool:
    """Whether a cell is what a case expects. A number holds to the decimals written; without decimals exactly.

    `…woorden…` is a part of the text.
    """
    text = str(expected)
    if text == "leeg":
        return value is None
    if text.startswith("…"):
        return text.strip("…").casefold() in str(value or "").casefold()
    if _DATE.match(text):
        return value == to_date(text)
    if not _NUMBER.match(text) or isinstance(value, str):
        return value == text
    if not isinstance(value, int | Decimal):
        return False
    share = text.endswith("%")
    wanted, shown = number(text.rstrip("%")), Decimal(value) * (100 if share else 1)
    _, comma, decimals = text.rstrip("%").partition(",")
    return excel_round(shown, len(decimals)) == wanted if comma else excel_round(shown, 15) == wanted
