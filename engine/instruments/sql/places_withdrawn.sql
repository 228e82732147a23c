-- Assignments that were taken back (RedenWijziging 13): they do not exist, and nothing under them is care (PL-1).
SELECT DISTINCT law, municipality, assignment_number
FROM assignment ANTI JOIN places_assigned USING (law, municipality, assignment_number)
WHERE change_reason = '13'
