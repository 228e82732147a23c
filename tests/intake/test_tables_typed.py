"""XLSX and Parquet: typed cells are read exactly, error cells are problems, unsafe packages are refused."""

import io
import random
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from engine.errors import Refusal
from engine.intake import tables_workbook
from engine.intake.tables_typed import number_text
from tests.intake.tables_help import BSN, csv_text, line, pseudonym, read, read_rows

GOOD = line("declaraties")
Cell = str | float | date | bool | None


def write_rows(sheet: Worksheet, rows: list[dict[str, Cell]], top: int = 0, left: int = 0) -> None:
    for column, name in enumerate(rows[0]):
        sheet.write_string(top, left + column, name)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row.values()):
            if isinstance(value, date):
                sheet.write_datetime(top + number, left + column, datetime.combine(value, datetime.min.time()))
            elif isinstance(value, str):
                sheet.write_string(top + number, left + column, value)
            elif value is not None:
                sheet.write(top + number, left + column, value)


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"default_date_format": "dd-mm-yyyy"})
    fill(book)
    book.close()
    return target.getvalue()


def one_sheet(*rows: dict[str, Cell], top: int = 0, left: int = 0) -> bytes:
    return workbook(lambda book: write_rows(book.add_worksheet("Regels"), list(rows), top, left))


TYPED: dict[str, Cell] = {
    **GOOD, "Gemeentecode": 344, "AGB": 1234567, "Bsn": int(BSN), "Toewijzingnummer": 77, "Productcategorie": 54,
    "Begindatum": date(2024, 3, 1), "Einddatum": date(2024, 3, 31), "Volume": 90, "Eenheid": 1, "Tarief": 1.7,
    "Bedrag": 153, "Dagtekening": date(2024, 4, 15), "Afgekeurd": None, "AfgekeurdOp": None, "ToegekendBedrag": None,
}  # fmt: skip


def test_numeric_cells_give_the_same_facts_as_the_csv() -> None:
    assert read(one_sheet(TYPED), "x.xlsx").facts == read_rows(GOOD).facts


def test_titles_above_and_a_sheet_that_does_not_start_in_a1() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_string(1, 2, "Overzicht declaraties per maart")
        write_rows(sheet, [TYPED, {}, TYPED], top=4, left=2)

    got = read(workbook(fill), "x.xlsx")
    assert [row["source_line"] for row in got.facts["declaration_line"]] == [6, 8]


@pytest.mark.parametrize(
    ("cell", "cents"),
    [(0.1, 10), (1736.55, 173655), (0.1 + 0.2, 30), (17 * 102.15, 173655), (1e6, 100000000), ("12,50", 1250)],
)
def test_money_is_exact(cell: Cell, cents: int) -> None:
    got = read(one_sheet(TYPED | {"Bedrag": cell}), "x.xlsx")
    assert got.one("declaration_line")["amount_cents"] == cents


@pytest.mark.parametrize("value", [0.1, 1e-7, 12.12345678912, 123456789012345.0, 1736.5500000000002, -0.5])
def test_a_number_has_the_digits_excel_keeps_and_no_exponent(value: float) -> None:
    text = number_text(value)
    assert "e" not in text.lower()
    assert abs(Decimal(text) - Decimal(value)) <= abs(Decimal(value)) * Decimal("1e-14")


def test_a_text_cell_that_looks_like_a_number_is_not_taken_for_one() -> None:
    """The number 1,234 and the text "1.234" look alike to every reader; here the texts have comma decimals."""
    rows: list[dict[str, Cell]] = [TYPED | {"Volume": value} for value in (1.234, "1.234", "2,5")]
    got = read(one_sheet(*rows), "x.xlsx")
    assert [row["volume"] for row in got.facts["declaration_line"]] == [Decimal("1.234"), Decimal(1234), Decimal("2.5")]


