-- The declaration lines that the checks look at: this year's care months up to the end of the period (G-5), products of
-- the workbook, debit lines that count (G-4: a rejected line is settled already) and were not credited. Codes are translated
-- first (MO-2): a row for the aanbieder goes before one for the gemeente, that before a general one.
-- `client_key` tells clients apart in the checks and nothing more.
SELECT
    line.law,
    line.municipality,
    line.agb,
    CASE WHEN line.client IS NOT NULL THEN hash(line.client) END AS client_key,
    line.declaration_number,
    line.reference_number,
    line.assignment_number,
    line.product_category,
    line.product_code AS declared_code,
    /* code of line */
        AS product_code,
    line.begin_date,
    line.end_date,
    line.unit,
    line.tariff_cents,
    line.amount_cents,
    line.volume,
    line.net_volume,
    line.net_minutes,
    line.net_cents,
    line.is_late,
    line.dated,
    line.import_no,
    line.source_no,
    line.source_line
FROM counted_line AS line
/* translation of line */
ANTI JOIN dk_credit AS credit
    ON credit.law = line.law
    AND credit.municipality = line.municipality
    AND credit.agb = line.agb
    AND credit.reference_number = line.reference_number
    AND credit.product_code = line.product_code
    AND credit.begin_date = line.begin_date
WHERE line.begin_date BETWEEN $first_day AND $last_day
    AND line.debit_credit = 'D'
    AND line.counts
    AND ($all_products OR list_contains($codes, line.product_code))
