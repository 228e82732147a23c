-- The declaration lines behind one row of MaxInzet, those that do not count too (trace).
SELECT
    line.municipality,
    line.client,
    line.declaration_number,
    line.reference_number,
    line.previous_reference_number,
    line.assignment_number,
    line.product_code,
    line.begin_date,
    line.end_date,
    line.volume,
    line.unit,
    line.amount_cents,
    line.debit_credit,
    line.dated,
    line.counts,
    line.answer_outcome,
    line.answer_dated,
    line.net_volume,
    line.net_minutes,
    line.net_cents,
    line.is_late
FROM counted_line AS line
SEMI JOIN average_line AS average
    ON average.import_no = line.import_no
    AND average.source_no = line.source_no
    AND average.source_line = line.source_line
    AND average.product_code = $product_code
WHERE line.agb = $agb AND line.begin_date BETWEEN $first_day AND $last_day
ORDER BY line.begin_date, line.dated, line.declaration_number, line.reference_number, line.import_no, line.source_no,
    line.source_line
