-- Every declaration that was answered (G-4: a 325 lists only what it rejects, the rest is approved), with the latest
-- answer about the whole of it; that is empty when all its answers are about single lines.
SELECT * EXCLUDE (nth)
FROM (
    SELECT
        law, municipality, agb, declaration_number,
        CASE WHEN reference_number IS NULL THEN outcome END AS outcome,
        CASE WHEN reference_number IS NULL THEN dated END AS dated,
        import_no, source_no, source_line,
        row_number() OVER (
            PARTITION BY law, municipality, agb, declaration_number
            ORDER BY
                CASE WHEN reference_number IS NULL THEN 0 ELSE 1 END,
                declaration_answer.dated DESC, import_no DESC, source_no DESC, source_line DESC
        ) AS nth
    FROM declaration_answer
)
WHERE nth = 1
