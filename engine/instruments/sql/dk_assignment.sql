-- The assignments, as they stand at the as-of date, that those lines name; for lines that name none, the assignments of
-- the same client with the same aanbieder.
SELECT
    law, municipality, agb, CASE WHEN client IS NOT NULL THEN hash(client) END AS client_key, assignment_number,
    product_category, product_code, begin_date, end_date, birth_date,
    volume, unit, frequency, budget_cents
FROM current_assignment
WHERE (law, municipality, assignment_number) IN (SELECT (law, municipality, assignment_number) FROM dk_line)
    OR (law, municipality, agb, hash(client)) IN (
        SELECT (law, municipality, agb, client_key) FROM dk_line WHERE assignment_number IS NULL
    )
