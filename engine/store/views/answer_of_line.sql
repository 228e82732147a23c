-- The latest answer (325, 304) about one declaration line, G-4. One row per key of a line.
SELECT * EXCLUDE (nth)
FROM (
    SELECT
        law, municipality, agb, declaration_number, reference_number, product_code, begin_date,
        outcome, granted_cents, dated, import_no, source_no, source_line,
        row_number() OVER (
            PARTITION BY law, municipality, agb, declaration_number, reference_number, product_code, begin_date
            ORDER BY dated DESC, import_no DESC, source_no DESC, source_line DESC
        ) AS nth
    FROM declaration_answer
    WHERE reference_number IS NOT NULL
)
WHERE nth = 1
