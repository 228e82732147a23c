-- Answers to requests (PL-9): every 301 with a ReferentieAanbieder that does not take back, and every 319 that refuses.
SELECT DISTINCT agb, provider_reference, dated
FROM assignment
WHERE provider_reference IS NOT NULL AND change_reason IS DISTINCT FROM '13'
UNION
SELECT DISTINCT agb, provider_reference, dated
FROM request_answer
WHERE provider_reference IS NOT NULL AND answer = '1'
