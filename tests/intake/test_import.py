"""The import run: one stand for all that can be read, every line accounted for, and nothing twice."""

import csv
import json
import zipfile
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import pytest

from engine.dossier import Dossier
from engine.errors import Refusal
from engine.intake import importing_read
from engine.intake.importing import import_files
from engine.intake.report import ImportReport
from engine.texts import intake as texts
from tests.intake.message_help import JW323, JW325, bsns, changed, declaration, envelope
from tests.intake.tables_help import csv_text, line
from tests.paths import MESSAGES

AT = datetime(2026, 6, 1, 12)


@pytest.fixture
def dossier(tmp_path: Path) -> Dossier:
    return Dossier.create(tmp_path / "dossier")


def _import(dossier: Dossier, *paths: Path) -> ImportReport:
    report = import_files(dossier, paths, AT, "tester")
    assert report.read == report.stored + report.duplicate + report.set_aside
    for source in report.sources:
        assert source.read == source.stored + source.duplicate + source.set_aside
        assert sum(source.set_aside_reasons.values()) == source.set_aside, "each line set aside has a reason"
    assert sum(report.set_aside_reasons.values()) == report.set_aside
    json.dumps(asdict(report))
    return report


def _file(tmp_path: Path, name: str, content: bytes) -> Path:
    file = tmp_path / name
    file.write_bytes(content)
    return file


def _rows(dossier: Dossier, query: str) -> list[tuple[object, ...]]:
    with dossier.store.connect(date(9999, 12, 31)) as connection:
        return connection.execute(query).fetchall()


def _state(dossier: Dossier) -> dict[str, bytes]:
    return {
        path.relative_to(dossier.path).as_posix(): path.read_bytes()
        for folder in (dossier.store_path, dossier.output)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "schrijfslot"
    }


def test_a_folder_of_samples_gives_one_stand_and_says_what_became_of_each(dossier: Dossier) -> None:
    report = _import(dossier, MESSAGES)
    assert (report.stand, report.changed) == (1, True)
    assert len(report.sources) == len(list(MESSAGES.rglob("*.xml")))
    assert report.refused == 6
    statuses = {Path(source.name).name: source.status for source in report.sources if "3_2" in source.name}
    assert statuses["JW315.xml"] == statuses["JW318.xml"] == "geweigerd"
    assert statuses["JW302.xml"] == "retour"


def test_the_same_import_again_changes_not_one_byte(dossier: Dossier) -> None:
    first = _import(dossier, MESSAGES)
    before = _state(dossier)
    again = _import(dossier, MESSAGES)
    assert (again.stand, again.changed, again.stored) == (1, False, 0)
    assert again.duplicate == again.read == first.read
    assert {source.status for source in again.sources} == {"dubbel", "geweigerd"}
    assert _state(dossier) == before


def test_the_odd_323_is_stored_whole_with_its_findings(dossier: Dossier) -> None:
    report = _import(dossier, JW323)
    assert (report.stored, report.set_aside) == (5, 0)
    assert [(finding.check_id, finding.count) for finding in report.findings] == [("DK-10", 1), ("DK-16", 1)]


def test_the_same_message_with_other_content_adds_nothing_and_says_so(dossier: Dossier, tmp_path: Path) -> None:
    _import(dossier, JW323)
    other = _file(tmp_path, "ander.xml", changed(JW323, (">5000<", ">6000<")))
    report = _import(dossier, other)
    assert (report.stored, report.duplicate, report.changed) == (0, 5, False)
    assert "hetzelfde kenmerk" in report.sources[0].texts[0]
    assert "JW323.xml" in report.sources[0].texts[0]


def test_the_same_lines_in_a_new_message_are_duplicates(dossier: Dossier, tmp_path: Path) -> None:
    _import(dossier, JW323)
    again = _file(tmp_path, "opnieuw.xml", changed(JW323, ("765432198", "765432199"), (">21000<", ">20000<")))
    report = _import(dossier, again)
    assert (report.stored, report.duplicate) == (1, 4)
    assert report.stand == 2


def test_the_same_file_twice_in_one_import_is_read_once(dossier: Dossier, tmp_path: Path) -> None:
    copy = _file(tmp_path, "kopie.xml", JW323.read_bytes())
    report = _import(dossier, JW323, copy)
    assert [(source.status, source.stored, source.duplicate) for source in report.sources] == [
        ("ingelezen", 5, 0),
        ("dubbel", 0, 5),
    ]


