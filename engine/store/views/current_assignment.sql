-- Assignments as they stand at the as-of date (data.md, Semantics). A re-sent 301 overrides by the latest
-- Toewijzingsdatum + tijd, ties by the latest dagtekening, then by the latest import. An assignment number is unique
-- per gemeente and law. RedenWijziging 13 deletes the assignment. Only of numbers that were sent more than once
-- (`again`) the latest has to be searched.
WITH sent_again AS (
    SELECT DISTINCT law, municipality, assignment_number FROM assignment WHERE again
),
latest_of_several AS (
    SELECT * EXCLUDE (nth)
    FROM (
        SELECT
            *,
            row_number() OVER (
                PARTITION BY law, municipality, assignment_number
                ORDER BY assigned_at DESC, dated DESC, import_no DESC, source_no DESC, source_line DESC
            ) AS nth
        FROM assignment SEMI JOIN sent_again USING (law, municipality, assignment_number)
    )
    WHERE nth = 1
),
latest AS (
    SELECT * FROM latest_of_several
    UNION ALL
    SELECT * FROM assignment ANTI JOIN sent_again USING (law, municipality, assignment_number)
)
SELECT * EXCLUDE (again) FROM latest WHERE change_reason IS DISTINCT FROM '13'
