-- Assignments without a start (305) more than $start_after days after their Ingangsdatum (DK-5), with the days of the period
-- for which they hold a budget.
SELECT
    'DK-5' AS check_id,
    law, municipality, agb, assignment_number,
    greatest(begin_date, $first_day) AS from_day,
    least(coalesce(end_date, $last_day), $last_day) AS to_day
FROM dk_course
WHERE first_start IS NULL AND $as_of - begin_date > $start_after
