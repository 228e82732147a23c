-- Which gemeente received declarations of which aanbieder about which care months, of any product, also those that were
-- rejected: they were delivered. From three months before the period, for what is usual (DK-15). `is_asked`: a product of the
-- workbook that is paid by declarations this year (dk_otherwise.sql).
SELECT
    line.municipality, line.agb, line.month,
    bool_or(($all_products OR list_contains($codes, line.product_code)) AND otherwise.agb IS NULL) AS is_asked
FROM (
    SELECT DISTINCT municipality, agb, product_code, date_trunc('month', begin_date)::DATE AS month
    FROM declaration_line
    WHERE begin_date BETWEEN ($first_day - INTERVAL 3 MONTH)::DATE AND $last_day
) AS line
/* translation of line */
LEFT JOIN dk_otherwise AS otherwise
    ON otherwise.agb = line.agb
    AND otherwise.municipality = line.municipality
    AND otherwise.product_code = /* code of line */
GROUP BY ALL
