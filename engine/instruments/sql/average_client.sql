-- Net sums of each client per aanbieder, product and unit within a span of care months (MI-1, G-6).
SELECT
    agb,
    product_code,
    client,
    unit,
    sum(net_volume) AS net_volume,
    sum(net_minutes) AS net_minutes,
    sum(net_cents) AS net_cents,
    sum(net_cents) FILTER (WHERE is_late) AS late_cents
FROM average_line
WHERE counts AND begin_date BETWEEN $from_day AND $to_day
GROUP BY ALL
