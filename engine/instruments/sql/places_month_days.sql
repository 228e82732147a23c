-- Days in care per agreement and month, this year and the last (PL-2).
SELECT agb, municipality, product_code, year, month_no, sum(days)::BIGINT AS days
FROM places_day
GROUP BY ALL
ORDER BY ALL
