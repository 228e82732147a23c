"""One computation in a dossier: settings, store, run and report together."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from engine.closing import reported_averages
from engine.dossier import Dossier
from engine.instruments.data_quality import details
from engine.instruments.max_average_report import max_average_report
from engine.result import Report, ResultTable, Value
from engine.run import Period, Run
from engine.settings import Settings, read_settings
from engine.store.store import Store
from engine.texts.commands import empty_store, settings_being_saved


def product_version() -> str:
    """The installed version, for Verantwoording and the journal."""
    return version("rekenbureau")


def settings_of(path: Path) -> Settings:
    """The settings; a process that is asked again reads the workbook only when its content changed."""
    try:
        digest = hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return read_settings(path)
    return _settings_with(path, digest)


@lru_cache(2)
def _settings_with(path: Path, digest: bytes) -> Settings:
    settings = read_settings(path)
    if hashlib.sha256(path.read_bytes()).digest() != digest:
        raise settings_being_saved(path)
    return settings


@dataclass(frozen=True)
class Actor:
    """Who runs a command, and when: for the lock and the journal."""

    who: str
    at: datetime


@dataclass
class Session:
    """Everything one run needs, and who runs it."""

    dossier: Dossier
    settings: Settings
    store: Store
    run: Run
    actor: Actor

    @classmethod
    def open(cls, folder: Path, period: Period, as_of: date, actor: Actor, stand: int | None = None) -> "Session":
        """Reads the settings and the manifest; refuses an empty store."""
        dossier = Dossier.open(folder)
        settings = settings_of(dossier.settings_path)
        store = dossier.store
        if store.stand == 0:
            raise empty_store(dossier.path)
        run = Run(period, as_of, store.stand if stand is None else stand, settings.fingerprint)
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

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A connection on the facts of this run."""
        counts = self.settings.parameter("TelOnbeantwoord", self.run.as_of).value == "ja"
        return self.store.connect(self.run.as_of, self.run.stand, count_unanswered=counts)

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The run's own connection, opened when first needed."""
        return self.connect()

    @cached_property
    def reported(self) -> dict[tuple[str, str], tuple[Value, Value]] | None:
        """What was reported about the same period of the previous year, when that is closed (MI-8)."""
        return reported_averages(self.dossier.closed, self.run.period.in_year(self.run.period.year - 1))

    @cached_property
    def report(self) -> Report:
        """The report of `max-inzet`."""
        return self.report_of(self.connection, self.settings, self.run)

    @cached_property
    def details(self) -> ResultTable:
        """The rows behind every data-quality check that the report counts."""
        products = {str(product) for product in self.report.table("Normen").values("Productcode")}
        return details(self.connection, self.settings, self.run, products=products)

    def report_of(self, connection: duckdb.DuckDBPyConnection, settings: Settings, run: Run) -> Report:
        """The same report on other facts, settings or another run."""
        return max_average_report(connection, settings, run, product_version=product_version(), reported=self.reported)
