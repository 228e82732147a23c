-- Periods that ended in the year up to $last_day or in the same days a year earlier (PL-5), and what follows: the first
-- that fits within $window days (PL-6). Each 305 starts care, one that resumes a pause elsewhere too (PL-1). Until the
-- window has passed only an extension is certain.
WITH ended AS (
    SELECT *, CASE WHEN end_date >= make_date($year, 1, 1) THEN $year ELSE $year - 1 END AS year
    FROM places_period
    WHERE is_ended
        AND (
            end_date BETWEEN make_date($year, 1, 1) AND $last_day
            OR end_date BETWEEN make_date($year - 1, 1, 1) AND ($last_day - INTERVAL 1 YEAR)::DATE
        )
),
started AS (
    SELECT
        ended.period_no,
        bool_or(next.agb = ended.agb) AS same_provider
    FROM ended
    JOIN places_part AS next
        ON next.client = ended.client
        AND next.product_code = ended.product_code
        AND next.begin_date > ended.end_date
        AND next.begin_date <= ended.end_date + $window
    GROUP BY ended.period_no
),
running AS (
    SELECT DISTINCT ended.period_no
    FROM ended
    JOIN places_part AS other
        ON other.client = ended.client
        AND other.begin_date <= ended.end_date + 1
        AND other.last_day >= ended.end_date + 1
)
SELECT
    ended.* EXCLUDE (is_ended),
    CASE
        WHEN started.same_provider THEN 'extended'
        WHEN ended.end_date + $window > $as_of THEN 'unknown'
        WHEN started.period_no IS NOT NULL THEN 'elsewhere'
        WHEN running.period_no IS NOT NULL THEN 'other'
        ELSE 'left'
    END AS outcome
FROM ended
LEFT JOIN started USING (period_no)
LEFT JOIN running USING (period_no)
