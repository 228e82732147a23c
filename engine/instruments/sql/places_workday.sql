-- Every day of three years with the number of working days up to and including it: no Saturday, Sunday or public holiday
-- ($holidays) (PL-9).
SELECT
    day::DATE AS day,
    sum((isodow(day) < 6 AND NOT list_contains($holidays::DATE[], day::DATE))::INTEGER) OVER (ORDER BY day)::BIGINT
        AS working_days
FROM range(make_date($year - 2, 1, 1)::TIMESTAMP, make_date($year + 1, 1, 1)::TIMESTAMP, INTERVAL 1 DAY) AS days (day)
