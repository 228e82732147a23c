"""What the tables of an open workbook show."""

import xlwings as xw

from workbooks.plan import Standing
from xl_addin.live.tables import LiveBook


def values(book: xw.Book, without: str = "-") -> dict[str, list[tuple[object, ...]]]:
    """Per table its rows, numbers to the digits that calculating leaves; rows with the text `without` left out."""
    found = {table.table.name: table.standing(table.table.name) for table in LiveBook(book).tables.values()}
    return {name: [row for row in _rows(standing) if without not in row] for name, standing in found.items()}


def _rows(standing: Standing) -> list[tuple[object, ...]]:
    columns = [[_shown(value) for value in column.values] for column in standing.columns]
    return list(zip(*columns, strict=True))


def _shown(value: object) -> object:
    return f"{value:.11g}" if isinstance(value, float) else value
