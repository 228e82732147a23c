-- Care that was stopped for a time (307 with reason 20) and the first later 305 that resumes it: of the same client,
-- aanbieder and assignment, or without number product (PL-1).
SELECT stopped.part_no, arg_min(resumed.part_no, (resumed.begin_date, resumed.part_no)) AS next_part_no
FROM places_part AS stopped
JOIN places_part AS resumed
    ON resumed.client = stopped.client
    AND resumed.agb = stopped.agb
    AND resumed.care_key = stopped.care_key
    AND resumed.begin_date > stopped.end_date
WHERE stopped.ended_by = '307' AND stopped.end_reason = '20'
GROUP BY stopped.part_no
