-- Assignments that run on the last day looked at ($until: the peildatum, at most the end of the period) without a stop (307),
-- not paid otherwise (PL-0), and under which nothing was declared after $silent_since (DK-6). Their budget is frozen from the
-- day after the last declared one through the end of the assignment or period.
SELECT
    'DK-6' AS check_id,
    law, municipality, agb, assignment_number,
    greatest(begin_date, $first_day, coalesce(declared_until + 1, begin_date)) AS from_day,
    least(coalesce(end_date, $last_day), $last_day) AS to_day
FROM dk_declared
WHERE coalesce(declared_until <= $silent_since, true)
