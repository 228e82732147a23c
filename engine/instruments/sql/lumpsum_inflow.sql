-- New starts (305) of the year up to the peildatum per gemeente and dienstvorm (LS-12); a start that resumes the same
-- assignment after a temporary stop is no inflow.
SELECT
    part.municipality,
    product.service_form,
    part.agb,
    part.client,
    part.assignment_number,
    part.product_code,
    part.begin_date,
    part.start_dated,
    date_trunc('month', part.begin_date)::DATE AS month
FROM places_part AS part
ANTI JOIN places_resumed AS resumed ON resumed.next_part_no = part.part_no
JOIN settings_products AS product ON product.product_code = part.product_code
WHERE part.begin_date BETWEEN make_date($year, 1, 1) AND make_date($year, 12, 31)
    AND list_contains($cells, part.municipality || '|' || product.service_form)
ORDER BY part.begin_date, part.agb, part.part_no
