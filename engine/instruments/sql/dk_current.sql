-- The assignments as they stand at the as-of date, read once. Codes are translated first (MO-2): a row for the aanbieder
-- goes before one for the gemeente, that before a general one. `client_key` tells clients apart and nothing more.
SELECT
    assignment.law,
    assignment.municipality,
    assignment.agb,
    CASE WHEN assignment.client IS NOT NULL THEN hash(assignment.client) END AS client_key,
    assignment.assignment_number,
    assignment.product_category,
    assignment.product_code AS assigned_code,
    /* code of assignment */
        AS product_code,
    assignment.begin_date,
    assignment.end_date,
    assignment.birth_date,
    assignment.volume,
    assignment.unit,
    assignment.frequency,
    assignment.budget_cents
FROM current_assignment AS assignment
/* translation of assignment */
