-- DK-14 Invalid BSN (the line was set aside while reading) or an implausible birth date in the assignment: after the care
-- began, or more than 110 years before it. Lines set aside count for the year of their own date, where they have one.
SELECT
    law, municipality, agb, assignment_number, NULL AS declaration_number, NULL AS reference_number, product_code,
    begin_date, end_date, NULL AS unit, NULL AS found, NULL AS expected, NULL AS amount_cents, 'birth_date' AS detail
FROM dk_care
WHERE birth_date > begin_date OR birth_date < begin_date - INTERVAL 110 YEAR
UNION ALL
SELECT
    law, municipality, agb, assignment_number, declaration_number, reference_number, product_code, begin_date, NULL,
    NULL, NULL, NULL, NULL, 'bsn'
FROM (
    SELECT
        dated,
        fields ->> 'Wet' AS law,
        fields ->> 'Gemeentecode' AS municipality,
        fields ->> 'AGB' AS agb,
        fields ->> 'Toewijzingnummer' AS assignment_number,
        fields ->> 'DeclaratieNummer' AS declaration_number,
        fields ->> 'ReferentieNummer' AS reference_number,
        fields ->> 'Productcode' AS product_code,
        CAST(try_strptime(
            coalesce(fields ->> 'Begindatum', fields ->> 'Ingangsdatum'), ['%Y-%m-%d', '%d-%m-%Y', '%Y%m%d']
        ) AS DATE) AS begin_date
    FROM set_aside
    WHERE check_id = 'DK-14'
)
WHERE coalesce(begin_date, dated, $first_day) BETWEEN $first_day AND $last_day
    AND ($all_products OR product_code IS NULL OR product_code IN (SELECT code FROM dk_code))
