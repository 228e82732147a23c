"""A date that cannot be right is told: the line is kept, and counts from that date only."""

from datetime import datetime
from pathlib import Path

import pytest

from engine.dossier import Dossier
from engine.intake.importing import import_files
from engine.intake.report import ImportReport
from engine.texts.intake import report_lines
from tests.intake.message_help import JW323, changed
from tests.intake.tables_help import csv_text, line

AT = datetime(2026, 6, 1, 12)


@pytest.fixture
def dossier(tmp_path: Path) -> Dossier:
    return Dossier.create(tmp_path / "dossier")


def imported(dossier: Dossier, content: str | bytes, name: str = "mei.csv", at: datetime = AT) -> ImportReport:
    file = dossier.path.parent / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return import_files(dossier, [file], at, "test")


def dated(*days: str, kind: str = "declaraties", column: str = "Dagtekening") -> str:
    return csv_text([line(kind) | {column: day} for day in days])


def found(report: ImportReport) -> dict[str, int]:
    return {finding.check_id: finding.count for finding in report.findings if finding.check_id.startswith("G-")}


def test_lines_dated_after_the_import_are_told_and_kept(dossier: Dossier) -> None:
    report = imported(dossier, dated("01-06-2026", "05-02-2034", "02-06-2026"))
    assert (report.stored, report.set_aside, found(report)) == (3, 0, {"G-3": 2})
    said = (
        "2 regels hebben een datum na vandaag, het eerst mei.csv, regel 3: Dagtekening 05-02-2034. Zulke regels zijn "
        "opgeslagen, maar tellen pas mee vanaf die datum. Vraag de afzender of de datum klopt."
    )
    assert said in report_lines(report)


def test_lines_dated_before_their_care_are_told_and_kept(dossier: Dossier) -> None:
    report = imported(dossier, dated("15-04-2024", "01-03-2024", "05-02-1924"))
    assert (report.stored, report.set_aside, found(report)) == (3, 0, {"G-4": 1})
    said = (
        "1 regel heeft een dagtekening van vóór de zorg, het eerst mei.csv, regel 4: Dagtekening 05-02-1924 bij zorg "
        "vanaf 01-03-2024. Zulke regels zijn opgeslagen en tellen mee vanaf hun dagtekening, dus ook in rapporten van "
        "vóór de zorg. Vraag de afzender of de datum klopt."
    )
    assert said in report_lines(report)


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("toewijzingen", "Dagtekening"),
        ("startberichten", "Dagtekening"),
        ("stopberichten", "Dagtekening"),
        ("verzoeken", "Dagtekening"),
        ("verzoeken", "AntwoordDatum"),
        ("pgb", "Peildatum"),
        ("voorschotten", "Datum"),
    ],
)
def test_every_date_from_which_a_line_exists_is_looked_at(dossier: Dossier, kind: str, column: str) -> None:
    report = imported(dossier, dated("02-06-2026", "02-01-2024", kind=kind, column=column))
    assert found(report) == {"G-3": 1}
    assert f"regel 2: {column} 02-06-2026" in report.findings[-1].text


def test_an_answer_dated_after_the_import_is_told(dossier: Dossier) -> None:
    report = imported(dossier, csv_text([line("declaraties", Afgekeurd="ja", AfgekeurdOp="20-05-2034")]))
    assert found(report) == {"G-3": 1}
    assert "AfgekeurdOp 20-05-2034" in report.findings[-1].text


@pytest.mark.parametrize("kind", ["toewijzingen", "startberichten", "stopberichten", "verzoeken"])
def test_other_messages_may_be_dated_before_the_care_but_not_a_year(dossier: Dossier, kind: str) -> None:
    report = imported(dossier, dated("14-01-2023", "15-01-2023", "01-12-2023", kind=kind))
    assert found(report) == {"G-4": 1}
    assert "regel 2: Dagtekening 14-01-2023 bij zorg vanaf 15-01-2024" in report.findings[-1].text


def test_of_a_message_the_file_is_named(dossier: Dossier) -> None:
    late = changed(JW323, (">2026-05-06<", ">2034-05-06<"))
    report = imported(dossier, late, "a.xml")
    assert (report.stored, found(report)) == (5, {"G-3": 5})
    assert "het eerst a.xml: Dagtekening 06-05-2034" in report.findings[-1].text


def test_only_what_this_import_stored_is_told(dossier: Dossier) -> None:
    imported(dossier, dated("05-02-2034"))
    again = imported(dossier, dated("05-02-2034", "15-04-2024"), "juni.csv")
    assert (again.stored, again.duplicate, found(again)) == (1, 1, {})


def test_the_day_of_the_import_is_the_one_that_is_given(dossier: Dossier) -> None:
    assert found(imported(dossier, dated("15-04-2024"), at=datetime(2024, 4, 14, 23, 59))) == {"G-3": 1}


def test_lines_that_were_set_aside_are_not_told(dossier: Dossier) -> None:
    report = imported(dossier, csv_text([line("declaraties"), line("declaraties", Wet="x", Dagtekening="05-02-2034")]))
    assert (report.set_aside, found(report)) == (1, {})
