-- What an assignment is worth over the days of a span, as UN-5 counts (reserved_cents.sql). T is the contract tariff on the
-- first day of the span in the unit of the volume (04 serves 01 and the reverse, G-7).
WITH span AS (
    SELECT * FROM dk_unstarted
    UNION ALL
    SELECT * FROM dk_silent
),

asked AS (
    SELECT
        span.*,
        care.product_code,
        care.volume,
        care.unit,
        care.frequency,
        care.budget_cents,
        (span.to_day - span.from_day + 1)::HUGEINT AS days,
        (care.end_date - care.begin_date + 1)::HUGEINT AS days_in_all
    FROM span
    JOIN dk_care AS care USING (law, municipality, agb, assignment_number)
),

priced AS (
    SELECT
        asked.*,
        CASE
            WHEN asked.unit IN ('01', '04') THEN tariff.hourly_tariff
            ELSE tariff.tariff
        END AS price
    FROM asked
    LEFT JOIN settings_tariffs AS tariff
        ON tariff.product_code = asked.product_code
        AND coalesce(nullif(tariff.agb, ''), asked.agb) = asked.agb
        AND asked.from_day BETWEEN tariff.valid_from AND coalesce(tariff.valid_to, DATE '9999-12-31')
        AND (tariff.unit = asked.unit OR (tariff.unit IN ('01', '04') AND asked.unit IN ('01', '04')))
    QUALIFY row_number() OVER (
        PARTITION BY asked.check_id, asked.law, asked.municipality, asked.assignment_number
        ORDER BY coalesce(tariff.agb, '') = '', tariff.valid_from DESC, tariff.unit <> asked.unit, tariff.tariff
    ) = 1
)

SELECT
    check_id, law, municipality, agb, assignment_number, from_day,
    reserved_cents(volume, unit, frequency, budget_cents, price, days, days_in_all) AS reserved_cents
FROM priced
WHERE days > 0
