"""The relations a reader sees: every fact as of a date and stand, and the views in `views/*.sql` on top of them."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from engine.store.facts import FACTS, SOURCE, Fact
from engine.store.manifest import SEGMENTS, Manifest

STORED = {"import_no": "INTEGER", "line_hash": "BLOB"}
"""What the store adds to a row: the import that brought it, and 128 bits over all its fields."""

_VIEWS = Path(__file__).parent / "views"


def all_columns(fact: Fact) -> dict[str, str]:
    """Columns of a stored fact with their DuckDB types."""
    again = {"again": "BOOLEAN"} if fact.subject else {}
    return fact.columns | SOURCE | STORED | again


def parquet_list(files: Iterable[Path]) -> str:
    """A `read_parquet` argument. Characters that DuckDB would take for a pattern are bracketed: they are the name."""
    names = (re.sub(r"([*?\[])", r"[\1]", file.as_posix()) for file in files)
    return "[" + ", ".join(map(sql_text, names)) + "]"


def sql_text(value: str) -> str:
    """A text literal."""
    return "'" + value.replace("'", "''") + "'"


def fact_sql(fact: Fact, path: Path, manifest: Manifest, stand: int) -> str:
    """All rows of a fact that the imports up to and including `stand` brought."""
    segments = manifest.of_fact(fact.name, stand)
    if not segments:
        columns = ", ".join(f"CAST(NULL AS {type_}) AS {name}" for name, type_ in all_columns(fact).items())
        return f"SELECT {columns} WHERE false"
    files = parquet_list(path / SEGMENTS / segment.file for segment in segments)
    later = any(segment.last_import > stand for segment in segments)
    condition = f" WHERE import_no <= {stand}" if later else ""
    return f"SELECT {', '.join(all_columns(fact))} FROM read_parquet({files}, hive_partitioning = false){condition}"


def relations(path: Path, manifest: Manifest, as_of: date, stand: int) -> Iterable[tuple[str, str]]:
    """Name and query of every relation, in an order in which they can be created."""
    for fact in FACTS.values():
        rows = fact_sql(fact, path, manifest, stand)
        yield f"fact_{fact.name}", rows
        undated = "" if "dated" in fact.required else " OR dated IS NULL"
        yield fact.name, f"SELECT * FROM ({rows}) WHERE dated <= DATE '{as_of.isoformat()}'{undated}"
    yield from named_views().items()


@cache
def named_views() -> dict[str, str]:
    """The views of `views/*.sql` by name, those that are read by another before it."""
    sql = {file.stem: file.read_text("utf-8") for file in sorted(_VIEWS.glob("*.sql"))}
    reads = {name: (set(re.findall(r"\w+", _code(text))) & set(sql)) - {name} for name, text in sql.items()}
    return {name: sql[name] for name in TopologicalSorter(reads).static_order()}


def _code(sql: str) -> str:
    return re.sub(r"--.*", "", sql)
