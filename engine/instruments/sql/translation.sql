-- Codevertaling (MO-2): a row for the aanbieder goes before one for the gemeente, that before a general one (code.sql).
LEFT JOIN settings_code_translation AS by_provider
    ON by_provider.origin = {}.agb AND by_provider.code = {}.product_code
LEFT JOIN settings_code_translation AS by_municipality
    ON by_municipality.origin = {}.municipality AND by_municipality.code = {}.product_code
LEFT JOIN settings_code_translation AS general
    ON coalesce(general.origin, '') = '' AND general.code = {}.product_code
