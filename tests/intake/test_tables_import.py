"""Tables through a whole import: the same line is the same line, whatever file it comes in."""

from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree

from engine.dossier import Dossier
from engine.intake.importing import import_files
from engine.intake.report import SourceReport
from tests.intake.tables_help import BSN, csv_text, line
from tests.paths import MESSAGES

AT = datetime(2026, 6, 1, 9, 0)


def imported(dossier: Dossier, path: Path, content: bytes | str) -> SourceReport:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (source,) = import_files(dossier, [path], AT, "test").sources
    return source


def counts(source: SourceReport) -> tuple[int, int, int, int]:
    return source.read, source.stored, source.duplicate, source.set_aside


@pytest.fixture
def dossier(tmp_path: Path) -> Dossier:
    return Dossier.create(tmp_path / "dossier")


def test_a_line_delivered_again_with_an_answer_is_a_duplicate_and_its_answer_is_kept(
    dossier: Dossier, tmp_path: Path
) -> None:
    rows = [line("declaraties", ReferentieNummer=f"R{number}") for number in range(3)]
    assert counts(imported(dossier, tmp_path / "een.csv", csv_text(rows))) == (3, 3, 0, 0)
    answered = [rows[0] | {"Afgekeurd": "ja", "AfgekeurdOp": "20-05-2024"}, rows[1], rows[2] | {"Wet": "x"}]
    assert counts(imported(dossier, tmp_path / "twee.csv", csv_text(answered, "|"))) == (3, 0, 2, 1)
    with dossier.store.connect(AT.date()) as connection:
        assert connection.execute("SELECT count(*) FROM declaration_line").fetchone() == (3,)
        assert connection.execute("SELECT reference_number, outcome FROM declaration_answer").fetchall() == [
            ("R0", "afgekeurd")
        ]


def test_the_set_aside_export_is_corrected_and_read_again(dossier: Dossier, tmp_path: Path) -> None:
    rows = [
        line("declaraties", Volume="1,234", Tarief="", Wet="Jx"),
        line("declaraties", ReferentieNummer="=R2", Wet=""),
    ]
    path = tmp_path / "een.csv"
    path.write_text(csv_text([*rows, line("declaraties", Volume="0,5")]))
    report = import_files(dossier, [path], AT, "test")
    (export,) = report.set_aside_files
    text = Path(export).read_text(encoding="utf-8-sig")
    assert BSN not in text
    corrected = text.replace("Jx", "Jw").replace("\n;", "\nWmo;")
    assert counts(imported(dossier, tmp_path / "beter.csv", corrected)) == (2, 2, 0, 0)
    again = [rows[0] | {"Wet": "Jw"}, rows[1] | {"Wet": "Wmo"}]
    assert counts(imported(dossier, tmp_path / "nogmaals.csv", csv_text(again))) == (2, 0, 2, 0)


def euros(cents: str) -> str:
    return f"{int(cents) // 100},{int(cents) % 100:02}"


def rows_of_323(message: Path) -> list[dict[str, str]]:
    """The prestaties of a 323 as a back office would export them, read here with nothing of the engine."""
    root = etree.parse(message).getroot()

    def text(node: etree._Element, *path: str) -> str:
        found = node.xpath("/".join([".", *(f"*[local-name()='{name}']" for name in path)]))
        return found[0].text if isinstance(found, list) and found else ""

    rows: list[dict[str, str]] = []
    for client in root.xpath("//*[local-name()='Client']"):
        for item in client.xpath(".//*[local-name()='Prestatie']"):
            unit, volume = text(item, "Eenheid"), text(item, "GeleverdVolume")
            rows.append(
                {
                    "Wet": "Jw" if message.name.startswith("JW") else "Wmo",
                    "Gemeentecode": text(root, "Header", "Ontvanger"),
                    "AGB": text(root, "Header", "Afzender"),
                    "Bsn": text(client, "Bsn"),
                    "DeclaratieNummer": text(root, "Declaratie", "DeclaratieNummer"),
                    "ReferentieNummer": text(item, "ProductReferentie", "ReferentieNummer"),
                    "VorigReferentieNummer": text(item, "ProductReferentie", "VorigReferentieNummer"),
                    "Toewijzingnummer": text(item, "ToewijzingNummer"),
                    "Productcategorie": text(item, "ProductCategorie"),
                    "Productcode": text(item, "ProductCode"),
                    "Begindatum": text(item, "ProductPeriode", "Begindatum"),
                    "Einddatum": text(item, "ProductPeriode", "Einddatum"),
                    "Volume": euros(volume) if unit == "83" else volume,
                    "Eenheid": unit,
                    "Tarief": euros(text(item, "ProductTarief")),
                    "Bedrag": euros(text(item, "IngediendBedrag", "Bedrag")),
                    "DebetCredit": text(item, "IngediendBedrag", "DebetCredit"),
                    "Dagtekening": text(root, "Declaratie", "DeclaratieDagtekening"),
                }
            )
    return rows


@pytest.mark.parametrize("message", ["ijw_3_2/JW323.xml", "iwmo_3_2/WMO323.xml"])
def test_the_lines_of_a_message_are_known_when_they_come_again_in_a_table(
    dossier: Dossier, tmp_path: Path, message: str
) -> None:
    rows = rows_of_323(MESSAGES / message)
    first = imported(dossier, tmp_path / "bericht.xml", (MESSAGES / message).read_bytes())
    assert first.stored == len(rows) > 0
    assert counts(imported(dossier, tmp_path / "tabel.csv", csv_text(rows))) == (len(rows), 0, len(rows), 0)
    changed = [rows[0] | {"Bedrag": "0,01"}, *rows[1:]]
    assert imported(dossier, tmp_path / "anders.csv", csv_text(changed)).stored == 1
