-- DK-15 No delivery from a gemeente or aanbieder about a care month in which one was expected: care was under way during the
-- whole month (305 and no 307, not paid otherwise: PL-0), or, for who has no assignments at all, declarations came in about
-- each of the three months before. One row a month; a gemeente without any delivery answers for all its aanbieders.
-- Concerned is what a month brings on average, over the months of this year that were delivered.
WITH delivered AS (
    SELECT 'municipality' AS level, municipality AS code, month, bool_or(is_asked) AS is_asked
    FROM dk_delivered
    GROUP BY ALL
    UNION ALL
    SELECT 'provider', agb, month, bool_or(is_asked) FROM dk_delivered GROUP BY ALL
),

under_way AS (
    SELECT DISTINCT care.municipality, care.agb, expected.month
    FROM dk_course AS care
    JOIN dk_month AS expected
        ON greatest(care.begin_date, care.first_start) <= expected.month
        AND coalesce(care.end_date, DATE '9999-12-31') >= expected.last_day
    WHERE NOT care.paid_otherwise
        AND care.first_start IS NOT NULL
        AND NOT (care.is_stopped AND care.last_stop < expected.last_day)
),

usual AS (
    SELECT delivered.level, delivered.code, expected.month
    FROM delivered
    JOIN dk_month AS expected
        ON delivered.month >= expected.month - INTERVAL 3 MONTH AND delivered.month < expected.month
    WHERE delivered.is_asked
        AND (delivered.level, delivered.code) NOT IN (
            SELECT ('municipality', municipality) FROM dk_care
            UNION ALL
            SELECT ('provider', agb) FROM dk_care
        )
    GROUP BY ALL
    HAVING count(*) = 3
),

silent_municipality AS (
    SELECT due.municipality, due.month
    FROM (
        SELECT municipality, month FROM under_way
        UNION
        SELECT code, month FROM usual WHERE level = 'municipality'
    ) AS due
    ANTI JOIN delivered
        ON delivered.level = 'municipality' AND delivered.code = due.municipality AND delivered.month = due.month
),

silent_provider AS (
    SELECT due.agb, due.month
    FROM (
        SELECT agb, month FROM under_way ANTI JOIN silent_municipality USING (municipality, month)
        UNION
        SELECT usual.code, usual.month
        FROM usual
        JOIN dk_delivered AS before
            ON before.agb = usual.code
            AND before.month >= usual.month - INTERVAL 3 MONTH
            AND before.month < usual.month
        ANTI JOIN silent_municipality AS silent
            ON silent.municipality = before.municipality AND silent.month = usual.month
        WHERE usual.level = 'provider'
    ) AS due
    ANTI JOIN delivered ON delivered.level = 'provider' AND delivered.code = due.agb AND delivered.month = due.month
),

usual_amount AS (
    SELECT level, code, (2 * sum(cents) + count(*)) // (2 * count(*)) AS cents
    FROM (
        SELECT 'municipality' AS level, municipality AS code, date_trunc('month', begin_date) AS month,
            sum(net_cents)::HUGEINT AS cents
        FROM dk_line
        GROUP BY ALL
        UNION ALL
        SELECT 'provider', agb, date_trunc('month', begin_date), sum(net_cents)::HUGEINT FROM dk_line GROUP BY ALL
    )
    GROUP BY level, code
)

SELECT
    NULL AS law, silent.municipality, silent.agb, NULL AS assignment_number, NULL AS declaration_number,
    NULL AS reference_number, NULL AS product_code, silent.month AS begin_date, last_day(silent.month) AS end_date,
    NULL AS unit, NULL AS found, NULL AS expected, usual_amount.cents::BIGINT AS amount_cents, NULL AS detail
FROM (
    SELECT 'municipality' AS level, municipality AS code, municipality, NULL AS agb, month FROM silent_municipality
    UNION ALL
    SELECT 'provider', agb, NULL, agb, month FROM silent_provider
) AS silent
LEFT JOIN usual_amount USING (level, code)
