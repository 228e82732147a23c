"""Checks on the lines of one import that were stored: they count, and deserve a look."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from engine.intake.report import Finding
from engine.texts import intake as texts

if TYPE_CHECKING:
    import duckdb

# DK-10: a reference number names one line of an aanbieder's declarations to a gemeente.
_REFERENCE_AGAIN = """
WITH new AS (
    SELECT DISTINCT law, municipality, agb, reference_number
    FROM fact_declaration_line WHERE import_no = $stand AND reference_number IS NOT NULL
)
SELECT coalesce(sum(n - 1), 0) FROM (
    SELECT count(*) AS n
    FROM fact_declaration_line JOIN new USING (law, municipality, agb, reference_number)
    GROUP BY law, municipality, agb, reference_number HAVING count(*) > 1
)
"""

# DK-16: an assignment number is unique per gemeente and law.
_TWO_CLIENTS = """
WITH known AS (
    SELECT law, municipality, assignment_number, client, import_no FROM fact_declaration_line
    UNION ALL SELECT law, municipality, assignment_number, client, import_no FROM fact_assignment
), new AS (
    SELECT DISTINCT law, municipality, assignment_number
    FROM known WHERE import_no = $stand AND assignment_number IS NOT NULL
)
SELECT count(*) FROM (
    SELECT 1 FROM known JOIN new USING (law, municipality, assignment_number)
    GROUP BY law, municipality, assignment_number HAVING count(DISTINCT client) > 1
)
"""


_DATE_COLUMNS = {
    "declaration_line": "Dagtekening",
    "assignment": "Dagtekening",
    "care_start": "Dagtekening",
    "care_stop": "Dagtekening",
    "request": "Dagtekening",
    "declaration_answer": "AfgekeurdOp",
    "request_answer": "AntwoordDatum",
    "pgb": "Peildatum",
    "advance_payment": "Datum",
}
"""By fact the column of data.md with the day from which a line exists."""

_EARLIEST = {
    "declaration_line": "begin_date",
    "assignment": "begin_date - INTERVAL 1 YEAR",
    "care_start": "begin_date - INTERVAL 1 YEAR",
    "care_stop": "begin_date - INTERVAL 1 YEAR",
    "request": "begin_date - INTERVAL 1 YEAR",
}
"""Care is declared when it was given; the other messages may come before it, but not a year."""


def findings_of(connection: "duckdb.DuckDBPyConnection", stand: int, today: date) -> list[Finding]:
    """What is odd in what the import with this number stored; `connection` reads the store, `today` is its day."""
    return [*_counted(connection, stand), *_dated(connection, stand, today)]


def _counted(connection: "duckdb.DuckDBPyConnection", stand: int) -> list[Finding]:
    checks = (
        ("DK-10", _REFERENCE_AGAIN, texts.reference_used_again),
        ("DK-16", _TWO_CLIENTS, texts.assignment_of_two_clients),
    )
    found: list[Finding] = []
    for check_id, query, text in checks:
        row = connection.execute(query, {"stand": stand}).fetchone()
        if row and row[0]:
            found.append(Finding(check_id, int(row[0]), text(int(row[0]))))
    return found


def _dated(connection: "duckdb.DuckDBPyConnection", stand: int, today: date) -> list[Finding]:
    """Lines dated after the import exist in no report yet (G-3); those dated long before count in old ones (G-4)."""
    found: list[Finding] = []
    late = dict.fromkeys(_DATE_COLUMNS, f"dated > DATE '{today}'")
    if row := _first_line(connection, stand, late, "NULL"):
        count, name, line, column, dated, _ = row
        found.append(Finding("G-3", count, texts.dated_after_today(count, texts.place(name, line), column, dated)))
    early = {fact: f"dated < {day}" for fact, day in _EARLIEST.items()}
    if row := _first_line(connection, stand, early, "begin_date"):
        count, name, line, _, dated, begin = row
        found.append(Finding("G-4", count, texts.dated_before_care(count, texts.place(name, line), dated, begin)))
    return found


_FIRST_LINE = """
SELECT count(*) OVER (), source.name, CASE WHEN source.message_code IS NULL THEN line.source_line END,
       CASE WHEN source.message_code IS NULL THEN date_column ELSE 'Dagtekening' END,
       line.dated, line.begin_date
FROM ({lines}) AS line LEFT JOIN fact_source AS source USING (source_no)
ORDER BY source_no, line.source_line LIMIT 1
"""


def _first_line(
    connection: "duckdb.DuckDBPyConnection", stand: int, conditions: Mapping[str, str], begin: str
) -> tuple[Any, ...] | None:
    """How many stored lines meet the condition of their fact; of the first one file, line (of a table) and dates."""
    lines = " UNION ALL ".join(
        f"SELECT source_no, source_line, '{_DATE_COLUMNS[fact]}' AS date_column, dated, {begin} AS begin_date "
        f"FROM fact_{fact} WHERE import_no = $stand AND {condition}"
        for fact, condition in conditions.items()
    )
    return connection.execute(_FIRST_LINE.format(lines=lines), {"stand": stand}).fetchone()
