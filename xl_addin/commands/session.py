"""One computation in a dossier: settings, store, run and report together."""

import getpass
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import duckdb

from engine.closing import reported_averages
from engine.cycles import no_search_for_cycles
from engine.dossier import Dossier
from engine.errors import NotApplicable
from engine.instruments.catalogue import INSTRUMENTS
from engine.instruments.reporting import Inputs, Reported
from engine.result import Report
from engine.run import Period, Run, require_begun, require_past
from engine.settings import Settings, read_settings
from engine.store.store import Store
from engine.texts.commands import empty_store, settings_being_saved
from xl_addin.version import product_version


def _settings_of(path: Path, whole: bool) -> tuple[Settings, str]:
    """The settings and their fingerprint; a process that is asked again reads only a workbook that was changed.

    Not `whole`: what is wrong in a table is refused when something needs that table (`Settings.require`).
    """
    try:
        digest = hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        settings = read_settings(path)
        return settings, settings.fingerprint
    return _settings_with(path, digest, whole)


@lru_cache(2)
def _settings_with(path: Path, digest: bytes, whole: bool) -> tuple[Settings, str]:
    settings = read_settings(path, None if whole else ())
    if hashlib.sha256(path.read_bytes()).digest() != digest:
        raise settings_being_saved(path)
    return settings, settings.fingerprint


def applicable(
    report_of: Callable[[str], Report], names: Iterable[str] = tuple(INSTRUMENTS)
) -> tuple[dict[str, Report], dict[str, NotApplicable]]:
    """The reports of those workbooks that have something to say, and why the others have not."""
    made: dict[str, Report] = {}
    left_out: dict[str, NotApplicable] = {}
    for name in names:
        try:
            made[name] = report_of(name)
        except NotApplicable as reason:
            left_out[name] = reason
    return made, left_out


@dataclass(frozen=True)
class Actor:
    """Who runs a command, and when: for the lock and the journal."""

    who: str
    at: datetime

    @classmethod
    def now(cls) -> "Actor":
        """The user of this computer, at this moment."""
        return cls(getpass.getuser(), datetime.now())


@dataclass
class Session:
    """Everything one run needs, and who runs it."""

    dossier: Dossier
    settings: Settings
    store: Store
    run: Run
    actor: Actor
    _reports: dict[str, Report] = field(default_factory=dict[str, Report])

    @classmethod
    def open(
        cls,
        folder: Path,
        period: Period,
        as_of: date,
        actor: Actor,
        stand: int | None = None,
        *,
        whole_settings: bool = True,
    ) -> "Session":
        """Reads the settings and the manifest; refuses an empty store and an as-of date that cannot be meant.

        Not `whole_settings`: only what the asked workbooks need must be right.
        """
        require_past(as_of, actor.at.date())
        require_begun(period, as_of)
        dossier = Dossier.open(folder)
        settings, fingerprint = _settings_of(dossier.settings_path, whole_settings)
        store = dossier.store
        if store.stand == 0:
            raise empty_store(dossier.path)
        run = Run(period, as_of, store.stand if stand is None else stand, fingerprint)
        return cls(dossier, settings, store, run, actor)

    def journal(self, command: str, **what: Any) -> None:
        """One line in the dossier's logbook: who ran what, when, on which data, with which version."""
        self.dossier.journal(
            {
                "wie": self.actor.who,
                "wanneer": self.actor.at.isoformat(timespec="seconds"),
                "opdracht": command,
                "run": self.run.run_id,
                "versie": product_version(),
                **what,
            }
        )

    def connect(self, as_of: date | None = None) -> duckdb.DuckDBPyConnection:
        """A connection on the facts of this run, or on those of the same stand as of another day."""
        counts = self.settings.parameter("TelOnbeantwoord", self.run.as_of).is_yes
        return self.store.connect(as_of or self.run.as_of, self.run.stand, count_unanswered=counts)

    @cached_property
    def inputs(self) -> Inputs:
        """What every instrument gets, with the run's own connection, opened when first needed."""
        return Inputs(self.connect(), self.settings, self.run, product_version(), self.connect, self.reported)

    @cached_property
    def reported(self) -> Reported | None:
        """What was reported about the same period of the previous year, when that is closed (MI-8)."""
        return reported_averages(self.dossier.closed, self.run.period.in_year(self.run.period.year - 1))

    def report(self, name: str) -> Report:
        """The report of one workbook, made once. Refusal NotApplicable when it has nothing to say about this run."""
        if name not in self._reports:
            with no_search_for_cycles():
                self._reports[name] = INSTRUMENTS[name].report(self.inputs)
        return self._reports[name]

    @cached_property
    def reports(self) -> tuple[dict[str, Report], dict[str, NotApplicable]]:
        """All reports that this run has, by workbook, and why the others are left out."""
        return applicable(self.report)
