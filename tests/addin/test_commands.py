"""The commands on the small region: what a user types, what is written, what is refused."""

import json
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from build.region_tables import UNKNOWN_PROVIDER
from engine.closing import closed_periods, read_closing
from engine.comparing import CAUSES
from engine.errors import Refusal
from engine.instruments.catalogue import INSTRUMENTS
from engine.result import Kind
from engine.run import Period
from engine.settings import read_settings
from engine.tracing import key_text
from tests.build.imported import imported
from tests.build.made import messages_of, small_region
from tests.tools.excel_lint import excel_lint
from tests.tools.office import assert_recalculates
from tests.tools.ooxml import validate_ooxml
from workbooks.csv_export import csv_cell
from workbooks.settings_workbook import write_settings
from xl_addin.cli import app, main
from xl_addin.commands import checking, gather, produce, trust
from xl_addin.commands.demonstration import settings_of_rows
from xl_addin.commands.session import Actor, Session

ACTOR = Actor("toets", datetime(2025, 5, 1, 9, 0))
YEAR, YEAR_ON = Period(2024), date(2025, 3, 1)
COMMANDS = {
    command.name or command.callback.__name__: command.callback
    for command in app.registered_commands
    if command.callback
}


@cache
def dossier_folder() -> Path:
    """The small region's dossier with its settings."""
    dossier, _ = imported("berichten")
    write_settings(dossier.settings_path, settings_of_rows(small_region().settings))
    return dossier.path


def session(period: Period = YEAR, as_of: date = YEAR_ON) -> Session:
    return Session.open(dossier_folder(), period, as_of, ACTOR)


@cache
def filled() -> tuple[Path, ...]:
    """The bureau's workbooks of the year and the first half-year."""
    outcomes = [produce.fill(session(), []), produce.fill(session(Period(2024, 1, 6), date(2024, 9, 1)), [])]
    return tuple(Path(path) for outcome in outcomes for path in outcome.data["werkmappen"])


def test_every_formula_cell_recalculates_to_its_cached_value() -> None:
    assert_recalculates(list(filled()))


def test_filled_workbooks_pass_the_validator_and_the_lint() -> None:
    for path in filled():
        assert validate_ooxml(path) == []
        assert excel_lint(path) == []


def test_the_provider_workbooks_recalculate_and_pass_the_validator() -> None:
    paths = [Path(path) for path in produce.providers(session(), workers=1).data["werkmappen"]]
    assert paths
    assert_recalculates(paths)
    for path in paths:
        assert validate_ooxml(path) == []
        assert excel_lint(path) == []


def test_providers_warns_of_an_aanbieder_that_the_settings_do_not_know() -> None:
    outcome = produce.providers(session(), workers=1)
    assert outcome.data["niet_in_aanbieders"] == [UNKNOWN_PROVIDER]
    (warning,) = [line for line in outcome.lines if line.startswith("Let op")]
    assert f"AGB {UNKNOWN_PROVIDER} staat niet in tabel Aanbieders" in warning
    assert any(UNKNOWN_PROVIDER in path for path in outcome.data["werkmappen"])


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_trace_adds_up_to_the_rows_of_every_table(name: str) -> None:
    run, chosen = session(), random.Random(5)
    report = run.report(name)
    for table in map(report.table, INSTRUMENTS[name].traced):
        assert table.rows
        for row in chosen.sample(table.rows, min(len(table.rows), 12)):
            outcome = trust.trace(run, table.name, key_text(table, row))
            assert outcome.data["sluit_aan"], outcome.lines[-3:]


