-- Declaration lines that MaxInzet reads: products with a norm, this year and the previous one (MI-1, MI-8).
-- Codes are translated first (MO-2): a row for the aanbieder goes before one for the gemeente, that before a general one.
-- $products: those with a norm; $codes: their own codes and those that are translated to them, a list of values that reaches
-- the scan itself.
-- Lines that do not count (G-4) stay in, with zeros, for the trace. Years and months go by Begindatum (G-5).
SELECT *
FROM (
    SELECT
        line.agb,
        /* code of line */ AS product_code,
        line.client,
        line.unit,
        line.begin_date,
        line.dated,
        line.counts,
        line.net_cents,
        line.net_volume,
        line.net_minutes,
        line.is_late,
        line.law,
        line.import_no,
        line.source_no,
        line.source_line
    FROM counted_line AS line
    /* translation of line */
    WHERE line.begin_date BETWEEN $first_day AND $last_day
        AND list_contains($codes, line.product_code)
)
WHERE list_contains($products, product_code)
