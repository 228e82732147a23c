-- Clients with a day in care per aanbieder and month of the year (PL-7).
SELECT part.agb, month.month_no, count(DISTINCT part.client) AS clients
FROM places_part AS part
JOIN places_month AS month
    ON month.year = $year AND month.first_day <= part.last_day AND month.last_day >= part.begin_date
GROUP BY ALL
ORDER BY ALL
