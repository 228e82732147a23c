"""The export of lines that were set aside: in the layout of data.md, to be corrected and read in again."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.intake.report import SetAsideFile
from engine.intake.tables_kinds import KIND_BY_NAME
from engine.texts import intake as texts

if TYPE_CHECKING:
    import duckdb

_BSN = "Bsn"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_QUERY = """
SELECT line.kind, line.fields, line.reason, source.name, line.source_line, source.message_code IS NOT NULL
FROM fact_set_aside AS line LEFT JOIN fact_source AS source USING (source_no)
WHERE line.import_no = ? ORDER BY line.kind, line.source_no, line.source_line
"""


@dataclass(frozen=True, slots=True)
class _Row:
    """A line that was set aside, by Dutch column, and where it stood."""

    fields: dict[str, str]
    reason: str
    file: str
    line: int
    is_of_message: bool


def write_set_aside(connection: "duckdb.DuckDBPyConnection", stand: int, folder: Path) -> list[SetAsideFile]:
    """Write `afgekeurd_NNNN.csv`, NNNN the import's number; more than one kind of line gives one file a kind."""
    kinds: dict[str, list[_Row]] = {}
    for kind, fields, reason, name, line, is_of_message in connection.execute(_QUERY, [stand]).fetchall():
        kinds.setdefault(kind, []).append(_Row(json.loads(fields), reason, name or "", line, is_of_message))
    written: list[SetAsideFile] = []
    for kind, rows in kinds.items():
        file = folder / (f"afgekeurd_{stand:04}.csv" if len(kinds) == 1 else f"afgekeurd_{stand:04}_{kind}.csv")
        _write(file, kind, rows)
        written.append(_counted(file, kind, rows))
    return written


def _counted(file: Path, kind: str, rows: list[_Row]) -> SetAsideFile:
    """A kind that names clients needs a BSN on every line; an invalid one was left out (DK-14)."""
    is_source = kind in KIND_BY_NAME
    names_clients = is_source and _BSN in KIND_BY_NAME[kind].mandatory
    without = [row.is_of_message for row in rows if names_clients and not row.fields.get(_BSN)]
    return SetAsideFile(str(file), len(rows), without.count(False), without.count(True), is_source)


def _write(file: Path, kind: str, rows: list[_Row]) -> None:
    names = dict.fromkeys(KIND_BY_NAME[kind].names if kind in KIND_BY_NAME else [])
    names |= dict.fromkeys(name for row in rows for name in row.fields)
    # The mark of UTF-8 and the semicolon make a Dutch Excel show the file in columns.
    with open(file, "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow([*names, *texts.SET_ASIDE_HEADERS])
        for row in rows:
            cells = [*(row.fields.get(each, "") for each in names), row.reason, row.file, str(row.line)]
            writer.writerow([_without_power(cell) for cell in cells])


def _without_power(text: str) -> str:
    """A text that Excel would take for a formula gets an apostrophe; the reader of tables takes it off again."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
