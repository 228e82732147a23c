"""The only place where a BSN exists: it becomes a pseudonym while it is read, and is masked in every other text."""

import hmac
import re
from collections.abc import Iterable

from stdnum.nl import bsn as elfproef

PSEUDONYM_LETTERS = 32
"""First 128 bits of the HMAC, four bits a letter."""

MASK = "[bsn]"

_FEWEST_DIGITS = 8
"""Of a BSN whose first zero was left out."""

_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_OWN_PSEUDONYM = re.compile(rf"[a-p]{{{PSEUDONYM_LETTERS}}}\Z")
_WRITTEN_APART = str.maketrans("", "", " .-\u00a0")
# Looked at from every digit that starts a run, so that "12 123456782" is found too.
_NINE_DIGITS = re.compile(r"(?<![0-9])(?=([0-9](?:[ .\-\u00a0]?[0-9]){8})(?![0-9]))")


class InvalidBsn(ValueError):
    """The digits are no BSN (11-proef). Carries no value: an invalid BSN is written nowhere either (DK-14)."""

    def __init__(self) -> None:
        super().__init__("bsn")


def letters(hexadecimal: str) -> str:
    """Hexadecimal digits as the letters a–p: no digits, so that a scan for nine digits in a row is conclusive."""
    return hexadecimal.translate(_LETTERS)


def is_valid_bsn(digits: str) -> bool:
    """Whether nine digits pass the 11-proef (and are not all zero)."""
    return len(digits) == 9 and digits.isascii() and digits.isdigit() and _passes(digits)


def _passes(nine_digits: str) -> bool:
    return nine_digits != "000000000" and elfproef.checksum(nine_digits) == 0


def mask_bsn(text: str) -> str:
    """The text with every run of nine digits that passes the 11-proef (also written 1234.56.782) masked."""
    spans = [match.span(1) for match in _NINE_DIGITS.finditer(text) if _is_bsn_written(match[1])]
    for begin, end in reversed(_without_overlap(spans)):
        text = text[:begin] + MASK + text[end:]
    return text


def mask_long_numbers(text: str) -> str:
    """The text, or the mask when it has as many digits as a BSN may have in any spelling: text from a strange place."""
    return MASK if sum(map(str.isdigit, text)) >= _FEWEST_DIGITS else mask_bsn(text)


def _is_bsn_written(run: str) -> bool:
    return _passes(run.translate(_WRITTEN_APART))


def bsn_candidates(text: str) -> list[str]:
    """Every nine digits in a row of the text that could be a BSN, also inside a longer row of digits."""
    if len(text) < 9:
        return []
    runs = [text[begin : begin + 9] for begin in range(len(text) - 8)]
    written = [match[1].translate(_WRITTEN_APART) for match in _NINE_DIGITS.finditer(text)]
    return list(dict.fromkeys(run for run in runs + written if is_valid_bsn(run)))


def _without_overlap(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping spans joined, so that no part of either stays readable."""
    joined: list[tuple[int, int]] = []
    for begin, end in spans:
        if joined and begin < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


class Pseudonymiser:
    """BSN or foreign pseudonym → 32 letters a–p, the same for the same client within one dossier.

    `key` is the dossier's secret (engine.dossier). Remembers what it saw: a client has many lines.
    """

    def __init__(self, key: bytes) -> None:
        self.key = key
        self._seen: dict[str, str] = {}

    def client(self, bsn_or_pseudonym: str) -> str:
        """The pseudonym. Digits only (spaces, dots, hyphens aside; 8 digits are padded) must be a valid BSN,

        else InvalidBsn; an own pseudonym stays itself; any other text is a foreign pseudonym. Empty is InvalidBsn.
        """
        known = self._seen.get(bsn_or_pseudonym)
        if known is None:
            known = self._seen[bsn_or_pseudonym] = self._pseudonym(bsn_or_pseudonym.strip())
        return known

    def clients(self, values: Iterable[str]) -> list[str | None]:
        """The pseudonyms of many values; None where `client` would raise InvalidBsn."""
        found: list[str | None] = []
        seen = self._seen
        for value in values:
            known = seen.get(value)
            if known is None:
                try:
                    known = self.client(value)
                except InvalidBsn:
                    known = None
            found.append(known)
        return found

    def replace_in(self, text: str, bsn: str) -> str:
        """The text with this BSN (also written apart) replaced by the first nine letters of its pseudonym.

        Always the same letters, so that a reference number that contains a BSN still matches itself elsewhere.
        """
        if not bsn:
            return text
        try:
            stand_in = self.client(bsn)[:9]
        except InvalidBsn:
            stand_in = MASK
        text = text.replace(bsn, stand_in)
        for match in reversed(list(_NINE_DIGITS.finditer(text))):
            if match[1].translate(_WRITTEN_APART) == bsn:
                text = text[: match.start(1)] + stand_in + text[match.end(1) :]
        return text

    def replace_all_in(self, text: str) -> str:
        """The text with everything that may be a BSN replaced so."""
        for digits in bsn_candidates(text):
            text = self.replace_in(text, digits)
        return text

    def _pseudonym(self, value: str) -> str:
        if _OWN_PSEUDONYM.match(value):
            return value
        digits = value.translate(_WRITTEN_APART)
        if digits and not (digits.isascii() and digits.isdigit()):
            return self._hashed("pseudoniem:", value)
        nine = digits.zfill(9) if len(digits) == 8 else digits
        if not is_valid_bsn(nine):
            raise InvalidBsn
        return self._hashed("bsn:", nine)

    def _hashed(self, prefix: str, value: str) -> str:
        digest = hmac.digest(self.key, (prefix + value).encode(), "sha256")
        return letters(digest[: PSEUDONYM_LETTERS // 2].hex())
