-- Every declaration line with the answer that decides about it (G-4): the latest, by dagtekening and then by import and
-- place in it, of the answers about the line itself (`one` stored first, `later` after it) and about its whole declaration.
SELECT
    * EXCLUDE (
        one_outcome, one_dated, one_granted, later_outcome, later_dated, later_granted, whole_outcome, whole_dated,
        later_decides, whole_over_one, whole_over_later
    ),
    CASE
        WHEN whole_over_one AND whole_over_later THEN whole_outcome
        WHEN later_decides THEN later_outcome
        ELSE one_outcome
    END AS answer_outcome,
    CASE
        WHEN whole_over_one AND whole_over_later THEN whole_dated
        WHEN later_decides THEN later_dated
        ELSE one_dated
    END AS answer_dated,
    CASE
        WHEN whole_over_one AND whole_over_later THEN NULL
        WHEN later_decides THEN later_granted
        ELSE one_granted
    END AS granted_cents
FROM (
    SELECT
        line.*,
        answered.declaration_number IS NOT NULL AS declaration_answered,
        one.outcome AS one_outcome,
        one.dated AS one_dated,
        one.granted_cents AS one_granted,
        later.outcome AS later_outcome,
        later.dated AS later_dated,
        later.granted_cents AS later_granted,
        whole.outcome AS whole_outcome,
        whole.dated AS whole_dated,
        CASE
            WHEN later.dated IS NULL THEN false
            WHEN one.dated IS NULL THEN true
            ELSE
                (later.dated, later.import_no, later.source_no, later.source_line)
                > (one.dated, one.import_no, one.source_no, one.source_line)
        END AS later_decides,
        CASE
            WHEN whole.dated IS NULL THEN false
            WHEN one.dated IS NULL THEN true
            ELSE
                (whole.dated, whole.import_no, whole.source_no, whole.source_line)
                > (one.dated, one.import_no, one.source_no, one.source_line)
        END AS whole_over_one,
        CASE
            WHEN whole.dated IS NULL THEN false
            WHEN later.dated IS NULL THEN true
            ELSE
                (whole.dated, whole.import_no, whole.source_no, whole.source_line)
                > (later.dated, later.import_no, later.source_no, later.source_line)
        END AS whole_over_later
    FROM declaration_line AS line
    LEFT JOIN first_answer AS one
        USING (law, municipality, agb, declaration_number, reference_number, product_code, begin_date)
    LEFT JOIN later_answer AS later
        USING (law, municipality, agb, declaration_number, reference_number, product_code, begin_date)
    LEFT JOIN whole_answer AS whole USING (law, municipality, agb, declaration_number)
    LEFT JOIN answered_declaration AS answered USING (law, municipality, agb, declaration_number)
)
