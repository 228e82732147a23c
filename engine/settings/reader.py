"""Reads instellingen.xlsx: every table by its name, every value checked, all problems at once."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from engine.errors import Problem, Refusals
from engine.settings import rows
from engine.settings.cells import Area, Cell, CellBook, Content, Position, Sheet, read_cells
from engine.settings.checks import Placed, find_problems, find_warnings
from engine.settings.columns import Column, Form
from engine.settings.model import Settings, settings_of
from engine.settings.parameters import PARAMETERS
from engine.settings.tables import TABLES, Table
from engine.settings.values import EXAMPLES, CellParser, Value
from engine.texts import settings as texts
from engine.texts.settings import Place, SettingsProblem


def read_settings(path: Path, needed: Collection[str] | None = None) -> Settings:
    """The settings of a dossier; Refusals with all problems at once when something needed is wrong.

    `needed`: tables (English field names, such as `norms`) and parameters that will be used; None = everything.
    Problems elsewhere become warnings and stay in `settings.problems`, so that `settings.require` can still refuse.
    The form of the table Parameters is always needed.
    """
    book = read_cells(path)
    found = {table.field: _table_of(path.name, table, book) for table in TABLES}
    placed = {name: each.rows for name, each in found.items()}
    problems = [*(problem for each in found.values() for problem in each.problems), *find_problems(placed)]
    blocking: list[Problem] = [
        problem for problem in problems if needed is None or problem.subject in {"parameters", *needed}
    ]
    if blocking:
        raise Refusals(blocking)
    content = {field: tuple(item.row for item in items) for field, items in placed.items()}
    warnings = [warning for each in found.values() for warning in each.warnings]
    return settings_of(content, [*problems, *warnings, *find_warnings(placed)], problems)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where a table's rows stand: filled cells, header row, last row and total rows after it, column of each field."""

    cells: Mapping[Position, Cell]
    header_row: int
    last_row: int
    total_rows: int
    columns: Mapping[str, int]


class _Read(NamedTuple):
    """What a table holds, and what is wrong in it."""

    rows: Sequence[Placed]
    problems: Sequence[SettingsProblem]
    warnings: Sequence[SettingsProblem]


def _table_of(file: str, table: Table, book: CellBook) -> _Read:
    """A table by its name, else by its sheet."""
    area = book.tables.get(table.name.casefold())
    sheet = book.sheets.get(area.sheet if area else table.name.casefold())
    return _read(file, table, sheet, area, book.uses_1904)


@lru_cache(maxsize=2 * len(TABLES))
def _read(file: str, table: Table, sheet: Sheet | None, area: Area | None, uses_1904: bool) -> _Read:
    reader = _Reader(file, table, sheet.cells if sheet else None, CellParser(uses_1904))
    return _Read(tuple(reader.read_rows(area)), reader.problems, reader.warnings)


