-- The latest answer about a declaration as a whole (G-4): one row a declaration that has one.
SELECT * EXCLUDE (nth)
FROM (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY law, municipality, agb, declaration_number
            ORDER BY dated DESC, import_no DESC, source_no DESC, source_line DESC
        ) AS nth
    FROM declaration_answer
    WHERE reference_number IS NULL
)
WHERE nth = 1
