"""The benchmark runs, and sees it when the two tables differ."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from build import bench
from build.bench_baselines import differences, iterate_bare, read_with_duckdb
from engine.result import Column, Kind, ResultTable
from tests.build.made import messages_of, small_region


def _ours(amount: str, remark: str) -> ResultTable:
    columns = tuple(Column(name, Kind.TEXT) for name in ("AGB", "Productcode", "Bedrag", "Opmerking"))
    row = {"AGB": "98100000", "Productcode": "54B01", "Bedrag": Decimal(amount), "Opmerking": remark}
    return ResultTable("MaxInzet", "", "", ("AGB", "Productcode"), columns, [row])


def _plain(amount: float, remark: str) -> pd.DataFrame:
    return pd.DataFrame([{"AGB": "98100000", "Productcode": "54B01", "Bedrag": amount, "Opmerking": remark}])


def test_equal_tables_have_no_differences() -> None:
    assert not differences(_ours("10.50", "voorlopig; afgeleid"), _plain(10.5, "afgeleid; voorlopig"))


@pytest.mark.parametrize("plain", [_plain(10.51, ""), _plain(float("nan"), ""), _plain(10.5, "afgeleid")])
def test_another_amount_or_mark_is_a_difference(plain: pd.DataFrame) -> None:
    assert len(differences(_ours("10.50", ""), plain)) == 1


def test_a_row_in_only_one_table_is_a_difference() -> None:
    assert differences(_ours("10.50", ""), _plain(10.5, "").iloc[:0].reindex([0]))


def test_bare_reading_sees_all_bytes_and_lines() -> None:
    region = small_region()
    assert iterate_bare(region.messages) == sum(len(content) for _, content in messages_of(region))
    assert read_with_duckdb([*region.declarations]) == region.counts["declaratieregels"]


@pytest.mark.full
def test_the_whole_benchmark_on_the_small_region(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 0: the product, and the script from messages and from CSV, give the same table."""
    monkeypatch.setattr("sys.argv", ["bench", "--size", "klein", "--folder", str(tmp_path)])
    assert bench.main() == 0
    assert "Jaarwerkmap max-inzet vullen" in capsys.readouterr().out
