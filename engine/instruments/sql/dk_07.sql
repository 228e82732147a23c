-- DK-7 Ended assignment without 307: its end lies in the period, the term of ⚙PL.Norm307Werkdagen working days after it has
-- passed at the peildatum, and no stop stands (or care began again after the last one).
SELECT
    law, municipality, agb, assignment_number, NULL AS declaration_number, NULL AS reference_number, product_code,
    begin_date, end_date, NULL AS unit, until.working_days - since.working_days AS found,
    $norm_307_working AS expected, NULL AS amount_cents,
    CASE WHEN first_start IS NULL THEN 'workdays_since_end+not_started' ELSE 'workdays_since_end' END AS detail
FROM dk_course AS care
JOIN dk_workday AS since ON since.day = care.end_date
JOIN dk_workday AS until ON until.day = $as_of
WHERE care.end_date BETWEEN $first_day AND $last_day
    AND NOT is_stopped
    AND until.working_days - since.working_days > $norm_307_working
