"""Checks on the lines of one import that were stored: they count, and deserve a look."""

from typing import TYPE_CHECKING

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


def findings_of(connection: "duckdb.DuckDBPyConnection", stand: int) -> list[Finding]:
    """What the import with this number brought that DK-10 and DK-16 see; `connection` reads the store."""
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
