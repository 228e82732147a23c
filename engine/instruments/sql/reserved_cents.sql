-- UN-5: what an assignment is worth over a number of its days, in eurocents: per day V·T, per week d/7·V·T, per month
-- d·12/365·V·T, a total or a budget (no volume) × d / all its days. `price` is per unit of the volume, per hour for minutes;
-- eenheid 83 is eurocents. Without price, or a total with an open end: NULL.
-- Whole numbers only: volumes and tariffs in ten-thousandths, rounded half up to cents.
CREATE OR REPLACE TEMP MACRO reserved_divisor(volume, unit, frequency, all_days) AS (
    100000000::HUGEINT
    * CASE
        WHEN volume IS NULL THEN all_days
        WHEN frequency = '1' THEN 1
        WHEN frequency = '2' THEN 7
        WHEN frequency = '4' THEN 365
        ELSE all_days
    END
    * CASE WHEN volume IS NOT NULL AND unit = '01' THEN 60 ELSE 1 END
);
CREATE OR REPLACE TEMP MACRO reserved_cents(volume, unit, frequency, budget_cents, price, days, all_days) AS (
    (
        -- in hundred-millionths of a eurocent
        2 * CASE
            WHEN volume IS NULL THEN budget_cents::HUGEINT * 100000000
            WHEN unit = '83' THEN (volume * 10000)::HUGEINT * 10000
            ELSE (volume * 10000)::HUGEINT * (price * 10000)::HUGEINT * 100
        END
        * CASE WHEN volume IS NOT NULL AND frequency = '4' THEN days * 12 ELSE days END
        + reserved_divisor(volume, unit, frequency, all_days)
    ) // (2 * reserved_divisor(volume, unit, frequency, all_days))
)::BIGINT
