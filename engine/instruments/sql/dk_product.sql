-- The products of the workbook; none when all are asked.
SELECT unnest($asked_products::VARCHAR[]) AS product_code
