-- For each raise request, as of the day it was received (MI-11): the aanbieder's clients and minutes of January..m, and
-- of the region's aanbieders those of the previous year, January..m (`part`) and whole (MI-7).
WITH client_unit AS (
    SELECT
        moment.product_code,
        moment.received_on,
        line.agb,
        line.client,
        line.unit,
        sum(net_volume) FILTER (WHERE begin_date >= first_day) AS own_volume,
        sum(net_minutes) FILTER (WHERE begin_date >= first_day) AS own_minutes,
        sum(net_volume) FILTER (WHERE begin_date <= previous_part_end) AS part_volume,
        sum(net_minutes) FILTER (WHERE begin_date <= previous_part_end) AS part_minutes,
        sum(net_volume) FILTER (WHERE begin_date < first_day) AS whole_volume,
        sum(net_minutes) FILTER (WHERE begin_date < first_day) AS whole_minutes
    FROM request_moment AS moment
    JOIN request_line AS line
        ON line.product_code = moment.product_code
        AND moment.received_on BETWEEN line.known_from AND line.known_to
        AND line.begin_date <= moment.last_day
    GROUP BY ALL
),

provider AS (
    SELECT
        product_code,
        received_on,
        agb,
        coalesce(sum(own_minutes), 0) AS own_minutes,
        count(DISTINCT client) FILTER (WHERE own_volume > 0) AS own_clients,
        coalesce(sum(part_minutes), 0) AS part_minutes,
        count(DISTINCT client) FILTER (WHERE part_volume > 0) AS part_clients,
        coalesce(sum(whole_minutes), 0) AS whole_minutes,
        count(DISTINCT client) FILTER (WHERE whole_volume > 0) AS whole_clients
    FROM client_unit
    GROUP BY ALL
),

region AS (
    SELECT
        product_code,
        received_on,
        sum(part_minutes) FILTER (WHERE part_clients > 0) AS part_minutes,
        sum(part_clients)::BIGINT AS part_clients,
        sum(whole_minutes) FILTER (WHERE whole_clients > 0) AS whole_minutes,
        sum(whole_clients)::BIGINT AS whole_clients
    FROM provider
    GROUP BY ALL
)

SELECT
    request.request_no,
    provider.own_minutes,
    provider.own_clients,
    region.part_minutes,
    region.part_clients,
    region.whole_minutes,
    region.whole_clients
FROM raise_request AS request
JOIN region USING (product_code, received_on)
LEFT JOIN provider USING (product_code, received_on, agb)
ORDER BY ALL
