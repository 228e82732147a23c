-- Products with a norm in the year: only these are judged (section 1).
SELECT DISTINCT product_code
FROM settings_norms
WHERE year = $year
