"""A small store for the data-quality checks: rows by fact, and what a check finds in them."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.instruments.data_quality import GROUPS, data_quality, details
from engine.result import ResultTable, Row
from engine.run import Period, Run
from engine.settings import Settings, default_settings
from engine.settings.rows import MunicipalityRow, Provider, Tariff
from tests.store.made_facts import PLAIN, import_facts, new_store
from tests.store.made_facts import Row as Fact

AS_OF = date(2025, 3, 1)
ASSIGNED: Fact = {"begin_date": date(2024, 1, 1), "end_date": date(2024, 12, 31)}


def known_settings(*tariffs: Tariff) -> Settings:
    """The default settings with the aanbieder and gemeente of the plain facts."""
    known = {
        "providers": (Provider(agb=PLAIN["agb"], name="De Linde"),),
        "municipalities": (MunicipalityRow(municipality=PLAIN["municipality"], name="Waterhuizen"),),
        "tariffs": tariffs,
    }
    return default_settings().model_copy(update=known)


ON_DECLARATIONS = ("DK-1", "DK-2", "DK-3", "DK-8", "DK-10", "DK-11", "DK-12", "DK-14", "DK-16")
"""The checks on declarations: a test about these says nothing about starts and stops."""


def findings(
    staged: Mapping[str, Sequence[Fact]],
    settings: Settings | None = None,
    period: str = "2024",
    products: set[str] | None = None,
    checks: Sequence[str] = ON_DECLARATIONS,
    as_of: date = AS_OF,
) -> dict[str, list[Row]]:
    """The rows of `Datakwaliteit` by check."""
    table, _ = both(staged, settings, period, products, checks, as_of)
    by_check: dict[str, list[Row]] = {}
    for row in table.rows:
        by_check.setdefault(str(row["Controle"]), []).append(row)
    return by_check


def found_rows(
    check_id: str,
    staged: Mapping[str, Sequence[Fact]],
    settings: Settings | None = None,
    period: str = "2024",
    as_of: date = AS_OF,
    products: set[str] | None = None,
) -> list[Row]:
    """The rows behind a check."""
    return both(staged, settings, period, products, [check_id], as_of)[1].rows


def both(
    staged: Mapping[str, Sequence[Fact]],
    settings: Settings | None = None,
    period: str = "2024",
    products: set[str] | None = None,
    checks: Sequence[str] | None = None,
    as_of: date = AS_OF,
    groups: Sequence[str] = GROUPS,
) -> tuple[ResultTable, ResultTable]:
    """The table and the rows behind it; made on a cursor, as the instruments do."""
    settings = settings or known_settings()
    numbered = {
        fact: [{"source_line": number, "reference_number": f"R{number}", **row} for number, row in enumerate(rows)]
        for fact, rows in staged.items()
    }
    run = Run(Period.parse(period), as_of, 1, settings.fingerprint)
    with TemporaryDirectory() as folder:
        store = new_store(Path(folder))
        import_facts(store, numbered)
        with store.connect(as_of) as connection:
            table = data_quality(connection.cursor(), settings, run, products, checks, groups)
            return table, details(connection.cursor(), settings, run, checks, None, products, groups)