def test_a_refused_file_does_not_stop_the_others_and_leaves_nothing(dossier: Dossier, tmp_path: Path) -> None:
    people = bsns(3)
    late = declaration(1300, lambda n: people[n % 3], lambda n: {"45A03": "TELANG"} if n == 1299 else {})
    broken = _file(tmp_path, "stuk.xml", late.replace(b"765432198", b"1"))
    report = _import(dossier, broken, JW323)
    assert [source.status for source in report.sources] == ["geweigerd", "ingelezen"]
    assert _rows(dossier, "SELECT count(*) FROM fact_declaration_line") == [(5,)]
    assert _rows(dossier, "SELECT name, lines_stored FROM fact_source") == [("JW323.xml", 5)]


def test_only_refused_files_change_nothing(dossier: Dossier, tmp_path: Path) -> None:
    report = _import(dossier, _file(tmp_path, "x.xml", b"<x/>"), tmp_path / "bestaat_niet.xml")
    assert (report.stand, report.changed, report.refused) == (0, False, 2)


def test_zips_and_envelopes_are_opened(dossier: Dossier, tmp_path: Path) -> None:
    archive = tmp_path / "mei.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as members:
        members.write(JW323, "JW323.xml")
        members.writestr("envelop.xml", envelope((MESSAGES / "ijw_3_2" / "JW305.xml").read_bytes()))
    report = _import(dossier, archive)
    assert {source.name: source.kind for source in report.sources} == {
        "mei.zip/JW323.xml": "323",
        "mei.zip/envelop.xml": "305",
    }


def test_a_folder_or_zip_without_files_is_named(dossier: Dossier, tmp_path: Path) -> None:
    (tmp_path / "leeg" / "map").mkdir(parents=True)
    archive = tmp_path / "leeg.zip"
    with zipfile.ZipFile(archive, "w") as members:
        members.mkdir("map")
    report = _import(dossier, tmp_path / "leeg", archive)
    assert [source.texts[0].split(":")[0] for source in report.sources] == ["leeg", "leeg.zip"]
    assert report.refused == 2


def _whole_325(code: str) -> bytes:
    text = JW325.read_text("utf-8").replace(">0200<", f">{code}<")
    begin, end = text.index("<jw325:DeclaratieAntwoord>"), text.index("</jw325:DeclaratieAntwoord>") + 27
    return (text[:begin] + text[end:]).encode()


@pytest.mark.parametrize("together", [True, False])
def test_an_answer_to_a_whole_message_finds_its_declaration(together: bool, dossier: Dossier, tmp_path: Path) -> None:
    answer = _file(tmp_path, "a325.xml", _whole_325("0001"))
    if together:
        _import(dossier, answer, JW323)
    else:
        _import(dossier, JW323)
        _import(dossier, answer)
    assert _rows(dossier, "SELECT declaration_number, reference_number, outcome FROM fact_declaration_answer") == [
        ("DN001", None, "afgekeurd")
    ]
    assert _rows(dossier, "SELECT sum(net_cents) FROM counted_line") == [(0,)]


def test_an_answer_before_its_declaration_is_refused_and_can_be_read_later(dossier: Dossier, tmp_path: Path) -> None:
    answer = _file(tmp_path, "a325.xml", _whole_325("8001"))
    first = _import(dossier, answer)
    assert first.refused == 1
    assert "Lees eerst dat bericht 323 in" in first.sources[0].texts[0]
    assert _import(dossier, JW323, answer).refused == 0


def test_an_answer_about_a_declaration_whose_lines_were_all_known_is_read(dossier: Dossier, tmp_path: Path) -> None:
    again = changed(JW323, ("765432198", "765432777"))
    _import(dossier, JW323)
    assert _import(dossier, _file(tmp_path, "nog_eens.xml", again)).duplicate == 5
    answer = _whole_325("0001").replace(b"765432198", b"765432777")
    report = _import(dossier, _file(tmp_path, "a325.xml", answer))
    assert [source.status for source in report.sources] == ["ingelezen"]


def test_a_copy_of_a_refused_file_is_refused_too(dossier: Dossier, tmp_path: Path) -> None:
    answer = _whole_325("0001")
    report = _import(dossier, _file(tmp_path, "a.xml", answer), _file(tmp_path, "b.xml", answer))
    assert [source.status for source in report.sources] == ["geweigerd", "geweigerd"]
    assert not report.changed


def test_the_listed_lines_of_a_325_stop_counting(dossier: Dossier, tmp_path: Path) -> None:
    _import(dossier, JW323, _file(tmp_path, "a325.xml", JW325.read_bytes().replace(b"2023-04", b"2026-04")))
    counted = _rows(dossier, "SELECT reference_number FROM counted_line WHERE counts ORDER BY ALL")
    assert counted == [("RN004",), ("RN004",)]


