"""The report `plafonds`: every table of the bureau workbook of production expectations and ceilings."""

from datetime import date

from engine.estimate.simple import SimpleEstimate
from engine.instruments.data_quality import data_quality_of
from engine.instruments.data_quality_scope import PARAMETERS_FOR
from engine.instruments.production_facts import (
    SHAPED,
    ExpectationYear,
    Produced,
    committed,
    produced,
    production,
    sums,
)
from engine.instruments.production_overview import attention, chart, key_figures
from engine.instruments.production_tables import Facts, evaluated
from engine.instruments.reporting import Inputs, beside, make_report, require_whole_year
from engine.result import Report, ResultTable
from engine.texts import production_expectation as texts

NAME = "plafonds"
RESULTS = ("Plafondopbouw", "Uitnutting", "Ruimte", "Domeinen", "Actielijst", "Verloop")
_NEEDED = (
    "agreements",
    "discretionary",
    "domain_budgets",
    "products",
    "tariffs",
    "providers",
    "code_translation",
    "municipalities",
)
_OTHERWISE = ("places", "lumpsum_partners")
"""Settings that say which care is not paid by declarations (PL-0)."""


def production_expectation_report(inputs: Inputs) -> Report:
    """Everything `plafonds` shows. NotApplicable for a part of a year, or without production before and agreements."""
    year = require_whole_year(inputs, NAME)
    inputs.settings.require(*_NEEDED, *_OTHERWISE)
    of = ExpectationYear(inputs.settings, inputs.run)
    if of.as_of < date(year, 1, 1):
        raise texts.not_begun(year, of.as_of)
    tables, checks = beside(
        lambda: _tables(inputs, of),
        lambda: data_quality_of(NAME, inputs.con.cursor(), inputs.settings, inputs.run, of.products),
    )
    if tables is None:
        raise texts.nothing_to_show(year)
    return make_report(
        inputs,
        name=NAME,
        title=texts.report_title(year),
        tables=[*tables, checks],
        results=(*RESULTS, "Datakwaliteit"),
        used=(*SHAPED, *PARAMETERS_FOR[NAME]),
    )


def _tables(inputs: Inputs, of: ExpectationYear) -> list[ResultTable] | None:
    facts = gathered(inputs, of)
    if not facts.keys:
        return None
    tables = evaluated(facts)
    overview = [key_figures(facts, tables), chart(facts, tables), attention(facts, tables)]
    return [*tables.results, tables.decision, *overview]


def gathered(inputs: Inputs, of: ExpectationYear) -> Facts:
    """All facts of the year, and the estimate made of them."""
    found = sums(inputs.con, of, of.year)
    known, known_course = produced(of, found), production(of, found)
    estimate = SimpleEstimate()
    facts = Facts(
        of=of,
        known=known,
        at_decision=_at_decision(inputs, of, known),
        committed=committed(inputs.con, of),
        production=known_course,
        outlooks={},
        estimate=estimate,
    )
    facts.outlooks.update(estimate.outlooks(known_course, set(facts.keys)))
    return facts


def _at_decision(inputs: Inputs, of: ExpectationYear, known: Produced) -> Produced:
    """What was known on the day of decision (UN-1)."""
    if of.decided_on == of.as_of:
        return known
    with inputs.connect(of.decided_on) as earlier:
        return produced(of, sums(earlier, of, of.year - 1))
