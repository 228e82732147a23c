-- DK-10 Double declaration: the same assignment, client, product and period once more, not credited; or a reference number
-- used again for another line of the same aanbieder. The first line is left out: the rows are what came on top.
-- Groups are found by a hash first; only lines in a group of two or more are then compared field by field.
WITH hashed AS (
    SELECT
        *,
        hash(law, municipality, agb, assignment_number, client_key, declared_code, begin_date, end_date) AS period_hash,
        hash(law, municipality, agb, coalesce(reference_number, concat('#', source_no, '#', source_line))) AS reference_hash
    FROM dk_line
),

suspect AS (
    SELECT *
    FROM hashed
    WHERE period_hash IN (SELECT period_hash FROM hashed GROUP BY ALL HAVING count(*) > 1)
        OR reference_hash IN (SELECT reference_hash FROM hashed GROUP BY ALL HAVING count(*) > 1)
)

SELECT
    law, municipality, agb, assignment_number, declaration_number, reference_number, product_code, begin_date, end_date,
    unit, volume AS found, NULL AS expected, net_cents AS amount_cents,
    CASE WHEN nth_of_period > 1 THEN 'double' ELSE 'reference' END AS detail
FROM (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY law, municipality, agb, assignment_number, client_key, declared_code, begin_date, end_date
            ORDER BY dated, import_no, source_no, source_line
        ) AS nth_of_period,
        row_number() OVER (
            PARTITION BY law, municipality, agb, coalesce(reference_number, concat('#', source_no, '#', source_line))
            ORDER BY dated, import_no, source_no, source_line
        ) AS nth_of_reference
    FROM suspect
)
WHERE nth_of_period > 1 OR nth_of_reference > 1
