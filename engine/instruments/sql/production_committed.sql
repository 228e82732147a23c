-- UN-5: what running assignments are still worth from the day after the peildatum until the end of the year, and why
-- nothing could be counted (`missing`). T is the tariff on the first day of the span, of the aanbieder before the general
-- one, in the unit of the volume (04 serves 01 and the reverse, G-7). Codes are translated first (MO-2). Care paid by places
-- or lumpsum is left out (PL-0).
WITH running AS (
    SELECT
        assignment.law,
        assignment.municipality,
        assignment.agb,
        assignment.client,
        assignment.assignment_number,
        /* code of assignment */ AS product_code,
        assignment.begin_date,
        assignment.end_date,
        assignment.dated,
        assignment.volume,
        assignment.unit,
        assignment.frequency,
        assignment.budget_cents,
        greatest($as_of + 1, assignment.begin_date) AS from_day,
        least(coalesce(assignment.end_date, make_date($year, 12, 31)), make_date($year, 12, 31)) AS to_day
    FROM current_assignment AS assignment
    /* translation of assignment */
    WHERE assignment.begin_date <= make_date($year, 12, 31)
        AND coalesce(assignment.end_date, DATE '9999-12-31') > $as_of
),

asked AS (
    SELECT
        running.*,
        product.care_domain,
        running.product_code IS NOT NULL AND product.product_code IS NULL AS is_unknown,
        (to_day - from_day + 1)::HUGEINT AS days,
        (end_date - begin_date + 1)::HUGEINT AS all_days
    FROM running
    LEFT JOIN settings_products AS product ON product.product_code = running.product_code
    ANTI JOIN (SELECT agb, municipality, product_code FROM settings_places WHERE year = $year) AS places
        ON places.agb = running.agb
        AND places.municipality = running.municipality
        AND places.product_code = running.product_code
    ANTI JOIN (SELECT agb, municipality, service_form FROM settings_lumpsum_partners WHERE year = $year) AS partner
        ON partner.agb = running.agb
        AND partner.municipality = running.municipality
        AND partner.service_form = product.service_form
    WHERE from_day <= to_day AND (product.care_domain IS NOT NULL OR product.product_code IS NULL)
),

priced AS (
    SELECT asked.*, CASE WHEN asked.unit IN ('01', '04') THEN tariff.hourly_tariff ELSE tariff.tariff END AS price
    FROM asked
    LEFT JOIN settings_tariffs AS tariff
        ON tariff.product_code = asked.product_code
        AND coalesce(nullif(tariff.agb, ''), asked.agb) = asked.agb
        AND asked.from_day BETWEEN tariff.valid_from AND coalesce(tariff.valid_to, DATE '9999-12-31')
        AND (tariff.unit = asked.unit OR (tariff.unit IN ('01', '04') AND asked.unit IN ('01', '04')))
    QUALIFY row_number() OVER (
        PARTITION BY asked.law, asked.municipality, asked.assignment_number
        ORDER BY coalesce(tariff.agb, '') = '', tariff.valid_from DESC, tariff.unit <> asked.unit, tariff.tariff
    ) = 1
)

SELECT
    * EXCLUDE (days, all_days, price, is_unknown),
    CASE
        WHEN product_code IS NULL OR is_unknown THEN NULL
        ELSE reserved_cents(volume, unit, frequency, budget_cents, price, days, all_days)
    END AS committed_cents,
    CASE
        WHEN product_code IS NULL THEN 'product'
        WHEN is_unknown THEN 'unknown'
        WHEN volume IS NULL AND budget_cents IS NULL THEN 'volume'
        WHEN all_days IS NULL AND (volume IS NULL OR coalesce(frequency, '6') NOT IN ('1', '2', '4')) THEN 'end'
        WHEN volume IS NOT NULL AND unit <> '83' AND price IS NULL THEN 'tariff'
    END AS missing
FROM priced
