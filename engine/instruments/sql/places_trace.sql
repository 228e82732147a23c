-- The care behind a row (trace): parts with the period they belong to, what followed it, and whether the client flowed in
-- with this part; which ones, the caller adds.
SELECT
    part.municipality,
    part.agb,
    part.client,
    part.assignment_number,
    part.product_code,
    part.begin_date,
    part.end_date,
    part.last_day,
    part.ended_by,
    part.end_reason,
    part.start_dated,
    part.stop_dated,
    part.referrer,
    chain.period_no,
    chain.period_no = part.part_no AS is_last,
    ended.end_date AS period_end,
    ended.year,
    ended.outcome,
    inflow.client IS NOT NULL AS flowed_in
FROM places_part AS part
JOIN places_chain AS chain USING (part_no)
LEFT JOIN places_ended AS ended USING (period_no)
LEFT JOIN (SELECT DISTINCT agb, client, begin_date FROM places_inflow) AS inflow
    ON inflow.agb = part.agb AND inflow.client = part.client AND inflow.begin_date = part.begin_date
/* rest of the query */
ORDER BY part.client, part.begin_date, part.part_no
