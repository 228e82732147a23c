"""What a refresh must leave of a workbook in which staff worked: every cell, look, note and reference accounted for."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from math import isclose
from typing import Any

from openpyxl.formula.translate import Translator
from openpyxl.utils import column_index_from_string
from openpyxl.utils import get_column_letter as letter

from engine.result import ORDER, Column, ResultTable
from engine.rules import formula_text
from tests.workbooks.staff_book import Place, corners, opened, places
from workbooks.generate import cell_value

VANISHED = "vervallen"
_PLAIN = (0,) * 9
_REFERENCE = re.compile(r"(?<![\w.\[])(?:(\w+)!)?(\$?[A-Z]{1,3}\$?)(\d+)(?::(\$?[A-Z]{1,3}\$?)(\d+))?(?![\w(])")


@dataclass(frozen=True)
class Growth:
    """How a table grew; `moves`: what stood below it went down with it."""

    name: str
    columns: range
    first: int
    last: int
    bottom: int
    rows: int
    moves: bool

    def row(self, row: int) -> int:
        """Where a row outside the table stands now."""
        return row + self.rows if self.moves and row > self.last else row

    def span(
        self, columns: tuple[int, int], top: int, bottom: int, is_format: bool, is_range: bool = True
    ) -> tuple[int, int]:
        """The rows of a reference to these cells; a format also follows when it is for the last rows only."""
        inside = self.columns[0] <= columns[0] and columns[1] <= self.columns[-1]
        is_long = self.last > self.first
        whole = top == self.first and (is_long or is_range)
        if is_format:
            whole = self.first <= top and (top < bottom or not is_long)
            inside = columns[0] <= self.columns[-1] and self.columns[0] <= columns[1]
        if inside and whole and bottom in (self.last, self.bottom):
            return top, bottom + self.rows if bottom + self.rows >= top else bottom
        if inside and self.last < top and bottom <= self.bottom:  # the totals
            return top + self.rows, bottom + self.rows
        return self.row(top), self.row(bottom)


class Seen:
    """A workbook as openpyxl reads it: formulas, and values as stored."""

    def __init__(self, content: bytes) -> None:
        self.book, self.values = opened(BytesIO(content)), opened(BytesIO(content), values=True)
        self.tables = places(self.book)

    def value(self, place: Place, row: int, column: int) -> Any:
        """The stored value of a cell of a table: a date as its number."""
        return as_stored(self.values[place.sheet.title].cell(row, column).value)


def as_stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return float((value - datetime(1899, 12, 30)).days)
    return None if value == "" else value


def look(cell: Any) -> tuple[Any, ...]:
    """Style and note of a cell."""
    return tuple(cell._style or _PLAIN), None if cell.comment is None else cell.comment.text


def code(value: Any) -> Any:
    """A code as it was before Excel made it a number."""
    return f"{int(value):08}" if isinstance(value, int | float) or str(value).isdigit() else value


def _in_one_row(cell: Any) -> Any:
    """What a cell holds; a formula as it would read far down."""
    return (
        Translator(cell.value, cell.coordinate).translate_formula(f"{cell.column_letter}5000")
        if cell.data_type == "f"
        else cell.value
    )


class TableCheck:
    """The comparison of one table before and after a refresh with this result."""

    def __init__(self, before: Seen, after: Seen, wanted: ResultTable) -> None:
        self.before, self.after, self.wanted = before, after, wanted
        self.old, self.new = before.tables[wanted.name], after.tables[wanted.name]
        self.identity = wanted.ranks or wanted.keys
        self.result = [name for name in self.old.headers if name in {column.name for column in wanted.columns}]
        self.own = [name for name in self.old.headers if name not in self.result]

    def key(self, row: int) -> tuple[Any, ...]:
        values = {name: self.old.cell(row, name).value for name in self.identity}
        return tuple(code(value) if name == "AGB" else value for name, value in values.items())

    def problems(self) -> Iterator[str]:
        """Everything that is other than it should be."""
        if self.old.headers != self.new.headers:
            yield f"headers {self.new.headers}"
            return
        expected = list(self.ranked() if self.wanted.ranks else self.in_place())
        if len(expected) != len(self.new.rows):
            yield f"{len(self.new.rows)} rows instead of {len(expected)}"
        for row, (old, wanted) in zip(self.new.rows, expected, strict=False):
            yield from self.row(row, old, wanted)
        yield from self.around()
        yield from self.totals()

    def wanted_rows(self) -> dict[tuple[Any, ...], int]:
        return {tuple(row[name] for name in self.identity): index for index, row in enumerate(self.wanted.rows)}

    def is_filled(self, row: int, names: Sequence[str]) -> bool:
        """Whether somebody wrote in one of these cells, or a note; a formula that more rows have is filled down."""
        if any(self.old.sheet.cell(row, column).comment for column in self.old.columns):
            return True
        texts = {
            name: Counter(map(_in_one_row, (self.old.cell(each, name) for each in self.old.rows))) for name in names
        }
        values = {name: self.old.cell(row, name) for name in names}
        return any(
            cell.value is not None
            and (cell.data_type != "f" or (texts[name][_in_one_row(cell)] == 1 and "[#This Row]" not in cell.value))
            for name, cell in values.items()
        )

    def is_ours(self, row: int) -> bool:
        """Whether a row has a key and a place in the order; rows of the staff's own have no place."""
        has_place = ORDER in self.result and self.old.cell(row, ORDER).value is not None
        return has_place and any(part is not None for part in self.key(row))

    def in_place(self) -> Iterator[tuple[int | None, int | str | None]]:
        """Per row to come the row that it was, and what it gets: a row of the result, `vervallen`, or nothing."""
        known, found = self.wanted_rows(), list[tuple[int, int | str | None]]()
        for row in self.old.rows:
            key = self.key(row)
            found.append((row, known.pop(key, VANISHED if self.is_ours(row) else None)))
        missing = sorted(known.values())
        free = 0
        while (
            free < len(found)
            and found[-1 - free][1] is None
            and not self.is_filled(found[-1 - free][0], self.old.headers)
        ):
            free += 1
        places = [row for row, _ in found[len(found) - free :]] if free else []
        yield from found[: len(found) - free]
        for place in range(max(free, len(missing))):
            yield places[place] if place < free else None, missing[place] if place < len(missing) else None

    def ranked(self) -> Iterator[tuple[int | None, int | str | None]]:
        """As `in_place`, of a table in the order of the result."""
        known = self.wanted_rows()
        old = {self.key(row): row for row in self.old.rows if any(part is not None for part in self.key(row))}
        found: list[tuple[int | None, int | str | None]] = [(old.get(key), index) for key, index in known.items()]
        for row in self.old.rows:
            key = self.key(row)
            if key in known:
                continue
            is_ours = self.is_ours(row)
            if self.is_filled(row, self.own if is_ours else self.old.headers):
                found.append((row, VANISHED if is_ours else None))
        return iter(found or [(self.old.rows[0], "blank")])

    def moved_rows(self) -> dict[int, int]:
        """Of the rows of a ranking that stay: where each one goes."""
        return {old: row for row, (old, _) in zip(self.new.rows, self.ranked(), strict=False) if old is not None}

    def row(self, row: int, old: int | None, wanted: int | str | None) -> Iterator[str]:
        where = f"{self.wanted.name} row {row} (was {old}, gets {wanted})"
        for name in self.result:
            cell, value = self.new.cell(row, name), self.after.value(self.new, row, self.new.column(name))
            if isinstance(wanted, int):
                problem = self._result(cell, value, self.wanted.column(name), wanted)
            elif wanted is None:
                problem = old is not None and cell.value != self._carried(old, row, name)
            else:
                problem = self._gone(cell, name, old, wanted)
            if problem:
                yield f"{where}, {name}: {cell.value!r}, {value!r} {problem}"
        for name in self.own:
            value, expected = self.new.cell(row, name).value, self._own(old, row, name)
            if value != expected:
                yield f"{where}, own {name}: {value!r} instead of {expected!r}"
        if old is not None:
            yield from self._looks(row, old, where)
        elif self.new.sheet.row_dimensions[row].hidden and not self.old.sheet.row_dimensions[row].hidden:
            yield f"{where}: hidden"

    def _result(self, cell: Any, value: Any, column: Column, index: int) -> str:
        stored = self.wanted.rows[index][column.name]
        expected = None if stored is None or stored == "" else cell_value(stored)
        is_same = value == expected and isinstance(value, bool) is isinstance(expected, bool)
        if isinstance(expected, float) and isinstance(value, int | float) and not isinstance(value, bool):
            is_same = isclose(value, expected, rel_tol=1e-12)
        if not is_same:
            return f"instead of {expected!r}"
        formula = formula_text(column, self.wanted) if self.wanted.is_formula(index, column) else None
        text = cell.value if cell.data_type == "f" else None
        return "" if text == formula else f"formula {text} instead of {formula}"

    def _gone(self, cell: Any, name: str, old: int | None, wanted: int | str) -> bool:
        if wanted == VANISHED and name in self.identity:
            return old is None or cell.value != self.old.cell(old, name).value
        return cell.value != (VANISHED if wanted == VANISHED and name == ORDER else None)

    def _carried(self, old: int, row: int, name: str) -> Any:
        cell = self.old.cell(old, name)
        if cell.data_type == "f" and old != row:  # what a formula says of its own row goes along
            return re.sub(rf"(?<![\w!$:.])([A-Z]{{1,3}}){old}(?![\d:])", rf"\g<1>{row}", cell.value)
        return cell.value

    def _own(self, old: int | None, row: int, name: str) -> Any:
        if old is not None:
            return self._carried(old, row, name)
        declared = self.old.table.tableColumns[self.old.headers.index(name)].calculatedColumnFormula
        if declared is not None:
            return f"={declared.attr_text}"
        cells = [self.old.cell(each, name) for each in self.old.rows]
        texts = [
            Translator(cell.value, cell.coordinate).translate_formula(f"{cell.column_letter}{row}")
            for cell in cells
            if cell.data_type == "f"
        ]
        usual, times = next(iter(Counter(texts).most_common(1)), ("", 0))
        return usual if times > 1 else None

    def _looks(self, row: int, old: int, where: str) -> Iterator[str]:
        for column in self.old.columns:
            before, after = self.old.sheet.cell(old, column), self.new.sheet.cell(row, column)
            if look(before) != look(after):
                yield f"{where}: looks of column {column}: {look(after)} instead of {look(before)}"
        stays = self.wanted.ranks and self.has_cells_beside()
        if not stays and _row_look(self.old, old) != _row_look(self.new, row):
            yield f"{where}: height {_row_look(self.new, row)} instead of {_row_look(self.old, old)}"

    def has_cells_beside(self) -> bool:
        """Whether anything stands beside the rows, so that they cannot take their height along."""
        rows = {*self.old.rows, *self.new.rows}
        return any(row in rows and column not in self.old.columns for row, column in self.old.sheet._cells)

    def around(self) -> Iterator[str]:
        """Header and totals row."""
        for old, new in ((self.old.area[1], self.new.area[1]), (self.old.area[3], self.new.area[3])):
            if old == self.old.rows[-1]:
                continue
            for column in self.old.columns:
                before, after = self.old.sheet.cell(old, column), self.new.sheet.cell(new, column)
                if (before.value, look(before)) != (after.value, look(after)):
                    yield f"{self.wanted.name} {after.coordinate}: {after.value!r} instead of {before.value!r}"

    def totals(self) -> Iterator[str]:
        """The stored sums over the rows that are shown."""
        for column in self.new.columns if self.new.totals else []:
            text = self.new.sheet.cell(self.new.area[3], column).value
            if not str(text).startswith("=SUBTOTAL(109,"):
                continue
            shown = [row for row in self.new.rows if not self.new.sheet.row_dimensions[row].hidden]
            values = [self.after.value(self.new, row, column) for row in shown]
            total = sum(value for value in values if isinstance(value, int | float) and not isinstance(value, bool))
            stored = self.after.value(self.new, self.new.area[3], column)
            if stored is None and self.is_unchanged():
                continue  # openpyxl stored no value, and there was no reason to write one
            if not isinstance(stored, int | float) or not isclose(stored, total, abs_tol=1e-9):
                yield f"{self.wanted.name}: total {stored} instead of {total}"

    def is_unchanged(self) -> bool:
        rows = [
            [[cell.value for cell in each] for each in place.sheet[place.table.ref]] for place in (self.old, self.new)
        ]
        return rows[0] == rows[1]

    def growth(self) -> Growth:
        rows, bottom = len(self.new.rows) - len(self.old.rows), self.old.area[3]
        needed = range(bottom + 1, bottom + rows + 1)
        is_needed = any(
            self.old.sheet.cell(row, column).value is not None for row in needed for column in self.old.columns
        )
        return Growth(
            self.wanted.name, self.old.columns, self.old.rows[0], self.old.rows[-1], bottom, rows, moves=is_needed
        )


