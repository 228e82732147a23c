"""Source lines of several kinds behind one row (trace): declaration lines, and rows of settings, tables or messages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from engine.instruments.declaration_trace import COLUMNS, Line, lines_table
from engine.instruments.reporting import numbered
from engine.result import Column, Kind, ResultTable, Row, Value
from engine.texts import tracing as texts

_AMOUNT, _KIND = "Netto bedrag", "Soort"


@dataclass
class SourceLines:
    """What is collected behind a row; `others` have the columns of declaration lines, empty where these say nothing."""

    declared: list[Line] = field(default_factory=list[Line])
    others: list[Row] = field(default_factory=list[Row])

    def add(self, kind: str, amount: Decimal | None, **cells: Value) -> None:
        """A row that is no declaration line."""
        empty: Row = {column.name: None for column in COLUMNS}
        self.others.append(empty | {_KIND: kind, _AMOUNT: amount} | cells)

    def table(self, name: str, key: Sequence[str]) -> ResultTable:
        """All of them as the table Bronregels behind a row of table `name`, the others first."""
        declared = lines_table(name, key, self.declared)
        rows: list[Row] = [*self.others, *({_KIND: texts.DECLARATION} | row for row in declared.rows)]
        order, *columns = declared.columns
        kind = Column(_KIND, Kind.TEXT, help="Waar de regel vandaan komt.")
        shown = (order, kind, *columns)
        return ResultTable("Bronregels", declared.title, texts.MIXED_LINES, declared.keys, shown, numbered(rows))
