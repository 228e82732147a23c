-- Declarations about which an answer came after the first raise request: their lines counted differently then (G-4, MI-11).
-- One that was only ever approved counted all along, unless unanswered lines do not count (TelOnbeantwoord = nee).
SELECT law, municipality, agb, declaration_number
FROM declaration_answer
GROUP BY ALL
HAVING max(dated) > $first_request
    AND (bool_or(outcome <> 'goedgekeurd') OR NOT (SELECT count_unanswered FROM run))
