-- Net volume of the previous year per product and unit: what PV-2 holds against two tariffs. Minutes under unit 04.
SELECT agb, care_domain, product_code, unit, sum(volume) AS volume
FROM production_month
WHERE year(care_month) = $year - 1
GROUP BY ALL
ORDER BY ALL
