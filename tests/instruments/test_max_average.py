"""The report `max-inzet` on the made-up region: what the cases do not reach, and what must hold for every row."""

from dataclasses import replace
from datetime import date
from decimal import Context, Decimal
from functools import cache
from pathlib import Path
from typing import cast

import duckdb
import pytest

from build.settings_of_rows import settings_of_rows
from engine.errors import Refusal
from engine.instruments.max_average import max_inzet
from engine.instruments.max_average_facts import AverageLines
from engine.instruments.max_average_report import max_average_report
from engine.instruments.max_average_trace import trace_max_inzet
from engine.instruments.raise_requests import period_of, raise_requests
from engine.instruments.reporting import Inputs
from engine.result import Report, ResultTable, Row, Value
from engine.run import Period, Run
from engine.settings import Settings
from engine.settings.rows import Raise
from tests.build.imported import imported
from tests.build.made import small_region
from tests.tools.office import assert_recalculates
from workbooks.bureau import write_bureau
from workbooks.max_average import LAYOUT

YEAR = ("2024", date(2025, 3, 1))
HALF = ("2024-H1", date(2024, 9, 1))
# product.md, with `Volgorde` after the keys
COLUMNS = tuple(
    """
    AGB · Productcode · Volgorde · Aanbieder · Product · Cliënten · Uren · Bedrag · Gemiddelde inzet · Norm · Ophoging ·
    Norm incl. ophoging · Overschrijding · Overschrijding % · Tarief · Maximale totaalprijs · Gemiddelde totaalprijs ·
    Boven maximale prijs · Overschrijdingsbedrag · Seizoensfactor · Prognose jaar · Vorig jaar (nu) ·
    Vorig jaar (gemeld) · Overschrijdingsbedrag vorig jaar (nu) · Overschrijdingsbedrag vorig jaar (gemeld) · Beweging ·
    Te laat % · Status · Opmerking
    """.replace("\n    ", " ")
    .strip()
    .split(" · ")
)


def region_settings() -> Settings:
    """The made-up region's settings."""
    return settings_of_rows(small_region().settings)


def connection(as_of: date) -> duckdb.DuckDBPyConnection:
    """The region as known on a day."""
    return imported("berichten")[0].store.connect(as_of)


def run_of(code: str, as_of: date, settings: Settings) -> Run:
    """A run on the newest stand."""
    return Run(Period.parse(code), as_of, imported("berichten")[0].store.stand, settings.fingerprint)


def inputs(code: str, as_of: date) -> Inputs:
    """What the instrument gets of the region."""
    settings = region_settings()
    return Inputs(connection(as_of), settings, run_of(code, as_of, settings), "toets", connection)


@cache
def report(code: str, as_of: date) -> Report:
    """The report of the region."""
    return max_average_report(inputs(code, as_of))


@pytest.mark.parametrize("run", [YEAR, HALF], ids=["jaar", "halfjaar"])
def test_columns_and_order_are_those_of_the_product(run: tuple[str, date]) -> None:
    table = report(*run).table("MaxInzet")
    assert tuple(column.name for column in table.columns) == COLUMNS
    assert all(column.help for column in table.columns)
    assert all(column.id and column.source for column in table.columns if column.rule is not None)


@pytest.mark.parametrize("run", [YEAR, HALF], ids=["jaar", "halfjaar"])
def test_every_cell_of_every_row_is_there_and_positions_follow_the_key(run: tuple[str, date]) -> None:
    for table in report(*run).tables:
        names = {column.name for column in table.columns}
        assert all(set(row) == names for row in table.rows), table.name
    rows = report(*run).table("MaxInzet").rows
    assert [row["Volgorde"] for row in rows] == list(range(1, len(rows) + 1))
    assert [(row["AGB"], row["Productcode"]) for row in rows] == sorted(
        (row["AGB"], row["Productcode"]) for row in rows
    )


