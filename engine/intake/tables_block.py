"""What the readers of CSV, XLSX and Parquet give: sheets with headers and blocks of rows, every cell as text."""

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

import numpy
import pyarrow as pa

TEXT_DICTIONARY = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line that is no row: its number, the values found in it, and why it is set aside."""

    line: int
    values: list[str]
    reason: str


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """An XLSX cell that holds no value: row within the block, column, and what is wrong, in Dutch."""

    row: int
    column: int
    detail: str


@dataclass(slots=True)
class Block:
    """Some rows in file order. `columns` one per header: text, plain or dictionary-encoded; an empty cell is "".

    `lines` is the line (or sheet row) of each row, int64.
    """

    columns: list[pa.Array]
    lines: pa.Array
    broken: list[BrokenLine] = field(default_factory=list[BrokenLine])
    errors: list[ErrorCell] = field(default_factory=list[ErrorCell])


class Sheet(Protocol):
    """One table in a file. `blocks` starts at the first row each time it is called."""

    name: str
    headers: list[str]
    numbers: frozenset[int]
    """Places of the columns that hold numbers, set before the blocks are asked for."""

    def blocks(self, repetitive: Collection[int] = ()) -> Iterator[Block]:
        """The rows; raises Refusal when the file turns out unreadable. `repetitive`: columns worth a dictionary."""
        ...


def consecutive(first: int, rows: int) -> pa.Array:
    """Line numbers of rows that follow each other."""
    return pa.array(numpy.arange(first, first + rows), pa.int64())


def ahead(blocks: Iterator[Block]) -> Iterator[Block]:
    """The same blocks, the next one being parsed while this one is worked on: parsing is C++ beside our Python."""
    with ThreadPoolExecutor(max_workers=1) as worker:
        waiting = worker.submit(next, blocks, None)
        while (block := waiting.result()) is not None:
            waiting = worker.submit(next, blocks, None)
            yield block
