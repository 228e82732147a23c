-- For each raise request, as of the day it was received (MI-11): the aanbieder's clients and minutes of January..m, and
-- of the region's aanbieders those of the previous year, whole and January..m (MI-7).
WITH line AS (
    SELECT request.*, settled.agb AS line_agb, settled.client, settled.unit, settled.begin_date,
        settled.net_volume, settled.net_minutes
    FROM raise_request AS request
    JOIN request_settled_line AS settled
        ON settled.product_code = request.product_code AND settled.dated <= request.received_on
    UNION ALL
    SELECT request.*, unsettled.agb AS line_agb, unsettled.client, unsettled.unit, unsettled.begin_date,
        unsettled.net_volume, unsettled.net_minutes
    FROM raise_request AS request
    JOIN request_unsettled_line AS unsettled
        ON unsettled.product_code = request.product_code AND unsettled.known_on = request.received_on
    WHERE unsettled.counts
),

client AS (
    SELECT
        request_no,
        span,
        line_agb,
        client,
        sum(net_minutes) AS minutes,
        max(net_volume) > 0 AS is_client
    FROM (
        SELECT request_no, 'own' AS span, line_agb, client, unit,
            sum(net_minutes) AS net_minutes, sum(net_volume) AS net_volume
        FROM line
        WHERE line_agb = agb AND begin_date BETWEEN first_day AND last_day
        GROUP BY ALL
        UNION ALL
        SELECT request_no, 'part' AS span, line_agb, client, unit,
            sum(net_minutes) AS net_minutes, sum(net_volume) AS net_volume
        FROM line
        WHERE begin_date BETWEEN previous_first_day AND previous_part_end
        GROUP BY ALL
        UNION ALL
        SELECT request_no, 'whole' AS span, line_agb, client, unit,
            sum(net_minutes) AS net_minutes, sum(net_volume) AS net_volume
        FROM line
        WHERE begin_date BETWEEN previous_first_day AND previous_last_day
        GROUP BY ALL
    )
    GROUP BY ALL
),

provider AS (
    SELECT
        request_no,
        span,
        line_agb,
        coalesce(sum(minutes), 0) AS minutes,
        count(*) FILTER (WHERE is_client) AS clients
    FROM client
    GROUP BY ALL
    HAVING clients > 0
)

SELECT request_no, span, sum(minutes) AS minutes, sum(clients)::BIGINT AS clients
FROM provider
GROUP BY ALL
ORDER BY ALL
