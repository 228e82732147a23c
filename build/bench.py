"""`make bench`: how fast the product is against doing the same by hand, in one run on one machine.

    python -m build.bench [--size region|demo|klein] [--folder .cache/bench]
                          [--only xml,csv,fill,providers,plain,refresh,addin]

Seconds differ per machine; the ratios are what counts. The region is made once per folder, size and seed.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from shutil import rmtree
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table

from build import bench_addin, bench_refresh, plain_script
from build.bench_baselines import differences, iterate_bare, read_with_duckdb
from build.region import DESCRIPTION, Region, make_region, open_region
from build.region_tables import SIZES
from build.settings_of_rows import settings_of_rows
from engine.dossier import Dossier
from engine.instruments.catalogue import INSTRUMENTS
from engine.intake.importing import import_files
from engine.intake.report import REFUSED
from engine.run import Period
from engine.settings import Settings
from workbooks.settings_workbook import settings_workbook, write_settings
from xl_addin.commands import produce
from xl_addin.commands.session import Actor, Session

Result = TypeVar("Result")

SEED = 1
YEAR, AS_OF = 2024, date(2025, 3, 1)
LAST_MONTH = "2025-02"
"""The post that came in last before the as-of date: imported on its own, as every month."""
ACTOR = Actor("bench", datetime(2026, 3, 1, 9, 0))
PARTS = ("xml", "csv", "fill", "providers", "plain", "refresh", "addin")
FILL_RUNS = 3
SCRIPT = "pandas + openpyxl"
CHANGED = {
    "max-inzet": ("norms", "hours"),
    "plafonds": ("agreements", "amount"),
    "lumpsum": ("lumpsum_partners", "surcharge"),
    "plekken": ("places", "places"),
}
"""By workbook the settings table and column that staff change most during a year."""
PLAIN_NAME = "max-inzet"
"""The workbook that the script makes too."""


def _with_norms(settings: Settings, more: Decimal) -> bytes:
    """A workbook of settings in which every norm is so many hours higher."""
    norms = tuple(row.model_copy(update={"hours": row.hours + more}) for row in settings.norms)
    return settings_workbook(settings.model_copy(update={"norms": norms}))


@dataclass(frozen=True)
class Figure:
    """One line of the outcome. `target` is a test of `ratio` (or of `seconds` where the target is a time)."""

    name: str
    seconds: float
    compared_with: str = ""
    other_seconds: float | None = None
    target: str = ""
    reached: bool | None = None

    @property
    def ratio(self) -> float | None:
        """How many times faster than what it is compared with."""
        return None if self.other_seconds is None else self.other_seconds / self.seconds


@dataclass
class Bench:
    """The measurements of one run; each part adds its figures."""

    region: Region
    folder: Path
    figures: list[Figure] = field(default_factory=list[Figure])
    month_seconds: float = 0.0
    import_seconds: dict[str, float] = field(default_factory=dict[str, float])
    problems: list[str] = field(default_factory=list[str])

    def xml(self) -> None:
        """Import of all messages against iterating over the same bytes with lxml; the last month on its own."""
        bare, size = timed(lambda: iterate_bare(self.region.messages))
        dossier = self._new_dossier("xml")
        earlier = [month for month in self.region.months if month.name != LAST_MONTH]
        first = self._import(dossier, [*earlier, *self.region.tables])
        self.month_seconds = self._import(dossier, [self.region.messages / LAST_MONTH])
        self.import_seconds["xml"] = seconds = first + self.month_seconds
        name = f"XML inlezen ({size / 1e6:,.0f} MB, {size / 1e6 / seconds:,.1f} MB/s)"
        self._compare(name, seconds, "kaal lxml.iterparse", bare, 0.5)
        self.figures.append(Figure(f"Eén maand erbij inlezen ({LAST_MONTH})", self.month_seconds))

    def csv(self) -> None:
        """Import of the table `declaraties` against DuckDB reading the same files into a table."""
        paths = list(self.region.declarations)
        bare, lines = timed(lambda: read_with_duckdb(paths))
        seconds = self._import(self._new_dossier("csv"), paths)
        self.import_seconds["csv"] = seconds
        name = f"CSV inlezen ({lines:,} regels, {lines / seconds:,.0f}/s)"
        self._compare(name, seconds, "DuckDB read_csv", bare, None)

    def fill(self) -> None:
        """Every year workbook in process: the first time, and again after a setting of that workbook was changed."""
        for name in INSTRUMENTS:
            first, *again = (timed(lambda name=name, by=by: self._fill(name, by))[0] for by in range(FILL_RUNS + 1))
            middle, most = statistics.median(again), 2 if name == PLAIN_NAME else 3
            self.figures += [
                Figure(f"Jaarwerkmap {name} vullen, eerste keer", first),
                Figure(f"Jaarwerkmap {name} vullen, warm", middle, target=f"< {most} s", reached=middle < most),
            ]

    def providers(self) -> None:
        """All provider workbooks."""
        session = self._session()
        _ = session.reports
        seconds, outcome = timed(lambda: produce.providers(session))
        count = len(outcome.data["werkmappen"])
        target, reached = ("< 30 s", seconds < 30) if count >= 100 else ("", None)
        self.figures.append(Figure(f"{count} aanbiederswerkmappen", seconds, target=target, reached=reached))

    def plain(self) -> None:
        """From files to workbook: import and fill against the pandas and openpyxl script; both tables must be equal."""
        ours = self._session().report(PLAIN_NAME).table("MaxInzet")
        fill, _ = timed(lambda: self._fill(PLAIN_NAME))
        for source in ("xml", "csv"):
            plain, table = timed(lambda source=source: self._plain(source))
            self.problems += [f"{source}: {text}" for text in differences(ours, table)]
            if source in self.import_seconds:  # parts can be run apart
                together = self.import_seconds[source] + fill
                self._compare(f"Van {source.upper()} tot jaarwerkmap", together, SCRIPT, plain, 10.0)
            if source == "xml" and self.month_seconds:
                month = self.month_seconds + fill
                self._compare("Eén maand erbij, tot jaarwerkmap", month, f"{SCRIPT}, alles opnieuw", plain, None)
            self._compare(f"Opnieuw vullen (script leest {source.upper()})", fill, SCRIPT, plain, None)

    def refresh(self) -> None:
        """A table of 20 000 × 15 in a workbook that exists, next to openpyxl doing the same."""
        outcome = bench_refresh.measure(self.folder)
        name = f"Tabel van {bench_refresh.ROWS:,} × 15 bijwerken"
        reached = outcome.ours < 1
        self.figures.append(Figure(name, outcome.ours, "openpyxl", outcome.openpyxl, "< 1 s", reached))
        self.problems += [] if outcome.is_equal else ["bijgewerkte tabel: andere getallen dan openpyxl"]

    def addin(self) -> None:
        """The button Herbereken in the open workbook, pressed in LibreOffice: engine running, and not."""
        self._fill(PLAIN_NAME)
        session = self._session()
        path = session.dossier.settings_path
        contents = [_with_norms(session.settings, Decimal(step) / 8) for step in range(1, bench_addin.PRESSES + 1)]
        outcome = bench_addin.measure(session.dossier.output / f"{PLAIN_NAME}-{YEAR}.xlsm", path, contents)
        for name, seconds, most in (("motor draait", outcome.running, 2), ("motor start", outcome.starting, 5)):
            figure = Figure(f"Herbereken {PLAIN_NAME}, {name}", seconds, target=f"< {most} s", reached=seconds < most)
            self.figures.append(figure)
        self.problems += outcome.problems

    def _plain(self, source: str) -> Any:
        settings = plain_script.read_settings(self._dossier_path("xml") / "instellingen.xlsx")
        if source == "xml":
            read = plain_script.read_messages(self.region.messages)
        else:
            read = plain_script.read_csv(list(self.region.declarations))
        table = plain_script.max_inzet(*read, settings, YEAR, AS_OF.isoformat())
        plain_script.write_workbook(table, self.folder / f"plain-{source}.xlsx")
        return table

    def _compare(self, name: str, seconds: float, with_what: str, other: float, at_least: float | None) -> None:
        target = "" if at_least is None else f"≥ {at_least:g} ×"
        reached = None if at_least is None else other / seconds >= at_least
        self.figures.append(Figure(name, seconds, with_what, other, target, reached))

    def _import(self, dossier: Dossier, paths: list[Path]) -> float:
        """Seconds; a refused file is a problem of the benchmark."""
        seconds, report = timed(lambda: import_files(dossier, paths, ACTOR.at, ACTOR.who))
        refused = [item.name for item in report.sources if item.status == REFUSED]
        self.problems += [f"geweigerd: {name}" for name in refused[:5]]
        return seconds

    def _dossier_path(self, name: str) -> Path:
        return self.folder / f"dossier-{name}"

    def _new_dossier(self, name: str) -> Dossier:
        path = self._dossier_path(name)
        rmtree(path, ignore_errors=True)
        dossier = Dossier.create(path)
        write_settings(dossier.settings_path, settings_of_rows(self.region.settings))
        return dossier

    def _session(self) -> Session:
        return Session.open(self._dossier_path("xml"), Period(YEAR), AS_OF, ACTOR)

    def _fill(self, name: str, more: int = 0) -> None:
        """Fills a workbook, with the first row of its settings table so much more than in the dossier."""
        session = self._session()
        settings = self._changed(session, name, more)
        run = replace(session.run, settings_fingerprint=settings.fingerprint)
        produce.fill(replace(session, settings=settings, run=run), [name])

    @staticmethod
    def _changed(session: Session, name: str, more: int) -> Settings:
        table, column = CHANGED[name]
        first, *others = session.settings.table_rows(table)
        changed = first.model_copy(update={column: (getattr(first, column) or 0) + Decimal(more)})
        return session.settings.model_copy(update={table: (changed, *others)})


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds and outcome."""
    begin = time.perf_counter()
    outcome = work()
    return time.perf_counter() - begin, outcome


