-- The messages behind a row of Tijdigheid (trace).
SELECT municipality, agb, client, reference, day, sent, answered, took, is_within
FROM places_message
WHERE agb = $agb AND message = $message AND sent BETWEEN $first_day AND last_day($first_day)
ORDER BY sent, day, client, reference
