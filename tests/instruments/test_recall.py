"""What is kept in a process is used again only when nothing it can depend on was changed."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.instruments import recall
from engine.instruments.catalogue import INSTRUMENTS
from engine.instruments.reporting import Inputs
from engine.result import Row
from engine.settings import Settings
from engine.settings.tables import TABLES
from engine.store.store import Store
from tests.instruments.places_world import World, agreement, known_settings
from tests.instruments.test_catalogue import session
from tests.store.made_facts import import_facts
from xl_addin.commands.session import Session

YEARLY = ("plafonds", "lumpsum", "plekken")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries that are run, by name, in a process that knows nothing yet."""
    names: list[str] = []

    class Watched(recall._Recall):  # pyright: ignore[reportPrivateUsage]
        def answers(self, keys: Any, run: Any) -> Any:
            return super().answers(keys, lambda unknown: (names.extend(unknown), run(unknown))[1])

    monkeypatch.setattr(recall, "_RECALL", Watched())
    return names


def rows(name: str, of: Session) -> dict[str, list[Row]]:
    return {table.name: table.rows for table in INSTRUMENTS[name].report(of.inputs).tables}


def with_settings(changed: Settings) -> Session:
    """The small region with other settings."""
    run = replace(session().run, settings_fingerprint=changed.fingerprint)
    return Session(session().dossier, changed, session().store, run, session().actor)


@pytest.mark.parametrize("name", YEARLY)
def test_the_second_time_nothing_is_asked_and_everything_is_equal(name: str, asked: list[str]) -> None:
    first = rows(name, session())
    assert asked
    asked.clear()
    assert rows(name, session()) == first
    assert asked == []


def more(settings: Settings, table: str, column: str) -> Settings:
    """The settings with one more in every row that has something in a column."""
    found = tuple(
        row if getattr(row, column) is None else row.model_copy(update={column: getattr(row, column) + Decimal(1)})
        for row in settings.table_rows(table)
    )
    return settings.model_copy(update={table: found})


@pytest.mark.parametrize(
    ("name", "table", "column", "sheet"),
    [
        ("plafonds", "agreements", "amount", "Domeinen"),
        ("lumpsum", "lumpsum_partners", "revenue", "Kader"),
        ("plekken", "products", "trajectory_price", "PlekkenAfrekening"),
    ],
)
def test_a_changed_setting_changes_the_result_without_asking_what_it_cannot_touch(
    name: str, table: str, column: str, sheet: str, asked: list[str]
) -> None:
    first = rows(name, session())
    everything = len(asked)
    asked.clear()
    other = with_settings(more(session().settings, table, column))
    changed = rows(name, other)
    assert changed[sheet] != first[sheet]
    assert len(asked) < everything
    recall._RECALL._kept.clear()  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]
    assert rows(name, other) == changed, "as a process that knew nothing"


def test_another_translation_of_codes_asks_again(asked: list[str]) -> None:
    products = session().settings.products
    moved = tuple(row.model_copy(update={"care_domain": "Anders"}) for row in products[:1]) + products[1:]
    first = rows("plafonds", session())
    asked.clear()
    changed = rows("plafonds", with_settings(session().settings.model_copy(update={"products": moved})))
    assert {"production_year", "production_course"} <= set(asked)
    assert changed["Domeinen"] != first["Domeinen"]


def test_another_peildatum_asks_again(asked: list[str]) -> None:
    rows("plekken", session(date(2024, 9, 15)))
    asked.clear()
    rows("plekken", session())
    assert "places_month_days" in asked


def test_what_is_imported_later_is_seen(asked: list[str]) -> None:
    world = World()
    world.care(1, date(2024, 1, 1), date(2024, 1, 10))
    inputs = world.inputs(date(2024, 6, 30), known_settings(agreement()))
    assert days(inputs) == 10
    store = inputs.con.execute("SELECT facts FROM run").fetchone()
    assert store is not None
    opened = Store(Path(str(store[0]).split("|")[0]))
    later = World()
    later.care(2, date(2024, 2, 1), date(2024, 2, 5), number="2")
    import_facts(opened, later.facts, at=datetime(2024, 7, 1))
    again = replace(inputs, con=opened.connect(date(2024, 6, 30)), connect=opened.connect)
    assert days(again) == 15
    assert days(inputs) == 10, "the connection of the earlier import shows what it showed"


def days(inputs: Inputs) -> int:
    """Zorgdagen of the year."""
    report = INSTRUMENTS["plekken"].report(inputs)
    return sum(int(str(row["Zorgdagen"])) for row in report.table("PlekkenAfrekening").rows)


@pytest.mark.parametrize(
    ("name", "table", "column"), [("plekken", "places", "places"), ("plafonds", "agreements", "amount")]
)
def test_a_changed_number_that_no_query_names_asks_nothing(
    name: str, table: str, column: str, asked: list[str]
) -> None:
    rows(name, session())
    asked.clear()
    rows(name, with_settings(more(session().settings, table, column)))
    assert asked == []


def test_no_query_takes_columns_of_the_settings_that_it_does_not_name(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    register, fetch = Settings.register, recall.fetch
    extra, shown = "named_by_no_query", set[str]()

    def register_more(settings: Settings, con: Any) -> None:
        register(settings, con)
        for table in TABLES:
            con.execute(f"ALTER TABLE settings_{table.field} ADD COLUMN {extra} INTEGER")

    def fetch_watched(con: Any, name: str, values: Any = None) -> Any:
        found = list(fetch(con, name, values))
        shown.update(column[0] for column in con.description)
        made = "SELECT column_name FROM duckdb_columns() WHERE NOT starts_with(table_name, 'settings_')"
        shown.update(column for (column,) in con.execute(made).fetchall())
        return iter(found)

    monkeypatch.setattr(Settings, "register", register_more)
    monkeypatch.setattr(recall, "fetch", fetch_watched)
    for name in INSTRUMENTS:
        rows(name, session())
    assert {"agb", "days", "cents"} & shown
    assert extra not in shown
