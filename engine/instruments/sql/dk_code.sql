-- Product codes that the checks read: those of the workbook's products, local codes that are translated to them (MO-2),
-- and codes of this year's declarations, or of assignments, that the settings do not know at all (DK-11): they may belong to
-- any product.
SELECT product_code AS code FROM dk_product
UNION
SELECT code FROM settings_code_translation WHERE product_code IN (SELECT product_code FROM dk_product)
UNION
SELECT DISTINCT product_code
FROM declaration_line
WHERE begin_date BETWEEN $first_day AND $last_day
    AND product_code NOT IN (SELECT product_code FROM settings_products)
    AND product_code NOT IN (SELECT code FROM settings_code_translation)
UNION
SELECT DISTINCT product_code
FROM assignment
WHERE product_code NOT IN (SELECT product_code FROM settings_products)
    AND product_code NOT IN (SELECT code FROM settings_code_translation)
