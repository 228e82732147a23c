"""Rows on their way into the store, as Parquet files in the folder of one import; worker processes may write there."""

import uuid
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.compute as pc

from engine.store.facts import FACTS, SOURCE, Fact
from engine.store.store import open_duckdb
from engine.store.views import sql_text

_ROWS_PER_FILE = 250_000

_ARROW_TYPES = {
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DECIMAL(18,4)": pa.decimal128(18, 4),
}


def staged_schema(fact: str) -> pa.Schema:
    """Arrow schema of a table to stage: the fact's columns, `source_no` and `source_line`."""
    columns = FACTS[fact].columns | SOURCE
    return pa.schema([pa.field(name, _ARROW_TYPES[type_]) for name, type_ in columns.items()])


def stage(folder: Path, fact: str, table: pa.Table) -> None:
    """Write a table as one staged file. Many small tables go better through a `Stager`.

    Raises ValueError (pa.ArrowInvalid is one) for missing or extra columns, values that do not fit, or a required
    column with an empty cell: mistakes of the reader, not of the user.
    """
    with Stager(folder) as stager:
        stager.stage(fact, table)


class Stager:
    """Collects tables and writes them as few, larger files. Each process uses its own; close it before the commit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._waiting: dict[str, list[pa.Table]] = {}
        self._connection = open_duckdb(folder / f"uitwijk-{uuid.uuid4().hex}")

    def __enter__(self) -> "Stager":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.flush()
        self.close()

    def close(self) -> None:
        """Give back what it holds; what was not flushed is not staged."""
        self._connection.close()

    def stage(self, fact: str, table: pa.Table) -> None:
        """Take a table; see the function `stage` for its columns and what is refused."""
        fitting = _checked(FACTS[fact], table)
        waiting = self._waiting.setdefault(fact, [])
        waiting.append(fitting)
        if sum(part.num_rows for part in waiting) >= _ROWS_PER_FILE:
            self._write(fact)

    def flush(self) -> None:
        """Write everything that waits."""
        for fact in list(self._waiting):
            self._write(fact)

    def _write(self, fact: str) -> None:
        rows = pa.concat_tables(self._waiting.pop(fact))
        if not rows.num_rows:
            return
        file = self.folder / f"{fact}-{uuid.uuid4().hex}.parquet"
        self._connection.register("rows", rows)
        self._connection.execute(
            f"COPY (SELECT *, {line_hash_sql(FACTS[fact])} AS line_hash FROM rows) TO {sql_text(file.as_posix())} "
            "(FORMAT parquet, COMPRESSION lz4)"
        )
        self._connection.unregister("rows")


def _checked(fact: Fact, table: pa.Table) -> pa.Table:
    schema = staged_schema(fact.name)
    if set(table.column_names) != set(schema.names):
        raise ValueError(f"{fact.name}: columns differ: {sorted(set(table.column_names) ^ set(schema.names))}")
    fitting = table.select(schema.names).cast(schema)
    for name in (*fact.required, *SOURCE):
        if fitting[name].null_count:
            raise ValueError(f"{fact.name}.{name}: empty cell")
    if fact.name == "declaration_answer":
        _check_grants(fitting)
    return fitting


def _check_grants(answers: pa.Table) -> None:
    """A grant is of one line and says how much; else the view could not tell what counts."""
    granted = answers.filter(pc.field("outcome") == "toegekend")
    if granted["granted_cents"].null_count or granted["reference_number"].null_count:
        raise ValueError("declaration_answer: toegekend without granted_cents or reference_number")


def line_hash_sql(fact: Fact) -> str:
    """128 bits over all fields of a line, in an encoding that cannot be forged.

    Text goes with its length (netstring), other values end in a comma that they never hold; an empty cell gives no
    length or no value, so it differs from an empty text.
    """
    parts = (
        f"length({name}), ':', {name}" if type_ == "VARCHAR" else f"{name}, ','" for name, type_ in fact.columns.items()
    )
    return f"unhex(md5(concat({', '.join(parts)})))"
