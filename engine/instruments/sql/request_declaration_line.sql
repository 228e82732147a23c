-- The lines of unsettled declarations (MI-11).
SELECT line.*
FROM declaration_line AS line
SEMI JOIN request_unsettled AS unsettled
    ON unsettled.law = line.law
    AND unsettled.municipality = line.municipality
    AND unsettled.agb = line.agb
    AND unsettled.declaration_number = line.declaration_number
WHERE line.begin_date BETWEEN $first_day AND $last_day AND list_contains($codes, line.product_code)
