-- DK-3 More volume than assigned: one row per assignment, with what was declared this year and how much of it fits.
-- The limit of a month is the volume per day × its days, per week × the ISO weeks it touches, or per month; never
-- more than the same count over the whole assignment (data.md: 3 hours a week from 13-04-2022 to 30-06-2022 is at most 9, 18
-- and 15 hours in a month and 36 in all). Frequency total, or a budget, has a limit for the whole only. Minutes and
-- hours are compared in minutes (G-7), amounts in eurocents; other units only with themselves.
-- A line that lies wholly outside the assignment is DK-2, and a period that runs on past the month brings its days along.
WITH tested AS (
    SELECT
        whole.*,
        greatest(
            coalesce(above_months, 0),
            least(whole.quantity, whole.quantity + coalesce(earlier.quantity, 0) - whole_limit)
        ) AS above,
        CASE WHEN by_budget OR assigned_unit = '83' THEN 100 WHEN assigned_unit = '04' THEN 60 ELSE 1 END AS per_unit
    FROM dk_whole AS whole
    LEFT JOIN dk_earlier AS earlier USING (law, municipality, agb, assignment_number)
)

SELECT
    law, municipality, agb, assignment_number, NULL AS declaration_number, NULL AS reference_number, product_code,
    begin_date, end_date,
    CASE WHEN by_budget THEN '83' ELSE assigned_unit END AS unit,
    quantity / per_unit AS found,
    (quantity - above) / per_unit AS expected,
    CAST(round(net_cents * above / quantity) AS BIGINT) AS amount_cents,
    CASE WHEN by_budget OR assigned_unit = '83' THEN 'budget' ELSE frequency END AS detail
FROM tested
WHERE above > 0 AND quantity > 0
