-- Care as it is known (PL-1): one row per 305 that stands and has begun, up to the peildatum ($as_of).
-- It ends at the Einddatum of the 307 with the same assignment and Begindatum, else at the assignment's end, else runs on
-- (end_date NULL, or after the peildatum). Its product is its own, else that of the assignment, after Codevertaling (MO-2);
-- without any code the category. Under an assignment taken back nothing is care.
-- care_key: the assignment, or without number the product: what a later 305 must share to resume it (reason 20).
WITH known AS (
    SELECT
        care.law,
        care.municipality,
        care.agb,
        care.client,
        care.assignment_number,
        coalesce(
            care.product_code, assigned.product_code, care.product_category, assigned.product_category, ''
        ) AS product_code,
        care.begin_date,
        coalesce(stop.end_date, assigned.end_date) AS end_date,
        CASE WHEN stop.end_date IS NOT NULL THEN '307' WHEN assigned.end_date IS NOT NULL THEN '301' END AS ended_by,
        stop.end_reason,
        care.dated AS start_dated,
        stop.dated AS stop_dated,
        assigned.referrer,
        care.import_no,
        care.source_no,
        care.source_line
    FROM places_start AS care
    ANTI JOIN places_withdrawn USING (law, municipality, assignment_number)
    LEFT JOIN places_assigned AS assigned
        ON assigned.law = care.law
        AND assigned.municipality = care.municipality
        AND assigned.assignment_number = care.assignment_number
    LEFT JOIN places_stop AS stop
        ON stop.law = care.law
        AND stop.municipality = care.municipality
        AND stop.agb = care.agb
        AND stop.client = care.client
        AND stop.begin_date = care.begin_date
        AND coalesce(stop.assignment_number, '') = coalesce(care.assignment_number, '')
        AND (
            care.assignment_number IS NOT NULL
            OR (
                stop.product_code IS NOT DISTINCT FROM care.product_code
                AND stop.product_category IS NOT DISTINCT FROM care.product_category
            )
        )
    WHERE care.begin_date <= $as_of
)
SELECT
    row_number() OVER (ORDER BY known.import_no, known.source_no, known.source_line)::INTEGER AS part_no,
    known.* EXCLUDE (product_code, import_no, source_no, source_line),
    /* code of known */ AS product_code,
    least(coalesce(known.end_date, $as_of), $as_of) AS last_day,
    CASE
        WHEN known.assignment_number IS NOT NULL
            THEN concat_ws('|', known.law, known.municipality, known.assignment_number)
        ELSE known.product_code
    END AS care_key
FROM known
/* translation of known */
WHERE known.end_date IS NULL OR known.end_date >= known.begin_date
