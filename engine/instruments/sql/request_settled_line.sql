-- Lines of the requested products that count now as they did from their dagtekening on: no answer about their
-- declaration came later (MI-11).
SELECT agb, product_code, client, unit, begin_date, dated AS known_from, DATE '9999-12-31' AS known_to,
    net_volume, net_minutes
FROM average_line AS line
ANTI JOIN request_declaration_line AS unsettled
    ON unsettled.import_no = line.import_no
    AND unsettled.source_no = line.source_no
    AND unsettled.source_line = line.source_line
WHERE line.counts AND product_code IN (SELECT product_code FROM request_moment)
