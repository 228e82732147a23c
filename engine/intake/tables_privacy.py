"""BSNs outside the column Bsn: the line's own BSN in a reference becomes letters, a column full of BSNs is refused."""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy
import pyarrow as pa
import pyarrow.compute as pc

from engine.intake.privacy import MASK, Pseudonymiser, is_valid_bsn, mask_bsn
from engine.intake.tables_block import Block
from engine.store.store import open_duckdb
from engine.texts import tables as texts

if TYPE_CHECKING:
    import duckdb

_BSN_COLUMN = "Bsn"
_SHORTEST = 8
"""Digits of a BSN whose leading zero was lost."""

_SAMPLE = 1000
_LEAST_BSNS, _LARGEST_SHARE = 5, 0.5
"""One in eleven numbers of nine digits passes the 11-proef by chance; half of a column does not."""


class Privacy:
    """Guards one sheet. `positions`: column → place; `references`: columns that hold a text of its own on each line."""

    def __init__(
        self, positions: Mapping[str, int], references: Collection[str], pseudonymiser: Pseudonymiser, where: str
    ) -> None:
        self._references = {name: positions[name] for name in references}
        self._bsn_place = positions.get(_BSN_COLUMN)
        self._pseudonymiser, self._where = pseudonymiser, where
        self._is_first = True

    @cached_property
    def _connection(self) -> "duckdb.DuckDBPyConnection":
        return open_duckdb()

    def clean(self, block: Block) -> Block:
        """The block with every own BSN in a reference replaced; Refusal when a column of references holds BSNs."""
        if self._is_first:
            self._refuse_bsn_columns(block)
            self._is_first = False
        if self._bsn_place is None or not self._references:
            return block
        columns = list(block.columns)
        bsn = _plain(columns[self._bsn_place])
        long_enough = {place: _plain(columns[place]) for place in self._references.values()}
        long_enough = {place: values for place, values in long_enough.items() if _longest(values) >= _SHORTEST}
        for place, rows in self._rows_with_bsn(long_enough, bsn).items():
            columns[place] = self._replaced(long_enough[place], bsn, rows)
        return Block(columns, block.lines, block.broken, block.errors)

    def _rows_with_bsn(self, references: dict[int, pa.Array], bsn: pa.Array) -> dict[int, list[int]]:
        """Per place the rows whose text contains the digits of the row's own Bsn cell: Arrow has no such kernel."""
        if not references:
            return {}
        columns = {f"t{place}": values for place, values in references.items()}
        rows = pa.table(columns | {"bsn": bsn, "row": numpy.arange(len(bsn))})
        self._connection.register("rows", rows)
        tests = {place: f"contains(t{place}, trim(bsn))" for place in references}
        found = self._connection.execute(
            f"SELECT row, {', '.join(tests.values())} FROM rows "
            f"WHERE length(trim(bsn)) >= {_SHORTEST} AND ({' OR '.join(tests.values())}) ORDER BY row"
        ).fetchall()
        self._connection.unregister("rows")
        hits = {place: [line[0] for line in found if line[index + 1]] for index, place in enumerate(tests)}
        return {place: lines for place, lines in hits.items() if lines}

    def _replaced(self, texts_of: pa.Array, bsn: pa.Array, rows: list[int]) -> pa.Array:
        values = texts_of.to_pylist()
        for row in rows:
            own = bsn[row].as_py().strip()
            values[row] = self._pseudonymiser.replace_in(values[row], own)
        return pa.array(values, pa.string())

    def _refuse_bsn_columns(self, block: Block) -> None:
        for name, place in self._references.items():
            filled = [text.strip() for text in block.columns[place].slice(0, _SAMPLE).to_pylist() if text.strip()]
            found = sum(is_valid_bsn(text) for text in filled)
            if found >= _LEAST_BSNS and found > _LARGEST_SHARE * len(filled):
                raise texts.bsn_column(self._where, name)

    def masked(self, text: str, block: Block, row: int) -> str:
        """A text that may be shown: BSNs masked, and the digits of the row's own Bsn cell, valid or not (DK-14)."""
        if self._bsn_place is not None:
            own = block.columns[self._bsn_place][row].as_py().strip()
            if own.isdigit() and len(own) >= _SHORTEST:
                text = text.replace(own, MASK)
        return mask_bsn(text)


def _plain(array: pa.Array) -> pa.Array:
    return array.cast(pa.string()) if isinstance(array, pa.DictionaryArray) else array


def _longest(values: pa.Array) -> int:
    return pc.max(pc.binary_length(values)).as_py() or 0
