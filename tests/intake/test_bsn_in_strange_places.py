"""A BSN in a number, a reference, a strange spelling or a refused field: it is stored and shown nowhere."""

import pytest

from tests.intake.message_help import JW323, changed, read, refusal
from tests.paths import MESSAGES

JW315, JW319 = MESSAGES / "ijw_3_2" / "JW315.xml", MESSAGES / "ijw_3_2" / "JW319.xml"


def _reference_of_319(reference: str) -> str:
    text = JW319.read_text("utf-8")
    begin = text.index("ReferentieAanbieder>") + len("ReferentieAanbieder>")
    end = text.index("<", begin)
    content = (text[:begin] + reference + text[end:]).encode()
    return str(read(content).facts["request_answer"][0]["provider_reference"])


@pytest.mark.parametrize("reference", ["123456789", "202600012345", "4 5 6 7 8 9 1", "A-1"])
def test_a_number_that_is_no_bsn_stays_as_it_is(reference: str) -> None:
    assert _reference_of_319(reference) == reference


def test_a_reference_with_a_bsn_reads_the_same_in_the_answer_as_in_the_assignment() -> None:
    sample = MESSAGES / "ijw_3_2" / "JW301.xml"
    text = sample.read_text("utf-8")
    bsn = text.split("Bsn>")[1].split("<")[0]
    reference = f"R{bsn}"
    begin = text.index("<jw301:ToewijzingNummer>")
    product = text[begin : text.index("</jw301:ToegewezenProduct>")]
    given = product.split("ReferentieAanbieder>")[1].split("<")[0] if "ReferentieAanbieder>" in product else ""
    assert given
    assigned = read(changed(sample, (f"ReferentieAanbieder>{given}<", f"ReferentieAanbieder>{reference}<")))
    stored = {row["provider_reference"] for row in assigned.facts["assignment"]}
    assert _reference_of_319(reference) in stored
    assert not any(bsn in str(each) for each in stored)


@pytest.mark.parametrize("written", ["12345611", "1234/56/782", "0123456782", "1234  56782"])
def test_a_refused_bsn_is_not_shown(written: str) -> None:
    text = refusal(changed(JW323, ("Bsn>999900006<", f"Bsn>{written}<"))).text
    assert "Bsn" in text
    assert written not in text


def test_text_in_a_strange_place_with_many_digits_is_not_shown() -> None:
    text = refusal(changed(JW323, ("</jw323:Clienten>", "12345611</jw323:Clienten>"))).text
    assert "12345611" not in text


@pytest.mark.parametrize(
    ("change", "encoding"),
    [
        ((), "utf-8"),
        (("Bsn>999900006<", "Bsn\n>999900006<"), "utf-8"),
        (("Bsn>999900006<", "Bsn>&#57;99900006<"), "utf-8"),
        (("Bsn>999900006<", "Bsn>9999<!-- -->00006<"), "utf-8"),
        ((), "utf-16"),
    ],
)
def test_a_bsn_in_the_declaration_number_is_found_in_every_spelling(change: tuple[str, ...], encoding: str) -> None:
    text = changed(JW323, (">DN001<", ">D999900006<"), *([change] if change else [])).decode()
    content = text.replace("UTF-8", encoding.upper()).encode(encoding)
    for line in read(content).facts["declaration_line"]:
        assert "999900006" not in str(line)
