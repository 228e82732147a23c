-- Ended periods per aanbieder, product and year: how many, and their days together (PL-5).
SELECT agb, product_code, year, count(*) AS periods, sum(days)::BIGINT AS days
FROM places_ended
GROUP BY ALL
ORDER BY ALL
