"""What a plan says for every state of a table: nothing of the staff's is in it, nothing of the result missing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engine.errors import Refusal
from engine.result import Column, Kind, ResultTable, Row
from tests.workbooks.plan_tables import (
    ABOUT,
    AVERAGE,
    COLUMNS,
    NAMES,
    OWN,
    TARIFF,
    calculated,
    changed_cells,
    column,
    each_change,
    empty,
    made,
    of,
    own_row,
    planned,
    result,
    row,
    typed,
    without,
)
from workbooks.plan import Corner, Stored, Wanted, same_value
from workbooks.planner import plan_table


def test_rows_with_one_key_are_named_by_their_rows_of_the_sheet() -> None:
    standing = made(of("00000001", "00000002"))
    standing = replace(own_row(standing, AGB="00000001", Jaar=2024.0), corner=Corner("Uren", 5, 2, "a.xlsx"))
    with pytest.raises(Refusal, match="rij 5 en rij 7") as refused:
        planned(standing, of("00000001", "00000002"))
    assert refused.value.where == "a.xlsx, blad Uren, tabel Inzet"


def test_the_same_result_is_an_empty_plan() -> None:
    table = of("00000001", "00000002")
    plan, _ = planned(made(table), table)
    assert plan.is_empty
    assert (plan.new, plan.vanished, plan.returned, plan.changed, plan.replaced, plan.absent) == (
        [],
        [],
        [],
        [],
        [],
        [],
    )
    assert plan.formulas == {6: AVERAGE}


def test_a_changed_fact_changes_its_cell_and_what_follows_from_it() -> None:
    standing = made(of("00000001", "00000002"))
    plan, after = planned(standing, result(row("00000001"), row("00000002", Uren=Decimal(40))))
    assert [changed_cells(plan, place).keys() for place in range(2)] == [set(), {4, 6, 7}]
    assert [(change.column, change.was, change.value) for change in each_change(plan.changed)] == [
        ("Uren", 2.0, 40.0),
        ("Gemiddeld", 0.5, 10.0),
        ("Tarief", 4.0, 80.0),
    ]
    assert plan.cells[6][1] == (10.0, AVERAGE)
    assert column(after, "Gemiddeld") == [0.25, 10.0]


def test_new_rows_come_at_the_end_in_the_order_of_the_result() -> None:
    plan, after = planned(made(of("00000002")), of("00000003", "00000002", "00000001"))
    assert column(after, "AGB") == ["00000002", "00000003", "00000001"]
    assert column(after, "Volgorde") == [2.0, 1.0, 3.0]
    assert plan.new == [("00000003", 2024.0), ("00000001", 2024.0)]


def test_a_vanished_row_keeps_its_key_and_the_staffs_cells_and_counts_no_longer() -> None:
    standing = made(of("00000001", "00000002"), notes=["bellen"])
    plan, after = planned(standing, of("00000002"))
    assert plan.vanished == [("00000001", 2024.0)]
    assert list(after.rows[0].values) == ["00000001", 2024.0, "vervallen", *[None] * 6, "bellen"]
    assert set(after.rows[0].formulas) == {None}
    again, _ = planned(after, of("00000002"))
    assert again.is_empty
    assert again.vanished == []


def test_a_returned_row_is_filled_where_it_stands() -> None:
    table = of("00000001", "00000002")
    standing = made(table, notes=["bellen"])
    _, after = planned(standing, of("00000002"))
    plan, back = planned(after, table)
    assert plan.returned == [("00000001", 2024.0)]
    assert plan.new == plan.vanished == plan.replaced == []
    assert back == standing


def test_rows_of_the_staff_stay_as_they_are() -> None:
    table = of("00000001")
    standing = own_row(made(table), AGB="00000099", Jaar=2024.0, Uren=12.0, Gebeld="van ons")
    standing = own_row(standing, Aanbieder="tussenkop")
    standing = own_row(standing, Gebeld="los")
    plan, after = planned(standing, of("00000001", "00000005"))
    assert after.rows[:4] == standing.rows
    assert column(after, "AGB")[4] == "00000005"
    assert plan.vanished == []


def test_a_row_that_the_staff_typed_before_we_knew_it_becomes_ours() -> None:
    standing = own_row(made(of("00000001")), AGB="00000005", Jaar=2024.0, Gebeld="verwacht")
    plan, after = planned(standing, of("00000001", "00000005"))
    assert column(after, "Volgorde") == [1.0, 2.0]
    assert column(after, OWN) == [None, "verwacht"]
    assert plan.new == []


def test_a_key_that_stands_there_twice_is_refused() -> None:
    standing = own_row(made(of("00000001")), AGB="00000001", Jaar=2024.0)
    with pytest.raises(Refusal, match="staat er twee keer: rij 1 en rij 2"):
        planned(standing, of("00000001"))


def test_rows_without_key_may_look_alike() -> None:
    standing = own_row(own_row(made(of("00000001")), Gebeld="x"), Gebeld="x")
    assert planned(standing, of("00000001"))[0].is_empty


@pytest.mark.parametrize("key", ["AGB", "Jaar"])
def test_without_key_column_it_is_refused(key: str) -> None:
    with pytest.raises(Refusal, match=f"Kolom {key} staat niet meer"):
        planned(without(made(of("00000001")), key), of("00000001"))


def test_a_result_column_that_is_not_there_is_named_and_left_out() -> None:
    plan, after = planned(without(made(of("00000001")), "Aanbieder"), of("00000001", "00000002"))
    assert plan.absent == ["Aanbieder"]
    assert column(after, "Cliënten") == [4.0, 4.0]


def test_columns_in_another_order_are_found_by_their_header() -> None:
    headers = ("Uren", OWN, *(name for name in reversed(NAMES) if name != "Uren"))
    plan, after = planned(made(of("00000001"), headers), of("00000001", "00000002"))
    assert column(after, "AGB") == ["00000001", "00000002"]
    assert column(after, "Uren") == [1.0, 2.0]
    assert plan.formulas == {headers.index("Gemiddeld"): AVERAGE}


def test_without_order_column_a_vanished_row_is_refused_and_nothing_else_is() -> None:
    """Which rows are the staff's own cannot be told: one of theirs could be emptied."""
    standing = without(made(of("00000001", "00000002")), "Volgorde")
    assert planned(standing, of("00000001", "00000002", "00000003"))[0].absent == ["Volgorde"]
    with pytest.raises(Refusal, match="Kolom Volgorde staat niet meer"):
        planned(standing, of("00000001"))


