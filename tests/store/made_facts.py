"""Facts for tests: what a test does not say gets a plain value."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from engine.store.facts import FACTS
from engine.store.importing import ImportCounts
from engine.store.staging import staged_schema
from engine.store.store import Store

Row = Mapping[str, Any]

AT = datetime(2025, 1, 15, 9, 30)
LATE = date(2099, 1, 1)

PLAIN: dict[str, Any] = {
    "source_no": 1,
    "source_line": 1,
    "law": "Jw",
    "municipality": "0363",
    "agb": "01234567",
    "client": "abcdefghijklmnop" * 2,
    "declaration_number": "D1",
    "reference_number": "R1",
    "assignment_number": "T1",
    "product_category": "54",
    "product_code": "54B01",
    "begin_date": date(2024, 1, 3),
    "end_date": date(2024, 1, 9),
    "assigned_at": datetime(2023, 12, 1, 12, 0),
    "volume": Decimal(90),
    "unit": "01",
    "tariff_cents": Decimal(100),
    "amount_cents": 9000,
    "debit_credit": "D",
    "outcome": "afgekeurd",
    "dated": date(2024, 2, 5),
    "name": "bestand.xml",
    "sha256": "f" * 64,
    "status": "ingelezen",
}


def facts(fact: str, *rows: Row) -> pa.Table:
    """A table to stage."""
    schema = staged_schema(fact)
    made = [{name: _value(name, row) for name in schema.names} for row in rows]
    return pa.Table.from_pylist(made, schema)


def _value(name: str, row: Row) -> Any:
    value = row.get(name, PLAIN.get(name))
    return Decimal(value) if name in ("volume", "tariff_cents") and value is not None else value


def import_facts(store: Store, staged: Mapping[str, Sequence[Row]], at: datetime = AT) -> ImportCounts:
    """One import of rows by fact."""
    with store.begin_import(by="toets", at=at) as transaction:
        for fact, rows in staged.items():
            transaction.stage(fact, facts(fact, *rows))
        return transaction.commit()


def seen(
    store: Store, query: str, as_of: date = LATE, stand: int | None = None, count_unanswered: bool = True
) -> list[tuple[Any, ...]]:
    """What a reader gets from a query."""
    with store.connect(as_of, stand, count_unanswered) as connection:
        return connection.execute(query).fetchall()


def content(store: Store, stand: int | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every fact at a stand."""
    with store.connect(LATE, stand) as connection:
        return {fact: connection.execute(f"SELECT * FROM fact_{fact} ORDER BY ALL").fetchall() for fact in FACTS}


def new_store(folder: Path) -> Store:
    """An empty store."""
    return Store.create(folder / "store")
