-- The moments at which raise requests ask for figures: the day one was received, for its product (MI-11).
SELECT DISTINCT product_code, received_on, first_day, last_day, previous_part_end
FROM raise_request
