"""The cells of a table body by column: read and written a whole column at a time, which is many times faster."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from workbooks.opc.cell_texts import Cell, Stored, kind_of
from workbooks.opc.cells import SheetCells
from workbooks.opc.references import Area, letters

_ROW = "<{0}row[^>]*+>{1}</{0}row>"
_CELL = (
    r'<{0}c r="{1}\d++"([^>/]*+)'
    "(?:/>|>((?:<{0}f>[^<]*+</{0}f>)?+<{0}v>[^<]*+</{0}v>|<{0}is><{0}t[^>/]*+>[^<]*+</{0}t></{0}is>|)</{0}c>)"
)
"""A row as nearly all are: every cell there, in one of three forms; others are read cell by cell."""


@dataclass(slots=True)
class BlockColumn:
    """A column of cells, row by row: attributes but for the place (None: no cell), and what is between the tags."""

    looks: list[str | None]
    inner: list[str]

    def copy(self) -> "BlockColumn":
        """The same cells, to be changed."""
        return BlockColumn([*self.looks], [*self.inner])

    def cell(self, index: int) -> Cell | None:
        """One cell, None when there is none."""
        looks = self.looks[index]
        return None if looks is None else Cell(looks, self.inner[index] or None)


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
        sheet.blocks[area] = known = (rows, _read(sheet, area))
    block = known[1]
    return Block(area, [column.copy() for column in block.columns], block.beside)


def _read(sheet: SheetCells, area: Area) -> Block:
    names = [letters(number) for number in range(area.left, area.right + 1)]
    usual = re.compile(_ROW.format(sheet.prefix, "".join(_CELL.format(sheet.prefix, name) for name in names)))
    block = Block(area, [])
    rows: list[Sequence[str | None]] = []
    for number in range(area.top, area.bottom + 1):
        found = usual.fullmatch(sheet.rows.get(number, ""))
        rows.append(_fitted(sheet, block, number) if found is None else found.groups(""))
    columns = [list(each) for each in zip(*rows, strict=True)] if rows else [[] for _ in (*names, *names)]
    block.columns = [BlockColumn(columns[at], cast(list[str], columns[at + 1])) for at in range(0, len(columns), 2)]
    return block


def _fitted(sheet: SheetCells, block: Block, number: int) -> Sequence[str | None]:
    """Attributes and content, in turn, of the cells of any row; those beside the block are kept with it."""
    cells, area = sheet.cells(number), block.area
    left = "".join(sheet.written(number, column, cell) for column, cell in cells.items() if column < area.left)
    right = "".join(sheet.written(number, column, cell) for column, cell in cells.items() if column > area.right)
    if left or right:
        block.beside[number] = left, right
    found: list[str | None] = []
    for column in range(area.left, area.right + 1):
        cell = cells.get(column)
        found += (None, "") if cell is None else (cell.attributes, cell.inner or "")
    return found


def contents(sheet: SheetCells, column: BlockColumn) -> tuple[list[Stored], list[str | None]]:
    """Values and formulas of a column of cells: `value` and `formula` of each."""
    usual = _alike(sheet, column)
    if usual is not None:
        return usual
    before = -len(sheet.value_end)
    parts = [inner.rpartition(sheet.value_tag) for inner in column.inner]
    formulas = {head: _formula(sheet, head) for head in {head for head, _, _ in parts}}
    has_others = "" in {tag for _, tag, _ in parts} and any(rest and not tag for _, tag, rest in parts)
    if has_others or "" in formulas.values():
        return _each_content(sheet, column)
    try:
        values = _values(sheet, column.looks, [rest[:before] for _, _, rest in parts])
    except ValueError:  # something else stands there too
        return _each_content(sheet, column)
    return values, [formulas[head] for head, _, _ in parts]


def _alike(sheet: SheetCells, column: BlockColumn) -> tuple[list[Stored], list[str | None]] | None:
    """Of a column that holds a number in every cell, with one and the same before it: nothing, or a formula.

    None when it does not: this is what most columns are, and much quicker.
    """
    if not column.inner or not {"" if each is None else kind_of(each) for each in set(column.looks)} <= {"", "n"}:
        return None
    head, tag, _ = column.inner[0].partition(sheet.value_tag)
    formula = _formula(sheet, head)
    before, joined = head + tag, "\n".join(column.inner)
    if not tag or formula == "" or "\n" in head or joined.count(before) != len(column.inner):
        return None
    raw = joined.replace(before, "").replace(sheet.value_end, "").split("\n")
    try:
        return list(map(float, raw)), [formula] * len(raw)
    except ValueError:  # something else stands there too
        return None


def _formula(sheet: SheetCells, head: str) -> str | None:
    """What stands before a value: None when it is nothing, "" when it is no formula with only its own text."""
    if not head:
        return None
    is_usual = head.startswith(sheet.formula_tag) and head.endswith(sheet.formula_end) and head.count("<") == 2
    return sheet.formula(Cell("", head)) or "" if is_usual else ""


def _values(sheet: SheetCells, looks: Sequence[str | None], raw: Sequence[str]) -> list[Stored]:
    """The values that are written so; "" is none. ValueError when one is no value by itself."""
    kinds = {each: "" if each is None else kind_of(each) for each in set(looks)}
    if set(kinds.values()) <= {"", "n"}:
        return [float(each) if each else None for each in raw]
    if any("<" in each for each in raw):
        raise ValueError(raw)
    typed = sheet.typed
    return [typed(kinds[look], each) if each else None for look, each in zip(looks, raw, strict=True)]


def _each_content(sheet: SheetCells, column: BlockColumn) -> tuple[list[Stored], list[str | None]]:
    cells = [Cell(looks or "", inner or None) for looks, inner in zip(column.looks, column.inner, strict=True)]
    return [sheet.value(cell) for cell in cells], [sheet.formula(cell) for cell in cells]


def write_block(
    sheet: SheetCells, block: Block, attributes: Mapping[int, str], numbers: Iterable[int], top: int
) -> None:
    """Write these rows: the columns of the block, whose first row is row `top` of the sheet, and what stood beside it.

    `attributes` are those of rows that do not keep their own.
    """
    wanted = list(numbers)
    names = [letters(block.area.left + offset) for offset in range(len(block.columns))]
    texts = [
        _written(sheet.prefix, name, column, wanted, top) for name, column in zip(names, block.columns, strict=True)
    ]
    for number, cells in zip(wanted, map("".join, zip(*texts, strict=True)), strict=True):
        left, right = block.beside.get(number, ("", ""))
        sheet.put_text(number, attributes.get(number), f"{left}{cells}{right}" if left or right else cells)


def _written(prefix: str, name: str, column: BlockColumn, numbers: Sequence[int], top: int) -> list[str]:
    """The text of the cells of a column in these rows."""
    places = [number - top for number in numbers]
    cells = zip(numbers, [column.looks[at] for at in places], [column.inner[at] for at in places], strict=True)
    start, end = f'<{prefix}c r="{name}', f"</{prefix}c>"
    return [
        f'{start}{number}"{looks}>{inner}{end}' if inner else "" if looks is None else f'{start}{number}"{looks}/>'
        for number, looks, inner in cells
    ]
