"""What messages bring into the store: the values, what is set aside, and what is refused."""

import json
import tracemalloc
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from engine.intake.messages_split import pieces
from engine.intake.privacy import Pseudonymiser
from engine.intake.sources import ReadContext, Source
from engine.intake.sources_expand import FileOpener
from tests.intake.message_help import (
    JW301,
    JW323,
    JW325,
    KEY,
    bsns,
    changed,
    declaration,
    envelope,
    looked_into,
    read,
    refusal,
)
from tests.paths import MESSAGES

CLIENT = Pseudonymiser(KEY).client


def test_a_declaration_line_has_every_field_of_the_message() -> None:
    line = read(JW323.read_bytes()).facts["declaration_line"][0]
    assert line == {
        "law": "Jw",
        "municipality": "0384",
        "agb": "65656055",
        "client": CLIENT("999900006"),
        "declaration_number": "DN001",
        "reference_number": "RN001",
        "previous_reference_number": None,
        "assignment_number": "10072",
        "product_category": "45",
        "product_code": "45A03",
        "begin_date": date(2026, 4, 1),
        "end_date": date(2026, 4, 30),
        "volume": Decimal(4),
        "unit": "04",
        "tariff_cents": Decimal(1250),
        "amount_cents": 5000,
        "debit_credit": "D",
        "dated": date(2026, 5, 6),
        "source_no": 7,
        "source_line": 1,
    }


def test_lines_of_different_shape_keep_their_own_values_and_rank() -> None:
    tariff = "<jw323:ProductTarief>1250</jw323:ProductTarief>"
    credit = "</ijw:ReferentieNummer><ijw:VorigReferentieNummer>OUD</ijw:VorigReferentieNummer>"

    def each(number: int) -> dict[str, str]:
        return {tariff: ""} if number % 2 else {"</ijw:ReferentieNummer>": credit}

    people = bsns(6)
    lines = read(declaration(6, people.__getitem__, each)).facts["declaration_line"]
    by_rank = sorted(lines, key=lambda line: line["source_line"])
    assert [line["reference_number"] for line in by_rank] == [f"R{number}" for number in range(6)]
    assert [line["client"] for line in by_rank] == [CLIENT(bsn) for bsn in people]
    assert [line["tariff_cents"] for line in by_rank] == [1250, None] * 3
    assert [line["previous_reference_number"] for line in by_rank] == ["OUD", None] * 3


def test_an_assignment_has_moment_extent_and_birth_date() -> None:
    first = read(JW301.read_bytes()).facts["assignment"][0]
    assert isinstance(first["assigned_at"], datetime)
    assert first["birth_date"] is not None
    assert first["client"] == CLIENT(_text(JW301, "Bsn"))
    assert first["assignment_number"] == _text(JW301, "ToewijzingNummer")
    assert first["begin_date"] == date.fromisoformat(_text(JW301, "Ingangsdatum"))


def test_a_birth_date_of_which_a_part_is_unknown_stays_empty() -> None:
    text = JW301.read_text("utf-8")
    begin = text.index("</ijw:Datum>") + len("</ijw:Datum>")
    content = text[:begin] + "<ijw:DatumGebruik>2</ijw:DatumGebruik>" + text[begin:]
    assert {line["birth_date"] for line in read(content.encode()).facts["assignment"]} == {None}


def test_a_325_rejects_the_listed_lines_and_approves_the_rest() -> None:
    answers = read(JW325.read_bytes()).facts["declaration_answer"]
    rejected = {answer["reference_number"]: answer["return_codes"] for answer in answers if answer["reference_number"]}
    assert rejected == {"RN001": "0611", "RN002": "9339,9340,9341", "RN003": "9307"}
    whole = [answer for answer in answers if answer["reference_number"] is None]
    assert [(answer["outcome"], answer["declaration_number"]) for answer in whole] == [("goedgekeurd", "DN001")]
    assert {answer["dated"] for answer in answers} == {date(2023, 5, 7)}


def _without(text: str, tag: str) -> str:
    begin, end = text.index(f"<{tag}>"), text.index(f"</{tag}>") + len(f"</{tag}>")
    return text[:begin] + text[end:]


