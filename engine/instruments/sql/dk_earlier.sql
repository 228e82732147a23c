-- What earlier years used of assignments that may come above their limit (dk_close.sql): it counts for the limit over the whole
-- assignment (DK-3). $numbers: their numbers, which reach the scan itself.
SELECT
    assignment.law, assignment.municipality, assignment.agb, assignment.assignment_number,
    sum(CASE
        WHEN by_budget OR assigned_unit = '83' THEN line.net_cents
        WHEN assigned_unit IN ('01', '04') THEN line.net_minutes
        WHEN assigned_unit = line.unit THEN line.net_volume
    END) AS quantity
FROM dk_close AS assignment
JOIN counted_line AS line USING (law, municipality, agb, assignment_number)
WHERE line.begin_date < $first_day
    AND line.begin_date >= (SELECT min(assigned_from) FROM dk_close)
    AND line.counts
    AND list_contains($numbers, line.assignment_number)
    AND ($all_products OR list_contains($codes, line.product_code))
GROUP BY ALL
