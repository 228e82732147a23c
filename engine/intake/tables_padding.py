"""AGB codes that lost their leading zero, usually in Excel: they are padded, and the report says how many."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from engine.intake.tables_block import Block
from engine.intake.tables_cells import ColumnSource, encoded
from engine.intake.tables_kinds import ValueType
from engine.intake.tables_values import AGB_DIGITS


@dataclass(slots=True)
class Padded:
    """The padded codes of one column: on how many lines, the first of them and its text, and the fewest digits."""

    column: str
    lines: int
    first_line: int
    example: str
    fewest: int


class PaddedCodes:
    """Counts the short AGB codes of a sheet, block by block."""

    def __init__(self, sources: list[ColumnSource]) -> None:
        self.found: dict[str, Padded] = {}
        self._sources = [
            source for source in sources if source.column.type is ValueType.AGB and source.place is not None
        ]

    def look(self, block: Block) -> None:
        """Add what is in the block."""
        for source in self._sources:
            array = encoded(source.texts(block.columns, len(block.lines)))
            codes = [source.clean(text) for text in array.dictionary.to_pylist()]
            short = [_is_short(code) for code in codes]
            if any(short):
                rows = pc.indices_nonzero(pa.array(short, pa.bool_()).take(array.indices)).to_pylist()
                self._add(source.column.name, [codes[array.indices[row].as_py()] for row in rows], block, rows)

    def _add(self, column: str, codes: list[str], block: Block, rows: list[int]) -> None:
        if not rows:
            return
        if column not in self.found:
            self.found[column] = Padded(column, 0, block.lines[rows[0]].as_py(), codes[0], AGB_DIGITS)
        known = self.found[column]
        known.lines += len(rows)
        known.fewest = min(known.fewest, *map(len, codes))


def _is_short(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) < AGB_DIGITS
