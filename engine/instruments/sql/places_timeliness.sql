-- Per aanbieder, kind of message and month of sending: how many, and how many within the norm (PL-9).
SELECT agb, message, month(sent) AS month_no, count(*) AS messages, count(*) FILTER (WHERE is_within) AS within
FROM places_message
GROUP BY ALL
ORDER BY ALL
