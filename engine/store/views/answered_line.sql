-- Every declaration line with the answer that decides about it (G-4): the latest of those about the line and those about
-- the whole declaration. `declaration_answered`: there is some answer about its declaration.
SELECT
    * EXCLUDE (own_outcome, own_dated, own_granted_cents, whole_outcome, whole_dated, whole_decides),
    CASE WHEN whole_decides THEN whole_outcome ELSE own_outcome END AS answer_outcome,
    CASE WHEN whole_decides THEN whole_dated ELSE own_dated END AS answer_dated,
    CASE WHEN NOT whole_decides THEN own_granted_cents END AS granted_cents
FROM (
    SELECT
        line.*,
        own.outcome AS own_outcome,
        own.dated AS own_dated,
        own.granted_cents AS own_granted_cents,
        whole.outcome AS whole_outcome,
        whole.dated AS whole_dated,
        whole.declaration_number IS NOT NULL AS declaration_answered,
        CASE
            WHEN whole.outcome IS NULL THEN false
            WHEN own.outcome IS NULL THEN true
            ELSE
                (whole.dated, whole.import_no, whole.source_no, whole.source_line)
                > (own.dated, own.import_no, own.source_no, own.source_line)
        END AS whole_decides
    FROM declaration_line AS line
    LEFT JOIN answer_of_line AS own
        ON own.law = line.law
        AND own.municipality = line.municipality
        AND own.agb = line.agb
        AND own.declaration_number = line.declaration_number
        AND own.reference_number = line.reference_number
        AND own.product_code = line.product_code
        AND own.begin_date = line.begin_date
    LEFT JOIN answer_of_declaration AS whole
        ON whole.law = line.law
        AND whole.municipality = line.municipality
        AND whole.agb = line.agb
        AND whole.declaration_number = line.declaration_number
)
