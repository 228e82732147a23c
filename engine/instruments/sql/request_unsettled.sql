-- Declarations about which an answer came after the first raise request: their lines counted differently then (G-4, MI-11).
SELECT DISTINCT law, municipality, agb, declaration_number
FROM declaration_answer
WHERE dated > $first_request
