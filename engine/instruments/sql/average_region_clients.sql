-- Unique clients of the region over all products with a norm together (G-6), for the key figures.
SELECT count(DISTINCT client)
FROM (
    SELECT client
    FROM average_client
    GROUP BY client, unit
    HAVING sum(net_volume) > 0
)
