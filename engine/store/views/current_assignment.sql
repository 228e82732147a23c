-- Assignments as they stand at the as-of date (data.md, Semantics). A re-sent 301 overrides by the latest
-- Toewijzingsdatum + tijd, ties by the latest dagtekening, then by the latest import. An assignment number is unique
-- per gemeente and law. RedenWijziging 13 deletes the assignment.
SELECT * EXCLUDE (nth)
FROM (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY law, municipality, assignment_number
            ORDER BY assigned_at DESC, dated DESC, import_no DESC, source_no DESC, source_line DESC
        ) AS nth
    FROM assignment
)
WHERE nth = 1 AND change_reason IS DISTINCT FROM '13'
