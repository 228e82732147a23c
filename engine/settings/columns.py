"""The vocabulary in which a settings column is declared: header, form of its values, explanation, references."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Form(Enum):
    """What a cell of a column may hold, and as which SQL type it is registered."""

    TEXT = "tekst"
    AGB = "AGB-code"
    MUNICIPALITY = "gemeentecode"
    PRODUCT = "productcode"
    UNIT = "eenheid"
    CHOICE = "keuze"
    YES_NO = "ja of nee"
    YEAR = "jaar"
    DATE = "datum"
    EURO = "bedrag"
    TARIFF = "tarief"
    HOURS = "aantal uren"
    NUMBER = "getal"
    PARAMETER = "waarde"  # its type depends on the name in the same row (engine.settings.parameters)

    @property
    def is_code(self) -> bool:
        """Text with leading zeros: kept as text in every cell."""
        return self in _CODES

    @property
    def sql_type(self) -> str:
        """DuckDB type: exact decimals, codes as text."""
        return _SQL_TYPES.get(self, "VARCHAR")

    @property
    def decimals(self) -> int:
        """Most decimals a number of this form may have: cents for amounts, four for volumes and tariffs."""
        return 2 if self is Form.EURO else 4


_CODES = frozenset({Form.AGB, Form.MUNICIPALITY, Form.PRODUCT, Form.UNIT})
_SQL_TYPES = {
    Form.YES_NO: "BOOLEAN",
    Form.YEAR: "INTEGER",
    Form.DATE: "DATE",
    Form.EURO: "DECIMAL(18,2)",
    Form.TARIFF: "DECIMAL(18,4)",
    Form.HOURS: "DECIMAL(18,4)",
    Form.NUMBER: "DECIMAL(18,4)",
}

UNITS = {
    "01": "minuut",
    "04": "uur",
    "14": "etmaal",
    "16": "dagdeel",
    "21": "week",
    "81": "tijdsonafhankelijk",
    "82": "stuks (output)",
    "83": "euro's",
    "84": "stuks (inspanning)",
}
"""Eenheid of the messages (data.md, Semantics); 21 and 81 occur in 303 only."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: Dutch `header`, `form`, `help` (shown in the header's comment), allowed `choices`.

    `refers` names the column of another table where a value is listed first, as `table.field` (English names): a value
    that is not there is a warning, and the workbook offers those values in a drop-down. `minimum` bounds numbers.
    `name` (English field) and `mandatory` come from the row model (see `engine.settings.tables.Table`).
    """

    header: str
    form: Form
    help: str
    choices: tuple[str, ...] = ()
    refers: str = ""
    minimum: int | None = 0
    name: str = ""
    mandatory: bool = False


def canonical_decimal(number: Decimal) -> str:
    """One text per number: 0.05, 15, 0."""
    return f"{number.normalize():f}" if number else "0"