def test_a_closed_period_stays_and_compare_explains_every_difference() -> None:
    closing_session = session(YEAR, date(2025, 1, 1))
    before = {
        name: {table.name: [dict(row) for row in table.rows] for table in report.tables}
        for name, report in closing_session.reports[0].items()
    }
    assert list(before) == list(INSTRUMENTS)
    trust.close(closing_session)
    settings = read_settings(dossier_folder() / "instellingen.xlsx")
    raised = tuple(norm.model_copy(update={"hours": norm.hours + 1}) for norm in settings.norms)
    (dossier_folder() / "instellingen.xlsx").unlink()
    write_settings(dossier_folder() / "instellingen.xlsx", settings.model_copy(update={"norms": raised}))
    try:
        frozen = read_closing(dossier_folder() / "gesloten", YEAR)
        assert frozen.workbooks == before
        again = Session(closing_session.dossier, frozen.settings, closing_session.store, closing_session.run, ACTOR)
        for name, report in again.reports[0].items():
            assert {table.name: table.rows for table in report.tables} == before[name]
        rows = trust.compare(session()).data["verschillen"]
    finally:
        (dossier_folder() / "instellingen.xlsx").unlink()
        write_settings(dossier_folder() / "instellingen.xlsx", settings)
    assert any(row["Kolom"] == "Norm" and row["Door"] == "Instellingen" for row in rows)
    assert {row["Werkmap"] for row in rows} == set(INSTRUMENTS)
    for cause in ("Late declaraties", "Andere gegevens", "Peildatum"):
        assert any(cause in row["Door"] for row in rows), cause
    late = {row["Werkmap"] for row in rows if "Late declaraties" in row["Door"]}
    assert late >= {"max-inzet", "plafonds", "lumpsum"}, "each computes again of other lines"
    for row in rows:
        assert row["Door"]
        if row["Verschil"] is not None:
            shares = [Decimal(row[cause]["getal"]) for cause in CAUSES]
            assert abs(sum(shares) - Decimal(row["Verschil"]["getal"])) < Decimal("1e-20")
            assert shares[0] == 0


@pytest.fixture
def nothing_closed(tmp_path: Path) -> Path:
    """A copy of the dossier in which no period is closed."""
    shutil.copytree(dossier_folder(), tmp_path / "regio", ignore=shutil.ignore_patterns("gesloten"))
    return tmp_path / "regio"


def test_compare_refuses_a_day_before_the_closing(nothing_closed: Path) -> None:
    copy = nothing_closed
    half = Period(2024, 1, 6)
    trust.close(Session.open(copy, half, date(2024, 9, 1), ACTOR))
    with pytest.raises(
        Refusal, match=r"op 31-08-2024 was er minder bekend dan toen\. Kies een peildatum vanaf 01-09-2024"
    ):
        trust.compare(Session.open(copy, half, date(2024, 8, 31), ACTOR))
    assert trust.compare(Session.open(copy, half, date(2024, 9, 1), ACTOR)).data["verschillen"] == []


def test_negative_numbers_are_numbers_in_what_compare_writes(nothing_closed: Path, tmp_path: Path) -> None:
    copy, target = nothing_closed, tmp_path / "verschil.csv"
    trust.close(Session.open(copy, YEAR, date(2025, 1, 1), ACTOR))
    rows = trust.compare(Session.open(copy, YEAR, YEAR_ON, ACTOR), target).data["verschillen"]
    assert any(str(row["Is"]).startswith("-") for row in rows)
    assert "'" not in target.read_text("utf-8-sig")
    assert [csv_cell(text, Kind.TEXT) for text in ("-1", "-0,5", "-1+2", "=1", "-")] == [
        "-1",
        "-0,5",
        "'-1+2",
        "'=1",
        "'-",
    ]


@pytest.mark.parametrize(
    ("period", "moment", "last_day"),
    [
        ("2025", ACTOR.at, "31-12-2025"),
        ("2024-H1", datetime(2024, 6, 30, 23, 59), "30-06-2024"),
        ("2024", datetime(2024, 12, 31), "31-12-2024"),
    ],
)
@pytest.mark.parametrize("is_later", [False, True])
def test_a_period_that_is_not_over_at_the_peildatum_cannot_be_closed(
    period: str, moment: datetime, last_day: str, is_later: bool, nothing_closed: Path
) -> None:
    actor = Actor("toets", datetime(2026, 1, 1) if is_later else moment)
    asked = Session.open(nothing_closed, Period.parse(period), moment.date(), actor)
    with pytest.raises(Refusal, match=f"is periode {period} nog niet voorbij: die loopt tot en met {last_day}"):
        trust.close(asked)
    assert closed_periods(nothing_closed / "gesloten") == []


def test_a_period_can_be_closed_from_the_day_after_its_last(tmp_path: Path) -> None:
    copy = tmp_path / "regio"
    shutil.copytree(dossier_folder(), copy)
    opened = Session.open(copy, Period(2024, 1, 6), date(2024, 7, 1), Actor("toets", datetime(2024, 7, 1)))
    assert trust.close(opened).ok


