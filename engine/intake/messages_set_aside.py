"""Bad lines of a good message: the good rows go on, the bad ones become fact `set_aside`, ready for export."""

import json
from collections import Counter
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from engine.intake.messages_facts import Facts
from engine.intake.privacy import mask_bsn
from engine.intake.tables_kinds import KIND_BY_NAME, ValueType

_CENTS = {ValueType.MONEY, ValueType.TARIFF}
_SCHEMA = pa.schema(
    [
        ("kind", pa.string()),
        ("reason", pa.string()),
        ("check_id", pa.string()),
        ("fields", pa.string()),
        ("dated", pa.date32()),
        ("source_no", pa.int32()),
        ("source_line", pa.int64()),
    ]
)


Reasons = Counter[tuple[int, str]]
"""How many lines of a source were set aside for a reason."""


def split(facts: Facts, source_no: pa.Array, rank: list[int]) -> tuple[pa.Table, pa.Table, Reasons]:
    """Good rows, set-aside rows, and how many of which source for which reason (a line's first reason counts)."""
    rows = pa.table(facts.columns | {"source_no": source_no, "source_line": pa.array(rank, pa.int64())})
    good = pa.repeat(True, len(rank))
    aside: list[dict[str, object]] = []
    reasons: Reasons = Counter()
    for fault in facts.faults:
        bad = pc.and_(good, fault.lines)
        if not pc.any(bad).as_py():
            continue
        found = rows.filter(bad).to_pylist()
        reasons.update((int(row["source_no"]), fault.reason) for row in found)
        aside += [_set_aside(row, facts.table_kind, fault.reason, fault.check_id) for row in found]
        good = pc.and_(good, pc.invert(bad))
    return (rows.filter(good) if aside else rows), pa.Table.from_pylist(aside, _SCHEMA), reasons


def _set_aside(row: dict[str, object], table_kind: str, reason: str, check_id: str | None) -> dict[str, object]:
    return {
        "kind": table_kind,
        "reason": reason,
        "check_id": check_id,
        "fields": json.dumps(fields_of(row, table_kind), ensure_ascii=False),
        "dated": row.get("dated"),
        "source_no": row["source_no"],
        "source_line": row["source_line"],
    }


def fields_of(row: dict[str, object], table_kind: str) -> dict[str, str]:
    """A fact's row by the Dutch columns of its table: pseudonym for the BSN, euros with a comma, ISO dates."""
    if table_kind not in KIND_BY_NAME:
        return {name: mask_bsn(_written(value, False)) for name, value in row.items() if value is not None}
    columns = [column for column in KIND_BY_NAME[table_kind].columns if column.field]
    return {column.name: mask_bsn(_written(row.get(column.field), column.type in _CENTS)) for column in columns}


def _written(value: object, is_cents: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if is_cents and isinstance(value, int | Decimal):
        return f"{(Decimal(value) / 100).normalize():f}".replace(".", ",")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return str(value)
