"""G-8: whatever is shared adds up to the cent, for random lumpsums, advances, overspending, pgb and places."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from engine.instruments.lumpsum_facts import LumpsumYear, Pgb, Revenue, split
from engine.instruments.lumpsum_tables import Tables, evaluated
from engine.instruments.places_columns import KEYS, key_columns, places_columns
from engine.result import Column, Kind, ResultTable, Row
from engine.rules import evaluate
from engine.run import Period, Run
from engine.settings import default_settings
from engine.settings.rows import FrameworkSetting, LumpsumPartner

YEAR = 2024
TOWN, FORM = "0114", "BGI"
NOTHING = Decimal(0)

cents = st.integers(-(10**8), 10**9)
euros = st.decimals(Decimal("0.00"), Decimal(5_000_000), places=2)
owed = st.decimals(Decimal(-1_000_000), Decimal(5_000_000), places=2)


@dataclass(frozen=True)
class Made:
    """Up to six partners in one cell with what they and others declared, and what came of it."""

    tables: Tables
    paid: dict[str, Decimal]


@st.composite
def made_up(draw: st.DrawFn) -> Made:
    agbs = [f"9800000{number}" for number in range(draw(st.integers(1, 6)))]
    statements = {agb: draw(st.one_of(st.none(), euros)) for agb in agbs}
    partners = tuple(
        LumpsumPartner(
            partner=draw(st.sampled_from((None, "SUMMA"))), agb=agb, municipality=TOWN, service_form=FORM, year=YEAR,
            revenue=statements[agb], source="opgave" if statements[agb] is not None else None, surcharge=draw(euros),
        )
        for agb in agbs
    )  # fmt: skip
    choice = FrameworkSetting(
        municipality=TOWN, service_form=FORM, year=YEAR, elderly_excluded=draw(st.booleans()), pgb_actual=draw(euros),
        decided_on=draw(st.dates(date(YEAR, 1, 1), date(YEAR, 12, 31))),
    )  # fmt: skip
    settings = default_settings().model_copy(update={"lumpsum_partners": partners, "framework": (choice,)})
    of = LumpsumYear(settings, Run(Period(YEAR), date(YEAR, 12, 31), 1, settings.fingerprint))
    cell = (TOWN, FORM)
    declared = Counter({(cell, agb, year): draw(cents) for agb in (*agbs, "98999999") for year in (YEAR - 1, YEAR)})
    old = Counter({(cell, "98999999", year): draw(cents) for year in (YEAR - 1, YEAR)})
    facts = Revenue(declared, old, Counter())
    tables = evaluated(of, facts, Pgb({cell: draw(euros)}, []), [])
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for row in partners:
        paid[row.partner or row.agb] += facts.of(cell, [row.agb], YEAR)
    return Made(tables, paid)


def numbers(rows: list[Row], name: str) -> list[Decimal]:
    """A column of amounts that are all known."""
    found = [row[name] for row in rows]
    assert all(isinstance(value, Decimal | int) for value in found), (name, found)
    return [Decimal(str(value)) for value in found]


@given(made_up())
def test_the_four_advances_add_up_to_the_lumpsum(made: Made) -> None:
    for partner in made.tables.lumpsum.rows:
        quarters = [row for row in made.tables.advances.rows if row["Partner"] == partner["Partner"]]
        assert len(quarters) == 4
        assert sum(numbers(quarters, "Voorschot")) == partner["Lumpsum"]


@given(made_up())
def test_what_was_paid_is_settled_once_or_still_to_settle(made: Made) -> None:
    for partner, paid in made.paid.items():
        quarters = [row for row in made.tables.advances.rows if row["Partner"] == partner]
        settled = numbers(quarters, "Verrekend")
        assert numbers(quarters, "Reeds betaald")[0] == paid
        assert numbers(quarters, "Nog te verrekenen") == [paid - part for part in accumulate(settled)]
        to_pay = sum(numbers(quarters, "Te betalen"))
        assert to_pay + sum(settled) == sum(numbers(quarters, "Voorschot"))
        assert all(part >= 0 for part in settled)
        assert all(
            part <= max(advance, NOTHING)
            for part, advance in zip(settled, numbers(quarters, "Voorschot"), strict=True)
        )  # fmt: skip


@given(made_up())
def test_the_deductions_add_up_to_what_the_partners_bear(made: Made) -> None:
    rows = made.tables.settlement.rows
    shares = [row["Inhouding"] for row in rows]
    whole = sum(numbers(rows, "Lumpsum"))
    if whole == 0:
        assert not any(isinstance(share, Decimal) for share in shares), "nothing to share by: no number"
        return
    assert sum(numbers(rows, "Inhouding")) == numbers(rows, "In te houden")[0]
    assert sum(numbers(rows, "Definitieve lumpsum")) == whole - numbers(rows, "In te houden")[0]


@given(made_up())
def test_the_framework_is_all_lumpsums_and_what_others_may_spend(made: Made) -> None:
    (row,) = made.tables.framework.rows
    whole, others = sum(numbers(made.tables.lumpsum.rows, "Lumpsum")), row["Overige uitgaven (C)"]
    assert isinstance(others, Decimal)
    assert row["Lumpsum totaal (B)"] == whole
    assert row["Budgetplafond (A)"] == whole + others


@given(owed, st.lists(st.integers(0, 10_000), min_size=1, max_size=12))
def test_a_split_by_counts_adds_up_and_nobody_gets_more_than_a_cent_too_much(
    amount: Decimal, counts: list[int]
) -> None:
    parts = split(amount, counts)
    if not sum(counts):
        assert parts == [None] * len(counts)
        return
    known = [part for part in parts if part is not None]
    assert sum(known) == amount
    for part, count in zip(known, counts, strict=True):
        assert abs(part - amount * count / sum(counts)) <= Decimal("0.01")


@given(owed)
def test_the_advances_of_places_of_twelve_months_add_up_to_the_year(whole: Decimal) -> None:
    key: Row = {"AGB": "98000001", "Gemeentecode": TOWN, "Productcode": "45A04"}
    columns = (*key_columns(), Column("Voorschot", Kind.EURO))
    year = ResultTable("PlekkenAfrekening", "", "", KEYS, columns, [{**key, "Voorschot": whole}])
    facts: Row = {"Zorgdagen": 0, "Dagen": 30, "Dagen t/m maand": 365, "Zorgdagen vorig jaar": 0}
    months: list[Row] = [
        {**key, **facts, "Maand": date(YEAR, month, 1), "Volgorde": month, "Maandnummer": month}
        for month in range(1, 13)
    ]
    table = ResultTable("Plekken", "", "", (*KEYS, "Maand"), places_columns(), months)
    evaluate(table, [year], {})
    assert sum(numbers(table.rows, "Voorschot")) == whole
