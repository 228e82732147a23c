-- Inflow (PL-7): the first day of care of a client with an aanbieder that had none with it in the $window days before.
-- A period with a pause that was resumed covers its pause.
SELECT agb, client, begin_date
FROM (
    SELECT
        *,
        max(last_day) OVER (
            PARTITION BY agb, client
            ORDER BY begin_date, period_no
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS covered
    FROM places_period
)
WHERE begin_date BETWEEN make_date($year, 1, 1) AND $last_day
    AND (covered IS NULL OR covered < begin_date - $window)