def test_no_bsn_in_any_byte_of_what_was_made() -> None:
    filled()
    bsns = {
        text.split(b"<")[0]
        for _, content in messages_of(small_region())
        for text in content.split(b"Bsn>")[1:]
        if text[:9].isdigit()
    }
    assert len(bsns) > 50
    files = [path for path in dossier_folder().rglob("*") if path.is_file()]
    for path in files:
        for content in _contents(path):
            assert not any(bsn in content for bsn in bsns), path.name


def _contents(path: Path) -> Iterator[bytes]:
    """A file's bytes; of a package the unpacked parts, of a segment every value as text."""
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            yield from (package.read(name) for name in package.namelist())
    if path.suffix == ".parquet":
        for row in duckdb.read_parquet(str(path)).fetchall():
            yield "|".join(map(str, row)).encode()


@pytest.mark.parametrize(
    ("arguments", "words", "status"),
    [
        (["fill", "{dossier}", "--year", "2024", "--period", "Q7"], "is geen periode", 2),
        (["fill", "{dossier}", "--year", "2024", "--period", "Q1"], "halfjaar", 1),
        (["fill", "{dossier}", "declaraties", "--year", "2024"], "Er is geen werkmap", 2),
        (["trace", "{dossier}", "Uitgaven", "1", "--year", "2024"], 'geen tabel "Uitgaven"', 2),
        (["trace", "{dossier}", "benchmark", "1", "--year", "2024"], "tabel Benchmark hebben geen eigen bronregels", 2),
        (["trace", "{dossier}", "MaxInzet", "1", "--year", "2024"], "2 waarden", 2),
        (["compare", "{dossier}", "2019"], "niet afgesloten", 1),
        (["check", "{missing}"], "bestaat niet", 1),
        (["import", "{dossier}", "{missing}"], "", 1),
    ],
)
def test_a_refusal_is_one_dutch_paragraph_with_its_exit_status(
    arguments: list[str], words: str, status: int, tmp_path: Path
) -> None:
    places = {"dossier": str(dossier_folder()), "missing": str(tmp_path / "bestaat-niet")}
    filled_in = [argument.format(**places) for argument in arguments]
    result = CliRunner().invoke(app, filled_in)
    assert result.exit_code == status, result.output
    assert words in result.output
    assert "Traceback" not in result.output
    as_json = CliRunner().invoke(app, [*filled_in, "--json"])
    assert json.loads(as_json.stdout)["ok"] is False


@pytest.mark.parametrize(
    ("period", "as_of", "words"),
    [
        ("2024", date(2023, 12, 31), "vóór de eerste dag van periode 2024 (01-01-2024)"),
        ("2024-Q2", date(2024, 3, 31), "vóór de eerste dag van periode 2024-Q2 (01-04-2024)"),
        ("2024", date(2025, 5, 2), "De peildatum (02-05-2025) ligt na vandaag (01-05-2025)"),
        ("2026", date(2026, 2, 1), "ligt na vandaag"),
    ],
)
def test_a_peildatum_that_cannot_be_meant_is_refused(period: str, as_of: date, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        session(Period.parse(period), as_of)
    assert words in refused.value.text
    assert "--as-of" in refused.value.todo


def test_the_first_day_of_a_period_and_today_can_be_a_peildatum() -> None:
    assert session(YEAR, date(2024, 1, 1)).run.as_of == date(2024, 1, 1)
    assert session(YEAR, ACTOR.at.date()).run.as_of == ACTOR.at.date()


def test_an_option_without_its_value_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["rekenbureau", "fill", "map", "--year", "2024", "max-inzet", "--table"])
        assert main() == 2
    assert "Achter --table ontbreekt de waarde" in capsys.readouterr().err


def test_a_table_is_traced_without_regard_to_capitals() -> None:
    run = session()
    table = run.report("max-inzet").table("MaxInzet")
    key = key_text(table, table.rows[0])
    assert trust.trace(run, "maxinzet", key).data == trust.trace(run, "MaxInzet", key).data


def test_numbers_of_a_trace_are_rounded_on_the_screen_only(tmp_path: Path) -> None:
    run = session()
    traced = [
        trust.trace(run, "MaxInzet", key_text(table, row), tmp_path / "regels.csv")
        for table in [run.report("max-inzet").table("MaxInzet")]
        for row in table.rows
    ]
    assert not [line for one in traced for line in one.lines if re.search(r",\d{5}", line)]
    assert [one for one in traced if re.search(r"\.\d{9}", str(one.data["regels"]))], "the data keep all digits"