def test_a_lone_ambiguous_text_among_numbers_is_refused() -> None:
    with pytest.raises(Refusal, match=r"blad Regels: kolom Volume, regel 3"):
        read(one_sheet(TYPED, TYPED | {"Volume": "1.234"}), "x.xlsx")


@pytest.mark.parametrize(("error", "shown"), [("#N/A", "#N/B"), ("#DIV/0!", "#DEEL/0!"), ("#REF!", "#VERW!")])
def test_an_error_cell_is_a_bad_line_never_a_blank(error: str, shown: str) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        write_rows(sheet, [TYPED, TYPED, TYPED])
        sheet.write_formula(2, list(TYPED).index("Tarief"), "=NA()", None, error)  # pyright: ignore[reportArgumentType]

    got = read(workbook(fill), "x.xlsx")
    assert got.reasons == [f"Kolom Tarief: de cel bevat de fout {shown}. Verbeter de formule of vul de waarde in."]
    assert got.one("set_aside")["source_line"] == 3
    assert len(got.facts["declaration_line"]) == 2


def test_a_number_of_more_than_15_digits_in_a_code_is_set_aside() -> None:
    rows = [TYPED | {"ReferentieNummer": 1234567890123456789}, TYPED | {"ReferentieNummer": "1234567890123456789"}]
    got = read(one_sheet(*rows), "x.xlsx")
    assert "Excel bewaart van dit lange getal maar 15 cijfers" in got.reasons[0]
    assert got.one("declaration_line")["reference_number"] == "1234567890123456789"


def test_several_sheets_of_one_kind_are_read_and_others_named() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        write_rows(book.add_worksheet("Maart"), [TYPED])
        write_rows(book.add_worksheet("Toelichting"), [{"Uitleg": "x"}])
        write_rows(book.add_worksheet("April"), [TYPED, TYPED | {"Wet": "x"}])
        book.add_worksheet("Leeg")

    got = read(workbook(fill), "x.xlsx")
    assert (got.result.lines_read, got.result.set_aside) == (3, 1)
    assert got.reasons[0].startswith("Blad April: Kolom Wet")
    assert "x.xlsx, blad Toelichting: dit blad is overgeslagen" in got.remarks


def test_sheets_of_different_kinds_are_refused() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        write_rows(book.add_worksheet(), [TYPED])
        write_rows(book.add_worksheet(), [dict(line("pgb"))])

    with pytest.raises(Refusal, match="bladen van verschillende soorten: declaraties en pgb"):
        read(workbook(fill), "x.xlsx")


