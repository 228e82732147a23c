-- Declaration lines of the dienstvormen in `Kader`, of this year and the previous one (LS-1, LS-8, LS-10, LS-11).
-- Codes are translated first (MO-2): a row for the aanbieder goes before one for the gemeente, that before a general one.
-- $codes: the products' own codes and those that are translated to them; a list of values reaches the scan itself.
-- Years go by Begindatum (G-5). is_old: a client above the age limit of that year (LS-7); no_birth: unknown, so younger.
WITH translated AS (
    SELECT
        line.municipality,
        line.agb,
        /* code of line */ AS product_code,
        line.client,
        line.begin_date,
        line.net_cents,
        line.import_no,
        line.source_no,
        line.source_line
    FROM counted_line AS line
    /* translation of line */
    WHERE line.begin_date BETWEEN make_date($year - 1, 1, 1) AND make_date($year, 12, 31)
        AND list_contains($codes, line.product_code)
)
SELECT
    translated.* EXCLUDE (client, product_code),
    year(translated.begin_date) AS care_year,
    product.service_form,
    birth.client IS NULL AS no_birth,
    CASE
        WHEN birth.client IS NULL THEN false
        WHEN year(translated.begin_date) = $year THEN birth.is_old
        ELSE birth.was_old
    END AS is_old
FROM translated
JOIN settings_products AS product USING (product_code)
LEFT JOIN lumpsum_birth AS birth USING (client)
WHERE list_contains($cells, translated.municipality || '|' || product.service_form)
