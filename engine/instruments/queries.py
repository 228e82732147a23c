"""The instruments' SQL: one relation a file in `sql/`, made as a temporary table or fetched."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

_FOLDER = Path(__file__).parent / "sql"
Parameters = Mapping[str, date | str | int | bool | list[str]]


@cache
def query(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return (_FOLDER / f"{name}.sql").read_text("utf-8")


def make_table(con: "duckdb.DuckDBPyConnection", name: str, parameters: Parameters | None = None) -> None:
    """Make (or make again) the temporary table `name` from its file."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query(name)}", dict(parameters or {}))


def define_macros(con: "duckdb.DuckDBPyConnection") -> None:
    """The SQL functions that several relations share, for this connection or cursor."""
    con.execute(query("reserved_cents"))


def fetch(
    con: "duckdb.DuckDBPyConnection", name: str, parameters: Parameters | None = None
) -> Iterator[tuple[Any, ...]]:
    """The rows of the query in `sql/<name>.sql`."""
    yield from con.execute(query(name), dict(parameters or {})).fetchall()
