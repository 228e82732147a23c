-- DK-16 One assignment number with two clients, in this year's declarations or in the assignments themselves (a number is
-- unique per gemeente and law). One row per number and aanbieder, with everything declared on it.
WITH declared AS (
    SELECT law, municipality, assignment_number, min(client_key) AS first_client, max(client_key) AS last_client
    FROM dk_line
    WHERE assignment_number IS NOT NULL
    GROUP BY ALL
),

holder AS (
    SELECT * FROM declared
    UNION ALL
    SELECT assignment.law, assignment.municipality, assignment.assignment_number, hash(client), hash(client)
    FROM assignment
    SEMI JOIN declared USING (law, municipality, assignment_number)
),

shared AS (
    SELECT law, municipality, assignment_number
    FROM holder
    GROUP BY ALL
    HAVING min(first_client) < max(last_client)
)

SELECT
    law, municipality, agb, assignment_number, NULL AS declaration_number, NULL AS reference_number,
    min(product_code) AS product_code, min(begin_date) AS begin_date, max(end_date) AS end_date, NULL AS unit,
    NULL AS found, NULL AS expected, sum(net_cents)::BIGINT AS amount_cents, NULL AS detail
FROM dk_line
SEMI JOIN shared USING (law, municipality, assignment_number)
GROUP BY law, municipality, agb, assignment_number
