"""A small world of care for the tests of `plekken`: what a test does not say gets a plain value."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from engine.instruments.places_report import places_report
from engine.instruments.places_trace import TRACED
from engine.instruments.reporting import Inputs
from engine.result import Report, Row, Value
from engine.run import Period, Run
from engine.settings import Settings, default_settings
from engine.settings.rows import ParameterRow, PlacesAgreement, Product, Provider
from engine.tracing import Trace, key_text
from tests.store.made_facts import import_facts, new_store

AGB, OTHER_AGB = "01000001", "01000002"
VENLO, BERGEN = "0983", "0893"
AMBULANT, GROUP = "45V01", "41V02"
_KEPT: list[TemporaryDirectory[str]] = []


def client(number: int) -> str:
    """A pseudonym."""
    return "abcdefghijklmnop"[number % 16] * 31 + "abcdefghijklmnop"[number // 16]


def agreement(year: int = 2024, **changes: Any) -> PlacesAgreement:
    """Two places of 45V01 in Venlo."""
    plain = {"agb": AGB, "municipality": VENLO, "product_code": AMBULANT, "year": year, "places": Decimal(2)}
    return PlacesAgreement(**{**plain, "budget": Decimal(20000), **changes})


def known_settings(*agreements: PlacesAgreement, **parameters: str) -> Settings:
    """Two products with a standard of a year, two aanbieders; parameters by name with `_` for the dot."""
    products = (
        Product(
            product_code=AMBULANT, name="Ambulant", law="Jw", standard_days=Decimal(365), trajectory_price=Decimal(7300)
        ),
        Product(
            product_code=GROUP, name="Groep", law="Jw", standard_months=Decimal(12), trajectory_price=Decimal(16000)
        ),
    )
    providers = (Provider(agb=AGB, name="De Linde"), Provider(agb=OTHER_AGB, name="De Eik"))
    chosen = tuple(ParameterRow(name=name.replace("_", "."), value=value) for name, value in parameters.items())
    changes = {"places": agreements, "products": products, "providers": providers, "parameters": chosen}
    return default_settings().model_copy(update=changes)


@dataclass
class World:
    """Facts by kind; `care` adds an assignment with its start and stop."""

    facts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, fact: str, **values: Any) -> None:
        """One fact, sent on the day it is about unless the test says otherwise."""
        rows = self.facts.setdefault(fact, [])
        plain = {"agb": AGB, "municipality": VENLO, "product_category": None, "product_code": AMBULANT}
        if fact in ("care_start", "care_stop"):
            plain["delivery_status"] = "1"
        if fact == "advance_payment":
            plain |= {"service_form": None, "amount_cents": 100_00}
        rows.append({**plain, "source_line": sum(map(len, self.facts.values())) + 1, **values})

    def care(self, who: int, begin: date, end: date | None = None, reason: str = "31", **values: Any) -> str:
        """Care with its own assignment, start and (with an end) stop; gives the assignment's number."""
        number = str(values.pop("number", f"{len(self.facts.get('care_start', [])) + 1}"))
        shared = {"client": client(who), "assignment_number": number, "begin_date": begin, **values}
        self.add("assignment", assigned_at=datetime(2019, 1, 1), end_date=None, dated=date(2019, 1, 1), **shared)
        self.add("care_start", dated=begin, **shared)
        if end is not None:
            self.add("care_stop", end_date=end, end_reason=reason, dated=end, **shared)
        return number

    def inputs(self, as_of: date, settings: Settings | None = None, year: int = 2024) -> Inputs:
        """A store with these facts, as of a day."""
        _KEPT.append(TemporaryDirectory(prefix="plekken-"))
        store = new_store(Path(_KEPT[-1].name))
        import_facts(store, self.facts)
        chosen = settings or known_settings(agreement(year))
        run = Run(Period(year), as_of, store.stand, chosen.fingerprint)
        return Inputs(store.connect(as_of), chosen, run, "toets", store.connect)

    def report(self, as_of: date, settings: Settings | None = None, year: int = 2024) -> Report:
        """The report as of a day."""
        return places_report(self.inputs(as_of, settings, year))

    def days(self, as_of: date, settings: Settings | None = None, year: int = 2024) -> dict[int, int]:
        """Zorgdagen by month, of all agreements; months without are left out."""
        return days_by_month(self.report(as_of, settings, year).table("Plekken").rows)

    def outcomes(self, as_of: date, **parameters: str) -> dict[str, int]:
        """Cliënten by what follows, of the first aanbieder and 45V01."""
        rows = self.report(as_of, known_settings(**parameters)).table("Uitstroom").rows
        return {
            str(row["Uitstroomtype"]): cast(int, row["Cliënten"])
            for row in rows
            if (row["AGB"], row["Productcode"]) == (AGB, AMBULANT)
        }


def days_by_month(rows: Iterable[Row]) -> dict[int, int]:
    """Zorgdagen of rows of Plekken by month; months without are left out."""
    counted: dict[int, int] = {}
    for row in rows:
        month, days = cast(int, row["Maandnummer"]), cast(int, row["Zorgdagen"])
        counted[month] = counted.get(month, 0) + days
    return {month: days for month, days in counted.items() if days}


def rows_by(report: Report, table: str, *names: str) -> dict[tuple[Value, ...], Row]:
    """Rows of a table by their values in some columns."""
    return {tuple(row[name] for name in names): row for row in report.table(table).rows}


def traces(inputs: Inputs, report: Report, table: str, step: int = 1) -> list[Trace]:
    """The trace of every (so manieth) row of a table."""
    made = report.table(table)
    return [TRACED[table](inputs, report, key_text(made, row)) for row in made.rows[::step]]


def ask(world: World, number: int, day: date, **values: object) -> None:
    """A 315."""
    plain = {"kind": "315", "client": client(number), "provider_reference": f"V{number}", "referrer_type": "02"}
    world.add("request", dated=day, **{**plain, **values})
