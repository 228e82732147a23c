"""An open bureau workbook with the report that belongs in it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from engine.closing import closed_periods
from engine.errors import Refusal
from engine.instruments.catalogue import workbook_of
from engine.instruments.reporting import beside
from engine.result import ParameterUse, Report
from engine.run import Run, find_run_id
from engine.texts import live as texts
from workbooks.plan import Wanted
from workbooks.planning import ACCOUNTABILITY, as_chosen, input_cells
from workbooks.wanted import wanted_tables
from xl_addin.bridge.dossiers import dossier_of
from xl_addin.bridge.messages import Request
from xl_addin.commands.session import Actor, Session
from xl_addin.live.connect import connect
from xl_addin.live.tables import LiveBook

_reports: dict[tuple[object, ...], Report] = {}
"""The reports that this engine made last, by all that they depend on (G-3; a closed year is compared with)."""
_wanted: list[tuple[Report, dict[str, str], Sequence[ParameterUse], list[Wanted]]] = []
"""The tables of the report that was asked for last, with the inputs of that workbook and what was chosen in it."""
_KEPT = 8


@dataclass
class Opened:
    """The open workbook of a request, its run, and its report of today's data.

    `as_of`: another as-of date than the workbook has; None keeps it. Refusal when it is no workbook of ours.
    """

    request: Request
    as_of: date | None = None

    @cached_property
    def book(self) -> LiveBook:
        """The workbook."""
        return LiveBook(connect(self.request))

    @cached_property
    def made(self) -> Run:
        """The run that it shows now."""
        run = next((run for run in map(find_run_id, self._accounted) if run is not None), None)
        if run is None:
            raise texts.no_bureau_workbook(self.request.book)
        return run

    @property
    def _accounted(self) -> list[str]:
        """Every text on Verantwoording."""
        standing = self.book.standing(ACCOUNTABILITY)
        values = (value for column in standing.columns for value in column.values) if standing else ()
        return [value for value in values if isinstance(value, str)]

    @cached_property
    def name(self) -> str:
        """Which workbook of the bureau it is: `max-inzet`."""
        names = (workbook_of(table.table.name) for table in self.book.tables.values())
        found = next((name for name in names if name), None)
        if found is None:
            raise texts.no_bureau_workbook(self.request.book)
        return found

    @cached_property
    def session(self) -> Session:
        """A session for its period, on today's data and settings."""
        made, folder = self.made, dossier_of(self.request)
        return Session.open(folder, made.period, self.as_of or made.as_of, Actor.now(), whole_settings=False)

    @cached_property
    def _unchosen(self) -> Report:
        dossier = self.session.dossier
        key = dossier.path, self.name, self.session.run, tuple(closed_periods(dossier.closed))
        if key not in _reports:
            if len(_reports) >= _KEPT:
                _reports.pop(next(iter(_reports)))
            _reports[key] = self.session.report(self.name)
        return _reports[key]

    def read_while_computing(self) -> None:
        """Read what stands in the tables that Verantwoording names, while a thread of its own makes the report.

        Only this thread speaks with Excel, so what the other must know is asked first. Refusal when there is no report;
        a table that cannot be read is refused when it is needed.
        """
        named = {text.casefold() for text in self._accounted}
        tables = [each.table.name for name, each in self.book.tables.items() if name in named]
        known = self.made, self.name
        assert all(known)

        def read() -> None:
            for name in tables:
                with suppress(Refusal):
                    self.book.standing(name)

        beside(read, lambda: self._unchosen)

    @cached_property
    def report(self) -> Report:
        """The report, for what the reader chose in the workbook."""
        return as_chosen(self._unchosen, self.inputs_of(self._unchosen), self.book.value_at)

    def inputs_of(self, report: Report) -> dict[str, str]:
        """Cells outside the sheet Parameters that are the input for a parameter."""
        return input_cells(self.book.names, report.parameters)

    @cached_property
    def wanted(self) -> list[Wanted]:
        """Every table as it must be."""
        base, inputs, chosen = self._unchosen, self.inputs_of(self.report), self.report.parameters
        if not any(was is base and (known, values) == (inputs, chosen) for was, known, values, _ in _wanted):
            _wanted[:] = [(base, inputs, chosen, wanted_tables(self.report, inputs))]
        return _wanted[0][3]
