-- DK-6 Running assignment, nothing declared for ⚙DK.ZonderDeclaratie months, no stop: its budget is frozen (source E, "dan
-- blijft er budget beschikbaar"). Concerned is the value of the days from the last declared one on (dk_reserved.sql).
SELECT
    care.law, care.municipality, care.agb, care.assignment_number, NULL AS declaration_number, NULL AS reference_number,
    care.product_code, care.begin_date, care.end_date, NULL AS unit, $until - silent.from_day + 1 AS found,
    $until - $silent_since AS expected, reserved.reserved_cents AS amount_cents,
    CASE WHEN silent.from_day <= greatest(care.begin_date, $first_day) THEN 'days_silent+never_declared' ELSE 'days_silent' END
        AS detail
FROM dk_silent AS silent
JOIN dk_care AS care USING (law, municipality, agb, assignment_number)
LEFT JOIN dk_reserved AS reserved
    ON reserved.check_id = 'DK-6'
    AND reserved.law = care.law
    AND reserved.municipality = care.municipality
    AND reserved.agb = care.agb
    AND reserved.assignment_number = care.assignment_number
