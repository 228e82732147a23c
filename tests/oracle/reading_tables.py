"""The second implementation: the tables `pgb` and `voorschotten` as plain dicts (data.md)."""

import csv
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

from tests.oracle.reading import Fields, is_new


def read_tables(paths: list[Path]) -> tuple[list[Fields], list[Fields]]:
    """Rows of the tables pgb and voorschotten, told apart by their headers; each row once."""
    pgb: list[Fields] = []
    advances: list[Fields] = []
    known: set[tuple[tuple[str, str], ...]] = set()
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file, delimiter=";"):
                if "Peildatum" in row and is_new(row, known):
                    pgb.append(_pgb(row))
                elif "Datum" in row and is_new(row, known):
                    advances.append(_advance(row))
    return pgb, advances


def _pgb(row: dict[str, str]) -> Fields:
    return {
        "gemeente": row["Gemeentecode"],
        "wet": row["Wet"],
        "dienstvorm": row.get("Dienstvorm") or None,
        "bedrag": _euros(row["Bedrag"]),
        "gedateerd": _day(row["Peildatum"]),
    }


def _advance(row: dict[str, str]) -> Fields:
    return {
        "agb": row["AGB"],
        "gemeente": row.get("Gemeentecode") or None,
        "product": row.get("Productcode") or None,
        "dienstvorm": row.get("Dienstvorm") or None,
        "bedrag": _euros(row["Bedrag"]),
        "gedateerd": _day(row["Datum"]),
    }


def _day(text: str) -> date:
    """dd-mm-jjjj or jjjj-mm-dd."""
    return datetime.strptime(text, "%d-%m-%Y" if text[2] == "-" else "%Y-%m-%d").date()


def _euros(text: str) -> Fraction:
    """1.234,50 or 1234,50 or 1234.50."""
    return Fraction(text.replace(".", "").replace(",", ".") if "," in text else text)
