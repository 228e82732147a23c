-- Net production (G-4), care month (G-5), minutes (G-7): one row per declaration line that exists at the as-of date.
-- counts        false when rejected, granted at nothing, or (TelOnbeantwoord = nee) not yet answered
-- net_cents     + debit, − credit; after a 304 the granted amount; 0 when it does not count
-- net_volume, net_minutes   + debit, − credit; 0 when it does not count; minutes only for eenheid 01 and 04
-- is_late       dagtekening after the last day of the month that follows the care month
SELECT
    * EXCLUDE (granted_cents, declaration_answered, sign),
    CASE
        WHEN NOT counts THEN 0
        WHEN answer_outcome = 'toegekend' THEN granted_cents
        ELSE sign * amount_cents
    END AS net_cents,
    CASE WHEN counts THEN sign * volume ELSE 0 END AS net_volume,
    CASE
        WHEN unit NOT IN ('01', '04') THEN NULL
        WHEN NOT counts THEN 0
        WHEN unit = '01' THEN sign * volume
        WHEN unit = '04' THEN sign * volume * 60
    END AS net_minutes,
    dated >= care_month + INTERVAL 2 MONTH AS is_late
FROM (
    SELECT
        *,
        CAST(date_trunc('month', begin_date) AS DATE) AS care_month,
        CASE debit_credit WHEN 'C' THEN -1 ELSE 1 END AS sign,
        CASE
            WHEN answer_outcome = 'afgekeurd' THEN false
            WHEN answer_outcome = 'toegekend' THEN granted_cents <> 0
            ELSE declaration_answered OR (SELECT count_unanswered FROM run)
        END AS counts
    FROM answered_line
)
