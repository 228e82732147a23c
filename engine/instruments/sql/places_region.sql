-- Unique clients of the region with a day in care in the year up to $last_day, and in the same days a year earlier.
SELECT
    count(DISTINCT client) FILTER (WHERE last_day >= make_date($year, 1, 1) AND begin_date <= $last_day),
    count(DISTINCT client) FILTER (
        WHERE last_day >= make_date($year - 1, 1, 1) AND begin_date <= ($last_day - INTERVAL 1 YEAR)::DATE
    )
FROM places_part
