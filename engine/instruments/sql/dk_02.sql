-- DK-2 Outside the assignment period: a day of the product period lies before the assignment's Ingangsdatum or after its
-- Einddatum (G-2: both days included; no Einddatum means still running).
SELECT
    line.law, line.municipality, line.agb, line.assignment_number, line.declaration_number, line.reference_number,
    line.product_code, line.begin_date, line.end_date, line.unit, line.volume AS found, NULL AS expected,
    line.net_cents AS amount_cents,
    CASE WHEN line.begin_date < assignment.begin_date THEN 'before' ELSE 'after' END AS detail
FROM dk_line AS line
JOIN dk_assignment AS assignment
    ON assignment.law = line.law
    AND assignment.municipality = line.municipality
    AND assignment.agb = line.agb
    AND assignment.assignment_number = line.assignment_number
WHERE line.begin_date < assignment.begin_date
    OR coalesce(line.end_date, line.begin_date) > coalesce(assignment.end_date, DATE '9999-12-31')
