"""CSV in every dialect: separator, encoding, quotes, line ends; what cannot be read is refused, never guessed."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Refusal
from engine.intake import tables_csv
from engine.store.facts import FACTS
from tests.intake.tables_help import BSN, OTHER_BSN, Read, csv_text, line, pseudonym, read

GOOD = line("declaraties")


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    row = line("pgb", Bedrag="12.50" if separator == "," else "12,50")
    assert read(csv_text([row], separator)).one("pgb")["amount_cents"] == 1250


def test_the_separator_line_of_excel_is_no_header() -> None:
    got = read("sep=;\n\n" + csv_text([line("pgb")]))
    assert got.one("pgb")["source_line"] == 4


@pytest.mark.parametrize(
    "encode", [str.encode, lambda text: b"\xef\xbb\xbf" + text.encode(), lambda text: text.encode("cp1252")]
)
def test_utf_8_with_and_without_mark_and_windows_1252(encode: Callable[[str], bytes]) -> None:
    got = read(encode(csv_text([line("pgb", Dienstvorm="Coördinatie één"), line("pgb", Bedrag="€ 5,00")])))
    assert [row["service_form"] for row in got.facts["pgb"]] == ["Coördinatie één", "BGI"]


@pytest.mark.parametrize("junk", [b"\x81\x8d", "ë".encode("utf-16"), b"\xff\xfea\x00;\x00"])
def test_another_encoding_is_refused(junk: bytes) -> None:
    with pytest.raises(Refusal, match=r"geen tekst in UTF-8 of Windows-1252|lijkt het meest op"):
        read(junk + csv_text([line("pgb")]).encode())


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n", b";;;\n"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal, match="dit bestand is leeg"):
        read(content)


def test_a_header_without_lines_is_a_file_of_nothing() -> None:
    assert read(csv_text([line("pgb")]).splitlines()[0]).result.lines_read == 0


@pytest.mark.parametrize(
    "content", [b"%PDF-1.4 x", b"\xd0\xcf\x11\xe0\xa1\xb1", b"PAR1 nonsense", b"PK\x03\x04 nonsense"]
)
def test_other_files_are_refused_in_words(content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        read(content)
    assert refused.value.where == "bestand.csv"


def test_quoted_line_ends_and_blank_lines_keep_the_line_numbers_right() -> None:
    header, good = csv_text([line("pgb")]).splitlines()
    quoted = good.replace("BGI", '"B\nG\nI"')
    bad = good.replace("Wmo", "x")
    got = read("\n".join([header, good, quoted, "", ";;;;", bad, "te;weinig", good, ""]))
    assert [row["source_line"] for row in got.facts["pgb"]] == [2, 10]
    assert sorted(int(str(row["source_line"])) for row in got.facts["set_aside"]) == [3, 8, 9]
    assert got.result.lines_read == 5


def test_an_unclosed_quote_never_swallows_lines_in_silence() -> None:
    header, good = csv_text([line("pgb")]).splitlines()
    with pytest.raises(Refusal, match="vanaf regel 3 is een aanhalingsteken niet gesloten"):
        read("\n".join([header, good, good.replace("0344", '"0344'), good, good, ""]))


def test_an_unclosed_quote_in_the_last_column_is_seen_too() -> None:
    header, good = csv_text([line("pgb")]).splitlines()
    with pytest.raises(Refusal, match="aanhalingsteken niet gesloten"):
        read("\n".join([header, good, good.replace("BGI", '"BGI'), good, ""]))


def test_a_line_longer_than_a_block_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_csv, "BLOCK_BYTES", 1 << 20)
    with pytest.raises(Refusal, match="een regel is langer dan 1 MB"):
        read(csv_text([line("pgb"), line("pgb", Dienstvorm="x" * (5 << 20))]))


def test_a_file_of_many_blocks_gives_the_same_facts_as_one_of_one_block(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        GOOD | {"ReferentieNummer": f"R{number}", "Wet": "x" if number % 50 == 7 else "Jw"} for number in range(300)
    ]
    text = csv_text(rows).replace("\r\n", "\n").replace(";R12;", ";R12;extra;").replace(";R200;", ';"R\n200";')
    whole = read(text)
    monkeypatch.setattr(tables_csv, "BLOCK_BYTES", 3000)
    parts = read(text)
    assert parts.facts == whole.facts
    assert (
        (parts.result.lines_read, parts.result.set_aside)
        == (whole.result.lines_read, whole.result.set_aside)
        == (300, 8)
    )


def test_text_that_looks_like_a_formula_loses_only_our_own_apostrophe() -> None:
    rows = [GOOD | {"ReferentieNummer": text} for text in ("'=1+1", "=1+1", "'-x", "'@x", "'s-Gravenhage")]
    got = [row["reference_number"] for row in read(csv_text(rows)).facts["declaration_line"]]
    assert got == ["=1+1", "=1+1", "-x", "@x", "'s-Gravenhage"]


def test_the_lines_own_bsn_in_a_reference_becomes_letters_that_match_elsewhere() -> None:
    got = read(csv_text([GOOD | {"ReferentieNummer": f"A{BSN}"}, GOOD | {"VorigReferentieNummer": f"A{BSN}"}]))
    first, second = got.facts["declaration_line"]
    assert first["reference_number"] == second["previous_reference_number"] == f"A{pseudonym()[:9]}"


def test_an_ignored_column_cannot_swallow_lines() -> None:
    rows = [line("pgb") | {"Opmerking": "x"}] * 5
    lines = csv_text(rows).splitlines()
    lines[2] = lines[2][:-1] + '"x'
    lines[4] = lines[4][:-1] + '"x'
    with pytest.raises(Refusal, match="vanaf regel 3 is een aanhalingsteken niet gesloten"):
        read("\n".join([*lines, ""]))
    lines[2] = lines[2][:-2] + '"een opmerking;\nvan twee regels"'
    lines[4] = lines[4][:-2] + "x"
    assert read("\n".join([*lines, ""])).result.lines_read == 5


# Random facts → a CSV in a random dialect → the same facts.

CODES = st.from_regex(r"[A-J][A-J0-9-]{0,11}", fullmatch=True)
DAYS = st.dates(date(2015, 1, 1), date(2027, 12, 31))
FACT = st.fixed_dictionaries(
    {
        "law": st.sampled_from(["Jw", "Wmo"]),
        "municipality": st.integers(1, 1999).map("{:04}".format),
        "agb": st.integers(1, 99_999_999).map("{:08}".format),
        "client": st.sampled_from([BSN, OTHER_BSN, "client-1"]),
        "declaration_number": CODES,
        "reference_number": CODES | st.sampled_from(['met "aanhaling"', "met;van,alles|erin", "é€"]),
        "previous_reference_number": st.none() | CODES,
        "assignment_number": st.none() | st.integers(0, 999_999_999).map(str),
        "product_category": st.integers(1, 60).map("{:02}".format),
        "product_code": CODES,
        "begin_date": DAYS,
        "days": st.integers(0, 400),
        "volume": st.decimals(0, 99_999, places=2),
        "unit": st.sampled_from(["01", "04", "14", "16", "82", "84"]),
        "tariff_cents": st.none() | st.decimals(0, 99_999, places=2),
        "amount_cents": st.integers(0, 10**10),
        "debit_credit": st.sampled_from(["D", "C"]),
        "dated": DAYS,
    }
)


def number(value: Decimal, decimal_sign: str, has_groups: bool) -> str:
    text = f"{value:,}" if has_groups else f"{value}"
    return text.translate(str.maketrans({",": ".", ".": ","})) if decimal_sign == "," else text


@st.composite
def dialects(draw: st.DrawFn) -> dict[str, object]:
    return {
        "separator": draw(st.sampled_from([";", ",", "\t", "|"])),
        "decimal": draw(st.sampled_from([",", "."])),
        "groups": draw(st.booleans()),
        "date": draw(st.sampled_from(["%d-%m-%Y", "%Y-%m-%d"])),
        "encoding": draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252"])),
        "line_end": draw(st.sampled_from(["\n", "\r\n"])),
        "quoting": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        "order": draw(st.permutations(list(GOOD)[:18])),
    }


def written(fact: dict[str, object], dialect: dict[str, object]) -> dict[str, str]:
    def amount(value: object) -> str:
        euros = Decimal(str(value)) / 100
        return number(euros.quantize(Decimal("0.0001")), str(dialect["decimal"]), bool(dialect["groups"]))

    def day(value: object) -> str:
        assert isinstance(value, date)
        return f"{value:{dialect['date']}}"

    begin = fact["begin_date"]
    assert isinstance(begin, date)
    values = [
        fact["law"], fact["municipality"], fact["agb"], fact["client"], fact["declaration_number"],
        fact["reference_number"], fact["previous_reference_number"] or "", fact["assignment_number"] or "",
        fact["product_category"], fact["product_code"], day(begin), day(begin + timedelta(int(str(fact["days"])))),
        number(Decimal(str(fact["volume"])), str(dialect["decimal"]), bool(dialect["groups"])), fact["unit"],
        "" if fact["tariff_cents"] is None else amount(fact["tariff_cents"]), amount(fact["amount_cents"]),
        fact["debit_credit"], day(fact["dated"]),
    ]  # fmt: skip
    return dict(zip(GOOD, map(str, values), strict=False))


def file_of(facts: list[dict[str, object]], dialect: dict[str, object]) -> bytes:
    order = dialect["order"]
    assert isinstance(order, list)
    target = io.StringIO(newline="")
    writer = csv.writer(
        target,
        delimiter=str(dialect["separator"]),
        lineterminator=str(dialect["line_end"]),
        quoting=int(str(dialect["quoting"])),  # pyright: ignore[reportArgumentType]
    )
    writer.writerow(order)
    for fact in facts:
        row = written(fact, dialect)
        writer.writerow([row[name] for name in order])
    return target.getvalue().encode(str(dialect["encoding"]))


def expected(fact: dict[str, object]) -> dict[str, object]:
    begin = fact["begin_date"]
    assert isinstance(begin, date)
    rest = {name: value for name, value in fact.items() if name != "days"}
    return rest | {
        "client": pseudonym(str(fact["client"])),
        "end_date": begin + timedelta(int(str(fact["days"]))),
        "reference_number": str(fact["reference_number"]),
    }


@settings(max_examples=60, deadline=None)
@given(facts=st.lists(FACT, min_size=1, max_size=8), dialect=dialects())
def test_random_facts_in_a_random_dialect_come_back_the_same(
    facts: list[dict[str, object]], dialect: dict[str, object]
) -> None:
    got: Read = read(file_of(facts, dialect))
    assert got.reasons == []
    columns = list(FACTS["declaration_line"].columns)
    found = [{name: row[name] for name in columns} for row in got.facts["declaration_line"]]
    assert found == [{name: expected(fact)[name] for name in columns} for fact in facts]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda tail: csv_text([GOOD]).encode() + tail))
def test_any_bytes_give_a_result_or_a_refusal_in_words(content: bytes) -> None:
    try:
        result = read(content).result
    except Refusal:
        return
    assert result.lines_read >= result.set_aside
