-- Care periods (PL-5..7). A period's length is the days of all its parts together (pauses are no days); it ended when its
-- last part ended on or before the peildatum ($as_of).
WITH whole AS (
    SELECT
        chain.period_no,
        min(part.begin_date) AS begin_date,
        sum(part.last_day - part.begin_date + 1)::BIGINT AS days
    FROM places_chain AS chain
    JOIN places_part AS part USING (part_no)
    GROUP BY chain.period_no
)
SELECT
    whole.period_no,
    last.agb,
    last.client,
    last.product_code,
    whole.begin_date,
    last.end_date,
    last.last_day,
    coalesce(last.end_date <= $as_of, false) AS is_ended,
    whole.days
FROM whole
JOIN places_part AS last ON last.part_no = whole.period_no
