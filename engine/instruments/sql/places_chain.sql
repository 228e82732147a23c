-- The parts of each care period: parts with a resumed temporary stop between them form one period, known by its last part
-- (PL-5..7).
WITH RECURSIVE chain AS (
    SELECT part_no, part_no AS period_no FROM places_part ANTI JOIN places_resumed USING (part_no)
    UNION ALL
    SELECT resumed.part_no, chain.period_no
    FROM places_resumed AS resumed
    JOIN chain ON chain.part_no = resumed.next_part_no
)
SELECT part_no, period_no FROM chain
