"""A bad line in a good file is set aside: with column, value and what is right, masked, fit to be read again."""

import csv
import io
import json

import pytest

from engine.intake.privacy import mask_bsn
from engine.intake.tables_kinds import KIND_BY_NAME
from tests.intake.tables_help import BSN, OTHER_BSN, Read, csv_text, line, pseudonym, read, read_rows

GOOD = line("declaraties")

CASES = [
    ({"Wet": "ZVW"}, 'Kolom Wet: "ZVW" is hier niet bekend. Vul Jw of Wmo in.'),
    ({"Gemeentecode": "Utrecht"}, 'Kolom Gemeentecode: "Utrecht" is geen gemeentecode. Vul 4 cijfers in.'),
    ({"AGB": "123456789"}, 'Kolom AGB: "123456789" is geen AGB-code. Vul 8 cijfers in.'),
    ({"DeclaratieNummer": ""}, "Kolom DeclaratieNummer: de cel is leeg. Vul een waarde in."),
    ({"Begindatum": "31-02-2024"}, 'Kolom Begindatum: "31-02-2024" is geen datum.'),
    ({"Begindatum": "01-03-24"}, 'Kolom Begindatum: "01-03-24" is geen datum. Vul een datum in, bijvoorbeeld'),
    ({"Begindatum": "01-03-0204"}, 'Kolom Begindatum: "01-03-0204" ligt niet tussen 1880 en 2199.'),
    ({"Begindatum": "01-03-2024 14:00"}, 'Kolom Begindatum: "01-03-2024 14:00" is geen datum.'),
    ({"Einddatum": "29-02-2024"}, "De einddatum (29-02-2024) ligt vóór de begindatum (01-03-2024)."),
    ({"Volume": "negentig"}, 'Kolom Volume: "negentig" is geen getal met een komma voor de decimalen.'),
    ({"Volume": "1,23456"}, 'Kolom Volume: "1,23456" heeft meer dan vier decimalen.'),
    ({"Volume": "1E+05"}, 'Kolom Volume: "1E+05" is geen getal'),
    ({"Eenheid": "uur"}, 'Kolom Eenheid: "uur" is hier niet bekend. Vul de code in: 01 minuut, 04 uur'),
    ({"Eenheid": "83", "Volume": "1,123"}, 'Kolom Volume: "1,123" heeft meer dan twee decimalen.'),
    ({"Bedrag": "153,005"}, 'Kolom Bedrag: "153,005"'),
    ({"Bedrag": "153,0051"}, 'Kolom Bedrag: "153,0051" heeft meer dan twee decimalen.'),
    ({"Bedrag": "-153,00"}, 'Kolom Bedrag: "-153,00" is negatief. Vul het getal zonder minteken in'),
    ({"Bedrag": "1.53,00"}, 'Kolom Bedrag: "1.53,00" is geen getal met een komma'),
    ({"Bedrag": "9999999999999,00"}, "is te groot"),
    ({"Tarief": "1,00005"}, 'Kolom Tarief: "1,00005" heeft meer dan vier decimalen.'),
    ({"DebetCredit": "X"}, 'Kolom DebetCredit: "X" is hier niet bekend. Vul D (debet) of C (credit) in.'),
    ({"Afgekeurd": "misschien"}, 'Kolom Afgekeurd: "misschien" is hier niet bekend. Vul ja of nee in.'),
    ({"Afgekeurd": "ja"}, "AfgekeurdOp is leeg, maar Afgekeurd is ja of ToegekendBedrag is ingevuld."),
    ({"ToegekendBedrag": "1,00"}, "AfgekeurdOp is leeg, maar Afgekeurd is ja of ToegekendBedrag is ingevuld."),
    ({"AfgekeurdOp": "15-05-2024"}, "AfgekeurdOp is ingevuld, maar Afgekeurd niet. Vul bij Afgekeurd ja of nee in."),
    ({"ReferentieNummer": "R" * 201}, "heeft 201 tekens; hoogstens 200 is goed."),
    ({"ReferentieNummer": "R\x001"}, 'Kolom ReferentieNummer: "R·1" bevat een teken dat geen tekst is.'),
    ({"Productcode": "54\x00B"}, 'Kolom Productcode: "54·B" bevat een teken dat geen tekst is.'),
    ({"Productcode": OTHER_BSN}, "Kolom Productcode: hier staat een BSN."),
]


