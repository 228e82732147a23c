-- Care starts (305) that stand at the as-of date (PL-1), read once.
SELECT
    law, municipality, agb, CASE WHEN client IS NOT NULL THEN hash(client) END AS client_key, assignment_number,
    product_category, product_code, begin_date, dated
FROM current_care_start
