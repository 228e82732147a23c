-- Months of the year up to $last_day, and those of the year before up to the same day a year earlier: number in the
-- year, first day, and last day up to that day.
SELECT
    year,
    month_no,
    make_date(year, month_no, 1) AS first_day,
    least(last_day(make_date(year, month_no, 1)), until) AS last_day
FROM (VALUES ($year, $last_day), ($year - 1, $last_day - INTERVAL 1 YEAR)) AS years (year, until_at)
CROSS JOIN (SELECT unnest(range(1, 13))::INTEGER AS month_no)
CROSS JOIN LATERAL (SELECT until_at::DATE AS until)
WHERE make_date(year, month_no, 1) <= until
ORDER BY year, month_no
