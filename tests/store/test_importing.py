"""The import transaction: duplicates, counts, all or nothing."""

import multiprocessing
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Refusal
from engine.store.importing import FactCount
from engine.store.staging import Stager, stage, staged_schema
from engine.store.store import Store, open_duckdb
from tests.store.made_facts import AT, Row, content, facts, import_facts, new_store, seen

LINE = "declaration_line"


def test_a_line_is_stored_once_within_an_import_and_against_the_store(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    first = import_facts(store, {LINE: [{"source_line": 1}, {"source_line": 2}, {"source_line": 3, "volume": 91}]})
    again = import_facts(store, {LINE: [{"source_no": 2}, {"source_no": 2, "source_line": 4, "volume": 92}]})
    assert first.of(1, LINE) == FactCount(1, LINE, stored=2, duplicate=1)
    assert again.of(2, LINE) == FactCount(2, LINE, stored=1, duplicate=1)
    rows = seen(store, f"SELECT source_no, source_line, import_no FROM {LINE} ORDER BY ALL")
    assert rows == [(1, 1, 1), (1, 3, 1), (2, 4, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"previous_reference_number": None}, {"previous_reference_number": ""}),
        ({"declaration_number": "D1", "reference_number": "2"}, {"declaration_number": "D", "reference_number": "12"}),
        (
            {"declaration_number": "D2:R", "reference_number": "1"},
            {"declaration_number": "D", "reference_number": "R1"},
        ),
        (
            {"declaration_number": None, "reference_number": "1:a"},
            {"declaration_number": "1:a", "reference_number": None},
        ),
        ({"dated": date(2024, 2, 5)}, {"dated": date(2024, 2, 6)}),
        ({"tariff_cents": None}, {"tariff_cents": 0}),
        ({"unit": "01"}, {"unit": "1"}),
    ],
)
def test_lines_that_differ_in_any_field_are_two_lines(tmp_path: Path, one: Row, other: Row) -> None:
    store = new_store(tmp_path)
    counts = import_facts(store, {LINE: [one, other]})
    assert counts.of(1, LINE).stored == 2


_TEXT = st.none() | st.text("0123:,ab", max_size=4)


@given(st.lists(st.tuples(_TEXT, _TEXT, _TEXT, st.none() | st.integers(0, 3)), min_size=1, max_size=40))
def test_equal_hash_means_equal_fields(rows: list[tuple[str | None, str | None, str | None, int | None]]) -> None:
    from engine.store.facts import Fact
    from engine.store.staging import line_hash_sql

    fact = Fact("any", {"a": "VARCHAR", "b": "VARCHAR", "c": "VARCHAR", "d": "BIGINT"})
    table = pa.Table.from_pylist(
        [dict(zip("abcd", row, strict=True)) for row in rows],
        pa.schema([("a", pa.string()), ("b", pa.string()), ("c", pa.string()), ("d", pa.int64())]),
    )
    with open_duckdb() as connection:
        connection.register("rows", table)
        hashes = [row[0] for row in connection.execute(f"SELECT {line_hash_sql(fact)} FROM rows").fetchall()]
    assert len(set(hashes)) == len(set(rows))
    assert {len(value) for value in hashes} == {16}


