-- DK-13 Unmapped code (MO-2): a code that Codevertaling knows for another aanbieder or gemeente only, or a product without the
-- group the workbook sorts by ($groups: Zorgdomein, Dienstvorm or Segment), when products of the same law do have one.
-- One row per gemeente, aanbieder and code, with everything declared on it. A code nobody knows is DK-11.
WITH used AS (
    SELECT law, municipality, agb, declared_code, product_code, begin_date, end_date, net_cents FROM dk_line
    UNION ALL
    SELECT law, municipality, agb, assigned_code, product_code, begin_date, end_date, NULL
    FROM dk_care
    WHERE assigned_code IS NOT NULL
),

code AS (
    SELECT
        law, municipality, agb, declared_code, product_code,
        min(begin_date) AS begin_date, max(end_date) AS end_date, sum(net_cents)::BIGINT AS amount_cents
    FROM used
    GROUP BY ALL
),

in_use AS (
    SELECT
        law,
        bool_or(care_domain IS NOT NULL) AS care_domain,
        bool_or(service_form IS NOT NULL) AS service_form,
        bool_or(segment IS NOT NULL) AS segment
    FROM settings_products
    GROUP BY law
),

judged AS (
    SELECT
        code.*,
        concat_ws(
            '+',
            CASE
                WHEN product.product_code IS NULL
                    AND code.product_code = code.declared_code
                    AND code.declared_code IN (SELECT code FROM settings_code_translation)
                    THEN 'other_origin'
            END,
            CASE
                WHEN list_contains($groups, 'care_domain') AND in_use.care_domain AND product.care_domain IS NULL
                    THEN 'no_care_domain'
            END,
            CASE
                WHEN list_contains($groups, 'service_form') AND in_use.service_form AND product.service_form IS NULL
                    THEN 'no_service_form'
            END,
            CASE
                WHEN list_contains($groups, 'segment') AND in_use.segment AND product.segment IS NULL THEN 'no_segment'
            END
        ) AS detail
    FROM code
    LEFT JOIN settings_products AS product USING (product_code)
    LEFT JOIN in_use ON in_use.law IS NOT DISTINCT FROM product.law AND product.product_code IS NOT NULL
)

SELECT
    law, municipality, agb, NULL AS assignment_number, NULL AS declaration_number, NULL AS reference_number,
    declared_code AS product_code, begin_date, end_date, NULL AS unit, NULL AS found, NULL AS expected, amount_cents, detail
FROM judged
WHERE detail <> '' AND EXISTS (SELECT 1 FROM settings_products)
