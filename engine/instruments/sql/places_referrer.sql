-- Clients per aanbieder and verwijzer by the month of the year in which they were in care first (PL-8): summed over the
-- months they give the clients through a month. referrer NULL: type not known; is_total: every client once.
WITH seen AS (
    SELECT
        agb,
        referrer,
        client,
        month(greatest(begin_date, make_date($year, 1, 1))) AS month_no
    FROM places_part
    WHERE last_day >= make_date($year, 1, 1) AND begin_date <= $last_day
),
first_seen AS (
    SELECT agb, false AS is_total, referrer, client, min(month_no) AS month_no FROM seen GROUP BY ALL
    UNION ALL
    SELECT agb, true AS is_total, NULL AS referrer, client, min(month_no) AS month_no FROM seen GROUP BY agb, client
)
SELECT agb, is_total, referrer, month_no, count(*) AS clients
FROM first_seen
GROUP BY ALL
ORDER BY ALL
