-- Assignments with a day between 1 January and the end of the period, for the products of the workbook: what the checks on
-- 301, 305 and 307 look at. `paid_otherwise`: see dk_otherwise.sql (PL-0).
SELECT
    care.*,
    otherwise.agb IS NOT NULL AS paid_otherwise
FROM dk_current AS care
LEFT JOIN dk_otherwise AS otherwise USING (agb, municipality, product_code)
WHERE care.begin_date <= $last_day
    AND coalesce(care.end_date, DATE '9999-12-31') >= $first_day
    AND (
        $all_products
        OR list_contains($codes, care.assigned_code)
        OR (
            care.assigned_code IS NULL
            AND coalesce(care.product_category, '') IN (SELECT product_category FROM dk_category)
        )
    )
