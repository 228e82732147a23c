-- Net eurocents per gemeente, dienstvorm, aanbieder and care year, of old clients and of others (LS-1, LS-7, LS-8).
SELECT municipality, service_form, agb, care_year, is_old, sum(net_cents)::BIGINT, count(*) FILTER (WHERE no_birth)
FROM lumpsum_line
GROUP BY ALL
