-- Assignments as they stand with a day in the year, per gemeente and dienstvorm: what pgb is split by (LS-6).
WITH translated AS (
    SELECT
        assignment.municipality,
        assignment.assignment_number,
        assignment.agb,
        assignment.client,
        assignment.begin_date,
        assignment.end_date,
        assignment.dated,
        /* code of assignment */ AS product_code
    FROM current_assignment AS assignment
    /* translation of assignment */
    WHERE assignment.begin_date <= make_date($year, 12, 31)
        AND coalesce(assignment.end_date, DATE '9999-12-31') >= make_date($year, 1, 1)
)
SELECT translated.*, product.service_form
FROM translated
JOIN settings_products AS product USING (product_code)
WHERE list_contains($cells, translated.municipality || '|' || product.service_form)
