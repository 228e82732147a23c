-- Care paid by places (PL-0, PL-2): per agreement of the year, client and month the days in care. Every day counts once a
-- client, also with overlapping assignments: spans that touch or overlap become one before their days are counted.
WITH span AS (
    SELECT
        part.agb,
        part.municipality,
        part.product_code,
        part.client,
        part.begin_date,
        part.last_day,
        max(part.last_day) OVER (
            PARTITION BY part.agb, part.municipality, part.product_code, part.client
            ORDER BY part.begin_date, part.part_no
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS covered
    FROM places_part AS part
    SEMI JOIN (SELECT agb, municipality, product_code FROM settings_places WHERE year = $year) AS agreed
        ON agreed.agb = part.agb
        AND agreed.municipality = part.municipality
        AND agreed.product_code = part.product_code
),
free AS (
    -- what a span adds to the days that earlier ones cover
    SELECT * REPLACE (greatest(begin_date, coalesce(covered + 1, begin_date)) AS begin_date) FROM span
)
SELECT
    free.agb,
    free.municipality,
    free.product_code,
    free.client,
    month.year,
    month.month_no,
    sum(least(free.last_day, month.last_day) - greatest(free.begin_date, month.first_day) + 1)::BIGINT AS days
FROM free
JOIN places_month AS month ON month.first_day <= free.last_day AND month.last_day >= free.begin_date
WHERE free.begin_date <= free.last_day
GROUP BY ALL