def test_a_result_without_order_column_leaves_rows_that_may_be_of_the_staff() -> None:
    columns = [each for each in COLUMNS if each.name != "Volgorde"]
    headers = [*(each.name for each in columns), OWN]
    standing = made(result(row("00000001"), row("00000002"), columns=columns), headers)
    plan, after = planned(standing, result(row("00000001"), columns=columns))
    assert plan.is_empty
    assert plan.vanished == []
    assert after == standing


def test_a_result_of_which_the_order_is_the_key_marks_the_first_other_column() -> None:
    def lines(*names: str) -> ResultTable:
        rows: list[Row] = [{"Volgorde": place, "Naam": name} for place, name in enumerate(names, start=1)]
        columns = (Column("Volgorde", Kind.COUNT), Column("Naam", Kind.TEXT))
        return ResultTable("Bronregels", "", "", ("Volgorde",), columns, rows)

    standing = made(lines("een", "twee"), ("Volgorde", "Naam"))
    plan, after = planned(standing, lines("een"))
    assert plan.vanished == [(2.0,)]
    assert column(after, "Naam") == ["een", "vervallen"]
    plan, back = planned(after, lines("een", "twee"))
    assert plan.returned == [(2.0,)]
    assert back == standing


@pytest.mark.parametrize("stored", [6290123.0, "6290123", "006290123"])
def test_a_code_that_lost_its_zeros_is_found_and_mended(stored: Stored) -> None:
    standing = typed(made(of("00000001", "06290123"), notes=[None, "bellen"]), 1, {"AGB": stored})
    plan, after = planned(standing, of("00000001", "06290123"))
    assert column(after, "AGB") == ["00000001", "06290123"]
    assert column(after, OWN) == [None, "bellen"]
    assert [(change.column, change.was) for change in each_change(plan.changed)] == [("AGB", stored)]
    assert plan.new == plan.vanished == []


