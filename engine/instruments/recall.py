"""What this process found before in the same facts with the same settings: a query is not run again for that.

Only what queries gave is kept, under everything it can depend on; a new process starts without. A button that is
pressed again after one norm was changed runs what reads that norm, and no more.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from engine.instruments.queries import Parameters, fetch, make_table, named, query, words
from engine.settings.sql import sql_types
from engine.settings.tables import TABLES

if TYPE_CHECKING:
    import duckdb

    from engine.settings import Settings

_MOST = 256
"""How many answers are kept: those of all workbooks for a few runs. An answer has at most some ten thousand rows."""

Rows = list[tuple[Any, ...]]
Fingerprint = Callable[[str, tuple[str, ...]], str]
"""The content of a settings table, by its English field name, in these columns."""


class _Recall:
    """The answers of this process, the last asked ones. Threads may ask at once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Rows] = OrderedDict()
        self._lock = Lock()

    def answers(self, keys: Mapping[str, Hashable], run: Callable[[list[str]], dict[str, Rows]]) -> dict[str, Rows]:
        with self._lock:
            found = {name: self._kept[key] for name, key in keys.items() if key in self._kept}
        unknown = [name for name in keys if name not in found]
        found |= run(unknown) if unknown else {}
        with self._lock:
            for name, key in keys.items():
                self._kept[key] = found[name]
                self._kept.move_to_end(key)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return found


_RECALL = _Recall()


def recalled(keys: Mapping[str, Hashable], run: Callable[[list[str]], dict[str, Rows]]) -> dict[str, Rows]:
    """What each name gave: kept under its key, else what `run` gives for all names that are not.

    The rows are shared: they must not be changed.
    """
    return _RECALL.answers(keys, run)


def key_of(con: "duckdb.DuckDBPyConnection", fingerprint: Fingerprint, queries: Mapping[str, Parameters]) -> Hashable:
    """All that the answer of these queries together, each with its parameters, can depend on: the facts as the

    connection shows them, the texts, the parameters, and of every settings table that the texts name the columns that
    they name. So no query may take all columns of a settings table with `*`.
    """
    ((facts,),) = con.execute("SELECT facts FROM run").fetchall()
    used = frozenset[str]().union(*map(words, queries))
    tables = {table.field: sql_types(table) for table in TABLES if f"settings_{table.field}" in used}
    settings = {field: tuple(name for name in types if name in used) for field, types in tables.items()}
    asked = tuple((name, query(name), repr(sorted(queries[name].items()))) for name in sorted(queries))
    return facts, asked, tuple((field, columns, fingerprint(field, columns)) for field, columns in settings.items())


class KnownRows:
    """What queries give over `tables`, each of which is made after those it reads: only when it is not known yet.

    `values` are the parameters of all of them together; each gets what it names.
    """

    def __init__(
        self, con: "duckdb.DuckDBPyConnection", settings: "Settings", tables: Sequence[str], values: Parameters
    ) -> None:
        self._con = con
        self._settings = settings
        self._tables = tables
        self._values = values
        self._fingerprint = cache(settings.table_fingerprint)
        self._is_registered = False
        self._made: dict[str, Parameters] = {}

    def of(self, name: str, **also: date) -> Rows:
        """The rows of the query in `sql/<name>.sql`, `also` with these parameters; shared, so never to be changed."""
        values = {**self._values, **also}

        def run(_: list[str]) -> dict[str, Rows]:
            self._make(self._behind(name), values)
            return {name: list(fetch(self._con, name, values))}

        return recalled({name: self.key_of(name, values)}, run)[name]

    def key_of(self, name: str, values: Parameters) -> Hashable:
        """All that the rows of a query, or a table, can depend on."""
        reads = {read: named(read, values) for read in (*self._behind(name), name)}
        return key_of(self._con, self._fingerprint, reads)

    def make(self, *tables: str) -> None:
        """These tables and those behind them, as temporary tables of the connection."""
        for table in tables:
            self._make((*self._behind(table), table), self._values)

    def _behind(self, name: str) -> list[str]:
        """The tables that a query reads, directly or through each other, in the order in which they are made."""
        needed = {name}
        for table in reversed(self._tables):
            if any(table in words(reader) for reader in needed):
                needed.add(table)
        return [table for table in self._tables if table in needed and table != name]

    def _make(self, tables: Sequence[str], values: Parameters) -> None:
        if not self._is_registered:
            self._settings.register(self._con)
            self._is_registered = True
        fresh: set[str] = set()
        for table in tables:
            given = named(table, values)
            if self._made.get(table) != given or fresh.intersection(self._behind(table)):
                make_table(self._con, table, given)
                self._made[table] = given
                fresh.add(table)
