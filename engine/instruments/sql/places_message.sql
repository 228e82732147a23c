-- Messages of the year up to $last_day that are tested on time (PL-9), by their dagtekening: what they are about, how many
-- days it took (calendar days, or working days after the day itself) and whether that is within the norm.
-- A 315 without answer is late once its term has passed, and not there until then. A stop or start sent ahead is in time; care that has not begun is
-- not there yet.
-- places_workday: per day how many working days there were up to and including it.
WITH request_tested AS (
    SELECT
        request.agb,
        request.municipality,
        request.client,
        request.provider_reference AS reference,
        request.dated AS day,
        request.dated AS sent,
        answer.dated AS answered,
        answer.dated - request.dated AS calendar_days
    FROM request
    ASOF LEFT JOIN places_answer AS answer
        ON answer.agb = request.agb
        AND answer.provider_reference = request.provider_reference
        AND answer.dated >= request.dated
    WHERE request.kind = '315' AND request.dated BETWEEN make_date($year, 1, 1) AND $last_day
),
delivery AS (
    SELECT '305' AS message, agb, municipality, client, assignment_number AS reference, begin_date AS day, dated AS sent
    FROM places_start
    WHERE dated BETWEEN make_date($year, 1, 1) AND $last_day AND begin_date <= $as_of
    UNION ALL
    SELECT '307' AS message, agb, municipality, client, assignment_number AS reference, end_date AS day, dated AS sent
    FROM places_stop
    WHERE dated BETWEEN make_date($year, 1, 1) AND $last_day
),
counted AS (
    SELECT
        delivery.*,
        delivery.sent - delivery.day AS calendar_days,
        -- sent ahead: nothing to count
        greatest(coalesce(until.working_days - since.working_days, 0), 0) AS working_days
    FROM delivery
    -- what lies before the calendar is late by any norm
    LEFT JOIN places_workday AS since ON since.day = greatest(delivery.day, make_date($year - 2, 1, 1))
    LEFT JOIN places_workday AS until ON until.day = delivery.sent
)
SELECT agb, '315' AS message, municipality, client, reference, day, sent, answered, calendar_days AS took,
    coalesce(calendar_days <= $norm_315, false) AS is_within
FROM request_tested
WHERE answered IS NOT NULL OR sent + $norm_315 < $as_of
UNION ALL
SELECT agb, '305', municipality, client, reference, day, sent, NULL, calendar_days, calendar_days <= $norm_305
FROM counted
WHERE message = '305'
UNION ALL
SELECT agb, '305 werkdagen', municipality, client, reference, day, sent, NULL, working_days,
    working_days <= $norm_305_working
FROM counted
WHERE message = '305'
UNION ALL
SELECT agb, '307', municipality, client, reference, day, sent, NULL, working_days,
    working_days <= $norm_307_working
FROM counted
WHERE message = '307'
