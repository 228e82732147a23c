-- Declaration lines of products with a zorgdomein (PV-1, UN-1), with their translated code (MO-2): a row for the aanbieder
-- goes before one for the gemeente, that before a general one. $codes: the products' own codes and those that are
-- translated to them; a list of values reaches the scan itself. Years and months go by Begindatum (G-5).
SELECT
    translated.*,
    product.care_domain,
    product.service_form
FROM (
    SELECT
        line.agb,
        line.municipality,
        /* code of line */ AS product_code,
        line.unit,
        line.begin_date,
        line.dated,
        line.net_cents,
        line.net_volume,
        line.net_minutes,
        line.is_late,
        line.import_no,
        line.source_no,
        line.source_line
    FROM counted_line AS line
    /* translation of line */
    WHERE line.begin_date BETWEEN $first_day AND $last_day
        AND list_contains($codes, line.product_code)
) AS translated
JOIN settings_products AS product USING (product_code)
WHERE product.care_domain IS NOT NULL
