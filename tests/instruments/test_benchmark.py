"""The benchmark: exact quartiles as Excel's, region means as sums over sums, peers by name."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.instruments.benchmark import MEASURES, benchmark, cell_kinds, quartile
from engine.result import Kind, ResultTable, Row
from engine.run import Period, Run
from engine.settings import default_settings
from engine.settings.rows import BenchmarkPartner
from engine.texts import benchmark as texts

RUN = Run(Period.parse("2024"), date(2025, 3, 1), 1, "f" * 64)
NUMBERS = st.lists(st.decimals(-1000, 1000, places=4, allow_nan=False), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("values", "expected"),
    [  # from Microsoft's page on QUARTILE.INC: 1, 2, 4, 7, 8, 9, 10, 12 has first quartile 3.5
        ([1, 2, 4, 7, 8, 9, 10, 12], ["3.5", "7.5", "9.25"]),
        ([5], ["5", "5", "5"]),
        ([1, 2], ["1.25", "1.5", "1.75"]),
        ([3, 1, 2], ["1.5", "2", "2.5"]),
    ],
)
def test_quartiles_are_those_of_excel(values: list[int], expected: list[str]) -> None:
    found = [quartile([Decimal(value) for value in values], part) for part in (1, 2, 3)]
    assert found == [Decimal(text) for text in expected]


@given(NUMBERS, st.sampled_from([1, 2, 3]))
def test_quartiles_equal_numpy_and_are_exact(values: list[Decimal], part: int) -> None:
    found = quartile(values, part)
    assert float(found) == pytest.approx(np.quantile([float(value) for value in values], part / 4), abs=1e-9)
    ordered = sorted(Fraction(value) for value in values)
    place = Fraction(part * (len(ordered) - 1), 4)
    low = ordered[int(place)]
    high = ordered[min(int(place) + 1, len(ordered) - 1)]
    assert Fraction(found) == low + (high - low) * (place - int(place))


def max_inzet(*rows: tuple[str, int, str, str, str | None]) -> ResultTable:
    """Rows of AGB, clients, hours, amount, share declared late."""
    made: list[Row] = [
        {
            "AGB": agb, "Productcode": "54B01", "Aanbieder": f"Zorg {agb[-1]}", "Cliënten": clients,
            "Uren": Decimal(hours),
            "Bedrag": Decimal(amount), "Gemiddelde inzet": Decimal(hours) / clients if clients else None,
            "Gemiddelde totaalprijs": Decimal(amount) / clients if clients else None,
            "Te laat %": None if late is None else Decimal(late),
        }
        for agb, clients, hours, amount, late in rows
    ]  # fmt: skip
    return ResultTable("MaxInzet", "", "", ("AGB", "Productcode"), (), made)


THREE = max_inzet(
    ("00000001", 10, "100", "10000.00", "0.1"),
    ("00000002", 30, "600", "60000.00", "0"),
    ("00000003", 10, "170", "17000.00", None),
)


def lines(table: ResultTable, measure: str) -> list[Row]:
    return [row for row in table.rows if row["Maat"] == measure]


@pytest.mark.parametrize(
    ("measure", "region", "median"),
    [
        (texts.AVERAGE_HOURS, "17.4", "17"),
        (texts.AVERAGE_PRICE, "1740.00", "1700"),
        (texts.LATE_SHARE, str(Decimal(1000) / Decimal(87000)), "0.05"),
        (texts.CLIENTS, str(Decimal(50) / 3), "10"),
    ],
)
def test_the_region_is_sum_over_sum_and_the_median_is_over_those_with_a_value(
    measure: str, region: str, median: str
) -> None:
    (first, *_) = lines(benchmark(None, default_settings(), RUN, THREE), measure)  # type: ignore[arg-type]
    assert abs(Decimal(str(first["Regio"])) - Decimal(region)) < Decimal("1e-20")
    assert first["Mediaan"] == Decimal(median)


def test_each_row_bears_the_aanbieders_own_value_and_its_peers_by_name() -> None:
    partners = (
        BenchmarkPartner(agb="00000001", product_code="54B01", partner_agb="00000002", named_by="Bureau"),
        BenchmarkPartner(agb="00000001", product_code="54B01", partner_agb="00000009", named_by="Aanbieder"),
        BenchmarkPartner(agb="00000001", product_code="54B02", partner_agb="00000003", named_by="Bureau"),
    )
    settings = default_settings().model_copy(update={"benchmark_partners": partners})
    (first, second, _) = lines(benchmark(None, settings, RUN, THREE), texts.AVERAGE_PRICE)  # type: ignore[arg-type]
    assert (
        first["Partners"] == "Zorg 2: € 2.000,00 (genoemd door bureau); 00000009: geen waarde (genoemd door aanbieder)"
    )
    assert (first["Waarde"], second["Waarde"], second["Partners"]) == (1000, 2000, None)


def test_a_product_without_hours_or_amount_has_empty_cells_and_no_error() -> None:
    empty = max_inzet(("00000001", 0, "0", "0", None))
    rows = benchmark(None, default_settings(), RUN, empty).rows  # type: ignore[arg-type]
    assert all(row["Regio"] is None for row in rows if row["Maat"] != texts.CLIENTS)


def test_every_value_cell_has_the_kind_of_its_measure() -> None:
    table = benchmark(None, default_settings(), RUN, THREE)  # type: ignore[arg-type]
    kinds = cell_kinds(table)
    assert len(kinds) == 5 * len(table.rows)
    assert {table.rows[index]["Maat"]: kind for (index, _), kind in kinds.items()} == {
        texts.AVERAGE_HOURS: Kind.HOURS,
        texts.AVERAGE_PRICE: Kind.EURO,
        texts.LATE_SHARE: Kind.PERCENT,
        texts.CLIENTS: Kind.COUNT,
    }


def test_keys_are_unique_and_numbered() -> None:
    table = benchmark(None, default_settings(), RUN, THREE)  # type: ignore[arg-type]
    assert len({table.key_of(row) for row in table.rows}) == len(table.rows) == 3 * len(MEASURES)
    assert table.values("Volgorde") == list(range(1, 13))
