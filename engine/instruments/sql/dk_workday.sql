-- Every day from a year before the period with the number of working days up to and including it: no Saturday, Sunday or
-- public holiday ($holidays) (PL-9).
SELECT
    day::DATE AS day,
    sum((isodow(day) < 6 AND NOT list_contains($holidays::DATE[], day::DATE))::INTEGER) OVER (ORDER BY day)::BIGINT
        AS working_days
FROM range(
    ($first_day - INTERVAL 1 YEAR)::TIMESTAMP, (greatest($last_day, $as_of) + INTERVAL 1 DAY)::TIMESTAMP, INTERVAL 1 DAY
) AS days (day)
