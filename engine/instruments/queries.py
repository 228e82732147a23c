"""The instruments' SQL: one relation a file in `sql/`, made as a temporary table or fetched.

A file may have `/* other */`, for the text of `sql/other.sql`, and for a relation or alias `line` with an aanbieder, a
gemeente and a code: `/* translation of line */` among its joins, `/* code of line */` for the translated code (MO-2).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

_FOLDER = Path(__file__).parent / "sql"
_PART = re.compile(r"/\* (?:(\w+) of )?(\w+) \*/")
_COMMENT = re.compile(r"--.*")
Parameters = Mapping[str, date | str | int | bool | list[str]]


@cache
def query(name: str) -> str:
    """The text of `sql/<name>.sql`, with its parts."""
    return _PART.sub(_part, (_FOLDER / f"{name}.sql").read_text("utf-8"))


def _part(found: re.Match[str]) -> str:
    part, name = found.groups()
    if part is None:
        return query(name)
    return _COMMENT.sub("", query(part)).replace("{}", name).strip()


@cache
def code(name: str) -> str:
    """A query without its comments."""
    return _COMMENT.sub("", query(name))


@cache
def words(name: str) -> frozenset[str]:
    """Every name and word of a query."""
    return frozenset(re.findall(r"\w+", code(name)))


def named(name: str, values: Parameters) -> Parameters:
    """Those parameters that the query in `sql/<name>.sql` names."""
    return {key: values[key] for key in re.findall(r"\$(\w+)", code(name)) if key in values}


def make_table(con: "duckdb.DuckDBPyConnection", name: str, values: Parameters | None = None) -> None:
    """Make (or make again) the temporary table `name` from its file; of `values` it gets what it names."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query(name)}", dict(named(name, values or {})))


def define_macros(con: "duckdb.DuckDBPyConnection") -> None:
    """The SQL functions that several relations share, for this connection or cursor."""
    con.execute(query("reserved_cents"))


def fetch(con: "duckdb.DuckDBPyConnection", name: str, values: Parameters | None = None) -> Iterator[tuple[Any, ...]]:
    """The rows of the query in `sql/<name>.sql`; of `values` it gets what it names."""
    yield from con.execute(query(name), dict(named(name, values or {}))).fetchall()
