-- The answer (325, 304) about a declaration line that was stored first (G-4): at most one a line, by far most of them.
SELECT * FROM declaration_answer WHERE NOT again
