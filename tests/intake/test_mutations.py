"""Whatever happens to a message on its way, reading it gives a result or a refusal: never a crash, never a hang."""

import random
from pathlib import Path

import pytest

from engine.errors import Refusal
from engine.intake.privacy import mask_bsn
from tests.intake.message_help import Reading, read
from tests.paths import MESSAGES

SAMPLES = [path for path in sorted(MESSAGES.rglob("*.xml")) if path.parent.name != "stuf_ggk"]
ENCODINGS = ["utf-16", "utf-16-le", "utf-32", "cp1252", "cp037", "utf-7", "latin-1"]


def _cut(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content))]


def _swap_bytes(content: bytes, dice: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(dice.choice([1, 3, 40])):
        one, other = dice.randrange(len(changed)), dice.randrange(len(changed))
        changed[one], changed[other] = changed[other], changed[one]
    return bytes(changed)


def _random_bytes(content: bytes, dice: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(dice.choice([1, 3, 40])):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _encode(content: bytes, dice: random.Random) -> bytes:
    text = content.decode()
    if dice.random() < 0.5:
        text = text.replace("UTF-8", dice.choice(["UTF-16", "ISO-8859-1", "onzin", "UTF-7"]))
    return text.encode(dice.choice(ENCODINGS), "replace")


def _huge_number(content: bytes, dice: random.Random) -> bytes:
    digits = [at for at in range(1, len(content)) if content[at : at + 1].isdigit() and content[at - 1 : at] == b">"]
    at = dice.choice(digits)
    return content[:at] + dice.choice([b"9", b"0", b"-", b"1e"]) * dice.choice([20, 5000, 100_000]) + content[at:]


def _repeat(content: bytes, dice: random.Random) -> bytes:
    one, other = sorted(dice.randrange(len(content)) for _ in range(2))
    return content[:other] + content[one:other] * dice.choice([1, 3]) + content[other:]


def _delete(content: bytes, dice: random.Random) -> bytes:
    one = dice.randrange(len(content))
    return content[:one] + content[one + dice.choice([1, 10, 200]) :]


def _entities(content: bytes, dice: random.Random) -> bytes:
    nested = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 9 if n else b"x") for n in range(9))
    at = content.index(b"?>") + 2
    return content[:at] + b"<!DOCTYPE Bericht [" + nested + b"]>" + content[at:].replace(b">1<", b">&e8;<")


CHANGES = [_cut, _swap_bytes, _random_bytes, _encode, _huge_number, _repeat, _delete, _entities]


def _mutate(seed: int) -> bytes:
    dice = random.Random(seed)
    content = dice.choice(SAMPLES).read_bytes()
    for _ in range(dice.choice([1, 1, 2])):
        if content:
            content = _applied(dice.choice(CHANGES), content, dice)
    return content


def _applied(change: object, content: bytes, dice: random.Random) -> bytes:
    try:
        return change(content, dice)  # type: ignore[operator]
    except (ValueError, IndexError):  # the change needs something that an earlier change took away
        return content[::-1]


def _outcome(content: bytes) -> Reading | Refusal:
    try:
        return read(content)
    except Refusal as refused:
        return refused


def _check(seed: int) -> None:
    outcome = _outcome(_mutate(seed))
    if isinstance(outcome, Refusal):
        assert outcome.what
        assert mask_bsn(outcome.text) == outcome.text
        assert len(outcome.text) < 1500
        return
    stored = len(outcome.facts.get(outcome.result.line_fact or "", []))
    whole = 1 if outcome.result.whole_answer else 0
    assert outcome.result.lines_read == stored + whole + outcome.result.set_aside


@pytest.mark.parametrize("seed", range(60))
def test_a_changed_message_gives_a_result_or_a_refusal(seed: int) -> None:
    _check(seed)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(60, 560))
def test_very_many_changed_messages_give_a_result_or_a_refusal(seed: int) -> None:
    _check(seed)


@pytest.mark.parametrize(
    "content", [b"", b"<", b"<a", b"\x00", b"<?xml", b"\xff\xfe<", b"<Bericht/>", b"<Bericht><Header/></Bericht>"]
)
def test_next_to_nothing_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal):
        read(content)


def test_every_byte_where_a_message_may_break_off_is_refused() -> None:
    content = Path(MESSAGES / "ijw_3_2" / "JW319.xml").read_bytes().rstrip()
    for length in range(0, len(content) - 1, 7):
        with pytest.raises(Refusal):
            read(content[:length])
