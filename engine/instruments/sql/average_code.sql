-- Codes that may stand for a product with a norm: the product's own, and local codes that are translated to it (MO-2).
SELECT product_code AS code FROM average_product
UNION
SELECT code FROM settings_code_translation WHERE product_code IN (SELECT product_code FROM average_product)
