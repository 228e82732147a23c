-- Realisatie per aanbieder × zorgdomein and year, and the part that was declared late (PV-1, UN-1, UN-7), eurocents.
SELECT agb, care_domain, year(care_month) AS care_year, sum(cents)::BIGINT, sum(late_cents)::BIGINT
FROM production_month
GROUP BY ALL
