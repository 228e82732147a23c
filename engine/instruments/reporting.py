"""What every instrument gets and gives: the inputs of a run, and the report it makes of its tables."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from engine.result import ORDER, ParameterUse, Report, ResultTable, Row, Value
from engine.rules.walk import parameters
from engine.run import Run
from engine.texts.workbooks import only_whole_years

if TYPE_CHECKING:
    import duckdb

    from engine.settings import Settings
    from engine.settings.parameters import Parameter

One = TypeVar("One")
Other = TypeVar("Other")
Reported = Mapping[tuple[str, str], tuple[Value, Value]]
"""Average and excess of the previous year as reported when its period was closed, per AGB and product (MI-8)."""

SHAPED_THE_FACTS = "TelOnbeantwoord"
"""The parameter that decided which declaration lines count (G-4)."""


@dataclass(frozen=True)
class Inputs:
    """Everything an instrument gets. `con` shows the store as of the run, `connect` the same stand as of another day.

    `reported` is the closed previous year, when there is one (MI-8).
    """

    con: "duckdb.DuckDBPyConnection"
    settings: "Settings"
    run: Run
    product_version: str
    connect: "Callable[[date], duckdb.DuckDBPyConnection]"
    reported: Reported | None = None


def require_whole_year(inputs: Inputs, name: str) -> int:
    """The calendar year of the run; NotApplicable for a part of a year."""
    period = inputs.run.period
    if not period.is_full_year:
        raise only_whole_years(name, period.code)
    return period.year


def beside(work: Callable[[], One], other: Callable[[], Other]) -> tuple[One, Other]:
    """What both give; `other` runs in a thread of its own, with a cursor of its own, while `work` goes on."""
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(other)
        return work(), running.result()


def as_value(parameter: "Parameter") -> Value:
    """A parameter's value for a rule or for Verantwoording; a date that moves with the year stays text."""
    value = parameter.value
    return value if isinstance(value, Decimal | str) else str(value)


def parameter_values(settings: "Settings", names: Iterable[str], on: date) -> dict[str, Value]:
    """Parameters as rules read them, as they hold on a day (reports: the last day of the period)."""
    return {name: as_value(settings.parameter(name, on)) for name in names}


def numbered(rows: Sequence[Row]) -> list[Row]:
    """The rows with `Volgorde` 1, 2, 3 …: their place by key (G-8)."""
    for number, row in enumerate(rows, start=1):
        row[ORDER] = number
    return list(rows)


def make_report(
    inputs: Inputs,
    *,
    name: str,
    title: str,
    tables: Sequence[ResultTable],
    results: tuple[str, ...],
    state: str = "",
    used: Iterable[str | ParameterUse] = (),
) -> Report:
    """A report of evaluated tables, with the parameters their rules read and those (`used`) that shaped the facts.

    `results` are the names of the tables that stand before Verantwoording, in order. A ParameterUse in `used` is an
    input of the workbook itself and no setting, such as the aanbieder a dashboard shows.
    """
    given = list(used)
    choices = [use for use in given if isinstance(use, ParameterUse)]
    names = {name for name in given if isinstance(name, str)} | _read_by_rules(tables)
    names -= {SHAPED_THE_FACTS, *(choice.name for choice in choices)}
    return Report(
        name=name,
        title=title,
        run=inputs.run,
        state=state,
        tables=tables,
        parameters=[*_parameters_used(inputs, sorted(names)), *choices],
        product_version=inputs.product_version,
        bureau=inputs.settings.bureau_details,
        results=results,
    )


def _read_by_rules(tables: Iterable[ResultTable]) -> set[str]:
    rules = [column.rule for table in tables for column in table.columns if column.rule is not None]
    return {name for rule in rules for name in parameters(rule)}


def _parameters_used(inputs: Inputs, names: Iterable[str]) -> list[ParameterUse]:
    """The one that decided which lines count, and the others; each dated as it was used."""
    settings, run = inputs.settings, inputs.run
    used = [_use(settings, name, run.period.last_day) for name in names]
    return [_use(settings, SHAPED_THE_FACTS, run.as_of), *used]


def _use(settings: "Settings", name: str, on: date) -> ParameterUse:
    parameter = settings.parameter(name, on)
    return ParameterUse(name, as_value(parameter), parameter.unit, parameter.source, parameter.note)