def test_libreoffice_recalculates_every_cell_of_the_real_workbooks(tmp_path: Path) -> None:
    paths = [write_bureau(report(*run), LAYOUT, tmp_path / f"{run[0]}.xlsx", macros=None) for run in (YEAR, HALF)]
    rows = sum(len(report(*run).table("MaxInzet").rows) for run in (YEAR, HALF))
    assert assert_recalculates(paths) > 8 * rows


@pytest.mark.parametrize("run", [YEAR, HALF, ("2024", date(2024, 11, 3))], ids=["jaar", "halfjaar", "onderweg"])
def test_the_source_lines_of_every_row_add_up_to_the_row(run: tuple[str, date]) -> None:
    given = inputs(*run)
    left_out = 0
    for row in report(*run).table("MaxInzet").rows:
        trace = trace_max_inzet(given, report(*run), (str(row["AGB"]), str(row["Productcode"])))
        assert trace.agrees, trace.check
        assert sum((cast(Decimal, line["Netto bedrag"]) for line in trace.lines.rows), Decimal(0)) == row["Bedrag"]
        left_out += sum(
            line["Telt mee"] == "nee" and str(line["Reden"]).startswith("afgekeurd") for line in trace.lines.rows
        )
    assert left_out > 0


def test_a_trace_that_does_not_add_up_says_so() -> None:
    table = report(*YEAR).table("MaxInzet")
    row: Row = {**table.rows[0], "Bedrag": cast(Decimal, table.rows[0]["Bedrag"]) + 1}
    wrong = replace(report(*YEAR), tables=[replace(table, rows=[row])])
    trace = trace_max_inzet(inputs(*YEAR), wrong, (str(row["AGB"]), str(row["Productcode"])))
    assert not trace.agrees
    assert any("SLUIT NIET AAN" in line for line in trace.check_as_text())


def test_a_trace_of_a_row_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refusal, match="geen rij voor 00000000 54B01"):
        trace_max_inzet(inputs(*YEAR), report(*YEAR), ("00000000", "54B01"))


# ── MI-11: the one query for all requests equals a run of its own on the day of each ───────────────────────────────


def _asked(settings: Settings) -> Settings:
    """Every row of the table asks for a raise, each on another day of the year or just after it."""
    rows = report(*YEAR).table("MaxInzet").rows
    days = [
        date(2024, 2, 1),
        date(2024, 3, 31),
        date(2024, 4, 30),
        date(2024, 5, 1),
        date(2024, 8, 17),
        date(2025, 1, 9),
    ]
    asked = tuple(
        Raise(
            agb=str(row["AGB"]), product_code=str(row["Productcode"]), year=2024, received_on=days[(index + turn) % 6]
        )
        for index, row in enumerate(rows)
        for turn in range(2)
    )
    return settings.model_copy(update={"raises": (*settings.raises, *asked)})


@pytest.mark.parametrize("counts", [True, False], ids=["telt", "telt niet"])
def test_excess_and_prognosis_at_a_request_are_those_of_a_run_on_that_day(counts: bool) -> None:
    settings = _asked(region_settings())
    store = imported("berichten")[0].store
    run = run_of("2024", date(2025, 4, 1), settings)
    con = store.connect(run.as_of, count_unanswered=counts)
    filled = 0
    for row in raise_requests(AverageLines(con, settings, run.period.year), run).rows:
        expected = _on_that_day(row, settings, counts)
        found = (row["Overschrijding t/m aanvraag"], row["Prognose jaar bij aanvraag"])
        assert _thirty_digits(found) == _thirty_digits(expected), row
        filled += expected != (None, None)
    assert filled > (10 if counts else 0)


def _thirty_digits(values: tuple[Value, ...]) -> list[Decimal | None]:
    """Both multiply and divide in another order: their fortieth digit may differ."""
    thirty = Context(prec=30)
    return [thirty.plus(value) if isinstance(value, Decimal) else None for value in values]


