-- DK-9 Late 305, 307 or answer to a 315, by the norms of PL-9: a start within ⚙PL.Norm305Werkdagen working days, a stop within
-- ⚙PL.Norm307Werkdagen, an answer (the first 301 that does not take back, or a 319 that refuses) within ⚙PL.Norm315 days;
-- unanswered counts as late once that term has passed. Messages sent in the period, as in `Tijdigheid`.
-- dk_workday: per day how many working days there were up to and including it.
WITH answer AS (
    SELECT DISTINCT agb, provider_reference, dated
    FROM assignment
    WHERE provider_reference IS NOT NULL AND change_reason IS DISTINCT FROM '13'
    UNION
    SELECT DISTINCT agb, provider_reference, dated
    FROM request_answer
    WHERE provider_reference IS NOT NULL AND answer = '1'
),

asked AS (
    SELECT
        request.law, request.municipality, request.agb, request.product_category, request.product_code,
        request.provider_reference, request.dated AS begin_date, answer.dated AS end_date,
        coalesce(answer.dated, $as_of) - request.dated AS took
    FROM request
    ASOF LEFT JOIN answer
        ON answer.agb = request.agb
        AND answer.provider_reference = request.provider_reference
        AND answer.dated >= request.dated
    WHERE request.kind = '315' AND request.dated BETWEEN $first_day AND $last_day
),

delivery AS (
    SELECT
        law, municipality, agb, assignment_number, product_category, product_code, begin_date, dated AS end_date,
        begin_date AS day, dated, $norm_305_working AS norm, 'late_start' AS detail
    FROM dk_start
    UNION ALL
    SELECT
        law, municipality, agb, assignment_number, product_category, product_code, begin_date, end_date,
        end_date, dated, $norm_307_working, 'late_stop'
    FROM dk_stop
),

late AS (
    SELECT
        law, municipality, agb, NULL AS assignment_number, product_category, product_code,
        provider_reference AS reference_number, begin_date, end_date, took AS found, $norm_315 AS expected,
        CASE WHEN end_date IS NULL THEN 'no_answer' ELSE 'late_answer' END AS detail
    FROM asked
    WHERE took > $norm_315
    UNION ALL
    SELECT
        law, municipality, agb, assignment_number, product_category, product_code, NULL AS reference_number, begin_date,
        end_date, until.working_days - since.working_days AS found, norm AS expected, detail
    FROM delivery
    -- what lies before the calendar is late by any norm
    JOIN dk_workday AS since ON since.day = greatest(delivery.day, ($first_day - INTERVAL 1 YEAR)::DATE)
    JOIN dk_workday AS until ON until.day = delivery.dated
    WHERE delivery.dated BETWEEN $first_day AND $last_day
        AND until.working_days - since.working_days > norm
)

SELECT
    late.law, late.municipality, late.agb, late.assignment_number, NULL AS declaration_number, late.reference_number,
    coalesce(assignment.product_code, late.product_code) AS product_code, late.begin_date, late.end_date, NULL AS unit,
    late.found, late.expected, NULL AS amount_cents, late.detail
FROM late
LEFT JOIN dk_current AS assignment USING (law, municipality, agb, assignment_number)
WHERE $all_products
    OR list_contains($codes, coalesce(assignment.assigned_code, late.product_code))
    OR (
        coalesce(assignment.assigned_code, late.product_code) IS NULL
        AND coalesce(assignment.product_category, late.product_category, '')
            IN (SELECT product_category FROM dk_category)
    )
