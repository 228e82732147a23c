-- Net minutes per contract tariff that applied to them (MI-5): each line at the tariff of its Begindatum, a tariff for
-- the aanbieder before a general one; eenheid 01 and 04 serve each other (hourly_tariff, G-7). Of two that overlap, the
-- one that started last, then the one in the line's own unit.
WITH worked AS (
    SELECT agb, product_code, begin_date, unit, sum(net_minutes) AS minutes
    FROM average_line
    WHERE counts AND net_minutes IS NOT NULL AND begin_date BETWEEN $from_day AND $to_day
    GROUP BY ALL
),

candidate AS (
    SELECT worked.*, tariff.hourly_tariff, tariff.valid_from, tariff.unit AS tariff_unit, 1 AS choice
    FROM worked
    JOIN settings_tariffs AS tariff
        ON tariff.product_code = worked.product_code
        AND tariff.agb = worked.agb
        AND worked.begin_date BETWEEN tariff.valid_from AND coalesce(tariff.valid_to, DATE '9999-12-31')
    WHERE tariff.hourly_tariff IS NOT NULL
    UNION ALL
    SELECT worked.*, tariff.hourly_tariff, tariff.valid_from, tariff.unit AS tariff_unit, 2 AS choice
    FROM worked
    JOIN settings_tariffs AS tariff
        ON tariff.product_code = worked.product_code
        AND worked.begin_date BETWEEN tariff.valid_from AND coalesce(tariff.valid_to, DATE '9999-12-31')
    WHERE tariff.agb IS NULL AND tariff.hourly_tariff IS NOT NULL
)

SELECT agb, product_code, hourly_tariff, sum(minutes) AS minutes
FROM (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY agb, product_code, begin_date, unit
            ORDER BY choice, valid_from DESC, tariff_unit <> unit, hourly_tariff
        ) AS nth
    FROM candidate
)
WHERE nth = 1
GROUP BY ALL
ORDER BY ALL
