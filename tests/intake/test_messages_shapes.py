"""Messages whose shape was seen before, small ones, and those that stream by: the same facts, the same refusals."""

import random
import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.errors import Refusal
from engine.intake import messages_parse, messages_shapes
from tests.intake.message_help import JW301, JW323, JW325, bsns, changed, declaration, read
from tests.paths import MESSAGES

SAMPLES = [path for path in sorted(MESSAGES.rglob("*.xml")) if path.parent.name != "stuf_ggk"]


def _outcome(content: bytes) -> object:
    try:
        reading = read(content)
    except Refusal as refusal:
        return refusal.text
    return reading.result, reading.facts


@contextmanager
def _streamed(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(messages_parse, "SMALL", 0)
        patch.setattr(messages_parse, "_CLIENTS_IN_BATCH", 2)
        yield


def _nothing_known() -> None:
    messages_shapes.shapes_of.cache_clear()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_way_of_reading_gives_the_same(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = sample.read_bytes()
    _nothing_known()
    first = _outcome(content)
    assert _outcome(content) == first
    with _streamed(monkeypatch):
        assert _outcome(content) == first


def _broken(content: bytes, dice: random.Random) -> bytes:
    """A message with the text of an element, a tag or an attribute changed."""
    places = list(re.finditer(rb">([^<>\s][^<>]*)<", content))
    place = dice.choice(places)
    value = dice.choice([b"", b"X" * 400, b"a\nb", b"-1", b"2024-02-30", b"<x>1</x>", b"  7 ", b"12345678", b"1.5"])
    kind = dice.randrange(4)
    if kind == 0:
        return content[: place.start(1)] + value + content[place.end(1) :]
    if kind == 1:
        return content[: place.start()] + b' vreemd="1"' + content[place.start() :]
    if kind == 2:
        return content[: place.start()] + b">los" + content[place.start() + 1 :]
    begin = content.rfind(b"<", 0, place.start())
    end = content.find(b">", place.end()) + 1
    return content[:begin] + content[end:]


@pytest.mark.parametrize(
    "sample", [JW301, JW323, JW325, MESSAGES / "ijw_3_2" / "JW317.xml"], ids=lambda path: path.stem
)
def test_a_broken_message_is_refused_as_if_nothing_were_known(sample: Path) -> None:
    dice = random.Random(sample.stem)
    whole = sample.read_bytes()
    refused = 0
    for _ in range(150):
        content = _broken(whole, dice)
        _nothing_known()
        cold = _outcome(content)
        _nothing_known()
        _outcome(whole)
        assert _outcome(content) == cold
        refused += isinstance(cold, str)
    assert refused > 50


def test_two_texts_in_one_field_are_no_two_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line end inside a code must not pass as two codes, also in a message that streams by."""
    people = bsns(4)
    content = declaration(9, lambda n: people[n % 4], lambda n: {"45A03": "45A\n03"} if n == 7 else {})
    text = _outcome(content)
    with _streamed(monkeypatch):
        assert _outcome(content) == text
    assert "ProductCode" in str(text)


def test_a_message_may_say_where_its_schema_is() -> None:
    where = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x y.xsd" xmlns:jw301='
    assert _outcome(changed(JW301, ("xmlns:jw301=", where))) == _outcome(JW301.read_bytes())


def test_odd_shapes_do_not_fill_the_memory() -> None:
    memory = messages_shapes.Memory[int, int]()
    for number in range(messages_shapes.MOST_REMEMBERED + 5):
        memory.remember(number, number)
    assert len(memory) == 5


STRANGE = {
    "een andere naam": (b"<jw323:Client>", b"<jw323:Klant>", b"</jw323:Client>", b"</jw323:Klant>"),
    "tekst ertussen": (b"</jw323:Client>", b"</jw323:Client>ROMMEL"),
    "een vreemd element": (b"</jw323:Client>", b"</jw323:Client><Voorschot><Bsn/><Prestaties/></Voorschot>"),
}


@pytest.mark.parametrize("change", STRANGE.values(), ids=STRANGE)
@pytest.mark.parametrize("place", [0, 3, 8])
@pytest.mark.parametrize("streamed", [False, True])
def test_nothing_strange_between_clients_is_passed_over(
    change: tuple[bytes, ...], place: int, streamed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = bsns(9)
    whole = declaration(9, lambda n: people[n])
    assert not isinstance(_outcome(whole), str)
    parts = whole.split(b"<jw323:Client>")
    part = b"<jw323:Client>" + parts[place + 1]
    for old, new in zip(change[::2], change[1::2], strict=True):
        part = part.replace(old, new)
    content = b"<jw323:Client>".join(parts[: place + 1]) + part
    content += b"".join(b"<jw323:Client>" + each for each in parts[place + 2 :])
    if streamed:
        with _streamed(monkeypatch):
            assert isinstance(_outcome(content), str)
    else:
        assert isinstance(_outcome(content), str)


def test_a_declaration_without_clients_is_refused_also_after_a_right_one() -> None:
    whole = JW323.read_bytes()
    assert not isinstance(_outcome(whole), str)
    begin, end = whole.index(b"<jw323:Clienten>") + 16, whole.index(b"</jw323:Clienten>")
    assert isinstance(_outcome(whole[:begin] + whole[end:]), str)
