-- DK-4 Care started without assignment: no assignment with the number of the 305 for this aanbieder (never sent, or deleted
-- with RedenWijziging 13), or one that was not running on the day care started. A start without a number needs an assignment
-- of the same client with this aanbieder on that day, for its product, its category, or in general.
-- Care that was stopped (307) before the period is left out.
WITH begun AS (
    SELECT start.*
    FROM dk_start AS start
    WHERE start.begin_date <= $last_day
        AND (
            $all_products
            OR list_contains($codes, start.product_code)
            OR (
                start.product_code IS NULL
                AND coalesce(start.product_category, '') IN (SELECT product_category FROM dk_category)
            )
        )
        AND NOT EXISTS (
            SELECT 1
            FROM dk_stop AS stop
            WHERE stop.law = start.law
                AND stop.municipality = start.municipality
                AND stop.agb = start.agb
                AND stop.client_key = start.client_key
                AND stop.begin_date = start.begin_date
                AND stop.assignment_number IS NOT DISTINCT FROM start.assignment_number
                AND (stop.assignment_number IS NOT NULL OR stop.product_code IS NOT DISTINCT FROM start.product_code)
                AND stop.end_date < $first_day
        )
),

numbered AS (
    SELECT
        begun.*,
        CASE
            WHEN assignment.assignment_number IS NULL THEN 'no_assignment'
            WHEN begun.begin_date < assignment.begin_date THEN 'start_before'
            WHEN begun.begin_date > assignment.end_date THEN 'start_after'
        END AS detail
    FROM begun
    LEFT JOIN dk_current AS assignment USING (law, municipality, agb, assignment_number)
    -- under an assignment that ended before the period there is no care in it (PL-1)
    WHERE begun.assignment_number IS NOT NULL
        AND coalesce(assignment.end_date, DATE '9999-12-31') >= $first_day
),

without_number AS (
    SELECT begun.*, 'no_assignment' AS detail
    FROM begun
    WHERE begun.assignment_number IS NULL
        AND NOT EXISTS (
            SELECT 1
            FROM dk_current AS assignment
            WHERE assignment.law = begun.law
                AND assignment.municipality = begun.municipality
                AND assignment.agb = begun.agb
                AND assignment.client_key = begun.client_key
                AND begun.begin_date BETWEEN assignment.begin_date AND coalesce(assignment.end_date, DATE '9999-12-31')
                AND coalesce(assignment.product_category = begun.product_category, true)
                AND coalesce(begun.product_code IN (assignment.assigned_code, assignment.product_code), true)
        )
)

SELECT
    law, municipality, agb, assignment_number, NULL AS declaration_number, NULL AS reference_number, product_code,
    begin_date, NULL AS end_date, NULL AS unit, NULL AS found, NULL AS expected, NULL AS amount_cents, detail
FROM (
    SELECT * FROM numbered WHERE detail IS NOT NULL
    UNION ALL
    SELECT * FROM without_number
)
