"""Messages for tests: official samples, messages made from them, and reading them without a store."""

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
from stdnum.nl import bsn as elfproef

from engine.errors import Refusal
from engine.intake.messages import read_message
from engine.intake.privacy import Pseudonymiser
from engine.intake.sources import ReadContext, ReadResult, Source
from engine.intake.sources_expand import expand
from engine.intake.sources_identify import identify
from engine.store.staging import staged_schema
from tests.paths import MESSAGES

KEY = bytes(range(32))
JW323 = MESSAGES / "ijw_3_2" / "JW323.xml"
JW325 = MESSAGES / "ijw_3_2" / "JW325.xml"
JW301 = MESSAGES / "ijw_3_2" / "JW301.xml"


@dataclass
class Reading:
    """Outcome of reading one message: the result and the rows that were staged, in the store's types."""

    result: ReadResult
    facts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def read(content: bytes, name: str = "bericht.xml") -> Reading:
    """Read bytes as a message; a Refusal comes through."""
    staged: dict[str, list[dict[str, Any]]] = {}

    def stage(fact: str, table: pa.Table) -> None:
        schema = staged_schema(fact)
        assert set(table.column_names) == set(schema.names)
        staged.setdefault(fact, []).extend(table.select(schema.names).cast(schema).to_pylist())

    source = Source(7, name, None, lambda: io.BytesIO(content))
    return Reading(read_message(source, ReadContext(Pseudonymiser(KEY), stage)), staged)


def refusal(content: bytes, name: str = "bericht.xml") -> Refusal:
    """The refusal of bytes that must be refused."""
    try:
        outcome = read(content, name)
    except Refusal as refused:
        return refused
    raise AssertionError(f"was read: {outcome.result}")


def looked_into(file: Path) -> bytes | Refusal:
    """What the import run gets of the one source in a file: its content (out of its envelope), or a refusal."""
    (found,) = expand([file])
    if found.refusal:
        return found.refusal
    try:
        identified = identify(Source(7, found.name, found.path, found.open, size=found.size))
    except Refusal as refused:
        return refused
    with identified.source.open() as stream:
        return stream.read()


def changed(path: Path, *changes: tuple[str, str]) -> bytes:
    """A sample with texts replaced; each must occur."""
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()


def envelope(message: bytes) -> bytes:
    """A GGK envelope around a message, as the official sample with its dummy replaced."""
    sample = (MESSAGES / "stuf_ggk" / "envelopHeenbericht-ggk_Di01_v21-xml.xml").read_bytes()
    begin, end = sample.index(b"<GGK:xmlBestand>") + 16, sample.index(b"</GGK:xmlBestand>")
    return sample[:begin] + base64.encodebytes(message) + sample[end:]


def bsns(count: int) -> list[str]:
    """Valid BSNs in the range that is never given out (9999…), made with the 11-proef."""
    found = (f"{number:09}" for number in range(999900000, 999999999))
    valid = (digits for digits in found if elfproef.is_valid(digits))
    return [next(valid) for _ in range(count)]


def declaration(
    lines: int, client: Callable[[int], str], each: Callable[[int], dict[str, str]] = lambda _: {}
) -> bytes:
    """A JW323 with that many lines, one client each; `each` replaces texts of line i."""
    sample = JW323.read_text("utf-8")
    begin, end = sample.index("<jw323:Client>"), sample.index("</jw323:Clienten>")
    one = sample[begin : sample.index("</jw323:Client>") + len("</jw323:Client>")]
    first = one[: one.index("</jw323:Prestatie>") + len("</jw323:Prestatie>")] + "</jw323:Prestaties></jw323:Client>"
    made: list[str] = []
    for number in range(lines):
        text = (
            first.replace("999900006", client(number)).replace("RN001", f"R{number}").replace("10072", f"{number + 1}")
        )
        for old, new in each(number).items():
            assert old in text, old
            text = text.replace(old, new)
        made.append(text)
    return (sample[:begin] + "\n".join(made) + sample[end:]).encode()
