-- Credit lines of this year that count. A credit repeats the line with a reference number of its own and names the original
-- one in VorigReferentieNummer (data.md).
SELECT law, municipality, agb, previous_reference_number AS reference_number, product_code, begin_date
FROM counted_line
WHERE begin_date BETWEEN $first_day AND $last_day
    AND debit_credit = 'C'
    AND counts
    AND previous_reference_number IS NOT NULL
    AND ($all_products OR list_contains($codes, product_code))
