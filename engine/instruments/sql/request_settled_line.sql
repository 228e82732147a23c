-- Lines that count now as they did from their dagtekening on: no answer about their declaration came later (MI-11).
SELECT line.*
FROM average_line AS line
ANTI JOIN request_unsettled AS unsettled
    ON unsettled.law = line.law
    AND unsettled.municipality = line.municipality
    AND unsettled.agb = line.agb
    AND unsettled.declaration_number = line.declaration_number
WHERE line.counts