@pytest.mark.parametrize(("changes", "reason"), CASES)
def test_the_reason_names_column_value_and_what_is_right(changes: dict[str, str], reason: str) -> None:
    got = read_rows(GOOD, GOOD | {"ReferentieNummer": "R2"} | changes, GOOD | {"ReferentieNummer": "R3"})
    assert reason in got.reasons[0]
    assert [row["reference_number"] for row in got.facts["declaration_line"]] == ["R1", "R3"]
    assert (got.result.lines_read, got.result.set_aside) == (3, 1)
    assert got.one("set_aside")["source_line"] == 3
    assert "regel 3: " in got.remarks
    assert "De regel is apart gezet. De andere 2 regels zijn gelezen." in got.remarks


def test_every_reason_is_named_with_its_first_line_and_number() -> None:
    late = {"Begindatum": "02-04-2024"}
    got = read_rows(
        GOOD, GOOD | {"Wet": "A"}, GOOD | late, GOOD | {"Wet": "B"} | late, GOOD | {"Einddatum": "01-01-2024"}, GOOD
    )
    said = [problem.text for problem in got.result.problems if "apart gezet" in problem.text]
    assert said[0].startswith('bestand.csv: regel 3: Kolom Wet: "A" is hier niet bekend.')
    assert said[0].endswith("Deze regel en 1 andere met deze fout zijn apart gezet.")
    assert said[1].startswith("bestand.csv: regel 4: De einddatum (31-03-2024) ligt vóór de begindatum (02-04-2024).")
    assert said[1].endswith("Deze regel en 1 andere met deze fout zijn apart gezet.")
    assert said[2:] == ["bestand.csv: samen zijn 4 regels apart gezet. De andere 2 regels zijn gelezen."]
    assert sum(got.result.reasons.values()) == got.result.set_aside == 4


def test_many_reasons_are_counted_together_after_the_first_ten() -> None:
    columns = [name for name in GOOD if name not in ("Tarief", "VorigReferentieNummer", "Toewijzingnummer")]
    empty = [name for name in columns if KIND_BY_NAME["declaraties"].column(name).mandatory]
    got = read_rows(GOOD, *(GOOD | {name: ""} for name in empty))
    said = [problem.text for problem in got.result.problems if "apart gezet" in problem.text]
    assert len(said) == 12
    assert f"{len(empty) - 10} regels zijn apart gezet om nog {len(empty) - 10} andere redenen" in said[10]
    assert f"samen zijn {len(empty)} regels apart gezet" in said[11]


OTHER_KINDS = [
    ("verzoeken", {"Antwoord": ""}, "AntwoordDatum en Antwoord horen bij elkaar"),
    ("verzoeken", {"AntwoordDatum": ""}, "AntwoordDatum en Antwoord horen bij elkaar"),
    ("verzoeken", {"Frequentie": "dag"}, 'Kolom Frequentie: "dag" is hier niet bekend.'),
    ("verzoeken", {"Eenheid": ""}, "Volume is ingevuld, maar Eenheid of Frequentie is leeg."),
    ("toewijzingen", {"Geslacht": "x"}, "Vul 0 (onbekend), 1 (man) of 2 (vrouw) in."),
    ("toewijzingen", {"Budget": "-1,00"}, "Kolom Budget"),
    ("stopberichten", {"StatusAanlevering": "7"}, "Vul 1 (eerste aanlevering) of 3 (verwijderen) in."),
    ("voorschotten", {"Datum": ""}, "Kolom Datum: de cel is leeg."),
]


@pytest.mark.parametrize(("kind", "changes", "reason"), OTHER_KINDS)
def test_other_kinds_have_their_own_reasons(kind: str, changes: dict[str, str], reason: str) -> None:
    got = read_rows(line(kind), line(kind, **changes))
    assert reason in got.reasons[0]
    assert got.one("set_aside")["kind"] == kind


