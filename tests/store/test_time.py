"""As-of, stand and compaction: what was once read can be read again (G-3)."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Refusal
from engine.store import compaction
from engine.store.facts import FACTS
from engine.store.manifest import RETIRED_FOR, read_manifest
from engine.store.store import Store
from tests.store.made_facts import AT, LATE, content, import_facts, new_store, seen

LINE = "declaration_line"


def store_with(folder: Path, imports: int) -> Store:
    """Each import brings one line, one answer to it and one to the line before."""
    store = new_store(folder)
    for number in range(1, imports + 1):
        answers = [{"reference_number": f"R{about}", "source_no": number} for about in (number, number - 1)]
        line = {"reference_number": f"R{number}", "source_no": number}
        import_facts(store, {LINE: [line], "declaration_answer": answers})
    return store


def segments(store: Store) -> set[str]:
    return {file.name for file in (store.path / "segmenten").iterdir()}


def test_every_earlier_stand_can_be_read(tmp_path: Path) -> None:
    store = store_with(tmp_path, 4)
    assert [len(content(store, stand)[LINE]) for stand in range(5)] == [0, 1, 2, 3, 4]


def test_an_empty_store_has_all_relations_and_no_rows(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    assert store.stand == 0
    for fact in FACTS:
        assert seen(store, f"FROM {fact}") == []
    assert seen(store, "FROM counted_line") == seen(store, "FROM current_assignment") == []


def test_run_carries_the_parameters(tmp_path: Path) -> None:
    store = store_with(tmp_path, 2)
    assert seen(
        store, "SELECT as_of, stand, count_unanswered FROM run", date(2024, 3, 1), 1, count_unanswered=False
    ) == [(date(2024, 3, 1), 1, False)]
    assert seen(store, "SELECT stand FROM run") == [(2,)]


@pytest.mark.parametrize("stand", [-1, 3])
def test_an_unknown_stand_is_refused(tmp_path: Path, stand: int) -> None:
    store = store_with(tmp_path, 2)
    with pytest.raises(Refusal, match=r"tot en met 2"):
        store.connect(LATE, stand)


def test_sources_without_dagtekening_exist_at_every_date(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    import_facts(store, {"source": [{"dated": None}, {"dated": date(2025, 1, 1)}]})
    assert seen(store, "SELECT dated FROM source", date(2024, 1, 1)) == [(None,)]


def test_small_segments_are_merged_and_every_stand_stays(tmp_path: Path) -> None:
    store = store_with(tmp_path, 5)
    before = {stand: content(store, stand) for stand in range(6)}
    counted = {stand: seen(store, "FROM counted_line ORDER BY ALL", stand=stand) for stand in range(6)}
    merged = compaction.compact(store.path, store.manifest, AT, most_small=3)
    assert sorted(segment.fact for segment in merged.segments) == ["declaration_answer", LINE]
    store = Store(store.path)
    assert {stand: content(store, stand) for stand in range(6)} == before
    assert {stand: seen(store, "FROM counted_line ORDER BY ALL", stand=stand) for stand in range(6)} == counted


def test_imports_go_on_merging_and_find_duplicates_in_merged_segments(tmp_path: Path) -> None:
    store = store_with(tmp_path, 13)
    of_lines = [segment for segment in store.manifest.segments if segment.fact == LINE]
    assert len(of_lines) < 5
    assert sum(segment.rows for segment in of_lines) == 13
    assert import_facts(store, {LINE: [{"reference_number": "R1"}]}).of(1, LINE).duplicate == 1


def test_merged_segments_stay_a_day_for_readers_and_then_go(tmp_path: Path) -> None:
    store = store_with(tmp_path, 3)
    old = segments(store)
    reader = store.connect(LATE)
    compaction.compact(store.path, store.manifest, AT, most_small=1)
    import_facts(store, {LINE: [{"volume": 7}]}, AT + RETIRED_FOR - timedelta(seconds=1))
    assert old <= segments(store)
    assert reader.execute("SELECT count(*) FROM counted_line").fetchall() == [(3,)]
    reader.close()
    import_facts(store, {LINE: [{"volume": 8}]}, AT + RETIRED_FOR)
    assert not old & segments(store)
    assert segments(store) == read_manifest(store.path).files()


def test_a_reader_keeps_what_it_saw_while_an_import_commits(tmp_path: Path) -> None:
    store = store_with(tmp_path, 1)
    reader = Store(store.path).connect(LATE)
    with store.begin_import("toets", AT):
        other = Store(store.path).connect(LATE)
        assert other.execute("SELECT count(*) FROM counted_line").fetchall() == [(1,)]
        other.close()
    import_facts(store, {LINE: [{"volume": 7}]})
    assert reader.execute("SELECT count(*) FROM counted_line").fetchall() == [(1,)]
    reader.close()


def test_a_store_opened_long_ago_sees_later_imports_when_it_connects(tmp_path: Path) -> None:
    store = store_with(tmp_path, 1)
    other = Store(store.path)
    import_facts(store, {LINE: [{"volume": 7}]})
    assert other.stand == 1
    assert seen(other, "SELECT stand FROM run") == [(2,)]


def test_a_damaged_or_foreign_manifest_is_refused(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    file = store.path / "manifest.json"
    whole = file.read_text()
    for content_, message in (
        (whole[:40], "beschadigd"),
        ("[]", "beschadigd"),
        ('{"format": 2}', "beschadigd"),
        (whole.replace('"format": 2', '"format": 99'), "andere versie"),
    ):
        file.write_text(content_)
        with pytest.raises(Refusal, match=message):
            Store(store.path)
    file.unlink()
    with pytest.raises(Refusal, match="geen gegevensopslag"):
        Store(store.path)


_ASSIGNMENTS = st.lists(
    st.lists(
        st.tuples(st.sampled_from("12"), st.integers(1, 3), st.integers(1, 3), st.sampled_from(["01", "13", None])),
        max_size=5,
    ),
    max_size=3,
)


@settings(max_examples=15, deadline=None)
@given(_ASSIGNMENTS)
def test_current_assignment_is_the_latest_assigned_unless_deleted(
    tmp_path_factory: pytest.TempPathFactory, imports: list[list[tuple[str, int, int, str | None]]]
) -> None:
    store = new_store(tmp_path_factory.mktemp("dossier"))
    latest: dict[str, tuple[tuple[int, int, int, int], str | None]] = {}
    stored = set[tuple[str, int, int, str | None]]()
    for number, rows in enumerate(imports):
        staged = [
            {
                "assignment_number": who,
                "assigned_at": AT.replace(day=day),
                "dated": date(2024, 1, dated),
                "change_reason": reason,
                "source_line": line,
            }
            for line, (who, day, dated, reason) in enumerate(rows)
        ]
        import_facts(store, {"assignment": staged} if staged else {})
        for line, row in enumerate(rows):
            if row not in stored:
                stored.add(row)
                who, day, dated, reason = row
                latest[who] = max(
                    latest.get(who, ((0, 0, 0, 0), None)), ((day, dated, number, line), reason), key=lambda x: x[0]
                )
    expected = sorted(((who, reason) for who, (_, reason) in latest.items() if reason != "13"), key=repr)
    found = seen(store, "SELECT assignment_number, change_reason FROM current_assignment")
    assert sorted(found, key=repr) == expected


def test_an_assignment_deleted_later_existed_before(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    deleted = {"change_reason": "13", "dated": date(2024, 6, 1), "assigned_at": AT}
    import_facts(store, {"assignment": [{}, deleted]})
    assert len(seen(store, "FROM current_assignment", date(2024, 5, 31))) == 1
    assert seen(store, "FROM current_assignment", date(2024, 6, 1)) == []


@pytest.mark.parametrize("kind", ["start", "stop"])
def test_care_messages_are_replaced_and_removed(tmp_path: Path, kind: str) -> None:
    store = new_store(tmp_path)
    fact = f"care_{kind}"
    first = {"delivery_status": "1", "dated": date(2024, 1, 1)}
    import_facts(
        store,
        {
            fact: [
                first,
                first | {"delivery_status": "2", "dated": date(2024, 1, 2)},
                first | {"delivery_status": "3", "dated": date(2024, 1, 3)},
                first | {"begin_date": date(2024, 5, 1)},
                first | {"assignment_number": None, "product_code": "54B02"},
                first | {"assignment_number": None, "product_code": "54B03"},
            ]
        },
    )
    query = f"SELECT delivery_status FROM current_{fact} WHERE begin_date = '2024-01-03' AND assignment_number = 'T1'"
    assert seen(store, query, date(2024, 1, 1)) == [("1",)]
    assert seen(store, query, date(2024, 1, 2)) == [("2",)]
    assert seen(store, query, date(2024, 1, 3)) == []
    assert len(seen(store, f"FROM current_{fact}")) == 3
