-- Net eurocents per aanbieder × zorgdomein and care month of the year and the one before, by how many months later they
-- were declared: what an estimate reads.
SELECT agb, care_domain, care_month, arrived_after, paid_otherwise, sum(cents)::BIGINT
FROM production_month
WHERE year(care_month) >= $year - 1
GROUP BY ALL
