"""Where a row of `plekken` comes from: its lines add up to it."""

from datetime import date, timedelta

import pytest

from build.settings_of_rows import settings_of_rows
from engine.errors import Refusal
from engine.instruments.places_report import RESULTS, places_report
from engine.instruments.places_trace import TRACED, trace_flow
from engine.instruments.reporting import Inputs
from engine.run import Period, Run
from tests.build.imported import imported
from tests.build.made import small_region
from tests.instruments.places_world import (
    AGB,
    AMBULANT,
    GROUP,
    OTHER_AGB,
    World,
    agreement,
    ask,
    client,
    known_settings,
    traces,
)

END = date(2025, 1, 31)


def everything() -> World:
    """A bit of all of it."""
    world = World()
    for who in range(1, 12):
        begin = date(2023, 3, 1) + timedelta(days=47 * who)
        reason = "20" if who % 4 == 0 else "31"
        product, agb = (AMBULANT, GROUP)[who % 2], (AGB, OTHER_AGB)[who % 3 == 0]
        reference = f"V{who}" if who % 2 else None
        number = world.care(
            who % 7, begin, begin + timedelta(days=who * 9), reason, product_code=product, agb=agb,
            provider_reference=reference,
        )  # fmt: skip
        if who == 4:
            again = begin + timedelta(days=80)
            shared = {"client": client(who), "assignment_number": number, "product_code": product, "agb": agb}
            world.add("care_start", **shared, begin_date=again, dated=again)
        ask(world, who, max(begin - timedelta(days=9), date(2023, 12, 31)), agb=agb)
    world.care(1, date(2024, 2, 1))
    world.add("advance_payment", dated=date(2024, 1, 31), amount_cents=1234_56)
    world.add("advance_payment", dated=date(2024, 2, 29), amount_cents=500_00, municipality=None)
    return world


@pytest.mark.parametrize("table", RESULTS)
def test_the_lines_behind_every_row_add_up_to_the_row(table: str) -> None:
    inputs = everything().inputs(date(2024, 11, 20), known_settings(agreement(), agreement(product_code=GROUP)))
    report = places_report(inputs)
    made = traces(inputs, report, table)
    assert len(made) == len(report.table(table).rows) > 0
    assert [trace.check for trace in made if not trace.agrees] == []
    assert sum(len(trace.lines.rows) for trace in made) > 0
    for trace in made:
        names = {column.name for column in trace.lines.columns}
        assert all(set(row) == names for row in trace.lines.rows)
        assert all(column.help for column in trace.lines.columns)


def test_every_result_table_has_a_trace() -> None:
    assert set(TRACED) == set(RESULTS)


def test_a_trace_of_a_row_that_is_not_there_is_refused_and_a_wrong_row_does_not_agree() -> None:
    world = World()
    world.care(1, date(2024, 1, 1), date(2024, 6, 10))
    inputs = world.inputs(END)
    report = world.report(END)
    with pytest.raises(Refusal, match="geen rij voor"):
        trace_flow(inputs, report, (AGB, "2025-02"))
    report.table("InUitstroom").rows[0]["In zorg"] = 2
    assert not trace_flow(inputs, report, (AGB, "2024-01")).agrees


@pytest.mark.parametrize(("as_of", "rows"), [(date(2024, 2, 29), 4), (date(2025, 4, 30), 9)])
def test_traces_of_the_made_up_region_agree(as_of: date, rows: int) -> None:
    store, settings = imported("berichten")[0].store, settings_of_rows(small_region().settings)
    run = Run(Period(2024), as_of, store.stand, settings.fingerprint)
    inputs = Inputs(store.connect(as_of), settings, run, "toets", store.connect)
    report = places_report(inputs)
    for table in RESULTS:
        made = traces(inputs, report, table, max(1, len(report.table(table).rows) // rows))
        assert [trace.check for trace in made if not trace.agrees] == [], table
        assert len(made) >= rows or table == "PlekkenAfrekening"
