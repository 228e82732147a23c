"""The instruments by the name of their workbook: how each makes its report, and leads a row to its source lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.instruments import lumpsum_trace, max_average_trace, places_trace, production_expectation_trace
from engine.instruments.lumpsum_report import lumpsum_report
from engine.instruments.max_average_report import max_average_report
from engine.instruments.places_report import places_report
from engine.instruments.production_expectation_report import production_expectation_report
from engine.instruments.reporting import Inputs
from engine.result import Report
from engine.tracing import Trace

Tracer = Callable[[Inputs, Report, tuple[str, ...]], Trace]
"""The source lines behind the row with that key (as `key_text` writes it). Refusal without such a row."""


@dataclass(frozen=True)
class Instrument:
    """One bureau workbook's computation: its report, and a tracer for each of its result tables."""

    report: Callable[[Inputs], Report]
    traced: Mapping[str, Tracer]


INSTRUMENTS: dict[str, Instrument] = {
    "max-inzet": Instrument(max_average_report, max_average_trace.TRACED),
    "plafonds": Instrument(production_expectation_report, production_expectation_trace.TRACED),
    "lumpsum": Instrument(lumpsum_report, lumpsum_trace.TRACED),
    "plekken": Instrument(places_report, places_trace.TRACED),
}
"""By workbook, in the order in which `fill` makes them."""


def workbook_of(table: str) -> str | None:
    """The workbook with that table of results; None when no workbook has it."""
    return next((name for name, instrument in INSTRUMENTS.items() if table in instrument.traced), None)


def traced_table(asked: str) -> str | None:
    """The table whose rows lead to source lines, capitals or not; None when there is none of that name."""
    names = (table for instrument in INSTRUMENTS.values() for table in instrument.traced)
    return next((table for table in names if table.casefold() == asked.casefold()), None)