def repacked(data: bytes, part: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return target.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_dtd_in_a_workbook_is_refused(encoding: str) -> None:
    evil = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'.encode(encoding)
    with pytest.raises(Refusal, match="DTD"):
        read(repacked(one_sheet(TYPED), "xl/sharedStrings.xml", evil), "x.xlsx")


def test_a_zip_bomb_is_refused_also_when_it_lies_about_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_workbook, "LARGEST_UNPACKED", 10 << 20)
    bomb = repacked(one_sheet(TYPED), "xl/styles.xml", bytes(20 << 20))
    lying = bomb.replace((20 << 20).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lying != bomb
    for data in (bomb, lying):
        with pytest.raises(Refusal, match="veel te groot"):
            read(data, "x.xlsx")


def test_a_damaged_workbook_is_refused_in_words() -> None:
    data = one_sheet(TYPED)
    for damaged in (data[: len(data) // 2], data[:50], repacked(data, "xl/workbook.xml", b"<x")):
        with pytest.raises(Refusal, match=r"beschadigd of geen XLSX|dit bestand is leeg"):
            read(damaged, "x.xlsx")


def parquet(table: pa.Table) -> bytes:
    target = io.BytesIO()
    pq.write_table(table, target)
    return target.getvalue()


def test_parquet_of_texts_and_parquet_of_types_give_the_same_facts() -> None:
    wanted = read_rows(GOOD, GOOD).tables["declaration_line"].drop_columns(["source_line"])
    plain = pa.table({name: [value, value] for name, value in GOOD.items()})
    typed = plain
    for name, values in {
        "Gemeentecode": pa.array([344, 344], pa.int16()),
        "AGB": pa.array([1234567, 1234567]),
        "Bsn": pa.array([int(BSN)] * 2, pa.int64()),
        "Toewijzingnummer": pa.array([77.0, 77.0]),
        "Begindatum": pa.array([date(2024, 3, 1)] * 2),
        "Einddatum": pa.array([datetime(2024, 3, 31)] * 2, pa.timestamp("us")),
        "Volume": pa.array([Decimal("90.000")] * 2, pa.decimal128(10, 3)),
        "Tarief": pa.array([1.7, 1.7]),
        "Bedrag": pa.array([153.0, 153.0], pa.float32()),
        "Afgekeurd": pa.nulls(2, pa.bool_()),
        "Wet": pa.array(["Jw", "Jw"]).dictionary_encode(),
    }.items():
        typed = typed.set_column(typed.column_names.index(name), name, values)
    for table in (plain, typed):
        got = read(parquet(table), "x.parquet")
        assert got.reasons == []
        assert got.tables["declaration_line"].drop_columns(["source_line"]).to_pylist() == wanted.to_pylist()
        assert [row["source_line"] for row in got.facts["declaration_line"]] == [1, 2]
        assert got.facts["declaration_line"][0]["client"] == pseudonym()


def test_a_parquet_column_of_another_sort_makes_bad_lines_not_a_crash() -> None:
    table = pa.table({**{name: [value] for name, value in line("pgb").items()}, "Bedrag": pa.array([[1, 2]])})
    assert "geen getal" in read(parquet(table), "x.parquet").reasons[0]


def test_booleans_and_missing_values_in_parquet() -> None:
    rows = {name: [value, value] for name, value in GOOD.items()}
    days = pa.array([date(2024, 4, 20), None])
    table = pa.table(rows | {"Afgekeurd": pa.array([True, None]), "AfgekeurdOp": days})
    assert read(parquet(table), "x.parquet").one("declaration_answer")["outcome"] == "afgekeurd"


def test_a_damaged_parquet_is_refused_in_words() -> None:
    data = parquet(pa.table({name: [value] * 5000 for name, value in GOOD.items()}))
    for damaged in (data[:-20], data[:200] + bytes(400) + data[600:]):
        with pytest.raises(Refusal, match="beschadigd of geen Parquet-bestand"):
            read(damaged, "x.parquet")


def test_a_text_file_called_xlsx_is_read_by_its_content() -> None:
    assert read(csv_text([GOOD]), "x.xlsx").result.lines_read == 1


@pytest.mark.parametrize("seed", range(8))
def test_mutated_files_give_a_result_or_a_refusal_in_words(seed: int) -> None:
    chance = random.Random(seed)
    table = pa.table({name: [value] * 300 for name, value in GOOD.items()})
    for data in (one_sheet(TYPED, TYPED), parquet(table)):
        for _ in range(8):
            mutated = bytearray(data[: chance.choice([len(data), chance.randrange(len(data))])] or b"x")
            for _ in range(chance.randint(1, 20)):
                mutated[chance.randrange(len(mutated))] = chance.randrange(256)
            try:
                result = read(bytes(mutated), "x").result
            except Refusal:
                continue
            assert result.lines_read >= result.set_aside


def test_a_damaged_part_inside_a_workbook_gives_a_result_or_a_refusal() -> None:
    chance = random.Random(1)
    data = one_sheet(TYPED, TYPED)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    outcomes = {True: 0, False: 0}
    for _ in range(60):
        name = chance.choice(list(parts))
        content = bytearray(parts[name])
        for _ in range(chance.randint(1, 8)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            read(repacked(data, name, bytes(content)), "x.xlsx")
        except Refusal:
            outcomes[False] += 1
        else:
            outcomes[True] += 1
    assert min(outcomes.values()) > 0
