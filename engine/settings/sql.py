"""The settings as temporary DuckDB tables, for use in SQL."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from engine.settings.tables import TABLES, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from engine.settings.model import Settings
    from engine.settings.rows import SettingsRow


def register(settings: "Settings", con: "DuckDBPyConnection") -> None:
    """Creates (or replaces) a temporary table `settings_<field>` for every table, with all columns, also when empty.

    Codes are VARCHAR, amounts DECIMAL(18,2) euros, tariffs and hours DECIMAL(18,4); `settings_tariffs` also has
    `hourly_tariff` (G-7); `settings_parameters.value` is canonical text.
    """
    for table in TABLES:
        types = sql_types(table)
        rows = settings.table_rows(table.field)
        # one list of text per column: a cast from text is exact, and needs neither pandas nor pyarrow
        casts = ", ".join(f'unnest(?::VARCHAR[])::{kind} AS "{name}"' for name, kind in types.items())
        content = [_texts(rows, name) for name in types]
        con.execute(f"CREATE OR REPLACE TEMP TABLE settings_{table.field} AS SELECT {casts}", content)


def sql_types(table: Table) -> dict[str, str]:
    """Column name → DuckDB type, derived columns last."""
    types = {column.name: column.form.sql_type for column in table.columns}
    return types | {name: form.sql_type for name, form in table.derived}


def _texts(rows: "Sequence[SettingsRow]", name: str) -> list[str | None]:
    """One column as text."""
    return [_text(getattr(row, name)) for row in rows]


def _text(value: object) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else str(value)