def test_lines_set_aside_are_exported_in_the_layout_of_their_table(dossier: Dossier, tmp_path: Path) -> None:
    text = changed(JW323, (">RN003<", ">=RN003<")).decode()
    begin = text.index("<jw323:Clienten>")
    text = text[:begin] + text[begin:].replace("<ijw:Einddatum>2026-0", "<ijw:Einddatum>2025-0")
    report = _import(dossier, _file(tmp_path, "x.xml", text.encode()))
    assert report.set_aside == 5
    assert [Path(file).name for file in report.set_aside_files] == ["afgekeurd_0001.csv"]
    raw = Path(report.set_aside_files[0]).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) == 5
    assert {row["Reden"] for row in rows} == {"De einddatum ligt vóór de begindatum."}
    assert "'=RN003" in {row["ReferentieNummer"] for row in rows}


def test_a_corrected_export_is_read_again(dossier: Dossier, tmp_path: Path) -> None:
    bad = changed(JW323, ("<ijw:Einddatum>2026-03-31", "<ijw:Einddatum>2026-02-28"), (">RN003<", ">-RN003<"))
    bad = bad.replace(b"<jw323:GeleverdVolume>14<", b"<jw323:GeleverdVolume>15<")
    first = _import(dossier, _file(tmp_path, "x.xml", bad))
    export = Path(first.set_aside_files[0])
    corrected = _file(tmp_path, "verbeterd.csv", export.read_bytes().replace(b"2026-02-28", b"2026-03-31"))
    second = _import(dossier, corrected)
    assert (second.stored, second.set_aside) == (1, 0)
    assert _rows(
        dossier,
        "SELECT count(DISTINCT client), sum(amount_cents), max(volume) FROM fact_declaration_line "
        "WHERE begin_date = '2026-03-01'",
    ) == [(1, 21000, 15)]
    whole = _rows(dossier, "SELECT count(*), count(DISTINCT client) FROM fact_declaration_line")
    assert whole == [(5, 2)]


def test_the_export_names_the_file_and_place_of_each_line(dossier: Dossier, tmp_path: Path) -> None:
    bad = changed(JW323, ("<ijw:Einddatum>2026-03-31", "<ijw:Einddatum>2026-02-28"))
    report = _import(dossier, _file(tmp_path, "x.xml", bad))
    text = Path(report.set_aside_files[0]).read_text("utf-8-sig")
    row = next(csv.DictReader(text.splitlines(), delimiter=";"))
    assert (row["Bestand"], row["Regel"]) == ("x.xml", "5")


def test_a_bsn_in_a_file_name_is_masked_everywhere(dossier: Dossier, tmp_path: Path) -> None:
    report = _import(dossier, _file(tmp_path, "client 999900006.xml", JW323.read_bytes()))
    assert report.sources[0].name == "client [bsn].xml"
    assert b"999900006" not in b"".join(_state(dossier).values())


def test_no_bsn_is_in_any_byte_of_the_dossier_or_the_report(dossier: Dossier, tmp_path: Path) -> None:
    people = bsns(60)

    def each(number: int) -> dict[str, str]:
        changes = {f"R{number}<": f"{people[number]}<"} if number % 3 == 0 else {}
        return changes | ({"2026-04-30": "2026-03-30"} if number % 5 == 0 else {})

    content = declaration(60, people.__getitem__, each).replace(b"DN001", people[7].encode())
    broken = content.replace(b">45A03<", f">{people[3]}<".encode()).replace(b"765432198", b"2")
    invalid = declaration(3, lambda _: "999900007").replace(b"765432198", b"3")
    report = _import(
        dossier,
        _file(tmp_path, f"{people[1]}.xml", content),
        _file(tmp_path, "stuk.xml", broken),
        _file(tmp_path, "ongeldig.xml", invalid),
    )
    assert {source.status for source in report.sources} == {"ingelezen", "geweigerd"}
    said = "\n".join([json.dumps(asdict(report)), *texts.report_lines(report), *_state(dossier)])
    stored = "\n".join(
        str(row) for fact in _facts(dossier) for row in _rows(dossier, f"SELECT COLUMNS(*)::VARCHAR FROM fact_{fact}")
    )
    raw = b"".join(_state(dossier).values())
    for bsn in [*people, "999900007"]:
        assert bsn not in said
        assert bsn not in stored
        assert bsn.encode() not in raw


def _facts(dossier: Dossier) -> list[str]:
    from engine.store.facts import FACTS

    return list(FACTS)


