-- Per aanbieder with a day in care in the year, every month up to the peildatum, zeros included: inflow, outflow
-- (`Uitstroom uit zorg`, by the month of the end) and clients with a day in care (PL-7).
WITH shown AS (
    SELECT presence.agb, month.month_no
    FROM (SELECT DISTINCT agb FROM places_presence) AS presence
    CROSS JOIN places_month AS month
    WHERE month.year = $year
),
inflow AS (
    SELECT agb, month(begin_date) AS month_no, count(DISTINCT client) AS clients FROM places_inflow GROUP BY ALL
),
outflow AS (
    SELECT agb, month(end_date) AS month_no, count(DISTINCT client) AS clients
    FROM places_ended
    WHERE year = $year AND outcome = 'left'
    GROUP BY ALL
)
SELECT
    agb,
    month_no,
    coalesce(inflow.clients, 0) AS inflow,
    coalesce(outflow.clients, 0) AS outflow,
    coalesce(presence.clients, 0) AS present
FROM shown
LEFT JOIN places_presence AS presence USING (agb, month_no)
LEFT JOIN inflow USING (agb, month_no)
LEFT JOIN outflow USING (agb, month_no)
ORDER BY agb, month_no
