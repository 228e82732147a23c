"""Every official sample message has the outcome that its content asks for."""

import io
from pathlib import Path

import pytest

from engine.errors import Refusal
from tests.intake.message_help import looked_into, read
from tests.paths import MESSAGES

# file: kind, lines read, facts staged, set aside
READ = {
    "ijw_3_2/JW301.xml": ("301", 2, {"assignment": 2}, 0),
    "ijw_3_2/JW305.xml": ("305", 2, {"care_start": 2}, 0),
    "ijw_3_2/JW307.xml": ("307", 2, {"care_stop": 2}, 0),
    # one product ends before it begins: 2027-03-01 … 2026-…
    "ijw_3_2/JW317.xml": ("317", 2, {"request": 1, "set_aside": 1}, 1),
    "ijw_3_2/JW319.xml": ("319", 1, {"request_answer": 1}, 0),
    "ijw_3_2/JW323.xml": ("323", 5, {"declaration_line": 5}, 0),
    "ijw_3_2/JW325.xml": ("325", 4, {"declaration_answer": 4}, 0),
    "iwmo_3_2/WMO301.xml": ("301", 1, {"assignment": 1}, 0),
    "iwmo_3_2/WMO305.xml": ("305", 2, {"care_start": 2}, 0),
    "iwmo_3_2/WMO307.xml": ("307", 2, {"care_stop": 2}, 0),
    "iwmo_3_2/WMO315.xml": ("315", 2, {"request": 2}, 0),
    "iwmo_3_2/WMO317.xml": ("317", 3, {"request": 3}, 0),
    "iwmo_3_2/WMO319.xml": ("319", 1, {"request_answer": 1}, 0),
    "iwmo_3_2/WMO323.xml": ("323", 4, {"declaration_line": 4}, 0),
    "v2_3/JW301.xml": ("301", 2, {"assignment": 2}, 0),
    "v2_3/JW303.xml": ("303", 4, {"declaration_line": 4}, 0),
    "v2_3/JW304.xml": ("304", 2, {"declaration_answer": 2}, 0),
    "v2_3/JW305.xml": ("305", 2, {"care_start": 2}, 0),
    "v2_3/JW307.xml": ("307", 2, {"care_stop": 2}, 0),
    "v2_3/JW315.xml": ("315", 2, {"request": 2}, 0),
    "v2_3/WMO301.xml": ("301", 2, {"assignment": 2}, 0),
    "v2_3/WMO303.xml": ("303", 4, {"declaration_line": 4}, 0),
    "v2_3/WMO304.xml": ("304", 2, {"declaration_answer": 2}, 0),
    "v2_3/WMO305.xml": ("305", 2, {"care_start": 2}, 0),
    "v2_3/WMO307.xml": ("307", 2, {"care_stop": 2}, 0),
    "v2_3/WMO315.xml": ("315", 2, {"request": 2}, 0),
}
RETURNS = [
    *(f"ijw_3_2/JW{kind}.xml" for kind in ("302", "306", "308", "316", "320")),
    *(f"v2_3/JW{kind}.xml" for kind in ("302", "306", "308", "316")),
    *(f"v2_3/WMO{kind}.xml" for kind in ("302", "306", "308", "316")),
]
REFUSED = {
    "ijw_3_2/JW315.xml": ("regel 44", "ToewijzingEinddatum", '"2027-06-31" is geen bestaande datum'),
    "ijw_3_2/JW318.xml": ("regel 33", "RetourCode", "Verzoek heeft geen veld"),
    "stuf_ggk/Fo01.xml": ("foutmelding van het GGK", "IB210", "JW315-00010004"),
    "stuf_ggk/envelopHeenbericht-ggk_Di01_v21-tekst.xml": ("tekstbestand",),
    "stuf_ggk/envelopHeenbericht-ggk_Di01_v21-xml.xml": ("geen leesbaar iJw- of iWmo-bericht",),
    "stuf_ggk/envelopRetourbericht-ggk_Du01-v21.xml": ("geen leesbaar iJw- of iWmo-bericht",),
}


def test_every_sample_has_an_expected_outcome() -> None:
    samples = {path.relative_to(MESSAGES).as_posix() for path in MESSAGES.rglob("*.xml")}
    assert samples == {*READ, *RETURNS, *REFUSED}


@pytest.mark.parametrize("sample", READ)
def test_a_valid_sample_brings_its_facts(sample: str) -> None:
    kind, lines, facts, set_aside = READ[sample]
    outcome = read((MESSAGES / sample).read_bytes())
    assert (outcome.result.kind, outcome.result.lines_read, outcome.result.set_aside) == (kind, lines, set_aside)
    assert {fact: len(rows) for fact, rows in outcome.facts.items()} == facts
    assert outcome.result.status == "ingelezen"
    assert outcome.result.release == ("2.3" if sample.startswith("v2_3") else "3.2")


@pytest.mark.parametrize("sample", RETURNS)
def test_a_retour_is_recognised_counted_and_brings_nothing(sample: str) -> None:
    outcome = read((MESSAGES / sample).read_bytes())
    assert outcome.result.status == "retour"
    assert outcome.result.kind == Path(sample).stem[-3:]
    assert (outcome.result.lines_read, outcome.result.set_aside, outcome.facts) == (1, 1, {})


@pytest.mark.parametrize("sample", REFUSED)
def test_an_invalid_sample_is_refused_with_place_and_reason(sample: str) -> None:
    found = looked_into(MESSAGES / sample)
    text = found.text if isinstance(found, Refusal) else _refused(found, Path(sample).name)
    assert text.startswith(Path(sample).name)
    for part in REFUSED[sample]:
        assert part in text


def _refused(content: bytes, name: str) -> str:
    with pytest.raises(Refusal) as refused:
        read(io.BytesIO(content).read(), name)
    return refused.value.text