def test_sources_and_lines_set_aside_are_all_kept(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    import_facts(store, {"set_aside": [{"reason": "datum"}, {"reason": "datum"}], "source": [{}, {}]})
    assert len(seen(store, "FROM set_aside")) == 2
    assert len(seen(store, "FROM source")) == 2


def test_a_refused_source_leaves_nothing_and_its_file_may_be_read_again(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.begin_import("toets", AT) as transaction:
        good, bad = transaction.new_source_no(), transaction.new_source_no()
        for number in (good, bad):
            transaction.stage(LINE, facts(LINE, {"source_no": number, "volume": number}))
            transaction.stage("source", facts("source", {"source_no": number, "sha256": str(number)}))
        transaction.refuse(bad)
        counts = transaction.commit()
    assert list(counts.counts.values()) == [FactCount(good, LINE, 1, 0)]
    assert seen(store, f"SELECT source_no FROM {LINE} UNION SELECT source_no FROM fact_source") == [(good,)]
    with store.begin_import("toets", AT) as transaction:
        assert transaction.known_files([str(good), str(bad)]) == {str(good): "bestand.xml"}
        assert transaction.new_source_no() > bad


def test_of_a_line_in_two_sources_the_refused_one_does_not_count_as_first(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.begin_import("toets", AT) as transaction:
        transaction.stage(LINE, facts(LINE, {"source_no": 1}, {"source_no": 2}))
        transaction.refuse(1)
        assert list(transaction.commit().counts.values()) == [FactCount(2, LINE, 1, 0)]


def test_known_messages_go_by_sender_identification_and_code_and_not_by_doubles(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    message = {"sender": "01234567", "identification": "B1", "message_code": "490", "name": "a.xml"}
    double = message | {"identification": "B2", "status": "dubbel"}
    import_facts(store, {"source": [message, double]})
    with store.begin_import("toets", AT) as transaction:
        known = transaction.known_messages(
            [("01234567", "B1", "490"), ("01234567", "B1", "491"), ("01234567", "B2", "490")]
        )
        assert transaction.known_messages([]) == {}
    assert known == {("01234567", "B1", "490"): "a.xml"}


def test_line_counts_of_a_source_are_completed(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    source = {"line_fact": LINE, "lines_read": 4}
    lines = [{"source_line": 1}, {"source_line": 2}, {"source_line": 3, "volume": 5}]
    import_facts(store, {LINE: lines, "source": [source], "set_aside": [{"source_line": 4}]})
    query = "SELECT lines_read, lines_stored, lines_duplicate, lines_set_aside FROM fact_source"
    assert seen(store, query) == [(4, 2, 1, 1)]


def test_a_line_that_disappeared_refuses_the_whole_import(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with pytest.raises(Refusal, match=r"3 gelezen regels zijn er 2 verwerkt"):
        import_facts(
            store, {LINE: [{}, {"volume": 5}], "source": [{"line_fact": LINE, "lines_read": 3, "name": "a.csv"}]}
        )
    assert store.stand == 0
    assert not any(content(Store(store.path)).values())


def test_the_same_import_twice_changes_nothing(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    import_facts(store, {LINE: [{}], "source": [{}]})
    before, manifest = content(store), (store.path / "manifest.json").read_bytes()
    counts = import_facts(store, {LINE: [{"source_no": 2}], "source": [{"source_no": 2, "status": "dubbel"}]})
    assert (counts.stand, counts.of(2, LINE).duplicate) == (1, 1)
    assert content(store) == before
    assert (store.path / "manifest.json").read_bytes() == manifest


def test_a_new_file_with_known_lines_only_is_remembered(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    import_facts(store, {LINE: [{}], "source": [{}]})
    import_facts(store, {LINE: [{"source_no": 2}], "source": [{"source_no": 2, "sha256": "ander"}]})
    assert seen(store, "SELECT count(*) FROM fact_source") == [(2,)]
    assert len(seen(store, f"FROM {LINE}")) == 1


def test_without_commit_nothing_is_stored_and_nothing_is_left(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.begin_import("toets", AT) as transaction:
        transaction.stage(LINE, facts(LINE, {}))
    assert store.stand == 0
    assert not list((store.path / "bezig").iterdir())
    assert not list((store.path / "segmenten").iterdir())


def test_a_reader_s_mistakes_in_staged_rows_are_told_at_once(tmp_path: Path) -> None:
    good = facts(LINE, {})
    for bad in (
        good.drop_columns(["dated"]),
        good.append_column("bsn", pa.array(["x"])),
        facts(LINE, {"dated": None}),
        facts(LINE, {"source_no": None}),
        good.set_column(good.schema.get_field_index("amount_cents"), "amount_cents", pa.array([1.5])),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            stage(tmp_path, LINE, bad)
    grant = {"outcome": "toegekend", "granted_cents": 1}
    stage(tmp_path, "declaration_answer", facts("declaration_answer", grant))
    for wrong in (grant | {"granted_cents": None}, grant | {"reference_number": None}):
        with pytest.raises(ValueError, match="toegekend"):
            stage(tmp_path, "declaration_answer", facts("declaration_answer", wrong))


def _stage_many(folder: Path, source_no: int) -> None:
    with Stager(folder) as stager:
        for number in range(50):
            stager.stage(LINE, facts(LINE, {"source_no": source_no, "source_line": number, "volume": number}))


def test_worker_processes_may_stage_beside_each_other(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.begin_import("toets", AT) as transaction:
        with multiprocessing.get_context("spawn").Pool(2) as pool:
            pool.starmap(_stage_many, [(transaction.stage_folder, number) for number in (1, 2)])
        counts = transaction.commit()
    assert counts.of(1, LINE) == FactCount(1, LINE, stored=50, duplicate=0)
    assert counts.of(2, LINE) == FactCount(2, LINE, stored=0, duplicate=50)


def test_many_small_tables_become_few_files(tmp_path: Path) -> None:
    _stage_many(tmp_path, 1)
    assert len(list(tmp_path.glob("*.parquet"))) == 1


def test_a_folder_name_may_hold_anything(tmp_path: Path) -> None:
    store = new_store(tmp_path / "Regio [test] 'a' *?{x}")
    import_facts(store, {LINE: [{}]})
    import_facts(store, {LINE: [{}, {"volume": 2}]})
    assert len(seen(store, f"FROM {LINE}")) == 2


def test_types_survive_the_store(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    import_facts(store, {"assignment": [{"volume": "12345678901234.5678", "budget_cents": 10**15}]})
    with store.connect(date(2025, 1, 1)) as connection:
        names = staged_schema("assignment").names
        table = connection.sql(f"SELECT {', '.join(names)} FROM assignment").to_arrow_table()
    assert table.cast(staged_schema("assignment")).equals(
        facts("assignment", {"volume": "12345678901234.5678", "budget_cents": 10**15})
    )
