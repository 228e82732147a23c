"""The result that is put into any workbook, and refreshed there."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from engine.result import Column, Kind, ResultTable, Row
from engine.rules import c, evaluate, formula_text

NAME, FORMULA = "Corpus", "Gemiddeld"


def result(rows: int, changed: int = 0, gone: Sequence[int] = ()) -> ResultTable:
    """A result of so many rows; `changed` gives all other figures, `gone` leaves rows out."""
    columns = (
        Column("AGB", Kind.CODE),
        Column("Productcode", Kind.CODE),
        Column("Aanbieder", Kind.TEXT),
        Column("Volgorde", Kind.COUNT),
        Column("Cliënten", Kind.COUNT, total=True),
        Column("Bedrag", Kind.EURO, total=True),
        Column(FORMULA, Kind.EURO, rule=c["Bedrag"] / c["Cliënten"]),
        Column("Datum", Kind.DATE),
        Column("Status", Kind.STATUS),
    )
    numbers = [number for number in range(rows) if number not in gone]
    made = [_row(number, place, changed) for place, number in enumerate(numbers, start=1)]
    table = ResultTable(NAME, "Proef", "Een tabel in elke werkmap.", ("AGB", "Productcode"), columns, made)
    evaluate(table, [], {})
    return table


def _row(number: int, place: int, changed: int) -> Row:
    names = ("Zorg & Zo <b>", "  spatie ", "=1+1", "_x0041_ 'aha'", "Jeugdhulp\nLekstroom")
    return {
        "AGB": f"{1000 + number:08}",
        "Productcode": f"54B{number % 3 + 1:02}",
        "Aanbieder": names[number % 5] if not changed else f"{names[(number + changed) % 5]}{changed}",
        "Volgorde": place,
        "Cliënten": number + 1 + changed,
        "Bedrag": Decimal(number * 317 + 5 + changed) / 4,
        "Datum": date(2024, 1, 1 + number % 28) if number % 4 else None,
        "Status": "Binnen norm" if (number + changed) % 2 else None,
    }


def formula_of(table: ResultTable) -> str:
    """The formula of the calculated column, as the table's own workbook has it."""
    return formula_text(table.column(FORMULA), table).removeprefix("=")
