"""The plain pandas script of the benchmark gives the numbers of the second implementation: else comparing is unfair."""

from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from build import plain_script
from tests.build.made import small_region
from tests.oracle.max_inzet import expected_rows
from tests.oracle.test_production import book

YEAR, AS_OF = 2024, date(2025, 3, 1)


def settings_frames() -> dict[str, pd.DataFrame]:
    """The settings of the small region as the script reads them from a workbook."""
    frames = {name: pd.DataFrame(rows) for name, rows in small_region().settings.items()}
    for table, column in (("Tarieven", "Vanaf"), ("Tarieven", "Tot"), ("Ophogingen", "Besluitdatum")):
        frames[table][column] = pd.to_datetime(frames[table][column]).dt.strftime("%Y-%m-%d")
    return frames


@cache
def plain_table(source: str) -> pd.DataFrame:
    """Its table, from the messages or from the CSV."""
    region = small_region()
    read = (
        plain_script.read_messages(region.messages)
        if source == "messages"
        else plain_script.read_csv([*region.declarations])
    )
    return plain_script.max_inzet(*read, settings_frames(), YEAR, AS_OF.isoformat())


@pytest.mark.parametrize("source", ["messages", "csv"])
def test_every_column_equals_the_second_implementation(source: str) -> None:
    expected = expected_rows(book(), YEAR, AS_OF)
    table = plain_table(source)
    assert list(zip(table["AGB"], table["Productcode"], strict=True)) == list(expected)
    for row in table.to_dict("records"):
        wanted = expected[row["AGB"], row["Productcode"]]
        for column in plain_script.COLUMNS:
            value = None if not isinstance(row[column], str) and pd.isna(row[column]) else row[column]
            if column == "Opmerking":
                assert set(filter(None, str(value).split("; "))) == wanted[column]
            elif isinstance(value, int | float):
                assert value == pytest.approx(float(wanted[column]), abs=1e-9), (column, wanted)
            else:
                assert value == wanted[column], (column, wanted)


def test_the_workbook_holds_the_table(tmp_path: Path) -> None:
    table = plain_table("csv")
    plain_script.write_workbook(table, tmp_path / "max-inzet.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "max-inzet.xlsx")["MaxInzet"]
    assert [cell.value for cell in sheet[1]] == plain_script.COLUMNS
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == list(table["AGB"])
