-- Care months of the period of which the declarations should be in: the month that follows has passed at the peildatum (MI-10).
-- From the first month about which anything was ever declared: before it the dossier holds no declarations at all.
SELECT month::DATE AS month, last_day(month::DATE) AS last_day
FROM range($first_day::TIMESTAMP, $last_day::TIMESTAMP, INTERVAL 1 MONTH) AS months (month)
WHERE $as_of >= month + INTERVAL 2 MONTH
    AND month >= coalesce((SELECT date_trunc('month', min(begin_date)) FROM declaration_line), $first_day)
