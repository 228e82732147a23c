"""What is wrong in a workbook: every text, with sheet and cell; all at once; only what is needed blocks."""

# The texts stand here whole, on one line.
# ruff: noqa: E501

import zipfile
from datetime import date

import pytest
from openpyxl.utils.cell import coordinate_from_string

from engine.errors import Refusal, Refusals
from engine.settings import default_settings, read_settings
from tests.settings.made_settings import NORM, RAISE, TARIFF, made, save, workbook
from workbooks.settings_workbook import write_settings

AGREED = {"AGB": "01234567", "Zorgdomein": "Ambulant", "Jaar": 2024, "Bedrag": 1000}
PARTNER = {"AGB": "01234567", "Productcode": "54B01", "Partner AGB": "07654321"}


def _parameter(name, value):
    return {"Naam": name, "Waarde": value}


WRONG = [
    ("Normen", {**NORM, "Norm (uren)": "vijftien"}, "C5", '"vijftien" is geen aantal uren. Vul een getal in, bijvoorbeeld 15.'),
    ("Normen", {**NORM, "Norm (uren)": "15.5"}, "C5", '"15.5" is geen aantal uren. Vul een getal in, bijvoorbeeld 15.'),
    ("Normen", {**NORM, "Norm (uren)": -1}, "C5", "-1 is als aantal uren niet mogelijk. Vul 0 of een hoger getal in."),
    ("Normen", {**NORM, "Norm (uren)": None}, "C5", "Norm (uren) is leeg. Vul een getal in, bijvoorbeeld 15, of maak de hele rij leeg."),
    ("Normen", {**NORM, "Norm (uren)": "#N/A"}, "C5", "de formule geeft een fout (#N/A). Verbeter de formule of typ de waarde zelf in."),
    ("Normen", {**NORM, "Norm (uren)": "=10+5"}, "C5", "de formule is nog niet berekend. Open het bestand in Excel en sla het op."),
    ("Normen", {**NORM, "Norm (uren)": 1.23456}, "C5", "1,23456 heeft meer dan 4 cijfers achter de komma. Rond het getal zelf af op 4 cijfers achter de komma."),
    ("Normen", {**NORM, "Maximale totaalprijs": 1e14}, "D5", "100000000000000 is te groot. Controleer het getal: staat de komma goed?"),
    ("Normen", {**NORM, "Jaar": "dit jaar"}, "B5", '"dit jaar" is geen jaar. Vul een jaar in, bijvoorbeeld 2024.'),
    ("Normen", {**NORM, "Jaar": 24}, "B5", '"24" is geen jaar. Vul een jaar in, bijvoorbeeld 2024.'),
    ("Normen", {**NORM, "Productcode": 54000}, "A5", "de productcode staat er als getal (54000); zo raken nullen en letters weg (54E03 wordt 54000). Zet de cel op Tekst (Celeigenschappen) en typ de code opnieuw."),
    ("Tarieven", {**TARIFF, "Eenheid": "uur"}, "E5", '"uur" kan hier niet. Kies uit: 01 minuut, 04 uur, 14 etmaal, 16 dagdeel, 21 week, 81 tijdsonafhankelijk, 82 stuks (output), 83 euro\'s, 84 stuks (inspanning).'),
    ("Tarieven", {**TARIFF, "Vanaf": "31-02-2024"}, "C5", '"31-02-2024" is geen datum. Vul een datum in, bijvoorbeeld 31-12-2024.'),
    ("Tarieven", {**TARIFF, "Vanaf": 2024}, "C5", '"2024" is geen datum. Vul een datum in, bijvoorbeeld 31-12-2024.'),
    ("Tarieven", {**TARIFF, "AGB": "A1234567"}, "B5", '"A1234567" is geen AGB-code. Vul 8 cijfers in, bijvoorbeeld 01234567.'),
    ("Tarieven", {**TARIFF, "AGB": 9812}, "B5", '"9812" is geen AGB-code. Vul 8 cijfers in, bijvoorbeeld 01234567.'),
    ("Tarieven", {**TARIFF, "Tot": date(2023, 12, 31)}, "D5", "Tot (31-12-2023) ligt vóór Vanaf (01-01-2024). Verbeter een van de twee datums."),
    ("Gemeenten", {"Gemeentecode": "Utrecht"}, "A5", '"Utrecht" is geen gemeentecode. Vul 4 cijfers in, bijvoorbeeld 0123.'),
    ("Ophogingen", {**RAISE, "Status": "misschien"}, "F5", '"misschien" kan hier niet. Kies uit: Ontvangen, In behandeling, Toegekend, Afgewezen, Ingetrokken.'),
    ("Afspraken", {**AGREED, "Spoedtoestemming": "soms"}, "G5", '"soms" kan hier niet. Kies uit: ja, nee.'),
    ("Afspraken", {**AGREED, "Bedrag": 10.005}, "E5", "10,005 heeft meer dan 2 cijfers achter de komma. Rond het getal zelf af op 2 cijfers achter de komma."),
    ("Discretionair", {**AGREED, "Reden": None}, "E5", "Reden is leeg. Vul een tekst in, of maak de hele rij leeg."),
    ("Producten", {"Productcode": "54B01", "Standaardduur (dagen)": 90, "Standaardduur (maanden)": 3}, "L5", "de standaardduur is in dagen én in maanden ingevuld. Laat een van de twee staan en maak de andere leeg."),
    ("Benchmarkpartners", {**PARTNER, "Partner AGB": "01234567"}, "C5", "een aanbieder kan niet zijn eigen partner zijn. Vul de AGB-code van een ander in."),
    ("Parameters", _parameter("MI.RelevanteDaling", "veel"), "B5", '"veel" is geen percentage. Vul een percentage met procentteken in, bijvoorbeeld 5%.'),
    ("Parameters", _parameter("MI.RelevanteDaling", 5), "B5", "5 is geen duidelijk percentage: de cel toont geen procentteken. Typ het getal met procentteken, bijvoorbeeld 5%."),
    ("Parameters", _parameter("MI.RelevanteDaling", "500%"), "B5", "500% ligt niet tussen -100% en 200%. Controleer het percentage."),
    ("Parameters", _parameter("PL.Norm315", "2 weken"), "B5", '"2 weken" is geen heel getal. Vul een heel getal in, bijvoorbeeld 30.'),
    ("Parameters", _parameter("MI.GrondslagOverschrijding", "Dagen"), "B5", '"Dagen" kan hier niet. Kies uit: Uren, Prijs.'),
    ("Parameters", _parameter("PR.K", "groot"), "B5", '"groot" kan hier niet. Kies uit: terugtoets, een heel getal.'),
    ("Parameters", _parameter("LS.PGBPeildatum", "29-02 J"), "B5", '"29-02 J" is geen datum. Vul bijvoorbeeld 01-03 J in.'),
    ("Parameters", _parameter("PL.VerwijzerZonder315", "gemeente"), "B5", '"gemeente" is geen verwijzertype. Vul 2 cijfers in, bijvoorbeeld 01.'),
    ("Parameters", _parameter("TelOnbeantwoord", None), "B5", "Waarde is leeg. Vul een waarde in, of maak de hele rij leeg."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "row", "cell", "text"), WRONG, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_wrong_value_is_told_with_table_cell_and_remedy(tmp_path, table, row, cell, text):
    with pytest.raises(Refusals) as refusal:
        read_settings(made(tmp_path, **{table: [row]}))
    expected = f"Tabel {table} in instellingen.xlsx, cel {cell}: {text}"
    assert [problem.text for problem in refusal.value.problems] == [expected]


BETWEEN = [
    ("Normen", [NORM, NORM], "A6", "deze rij staat er twee keer: Productcode 54B01, Jaar 2024 staat ook in rij 5. Haal een van de twee rijen weg."),
    ("Parameters", [_parameter("PL.Norm315", 14), _parameter("PL.Norm315", 21)], "A6", "deze rij staat er twee keer: Naam PL.Norm315 staat ook in rij 5. Haal een van de twee rijen weg."),
    ("Tarieven", [TARIFF, {**TARIFF, "Vanaf": date(2025, 1, 1)}], "C6", "dit tarief overlapt met dat in rij 5 (zelfde product, aanbieder en eenheid). Vul bij het oudste tarief in Tot de laatste dag in waarop het geldt."),
    ("Afspraken", [AGREED, {**AGREED, "Vanaf": date(2024, 1, 1)}], "A6", "deze rij staat er twee keer: AGB 01234567, Zorgdomein Ambulant, Jaar 2024, Vanaf 01-01-2024 staat ook in rij 5. Haal een van de twee rijen weg."),
    ("Ophogingen", [{**RAISE, "Toegekend (uren)": hours, "Besluitdatum": date(2024, 5, 1)} for hours in (1, 2)], "L6", "op 01-05-2024 is ook in rij 5 een ophoging toegekend voor deze aanbieder, dit product en dit jaar. Laat één rij met Toegekend (uren) en deze besluitdatum staan; alleen de laatste telt."),
]  # fmt: skip


@pytest.mark.parametrize(("table", "rows", "cell", "text"), BETWEEN, ids=[row[0] for row in BETWEEN])
def test_rows_that_contradict_each_other_are_told(tmp_path, table, rows, cell, text):
    with pytest.raises(Refusals) as refusal:
        read_settings(made(tmp_path, **{table: rows}))
    expected = f"Tabel {table} in instellingen.xlsx, cel {cell}: {text}"
    assert [problem.text for problem in refusal.value.problems] == [expected]


@pytest.mark.parametrize(
    "other",
    [
        {"AGB": "01234567"},
        {"Eenheid": "01", "Tarief": 1.7},
        {"Productcode": "54B02"},
        {"Vanaf": date(2023, 1, 1), "Tot": date(2023, 12, 31)},
    ],
)
def test_tariffs_of_another_aanbieder_unit_product_or_period_do_not_overlap(tmp_path, other):
    assert len(read_settings(made(tmp_path, Tarieven=[TARIFF, {**TARIFF, **other}])).tariffs) == 2


WARNED = [
    ("Ophogingen", {**RAISE, "Toegekend (uren)": 1}, "er zijn uren toegekend, maar Besluitdatum is leeg; de ophoging telt niet mee. Vul de besluitdatum in."),
    ("Ophogingen", RAISE, "de status is Toegekend, maar Toegekend (uren) is leeg; de ophoging telt niet mee. Vul de uren in."),
    ("Ophogingen", {**RAISE, "Status": "Afgewezen", "Toegekend (uren)": 1, "Besluitdatum": date(2024, 5, 1)}, "de status is Afgewezen, maar er staan toegekende uren; die tellen mee. Maak Toegekend (uren) leeg als de ophoging niet is toegekend."),
    ("Ophogingen", {**RAISE, "Status": None, "Ontvangen op": date(2024, 6, 1), "Besluitdatum": date(2024, 5, 1)}, "Besluitdatum ligt vóór Ontvangen op. Controleer de twee datums."),
    ("Afspraken", {**AGREED, "Vanaf": date(2025, 1, 1)}, "Vanaf valt na het jaar van de afspraak; die telt nooit mee. Verbeter Vanaf of Jaar."),
    ("Parameters", _parameter("MI.RelevanteDalng", "5%"), 'geen enkele regel gebruikt een keuze met de naam "MI.RelevanteDalng". Bedoelt u "MI.RelevanteDaling"?'),
    ("Parameters", _parameter("???", "5%"), 'geen enkele regel gebruikt een keuze met de naam "???". Haal de rij weg of verbeter de naam.'),
    ("Parameters", {**_parameter("DK.ZonderDeclaratie", 3), "Eenheid": "dagen"}, 'de eenheid "dagen" wordt niet gelezen; de waarde geldt als maanden. Zet de eenheid terug op "maanden" en pas zo nodig de waarde aan.'),
]  # fmt: skip


@pytest.mark.parametrize(("table", "row", "text"), WARNED)
def test_what_is_probably_not_meant_is_a_warning(tmp_path, table, row, text):
    settings = read_settings(made(tmp_path, **{table: [row]}))
    assert [warning.text.split(": ", 1)[1] for warning in settings.warnings] == [text]
    assert coordinate_from_string(settings.warnings[0].where.split("cel ")[1])[1] == 5


def test_a_code_that_the_filled_table_does_not_list_is_a_warning(tmp_path):
    providers = [{"AGB": "07654321"}]
    tariffs = [{**TARIFF, "AGB": "01234567", "Productcode": code} for code in ("54B01", "54B02", "54B03")]
    settings = read_settings(made(tmp_path, Aanbieders=providers, Tarieven=tariffs))
    assert [warning.text for warning in settings.warnings] == [
        'Tabel Tarieven in instellingen.xlsx, cel B5: "01234567" staat niet in de tabel Aanbieders (ook in 2 andere rijen). Controleer de '
        "schrijfwijze, of zet 01234567 ook in Aanbieders."
    ]


def test_all_problems_are_told_at_once(tmp_path):
    rows = [{**NORM, "Norm (uren)": "x", "Jaar": "y"}, {"Bron": "z"}]
    with pytest.raises(Refusals) as refusal:
        read_settings(made(tmp_path, Normen=rows, Gemeenten=[{"Gemeentecode": "q"}]))
    cells = [problem.where.split("cel ")[1] for problem in refusal.value.problems]
    assert cells == ["A5", "B5", "C5", "A6", "B6", "C6"]


def test_a_mistake_that_is_made_several_times_is_told_each_time(tmp_path):
    rows = [{**NORM, "Productcode": f"54B0{number}", "Jaar": year} for number, year in enumerate((24, 2024, 24, 2024))]
    with pytest.raises(Refusals) as refusal:
        read_settings(made(tmp_path, Normen=rows))
    assert [problem.where.split("cel ")[1] for problem in refusal.value.problems] == ["B5", "B7"]


def test_only_what_is_needed_blocks_and_the_rest_stays_known(tmp_path):
    path = made(tmp_path, Normen=[{**NORM, "Jaar": "y"}], Parameters=[_parameter("LS.Indexatie", "x")])
    settings = read_settings(path, needed={"tariffs", "MI.RelevanteDaling"})
    assert len(settings.warnings) == 2
    assert settings.require("tariffs", "raises") is None
    with pytest.raises(Refusals, match="B5"):
        settings.require("tariffs", "norms")
    with pytest.raises(Refusals, match='"x" is geen percentage'):
        settings.parameter("LS.Indexatie", date(2024, 1, 1))
    assert settings.parameter("MI.RelevanteDaling", date(2024, 1, 1)).is_default
    with pytest.raises(Refusals):
        read_settings(path, needed={"LS.Indexatie"})


def test_a_missing_table_column_or_header_row_is_told(tmp_path):
    book = workbook({})
    del book["Kalender"]
    book["Normen"]["C4"] = "Uren"
    del book["Aanbieders"].tables["Aanbieders"]
    book["Aanbieders"]["A4"] = "Code"
    book["Gemeenten"]["B4"] = "gemeentecode"
    with pytest.raises(Refusals) as refusal:
        read_settings(save(book, tmp_path))
    assert [problem.text for problem in refusal.value.problems] == [
        "Tabel Gemeenten in instellingen.xlsx, cel B4: kolom gemeentecode staat er twee keer. Haal een van de twee weg "
        "of geef hem een andere kop.",
        "Tabel Aanbieders in instellingen.xlsx: de kolomkoppen zijn niet gevonden. Zet in één rij de koppen terug, in "
        "elk geval: AGB.",
        'Tabel Normen in instellingen.xlsx: kolom Norm (uren) ontbreekt. Zet de kolomkop "Norm (uren)" terug.',
        "Tabel Kalender in instellingen.xlsx: deze tabel ontbreekt. Zet het blad Kalender terug uit een kopie, of uit "
        "een nieuw dossier (rekenbureau new).",
    ]


def test_a_row_under_the_table_is_never_ignored_silently(tmp_path):
    book = workbook({"Normen": [NORM]})
    book["Normen"]["A9"] = "54B02"
    with pytest.raises(Refusals) as refusal:
        read_settings(save(book, tmp_path))
    assert refusal.value.text == (
        "Tabel Normen in instellingen.xlsx, cel A9: deze rij staat onder de tabel en telt daarom niet mee. Trek de tabel "
        "door tot en met deze rij (sleep het hoekje rechtsonder in de tabel), of haal de tekst weg."
    )


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(Refusal, match=r"^instellingen\.xlsx is er niet. Controleer de map van het dossier\."):
        read_settings(tmp_path / "instellingen.xlsx")


def test_a_folder_in_its_place_is_told(tmp_path):
    (tmp_path / "instellingen.xlsx").mkdir()
    with pytest.raises(Refusal, match="kan niet worden geopend"):
        read_settings(tmp_path / "instellingen.xlsx")


def test_an_encrypted_file_is_told(tmp_path):
    path = tmp_path / "instellingen.xlsx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000))
    with pytest.raises(Refusal, match="beveiligd met een wachtwoord"):
        read_settings(path)


@pytest.mark.parametrize("content", [b"", b"Naam;Waarde\n", b"PK\x03\x04" + bytes(40)])
def test_a_file_that_is_no_workbook_is_told(tmp_path, content):
    path = tmp_path / "instellingen.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refusal, match="geen leesbare Excel-werkmap"):
        read_settings(path)


def test_a_damaged_file_is_read_or_refused_and_nothing_else(tmp_path):
    path = tmp_path / "instellingen.xlsx"
    write_settings(path)
    content = path.read_bytes()
    told = 0
    for number in range(60):
        damaged = bytearray(content)
        place = number * len(content) // 60
        damaged[place : place + 7] = b"\x00\xff<!&\x00]"
        path.write_bytes(damaged if number % 3 else content[:place])
        try:
            read_settings(path)
        except Refusal:
            told += 1
    assert told > 20


def test_entities_are_refused(tmp_path):
    good, path = tmp_path / "goed.xlsx", tmp_path / "instellingen.xlsx"
    write_settings(good)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/sharedStrings.xml":
                content = content.replace(b"<sst", b'<!DOCTYPE sst [<!ENTITY a "aaaa">]><sst', 1)
            target.writestr(name, content)
    with pytest.raises(Refusal, match="geen leesbare Excel-werkmap"):
        read_settings(path)


def test_default_settings_have_no_warnings(tmp_path):
    write_settings(tmp_path / "instellingen.xlsx")
    settings = read_settings(tmp_path / "instellingen.xlsx")
    assert settings == default_settings()
    assert settings.warnings == ()
