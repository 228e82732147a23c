-- How many assignments have a day in the year, per gemeente and dienstvorm: what pgb is split by (LS-6).
SELECT municipality, service_form, count(*)
FROM lumpsum_assignment
GROUP BY ALL
