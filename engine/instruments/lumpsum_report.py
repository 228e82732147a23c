"""The report `lumpsum`: every table of the bureau workbook of the financial framework and the lumpsums."""

from engine.instruments.data_quality import data_quality_of
from engine.instruments.data_quality_scope import PARAMETERS_FOR
from engine.instruments.lumpsum_facts import SHAPED, LumpsumFacts, LumpsumYear, inflow, pgb, revenue
from engine.instruments.lumpsum_overview import attention, chart, key_figures
from engine.instruments.lumpsum_tables import evaluated
from engine.instruments.reporting import Inputs, beside, make_report, require_whole_year
from engine.result import Report, ResultTable
from engine.texts import lumpsum as texts

NAME = "lumpsum"
RESULTS = ("Kader", "Lumpsum", "Omzetopgave", "Voorschotten", "Nacalculatie", "Instroom")
_NEEDED = (
    "lumpsum_partners", "framework", "products", "providers", "municipalities", "code_translation", "tariffs", "places",
)  # fmt: skip


def lumpsum_report(inputs: Inputs) -> Report:
    """Everything `lumpsum` shows. NotApplicable for a part of a year, or without partners and framework in the year."""
    year = require_whole_year(inputs, NAME)
    inputs.settings.require(*_NEEDED)
    of = LumpsumYear(inputs.settings, inputs.run)
    if not of.cells:
        raise texts.nothing_to_show(year)
    forms = {form for _, form in of.cells}
    products = {product.product_code for product in inputs.settings.products if product.service_form in forms}
    tables, checks = beside(
        lambda: _tables(LumpsumFacts(inputs.con, of)),
        lambda: data_quality_of(NAME, inputs.con.cursor(), inputs.settings, inputs.run, products),
    )
    return make_report(
        inputs,
        name=NAME,
        title=texts.report_title(year),
        tables=[*tables, checks],
        results=(*RESULTS, "Datakwaliteit"),
        used=(*SHAPED, *PARAMETERS_FOR[NAME]),
    )


def _tables(facts: LumpsumFacts) -> list[ResultTable]:
    declared, granted = revenue(facts), pgb(facts)
    tables = evaluated(facts.of, declared, granted, inflow(facts))
    return [*tables.all, key_figures(tables), chart(tables), attention(facts.of, tables, declared, granted)]
