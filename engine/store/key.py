"""The dossier's secret with which a BSN becomes a pseudonym (data.md, Privacy)."""

import hashlib
import os
import secrets
from pathlib import Path

from engine.store.files import flush_folder
from engine.texts import store as texts

KEY = "sleutel"
KEY_BYTES = 32

_DIGITS, _LETTERS = "0123456789abcdef", "abcdefghijklmnop"


def create_key(folder: Path) -> bytes:
    """A new key in a file that only its owner may read; an existing key is never overwritten (FileExistsError)."""
    key = secrets.token_bytes(KEY_BYTES)
    descriptor = os.open(folder / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(_letters(key).encode())
        file.flush()
        os.fsync(file.fileno())
    flush_folder(folder)
    return key


def read_key(folder: Path, fingerprint: str) -> bytes:
    """The key. Raises Refusal when it is missing, damaged, or not the key with this fingerprint."""
    file = folder / KEY
    try:
        text = file.read_text("ascii").strip()
        key = bytes.fromhex(text.translate(str.maketrans(_LETTERS, _DIGITS)))
    except FileNotFoundError:
        raise texts.key_missing(file) from None
    except (OSError, ValueError):
        raise texts.key_unreadable(file) from None
    if key_fingerprint(key) != fingerprint:
        raise texts.other_key(file)
    return key


def key_fingerprint(key: bytes) -> str:
    """Tells keys apart and does not give the key away."""
    return _letters(hashlib.sha256(b"rekenbureau" + key).digest()[:16])


def _letters(value: bytes) -> str:
    """Letters only, so that a scan for nine digits in a row finds nothing here."""
    return value.hex().translate(str.maketrans(_DIGITS, _LETTERS))
