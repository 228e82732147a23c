-- The answers about unsettled declarations (MI-11).
SELECT answer.*
FROM declaration_answer AS answer
SEMI JOIN request_unsettled AS unsettled
    ON unsettled.law = answer.law
    AND unsettled.municipality = answer.municipality
    AND unsettled.agb = answer.agb
    AND unsettled.declaration_number = answer.declaration_number
