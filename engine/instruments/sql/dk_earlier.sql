-- What earlier years used of assignments that were running already when this year began: it counts for the limit over the
-- whole assignment (DK-3). Looked up only where it can matter: what was sent, before answers and credits, is never less.
WITH running AS (
    SELECT * FROM dk_whole WHERE assigned_from < $first_day
),

sent AS (
    SELECT
        assignment_number,
        sum(volume::DOUBLE * CASE unit WHEN '04' THEN 60 ELSE 1 END) AS minutes,
        sum(volume::DOUBLE) AS volume,
        sum(amount_cents::DOUBLE) AS cents
    FROM declaration_line
    WHERE begin_date < $first_day
        AND begin_date >= (SELECT min(assigned_from) FROM running)
        AND debit_credit = 'D'
        AND ($all_products OR list_contains($codes, product_code))
        AND assignment_number IN (SELECT assignment_number FROM running)
    GROUP BY assignment_number
),

close_to_limit AS (
    SELECT running.*
    FROM running
    JOIN sent USING (assignment_number)
    WHERE running.quantity + CASE
        WHEN by_budget OR assigned_unit = '83' THEN sent.cents
        WHEN assigned_unit IN ('01', '04') THEN sent.minutes
        ELSE sent.volume
    END > whole_limit - 0.001
)

SELECT
    assignment.law, assignment.municipality, assignment.agb, assignment.assignment_number,
    sum(CASE
        WHEN by_budget OR assigned_unit = '83' THEN line.net_cents
        WHEN assigned_unit IN ('01', '04') THEN line.net_minutes
        WHEN assigned_unit = line.unit THEN line.net_volume
    END) AS quantity
FROM close_to_limit AS assignment
JOIN counted_line AS line USING (law, municipality, agb, assignment_number)
WHERE line.begin_date < $first_day
    AND line.begin_date >= (SELECT min(assigned_from) FROM running)
    AND line.counts
    AND ($all_products OR list_contains($codes, line.product_code))
GROUP BY ALL
