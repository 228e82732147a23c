-- Net production per aanbieder, product and care month, and how many months later it was declared: what all facts of
-- `plafonds` are sums of. Minutes for hours (eenheid 01 and 04 together, G-7), volume for other units.
-- paid_otherwise: places and lumpsum (PL-0), left out of the estimate.
WITH line AS (
    /* production_line */
),

summed AS (
    SELECT
        agb,
        municipality,
        product_code,
        care_domain,
        service_form,
        CASE WHEN unit IN ('01', '04') THEN '04' ELSE unit END AS unit,
        date_trunc('month', begin_date)::DATE AS care_month,
        greatest(date_diff('month', begin_date, dated), 0)::INTEGER AS arrived_after,
        sum(net_cents)::BIGINT AS cents,
        coalesce(sum(net_cents) FILTER (WHERE is_late), 0)::BIGINT AS late_cents,
        sum(CASE WHEN unit IN ('01', '04') THEN net_minutes ELSE net_volume END) AS volume
    FROM line
    GROUP BY ALL
)

SELECT
    summed.* EXCLUDE (municipality, service_form),
    places.agb IS NOT NULL OR partner.agb IS NOT NULL AS paid_otherwise
FROM summed
LEFT JOIN (SELECT DISTINCT agb, municipality, product_code, year FROM settings_places) AS places
    ON places.agb = summed.agb
    AND places.municipality = summed.municipality
    AND places.product_code = summed.product_code
    AND places.year = year(summed.care_month)
LEFT JOIN (SELECT DISTINCT agb, municipality, service_form, year FROM settings_lumpsum_partners) AS partner
    ON partner.agb = summed.agb
    AND partner.municipality = summed.municipality
    AND partner.service_form = summed.service_form
    AND partner.year = year(summed.care_month)