def test_a_code_that_could_be_two_is_not_guessed() -> None:
    standing = typed(made(of("06290123")), 0, {"AGB": 6290123.0})
    plan, after = planned(standing, of("06290123", "6290123"))
    assert plan.vanished == [(6290123.0, 2024.0)]
    assert column(after, "AGB") == [6290123.0, "06290123", "6290123"]


def test_two_rows_that_could_be_one_are_refused() -> None:
    standing = typed(made(of("06290123")), 0, {"AGB": 6290123.0})
    standing = own_row(standing, AGB="6290123", Jaar=2024.0, Volgorde=2.0)
    with pytest.raises(Refusal, match="staat er twee keer: rij 1 en rij 2"):
        planned(standing, of("06290123"))


def test_a_copied_row_of_which_the_code_became_a_number_is_refused() -> None:
    standing = typed(own_row(made(of("06290123")), AGB="06290123", Jaar=2024.0, Volgorde=1.0), 0, {"AGB": 6290123.0})
    with pytest.raises(Refusal, match="staat er twee keer: rij 1 en rij 2"):
        planned(standing, of("06290123"))


def test_the_exact_code_goes_before_the_one_without_zeros() -> None:
    standing = own_row(made(of("06290123")), AGB=6290123.0, Jaar=2024.0, Gebeld="van ons")
    plan, after = planned(standing, of("06290123"))
    assert plan.is_empty
    assert after == standing


@pytest.mark.parametrize(("name", "stored"), [("Jaar", "2024"), ("Jaar", " 2024 "), ("AGB", "00000001 ")])
def test_a_key_that_was_typed_over_as_text_or_with_spaces_is_found_and_mended(name: str, stored: Stored) -> None:
    standing = typed(made(of("00000001"), notes=["bellen"]), 0, {name: stored})
    plan, after = planned(standing, of("00000001"))
    assert [(change.column, change.was) for change in each_change(plan.changed)] == [(name, stored)]
    assert plan.new == plan.vanished == []
    assert column(after, OWN) == ["bellen"]


def test_a_number_that_is_no_code_keeps_its_zeros() -> None:
    standing = typed(made(of("00000001")), 0, {"Jaar": "02024"})
    plan, _ = planned(standing, of("00000001"))
    assert plan.new == [("00000001", 2024.0)]


def test_dates_that_count_from_1904() -> None:
    table = result(row("00000001", Sinds=date(2024, 5, 17)))
    old = replace(empty(), starts_in_1904=True)
    _, after = planned(old, table)
    assert column(after, "Sinds") == [float((date(2024, 5, 17) - date(1904, 1, 1)).days)]
    assert column(planned(empty(), table)[1], "Sinds") == [float((date(2024, 5, 17) - date(1899, 12, 30)).days)]
    assert planned(after, table)[0].is_empty


def test_the_blank_row_of_an_empty_table_is_used() -> None:
    plan, after = planned(empty(), of("00000001", "00000002"))
    assert plan.rows == [0, None]
    assert column(after, "AGB") == ["00000001", "00000002"]
    assert planned(empty(), of())[0].is_empty


def test_a_blank_row_in_which_the_staff_wrote_is_theirs() -> None:
    standing = typed(empty(), 0, {OWN: "let op"})
    _, after = planned(standing, of("00000001"))
    assert column(after, OWN) == ["let op", None]
    assert column(after, "AGB") == [None, "00000001"]


def test_a_table_of_which_all_vanished_and_came_back() -> None:
    table = of("00000001", "00000002")
    _, after = planned(made(table), of())
    assert column(after, "Volgorde") == ["vervallen", "vervallen"]
    assert planned(after, table)[1] == made(table)


def test_what_someone_typed_over_a_formula_is_calculated_again() -> None:
    table = of("00000001")
    plan, after = planned(typed(made(table), 0, {"Gemiddeld": 9.0}), table)
    assert [(change.column, change.was, change.value) for change in each_change(plan.replaced)] == [
        ("Gemiddeld", 9.0, 0.25)
    ]
    assert plan.changed == []
    assert after == made(table)


def test_what_someone_typed_over_a_fact_is_a_changed_cell() -> None:
    table = of("00000001")
    plan, after = planned(typed(made(table), 0, {"Uren": "veel"}), table)
    assert [(change.column, change.was) for change in each_change(plan.changed)] == [("Uren", "veel")]
    assert after == made(table)


