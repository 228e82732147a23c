"""A BSN becomes a pseudonym while it is read, and is written nowhere."""

import re
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.intake.privacy import InvalidBsn, Pseudonymiser, bsn_candidates, letters, mask_bsn
from tests.intake.message_help import JW323 as SAMPLE
from tests.intake.message_help import KEY, bsns, changed, declaration, read

PSEUDONYM = re.compile(r"[a-p]{32}")


def _passes(digits: str) -> bool:
    """The 11-proef written out: 9·a + 8·b + … + 2·h − i is a multiple of 11 (and not all zero)."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return total % 11 == 0 and digits != "000000000"


def _with_check_digit(start: int) -> str:
    """The first number from `start` on that has a ninth digit to pass the 11-proef, with that digit."""
    eights = (f"{number:08}" for number in count(start))
    return next(nine for eight in eights for digit in range(10) if _passes(nine := f"{eight}{digit}"))


nine_digits = st.integers(0, 999_999_999).map(lambda number: f"{number:09}")
valid_bsns = st.integers(1, 99_999_900).map(_with_check_digit)


@given(nine_digits)
def test_exactly_the_numbers_that_pass_the_11_proef_get_a_pseudonym(digits: str) -> None:
    if _passes(digits):
        assert PSEUDONYM.fullmatch(Pseudonymiser(KEY).client(digits))
    else:
        with pytest.raises(InvalidBsn):
            Pseudonymiser(KEY).client(digits)


def test_a_bsn_has_one_pseudonym_however_it_is_written() -> None:
    pseudonymiser = Pseudonymiser(KEY)
    expected = pseudonymiser.client("012345672")
    for written in ("12345672", "0123.45.672", "0123-45-672", " 012 345 672 ", "12.345.672"):
        assert Pseudonymiser(KEY).client(written) == expected
    assert pseudonymiser.client(expected) == expected


def test_other_texts_are_foreign_pseudonyms_and_never_meet_a_bsn() -> None:
    pseudonymiser = Pseudonymiser(KEY)
    foreign = pseudonymiser.client("bsn:123456782")
    assert PSEUDONYM.fullmatch(foreign)
    assert foreign != pseudonymiser.client("123456782")
    assert pseudonymiser.client("cliënt-17") != pseudonymiser.client("cliënt-18")


@pytest.mark.parametrize("value", ["", "   ", "1", "1234567", "1234567820", "000000000", "999900007", "١٢٣٤٥٦٧٨٢"[:8]])
def test_digits_that_are_no_bsn_are_refused_without_naming_them(value: str) -> None:
    if value and not value.isascii():
        assert PSEUDONYM.fullmatch(Pseudonymiser(KEY).client(value))
        return
    with pytest.raises(InvalidBsn) as refused:
        Pseudonymiser(KEY).client(value)
    assert not re.search(r"\d", str(refused.value))


def test_another_key_gives_another_pseudonym() -> None:
    assert Pseudonymiser(KEY).client("123456782") != Pseudonymiser(b"x" * 32).client("123456782")


def test_many_at_once_give_the_same_as_one_by_one() -> None:
    people = [*bsns(20), "999900007", *bsns(3)]
    one = Pseudonymiser(KEY)
    assert Pseudonymiser(KEY).clients(people) == [one.client(each) if _passes(each) else None for each in people]


@given(valid_bsns, st.text("ab/_:;,\n", max_size=3), st.sampled_from(["", " ", ".", "-"]))
def test_a_bsn_in_a_text_is_masked_also_written_apart(digits: str, around: str, between: str) -> None:
    written = between.join((digits[:4], digits[4:6], digits[6:]))
    masked = mask_bsn(f"{around}{written}{around}")
    assert masked == f"{around}[bsn]{around}"


@given(st.text("0123456789 .-x", max_size=40))
def test_after_masking_no_bsn_is_left(text: str) -> None:
    masked = mask_bsn(text)
    for run in re.findall(r"(?<!\d)\d{9}(?!\d)", masked):
        assert not _passes(run)


def test_other_numbers_stay_as_they_are() -> None:
    for text in ("DN001", "999900007", "2024-01-01", "regel 4.182 van 12.904", "65656055", "1234567820"):
        assert mask_bsn(text) == text


def test_letters_have_no_digits() -> None:
    assert letters("0123456789abcdef") == "abcdefghijklmnop"


@given(st.text("0123456789", min_size=9, max_size=14))
def test_every_bsn_inside_a_longer_number_is_a_candidate(text: str) -> None:
    expected = {text[at : at + 9] for at in range(len(text) - 8) if _passes(text[at : at + 9])}
    assert set(bsn_candidates(text)) == expected


@pytest.mark.parametrize("written", ["999900006", "X999900006Y", "9999.00.006", "9999-00-006", "2024999900006"])
def test_the_clients_bsn_in_a_reference_becomes_its_pseudonym_consistently(written: str) -> None:
    lines = read(changed(SAMPLE, ("RN001", written))).facts["declaration_line"]
    stand_in = Pseudonymiser(KEY).client("999900006")[:9]
    reference = lines[0]["reference_number"]
    assert stand_in in reference
    assert not re.search(r"999900006|9999.00.006", reference)
    again = read(changed(SAMPLE, ("RN002", written))).facts["declaration_line"]
    assert reference in {line["reference_number"] for line in again}


def test_the_clients_bsn_as_declaration_message_or_assignment_number_is_replaced() -> None:
    content = changed(SAMPLE, ("DN001", "999900018"), ("765432198", "999900006"), ("10072", "999900006"))
    outcome = read(content)
    pseudonymiser = Pseudonymiser(KEY)
    first, second = (pseudonymiser.client(bsn)[:9] for bsn in ("999900006", "999900018"))
    assert {line["declaration_number"] for line in outcome.facts["declaration_line"]} == {second}
    assert outcome.result.declaration_number == second
    assert outcome.result.identification == first
    assert first in {line["assignment_number"] for line in outcome.facts["declaration_line"]}


def test_a_number_that_only_looks_like_a_bsn_stays() -> None:
    """One in eleven numbers of nine digits passes the 11-proef: staff must still find their own numbers."""
    outcome = read(changed(SAMPLE, ("DN001", "123456782"), ("RN001", "123456782")))
    assert outcome.facts["declaration_line"][0]["declaration_number"] == "123456782"
    assert outcome.facts["declaration_line"][0]["reference_number"] == "123456782"


def test_nothing_of_a_message_that_is_read_holds_a_bsn() -> None:
    people = bsns(40)
    outcome = read(declaration(40, people.__getitem__, lambda n: {f"R{n}<": f"R{people[n]}<"}))
    everything = repr(outcome)
    assert not [bsn for bsn in people if bsn in everything]


def test_a_bsn_in_a_refusal_is_masked() -> None:
    from tests.intake.message_help import refusal

    text = refusal(changed(SAMPLE, (">45A03<", ">999900006<"))).text
    assert "[bsn]" in text
    assert "999900006" not in text
