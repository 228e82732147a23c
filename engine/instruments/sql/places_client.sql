-- Unique clients on places per aanbieder by the month in which they had their first day of the year, for this year and the
-- last (dashboard 1 of source D): summed over the months they give the clients through a month.
SELECT agb, year, month_no, count(*) AS clients
FROM (SELECT agb, year, client, min(month_no) AS month_no FROM places_day GROUP BY agb, year, client)
GROUP BY ALL
ORDER BY ALL
