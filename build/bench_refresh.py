"""A large table refreshed in place, next to openpyxl doing the same."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from engine.result import Column, Kind, Report, ResultTable, Row
from engine.rules import c, evaluate
from engine.run import Period, Run
from workbooks.generate import new_book
from workbooks.plan import Wanted
from workbooks.refresh import refresh_tables
from workbooks.table_sheet import write_table

ROWS, NEW, GONE = 20_000, 200, 100
_FACTS = ("Cliënten", "Uren", "Bedrag", "Norm", "Ophoging", "Vorig jaar", "Te laat")


@dataclass(frozen=True)
class Outcome:
    """Seconds of both, and whether both files show the same numbers."""

    ours: float
    openpyxl: float
    is_equal: bool


def measure(folder: Path) -> Outcome:
    """Write a workbook with a table of 20 000 × 15, and refresh it twice: by us and by openpyxl."""
    path, out, other = folder / "tabel.xlsx", folder / "tabel-ververst.xlsx", folder / "tabel-openpyxl.xlsx"
    path.write_bytes(_workbook(_table(range(ROWS), 0)))
    new = _table(range(GONE, ROWS + NEW), 1)

    def ours() -> None:
        stream = BytesIO()
        refresh_tables(path, [Wanted(new)], stream)
        out.write_bytes(stream.getbuffer())

    seconds = min(_timed(ours) for _ in range(3))
    return Outcome(seconds, _timed(lambda: _with_openpyxl(path, new, other)), _numbers(out) == _numbers(other))


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _columns() -> tuple[Column, ...]:
    return (
        Column("AGB", Kind.CODE),
        Column("Productcode", Kind.CODE),
        Column("Volgorde", Kind.COUNT),
        Column("Aanbieder", Kind.TEXT),
        *(Column(name, Kind.NUMBER) for name in _FACTS),
        Column("Gemiddeld", Kind.NUMBER, c["Uren"] / c["Cliënten"]),
        Column("Grens", Kind.NUMBER, c["Norm"] + c["Ophoging"]),
        Column("Verschil", Kind.NUMBER, c["Gemiddeld"] - c["Grens"]),
        Column("Totaal", Kind.EURO, c["Bedrag"] - c["Vorig jaar"], total=True),
    )


def _table(numbers: range, more: int) -> ResultTable:
    rows: list[Row] = [
        {
            "AGB": f"{98_000_000 + number}",
            "Productcode": f"{number % 40:02}B{number % 7:02}",
            "Volgorde": place,
            "Aanbieder": f"Aanbieder {number % 400}",
            **{name: Decimal((number * at) % 9_973 + more) / 4 + 1 for at, name in enumerate(_FACTS, start=3)},
        }
        for place, number in enumerate(numbers, start=1)
    ]
    table = ResultTable("MaxInzet", "Tabel", "Een grote tabel.", ("AGB", "Productcode"), _columns(), rows)
    evaluate(table, [], {})
    return table


def _workbook(table: ResultTable) -> bytes:
    day = date(2025, 3, 1)
    report = Report("bench", "Tabel", Run(Period(2024), day, 1, "0" * 64), "", [table], [], "0")
    book = new_book(report, "tabel.xlsx")
    write_table(book, table)
    return book.close()


def _with_openpyxl(path: Path, new: ResultTable, out: Path) -> None:
    """Load, match the rows by key, write every cell, save: what a careful script does."""
    book = openpyxl.load_workbook(path)
    sheet: Any = book["MaxInzet"]
    table = sheet.tables["MaxInzet"]
    first, last = 5, sheet.max_row - 1
    keys = {(sheet.cell(row, 1).value, sheet.cell(row, 2).value): row for row in range(first, last + 1)}
    wanted = {(str(row["AGB"]), str(row["Productcode"])): row for row in new.rows}
    facts = [(place, each.name) for place, each in enumerate(new.columns, start=1) if each.rule is None]
    sheet.insert_rows(last + 1, len(wanted.keys() - keys.keys()))
    for key, row in wanted.items():
        if key not in keys:
            last += 1
            keys[key] = last
            for place in range(12, 16):
                sheet.cell(last, place, sheet.cell(first, place).value)
        for place, name in facts:
            value = row[name]
            sheet.cell(keys[key], place, float(value) if isinstance(value, Decimal) else value)
    for key in keys.keys() - wanted.keys():
        for place in range(3, 16):
            sheet.cell(keys[key], place).value = "vervallen" if place == 3 else None
    table.ref = f"A4:O{last + 1}"
    book.save(out)


def _numbers(path: Path) -> list[tuple[object, ...]]:
    """The facts of the table, as a reader sees them."""
    sheet = openpyxl.load_workbook(path, read_only=True)["MaxInzet"]
    return [row[:11] for row in sheet.iter_rows(min_row=5, values_only=True) if row[0] != "Totaal"]
