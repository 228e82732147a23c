-- The code after Codevertaling (MO-2), of what translation.sql joins; a code that nobody translates is itself.
coalesce(by_provider.product_code, by_municipality.product_code, general.product_code, {}.product_code)
