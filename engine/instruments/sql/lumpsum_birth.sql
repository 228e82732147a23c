-- Clients with a known birth date and whether they are old (LS-7): from their current assignments, the latest sent when
-- these differ. was_old: on $old_day (for the revenue of the previous year); is_old: on $old_day_now, a year later (LS-11).
-- Who turns $age_limit on the day itself is old; who was born on 29 February turns so on 1 March.
WITH known AS (
    SELECT client, arg_max(birth_date, (dated, assigned_at, import_no, source_no, source_line)) AS birth_date
    FROM current_assignment
    WHERE birth_date IS NOT NULL
    GROUP BY client
)
SELECT
    client,
    year($old_day) - year(birth_date)
        - ((month($old_day), day($old_day)) < (month(birth_date), day(birth_date)))::INTEGER >= $age_limit AS was_old,
    year($old_day_now) - year(birth_date)
        - ((month($old_day_now), day($old_day_now)) < (month(birth_date), day(birth_date)))::INTEGER
        >= $age_limit AS is_old
FROM known
