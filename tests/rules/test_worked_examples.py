"""Worked examples of rules.md that need no store, written in the rules language as instruments will."""

from decimal import Decimal

import pytest

from engine.result import Column, Kind, ResultTable, Row, Value
from engine.rules import EMPTY, Empty, c, evaluate, largest, p, rounded, smallest, total, when

EURO = Kind.EURO


def money(text: str) -> Decimal:
    """1.234,50 → 1234.50."""
    return Decimal(text.replace(".", "").replace(",", "."))


def run(name: str, columns: tuple[Column, ...], rows: list[Row], parameters: dict[str, Value]) -> ResultTable:
    """A table with its rules evaluated."""
    table = ResultTable(name, name, "", (), columns, rows)
    evaluate(table, [], parameters)
    return table


SHARED = (
    Column("Volgorde", Kind.COUNT),
    Column("Totaal", EURO),
    Column("Gewicht", Kind.NUMBER),
    Column("Som", Kind.NUMBER, total("Delen", "Gewicht")),
    Column("Tot en met", Kind.NUMBER, total("Delen", "Gewicht", upto="Volgorde")),
    Column("Deel", EURO, rounded(c["Totaal"] * c["Tot en met"] / c["Som"], 2) - c["Tot vorige"]),
    Column("Tot vorige", EURO, rounded(c["Totaal"] * c["Voor"] / c["Som"], 2)),
    Column("Voor", Kind.NUMBER, c["Tot en met"] - c["Gewicht"]),
)
"""G-8: part_i = ROUND(T·cum_i, 2) − ROUND(T·cum_{i−1}, 2)."""


def shared(whole: str, weights: list[str], order: list[int] | None = None) -> list[Value]:
    """The parts of a total, rows in any order on screen."""
    positions = order or list(range(1, len(weights) + 1))
    rows: list[Row] = [
        {"Volgorde": position, "Totaal": money(whole), "Gewicht": money(weights[position - 1])}
        for position in positions
    ]
    table = run("Delen", SHARED, rows, {})
    return table.values("Deel")


def test_g8_quarters_of_a_lumpsum_add_up_to_the_cent() -> None:
    parts = shared("960.797,50", ["1", "1", "1", "1"])
    assert parts == [money(text) for text in ("240.199,38", "240.199,37", "240.199,38", "240.199,37")]
    assert sum(part for part in parts if isinstance(part, Decimal)) == money("960.797,50")


def test_g8_parts_do_not_depend_on_the_order_on_screen() -> None:
    assert shared("960.797,50", ["1", "1", "1", "1"], [3, 1, 4, 2]) == [
        money(text) for text in ("240.199,38", "240.199,38", "240.199,37", "240.199,37")
    ]


def test_ls11_half_the_excess_is_withheld_by_share_in_the_lumpsum() -> None:
    assert shared("50.000,00", ["960.797,50", "480.398,75"]) == [money("33.333,33"), money("16.666,67")]


LUMPSUM = (
    Column("Omzet", EURO),
    Column("Opslag", EURO),
    Column("Indexatie", EURO, (c["Omzet"] + c["Opslag"]) * p["LS.Indexatie"]),
    Column("Taakstelling", EURO, (c["Omzet"] + c["Opslag"] + c["Indexatie"]) * p["LS.Taakstelling"]),
    Column("Lumpsum", EURO, c["Omzet"] + c["Opslag"] + c["Indexatie"] - c["Taakstelling"]),
)


@pytest.mark.parametrize(
    ("revenue", "index", "cut", "lumpsum"),
    [
        ("1.000.000,00", "38.700,00", "77.902,50", "960.797,50"),
        ("321.017,45", "12.423,38", "25.008,06", "308.432,77"),
    ],
)
def test_ls_lumpsum_of_a_partner(revenue: str, index: str, cut: str, lumpsum: str) -> None:
    parameters: dict[str, Value] = {"LS.Indexatie": Decimal("0.0387"), "LS.Taakstelling": Decimal("0.075")}
    (row,) = run("Lumpsum", LUMPSUM, [{"Omzet": money(revenue), "Opslag": Decimal(0)}], parameters).rows
    assert [row[name] for name in ("Indexatie", "Taakstelling", "Lumpsum")] == [
        money(index),
        money(cut),
        money(lumpsum),
    ]


