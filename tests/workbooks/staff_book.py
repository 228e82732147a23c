"""A small workbook for tests of a refresh: three tables, charts, formulas and names that point at them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter as letter
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

from engine.result import Column, Kind, Report, ResultTable, Row
from engine.rules import c, evaluate, when
from engine.run import Period, Run
from workbooks.charts import ChartSpec, Drawn, insert_chart
from workbooks.generate import new_book
from workbooks.table_sheet import FIRST_ROW, last_row, write_table
from workbooks.theme import DARK_BLUE

CODES = tuple(f"{number:08}" for number in (101, 202, 303, 1404, 1505, 20606, 20707, 6290123, 6290124, 94000000))
NOTE, SUM = "Eigen notitie", "Eigen som"
INZET, AANBIEDERS, GRAFIEK = "Inzet", "Aanbieders", "Grafiek"

_COLUMNS = {
    INZET: (
        Column("AGB", Kind.CODE),
        Column("Volgorde", Kind.COUNT, never_empty=True),
        Column("Aanbieder", Kind.TEXT),
        Column("Uren", Kind.HOURS, total=True),
        Column("Cliënten", Kind.COUNT, total=True),
        Column("Gemiddeld", Kind.HOURS, rule=c["Uren"] / c["Cliënten"]),
        Column("Bedrag", Kind.EURO, rule=c["Uren"] * 2, fact_first=True),
        Column("Status", Kind.STATUS, rule=when(c["Gemiddeld"] > 3, "Overschrijding", "Binnen norm")),
        Column("Regio", Kind.TEXT),
    ),
    AANBIEDERS: (
        Column("AGB", Kind.CODE),
        Column("Jaar", Kind.YEAR),
        Column("Volgorde", Kind.COUNT, never_empty=True),
        Column("Naam", Kind.TEXT),
        Column("Sinds", Kind.DATE),
        Column("Dubbel", Kind.NUMBER, rule=c["Aantal"] * 2),
        Column("Aantal", Kind.COUNT),
    ),
    GRAFIEK: (
        Column("AGB", Kind.CODE),
        Column("Volgorde", Kind.COUNT, never_empty=True),
        Column("Aanbieder", Kind.TEXT),
        Column("Uren", Kind.HOURS),
    ),
}
KEYS = {INZET: ("AGB",), AANBIEDERS: ("AGB", "Jaar"), GRAFIEK: ("AGB",)}
OWN = (Column(NOTE, Kind.TEXT), Column(SUM, Kind.NUMBER, rule=c["AGB"] * 2))
TEXTS = ("=1+1", "Zorg & Zo <b>", "  spatie ", "Jeugdhulp Lekstroom", "@SOM", "regel\neen", "naam'je")


def _fact(name: str, code: str, rnd: Random) -> Row:
    hours = Decimal(rnd.randint(1, 4000)) / rnd.choice((1, 4, 60))
    known: Row = {"AGB": code, "Jaar": 2024, "Naam": rnd.choice(TEXTS), "Aanbieder": rnd.choice((*TEXTS, None))}
    known |= {"Uren": hours if name == GRAFIEK else rnd.choice((hours, hours, None)), "Cliënten": rnd.randint(0, 9)}
    known |= {"Bedrag": rnd.choice((Decimal("10.25"), None)), "Regio": rnd.choice(("noord", "zuid"))}
    return known | {"Sinds": date(2020, 1, 1 + rnd.randint(0, 27)), "Aantal": rnd.choice((rnd.randint(0, 50), None))}


def random_results(rnd: Random, least: int = 0) -> dict[str, ResultTable]:
    """All three tables with random rows in a random order."""
    found: dict[str, ResultTable] = {}
    for name, columns in _COLUMNS.items():
        codes = rnd.sample(CODES, rnd.randint(least, len(CODES)))
        facts = [_fact(name, code, rnd) for code in codes]
        names = {column.name for column in columns if column.rule is None or column.fact_first}
        rows = [{key: value for key, value in each.items() if key in names} for each in facts]
        rows = [{**each, "Volgorde": number} for number, each in enumerate(rows, start=1)]
        found[name] = ResultTable(name, name, f"Tabel {name}.", KEYS[name], columns, rows)
        found[name].ranks = KEYS[name] if name == GRAFIEK else ()
        evaluate(found[name], [], {})
    return found


def _with_own(table: ResultTable, rnd: Random) -> ResultTable:
    """The table as staff arranged it: columns in another order, some of their own among them."""
    own: Sequence[Column] = OWN[: rnd.randint(0, 2)] if table.name != AANBIEDERS else OWN[: rnd.randint(0, 1)]
    read = "Aantal" if table.name == AANBIEDERS else "Uren"
    columns = [*table.columns, *(replace(each, rule=c[read] * 2) if each.rule else each for each in own)]
    if rnd.randint(0, 1):
        rnd.shuffle(columns)
    rows = [{**row, NOTE: rnd.choice((None, f"over {row['AGB']}"))} for row in table.rows]
    after = ResultTable(table.name, table.title, table.explanation, table.keys, tuple(columns), rows)
    evaluate(after, [], {})
    return after


@dataclass(frozen=True)
class Cells:
    """Where a column of a table stands in the new workbook."""

    sheet: str
    letter: str
    last: int

    def __str__(self) -> str:
        return f"{self.sheet}!${self.letter}${FIRST_ROW + 1}:${self.letter}${self.last}"


def _cells(table: ResultTable, name: str) -> Cells:
    letter = "ABCDEFGHIJKLMNOP"[[each.name for each in table.columns].index(name)]
    return Cells(table.name, letter, last_row(table) + 1)


def new_workbook(results: dict[str, ResultTable], rnd: Random) -> bytes:
    """The workbook, made as ours are."""
    run = Run(Period(2024), date(2025, 3, 1), 1, "0" * 64)
    book = new_book(Report("toets", "Toets", run, "", [*results.values()], (), "0"), "toets.xlsx")
    arranged = {name: _with_own(table, rnd) for name, table in results.items()}
    overview, formulas = book.sheet("Overzicht"), book.sheet("Formules")
    for number, name in enumerate((INZET, GRAFIEK)):
        spec = ChartSpec("AGB", (Drawn("Uren", DARK_BLUE),), Kind.HOURS, "Uren")
        insert_chart(book, overview, spec, arranged[name], (20 * number, 1))
    hours, counts = _cells(arranged[INZET], "Uren"), _cells(arranged[AANBIEDERS], "Aantal")
    look = book.formats.explanation
    texts = [f"SUM({hours})", f"SUM({counts})".replace("$", ""), "SUM(Inzet[Uren])", "COUNTA(Aanbieders[AGB])"]
    texts += [f"MAX({counts},{hours})", f"SUMIFS({hours},{hours},1)", f"SUM({_cells(arranged[GRAFIEK], 'Uren')})"]
    for row, text in enumerate(texts):
        formulas.put_formula(row, 0, text, look, 0.0)
    for table in arranged.values():
        write_table(book, table)
    book.xlsx.define_name("Uren_alles", f"={hours}")
    book.xlsx.define_name("Aantallen", f"={counts}")
    return book.close()


def corners(area: str) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a block of cells."""
    left, top, right, bottom = (int(number or 0) for number in range_boundaries(area))
    return left, top, right, bottom


