"""The cells of a table body by column: read and written a whole column at a time, which is many times faster."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from workbooks.opc.cell_texts import Cell, Stored, kind_of
from workbooks.opc.cells import SheetCells
from workbooks.opc.references import Area, letters

_ROW = "<{0}row[^>]*+>{1}</{0}row>"
_CELL = (
    r'<{0}c r="{1}\d++"([^>/]*+)'
    "(?:/>|>((?:<{0}f>[^<]*+</{0}f>)?+|<{0}is><{0}t[^>/]*+>[^<]*+</{0}t></{0}is>)(?:<{0}v>([^<]*+)</{0}v>)?+</{0}c>)"
)
"""A row as nearly all are: every cell there, in one of three forms; others are read cell by cell."""
_ALIKE = r'<{0}c r="{1}\d++"{2}>{3}<{0}v>([^<]*+)</{0}v></{0}c>'
"""A cell that looks as nearly all of its column, with the same formula or none: only its value is read."""
_SAMPLE, _NEARLY_ALL = 50, 0.9
"""So many rows tell what the cells of a column have in common, when so many of them have it."""

_NO_CELL = Cell("", None)
_T = TypeVar("_T")
_Form = tuple[str, str]
"""Attributes of a cell, and what stands before its value."""


@dataclass(slots=True)
class BlockColumn:
    """A column of cells, row by row, each in three parts: looks and formula are nearly always the same in all rows, so

    that only the written values differ.
    """

    prefix: str
    looks: list[str | None]
    """Attributes but for the place; None: no cell."""
    heads: list[str]
    """What stands before a value: nothing, or its formula. All that is between the tags when there is no value."""
    raw: list[str | None]
    """The value as it is written; None: none."""

    def copy(self) -> "BlockColumn":
        """The same cells, to be changed."""
        return BlockColumn(self.prefix, [*self.looks], [*self.heads], [*self.raw])

    def arrange(self, rows: Sequence[int | None]) -> None:
        """Put the cells in another order; None: no cell."""
        looks, heads, raw = self.looks, self.heads, self.raw
        self.looks = [None if row is None else looks[row] for row in rows]
        self.heads = ["" if row is None else heads[row] for row in rows]
        self.raw = [None if row is None else raw[row] for row in rows]

    def add(self, more: int) -> None:
        """So many rows without cells at the end."""
        self.looks += [None] * more
        self.heads += [""] * more
        self.raw += [None] * more

    def cell(self, index: int) -> Cell | None:
        """One cell, None when there is none."""
        looks = self.looks[index]
        return None if looks is None else Cell(looks, self.inner(index) or None)

    def inner(self, index: int) -> str:
        """What is between the tags of a cell."""
        head, raw = self.heads[index], self.raw[index]
        return head if raw is None else f"{head}<{self.prefix}v>{raw}</{self.prefix}v>"

    def put(self, index: int, looks: str, inner: str | None) -> None:
        """Write another cell."""
        self.looks[index], self.heads[index], self.raw[index] = looks, inner or "", None


@dataclass
class Block:
    """A block of cells: its columns, and by row number the text of the cells to its left and to its right."""

    area: Area
    columns: list[BlockColumn]
    beside: dict[int, tuple[str, str]] = field(default_factory=dict[int, tuple[str, str]])


def read_block(sheet: SheetCells, area: Area) -> Block:
    """The cells of an area, to be changed; read once as long as none of its rows is written."""
    rows = [sheet.rows.get(number, "") for number in range(area.top, area.bottom + 1)]
    known = sheet.blocks.get(area)
    if known is None or known[0] != rows:
        sheet.blocks[area] = known = (rows, _read(sheet, area, rows))
    block = known[1]
    return Block(area, [column.copy() for column in block.columns], block.beside)


def _read(sheet: SheetCells, area: Area, texts: Sequence[str]) -> Block:
    names = [letters(number) for number in range(area.left, area.right + 1)]
    cells = [_CELL.format(sheet.prefix, name) for name in names]
    usual = re.compile(_ROW.format(sheet.prefix, "".join(cells)))
    forms = _forms(usual, texts, len(names))
    for at, form in enumerate(forms):
        if form is not None:
            cells[at] = _ALIKE.format(sheet.prefix, names[at], *map(re.escape, form))
    quick = re.compile(_ROW.format(sheet.prefix, "".join(cells)))
    block, nothing = Block(area, []), (None,) * quick.groups
    rows, others = list[Sequence[str | None]](), dict[int, Sequence[str | None]]()
    for at, text in enumerate(texts):
        found = quick.fullmatch(text)
        rows.append(nothing if found is None else found.groups())
        if found is None:
            found = usual.fullmatch(text)
            others[at] = _fitted(sheet, block, area.top + at) if found is None else found.groups()
    block.columns = _columns(sheet.prefix, forms, rows, others)
    return block


def _forms(usual: re.Pattern[str], rows: Sequence[str], width: int) -> list[_Form | None]:
    """By column the form that nearly all cells with a value have; None: they differ."""
    found = [row.groups() for row in map(usual.fullmatch, _some(rows)) if row is not None]
    cells = ((row[at : at + 3] for row in found) for at in range(0, 3 * width, 3))
    return [_most_used(of_column) for of_column in cells]


def _some(rows: Sequence[_T]) -> Sequence[_T]:
    """Rows that stand for all, from the whole length of a table."""
    return rows[:: len(rows) // _SAMPLE + 1]


def _most_used(cells: Iterable[Sequence[str | None]]) -> _Form | None:
    """The form that nearly all of these cells (looks, head, raw) have; None: they differ, or have no value."""
    counts = Counter(None if raw is None else (look or "", head or "") for look, head, raw in cells)
    form, times = next(iter(counts.most_common(1)), (None, 0))
    return form if times >= _NEARLY_ALL * counts.total() else None


def _columns(
    prefix: str,
    forms: Sequence[_Form | None],
    rows: Sequence[Sequence[str | None]],
    others: Mapping[int, Sequence[str | None]],
) -> list[BlockColumn]:
    """The columns of rows of which each has a value for a column of one form, and all three parts for another.

    `others` are rows with all three parts of every cell.
    """
    no_rows: Sequence[str | None] = ()
    parts = iter(zip(*rows, strict=True)) if rows else iter([no_rows] * (3 * len(forms)))
    columns: list[BlockColumn] = []
    for form in forms:
        if form is None:
            looks, heads, raw = next(parts), next(parts), next(parts)
            columns.append(BlockColumn(prefix, [*looks], [each or "" for each in heads], [*raw]))
        else:
            look, head = form
            columns.append(BlockColumn(prefix, [look] * len(rows), [head] * len(rows), list(next(parts))))
    for at, cells in others.items():
        for column, start in zip(columns, range(0, len(cells), 3), strict=True):
            column.looks[at], column.heads[at], column.raw[at] = cells[start], cells[start + 1] or "", cells[start + 2]
    return columns


def _fitted(sheet: SheetCells, block: Block, number: int) -> Sequence[str | None]:
    """The three parts of each cell of any row, in turn; those beside the block are kept with it."""
    cells, area = sheet.cells(number), block.area
    left = "".join(sheet.written(number, column, cell) for column, cell in cells.items() if column < area.left)
    right = "".join(sheet.written(number, column, cell) for column, cell in cells.items() if column > area.right)
    if left or right:
        block.beside[number] = left, right
    found: list[str | None] = []
    for column in range(area.left, area.right + 1):
        cell = cells.get(column)
        found += (None, "", None) if cell is None else (cell.attributes, *_parts(sheet, cell.inner or ""))
    return found


def _parts(sheet: SheetCells, inner: str) -> tuple[str, str | None]:
    """What stands before a value, and the value as it is written."""
    head, tag, rest = inner.rpartition(sheet.value_tag)
    raw = rest.removesuffix(sheet.value_end)
    return (head, raw) if tag and raw != rest and "<" not in raw else (inner, None)


def contents(sheet: SheetCells, column: BlockColumn) -> tuple[list[Stored], list[str | None]]:
    """Values and formulas of a column of cells: `value` and `formula` of each."""
    formulas = {head: _formula(sheet, head) for head in set(column.heads)}
    if "" in formulas.values():
        return _each_content(sheet, column)
    if len(formulas) == 1:
        return _values(sheet, column), [*formulas.values()] * len(column.heads)
    return _values(sheet, column), [formulas[head] for head in column.heads]


def _formula(sheet: SheetCells, head: str) -> str | None:
    """What stands before a value: None when it is nothing, "" when it is no formula with only its own text."""
    if not head:
        return None
    is_usual = head.startswith(sheet.formula_tag) and head.endswith(sheet.formula_end) and head.count("<") == 2
    return sheet.formula(Cell("", head)) or "" if is_usual else ""


def _values(sheet: SheetCells, column: BlockColumn) -> list[Stored]:
    """The values that are written so; "" and None are none."""
    kinds = {"" if each is None else kind_of(each) for each in set(column.looks)}
    if kinds <= {"", "n"}:
        try:
            return list(map(float, column.raw))  # pyright: ignore[reportArgumentType]
        except (TypeError, ValueError):
            pass  # a cell without value, or a number that is none
    if kinds == {"s"}:
        return sheet.shared_texts(column.raw)
    typed = sheet.typed
    pairs = zip(column.looks, column.raw, strict=True)
    return [typed(kind_of(look or ""), each) if each else None for look, each in pairs]


def _each_content(sheet: SheetCells, column: BlockColumn) -> tuple[list[Stored], list[str | None]]:
    cells = [column.cell(index) or _NO_CELL for index in range(len(column.looks))]
    return [sheet.value(cell) for cell in cells], [sheet.formula(cell) for cell in cells]


def write_block(
    sheet: SheetCells, block: Block, attributes: Mapping[int, str], numbers: Iterable[int], top: int
) -> None:
    """Write these rows: the columns of the block, whose first row is row `top` of the sheet, and what stood beside it.

    `attributes` are those of rows that do not keep their own.
    """
    wanted = list(numbers)
    places = [number - top for number in wanted]
    pieces, texts, odd = ["%s"], list[Sequence[object]](), set[int]()
    texts.append(list(map(sheet.row_start, wanted, map(attributes.get, wanted))))
    columns = [_Placed(sheet, at, column) for at, column in enumerate(block.columns, start=block.area.left)]
    for column in columns:
        piece, of_cells, others = column.template(places, wanted)
        pieces.append(piece)
        texts += of_cells
        odd |= others
    row = "".join((*pieces, sheet.row_end))
    sheet.rows.update(zip(wanted, (row % values for values in zip(*texts, strict=True)), strict=True))
    for place, number in zip(places, wanted, strict=True):
        if place in odd or number in block.beside:
            left, right = block.beside.get(number, ("", ""))
            cells = "".join(column.written(place, number) for column in columns)
            sheet.put_text(number, attributes.get(number), f"{left}{cells}{right}")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A column of cells where it stands in a sheet."""

    sheet: SheetCells
    number: int
    cells: BlockColumn

    def written(self, place: int, row: int) -> str:
        """One cell as text, in that row; "" when there is none."""
        cell = self.cells.cell(place)
        return "" if cell is None else self.sheet.written(row, self.number, cell)

    def template(self, places: Sequence[int], numbers: Sequence[int]) -> tuple[str, list[Sequence[object]], set[int]]:
        """How nearly all of these cells are written, with %s for what differs; what that is for each; and the places of

        other cells.
        """
        looks, heads, raw = self._parts(places)
        form = _most_used(zip(_some(looks), _some(heads), _some(raw), strict=True))
        if form is None:
            return "%s", [list(map(self.written, places, numbers))], set()
        look, head = form
        others = {place for place, text in zip(places, raw, strict=True) if text is None}
        if not looks.count(look) == heads.count(head) == len(places):
            forms = zip(places, looks, heads, strict=True)
            others |= {place for place, its_look, its_head in forms if its_look != look or its_head != head}
        prefix = self.sheet.prefix
        common = f'"{look}>{head}<{prefix}v>'.replace("%", "%%")
        return f'<{prefix}c r="{letters(self.number)}%s{common}%s</{prefix}v></{prefix}c>', [numbers, raw], others

    def _parts(self, places: Sequence[int]) -> tuple[Sequence[str | None], Sequence[str], Sequence[str | None]]:
        cells = self.cells
        if places == [*range(len(cells.raw))]:
            return cells.looks, cells.heads, cells.raw
        looks, raw = (list(map(each.__getitem__, places)) for each in (cells.looks, cells.raw))
        return looks, list(map(cells.heads.__getitem__, places)), raw
