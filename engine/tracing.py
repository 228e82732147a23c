"""Where a row comes from: its source lines, whose totals equal the row's facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.money import excel_round
from engine.result import ResultTable, Row, Value
from engine.texts import tracing as texts
from engine.texts.numbers import dutch_number

_MOST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Check:
    """One total compared: the row's cell, and the same from the lines. `decimals` are those shown to a person."""

    name: str
    of_row: Value
    of_lines: Value
    decimals: int = 2

    @property
    def agrees(self) -> bool:
        """Whether both are equal."""
        return self.of_row == self.of_lines


@dataclass(frozen=True)
class Trace:
    """The source lines behind a row, and their totals beside the row's."""

    lines: ResultTable
    checks: tuple[Check, ...]

    @property
    def agrees(self) -> bool:
        """Whether every total of the lines equals the row's cell."""
        return all(check.agrees for check in self.checks)

    @property
    def check(self) -> dict[str, dict[str, str]]:
        """Per total: of the row, of the lines."""
        return {check.name: {"rij": _plain(check.of_row), "regels": _plain(check.of_lines)} for check in self.checks}

    def lines_as_text(self) -> list[str]:
        """How many lines, and how many count where that differs."""
        rows = self.lines.rows
        if not any(column.name == texts.COUNTS for column in self.lines.columns):
            return [texts.number_of_lines(len(rows))]
        declared = [row[texts.COUNTS] for row in rows if row[texts.COUNTS] is not None]
        lines = [texts.number_of_counting_lines(len(declared), declared.count(texts.YES))]
        return [*lines, texts.number_of_other_lines(len(rows) - len(declared))] if len(rows) > len(declared) else lines

    def check_as_text(self) -> list[str]:
        """One sentence a total."""
        return [
            texts.check_line(check.name, _shown(check.of_row, check), _shown(check.of_lines, check), check.agrees)
            for check in self.checks
        ]


def _plain(value: Value) -> str:
    return "" if value is None else str(value)


def _shown(value: Value, check: Check) -> str:
    if isinstance(value, Decimal | int):
        return dutch_number(Decimal(value), check.decimals)
    return texts.NOTHING if value is None else _key_text(value)


def rounded(value: Value) -> Value:
    """A number with no more digits than a person reads; other values as they are."""
    return excel_round(value, _MOST_DIGITS) if isinstance(value, Decimal) else value


def find_row(table: ResultTable, key: Sequence[str]) -> Row:
    """The row with that key, as `key_text` writes it. Refusal when there is none."""
    wanted = tuple(key)
    for row in table.rows:
        if key_text(table, row) == wanted:
            return row
    raise texts.unknown_row(table.name, wanted, table.keys)


def key_text(table: ResultTable, row: Row) -> tuple[str, ...]:
    """A row's key as someone types it: codes as they are, a month as jjjj-mm, another date as jjjj-mm-dd."""
    return tuple(_key_text(row[name]) for name in table.keys)


def _key_text(value: Value) -> str:
    if isinstance(value, date):
        return f"{value:%Y-%m}" if value.day == 1 else value.isoformat()
    return "" if value is None else str(value)