def test_worker_processes_bring_exactly_what_one_process_brings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = bsns(9)
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(6):
        content = declaration(30, lambda n: people[n % 9]).replace(b"765432198", f"bericht{number}".encode())
        _file(folder, f"{number}.xml", content.replace(b"DN001", f"DN{number}".encode()))
    _file(folder, "stuk.xml", b"<Bericht>")
    found: list[list[tuple[object, ...]]] = []
    for large in (1 << 40, 1):
        monkeypatch.setattr(importing_read, "LARGE", large)
        monkeypatch.setattr(importing_read, "BYTES_IN_PART", 1)
        dossier = Dossier.create(tmp_path / f"d{large}")
        report = _import(dossier, folder)
        assert (report.stored, report.refused) == (180, 1)
        found.append(
            _rows(
                dossier,
                "SELECT declaration_number, reference_number, assignment_number, begin_date, amount_cents, source_line "
                "FROM fact_declaration_line ORDER BY ALL",
            )
        )
    assert found[0] == found[1]


def test_progress_is_told_per_source(dossier: Dossier) -> None:
    told: list[tuple[int, int, str]] = []
    import_files(dossier, [JW323, JW325], AT, "tester", lambda done, total, name: told.append((done, total, name)))
    assert told == [(1, 2, "JW323.xml"), (2, 2, "JW325.xml")]


def test_a_dossier_that_someone_else_writes_in_is_left_alone(dossier: Dossier) -> None:
    import subprocess
    import sys

    script = (
        "import sys; from datetime import datetime; from pathlib import Path; from engine.dossier import Dossier\n"
        "with Dossier.open(Path(sys.argv[1])).write_lock('ander', datetime(2026, 1, 1)):\n"
        "    print('vast', flush=True); sys.stdin.readline()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, str(dossier.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "vast\n"
    with pytest.raises(Refusal, match="ander"):
        import_files(dossier, [JW323], AT, "tester")
    other.communicate("\n")
    assert _import(dossier, JW323).stored == 5


def test_the_report_for_people_names_totals_and_what_to_do(dossier: Dossier, tmp_path: Path) -> None:
    bad = changed(JW323, ("<ijw:Einddatum>2026-03-31", "<ijw:Einddatum>2026-02-28"))
    report = _import(dossier, _file(tmp_path, "x.xml", bad))
    lines = texts.report_lines(report)
    assert "afgekeurd_0001.csv" in "\n".join(lines)
    assert lines[-2].startswith("Gelezen: 5 regels uit 1 bestand. Opgeslagen: 4, dubbel: 0, apart gezet: 1.")


def test_the_report_for_people_counts_every_line_set_aside_by_its_reason(dossier: Dossier, tmp_path: Path) -> None:
    bad = changed(JW323, ("<ijw:Einddatum>2026-03-31", "<ijw:Einddatum>2026-02-28"))
    rows = [line("pgb", Wet=law, Bedrag=amount) for law, amount in [("x", "1"), ("y", "1"), ("Jw", "z"), ("Jw", "1")]]
    table = _file(tmp_path, "pgb.csv", csv_text(rows).encode())
    report = _import(dossier, _file(tmp_path, "x.xml", bad), table, MESSAGES / "ijw_3_2" / "JW302.xml")
    lines = texts.report_lines(report)
    at = lines.index("Waarom 5 regels apart gezet zijn:")
    assert lines[at + 1].startswith('  2 regels: Kolom Wet: "…" is hier niet bekend.')
    assert [each.partition(":")[0] for each in lines[at + 2 : at + 5]] == ["  1 regel"] * 3
    assert any("retourbericht" in each for each in lines[at + 2 : at + 5])
    assert ", apart gezet: 5." in lines[at + 5]


@pytest.mark.parametrize("faulty", [False, True])
def test_a_large_message_is_read_in_pieces_and_refused_as_a_whole(
    faulty: bool, dossier: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing_read, "LARGE", 1)
    monkeypatch.setattr("engine.intake.messages_split.LARGE", 1)
    monkeypatch.setattr("engine.intake.messages_split.PIECE", 20_000)
    people = bsns(10)
    content = declaration(200, lambda n: people[n % 10], lambda n: {"45A03": "TELANG"} if faulty and n == 150 else {})
    report = _import(dossier, _file(tmp_path, "groot.xml", content), JW325)
    line = content[: content.find(b"TELANG")].count(b"\n") + 1
    if faulty:
        assert f"regel {line:,}".replace(",", ".") in report.sources[0].texts[0]
        assert _rows(dossier, "SELECT count(*) FROM fact_declaration_line") == [(0,)]
    else:
        assert report.sources[0].stored == 200
        assert _rows(dossier, "SELECT count(DISTINCT source_line), max(source_line) FROM fact_declaration_line") == [
            (200, 200)
        ]
