-- Advances paid in the year up to $last_day (PL-4), their product code translated (MO-2).
SELECT
    payment.agb,
    payment.municipality,
    coalesce(
        by_provider.product_code, by_municipality.product_code, general.product_code, payment.product_code
    ) AS product_code,
    payment.service_form,
    payment.dated,
    payment.amount_cents
FROM advance_payment AS payment
LEFT JOIN settings_code_translation AS by_provider
    ON by_provider.origin = payment.agb AND by_provider.code = payment.product_code
LEFT JOIN settings_code_translation AS by_municipality
    ON by_municipality.origin = payment.municipality AND by_municipality.code = payment.product_code
LEFT JOIN settings_code_translation AS general
    ON coalesce(general.origin, '') = '' AND general.code = payment.product_code
WHERE payment.dated BETWEEN make_date($year, 1, 1) AND $last_day
ORDER BY payment.dated, payment.agb, payment.import_no, payment.source_no, payment.source_line