def prepared(folder: Path, size: str) -> Region:
    """The region of that size, made when it is not there yet or was left unfinished."""
    target = folder / f"regio-{size}-{SEED}"
    if not (target / DESCRIPTION).exists():
        rmtree(target, ignore_errors=True)
        print(f"Regio maken in {target} …", flush=True)
        seconds, _ = timed(lambda: make_region(target, size, SEED, processes=2))
        print(f"… in {seconds:.0f} s", flush=True)
    return open_region(target)


def shown(figures: list[Figure]) -> Table:
    """The outcome as a table for a terminal."""
    table = Table("wat", "seconden", "vergeleken met", "seconden", "verhouding", "doel", "gehaald")
    for figure in figures:
        other = "" if figure.other_seconds is None else f"{figure.other_seconds:.2f}"
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f} ×"
        reached = {None: "", True: "ja", False: "nee"}[figure.reached]
        table.add_row(
            figure.name, f"{figure.seconds:.2f}", figure.compared_with, other, ratio, figure.target, reached
        )  # fmt: skip
    return table


def main() -> int:
    """Runs the asked parts in order; exit status 1 when an outcome is not equal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=sorted(SIZES), default="region")
    parser.add_argument("--folder", type=Path, default=Path(".cache/bench"))
    parser.add_argument("--only", default=",".join(PARTS), help="parts, with commas; fill and later need xml once")
    given = parser.parse_args()
    folder = given.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(prepared(folder, given.size), folder / given.size)
    bench.folder.mkdir(exist_ok=True)
    for part in given.only.split(","):
        print(f"{part} …", flush=True)
        getattr(bench, part)()
    print(f"Regio {given.size}: {bench.region.counts['declaratieregels']:,} declaratieregels; {os.cpu_count()} kernen")
    Console(width=160).print(shown(bench.figures))
    for problem in bench.problems:
        print(f"NIET GELIJK  {problem}")
    return 1 if bench.problems else 0


if __name__ == "__main__":
    sys.exit(main())