def test_new_makes_a_valid_dossier(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["new", str(tmp_path / "regio")])
    assert result.exit_code == 0, result.output
    assert read_settings(tmp_path / "regio" / "instellingen.xlsx").norms


def test_every_command_has_help_and_stands_in_the_user_guide() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "handleiding.md").read_text("utf-8")
    for name, callback in COMMANDS.items():
        assert CliRunner().invoke(app, [name, "--help"]).exit_code == 0
        assert callback.__doc__
        assert name == "demo" or f"rekenbureau {name}" in guide, name


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_help_is_in_dutch(command: str) -> None:
    said = CliRunner().invoke(app, [*([command] if command else []), "--help"], prog_name="rekenbureau").output
    assert said.startswith("Gebruik: rekenbureau")
    assert "Toon deze uitleg." in said
    english = r"usage|options|arguments|commands?|required|default|show|message|exit|path|list|range|str|int|float"
    assert not re.search(rf"\b({english})\b", said, re.IGNORECASE), said
    assert "<" not in said


def _run(*words: str) -> tuple[int, str]:
    """Exit status and what is said, as in a terminal."""
    command = [sys.executable, "-c", "import sys; from xl_addin.cli import main; sys.exit(main())", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("vul",), "Deze opdracht bestaat niet"),
        (("fill", "X"), "Er ontbreekt iets: --year. Het jaar"),
        (("fill", "X", "--jaar", "2024"), "De optie --jaar bestaat niet"),
        (("fill", "X", "--year", "volgend"), "De waarde bij --year is niet goed"),
        (("fill", "X", "--year", "2024", "--as-of", "maart"), "De waarde bij --as-of is niet goed. Peildatum"),
        (("import", "X"), "Er ontbreekt iets: BESTAND"),
        (("fill", "X", "--year", "2024", "--period", "H3"), '"2024-H3" is geen periode'),
        (("close", "X", "H1"), '"H1" is geen periode'),
        (("demo", "/bestaat/niet", "--size", "xyz"), "Een regio van de grootte xyz is er niet"),
    ],
)
def test_wrong_use_is_said_in_dutch_with_exit_status_2(words: tuple[str, ...], said: str) -> None:
    status, text = _run(*words)
    assert status == 2, text
    assert said in text
    assert "Error" not in text


def test_a_date_may_be_written_as_dutch_people_do(tmp_path: Path) -> None:
    status, text = _run("fill", str(tmp_path / "weg"), "--year", "2024", "--as-of", "01-03-2025")
    assert status == 1, text


def test_a_csv_that_cannot_be_written_is_refused_with_its_place() -> None:
    found = session(Period(2024), YEAR_ON)
    row = found.report("max-inzet").table("MaxInzet").rows[0]
    with pytest.raises(Refusal, match="kan niet worden geschreven"):
        trust.trace(found, "MaxInzet", (str(row["AGB"]), str(row["Productcode"])), Path("/bestaat/niet/x.csv"))


def test_a_fresh_workbook_of_a_dossier_with_empty_lists_is_equal_to_the_store(tmp_path: Path) -> None:
    gather.new(tmp_path / "regio")
    gather.import_(tmp_path / "regio", [small_region().messages], ACTOR.at, ACTOR.who)
    produce.fill(Session.open(tmp_path / "regio", Period(2024), YEAR_ON, ACTOR), [])
    outcome = checking.check(tmp_path / "regio", None, YEAR_ON, ACTOR)
    assert outcome.ok, outcome.lines


def test_what_the_system_refuses_is_said_in_dutch(tmp_path: Path) -> None:
    run = session()
    table = run.report("max-inzet").table("MaxInzet")
    with pytest.raises(Refusal, match=r"kan niet worden geschreven \(de map bestaat niet\)"):
        trust.trace(run, "MaxInzet", key_text(table, table.rows[0]), tmp_path / "nergens" / "regels.csv")
    (tmp_path / "regels").mkdir()
    with pytest.raises(Refusal, match=r"\(er is een map met deze naam\)"):
        trust.trace(run, "MaxInzet", key_text(table, table.rows[0]), tmp_path / "regels")


def test_a_file_is_no_dossier() -> None:
    with pytest.raises(Refusal, match=r"Dit is een bestand, geen map\. Geef de map van het dossier"):
        Session.open(filled()[0], YEAR, YEAR_ON, ACTOR)
