"""What the readers of CSV, XLSX and Parquet give: sheets with headers and blocks of rows, every cell as text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

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
    """An XLSX cell with an error value: row within the block, column, and the error as Excel shows it."""

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

    def blocks(self) -> Iterator[Block]:
        """The rows; raises Refusal when the file turns out unreadable."""
        ...
