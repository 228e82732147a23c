"""Mappings read any other layout; a wrong mapping is refused with file and key."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from engine.errors import Refusal
from engine.intake import tables_mapping
from engine.intake.tables_mapping import read_mappings
from tests.intake.tables_help import BSN, csv_text, line, read, read_rows

MAPPING = """
soort = "declaraties"
[kolommen]
"CBS" = "Gemeentecode"
"AGB aanbieder" = "agb"
"Burgerservicenummer" = "Bsn"
"Nr" = "DeclaratieNummer"
"Ref" = "ReferentieNummer"
"Cat" = "Productcategorie"
"Code" = "Productcode"
"Van" = "Begindatum"
"Tot" = "Einddatum"
"Aantal" = "Volume"
"Per" = "Eenheid"
"Totaal" = "Bedrag"
"Soort" = "DebetCredit"
"Datum" = "Dagtekening"
[waarden.Eenheid]
"Minuten" = "01"
[waarden.DebetCredit]
"debetregel" = "D"
[vast]
Wet = "Jw"
"""
ROW = {
    "CBS": "344", "AGB aanbieder": "1234567", "Burgerservicenummer": BSN, "Nr": "D1", "Ref": "R1", "Cat": "54",
    "Code": "54B01", "Van": "01-03-2024", "Tot": "31-03-2024", "Aantal": "90", "Per": " minuten", "Totaal": "153,00",
    "Soort": "Debetregel", "Datum": "15-04-2024",
}  # fmt: skip


def folder(tmp_path: Path, **files: str) -> Path:
    for name, content in files.items():
        (tmp_path / f"{name}.toml").write_text(content, encoding="utf-8")
    return tmp_path


def test_a_mapping_gives_the_same_facts_as_the_plain_columns(tmp_path: Path) -> None:
    got = read(csv_text([ROW]), mappings=folder(tmp_path, zorgned=MAPPING))
    plain = read_rows(line("declaraties", Toewijzingnummer="", Tarief=""))
    assert got.facts == plain.facts


def test_a_plain_file_needs_no_mapping_beside_one(tmp_path: Path) -> None:
    got = read(csv_text([line("declaraties")]), mappings=folder(tmp_path, zorgned=MAPPING))
    assert got.facts == read_rows(line("declaraties")).facts


def test_a_mapping_says_how_numbers_and_dates_are_written(tmp_path: Path) -> None:
    mappings = folder(tmp_path, punt='bestandsnaam = "VS_*.csv"\ndecimaal = "."\ndatum = "mm-dd-jjjj"\n')
    row = line("declaraties", Volume="1.234", Bedrag="153", Tarief="", Begindatum="03/04/2024", Einddatum="03/05/2024")
    got = read(csv_text([row | {"Dagtekening": "04/15/2024"}]), "vs_mei.CSV", mappings).one("declaration_line")
    assert (got["volume"], got["begin_date"], got["dated"]) == (Decimal("1.234"), date(2024, 3, 4), date(2024, 4, 15))


def test_a_mapping_says_separator_and_encoding(tmp_path: Path) -> None:
    mappings = folder(tmp_path, p='bestandsnaam = "x.txt"\nscheidingsteken = "|"\ntekenset = "windows-1252"\n')
    got = read(csv_text([line("pgb", Dienstvorm="é")], "|").encode("cp1252"), "x.txt", mappings)
    assert got.one("pgb")["service_form"] == "é"


def test_a_file_named_by_a_mapping_must_have_its_headers(tmp_path: Path) -> None:
    mappings = folder(tmp_path, zorgned='bestandsnaam = "pdc*"\n' + MAPPING)
    del (row := dict(ROW))["Totaal"]
    with pytest.raises(Refusal) as refused:
        read(csv_text([row]), "pdc_mei.csv", mappings)
    assert "koppeling zorgned hoort bij dit bestand, maar deze kolommen ontbreken: Totaal" in refused.value.text


def test_two_mappings_that_fit_are_refused_until_one_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="passen meer koppelingen: een en twee"):
        read(csv_text([ROW]), mappings=folder(tmp_path, een=MAPPING, twee=MAPPING))
    folder(tmp_path, twee='bestandsnaam = "bestand*"\n' + MAPPING)
    assert read(csv_text([ROW]), mappings=tmp_path).result.lines_read == 1


def test_a_value_that_the_mapping_does_not_know_is_a_bad_line(tmp_path: Path) -> None:
    got = read(csv_text([ROW, ROW | {"Per": "kwartier"}]), mappings=folder(tmp_path, zorgned=MAPPING))
    assert 'Kolom Eenheid: "kwartier" is hier niet bekend' in got.reasons[0]


WRONG = [
    ('soort = "facturen"\n[kolommen]\nA = "AGB"', "sleutel soort", '"facturen" is geen soort bestand. Kies uit: toew'),
    ('[kolommen]\nA = "Postcode"', "sleutel kolommen", '"Postcode" is geen kolom die ingelezen wordt'),
    ('[kolommen]\nA = "Bedrg"', "sleutel kolommen", '"Bedrg" is geen kolom die ingelezen wordt. Bedoelt u Bedrag?'),
    ('[kolommen]\nA = "AGB"\nB = "agb"', "sleutel kolommen", "kolom AGB wordt twee keer gevuld"),
    ('[kolommen]\nA = "AGB"\n[vast]\nAGB = "1"', "de hele koppeling", "kolom AGB wordt twee keer gevuld"),
    ('decimaal = "komma"\nbestandsnaam = "x"', "sleutel decimaal", "Goed is: ',' of '.'."),
    ('kolom = "x"\nbestandsnaam = "x"', "sleutel kolom", "is niet bekend. Gebruik alleen: soort, bestandsnaam"),
    ("[vast]\nAGB = 1\n", "sleutel vast.AGB", "Goed is een tekst tussen aanhalingstekens"),
    ('decimaal = ","', "de hele koppeling", "vul kolommen of bestandsnaam in"),
    ("soort = declaraties", "geen geldige TOML", "Verbeter de regel"),
]


@pytest.mark.parametrize(("content", "key", "problem"), WRONG)
def test_a_wrong_mapping_is_refused_with_file_and_key(tmp_path: Path, content: str, key: str, problem: str) -> None:
    place = tmp_path / "mappings"
    place.mkdir()
    with pytest.raises(Refusal) as refused:
        read_mappings(folder(place, fout=content))
    assert "mappings/fout.toml" in refused.value.text
    assert key in refused.value.text
    assert problem in refused.value.text


def test_the_mapping_of_mens_centraal_reads_its_export() -> None:
    row = {
        "Wet": "Jeugdwet", "Gemeente CBS-code": "344", "AGB-code aanbieder": "1234567", "BSN cliënt": BSN,
        "Declaratienummer": "D1", "Referentie prestatie": "R1", "Referentie vorige prestatie": "",
        "Toewijzingsnummer": "77", "PDC categorie": "54", "PDC code": "54B01", "PDC omschrijving": "Jeugdhulp",
        "Periode van": "01-03-2024", "Periode tot en met": "31-03-2024", "Aantal": "90", "PDC eenheid": "Minuten",
        "Tarief": "1,70", "Bedrag": "153,00", "Debet/credit": "Debet", "Datum declaratie": "15-04-2024",
        "Afgekeurd": "in behandeling", "Datum afkeur": "",
    }  # fmt: skip
    got = read(csv_text([row]).encode("cp1252"), "PDC_export.csv")
    assert got.facts == read_rows(line("declaraties")).facts
    assert "PDC omschrijving" in got.remarks


def test_an_own_mapping_takes_the_place_of_the_one_that_comes_along(tmp_path: Path) -> None:
    along = Path(tables_mapping.__file__).parent / "mappings" / "mens_centraal_pdc.toml"
    shutil.copy(along, tmp_path)
    (own,) = read_mappings(tmp_path)
    assert own.name == "mens_centraal_pdc"
    assert [each.name for each in read_mappings(None)] == ["mens_centraal_pdc"]
