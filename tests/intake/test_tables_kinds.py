"""Every kind of table becomes its facts, whatever the order and case of the headers."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from engine.errors import Refusal
from engine.store.facts import FACTS, SOURCE
from tests.intake.tables_help import LINES, csv_text, line, pseudonym, read, read_rows

PARTIES = {"law": "Jw", "municipality": "0344", "agb": "01234567", "client": pseudonym()}
PLACE = {"source_no": 7, "source_line": 2}


def test_toewijzingen_become_assignments() -> None:
    got = read_rows(line("toewijzingen"))
    assert got.result.kind == "toewijzingen"
    assert got.one("assignment") == PARTIES | PLACE | {
        "birth_date": date(2012, 4, 13), "sex": "2", "assignment_number": "77", "provider_reference": "REF-1",
        "product_category": "54", "product_code": "54B01", "assigned_at": datetime(2024, 1, 14, 13, 45),
        "begin_date": date(2024, 1, 15), "end_date": date(2024, 12, 31), "change_reason": None,
        "volume": Decimal(120), "unit": "04", "frequency": "4", "budget_cents": None, "dated": date(2024, 1, 16),
    }  # fmt: skip


def test_startberichten_become_care_starts_and_an_empty_status_is_a_first_delivery() -> None:
    got = read_rows(line("startberichten"))
    assert got.one("care_start") == PARTIES | PLACE | {
        "law": "Wmo", "assignment_number": "77", "product_category": None, "product_code": None,
        "begin_date": date(2024, 1, 15), "delivery_status": "1", "dated": date(2024, 1, 16),
    }  # fmt: skip


def test_stopberichten_are_not_taken_for_startberichten() -> None:
    got = read_rows(line("stopberichten", StatusAanlevering="3"))
    stop = got.one("care_stop")
    assert got.result.kind == "stopberichten"
    assert (stop["end_date"], stop["end_reason"], stop["delivery_status"]) == (date(2024, 3, 20), "31", "3")


def test_verzoeken_become_requests_and_their_answers() -> None:
    got = read_rows(line("verzoeken"), line("verzoeken", AntwoordDatum="", Antwoord=""))
    assert [row["kind"] for row in got.facts["request"]] == ["315", "315"]
    assert got.one("request_answer") == PLACE | {
        "law": "Jw", "municipality": "0344", "agb": "01234567", "provider_reference": "REF-1", "answer": "2",
        "rejection_reason": None, "dated": date(2024, 1, 19),
    }  # fmt: skip


def test_declaraties_become_declaration_lines() -> None:
    got = read_rows(line("declaraties"))
    assert (got.result.line_fact, got.result.lines_read, got.result.set_aside) == ("declaration_line", 1, 0)
    assert got.one("declaration_line") == PARTIES | PLACE | {
        "declaration_number": "D1", "reference_number": "R1", "previous_reference_number": None,
        "assignment_number": "77", "product_category": "54", "product_code": "54B01",
        "begin_date": date(2024, 3, 1), "end_date": date(2024, 3, 31), "volume": Decimal(90), "unit": "01",
        "tariff_cents": Decimal(170), "amount_cents": 15300, "debit_credit": "D", "dated": date(2024, 4, 15),
    }  # fmt: skip
    assert "declaration_answer" not in got.facts


def test_pgb_and_voorschotten() -> None:
    pgb = read_rows(line("pgb")).one("pgb")
    assert (pgb["amount_cents"], pgb["service_form"], pgb["dated"]) == (123456789, "BGI", date(2024, 3, 15))
    advance = read_rows(line("voorschotten")).one("advance_payment")
    assert (advance["amount_cents"], advance["product_code"], advance["agb"]) == (-25000, "54B01", "01234567")


@pytest.mark.parametrize("kind", LINES)
def test_headers_in_any_order_and_case_give_the_same_facts(kind: str) -> None:
    plain = read_rows(line(kind))
    turned = {
        name.upper() if index % 2 else name.lower(): value for index, (name, value) in enumerate(line(kind).items())
    }
    shuffled = read_rows(dict(reversed(turned.items())))
    assert shuffled.facts == plain.facts


@pytest.mark.parametrize("kind", LINES)
def test_only_the_mandatory_columns_are_needed(kind: str) -> None:
    from engine.intake.tables_kinds import KIND_BY_NAME

    rows = {name: value for name, value in line(kind).items() if name in KIND_BY_NAME[kind].mandatory}
    got = read_rows(rows)
    assert (got.result.kind, got.reasons) == (kind, [])


@pytest.mark.parametrize("kind", LINES)
def test_staged_tables_have_exactly_the_columns_of_the_fact(kind: str) -> None:
    got = read_rows(line(kind))
    for fact, table in got.tables.items():
        assert set(table.column_names) == set(FACTS[fact].columns) | set(SOURCE)


def test_extra_columns_are_named_and_the_reden_of_our_own_export_is_not() -> None:
    got = read_rows(line("pgb") | {"Opmerking": "x", "Reden": "y", "Bsn 123456782": "z"})
    assert "Opmerking" in got.remarks
    assert "Reden" not in got.remarks
    assert "123456782" not in got.remarks
    assert "[bsn]" in got.remarks


def test_missing_columns_name_the_nearest_kind() -> None:
    row = line("declaraties")
    del row["Bedrag"], row["AGB"]
    with pytest.raises(Refusal) as refused:
        read_rows(row)
    assert "lijkt het meest op declaraties" in refused.value.text
    assert "ontbreken kolommen: AGB en Bedrag" in refused.value.text
    assert refused.value.where == "bestand.csv"


@pytest.mark.parametrize(
    "left_out",
    [
        ("Bedrag", "Volume", "Eenheid", "DebetCredit", "Einddatum", "Productcode"),
        ("Bedrag",),
        ("DeclaratieNummer", "ReferentieNummer", "VorigReferentieNummer", "Volume", "Eenheid", "Tarief", "Einddatum"),
    ],
)
def test_declarations_without_some_columns_are_never_startberichten(left_out: tuple[str, ...]) -> None:
    row = {name: value for name, value in line("declaraties").items() if name not in left_out}
    with pytest.raises(Refusal, match="lijkt het meest op declaraties") as refused:
        read_rows(row)
    for name in set(left_out) - {"VorigReferentieNummer", "Tarief"}:
        assert name in refused.value.what
    assert 'soort = "startberichten"' in refused.value.todo


def test_a_column_with_a_common_name_does_not_make_declarations_voorschotten() -> None:
    row = line("declaraties") | {"Datum": "15-04-2024"}
    del row["Dagtekening"]
    with pytest.raises(Refusal, match="lijkt het meest op declaraties, maar er ontbreekt een kolom: Dagtekening"):
        read_rows(row)


def test_stopberichten_without_reden_are_not_taken_for_startberichten() -> None:
    row = line("stopberichten")
    del row["RedenBeeindiging"]
    with pytest.raises(Refusal, match=r"lijkt het meest op stopberichten.*RedenBeeindiging"):
        read_rows(row)


@pytest.mark.parametrize(
    ("kind", "extra"),
    [
        ("startberichten", "Locatie"),
        ("startberichten", "Geboortedatum"),
        ("voorschotten", "Wet"),
        ("declaraties", "Geboortedatum"),
        ("verzoeken", "Geslacht"),
    ],
)
def test_an_extra_column_that_leaves_no_doubt_about_the_kind_is_named(kind: str, extra: str) -> None:
    got = read_rows(line(kind) | {extra: "x"})
    assert (got.result.kind, got.result.set_aside) == (kind, 0)
    assert f"Deze kolom is niet gebruikt: {extra}" in got.remarks


def test_a_mapping_with_a_kind_takes_the_doubt_away(tmp_path: Path) -> None:
    (tmp_path / "start.toml").write_text('soort = "startberichten"\nbestandsnaam = "start*"\n', encoding="utf-8")
    row = line("startberichten") | {"Bedrag": "12,50"}
    with pytest.raises(Refusal, match="lijkt het meest op declaraties"):
        read(csv_text([row]), "start_mei.csv")
    assert read(csv_text([row]), "start_mei.csv", tmp_path).result.kind == "startberichten"


def test_two_kinds_that_fit_equally_well_are_refused() -> None:
    row = line("pgb") | line("voorschotten")
    del row["Productcode"]
    with pytest.raises(Refusal, match="past even goed bij pgb en voorschotten"):
        read_rows(row)


def test_a_header_twice_is_refused() -> None:
    with pytest.raises(Refusal, match="de kolom Bedrag staat er twee keer in"):
        read("Gemeentecode;Peildatum;Wet;Bedrag;bedrag\n0344;15-03-2024;Jw;1;2\n".replace(";bedrag", ";Bedrag"))


def test_answers_are_dated_facts_of_their_own() -> None:
    got = read_rows(
        line("declaraties", ReferentieNummer="R1", Afgekeurd="ja", AfgekeurdOp="20-04-2024"),
        line("declaraties", ReferentieNummer="R2", Afgekeurd="nee", AfgekeurdOp="20-04-2024"),
        line("declaraties", ReferentieNummer="R3", Afgekeurd="ja", AfgekeurdOp="21-04-2024", ToegekendBedrag="50,25"),
        line("declaraties", ReferentieNummer="R4", DebetCredit="C", AfgekeurdOp="21-04-2024", ToegekendBedrag="50,25"),
        line("declaraties", ReferentieNummer="R5", Afgekeurd="nee"),
    )
    answers = [
        (row["reference_number"], row["outcome"], row["granted_cents"], row["dated"])
        for row in got.facts["declaration_answer"]
    ]
    assert answers == [
        ("R1", "afgekeurd", None, date(2024, 4, 20)),
        ("R2", "goedgekeurd", None, date(2024, 4, 20)),
        ("R3", "toegekend", 5025, date(2024, 4, 21)),
        ("R4", "toegekend", -5025, date(2024, 4, 21)),
    ]
    assert len(got.facts["declaration_line"]) == 5
    assert "1 regel is goedgekeurd zonder datum in AfgekeurdOp" in got.remarks


def test_a_volume_in_euros_becomes_eurocents() -> None:
    got = read_rows(line("declaraties", Eenheid="83", Volume="12,50"), line("declaraties", Volume="12,50"))
    assert [row["volume"] for row in got.facts["declaration_line"]] == [Decimal(1250), Decimal("12.5")]


def test_codes_are_padded_and_values_recognised() -> None:
    got = read_rows(
        line("declaraties", AGB="1234567", Gemeentecode="344", Eenheid="4", Wet="JEUGDWET", DebetCredit="debet"),
        line("declaraties", Toewijzingnummer="0077"),
    )
    first, second = got.facts["declaration_line"]
    assert (first["agb"], first["municipality"], first["unit"]) == ("01234567", "0344", "04")
    assert (first["law"], first["debit_credit"]) == ("Jw", "D")
    assert second["assignment_number"] == "77"


def test_padded_agb_codes_are_reported_once_with_their_number_and_first_line() -> None:
    short, whole = line("declaraties", AGB="1234567"), line("declaraties")
    got = read_rows(whole, short, whole, short | {"AGB": " 7654321 "}, short)
    assert {row["agb"] for row in got.facts["declaration_line"]} == {"01234567", "07654321"}
    (remark,) = [problem.text for problem in got.result.problems if "AGB" in problem.text]
    assert remark.startswith(
        "bestand.csv: kolom AGB: op 3 regels is een AGB van 7 cijfers aangevuld met een 0 vooraan, "
        'het eerst op regel 3 ("1234567" werd 01234567).'
    )
    assert "aangevuld" not in read_rows(whole).remarks
    assert (
        "op 1 regel is een AGB van minder dan 8 cijfers aangevuld"
        in read_rows(line("declaraties", AGB="123456")).remarks
    )


def test_an_end_date_in_the_year_9999_means_still_running() -> None:
    got = read_rows(line("toewijzingen", Einddatum="31-12-9999"), line("toewijzingen", Einddatum=""))
    assert [row["end_date"] for row in got.facts["assignment"]] == [None, None]


def test_own_pseudonyms_and_foreign_ones_are_taken() -> None:
    got = read(csv_text([line("startberichten", Bsn=pseudonym()), line("startberichten", Bsn="client-88")]))
    first, second = got.facts["care_start"]
    assert first["client"] == pseudonym()
    assert second["client"] == pseudonym("client-88") != "client-88"