class _Reader:
    """Reads a table and collects what is wrong."""

    def __init__(self, file: str, table: Table, cells: Mapping[Position, Cell] | None, parser: CellParser) -> None:
        self.file, self.table, self.cells, self.parser = file, table, cells, parser
        self.problems: list[SettingsProblem] = []
        self.warnings: list[SettingsProblem] = []
        self._known: dict[tuple[int, Content], Value] = {}
        """By column: what cells with this content hold, wherever they stand."""

    def read_rows(self, area: Area | None) -> Iterator[Placed]:
        """The valid rows of the table; empty rows are skipped, wrong ones reported."""
        grid = self._find(area)
        if grid is None:
            return
        own_columns = set(grid.columns.values())
        numbers = sorted({row for row, column in grid.cells if column in own_columns})
        for number in numbers:
            if number <= grid.header_row:
                continue
            if grid.last_row < number <= grid.last_row + grid.total_rows:
                continue
            if number > grid.last_row:
                self._report_below(grid, number)
                continue
            row = self._read_row(grid, number)
            if row is not None:
                yield Placed(row, self.file, self.table, number, grid.columns)

    def _place(self, subject: str = "", row: int = 0, column: int = 0) -> Place:
        return Place(self.file, self.table.name, subject or self.table.field, row, column)

    def _report_below(self, grid: _Grid, number: int) -> None:
        """A row under the Excel table: Excel does not see it as part of the table, so neither may we silently."""
        column = min(column for row, column in grid.cells if row == number and column in set(grid.columns.values()))
        self.problems.append(texts.below_table(self._place(row=number, column=column)))

    def _find(self, area: Area | None) -> _Grid | None:
        """Where the table stands: an Excel table of its name, else what looks like it on its sheet."""
        if self.cells is None:
            self.problems.append(texts.missing_table(self._place()))
            return None
        area = area or self._on_sheet(self.cells)
        columns = self._columns(self.cells, area) if area else None
        if area is None or columns is None:
            return None
        return _Grid(self.cells, area.first_row, area.last_row, area.total_rows, columns)

    def _on_sheet(self, cells: Mapping[Position, Cell]) -> Area | None:
        """The first row of the sheet with all mandatory headers, and everything below it."""
        wanted = [column.header for column in self.table.columns if column.mandatory]
        last_row = max((row for row, _ in cells), default=0)
        last_column = max((column for _, column in cells), default=0)
        for number in sorted({row for row, _ in cells}):
            found = {_header(cell.text) for (row, _), cell in cells.items() if row == number}
            if {_header(header) for header in wanted} <= found:
                return Area(self.table.name.casefold(), number, last_row, 1, last_column)
        self.problems.append(texts.missing_headers(self._place(), wanted))
        return None

    def _columns(self, cells: Mapping[Position, Cell], area: Area) -> dict[str, int] | None:
        """Field → column number, by header in any order; None when a mandatory column is absent."""
        by_header: dict[str, int] = {}
        for number in range(area.first_column, area.last_column + 1):
            cell = cells.get((area.first_row, number))
            header = _header(cell.text) if cell else ""
            if header in by_header and any(_header(column.header) == header for column in self.table.columns):
                place = self._place(row=area.first_row, column=number)
                self.problems.append(texts.double_column(place, cell.text if cell else header))
            by_header.setdefault(header, number)
        absent = [column for column in self.table.columns if _header(column.header) not in by_header]
        for column in absent:
            if column.mandatory:
                self.problems.append(texts.missing_column(self._place(), column.header))
            else:
                self.warnings.append(texts.missing_optional_column(self._place(), column.header))
        if any(column.mandatory for column in absent):
            return None
        return {column.name: by_header[_header(column.header)] for column in self.table.columns if column not in absent}

    def _read_row(self, grid: _Grid, number: int) -> rows.SettingsRow | None:
        """One row as its model; None when a cell is wrong (reported)."""
        values: dict[str, Value] = {}
        is_valid = True
        for column in self.table.columns:
            at = grid.columns.get(column.name, 0)
            cell = grid.cells.get((number, at))
            if cell is None and not column.mandatory:
                continue
            value = self._known.get((at, cell.content)) if cell else None
            if value is None:
                value = self._parse(grid, number, at, column)
            if isinstance(value, SettingsProblem):
                self.problems.append(value)
                is_valid = False
            else:
                values[column.name] = value
        return self.table.model(**values) if is_valid else None

    def _parse(self, grid: _Grid, number: int, at: int, column: Column) -> Value | SettingsProblem:
        """The value of a cell, or what is wrong with it; a column of codes or years has few values many times."""
        cell, subject = grid.cells.get((number, at)), self._subject(grid, number)
        place = self._place(subject, number, at)
        if cell is None:
            return texts.empty_value(place, column.header, _example(column))
        if column.form is Form.PARAMETER:
            return self.parser.parse_parameter(cell, PARAMETERS.get(subject), place)
        value = self.parser.parse(cell, column, place)
        if not isinstance(value, SettingsProblem):
            self._known[at, cell.content] = value
        return value

    def _subject(self, grid: _Grid, number: int) -> str:
        """The table's field, or for the table Parameters the name in the row."""
        name = grid.cells.get((number, grid.columns["name"])) if self.table.field == "parameters" else None
        return self.parser.shown(name) if name else self.table.field


def _example(column: Column) -> str:
    """What could be filled in."""
    return f"een van deze in: {', '.join(column.choices)}" if column.choices else EXAMPLES[column.form]


def _header(text: str) -> str:
    """A header without capitals, line breaks and double spaces."""
    return " ".join(text.split()).casefold()
