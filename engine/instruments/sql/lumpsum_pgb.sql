-- Pgb per gemeente and law as of its latest Peildatum on or before $until (LS-6).
SELECT municipality, law, service_form, amount_cents, dated
FROM pgb
WHERE dated <= $until
QUALIFY dated = max(dated) OVER (PARTITION BY municipality, law)
ORDER BY municipality, law, service_form, import_no, source_no, source_line
