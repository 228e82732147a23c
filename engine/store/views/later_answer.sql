-- Of the answers about a declaration line that were stored after another one: the latest a line (G-4).
SELECT * EXCLUDE (nth)
FROM (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY law, municipality, agb, declaration_number, reference_number, product_code, begin_date
            ORDER BY dated DESC, import_no DESC, source_no DESC, source_line DESC
        ) AS nth
    FROM declaration_answer
    WHERE again AND reference_number IS NOT NULL
)
WHERE nth = 1
