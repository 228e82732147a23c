-- The assignments that those lines name; for lines that name none, the assignments of the same client with the same
-- aanbieder.
SELECT
    law, municipality, agb, client_key, assignment_number, product_category, assigned_code AS product_code,
    begin_date, end_date, volume, unit, frequency, budget_cents
FROM dk_current
WHERE (law, municipality, assignment_number) IN (SELECT (law, municipality, assignment_number) FROM dk_line)
    OR (law, municipality, agb, client_key) IN (
        SELECT (law, municipality, agb, client_key) FROM dk_line WHERE assignment_number IS NULL
    )
