"""A result table as a CSV that a Dutch Excel opens with a double click."""

import csv
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

from engine.result import Kind, ResultTable, Value

_NUMBER = re.compile(r"[+-]?\d+(,\d+)?")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(table: ResultTable, path: Path) -> None:
    """Semicolons, decimal commas, dd-mm-jjjj, UTF-8 with BOM. Text from outside never becomes a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([column.name for column in table.columns])
        for row in table.rows:
            writer.writerow([csv_cell(row[column.name], column.kind) for column in table.columns])


def csv_cell(value: Value, kind: Kind) -> str:
    """One cell as text: decimal comma, dd-mm-jjjj, an apostrophe before what could be a formula."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = f"{value:.2f}" if kind is Kind.EURO else f"{value.normalize():f}"
        return text.replace(".", ",")
    if isinstance(value, date):
        return f"{value:%Y-%m}" if kind is Kind.MONTH else f"{value:%d-%m-%Y}"
    text = str(value)
    is_dangerous = isinstance(value, str) and text.startswith(_DANGEROUS) and not _NUMBER.fullmatch(text)
    return f"'{text}" if is_dangerous else text
