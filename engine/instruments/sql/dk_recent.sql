-- Assignments under which something was declared after $silent_since (DK-6), of any product: lines up to the last day looked at
-- that were not credited. A line that was rejected was declared all the same. Read first and apart: after it few assignments
-- are left to look back for.
-- $asks_frozen: whether DK-6 is asked; if not, nothing is read.
SELECT DISTINCT law, municipality, agb, assignment_number
FROM (
    SELECT law, municipality, agb, assignment_number, begin_date
    FROM declaration_line
    WHERE $asks_frozen
        AND begin_date BETWEEN ($silent_since - INTERVAL 1 MONTH)::DATE AND $until
        AND coalesce(end_date, begin_date) > $silent_since
        AND assignment_number IS NOT NULL
    GROUP BY ALL
    HAVING sum(CASE debit_credit WHEN 'C' THEN -volume ELSE volume END) > 0
)
