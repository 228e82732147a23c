"""The notation of a column is decided by the whole file and never guessed."""

from datetime import date
from decimal import Decimal

import pytest

from engine.errors import Refusal
from engine.intake import tables_csv
from engine.intake.tables_notation import Notation, Sign, date_shows, number_shows
from tests.intake.tables_help import Read, line, read_rows

C, P, N, A = Notation.COMMA, Notation.POINT, Sign.NEUTRAL, Sign.AMBIGUOUS


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        ("12", N), ("1234", N), ("-5", N), ("12,5", C), ("12.5", P), ("1,23", C), ("1.2345", P), ("0.500", P),
        ("0,500", C), ("1.234", A), ("1,234", A), ("-123.456", A), ("1234.567", P), ("1.234,5", C), ("1,234.5", P),
        ("1.234.567", C), ("1,234,567", P), ("€ 1.234,50", C), ("1 234,50", C), (",5", C), (".5", P), ("12.34.56", N),
        ("abc", N), ("", N), ("€ 12", N), ("1.234,567", C),
    ],
)  # fmt: skip
def test_what_a_number_proves(text: str, shows: Notation | Sign) -> None:
    assert number_shows(text) is shows


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        ("2024-04-03", N), ("13-04-2024", Notation.DAY_FIRST), ("03-04-2024", N), ("03/04/2024", A),
        ("13/04/2024", Notation.DAY_FIRST), ("04/13/2024", Notation.MONTH_FIRST), ("04-13-2024", Notation.MONTH_FIRST),
        ("04/04/2024", N), ("40/40/2024", N), ("", N),
    ],
)  # fmt: skip
def test_what_a_date_proves(text: str, shows: Notation | Sign) -> None:
    assert date_shows(text) is shows


def volumes(got: Read) -> list[object]:
    return [row["volume"] for row in got.facts["declaration_line"]]


def rows_with(column: str, *values: str, **rest: str) -> list[dict[str, str]]:
    return [
        line("declaraties", **{column: value, "ReferentieNummer": f"R{n}"} | rest) for n, value in enumerate(values)
    ]


NEUTRAL = {"Tarief": "", "Bedrag": "153"}


@pytest.mark.parametrize(
    ("proof", "value"), [("0,5", Decimal(1234)), ("0.5", Decimal("1.234")), ("1.234.567", Decimal(1234))]
)
def test_another_value_of_the_column_decides_what_1_234_is(proof: str, value: Decimal) -> None:
    for order in (("1.234", proof), (proof, "1.234")):
        assert value in volumes(read_rows(*rows_with("Volume", *order, **NEUTRAL)))


def test_the_proof_may_stand_far_down_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_csv, "BLOCK_BYTES", 2000)
    got = read_rows(*rows_with("Volume", *["1.234"] * 100, "0.5", **NEUTRAL))
    assert set(volumes(got)) == {Decimal("1.234"), Decimal("0.5")}


def test_other_columns_decide_when_the_column_does_not_and_the_report_says_so() -> None:
    got = read_rows(*rows_with("Volume", "1.234", Tarief="", Bedrag="153,00"))
    assert volumes(got) == [Decimal(1234)]
    assert 'kolom Volume (bijvoorbeeld "1.234") is gelezen met decimaalteken komma, zoals kolom Bedrag.' in got.remarks


def test_nothing_that_tells_is_a_refusal_with_column_line_and_what_to_do() -> None:
    with pytest.raises(Refusal) as refused:
        read_rows(*rows_with("Volume", "3", "1.234", **NEUTRAL))
    assert "kolom Volume, regel 3" in refused.value.text
    assert '"1.234" kan op twee manieren' in refused.value.text
    assert 'decimaal = ","' in refused.value.text


def test_columns_that_disagree_do_not_decide_for_a_third() -> None:
    with pytest.raises(Refusal, match="kolom Volume, regel 2"):
        read_rows(*rows_with("Volume", "1.234", Tarief="1.5", Bedrag="153,00"))


def test_a_line_against_the_notation_of_its_column_is_set_aside() -> None:
    got = read_rows(*rows_with("Bedrag", "1,50", "2,50", "3,50", "4.50", Tarief="", Volume="1"))
    assert got.reasons == [
        'Kolom Bedrag: "4.50" is geen getal met een komma voor de decimalen. Vul een getal in, bijvoorbeeld 1234,50.'
    ]


def test_a_column_that_is_half_and_half_is_refused() -> None:
    with pytest.raises(Refusal, match='kolom Bedrag gebruikt twee schrijfwijzen door elkaar, bijvoorbeeld "1,50" en'):
        read_rows(*rows_with("Bedrag", "1,50", "2.50", Tarief="", Volume="1"))


def test_a_column_that_turns_out_to_be_written_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_csv, "BLOCK_BYTES", 2000)
    values = ["1,50"] * 40 + [f"{number}.50" for number in range(40)]
    with pytest.raises(Refusal, match="kolom Bedrag gebruikt twee schrijfwijzen door elkaar"):
        read_rows(*rows_with("Bedrag", *values, Tarief="", Volume="1"))


SLASHED = {"Einddatum": "03/04/2024", "Dagtekening": "04/04/2024"}


def test_slashed_dates_need_a_proof_of_day_first() -> None:
    with pytest.raises(Refusal, match='kolom Begindatum, regel 2: "03/04/2024" kan op twee manieren') as refused:
        read_rows(*rows_with("Begindatum", "03/04/2024", **SLASHED))
    assert 'datum = "dd-mm-jjjj"' in refused.value.text
    got = read_rows(*rows_with("Begindatum", "03/04/2024", "13/03/2024", **SLASHED | {"Einddatum": "2024-05-31"}))
    assert got.facts["declaration_line"][0]["begin_date"] == date(2024, 4, 3)


def test_month_first_is_refused() -> None:
    with pytest.raises(Refusal, match='kolom Begindatum: in "04/13/2024" staat de maand voorop'):
        read_rows(
            *rows_with("Begindatum", "03/04/2024", "04/13/2024", Einddatum="2024-05-31", Dagtekening="2024-06-01")
        )


def test_one_slip_in_a_file_of_dutch_dates_is_a_bad_line() -> None:
    got = read_rows(*rows_with("Begindatum", "01-03-2024", "01-13-2024"))
    assert len(got.facts["declaration_line"]) == 1
    assert '"01-13-2024" is geen datum' in got.reasons[0]


def test_iso_and_dutch_dates_may_stand_side_by_side() -> None:
    got = read_rows(*rows_with("Begindatum", "2024-03-01", "01-03-2024", "20240301", "1-3-2024", "2024-03-01T00:00:00"))
    assert {row["begin_date"] for row in got.facts["declaration_line"]} == {date(2024, 3, 1)}
    assert got.reasons == []


@pytest.mark.parametrize("text", ["€ 1.234,50", "1234,50 €", "EUR 1234,5", "1 234,50", "1\u00a0234,50", "+1234,50"])
def test_money_may_be_written_with_currency_and_spaces(text: str) -> None:
    assert read_rows(*rows_with("Bedrag", text)).facts["declaration_line"][0]["amount_cents"] == 123450
