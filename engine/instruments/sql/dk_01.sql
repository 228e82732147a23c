-- DK-1 Declaration without assignment: there is no assignment with that number for this aanbieder (never sent, deleted
-- with RedenWijziging 13, or another aanbieder's). A line without a number needs an assignment of the same client with
-- this aanbieder on its first day, for its product, its category, or in general.
SELECT
    law, municipality, agb, assignment_number, declaration_number, reference_number, product_code, begin_date, end_date,
    unit, volume AS found, NULL AS expected, net_cents AS amount_cents, NULL AS detail
FROM dk_line AS line
WHERE NOT EXISTS (
    SELECT 1
    FROM dk_assignment AS assignment
    WHERE assignment.law = line.law
        AND assignment.municipality = line.municipality
        AND assignment.agb = line.agb
        AND assignment.assignment_number = line.assignment_number
)
AND (
    line.assignment_number IS NOT NULL
    OR NOT EXISTS (
        SELECT 1
        FROM dk_assignment AS assignment
        WHERE assignment.law = line.law
            AND assignment.municipality = line.municipality
            AND assignment.agb = line.agb
            AND assignment.client_key = line.client_key
            AND line.begin_date BETWEEN assignment.begin_date AND coalesce(assignment.end_date, DATE '9999-12-31')
            AND coalesce(assignment.product_category, line.product_category, '') = coalesce(line.product_category, '')
            AND coalesce(assignment.product_code, line.declared_code) IN (line.declared_code, line.product_code)
    )
)