def _row_look(place: Place, row: int) -> tuple[Any, ...]:
    dimension = place.sheet.row_dimensions[row]
    return dimension.height, bool(dimension.hidden)


def followed(text: str, home: str, growths: Mapping[str, Growth]) -> str:
    """A formula or name after the tables grew."""

    def one(found: re.Match[str]) -> str:
        growth = growths.get(found[1] or home)
        if growth is None:
            return found[0]
        left, right = (column_index_from_string((part or found[2]).replace("$", "")) for part in (found[2], found[4]))
        top, bottom = growth.span(
            (left, right),
            int(found[3]),
            int(found[5] or found[3]),
            is_format=False,
            is_range=bool(found[5]) and left == right,
        )
        sheet = f"{found[1]}!" if found[1] else ""
        return f"{sheet}{found[2]}{top}" + (f":{found[4]}{bottom}" if found[4] else "")

    return _REFERENCE.sub(one, text)


def _outside(seen: Seen, growths: Mapping[str, Growth] | None) -> dict[tuple[str, int, int], tuple[Any, ...]]:
    """Every cell with content outside the tables, where it stands (`growths`: where it must stand then)."""
    found: dict[tuple[str, int, int], tuple[Any, ...]] = {}
    for sheet in seen.book:
        area = next((each.area for each in seen.tables.values() if each.sheet.title == sheet.title), (0, 0, 0, 0))
        for row in sheet.iter_rows():
            for cell in row:
                in_table = area[0] <= (cell.column or 0) <= area[2] and area[1] <= (cell.row or 0) <= area[3]
                if in_table or (cell.value is None and cell.comment is None):
                    continue
                value, number = cell.value, cell.row
                if growths is not None:
                    value = followed(value, sheet.title, growths) if cell.data_type == "f" else value
                    number = growths[sheet.title].row(number) if sheet.title in growths else number
                found[sheet.title, number, cell.column] = (value, *look(cell))
    return found


