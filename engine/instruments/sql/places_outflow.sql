-- What follows ended periods (PL-6): unique clients, periods and their days per aanbieder, product and outcome; outcome
-- NULL counts a client once for all. product_code NULL: of the aanbieder, for its dashboard.
SELECT
    agb,
    product_code,
    year,
    outcome,
    count(DISTINCT client) AS clients,
    count(*) AS periods,
    sum(days)::BIGINT AS days
FROM places_ended
GROUP BY GROUPING SETS (
    (agb, product_code, year, outcome), (agb, product_code, year), (agb, year, outcome), (agb, year)
)
ORDER BY ALL
