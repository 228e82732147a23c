-- Assignments that were running already when this year began and, with what was sent about earlier years, may come above the
-- limit over the whole assignment (DK-3): only of these the earlier lines matter. What was sent, of any product and before
-- answers and credits, is never less than what counts. `key` finds those lines by one number.
WITH running AS (
    SELECT *, hash(law, municipality, agb, assignment_number) AS key
    FROM dk_whole
    WHERE assigned_from < $first_day
),

sent AS (
    SELECT
        hash(law, municipality, agb, assignment_number) AS key,
        sum(volume * CASE unit WHEN '04' THEN 60 ELSE 1 END) AS minutes,
        sum(volume) AS volume,
        sum(amount_cents) AS cents
    FROM declaration_line
    WHERE begin_date < $first_day
        AND begin_date >= (SELECT min(assigned_from) FROM running)
        AND debit_credit = 'D'
        AND hash(law, municipality, agb, assignment_number) IN (SELECT key FROM running)
    GROUP BY ALL
)

SELECT running.* EXCLUDE (key)
FROM running
JOIN sent USING (key)
WHERE running.quantity + CASE
    WHEN by_budget OR assigned_unit = '83' THEN sent.cents
    WHEN assigned_unit IN ('01', '04') THEN sent.minutes
    ELSE sent.volume
END > whole_limit
