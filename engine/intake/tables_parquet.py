"""Parquet → blocks of text."""

from collections.abc import Collection, Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from engine.intake.sources import Source
from engine.intake.tables_block import Block, consecutive
from engine.intake.tables_typed import as_text
from engine.texts import tables as texts

_ROWS = 200_000
_DAMAGED = (pa.ArrowException, OSError, UnicodeDecodeError)


class ParquetSheet:
    """One Parquet file. `line` of its first row is 1: it has no header line."""

    name = ""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.numbers: frozenset[int] = frozenset()
        with source.open() as file:
            try:
                self.headers = [str(name).strip() for name in pq.ParquetFile(file).schema_arrow.names]
            except _DAMAGED:
                raise texts.unreadable(source.name, "Parquet-bestand") from None

    def blocks(self, repetitive: Collection[int] = ()) -> Iterator[Block]:
        """Blocks of 200 000 rows; Refusal when the file is damaged."""
        first = 1
        try:
            with self._source.open() as file:
                for batch in pq.ParquetFile(file).iter_batches(_ROWS):
                    batch.validate(full=True)
                    columns = [as_text(column, place in self.numbers) for place, column in enumerate(batch.columns)]
                    yield Block(columns, consecutive(first, batch.num_rows))
                    first += batch.num_rows
        except _DAMAGED:
            raise texts.unreadable(self._source.name, "Parquet-bestand") from None
