"""The plan of a whole workbook, and what is kept of the one before."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.errors import Refusal
from tests.workbooks.plan_tables import changed_cells, made, of, own_row, planned, result, row, typed
from workbooks.plan import Wanted
from workbooks.planner import plan_table
from workbooks.planning import plan_tables


def test_only_a_table_that_is_exactly_as_it_was_keeps_its_plan() -> None:
    wanted, standing = Wanted(of("00000001", "00000002")), made(of("00000001"))
    before = plan_tables([wanted], lambda _: standing)
    same = plan_tables([wanted], lambda _: replace(standing), before=before)
    assert same.plans[0] is before.plans[0]
    typed_in = typed(standing, 0, {"Uren": 5.0})
    other = plan_tables([wanted], lambda _: typed_in, before=before)
    assert other.plans == plan_tables([wanted], lambda _: typed_in).plans != before.plans
    of_today = replace(wanted)
    assert plan_tables([of_today], lambda _: standing, before=before).plans[0] is not before.plans[0]


def test_rows_that_are_not_looked_at_stay_as_they_are() -> None:
    standing = own_row(made(of("00000001", "00000002", "00000003")), Gebeld="van ons")
    now = result(row("00000002", Uren=Decimal(40)), row("00000003", Uren=Decimal(40)), row("00000004"), row("00000005"))
    whole, _ = planned(standing, now)
    assert (whole.vanished, len(whole.new)) == ([("00000001", 2024.0)], 2)
    part = plan_table(standing, Wanted(now, rows=frozenset({1, 3})))
    assert part.rows == [0, 1, 2, 3, None]
    assert (part.vanished, part.new) == ([], [("00000005", 2024.0)])
    assert [bool(changed_cells(part, place)) for place in range(5)] == [False, False, True, False, True]
    nothing = plan_table(standing, Wanted(now, rows=frozenset()))
    assert nothing.is_empty


def test_one_table_that_is_gone_is_refused_and_others_are_only_named() -> None:
    wanted = Wanted(of("00000001"))
    assert plan_tables([wanted], lambda _: None).absent == ["Inzet"]
    with pytest.raises(Refusal, match="Tabel Inzet staat niet meer in deze werkmap"):
        plan_tables([wanted], lambda _: None, only="Inzet")


def test_with_one_table_go_those_that_it_reads_and_those_that_read_what_changes() -> None:
    """Apart does not: it reads a table that does not change."""
    reads = {
        "Read": "",
        "Own": "Read",
        "Reader": "Own",
        "Beside": "",
        "Deeper": "Reader[Uren])+SUM(Beside",
        "Apart": "Read",
    }
    table, changed = of("00000001"), result(row("00000001", Uren=Decimal(9)))
    same = ["Read", "Beside"]
    wanted = [
        Wanted(
            replace(table if name in same else changed, name=name),
            {(0, "Aanbieder"): f"SUM({read}[Uren])"} if read else {},
        )
        for name, read in reads.items()
    ]
    standing = {name: replace(made(replace(table, name=name)), name=name) for name in reads}
    assert [plan.name for plan in plan_tables(wanted, standing.get).plans] == [*reads]
    part = plan_tables(wanted, standing.get, only="Own")
    assert [plan.name for plan in part.plans] == ["Read", "Own", "Reader", "Beside", "Deeper"]
    assert [plan.name for plan in plan_tables(wanted, standing.get, only="Beside").plans] == ["Beside"]
