"""Decides the notation of every column of numbers and dates of one sheet, over the whole file.

Nearly always the first block shows it. Only when it does not, the whole file is looked through once before reading on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from engine.errors import Problem
from engine.intake.tables_block import Block, Sheet
from engine.intake.tables_cells import DistinctReader
from engine.intake.tables_kinds import NUMBERS
from engine.intake.tables_notation import Evidence, Notation
from engine.texts import table_remarks as remark_texts
from engine.texts import tables as texts


@dataclass(slots=True)
class Survey:
    """The columns of a sheet that have a notation, and what was decided. `fresh` makes readers without memory."""

    sheet: Sheet
    where: str
    readers: Sequence[DistinctReader]
    fresh: Callable[[DistinctReader], DistinctReader]
    numbers: Notation | None = None
    dates: Notation | None = None
    remarks: list[Problem] = field(default_factory=list[Problem])
    _by_others: set[str] = field(default_factory=set[str])

    def before(self, block: Block) -> None:
        """To be called with each block before it is read: afterwards every notation that matters in it is known."""
        open_columns = False
        for reader in self.readers:
            if self._fixed(reader) is not None:
                reader.notation = self._fixed(reader)
                continue
            reader.look(reader.source.texts(block.columns, len(block.lines)))
            if reader.notation is None:
                reader.notation = _certain(reader.evidence)
                open_columns = open_columns or (reader.notation is None and _matters(reader.evidence))
        if open_columns:
            self._whole_file()

    def _fixed(self, reader: DistinctReader) -> Notation | None:
        return self.numbers if reader.source.column.type in NUMBERS else self.dates

    def _whole_file(self) -> None:
        looked = [self.fresh(reader) for reader in self.readers]
        lines: dict[str, int] = {}
        for block in self.sheet.blocks():
            for reader in looked:
                texts_of = reader.source.texts(block.columns, len(block.lines))
                reader.look(texts_of)
                name = reader.source.column.name
                if reader.evidence.ambiguous_example is not None and name not in lines:
                    lines[name] = _line_of(reader, texts_of, block)
        for reader, whole in zip(self.readers, looked, strict=True):
            if self._fixed(reader) is None and reader.notation is None and _matters(whole.evidence):
                reader.notation = self._decide(whole, looked, lines)

    def _decide(self, whole: DistinctReader, looked: Sequence[DistinctReader], lines: dict[str, int]) -> Notation:
        evidence, name = whole.evidence, whole.source.column.name
        if _certain(evidence):
            return _certain(evidence) or Notation.DAY_FIRST
        others = [each for each in looked if each is not whole and _alike(each, whole) and each.evidence.majority]
        shown = {each.evidence.majority for each in others}
        if evidence.majority is Notation.MONTH_FIRST:
            if shown == {Notation.DAY_FIRST} and evidence.ambiguous_example is None:
                self._by_others.add(name)
                return Notation.DAY_FIRST
            raise texts.month_first(self.where, name, evidence.examples[Notation.MONTH_FIRST])
        if len(evidence.counts) > 1:
            raise texts.mixed_notation(self.where, name, *list(evidence.examples.values())[:2])
        example = evidence.ambiguous_example or ""
        if len(shown) != 1 or Notation.MONTH_FIRST in shown:
            refusal = texts.ambiguous_number if whole.source.column.type in NUMBERS else texts.ambiguous_date
            raise refusal(self.where, name, lines[name], example)
        notation = shown.pop() or Notation.DAY_FIRST
        self.remarks.append(
            remark_texts.notation_of_others(self.where, name, notation.value, others[0].source.column.name, example)
        )
        return notation

    def check(self) -> None:
        """After the last block: what was decided on the way is what the whole file shows, else a Refusal."""
        for reader in self.readers:
            majority, name = reader.evidence.majority, reader.source.column.name
            if self._fixed(reader) is not None or reader.notation is None or name in self._by_others:
                continue
            if len(reader.evidence.counts) > 1 and majority is not reader.notation:
                raise texts.mixed_notation(self.where, name, *list(reader.evidence.examples.values())[:2])


def _certain(evidence: Evidence) -> Notation | None:
    """What the column itself shows; month first is not taken before all columns were looked at."""
    return None if evidence.majority is Notation.MONTH_FIRST else evidence.majority


def _matters(evidence: Evidence) -> bool:
    return bool(evidence.counts) or evidence.ambiguous_example is not None


def _alike(one: DistinctReader, other: DistinctReader) -> bool:
    return (one.source.column.type in NUMBERS) == (other.source.column.type in NUMBERS)


def _line_of(reader: DistinctReader, column: pa.Array, block: Block) -> int:
    """The line of the example; it stands in this block, where it was first seen."""
    example = reader.evidence.ambiguous_example
    rows = (row for row, text in enumerate(column.to_pylist()) if reader.source.clean(text) == example)
    return block.lines[next(rows)].as_py()