def test_all_reasons_of_a_line_are_told_at_once() -> None:
    (reason,) = read_rows(GOOD, GOOD | {"Wet": "x", "Volume": "y", "DebetCredit": ""}).reasons
    assert [f"Kolom {name}" in reason for name in ("Wet", "Volume", "DebetCredit")] == [True] * 3


def test_an_invalid_bsn_is_set_aside_and_shown_nowhere() -> None:
    got = read_rows(GOOD, GOOD | {"Bsn": "123456789", "ReferentieNummer": "x123456789x"})
    aside = got.one("set_aside")
    assert aside["check_id"] == "DK-14"
    assert "geen geldig BSN" in str(aside["reason"])
    assert json.loads(str(aside["fields"]))["Bsn"] == ""
    assert "123456789" not in str(got.facts) + got.remarks


def test_no_bsn_in_any_fact_reason_field_or_remark() -> None:
    leaky = GOOD | {"ReferentieNummer": f"ref {BSN}", "Volume": BSN + "x", "Wet": BSN, "Begindatum": "1234.56.782"}
    got = read_rows(GOOD | {"ReferentieNummer": f"A{BSN}"}, leaky, GOOD | {"DeclaratieNummer": BSN})
    everything = str(got.facts) + str(got.reasons) + got.remarks
    assert mask_bsn(everything) == everything
    assert BSN not in everything
    assert len(got.facts["declaration_line"]) == 2


def test_a_column_of_references_that_holds_bsns_is_refused() -> None:
    rows = [GOOD | {"Bsn": f"client-{number}", "DeclaratieNummer": OTHER_BSN} for number in range(8)]
    with pytest.raises(Exception, match="in kolom DeclaratieNummer staan BSN's"):
        read_rows(*rows)


def export(got: Read) -> str:
    """As the set-aside export writes it: pseudonym, reason, and an apostrophe before what looks like a formula."""
    rows = [json.loads(str(row["fields"])) | {"Reden": row["reason"]} for row in got.facts["set_aside"]]
    target = io.StringIO()
    writer = csv.DictWriter(target, list(rows[0]), delimiter=";")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: f"'{text}" if text[:1] in tuple("=+-@") else text for name, text in row.items()})
    return target.getvalue()


def test_what_is_set_aside_can_be_corrected_and_read_again() -> None:
    rows = [
        GOOD | {"ReferentieNummer": "=R1", "Volume": "1,234", "Tarief": "1.234,5678", "Wet": "Jx"},
        GOOD | {"ReferentieNummer": "-R2", "Volume": "12,5", "Bedrag": "1.234,50", "Wet": "Jx"},
    ]
    wanted = read_rows(*[row | {"Wet": "Jw"} for row in rows])
    again = read(export(read_rows(*rows)).replace("Jx", "Jw"))
    assert again.facts == wanted.facts
    assert [row["client"] for row in again.facts["declaration_line"]] == [pseudonym()] * 2


def test_a_line_with_too_many_or_too_few_values_is_set_aside_with_what_it_holds() -> None:
    text = csv_text([GOOD, GOOD, GOOD]).splitlines()
    text[2] = text[2] + ";extra"
    text[3] = ";".join(text[3].split(";")[:5])
    got = read("\n".join([*text, csv_text([GOOD]).splitlines()[1]]) + "\n")
    assert [row["source_line"] for row in got.facts["set_aside"]] == [3, 4]
    assert "De regel heeft 22 waarden, de kopregel 21." in got.reasons[0]
    assert [row["source_line"] for row in got.facts["declaration_line"]] == [2, 5]
    assert json.loads(str(got.facts["set_aside"][0]["fields"]))["Bsn"] == pseudonym()
    assert (got.result.lines_read, got.result.set_aside) == (4, 2)


def test_the_date_of_a_set_aside_line_is_its_dagtekening_when_that_is_right() -> None:
    rows = read_rows(GOOD | {"Wet": ""}, GOOD | {"Wet": "", "Dagtekening": "x"}).facts["set_aside"]
    assert [str(row["dated"]) for row in rows] == ["2024-04-15", "None"]
