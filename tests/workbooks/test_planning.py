"""The plan of a whole workbook, and what is kept of the one before."""

from dataclasses import replace

from tests.workbooks.plan_tables import made, of, typed
from workbooks.plan import Wanted
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