@pytest.mark.parametrize(("code", "outcome"), [("0001", "afgekeurd"), ("8001", "goedgekeurd"), ("0200", "goedgekeurd")])
def test_a_325_without_declaration_answers_the_message_it_names(code: str, outcome: str) -> None:
    text = _without(JW325.read_text("utf-8"), "jw325:DeclaratieAntwoord").replace(">0200<", f">{code}<")
    answer = read(text.encode()).result.whole_answer
    assert answer is not None
    assert (answer.message, answer.number, answer.outcome, answer.return_codes) == ("765432198", None, outcome, code)


@pytest.mark.parametrize(("granted", "code", "outcome"), [("0", "8214", "afgekeurd"), ("34000", "8001", "goedgekeurd")])
def test_a_325_without_lines_rejects_the_whole_only_when_nothing_was_granted(
    granted: str, code: str, outcome: str
) -> None:
    text = _without(JW325.read_text("utf-8"), "jw325:Clienten").replace(">0200<", f">{code}<").replace("34000", granted)
    answer = read(text.encode()).result.whole_answer
    assert answer is not None
    assert (answer.number, answer.outcome) == ("DN001", outcome)


def test_a_304_says_with_its_sign_how_much_was_granted() -> None:
    sample = MESSAGES / "v2_3" / "JW304.xml"
    before = ">0</ijw:Bedrag>\n\t\t\t\t\t\t\t<ijw:DebetCredit>D"
    granted = read(changed(sample, (before, ">700</ijw:Bedrag><ijw:DebetCredit>C")))
    line, whole = granted.facts["declaration_answer"]
    assert (line["outcome"], line["granted_cents"], line["reference_number"]) == ("toegekend", -700, "REF123")
    assert (whole["outcome"], whole["reference_number"], whole["declaration_number"]) == (
        "goedgekeurd",
        None,
        "123456789012",
    )


def test_a_303_takes_amount_date_and_key_from_their_old_places() -> None:
    outcome = read((MESSAGES / "v2_3" / "JW303.xml").read_bytes())
    line = outcome.facts["declaration_line"][0]
    assert (line["amount_cents"], line["declaration_number"], line["dated"], line["unit"]) == (
        990000,
        "123456789012",
        date(2018, 7, 10),
        "21",
    )
    assert outcome.result.identification == "0384/42420001/123456789012"


def test_a_line_with_an_invalid_bsn_is_set_aside_without_it() -> None:
    outcome = read(changed(JW323, ("999900006", "999900007")))
    assert (outcome.result.lines_read, outcome.result.set_aside) == (5, 2)
    aside = outcome.facts["set_aside"]
    assert {(row["kind"], row["check_id"]) for row in aside} == {("declaraties", "DK-14")}
    assert json.loads(aside[0]["fields"])["Bsn"] == ""
    assert "999900007" not in json.dumps(aside, default=str)


def test_a_line_that_ends_before_it_begins_is_set_aside_alone() -> None:
    outcome = read(changed(JW323, ("<ijw:Einddatum>2026-03-31", "<ijw:Einddatum>2026-02-28")))
    assert outcome.result.set_aside == 1
    fields = json.loads(outcome.facts["set_aside"][0]["fields"])
    assert fields["Bsn"] == CLIENT("999900018")
    assert (fields["Bedrag"], fields["Tarief"], fields["Volume"]) == ("210", "15", "14")
    assert (fields["Begindatum"], fields["Einddatum"]) == ("2026-03-01", "2026-02-28")
    assert len(outcome.facts["declaration_line"]) == 4


@pytest.mark.parametrize("release", [("2", "4"), ("3", "0"), ("3", "1")])
@pytest.mark.parametrize("sample", ["ijw_3_2/JW301.xml", "v2_3/JW301.xml", "v2_3/JW303.xml", "ijw_3_2/JW323.xml"])
def test_releases_in_between_accept_either_tree(sample: str, release: tuple[str, str]) -> None:
    prefix = Path(sample).stem.lower()
    old = ("3", "2") if "3_2" in sample else ("2", "3")
    content = changed(
        MESSAGES / sample,
        (f"<{prefix}:BerichtVersie>{old[0]}<", f"<{prefix}:BerichtVersie>{release[0]}<"),
        (f"<{prefix}:BerichtSubversie>{old[1]}<", f"<{prefix}:BerichtSubversie>{release[1]}<"),
    )
    assert read(content).result.release == ".".join(release)


