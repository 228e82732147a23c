-- DK-5 Assignment without start after ⚙DK.StartNa days: no 305 stands at the peildatum, which is more days after the
-- Ingangsdatum. Concerned is the value of its days in the period (dk_reserved.sql).
SELECT
    care.law, care.municipality, care.agb, care.assignment_number, NULL AS declaration_number, NULL AS reference_number,
    care.product_code, care.begin_date, care.end_date, NULL AS unit, $as_of - care.begin_date AS found,
    $start_after AS expected, reserved.reserved_cents AS amount_cents, 'days_since_start' AS detail
FROM dk_unstarted
JOIN dk_care AS care USING (law, municipality, agb, assignment_number)
LEFT JOIN dk_reserved AS reserved
    ON reserved.check_id = 'DK-5'
    AND reserved.law = care.law
    AND reserved.municipality = care.municipality
    AND reserved.agb = care.agb
    AND reserved.assignment_number = care.assignment_number
