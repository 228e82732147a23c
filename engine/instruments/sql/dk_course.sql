-- The course of care under each of those assignments: first and last start (305), last stop (307). A message without an
-- assignment number (taakgericht) belongs to the assignment of the same client with the same aanbieder that was running on
-- its Begindatum, for its product, its category, or in general.
WITH message AS (
    SELECT law, municipality, agb, client_key, assignment_number, product_category, product_code, begin_date,
        NULL::DATE AS end_date
    FROM dk_start
    UNION ALL
    SELECT law, municipality, agb, client_key, assignment_number, product_category, product_code, begin_date, end_date
    FROM dk_stop
),

known AS (
    SELECT care.law, care.municipality, care.agb, care.assignment_number, message.begin_date, message.end_date
    FROM dk_care AS care
    JOIN message USING (law, municipality, agb, assignment_number)
    UNION ALL
    SELECT care.law, care.municipality, care.agb, care.assignment_number, message.begin_date, message.end_date
    FROM dk_care AS care
    JOIN message
        ON message.assignment_number IS NULL
        AND message.law = care.law
        AND message.municipality = care.municipality
        AND message.agb = care.agb
        AND message.client_key = care.client_key
    WHERE message.begin_date BETWEEN care.begin_date AND coalesce(care.end_date, DATE '9999-12-31')
        AND coalesce(care.product_category = message.product_category, true)
        AND coalesce(message.product_code IN (care.assigned_code, care.product_code), true)
),

course AS (
    SELECT
        law, municipality, agb, assignment_number,
        min(begin_date) FILTER (WHERE end_date IS NULL) AS first_start,
        max(begin_date) FILTER (WHERE end_date IS NULL) AS last_start,
        max(end_date) AS last_stop
    FROM known
    GROUP BY ALL
)

SELECT
    care.*,
    first_start,
    last_start,
    last_stop,
    -- a start after the last stop: care went on after a temporary stop
    last_stop IS NOT NULL AND coalesce(last_start <= last_stop, true) AS is_stopped
FROM dk_care AS care
LEFT JOIN course USING (law, municipality, agb, assignment_number)
