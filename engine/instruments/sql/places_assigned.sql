-- What care takes from its assignment as it stands: product, end, and who referred the client (PL-1, PL-8).
-- The type of the last 315 with the same ReferentieAanbieder, of this aanbieder to this gemeente (a reference may occur
-- at two gemeenten); NULL when it names none; without a 315 the parameter PL.VerwijzerZonder315.
WITH asked AS (
    SELECT
        law,
        municipality,
        agb,
        provider_reference,
        arg_max_null(referrer_type, (dated, import_no, source_no, source_line)) AS referrer
    FROM request
    WHERE kind = '315' AND provider_reference IS NOT NULL
    GROUP BY law, municipality, agb, provider_reference
)
SELECT
    assignment.law,
    assignment.municipality,
    assignment.assignment_number,
    assignment.product_code,
    assignment.product_category,
    assignment.end_date,
    CASE WHEN asked.agb IS NULL THEN $without_request ELSE asked.referrer END AS referrer
FROM current_assignment AS assignment
LEFT JOIN asked
    ON asked.law = assignment.law
    AND asked.municipality = assignment.municipality
    AND asked.agb = assignment.agb
    AND asked.provider_reference = assignment.provider_reference
