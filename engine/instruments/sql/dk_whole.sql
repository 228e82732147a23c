-- Per assignment what was declared this year, how much of that is above the limits of the months, and the limit over the
-- whole assignment: see dk_03.sql (DK-3). `quantity` is in minutes, eurocents or the assignment's own unit.
WITH used AS (
    SELECT
        line.law, line.municipality, line.agb, line.assignment_number, line.product_code,
        date_trunc('month', line.begin_date)::DATE AS care_month,
        line.begin_date, coalesce(line.end_date, line.begin_date) AS end_date, line.net_cents,
        assignment.begin_date AS assigned_from,
        assignment.end_date AS assigned_to,
        assignment.unit AS assigned_unit,
        assignment.volume IS NULL AS by_budget,
        CASE WHEN assignment.volume IS NULL THEN '6' ELSE coalesce(assignment.frequency, '6') END AS frequency,
        CASE
            WHEN assignment.volume IS NULL THEN assignment.budget_cents
            WHEN assignment.unit = '04' THEN assignment.volume * 60
            ELSE assignment.volume
        END AS assigned,
        CASE
            WHEN assignment.volume IS NULL OR assignment.unit = '83' THEN line.net_cents
            WHEN assignment.unit IN ('01', '04') THEN line.net_minutes
            WHEN assignment.unit = line.unit THEN line.net_volume
        END AS quantity
    FROM dk_line AS line
    JOIN dk_assignment AS assignment
        ON assignment.law = line.law
        AND assignment.municipality = line.municipality
        AND assignment.agb = line.agb
        AND assignment.assignment_number = line.assignment_number
    WHERE coalesce(assignment.volume, assignment.budget_cents) IS NOT NULL
        AND line.begin_date <= coalesce(assignment.end_date, DATE '9999-12-31')
        AND coalesce(line.end_date, line.begin_date) >= assignment.begin_date
),

per_month AS (
    SELECT
        law, municipality, agb, assignment_number, by_budget, assigned_unit, frequency, assigned, assigned_from, assigned_to,
        sum(quantity) AS quantity,
        sum(net_cents) AS net_cents,
        min(product_code) AS product_code,
        min(begin_date) AS begin_date,
        max(end_date) AS end_date,
        greatest(assigned_from, care_month) AS span_from,
        least(coalesce(assigned_to, DATE '9999-12-31'), greatest(last_day(care_month), max(end_date))) AS span_to
    FROM used
    WHERE quantity IS NOT NULL
    GROUP BY
        law, municipality, agb, assignment_number, by_budget, assigned_unit, frequency, assigned, assigned_from, assigned_to,
        care_month
),

month_limit AS (
    SELECT
        *,
        CASE frequency
            WHEN '1' THEN assigned * (span_to - span_from + 1)
            WHEN '2' THEN assigned * ((date_trunc('week', span_to)::DATE - date_trunc('week', span_from)::DATE) // 7 + 1)
            WHEN '4' THEN assigned * (datediff('month', span_from, span_to) + 1)
        END AS most
    FROM per_month
),

whole AS (
    SELECT
        law, municipality, agb, assignment_number, by_budget, assigned_unit, frequency, assigned, assigned_from,
        coalesce(assigned_to, max(end_date)) AS last_day,
        sum(quantity) AS quantity,
        sum(net_cents) AS net_cents,
        sum(greatest(0, quantity - most)) AS above_months,
        min(product_code) AS product_code,
        min(begin_date) AS begin_date,
        max(end_date) AS end_date
    FROM month_limit
    GROUP BY
        law, municipality, agb, assignment_number, by_budget, assigned_unit, frequency, assigned, assigned_from, assigned_to
)

SELECT
    * EXCLUDE (assigned, last_day),
    assigned * CASE frequency
        WHEN '1' THEN last_day - assigned_from + 1
        WHEN '2' THEN (date_trunc('week', last_day)::DATE - date_trunc('week', assigned_from)::DATE) // 7 + 1
        WHEN '4' THEN datediff('month', assigned_from, last_day) + 1
        ELSE 1
    END AS whole_limit
FROM whole
