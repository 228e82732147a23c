-- Pgb per gemeente and law as of its latest Peildatum on or before $until (LS-6). The same figure imported again replaces the
-- earlier one (G-3); rows of one import are added.
SELECT municipality, law, service_form, amount_cents, dated
FROM pgb
WHERE dated <= $until
QUALIFY dated = max(dated) OVER (PARTITION BY municipality, law)
    AND import_no = max(import_no) OVER (PARTITION BY municipality, law, service_form, dated)
ORDER BY municipality, law, service_form, import_no, source_no, source_line
