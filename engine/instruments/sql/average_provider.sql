-- Per aanbieder and product: unique clients (G-6: net volume in any unit above 0), minutes, cents and late cents (MI-1, MI-10).
SELECT
    agb,
    product_code,
    count(DISTINCT client) FILTER (WHERE net_volume > 0) AS clients,
    coalesce(sum(net_minutes), 0) AS minutes,
    sum(net_cents) AS cents,
    coalesce(sum(late_cents), 0) AS late_cents
FROM average_client
GROUP BY ALL
HAVING clients > 0
ORDER BY ALL
