-- Until which day something was declared under the other assignments that run on the last day looked at without a stop
-- (DK-6): lines as in dk_recent.sql, back to $since, also those that began long before $silent_since.
-- A line without an assignment number belongs to the assignment of the same client with the same aanbieder.
-- $asks_frozen: whether DK-6 is asked; if not, nothing is read.
WITH quiet AS (
    SELECT *
    FROM dk_course
    ANTI JOIN dk_recent USING (law, municipality, agb, assignment_number)
    WHERE $asks_frozen
        AND begin_date <= $silent_since + 1
        AND coalesce(end_date, DATE '9999-12-31') >= $until
        AND $until >= $first_day
        AND NOT is_stopped
        AND NOT paid_otherwise
),

numbered AS (
    SELECT law, municipality, agb, assignment_number, begin_date, max(coalesce(end_date, begin_date)) AS end_date
    FROM declaration_line
    WHERE $asks_frozen
        AND begin_date BETWEEN $since AND $until
        AND assignment_number IN (SELECT assignment_number FROM quiet)
    GROUP BY ALL
    HAVING sum(CASE debit_credit WHEN 'C' THEN -volume ELSE volume END) > 0
),

without_number AS (
    SELECT law, municipality, agb, hash(client) AS client_key, product_code, begin_date,
        max(coalesce(end_date, begin_date)) AS end_date
    FROM declaration_line
    WHERE $asks_frozen
        AND begin_date BETWEEN $since AND $until
        AND assignment_number IS NULL
        AND client IS NOT NULL
    GROUP BY ALL
    HAVING sum(CASE debit_credit WHEN 'C' THEN -volume ELSE volume END) > 0
),

declared AS (
    SELECT law, municipality, agb, assignment_number, end_date
    FROM numbered
    UNION ALL
    SELECT quiet.law, quiet.municipality, quiet.agb, quiet.assignment_number, line.end_date
    FROM without_number AS line
    JOIN quiet USING (law, municipality, agb, client_key)
    WHERE line.end_date >= quiet.begin_date
        AND coalesce(quiet.assigned_code, line.product_code) = line.product_code
)

SELECT
    quiet.law, quiet.municipality, quiet.agb, quiet.assignment_number, quiet.begin_date, quiet.end_date,
    max(declared.end_date) AS declared_until
FROM quiet
LEFT JOIN declared USING (law, municipality, agb, assignment_number)
GROUP BY ALL
