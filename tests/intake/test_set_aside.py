"""What the report advises about lines that were set aside is true: doing it stores them, and nothing twice."""

from datetime import datetime
from pathlib import Path

import pytest

from engine.dossier import Dossier
from engine.intake.importing import import_files
from engine.intake.report import ImportReport, SetAsideFile
from engine.texts.intake import report_lines
from tests.intake.message_help import JW325, bsns, declaration
from tests.intake.tables_help import BSN, OTHER_BSN, csv_text, line

AT = datetime(2026, 6, 1, 12)
WRONG = "123456789"
AT_SOURCE = "Laat het in de bron verbeteren en lees de tabel opnieuw in: wat al is opgeslagen, komt er niet dubbel in."


@pytest.fixture
def dossier(tmp_path: Path) -> Dossier:
    return Dossier.create(tmp_path / "dossier")


def imported(dossier: Dossier, content: str | bytes, name: str) -> ImportReport:
    file = dossier.path.parent / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return import_files(dossier, [file], AT, "test")


def advice(report: ImportReport) -> str:
    """What the report says about the one file with lines set aside, without its path."""
    (said,) = [text for text in report_lines(report) if text.startswith("De apart gezette regels staan in ")]
    return said.partition(".csv. ")[2]


def numbered(*bsns: str, **changes: str) -> list[dict[str, str]]:
    return [line("declaraties", Bsn=bsn, ReferentieNummer=f"R{n}", **changes) for n, bsn in enumerate(bsns)]


def test_lines_with_an_invalid_bsn_are_corrected_at_the_source(dossier: Dossier) -> None:
    report = imported(dossier, csv_text(numbered(BSN, WRONG, "")), "mei.csv")
    assert advice(report) == f"Van 2 regels ontbreekt een geldig BSN, en dat vult u daar niet in. {AT_SOURCE}"
    again = imported(dossier, csv_text(numbered(BSN, OTHER_BSN, OTHER_BSN)), "mei.csv")
    assert (again.stored, again.duplicate, again.set_aside) == (2, 1, 0)


def test_other_lines_are_corrected_in_the_file_as_before(dossier: Dossier) -> None:
    report = imported(dossier, csv_text([line("declaraties"), line("declaraties", Wet="Jx")]), "mei.csv")
    assert advice(report) == "Verbeter ze daar en lees dat bestand in."


def test_of_both_each_is_told_and_the_file_can_be_read_again(dossier: Dossier) -> None:
    rows = [*numbered(BSN, WRONG), line("declaraties", Wet="Jx"), line("declaraties", Wet="Jx", Bedrag="1")]
    report = imported(dossier, csv_text(rows), "mei.csv")
    assert advice(report) == (
        f"Van 1 regel ontbreekt een geldig BSN, en dat vult u daar niet in. {AT_SOURCE} Verbeter de andere 2 in dat "
        "bestand, verwijder daar de regels zonder BSN, en lees het in."
    )
    export = Path(report.set_aside_files[0]).read_text("utf-8-sig").replace("Jx", "Jw").splitlines()
    kept = [text for text in export if "geen geldig BSN" not in text]
    again = imported(dossier, "\n".join(kept) + "\n", "beter.csv")
    assert (len(kept), again.stored, again.set_aside) == (3, 2, 0)


def test_a_line_without_bsn_that_is_read_back_says_that_the_source_has_it(dossier: Dossier) -> None:
    report = imported(dossier, csv_text(numbered(BSN, WRONG)), "mei.csv")
    again = imported(dossier, Path(report.set_aside_files[0]).read_bytes(), "terug.csv")
    assert "Kolom Bsn: de cel is leeg. Vul het BSN aan in het bronsysteem" in again.sources[0].texts[0]
    assert advice(again).endswith(AT_SOURCE)


def test_a_broken_line_whose_bsn_is_invalid_is_one_without_bsn(dossier: Dossier) -> None:
    good, bad = numbered(BSN, WRONG)
    report = imported(dossier, csv_text([good, bad]).rstrip() + ";extra\r\n", "mei.csv")
    (file,) = report.set_aside_lines
    assert (file.lines, file.of_tables, file.of_messages) == (1, 1, 0)


def test_of_a_message_a_new_one_is_asked_and_stores_what_was_set_aside(dossier: Dossier) -> None:
    first, second = bsns(2)
    wrong = declaration(3, lambda number: first if number else "999900007")
    report = imported(dossier, wrong, "bericht.xml")
    assert advice(report) == (
        "Van 1 regel ontbreekt een geldig BSN, en dat vult u daar niet in. Laat het in de bron verbeteren en vraag om "
        "een nieuw bericht met een eigen kenmerk."
    )
    right = declaration(3, lambda number: first if number else second)
    again = imported(dossier, right.replace(b"765432198", b"765432199"), "nieuw.xml")
    assert (again.stored, again.duplicate, again.set_aside) == (1, 2, 0)


def test_tables_and_messages_together_are_told_apart(dossier: Dossier, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(csv_text(numbered(WRONG)), "utf-8")
    (tmp_path / "b.xml").write_bytes(declaration(2, lambda _: "999900007"))
    report = import_files(dossier, [tmp_path / "a.csv", tmp_path / "b.xml"], AT, "test")
    assert report.set_aside_lines == [SetAsideFile(report.set_aside_files[0], 3, 1, 2, True)]
    assert advice(report).endswith(
        "lees de tabel opnieuw in: wat al is opgeslagen, komt er niet dubbel in; bij een bericht: vraag om een nieuw "
        "bericht met een eigen kenmerk."
    )


def test_tables_that_name_no_client_never_miss_a_bsn(dossier: Dossier) -> None:
    report = imported(dossier, csv_text([line("pgb"), line("pgb", Wet="x")]), "pgb.csv")
    assert advice(report) == "Verbeter ze daar en lees dat bestand in."


def test_answers_that_were_set_aside_are_asked_again(dossier: Dossier) -> None:
    """Their file is no table that is read."""
    text = JW325.read_text("utf-8")
    begin = text.index("ReferentieNummer>") + len("ReferentieNummer>")
    empty = text[:begin] + " " + text[text.index("<", begin) :]
    report = imported(dossier, empty, "a325.xml")
    assert report.set_aside == 1
    assert advice(report) == "Vraag de afzender om een verbeterd bericht."
