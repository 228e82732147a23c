"""Net production (G-4): worked cases, and a plain second implementation that the view must agree with."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.store.store import Store
from tests.store.made_facts import LATE, Row, import_facts, new_store, seen

LINE, ANSWER = "declaration_line", "declaration_answer"
NET = "SELECT counts, net_cents, net_volume, net_minutes FROM counted_line"
WHOLE: dict[str, Any] = {"reference_number": None, "product_code": None, "begin_date": None}
FEB, MARCH, APRIL = date(2024, 2, 5), date(2024, 3, 1), date(2024, 4, 1)


def net(store: Store, as_of: date = LATE, **how: Any) -> list[tuple[Any, ...]]:
    return seen(store, NET, as_of, **how)


def test_a_debit_line_counts_from_its_dagtekening(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    import_facts(store, {LINE: [{}]})
    assert net(store, FEB - timedelta(days=1)) == []
    assert net(store, FEB) == [(True, 9000, 90, 90)]


def test_a_credit_line_counts_below_zero(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    import_facts(store, {LINE: [{"debit_credit": "C", "unit": "04", "volume": 2}]})
    assert net(store) == [(True, -9000, -2, -120)]


def test_only_minutes_and_hours_have_minutes(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    import_facts(store, {LINE: [{"unit": "14", "volume": 3}]})
    assert net(store) == [(True, 9000, 3, None)]


def test_a_rejection_counts_from_the_dagtekening_of_the_answer(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    import_facts(store, {LINE: [{}], ANSWER: [{"dated": MARCH}]})
    assert net(store, MARCH - timedelta(days=1)) == [(True, 9000, 90, 90)]
    assert net(store, MARCH) == [(False, 0, 0, 0)]
    assert seen(store, "SELECT answer_outcome, answer_dated FROM counted_line") == [("afgekeurd", MARCH)]


def test_a_rejected_credit_no_longer_takes_away(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    credit = {"debit_credit": "C", "reference_number": "R2", "previous_reference_number": "R1"}
    import_facts(store, {LINE: [{}, credit], ANSWER: [{"reference_number": "R2", "dated": MARCH}]})
    assert seen(store, "SELECT sum(net_cents), sum(net_volume) FROM counted_line", FEB) == [(0, 0)]
    assert seen(store, "SELECT sum(net_cents), sum(net_volume) FROM counted_line") == [(9000, 90)]


@pytest.mark.parametrize(("granted", "expected"), [(5000, (True, 5000, 90, 90)), (0, (False, 0, 0, 0))])
def test_a_304_grants_part_or_nothing(tmp_path: Path, granted: int, expected: tuple[Any, ...]) -> None:
    store = new_store(tmp_path)
    import_facts(store, {LINE: [{}], ANSWER: [{"outcome": "toegekend", "granted_cents": granted}]})
    assert net(store) == [expected]


def test_a_reference_number_used_again_for_another_product_is_another_line(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    import_facts(store, {LINE: [{}, {"product_code": "54B02"}], ANSWER: [{}]})
    query = "SELECT product_code, counts FROM counted_line ORDER BY ALL"
    assert seen(store, query) == [("54B01", False), ("54B02", True)]


def test_an_answer_about_the_whole_declaration_is_about_all_its_lines(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    other = {"reference_number": "R2", "declaration_number": "D2"}
    import_facts(store, {LINE: [{}, {"reference_number": "R2"}, other], ANSWER: [WHOLE]})
    query = "SELECT declaration_number, counts FROM counted_line ORDER BY ALL"
    assert seen(store, query) == [("D1", False), ("D1", False), ("D2", True)]


def test_unanswered_lines_may_be_left_out(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    lines = [{}, {"reference_number": "R2"}, {"declaration_number": "D2"}, {"declaration_number": "D3"}]
    approved = {"declaration_number": "D3", "outcome": "goedgekeurd", "dated": APRIL} | WHOLE
    import_facts(store, {LINE: lines, ANSWER: [{"dated": MARCH}, approved]})
    query = "SELECT declaration_number, reference_number, counts FROM counted_line ORDER BY ALL"
    expected = [("D1", "R1", False), ("D1", "R2", True), ("D2", "R1", False), ("D3", "R1", False)]
    assert seen(store, query, MARCH, count_unanswered=False) == expected
    assert [row[2] for row in seen(store, query, APRIL, count_unanswered=False)] == [False, True, False, True]


def test_a_later_import_with_an_earlier_dagtekening_does_not_decide(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    import_facts(store, {LINE: [{}], ANSWER: [{"dated": APRIL}]})
    import_facts(store, {ANSWER: [{"source_no": 2, "dated": MARCH, "outcome": "goedgekeurd"}]})
    assert net(store, MARCH)[0][0] is True
    assert net(store, APRIL)[0][0] is False


def test_of_answers_of_one_day_the_last_imported_decides(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    import_facts(store, {LINE: [{}], ANSWER: [{}]})
    import_facts(store, {ANSWER: [{"outcome": "goedgekeurd"} | WHOLE]})
    assert net(store)[0][0] is True
    assert net(store, stand=1)[0][0] is False


@pytest.mark.parametrize(
    ("begin", "dated", "late"),
    [
        (date(2024, 1, 31), date(2024, 2, 29), False),
        (date(2024, 1, 1), date(2024, 3, 1), True),
        (date(2023, 12, 31), date(2024, 1, 31), False),
        (date(2023, 12, 31), date(2024, 2, 1), True),
    ],
)
def test_late_is_after_the_month_that_follows_the_care_month(
    tmp_path: Path, begin: date, dated: date, late: bool
) -> None:
    store = new_store(tmp_path)
    import_facts(store, {LINE: [{"begin_date": begin, "dated": dated}]})
    assert seen(store, "SELECT is_late, care_month FROM counted_line") == [(late, begin.replace(day=1))]


_DAYS = st.dates(date(2024, 1, 1), date(2024, 1, 4))
_SUBJECT = {
    "agb": st.sampled_from(["00000001", "00000002"]),
    "declaration_number": st.sampled_from(["D1", "D2"]),
    "reference_number": st.sampled_from(["R1", "R2"]),
    "product_code": st.sampled_from(["54B01", "54B02"]),
    "begin_date": _DAYS,
}
_LINES = st.fixed_dictionaries(
    _SUBJECT
    | {
        "volume": st.integers(0, 3).map(Decimal),
        "unit": st.sampled_from(["01", "04", "14"]),
        "amount_cents": st.integers(0, 3),
        "debit_credit": st.sampled_from("DC"),
        "dated": _DAYS,
        "fact": st.just(LINE),
    }
)
_LINE_ANSWERS = st.fixed_dictionaries(
    _SUBJECT
    | {
        "outcome": st.sampled_from(["afgekeurd", "goedgekeurd", "toegekend"]),
        "granted_cents": st.integers(-1, 2),
        "dated": _DAYS,
        "fact": st.just(ANSWER),
    }
)
_WHOLE_ANSWERS = st.fixed_dictionaries(
    {name: _SUBJECT[name] for name in ("agb", "declaration_number")}
    | {"outcome": st.sampled_from(["afgekeurd", "goedgekeurd"]), "dated": _DAYS, "fact": st.just(ANSWER)}
    | {name: st.none() for name in ("reference_number", "product_code", "begin_date", "granted_cents")}
)
_IMPORTS = st.lists(st.lists(_LINES | _LINE_ANSWERS | _WHOLE_ANSWERS, min_size=1, max_size=12), min_size=1, max_size=4)


def _without_duplicates(imports: list[list[Row]]) -> list[list[Row]]:
    """A row that is equal to an earlier one adds nothing; an import of nothing new makes no stand."""
    known = set[frozenset[Any]]()
    fresh: list[list[Row]] = []
    for rows in imports:
        fresh.append([])
        for row in rows:
            if frozenset(row.items()) not in known:
                known.add(frozenset(row.items()))
                fresh[-1].append(row)
    return [rows for rows in fresh if rows]


def model(imports: list[list[Row]], as_of: date, stand: int, count_unanswered: bool) -> list[tuple[Any, ...]]:
    """What `counted_line` must be, straight from the words of G-4; one line at a time, with nothing but Python."""
    known = [row for rows in _without_duplicates(imports)[:stand] for row in rows if row["dated"] <= as_of]
    # A stable sort: of answers of one day the one that came later stays later.
    answers = sorted((row for row in known if row["fact"] == ANSWER), key=lambda row: row["dated"])
    return [_net(line, answers, count_unanswered) for line in known if line["fact"] == LINE]


def _net(line: Row, answers: list[Row], count_unanswered: bool) -> tuple[Any, ...]:
    about = [answer for answer in answers if all(answer[name] == line[name] for name in ("agb", "declaration_number"))]
    deciding = [answer for answer in about if all(answer[name] in (None, line[name]) for name in _SUBJECT)]
    answer = deciding[-1] if deciding else {"outcome": None}
    sign = 1 if line["debit_credit"] == "D" else -1
    cents = answer["granted_cents"] if answer["outcome"] == "toegekend" else sign * line["amount_cents"]
    rejected = answer["outcome"] == "afgekeurd" or (answer["outcome"] == "toegekend" and cents == 0)
    counts = not rejected and (bool(about) or count_unanswered)
    volume = sign * line["volume"] if counts else 0
    minutes = {"01": volume, "04": volume * 60}.get(line["unit"])
    return (*(line[name] for name in _SUBJECT), counts, cents if counts else 0, volume, minutes)


def check_against_model(imports: list[list[Row]], as_of: date, stand: int, count_unanswered: bool) -> None:
    columns = f"{', '.join(_SUBJECT)}, counts, net_cents, net_volume, net_minutes"
    with TemporaryDirectory() as folder:
        store = new_store(Path(folder))
        for rows in imports:
            staged: dict[str, list[Row]] = {LINE: [], ANSWER: []}
            for place, row in enumerate(rows):
                staged[row["fact"]].append({**row, "source_line": place})
            import_facts(store, staged)
        stand = min(stand, store.stand)
        found = seen(store, f"SELECT {columns} FROM counted_line", as_of, stand, count_unanswered)
    expected = model(imports, as_of, stand, count_unanswered)
    assert sorted(map(_plain, found), key=repr) == sorted(map(_plain, expected), key=repr)


@settings(max_examples=15, deadline=None)
@given(_IMPORTS, _DAYS, st.integers(0, 4), st.booleans())
def test_counted_line_is_what_the_rule_says(
    imports: list[list[Row]], as_of: date, stand: int, count_unanswered: bool
) -> None:
    check_against_model(imports, as_of, stand, count_unanswered)


@pytest.mark.full
@settings(max_examples=200, deadline=None)
@given(_IMPORTS, _DAYS, st.integers(0, 4), st.booleans())
def test_counted_line_is_what_the_rule_says_in_many_cases(
    imports: list[list[Row]], as_of: date, stand: int, count_unanswered: bool
) -> None:
    check_against_model(imports, as_of, stand, count_unanswered)


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(int(value) if isinstance(value, Decimal) else value for value in row)
