"""A small store for the data-quality checks: rows by fact, and what a check finds in them."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.instruments.data_quality import data_quality, details
from engine.result import Row
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


def findings(
    staged: Mapping[str, Sequence[Fact]],
    settings: Settings | None = None,
    period: str = "2024",
    products: set[str] | None = None,
) -> dict[str, list[Row]]:
    """The rows of `Datakwaliteit` by check."""
    return _read(staged, settings, period, products)[0]


def found_rows(
    check_id: str, staged: Mapping[str, Sequence[Fact]], settings: Settings | None = None, period: str = "2024"
) -> list[Row]:
    """The rows behind a check."""
    return [row for row in _read(staged, settings, period, None)[1] if row["Controle"] == check_id]


def _read(
    staged: Mapping[str, Sequence[Fact]], settings: Settings | None, period: str, products: set[str] | None
) -> tuple[dict[str, list[Row]], list[Row]]:
    settings = settings or known_settings()
    numbered = {
        fact: [{"source_line": number, "reference_number": f"R{number}", **row} for number, row in enumerate(rows)]
        for fact, rows in staged.items()
    }
    run = Run(Period.parse(period), AS_OF, 1, settings.fingerprint)
    with TemporaryDirectory() as folder:
        store = new_store(Path(folder))
        import_facts(store, numbered)
        with store.connect(AS_OF) as connection:
            table = data_quality(connection, settings, run, products)
            behind = details(connection, settings, run, products=products)
    by_check: dict[str, list[Row]] = {}
    for row in table.rows:
        by_check.setdefault(str(row["Controle"]), []).append(row)
    return by_check, behind.rows