def _formats(
    seen: Seen, growths: Mapping[str, Growth] | None, moves: Mapping[str, Mapping[int, int]] | None = None
) -> list[str]:
    """Every conditional format and validation with the cells that it is for; `moves`: rows of a ranking that moved."""
    found: list[str] = []
    for sheet in seen.book:
        growth, rows = (growths or {}).get(sheet.title), (moves or {}).get(sheet.title, {})
        rules = [(str(each.sqref), rule) for each in sheet.conditional_formatting for rule in each.rules]
        rules += [(str(each.sqref), each) for each in sheet.data_validations.dataValidation]
        for cells, rule in rules:
            areas = [_followed_area(area, growth, rows) for area in cells.split()]
            formulas = [
                followed(str(each), sheet.title, growths or {}) for each in getattr(rule, "formula", None) or []
            ]
            found.append(f"{sheet.title} {' '.join(areas)} {rule.type} {formulas}")
    return sorted(found)


def _followed_area(area: str, growth: Growth | None, rows: Mapping[int, int]) -> str:
    left, top, right, bottom = corners(area)
    is_part = growth is not None and growth.first < growth.last and {left, right} <= {*growth.columns}
    if is_part and top == bottom and top in rows:
        top = bottom = rows[top]  # cells of one row of a ranking go along with it
    elif growth is not None:
        top, bottom = growth.span((left, right), top, bottom, is_format=True)
    return f"{letter(left)}{top}:{letter(right)}{bottom}"


