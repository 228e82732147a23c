"""Our grammar agrees with the published schemas on what is valid: libxml2's XSD validation is the independent oracle.

Samples are changed by a seeded random: values, elements dropped, doubled, moved or unknown, text between elements,
attributes. Both must say the same, for every message of which there is a schema.
"""

import io
import random
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from engine.errors import Refusal
from engine.intake.messages_parse import MessageParser
from tests.paths import MESSAGES, SCHEMAS

PLACES = {"ijw_3_2/JW": "ijw_3_2", "iwmo_3_2/WMO": "iwmo_3_2", "v2_3/JW": "v2_3/iJw", "v2_3/WMO": "v2_3/iWmo"}
VALUES = [
    "", " ", "\n", "0", "00", "1", "9", "01", "04", "99", "-1", "+5", "007", " 12 ", "1.0", "1e3", "abc", "x" * 300,
    "9" * 12, "9" * 40, "99999999", "100000000", "2024-02-29", "2023-02-29", "2024-13-01", "24-01-01", "2024-1-1",
    " 2024-01-01 ", "2024-01-01Z", "2024-01-01+01:00", "12:00:00", "24:00:00", "24:00:01", "12:00:00Z", "12:00:00.5",
    "25:00:00", "12:00", "C", "D", "d", "é", "Ω", "a b", "a\nb", "\u00a0", "\u0663\u0663", "123456782", "0384",
    "65656055", "1.2.3", "01.2.3",
]  # fmt: skip


def _schema_of(sample: Path) -> Path:
    relative = sample.relative_to(MESSAGES).as_posix()
    place = next(folder for start, folder in PLACES.items() if relative.startswith(start))
    return SCHEMAS / place / f"{sample.stem}.xsd"


SAMPLES = [
    path for path in sorted(MESSAGES.rglob("*.xml")) if path.parent.name != "stuf_ggk" and _schema_of(path).exists()
]


@cache
def _schema(sample: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(_schema_of(sample)))


def _change(root: etree._Element, dice: random.Random) -> None:
    elements = [element for element in root.iter() if element is not root]
    if not any(len(each) for each in elements):
        return  # an earlier change took everything away
    element = dice.choice(elements)
    parent = element.getparent()
    assert parent is not None
    match dice.choice(["value"] * 6 + ["drop", "double", "move", "swap", "unknown", "text", "attribute", "nest"]):
        case "value":
            leaves = [each for each in elements if not len(each) and not _is_version(each)]
            dice.choice(leaves).text = dice.choice(VALUES)
        case "drop":
            parent.remove(element)
        case "double":
            parent.insert(parent.index(element), etree.fromstring(etree.tostring(element, with_tail=False)))
        case "move":
            parent.remove(element)
            dice.choice([root, *(each for each in root.iter() if len(each))]).append(element)
        case "swap":
            parent.insert(dice.randrange(len(parent)), element)
        case "unknown":
            etree.SubElement(parent, "{urn:x}Onbekend").text = "1"
        case "text":
            dice.choice([each for each in elements if len(each)])[0].tail = dice.choice([" ", "\n\t", "los", "1"])
        case "attribute":
            element.set(dice.choice(["x", "{urn:x}y"]), "1")
        case _:
            etree.SubElement(element, element.tag).text = element.text


def _is_version(element: etree._Element) -> bool:
    """Another version is another release, with a tree of its own; see test_messages for those."""
    return str(element.tag).endswith(("BerichtVersie", "BerichtSubversie"))


def _ours(content: bytes) -> str:
    """Why our grammar refuses it, "" when it accepts."""
    parser = MessageParser("bericht.xml")
    try:
        for _ in parser.batches(io.BytesIO(content)):
            pass
    except Refusal as refusal:
        return refusal.text
    return ""


def _compare(sample: Path, rounds: int, seed: str) -> set[bool]:
    dice = random.Random(f"{seed} {sample.stem} {sample.parent.name}")
    seen: set[bool] = set()
    for _ in range(rounds):
        root = etree.parse(sample, etree.XMLParser(remove_comments=True)).getroot()
        for _ in range(dice.choice([1, 1, 1, 2])):
            _change(root, dice)
        content = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
        schema = _schema(sample)
        valid = schema.validate(etree.fromstring(content))
        ours = _ours(content)
        assert valid == (ours == ""), (
            f"{sample.name}: XSD {schema.error_log.last_error} / ours {ours}\n{content.decode()}"
        )
        seen.add(valid)
    return seen


def test_there_are_samples_with_a_schema_of_both_laws_and_releases() -> None:
    assert len(SAMPLES) > 35
    assert {_schema_of(sample).parent.name for sample in SAMPLES} == {"ijw_3_2", "iwmo_3_2", "iJw", "iWmo"}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_grammar_and_schema_agree_on_changed_samples(sample: Path) -> None:
    assert _compare(sample, 25, "kort") <= {True, False}


@pytest.mark.full
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_grammar_and_schema_agree_on_very_many_changed_samples(sample: Path) -> None:
    assert False in _compare(sample, 400, "lang")


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("field", ["DebetCredit", "Begindatum", "Bedrag", "ProductCode", "Eenheid", "ReferentieNummer"])
def test_grammar_and_schema_agree_on_every_value_of_a_declaration(field: str, value: str) -> None:
    sample = MESSAGES / "ijw_3_2" / "JW323.xml"
    root = etree.parse(sample).getroot()
    next(root.iter("{*}Prestatie")).find(f".//{{*}}{field}").text = value
    content = etree.tostring(root, encoding="UTF-8")
    assert _schema(sample).validate(etree.fromstring(content)) == (_ours(content) == "")
