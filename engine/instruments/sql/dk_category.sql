-- Categories of the workbook's products. An assignment or start without a product code belongs to the workbook when its
-- category does, or when it has none: then it may be for any product.
SELECT coalesce(product_category, '') AS product_category
FROM settings_products
WHERE product_code IN (SELECT product_code FROM dk_product)
UNION
SELECT ''
