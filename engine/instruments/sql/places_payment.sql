-- Advances paid in the year up to $last_day (PL-4), their product code translated (MO-2).
SELECT
    payment.agb,
    payment.municipality,
    /* code of payment */ AS product_code,
    payment.service_form,
    payment.dated,
    payment.amount_cents
FROM advance_payment AS payment
/* translation of payment */
WHERE payment.dated BETWEEN make_date($year, 1, 1) AND $last_day
ORDER BY payment.dated, payment.agb, payment.import_no, payment.source_no, payment.source_line
