"""What the benchmark compares with: bare reading of the same bytes, and whether two tables say the same."""

import math
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from engine.result import ResultTable, Value

TOLERANCE = 1e-9


def iterate_bare(folder: Path) -> int:
    """Passes over every element of every message with lxml, and does nothing with it; gives the number of bytes."""
    size = 0
    for path in sorted(folder.rglob("*.*")):
        if path.suffix == ".zip":
            with ZipFile(path) as bundle:
                for name in bundle.namelist():
                    size += _iterate(bundle.read(name))
        else:
            size += _iterate(path.read_bytes())
    return size


def _iterate(content: bytes) -> int:
    for _ in etree.iterparse(BytesIO(content)):
        pass
    return len(content)


def read_with_duckdb(paths: list[Path]) -> int:
    """Reads the files into a table in memory, types found by DuckDB; gives the number of lines."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute(
        "CREATE TABLE line AS SELECT * FROM read_csv(?, delim = ';', decimal_separator = ',', dateformat = '%d-%m-%Y')",
        [[str(path) for path in paths]],
    )
    row = connection.execute("SELECT count(*) FROM line").fetchone()
    assert row is not None
    return int(row[0])


def differences(ours: ResultTable, plain: Any) -> list[str]:
    """Cells in which the product's table and a pandas table differ (money to the cent, other numbers to 9 decimals)."""
    expected: dict[tuple[Value, ...], dict[str, Any]] = {
        (row["AGB"], row["Productcode"]): row for row in plain.to_dict("records")
    }
    found = [f"rij alleen in een van beide: {key}" for key in expected.keys() ^ {ours.key_of(row) for row in ours.rows}]
    for row in ours.rows:
        other = expected.get(ours.key_of(row), {})
        for name in plain.columns:
            if other and not _same(name, row.get(name), other[name]):
                found.append(f"{ours.key_of(row)} {name}: {row.get(name)} tegen {other[name]}")
    return found


def _same(name: str, ours: object, other: object) -> bool:
    is_empty = other is None or other == "" or (isinstance(other, float) and math.isnan(other))
    if name == "Opmerking":
        return set(str(ours or "").split("; ")) == set(str("" if is_empty else other).split("; "))
    if is_empty or ours is None:
        return is_empty and ours in {None, ""}
    if isinstance(ours, Decimal | int):
        return abs(float(ours) - float(str(other))) <= TOLERANCE * max(1.0, abs(float(ours)))
    return ours == other