@dataclass
class Place:
    """A table on its sheet, as it now stands."""

    sheet: Any
    table: Any

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def area(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom."""
        return corners(self.table.ref)

    @property
    def totals(self) -> int:
        return self.table.totalsRowCount or 0

    @property
    def rows(self) -> range:
        """Sheet rows of the body."""
        return range(self.area[1] + 1, self.area[3] - self.totals + 1)

    @property
    def columns(self) -> range:
        return range(self.area[0], self.area[2] + 1)

    @property
    def headers(self) -> list[str]:
        return [self.sheet.cell(self.area[1], column).value for column in self.columns]

    def column(self, name: str) -> int:
        return self.columns[self.headers.index(name)]

    def cell(self, row: int, name: str) -> Any:
        return self.sheet.cell(row, self.column(name))

    @property
    def is_free_below(self) -> bool:
        """Whether nothing stands in the rows below the table."""
        return self.sheet.max_row <= self.area[3]

    def stretch(self, right: int, bottom: int) -> None:
        """Let the table reach to there."""
        left, top, *_ = self.area
        self.table.ref = f"{letter(left)}{top}:{letter(right)}{bottom}"
        if self.table.autoFilter is not None:
            self.table.autoFilter.ref = f"{letter(left)}{top}:{letter(right)}{bottom - self.totals}"


def places(book: Workbook) -> dict[str, Place]:
    """The tables of a workbook by name."""
    return {table.name: Place(sheet, table) for sheet in book for table in sheet.tables.values()}


def opened(path: Any, values: bool = False) -> Workbook:
    """The workbook for reading or editing."""
    return openpyxl.load_workbook(path, data_only=values)
