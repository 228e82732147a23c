-- DK-12 Tariff differs from the contract: more than half a cent per unit of the line (a message carries whole cents). The
-- contract tariff is found by product, aanbieder and Begindatum: the aanbieder's own before a general one, the latest Vanaf
-- first; one per hour serves minutes and the reverse (G-7). Without a contract tariff there is nothing to compare.
WITH priced AS (
    SELECT *, coalesce(tariff_cents, amount_cents / nullif(volume, 0)) AS line_tariff
    FROM dk_line
    WHERE unit <> '83'
),

-- each combination once: there are far fewer of them than lines
asked AS (
    SELECT DISTINCT agb, product_code, begin_date, unit FROM priced
),

contract AS (
    SELECT
        asked.*,
        100 * CASE asked.unit
            WHEN '01' THEN tariff.hourly_tariff / 60
            WHEN '04' THEN tariff.hourly_tariff
            ELSE tariff.tariff
        END AS contract_cents
    FROM asked
    JOIN settings_tariffs AS tariff
        ON tariff.product_code = asked.product_code
        AND coalesce(nullif(tariff.agb, ''), asked.agb) = asked.agb
        AND asked.begin_date BETWEEN tariff.valid_from AND coalesce(tariff.valid_to, DATE '9999-12-31')
        AND (tariff.unit = asked.unit OR (tariff.unit IN ('01', '04') AND asked.unit IN ('01', '04')))
    QUALIFY row_number() OVER (
        PARTITION BY asked.agb, asked.product_code, asked.begin_date, asked.unit
        ORDER BY coalesce(tariff.agb, '') = '', tariff.valid_from DESC, tariff.unit <> asked.unit, tariff.tariff
    ) = 1
)

SELECT
    line.law, line.municipality, line.agb, line.assignment_number, line.declaration_number, line.reference_number,
    line.product_code, line.begin_date, line.end_date, line.unit,
    line.line_tariff / 100 AS found,
    contract.contract_cents / 100 AS expected,
    line.net_cents AS amount_cents,
    NULL AS detail
FROM priced AS line
JOIN contract USING (agb, product_code, begin_date, unit)
WHERE round(abs(line.line_tariff - contract.contract_cents) - 0.5, 9) > 0
