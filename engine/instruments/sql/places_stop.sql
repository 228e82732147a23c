-- Care stops (307) that stand, read once: for the care itself (PL-1) and for its timeliness (PL-9).
SELECT * EXCLUDE (line_hash) FROM current_care_stop
