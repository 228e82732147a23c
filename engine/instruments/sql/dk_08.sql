-- DK-8 Late declaration: dagtekening after the last day of the month that follows the care month (MI-10).
SELECT
    law, municipality, agb, assignment_number, declaration_number, reference_number, product_code, begin_date, end_date,
    unit, volume AS found, NULL AS expected, net_cents AS amount_cents, NULL AS detail
FROM dk_line
WHERE is_late