def _on_that_day(request: Row, settings: Settings, counts: bool) -> tuple[Decimal | None, Decimal | None]:
    """From a `MaxInzet` of January..m on the day of receipt."""
    received = cast(date, request["Ontvangen op"])
    key = (str(request["AGB"]), str(request["Productcode"]))
    asked = Raise(agb=key[0], product_code=key[1], year=2024, received_on=received)
    period = period_of(asked, date(2025, 4, 1))
    if period is None:
        return None, None
    table = _table_on(period, received, settings, counts)
    found = [row for row in table.rows if table.key_of(row) == key]
    if not found:
        return None, None
    average, limit = cast(Decimal, found[0]["Gemiddelde inzet"]), cast(Decimal, found[0]["Norm incl. ophoging"])
    return max(Decimal(0), average - limit), cast(Decimal | None, found[0]["Prognose jaar"])


_TABLES: dict[object, ResultTable] = {}


def _table_on(period: Period, day: date, settings: Settings, counts: bool) -> ResultTable:
    # January..December is a part of the year like any other here: its prognosis is the average × 1
    at = (period, day, counts)
    if at not in _TABLES:
        store = imported("berichten")[0].store
        run = Run(period, day, store.stand, settings.fingerprint)
        lines = AverageLines(store.connect(day, count_unanswered=counts), settings, period.year)
        table = max_inzet(lines, run).table
        for row in table.rows if period.is_full_year else []:
            row["Prognose jaar"] = row["Gemiddelde inzet"]
        _TABLES[at] = table
    return _TABLES[at]


# ── The rest of the report ─────────────────────────────────────────────────────────────────────────────────────────


def test_parameters_are_those_the_report_used() -> None:
    year = {use.name for use in report(*YEAR).parameters}
    half = {use.name for use in report(*HALF).parameters}
    disclosure = {"BM.MinAanbieders", "BM.MinClienten", "BM.MaxAandeel"}
    assert year - disclosure == {"TelOnbeantwoord", "MI.GrondslagOverschrijding", "MI.RelevanteDaling", "TeLaatGrens"}
    assert half - disclosure == {"TelOnbeantwoord", "TeLaatGrens"}
    assert all(use.source for use in report(*YEAR).parameters)


def test_state_is_provisional_until_two_months_after_the_period() -> None:
    assert report(*YEAR).state == ""
    assert report("2024", date(2025, 2, 28)).state == "voorlopig: het rapportagemoment is 01-03-2025"
    assert report("2024-H1", date(2024, 8, 31)).state == "voorlopig: het rapportagemoment is 01-09-2024"


def test_key_figures_add_up_and_compare_with_last_year() -> None:
    figures = report(*YEAR).table("Kerncijfers").rows[0]
    rows = report(*YEAR).table("MaxInzet").rows
    assert figures["Bedrag"] == sum((cast(Decimal, row["Bedrag"]) for row in rows), Decimal(0))
    assert figures["Aanbieders"] == len({row["AGB"] for row in rows})
    assert cast(int, figures["Cliënten"]) <= sum(cast(int, row["Cliënten"]) for row in rows)
    assert figures["Boven de norm"] == sum(str(row["Status"]).startswith("Overschrijding") for row in rows)
    assert figures["Bedrag t.o.v. vorig jaar"] is not None


def test_the_chart_shows_one_product_highest_first_and_says_how_many_are_above() -> None:
    chart = report(*YEAR).table("Grafiek")
    bars = [cast(Decimal, row["Boven de norm"] or row["Binnen de norm"]) for row in chart.rows]
    assert bars == sorted(bars, reverse=True)
    above = [row for row in chart.rows if row["Boven de norm"] is not None]
    assert chart.title.startswith(f"{len(above)} van {len(chart.rows)} aanbieders")
    assert all((row["Boven de norm"] is None) != (row["Binnen de norm"] is None) for row in chart.rows)


def test_texts_of_what_needs_attention_fit_their_place() -> None:
    for run in (YEAR, HALF):
        for row in report(*run).table("Aandacht").rows:
            assert len(str(row["Wat valt op"])) <= 70
            assert len(str(row["Wat te doen"])) <= 70


def test_the_same_run_gives_the_same_values() -> None:
    again = max_average_report(inputs(*YEAR))
    assert [table.rows for table in again.tables] == [table.rows for table in report(*YEAR).tables]
