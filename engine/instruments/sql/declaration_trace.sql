-- The declaration lines behind a row (trace), those that do not count too; which ones, the caller adds.
SELECT
    line.municipality,
    line.agb,
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
    line.is_late,
    (SELECT max(source.name) FROM source WHERE source.source_no = line.source_no) AS source_name,
    line.source_line
FROM counted_line AS line
/* rest of the query */
ORDER BY line.begin_date, line.dated, line.declaration_number, line.reference_number, line.import_no, line.source_no,
    line.source_line