ADVANCES = (
    Column("Kwartaal", Kind.COUNT),
    Column("Voorschot", EURO),
    Column("Reeds betaald", EURO),
    Column("Verrekend", EURO, largest(0, smallest(c["Voorschot"], c["Reeds betaald"]))),
    Column("Te betalen", EURO, c["Voorschot"] - c["Verrekend"]),
    Column("Nog te verrekenen", EURO, c["Reeds betaald"] - c["Verrekend"]),
)


def test_ls10_paid_already_is_settled_against_the_earliest_advance() -> None:
    rows: list[Row] = [
        {"Kwartaal": 1, "Voorschot": money("240.199,38"), "Reeds betaald": money("300.000,00")},
        {"Kwartaal": 2, "Voorschot": money("240.199,37"), "Reeds betaald": money("59.800,62")},
    ]
    table = run("Voorschotten", ADVANCES, rows, {})
    assert table.values("Te betalen") == [Decimal(0), money("180.398,75")]
    assert table.values("Nog te verrekenen") == [money("59.800,62"), Decimal(0)]


EXPECTATION = (
    Column("Realisatie Y-2", EURO),
    Column("Realisatie Y-1", EURO),
    Column("Tariefeffect", Kind.FACTOR),
    Column("Discretionair", EURO),
    Column(
        "Groei",
        Kind.PERCENT,
        when(c["Realisatie Y-2"] > 0, c["Realisatie Y-1"] / c["Realisatie Y-2"] - 1, EMPTY),
    ),
    Column("Nieuw", Kind.TEXT, when(Empty(c["Groei"]), "ja", "nee")),
    Column("Basisbedrag", EURO, c["Realisatie Y-1"] * c["Tariefeffect"] * (1 + p["PV.Indexatie"])),
    Column("Korting", EURO, p["PV.Korting"] * c["Basisbedrag"]),
    Column(
        "Korting snelle groei",
        EURO,
        when(c["Groei"] > p["PV.Groeigrens"], p["PV.KortingSnelleGroei"] * c["Basisbedrag"], 0),
    ),
    Column(
        "Vastgesteld",
        EURO,
        largest(0, c["Basisbedrag"] - c["Korting"] - c["Korting snelle groei"] + c["Discretionair"]),
    ),
)
EXPECTATION_PARAMETERS: dict[str, Value] = {
    "PV.Indexatie": Decimal(0),
    "PV.Korting": Decimal("0.04"),
    "PV.KortingSnelleGroei": Decimal("0.09"),
    "PV.Groeigrens": Decimal("0.25"),
}


def expectation(before: str, last: str, tariff: str, extra: str) -> Row:
    """One row of Plafondopbouw."""
    row: Row = {
        "Realisatie Y-2": money(before),
        "Realisatie Y-1": money(last),
        "Tariefeffect": money(tariff),
        "Discretionair": money(extra),
    }
    return run("Plafondopbouw", EXPECTATION, [row], EXPECTATION_PARAMETERS).rows[0]


def test_pv_production_expectation_of_a_fast_grower() -> None:
    row = expectation("200.000,00", "260.000,00", "1,03", "5.000,00")
    assert row["Groei"] == Decimal("0.3")
    assert [row[name] for name in ("Basisbedrag", "Korting", "Korting snelle groei", "Vastgesteld")] == [
        money(text) for text in ("267.800,00", "10.712,00", "24.102,00", "237.986,00")
    ]


def test_pv4_exactly_a_quarter_more_is_no_fast_growth() -> None:
    assert expectation("200.000,00", "250.000,00", "1,00", "0,00")["Korting snelle groei"] == 0
    assert expectation("200.000,00", "250.000,01", "1,00", "0,00")["Korting snelle groei"] == money("22.500,00")


def test_pv4_without_production_the_year_before_there_is_no_growth() -> None:
    row = expectation("0,00", "250.000,00", "1,00", "0,00")
    assert (row["Groei"], row["Nieuw"], row["Korting snelle groei"]) == (None, "ja", 0)


def test_pv6_never_below_zero() -> None:
    assert expectation("200.000,00", "10.000,00", "1,00", "-20.000,00")["Vastgesteld"] == 0
