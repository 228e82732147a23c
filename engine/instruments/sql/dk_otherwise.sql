-- Care that is not paid by declarations this year (PL-0): places of aanbieder × gemeente × product, and the dienstvormen of
-- lumpsum partners. It is left out of DK-6 and DK-15.
SELECT agb, municipality, product_code
FROM settings_places
WHERE year = $year
UNION
SELECT partner.agb, partner.municipality, product.product_code
FROM settings_lumpsum_partners AS partner
JOIN settings_products AS product ON product.service_form = partner.service_form
WHERE partner.year = $year
