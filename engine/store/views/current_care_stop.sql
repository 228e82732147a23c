-- Care stops (307) as they stand at the as-of date (PL-1): StatusAanlevering 2 replaces the earlier one with the same
-- key, 3 removes it. Key: client, assignment and Begindatum; without an assignment number (taakgericht) the product
-- takes its place.
SELECT * EXCLUDE (nth)
FROM (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY
                law,
                municipality,
                agb,
                client,
                assignment_number,
                CASE WHEN assignment_number IS NULL THEN product_category END,
                CASE WHEN assignment_number IS NULL THEN product_code END,
                begin_date
            ORDER BY dated DESC, import_no DESC, source_no DESC, source_line DESC
        ) AS nth
    FROM care_stop
)
WHERE nth = 1 AND delivery_status IS DISTINCT FROM '3'