def test_a_formula_over_a_fact_goes_also_when_it_gives_the_same() -> None:
    table = of("00000001")
    standing = made(table)
    standing = calculated(standing, 0, 1.0, "1*1", "Uren")
    plan, after = planned(standing, table)
    assert changed_cells(plan, 0) == {4: (1.0, None)}
    assert after == made(table)


def test_a_formula_that_cells_share_is_ours() -> None:
    table = of("00000001")
    standing = made(table)
    standing = calculated(standing, 0, 0.25, "", "Gemiddeld")
    assert planned(standing, table)[0].is_empty


def test_a_fact_goes_before_the_rule_where_there_is_one() -> None:
    table = result(row("00000001", Tarief=Decimal("9.5")), row("00000002"))
    _, after = planned(made(of("00000001", "00000002")), table)
    assert [(each.values[7], each.formulas[7]) for each in after.rows] == [
        (9.5, None),
        (4.0, TARIFF),
    ]


def test_cells_with_a_formula_of_their_own() -> None:
    table = of("00000001", "00000002")
    wanted = Wanted(table, {(0, "Uren"): "1+0", (1, "Gemiddeld"): ""})
    plan = plan_table(made(table), wanted)
    assert [changed_cells(plan, place) for place in range(2)] == [{4: (1.0, "1+0")}, {6: (0.5, None)}]


def test_true_is_no_one() -> None:
    assert not same_value(True, 1.0)
    assert same_value(True, True)
    assert same_value("", None)
    assert same_value(0.1 + 0.2, 0.3)
    assert not same_value(0.0, None)
    plan, _ = planned(typed(made(of("00000001")), 0, {"Uren": True}), of("00000001"))
    assert [(change.was, change.value) for change in each_change(plan.changed)] == [(True, 1.0)]


def test_a_ranking_comes_in_the_order_of_the_result_with_what_the_staff_wrote() -> None:
    standing = made(of("00000001", "00000002", "00000003", ranks=ABOUT), notes=["een", "twee", "drie"])
    plan, after = planned(standing, of("00000003", "00000004", "00000001", "00000002", ranks=ABOUT))
    assert column(after, "AGB") == ["00000003", "00000004", "00000001", "00000002"]
    assert column(after, OWN) == ["drie", None, "een", "twee"]
    assert plan.rows == [2, None, 0, 1]


def test_rows_about_the_same_keep_their_order_in_a_ranking() -> None:
    standing = made(of("00000001", "00000002", "00000001", ranks=ABOUT), notes=["een", "twee", "nog een"])
    _, after = planned(standing, of("00000001", "00000001", "00000002", ranks=ABOUT))
    assert column(after, OWN) == ["een", "nog een", "twee"]


def test_of_two_rows_about_one_code_excel_made_one_a_number() -> None:
    standing = made(of("06290123", "06290123", ranks=ABOUT), notes=["een", "twee"])
    for index in range(2):
        _, after = planned(typed(standing, index, {"AGB": 6290123.0}), of("06290123", "06290123", ranks=ABOUT))
        assert after == standing


def test_what_vanished_from_a_ranking_goes_unless_the_staff_wrote_there() -> None:
    standing = made(of("00000001", "00000002", "00000003", ranks=ABOUT), notes=[None, "bellen"])
    plan, after = planned(standing, of("00000003", ranks=ABOUT))
    assert column(after, "AGB") == ["00000003", "00000002"]
    assert column(after, "Volgorde") == [1.0, "vervallen"]
    assert column(after, OWN) == [None, "bellen"]
    assert [key[:2] for key in plan.vanished] == [("00000002", 2024.0)]
    assert [key[:2] for key in plan.removed] == [("00000001", 2024.0)]


def test_a_row_with_a_note_stays_in_a_ranking() -> None:
    standing = made(of("00000001", "00000002", ranks=ABOUT))
    plan, after = planned(replace(standing, noted=frozenset([0])), of(ranks=ABOUT))
    assert plan.rows == [0]
    assert column(after, "AGB") == ["00000001"]
    assert column(after, "Volgorde") == ["vervallen"]


def test_a_ranking_of_which_only_the_last_row_goes_is_no_empty_plan() -> None:
    plan, after = planned(made(of("00000001", "00000002", ranks=ABOUT)), of("00000001", ranks=ABOUT))
    assert not plan.is_empty
    assert column(after, "AGB") == ["00000001"]