def _sheets(seen: Seen) -> list[tuple[Any, ...]]:
    """Names, widths and frozen panes of the sheets."""
    return [
        (sheet.title, sheet.freeze_panes, sorted((k, d.width, d.hidden) for k, d in sheet.column_dimensions.items()))
        for sheet in seen.book
    ]


def _charts(seen: Seen) -> Iterator[str]:
    """Series that do not show the whole body of their table."""
    for chart in seen.book["Overzicht"]._charts:
        for series in chart.series:
            for reference in (series.val.numRef, series.cat.strRef or series.cat.numRef):
                sheet, _, cells = reference.f.partition("!")
                _, top, _, bottom = corners(cells)
                rows = seen.tables[sheet].rows
                if (top, bottom) != (rows[0], rows[-1]):
                    yield f"chart over {reference.f}, rows are {rows}"


def problems(before: Seen, after: Seen, wanted: Mapping[str, ResultTable]) -> list[str]:
    """Everything that is other than it should be after a refresh."""
    checks = [TableCheck(before, after, table) for table in wanted.values()]
    found = [problem for check in checks for problem in check.problems()]
    if found:
        return found
    growths = {check.wanted.name: check.growth() for check in checks}
    old, new = _outside(before, growths), _outside(after, None)
    found += [f"{key}: {new.get(key)} instead of {old.get(key)}" for key in old | new if old.get(key) != new.get(key)]
    moves = {check.wanted.name: check.moved_rows() for check in checks if check.wanted.ranks}
    if (expected := _formats(before, growths, moves)) != (formats := _formats(after, None)):
        found.append(
            f"formats: {[x for x in formats if x not in expected]}: {[x for x in expected if x not in formats]}"
        )
    if _sheets(before) != _sheets(after):
        found.append("sheets, widths or panes differ")
    for name, defined in before.book.defined_names.items():
        if (text := after.book.defined_names[name].attr_text) != followed(defined.attr_text, "", growths):
            found.append(f"name {name}: {text}, was {defined.attr_text}")
    return [*found, *_charts(after)]