@pytest.mark.parametrize(("version", "subversion"), [("2", "2"), ("3", "3"), ("4", "0"), ("x", "")])
def test_other_releases_are_refused(version: str, subversion: str) -> None:
    content = changed(
        JW323,
        ("<jw323:BerichtVersie>3<", f"<jw323:BerichtVersie>{version}<"),
        ("<jw323:BerichtSubversie>2<", f"<jw323:BerichtSubversie>{subversion}<"),
    )
    assert "2.3 tot en met 3.2" in refusal(content).text


def test_a_message_in_a_ggk_envelope_is_read(tmp_path: Path) -> None:
    file = tmp_path / "envelop.xml"
    file.write_bytes(envelope(JW323.read_bytes()))
    content = looked_into(file)
    assert isinstance(content, bytes)
    assert len(read(content).facts["declaration_line"]) == 5


def test_a_fault_far_into_a_long_message_is_named_with_its_own_line() -> None:
    """libxml2 counts to 65 535 in its structures; a line beyond that must still be right."""
    people = bsns(4)
    content = declaration(4000, lambda number: people[number % 4], lambda n: {"45A03": "TELANG"} if n == 3999 else {})
    line = content[: content.index(b"TELANG")].count(b"\n") + 1
    assert line > 65535
    assert f"regel {line:,}".replace(",", ".") in refusal(content).text
    assert "hoogstens 5 tekens" in refusal(content).text or "1 tot en met 5 tekens" in refusal(content).text


def test_memory_stays_bounded_however_many_lines_there_are(tmp_path: Path) -> None:
    people = bsns(50)
    file = tmp_path / "groot.xml"
    file.write_bytes(declaration(20_000, lambda number: people[number % 50]))
    staged = 0

    def stage(_fact: str, table: object) -> None:
        nonlocal staged
        staged += len(table)  # type: ignore[arg-type]

    from engine.intake.messages import read_message

    tracemalloc.start()
    read_message(Source(1, "groot.xml", file, FileOpener(file)), ReadContext(Pseudonymiser(KEY), stage))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert staged == 20_000
    assert peak < 24 << 20, f"{peak >> 20} MB"


def test_pieces_of_a_large_message_bring_the_same_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.intake.messages_split.LARGE", 1 << 16)
    monkeypatch.setattr("engine.intake.messages_split.PIECE", 1 << 16)
    people = bsns(30)
    file = tmp_path / "groot.xml"
    file.write_bytes(declaration(300, lambda number: people[number % 30]))
    parts = pieces(Source(7, "groot.xml", file, FileOpener(file)), file.stat().st_size)
    assert len(parts) > 3
    whole = read(file.read_bytes()).facts["declaration_line"]
    lines = [line for part in parts for line in _read(part)]
    assert sorted(lines, key=lambda line: int(line["source_line"])) == whole


def _read(part: Source) -> list[dict[str, object]]:
    from engine.intake.messages import read_message

    rows: list[dict[str, object]] = []
    read_message(part, ReadContext(Pseudonymiser(KEY), lambda _fact, table: rows.extend(table.to_pylist())))
    return rows


@pytest.mark.parametrize("hidden", ["<!-- x -->", "<![CDATA[]]>", "<?p x?>"])
def test_a_message_that_cannot_be_cut_safely_stays_whole(
    hidden: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.intake.messages_split.LARGE", 1 << 10)
    monkeypatch.setattr("engine.intake.messages_split.PIECE", 1 << 10)
    file = tmp_path / "bericht.xml"
    file.write_bytes(changed(JW323, ("</jw323:Clienten>", f"{hidden}</jw323:Clienten>")))
    assert len(pieces(Source(7, "bericht.xml", file, FileOpener(file)), file.stat().st_size)) == 1


def _text(path: Path, name: str) -> str:
    text = path.read_text("utf-8")
    begin = text.index(f":{name}>") + len(name) + 2
    return text[begin : text.index("<", begin)]


def test_lines_of_a_303_are_counted_by_their_own_element() -> None:
    """The rank of a line in a later piece of a large message: an amount's element ends in Prestatie too."""
    from engine.intake.messages_split import LINE

    line = b"<a:Prestatie><b:IngediendeBedragPrestatie>1</b:IngediendeBedragPrestatie></a:Prestatie >"
    assert len(LINE.findall(line * 3)) == 3
