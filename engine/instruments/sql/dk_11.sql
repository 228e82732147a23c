-- DK-11 Unknown aanbieder, product or gemeente: not in the settings; in declarations, and (the product) in assignments with
-- a day in the period, whose care is then in no figure. A table without any row knows nothing and is reported
-- by itself, not once for every line. A code that Codevertaling knows for someone else is DK-13.
SELECT
    law, municipality, agb, assignment_number, declaration_number, reference_number, product_code, begin_date, end_date,
    unit, volume AS found, NULL AS expected, net_cents AS amount_cents,
    concat_ws(
        '+',
        CASE WHEN no_provider THEN 'provider' END,
        CASE WHEN no_product THEN 'product' END,
        CASE WHEN no_municipality THEN 'municipality' END
    ) AS detail
FROM (
    SELECT
        *,
        agb NOT IN (SELECT agb FROM settings_providers) AND EXISTS (SELECT 1 FROM settings_providers) AS no_provider,
        product_code NOT IN (SELECT product_code FROM settings_products)
            AND NOT (product_code = declared_code AND product_code IN (SELECT code FROM settings_code_translation))
            AND EXISTS (SELECT 1 FROM settings_products) AS no_product,
        municipality NOT IN (SELECT municipality FROM settings_municipalities)
            AND EXISTS (SELECT 1 FROM settings_municipalities) AS no_municipality
    FROM dk_line
)
WHERE no_provider OR no_product OR no_municipality
UNION ALL
SELECT
    law, municipality, agb, assignment_number, NULL, NULL, assigned_code, begin_date, end_date, unit, volume, NULL, NULL,
    'product'
FROM dk_care
WHERE assigned_code = product_code
    AND product_code NOT IN (SELECT product_code FROM settings_products)
    AND product_code NOT IN (SELECT code FROM settings_code_translation)
    AND EXISTS (SELECT 1 FROM settings_products)
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, detail
FROM (
    SELECT 'no_providers' AS detail WHERE NOT EXISTS (SELECT 1 FROM settings_providers)
    UNION ALL
    SELECT 'no_products' WHERE NOT EXISTS (SELECT 1 FROM settings_products)
    UNION ALL
    SELECT 'no_municipalities' WHERE NOT EXISTS (SELECT 1 FROM settings_municipalities)
)
WHERE EXISTS (SELECT 1 FROM dk_line) OR EXISTS (SELECT 1 FROM dk_care)
