"""Fingerprint, snapshot and SQL tables."""

from datetime import date
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from engine.settings import Settings, default_settings, settings_from_json, settings_to_json
from engine.settings.rows import CodeTranslation, Norm, Provider, Raise, Tariff
from engine.settings.tables import TABLES

HOURS = st.decimals(min_value=0, max_value=10**6, places=4)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
NORMS = st.builds(
    Norm,
    product_code=st.from_regex(r"\A[0-9]{2}[A-Z][0-9]{2}\Z"),
    year=st.integers(1990, 2100),
    hours=HOURS,
    maximum_price=st.none() | st.decimals(min_value=0, max_value=10**9, places=2),
    source=st.none() | st.text(min_size=1),
)
RAISES = st.builds(
    Raise,
    agb=st.from_regex(r"\A[0-9]{8}\Z"),
    product_code=st.just("54B01"),
    year=st.just(2024),
    granted_hours=st.none() | HOURS,
    decided_on=st.none() | DAYS,
)
TARIFF = Tariff(product_code="54B01", valid_from=date(2024, 1, 1), unit="01", tariff=Decimal("1.7034"))


@given(st.lists(NORMS), st.lists(RAISES))
@settings(max_examples=50)
def test_a_snapshot_gives_exactly_the_same_settings(norms, raises):
    made = Settings(norms=tuple(norms), raises=tuple(raises))
    again = settings_from_json(settings_to_json(made))
    assert again == made
    assert [str(norm.hours) for norm in again.norms] == [str(norm.hours) for norm in norms]
    assert again.fingerprint == made.fingerprint


def test_a_snapshot_that_was_tampered_with_is_not_read():
    text = settings_to_json(default_settings()).replace('"hours":', '"uren":')
    with pytest.raises(ValidationError):
        settings_from_json(text)


def test_the_fingerprint_follows_content_and_not_order_or_notation():
    first = Norm(product_code="54B01", year=2024, hours=Decimal("15"))
    second = Norm(product_code="54B02", year=2024, hours=Decimal("0"))
    same = (second.model_copy(update={"hours": Decimal("0.00")}), first.model_copy(update={"hours": Decimal("15.0")}))
    assert Settings(norms=(first, second)).fingerprint == Settings(norms=same).fingerprint
    other = first.model_copy(update={"hours": Decimal("15.0001")})
    assert Settings(norms=(first, second)).fingerprint != Settings(norms=(other, second)).fingerprint
    assert len(Settings().fingerprint) == 64


def test_rows_cannot_be_changed():
    with pytest.raises(ValidationError):
        TARIFF.tariff = Decimal(1)  # type: ignore[misc]


def test_every_table_is_registered_with_all_columns_also_when_empty():
    con = duckdb.connect()
    Settings().register(con)
    for table in TABLES:
        columns = [row[0] for row in con.execute(f"DESCRIBE settings_{table.field}").fetchall()]
        assert columns == [column.name for column in table.columns] + [name for name, _ in table.derived]
        assert con.execute(f"SELECT count(*) FROM settings_{table.field}").fetchone() == (0,)


def test_registered_values_are_exact_and_typed():
    con = duckdb.connect()
    provider = Provider(agb="01234567", name="Zorg & 'Zo', \"[x]\"\n")
    made = Settings(
        tariffs=(TARIFF,), providers=(provider,), code_translation=(CodeTranslation(code="a", product_code="b"),)
    )
    made.register(con)
    made.register(con)  # a second time replaces the first
    row = con.execute("SELECT agb, valid_from, valid_to, tariff, hourly_tariff FROM settings_tariffs").fetchall()
    assert row == [(None, date(2024, 1, 1), None, Decimal("1.7034"), Decimal("102.2040"))]
    assert con.execute("SELECT agb, name FROM settings_providers").fetchall() == [(provider.agb, provider.name)]
    assert con.execute("SELECT origin FROM settings_code_translation").fetchall() == [(None,)]


@pytest.mark.parametrize(("unit", "expected"), [("04", "1.7034"), ("01", "102.2040"), ("16", None)])
def test_the_hourly_tariff_is_that_of_hours_and_minutes_only(unit, expected):
    hourly = TARIFF.model_copy(update={"unit": unit}).hourly_tariff
    assert hourly == (None if expected is None else Decimal(expected))
