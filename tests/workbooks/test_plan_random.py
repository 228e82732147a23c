"""Plans for random tables in which staff worked: nothing of theirs is lost, and a second plan has nothing to do."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.result import ResultTable
from tests.workbooks.plan_tables import ABOUT, OWN, column, empty, made, own_row, planned, result, row, typed, with_rows
from workbooks.plan import Standing, StandingRow, Stored, Wanted
from workbooks.planner import plan_table


@dataclass(frozen=True)
class Scene:
    """A table in which staff worked, and the result that comes."""

    standing: Standing
    wanted: ResultTable
    own_rows: list[StandingRow]
    notes: dict[tuple[Stored, Stored], Stored]


CODES = [f"{number:08}" for number in (1, 2, 3, 40, 500, 6290123, 7000000)]
values = st.none() | st.integers(0, 40).map(lambda number: Decimal(number) / 4)
typed_values = st.none() | st.integers(0, 9).map(float) | st.sampled_from(["veel", "vervallen"]) | st.booleans()


@st.composite
def results(draw: st.DrawFn, ranks: bool) -> ResultTable:
    chosen = draw(st.permutations(CODES).flatmap(lambda codes: st.integers(0, 7).map(lambda n: codes[:n])))
    rows = [row(code, Uren=draw(values), Tarief=draw(values), Cliënten=draw(st.integers(0, 3))) for code in chosen]
    return result(*rows, ranks=ABOUT if ranks else ())


@st.composite
def scenes(draw: st.DrawFn, ranks: bool) -> Scene:
    """A table made, annotated, overtyped, in part deleted, sorted, with rows of the staff's own among it."""
    standing = made(draw(results(ranks)))
    notes: dict[tuple[Stored, Stored], Stored] = {}
    for index, code in enumerate(column(standing, "AGB")):
        if code is not None and draw(st.booleans()):
            notes[code, 2024.0] = note = f"over {code}"
            standing = typed(standing, index, {OWN: note})
        if code is not None:
            name = draw(st.sampled_from(["Uren", "Gemiddeld", "Aanbieder", "Sinds"]))
            standing = typed(standing, index, {name: draw(typed_values)}) if draw(st.booleans()) else standing
        if code is not None and draw(st.integers(0, 3)) == 0:
            standing = typed(standing, index, {"AGB": float(str(code))})
    own: list[StandingRow] = []
    for number in range(draw(st.integers(0, 3))):
        key = draw(st.sampled_from([None, f"eigen {number}"]))
        cells = {"AGB": key, "Uren": draw(typed_values), "Tarief": 3.0, OWN: draw(st.none() | st.just("van ons"))}
        standing = own_row(standing, **cells)
        own.append(standing.rows[-1])
    kept = [each for each in draw(st.permutations(standing.rows)) if each in own or draw(st.integers(0, 4))]
    notes = {key: note for key, note in notes.items() if any(each.values[-1] == note for each in kept)}
    return Scene(with_rows(standing, kept or empty().rows), draw(results(ranks)), own, notes)


def check(scene: Scene) -> None:
    """Nothing of the staff's is lost, all of the result is there, and a second plan has nothing to do."""
    plan, after = planned(scene.standing, scene.wanted)
    found = {
        (f"{int(code):08}" if isinstance(code, float) else code, year): index
        for index, (code, year) in enumerate(zip(column(after, "AGB"), column(after, "Jaar"), strict=True))
    }
    for key, note in scene.notes.items():
        assert column(after, OWN)[found[key]] == note
    for own in scene.own_rows:
        assert after.rows.count(own) >= scene.own_rows.count(own)
    fresh = made(scene.wanted)
    for each in fresh.rows if scene.wanted.rows else []:
        there = after.rows[found[each.values[0], each.values[1]]]
        assert list(there.values[:-1]) == list(each.values[:-1])
        assert list(there.formulas[:-1]) == list(each.formulas[:-1])
    wanted = {(each.values[0], each.values[1]) for each in fresh.rows}
    for key, index in found.items():
        if key not in wanted and after.rows[index] not in scene.own_rows:
            assert list(after.rows[index].values[3:-1]) == [None] * 6
    if scene.wanted.ranks and scene.wanted.rows:
        assert column(after, "AGB")[: len(fresh.rows)] == column(fresh, "AGB")
    elif not scene.wanted.ranks:
        assert plan.rows[: scene.standing.count] == [*range(scene.standing.count)]
    again = plan_table(after, Wanted(scene.wanted))
    assert again.is_empty
    assert (again.new, again.vanished, again.returned, again.changed, again.replaced) == ([], [], [], [], [])


@settings(max_examples=150)
@given(scenes(ranks=False))
def test_a_plan_loses_nothing_and_is_done_in_one_go(scene: Scene) -> None:
    check(scene)


@settings(max_examples=150)
@given(scenes(ranks=True))
def test_a_plan_of_a_ranking_loses_nothing_and_is_done_in_one_go(scene: Scene) -> None:
    check(scene)


@pytest.mark.full
@settings(max_examples=2000)
@given(st.booleans().flatmap(lambda ranks: scenes(ranks=ranks)))
def test_thousands_of_plans_lose_nothing(scene: Scene) -> None:
    check(scene)
