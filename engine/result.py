"""What passes from the engine to workbooks: result tables, and nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.rules.language import Expression
    from engine.run import Run

Value = Decimal | int | str | date | None
"""A cell: exact number, count, text, date, or None for an empty cell (G-9)."""


ORDER = "Volgorde"
"""Column of every table with keys: the place of a row in the result, by which anyone can sort it back."""


class Kind(Enum):
    """What a column holds: decides number format and rounding (a EURO column rounds itself to cents, G-1)."""

    CODE = "code"
    TEXT = "tekst"
    COUNT = "aantal"
    YEAR = "jaar"
    HOURS = "uren"
    NUMBER = "getal"
    EURO = "euro"
    PERCENT = "percentage"
    FACTOR = "factor"
    DATE = "datum"
    MONTH = "maand"
    STATUS = "status"


@dataclass(frozen=True)
class Column:
    """A result column, declared once: value, formula and sentence come from `rule`; without one it is a fact.

    With `fact_first` the row's fact is written where there is one, the rule elsewhere; `ResultTable.computed` tells
    which cells came from the rule. `never_empty` spares formulas a test.
    """

    name: str
    kind: Kind
    rule: "Expression | None" = None
    id: str = ""
    source: str = ""
    help: str = ""
    fact_first: bool = False
    total: bool = False
    is_input: bool = False
    never_empty: bool = False
    label: str = ""
    """On *Overzicht* in place of the name, where that does not say what is counted."""


Row = dict[str, Value]


@dataclass
class ResultTable:
    """Name (also the Excel table's), keys, columns, rows; every row has every column after `evaluate`."""

    name: str
    title: str
    explanation: str
    keys: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: list[Row] = field(default_factory=list[Row])
    computed: set[tuple[int, str]] = field(default_factory=set[tuple[int, str]])
    """(row index, column name) of the `fact_first` cells that the rule filled."""
    ranks: tuple[str, ...] = ()
    """Of a table in which the place of a row has a meaning (other cells and charts show the first row, the second, and

    so on): the columns that tell what a row is about; several rows may be about the same.
    """

    def is_formula(self, index: int, column: Column) -> bool:
        """Whether that cell carries a formula (G-10) rather than a fact."""
        return column.rule is not None and (not column.fact_first or (index, column.name) in self.computed)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when a rule names one that does not exist."""
        return next(column for column in self.columns if column.name == name)

    def key_of(self, row: Row) -> tuple[Value, ...]:
        """The row's key values, in key order."""
        return tuple(row[key] for key in self.keys)

    def values(self, name: str) -> list[Value]:
        """All values of one column, in row order."""
        return [row.get(name) for row in self.rows]


@dataclass(frozen=True)
class ParameterUse:
    """A parameter as a run used it, for the sheet Verantwoording. `value` is typed (Decimal, text or date)."""

    name: str
    value: Value
    unit: str
    source: str
    note: str


@dataclass
class Report:
    """Everything one bureau workbook shows: its tables, key figures and attention rows among them."""

    name: str
    title: str
    run: "Run"
    state: str
    tables: Sequence[ResultTable]
    parameters: Sequence[ParameterUse]
    product_version: str
    bureau: dict[str, str] = field(default_factory=dict[str, str])
    results: tuple[str, ...] = ()
    """Names of the tables that stand before Verantwoording, in sheet order; the others follow it."""

    def table(self, name: str) -> ResultTable:
        """The table of that name; StopIteration never: KeyError when absent."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)


def by_key(tables: Iterable[ResultTable]) -> dict[str, ResultTable]:
    """Tables by name."""
    return {table.name: table for table in tables}
