"""VML drawings (the boxes of notes, old controls), edited as text: Excel also reads ones that are no XML."""

import re
from collections.abc import Callable

from workbooks.opc.package import Package
from workbooks.opc.references import LAST_ROW

_NUMBER = r"\s*-?\d+\s*"
_ANCHOR = re.compile(rf"((?:{_NUMBER},){{2}}\s*)(\d+)(\s*(?:,{_NUMBER}){{3}},\s*)(\d+)(\s*,{_NUMBER})")
"""Column, offset, row and offset of the top left corner, then of the bottom right one."""


def edit_vml(package: Package, part: str, change: Callable[[str], str]) -> None:
    """Let `change` rewrite the text of a VML part; what it leaves alone keeps its bytes. Refusal as `Package.read`."""
    text = package.read(part).decode("utf-8", "surrogateescape")
    package.write(part, change(text).encode("utf-8", "surrogateescape"))


def shifted_anchor(anchor: str, shift: Callable[[int], int]) -> str:
    """The text of an `x:Anchor`, both corners as many rows lower (higher: negative) as `shift` says of its top row.

    That row counts from 0. It stays as high as it was, and on the sheet. What is no anchor stays as it is.
    """
    found = _ANCHOR.fullmatch(anchor)
    if found is None:
        return anchor
    top, bottom = int(found[2]), int(found[4])
    down = min(max(shift(top), -top), max(LAST_ROW - 1 - bottom, 0))
    return f"{found[1]}{top + down}{found[3]}{bottom + down}{found[5]}"
