"""The export of lines that were set aside: in the layout of data.md, to be corrected and read in again."""

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

from engine.intake.tables_kinds import KIND_BY_NAME
from engine.texts import intake as texts

if TYPE_CHECKING:
    import duckdb

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_QUERY = """
SELECT line.kind, line.fields, line.reason, source.name, line.source_line
FROM fact_set_aside AS line LEFT JOIN fact_source AS source USING (source_no)
WHERE line.import_no = ? ORDER BY line.kind, line.source_no, line.source_line
"""

Row = tuple[dict[str, str], str, str, int]


def write_set_aside(connection: "duckdb.DuckDBPyConnection", stand: int, folder: Path) -> list[Path]:
    """Write `afgekeurd_NNNN.csv`, NNNN the import's number; more than one kind of line gives one file a kind."""
    kinds: dict[str, list[Row]] = {}
    for kind, fields, reason, name, line in connection.execute(_QUERY, [stand]).fetchall():
        kinds.setdefault(kind, []).append((json.loads(fields), reason, name or "", line))
    written: list[Path] = []
    for kind, rows in kinds.items():
        file = folder / (f"afgekeurd_{stand:04}.csv" if len(kinds) == 1 else f"afgekeurd_{stand:04}_{kind}.csv")
        _write(file, kind, rows)
        written.append(file)
    return written


def _write(file: Path, kind: str, rows: list[Row]) -> None:
    names = dict.fromkeys(KIND_BY_NAME[kind].names if kind in KIND_BY_NAME else [])
    names |= dict.fromkeys(name for fields, *_ in rows for name in fields)
    # The mark of UTF-8 and the semicolon make a Dutch Excel show the file in columns.
    with open(file, "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow([*names, *texts.SET_ASIDE_HEADERS])
        for fields, reason, name, line in rows:
            cells = [*(fields.get(each, "") for each in names), reason, name, str(line)]
            writer.writerow([_without_power(cell) for cell in cells])


def _without_power(text: str) -> str:
    """A text that Excel would take for a formula gets an apostrophe; the reader of tables takes it off again."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
