-- Declarations with any answer: a 325 lists only what it rejects, so the rest of its declaration is approved (G-4).
-- Only asked for with TelOnbeantwoord = nee; else empty, and costs nothing.
SELECT DISTINCT law, municipality, agb, declaration_number
FROM declaration_answer
WHERE NOT (SELECT count_unanswered FROM run)
