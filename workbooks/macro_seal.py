"""Recognises our own macros: each module ends with a seal over its text, so any change by staff breaks it.

Excel writes the text of a module again as it reads it (capitals, spaces); the seal says nothing about those.
"""

import hashlib
import re

_SEAL = "' Rekenbureau-zegel "
_ATTRIBUTE = re.compile(r"^Attribute .*$", re.MULTILINE)
_EMPTY = {"", "option explicit"}


def sealed(source: str) -> str:
    """The text of a module with its seal as the last line."""
    return f"{source.rstrip()}\n{_SEAL}{_fingerprint(source)}\n"


def only_ours(project: bytes) -> bool:
    """Whether a vbaProject.bin holds nothing but sealed modules of ours, and empty ones of the sheets."""
    from pyopenvba.cfb import CFB
    from pyopenvba.exceptions import PyOpenVBAError
    from pyopenvba.vba import parse_vba_project

    try:
        sources = [module.source for module in parse_vba_project(CFB.from_bytes(project)).modules]
    except (PyOpenVBAError, ValueError, KeyError, IndexError):
        return False
    return all(_is_sealed(source) or _is_empty(source) for source in sources)


def _is_sealed(source: str) -> bool:
    text, found, seal = source.rpartition(_SEAL)
    return bool(found) and seal.strip() == _fingerprint(text)


def _is_empty(source: str) -> bool:
    return _ATTRIBUTE.sub("", source.replace("\r\n", "\n")).strip().lower() in _EMPTY


def _fingerprint(source: str) -> str:
    code = _ATTRIBUTE.sub("", source.replace("\r\n", "\n"))
    return hashlib.sha256("".join(code.lower().split()).encode()).hexdigest()[:32]