def test_a_ranking_without_rows_keeps_one_blank_row() -> None:
    standing = made(of("00000001", "00000002", ranks=ABOUT))
    _, after = planned(standing, of(ranks=ABOUT))
    assert after == empty()
    assert planned(after, of(ranks=ABOUT))[0].is_empty
    assert column(planned(after, of("00000002", ranks=ABOUT))[1], "AGB") == ["00000002"]


def test_rows_of_the_staff_in_a_ranking_go_to_the_end() -> None:
    standing = own_row(made(of("00000001", ranks=ABOUT)), AGB="00000099", Jaar=2024.0, Uren=7.0)
    standing = own_row(standing, Aanbieder="tussenkop")
    _, after = planned(standing, of("00000002", "00000001", ranks=ABOUT))
    assert column(after, "AGB") == ["00000002", "00000001", "00000099", None]
    assert after.rows[2:] == standing.rows[1:]


def test_a_formula_that_was_filled_down_keeps_no_row_in_a_ranking() -> None:
    standing = made(of("00000001", "00000002", "00000003", "00000004", "00000005", ranks=ABOUT))
    for index, formula in enumerate(("2*2", "2*2", "C7*D9", "", "Inzet[[#This Row],[Uren]]*2")):
        standing = calculated(standing, index, 4.0, formula)
    _, after = planned(standing, of("00000001", ranks=ABOUT))
    assert column(after, "AGB") == ["00000001", "00000003"]


def test_a_table_without_keys_is_filled_row_by_row() -> None:
    def cards(*hours: int) -> ResultTable:
        columns = (Column("Volgorde", Kind.COUNT), Column("Uren", Kind.HOURS), Column("Naam", Kind.TEXT))
        rows: list[Row] = [{"Volgorde": n, "Uren": Decimal(of), "Naam": "a"} for n, of in enumerate(hours, start=1)]
        return ResultTable("Kern", "", "", (), columns, rows)

    standing = typed(made(cards(1, 2), ("Volgorde", "Uren", "Naam", OWN)), 1, {OWN: "bellen"})
    plan, after = planned(standing, cards(3))
    assert [list(each.values) for each in after.rows] == [[1.0, 3.0, "a", None], [None, None, None, "bellen"]]
    assert plan.vanished == [(1.0,)]
    again, _ = planned(after, cards(3))
    assert again.is_empty
    assert again.vanished == []
    assert planned(after, cards(1, 2))[1] == standing


def test_what_the_staff_write_below_a_single_row_of_figures_stays() -> None:
    def figures(hours: int) -> ResultTable:
        return ResultTable("Kern", "", "", (), (Column("Uren", Kind.HOURS),), [{"Uren": Decimal(hours)}])

    standing = own_row(made(figures(1), ("Uren", OWN)), Uren=5.0, Gebeld="van ons")
    plan, after = planned(standing, figures(2))
    assert column(after, "Uren") == [2.0, 5.0]
    assert plan.vanished == []


def test_a_formula_of_the_staff_is_content_also_when_the_file_holds_no_value_of_it() -> None:
    standing = made(of())
    standing = calculated(standing, 0, None, "C7*D9")
    _, after = planned(standing, of("00000001"))
    assert column(after, "AGB") == [None, "00000001"]
    assert after.rows[0] == standing.rows[0]


@pytest.mark.parametrize(("part", "written"), [(",", " , "), ("IF(", "if("), ("=0)", "=0.00)")])
def test_a_formula_that_another_program_wrote_otherwise_is_ours(part: str, written: str) -> None:
    table = of("00000001")
    standing = calculated(made(table), 0, 0.25, AVERAGE.replace(part, written), "Gemiddeld")
    plan, _ = planned(standing, table)
    assert plan.is_empty
    assert plan.replaced == []


def test_a_formula_of_the_staff_over_a_calculated_cell_is_named_with_that_formula() -> None:
    table = of("00000001")
    plan, _ = planned(calculated(made(table), 0, 0.25, "1/4", "Gemiddeld"), table)
    assert [(change.column, change.was, change.formula) for change in each_change(plan.replaced)] == [
        ("Gemiddeld", 0.25, "1/4")
    ]
