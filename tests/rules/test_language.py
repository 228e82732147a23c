"""The rules language by hand: order of operations, empty cells, rounding, sentences, and what it refuses."""

from decimal import Decimal
from typing import Any, cast

import pytest

from engine.result import Column, Kind, ResultTable, Row, Value
from engine.rules import (
    EMPTY,
    Always,
    Computed,
    Empty,
    c,
    evaluate,
    formula_text,
    largest,
    lookup,
    marks,
    p,
    rounded,
    same,
    sentence,
    smallest,
    total,
    when,
)
from engine.rules.language import Expression
from engine.rules.walk import parameters, tables

ROW: Row = {"A": Decimal(7), "B": Decimal(2), "Nul": Decimal(0), "Leeg": None, "Naam": "Berk"}
PARAMETERS: dict[str, Value] = {"PV.Korting": Decimal("0.04")}


def table_of(rule: Expression, kind: Kind = Kind.NUMBER, row: Row | None = None) -> ResultTable:
    """One row of facts and one rule column `Uit`."""
    facts = [Column(name, Kind.TEXT if name == "Naam" else Kind.NUMBER) for name in ROW]
    columns = (*facts, Column("Uit", kind, rule))
    return ResultTable("T", "T", "", (), columns, [dict(row or ROW)])


def value(rule: Expression, kind: Kind = Kind.NUMBER) -> Value:
    """The rule's value in the row."""
    table = table_of(rule, kind)
    evaluate(table, [], PARAMETERS)
    return table.rows[0]["Uit"]


def formula(rule: Expression, kind: Kind = Kind.NUMBER) -> str:
    """The rule's formula, with cells shortened to their column."""
    table = table_of(rule, kind)
    text = formula_text(table.column("Uit"), table)
    return text.replace("T[[#This Row],[", "").replace("]]", "")


@pytest.mark.parametrize(
    ("rule", "expected", "text"),
    [
        (c["A"] - (c["B"] - 1), 6, "A-(B-1)"),
        (c["A"] - c["B"] - 1, 4, "A-B-1"),
        ((c["A"] + c["B"]) * 2, 18, "(A+B)*2"),
        (c["A"] + c["B"] * 2, 11, "A+B*2"),
        (c["A"] * (c["B"] / 4), "3.5", "A*B/4"),
        (10 - (c["A"] + c["B"]), 1, "10-(A+B)"),
        (-(c["A"] - c["B"]), -5, "0-(A-B)"),
        (c["A"] * -c["B"], -14, "A*(0-B)"),
        (rounded(c["A"] / 4, 1), "1.8", "ROUND(A/4,1)"),
        (largest(0, c["B"] - c["A"]), 0, "MAX(0,B-A)"),
        (smallest(c["A"], c["B"]) * 3, 6, "MIN(A,B)*3"),
        (100 * p["PV.Korting"], 4, "100*P_PV_Korting"),
    ],
)
def test_order_of_operations_is_the_same_in_value_and_formula(rule: Expression, expected: object, text: str) -> None:
    assert value(rule) == Decimal(str(expected))
    assert text in formula(rule)


@pytest.mark.parametrize(
    "rule",
    [
        c["A"] + c["Leeg"],
        c["A"] / c["Nul"],
        c["A"] / c["Leeg"],
        rounded(c["Leeg"], 2),
        largest(0, c["Leeg"]),
        smallest(c["A"], c["Leeg"]),
        c["Leeg"] * 0,
        when(Empty(c["Leeg"]), EMPTY, 1),
        when(c["A"] > 0, c["Leeg"], 1),
    ],
)
def test_an_empty_cell_or_zero_denominator_makes_empty_never_zero(rule: Expression) -> None:
    assert value(rule) is None
    assert '""' in formula(rule)


def test_a_comparison_with_an_empty_cell_is_false_both_ways() -> None:
    assert value(when(c["Leeg"] > 0, 1, 2)) == 2
    assert value(when(c["Leeg"] <= 0, 1, 2)) == 2
    assert value(when(~(c["Leeg"] > 0), 1, 2)) == 1


def test_a_limit_is_tested_on_nine_decimals() -> None:
    hair = Decimal("0.0000000004")
    assert value(when(c["A"] > c["A"] - hair, 1, 2)) == 2
    assert value(when(c["A"] >= c["A"] + hair, 1, 2)) == 1
    assert value(when(c["A"] > c["A"] - 3 * hair, 1, 2)) == 1


def test_a_euro_column_rounds_itself_half_away_from_zero() -> None:
    assert value(c["A"] * Decimal("0.165") / 1, Kind.EURO) == Decimal("1.16")
    assert value(-c["A"] * Decimal("0.165"), Kind.EURO) == Decimal("-1.16")
    assert value(when(c["A"] > 0, c["A"] / 3, 0), Kind.EURO) == Decimal("2.33")
    assert "ROUND(A/3,2)" in formula(when(c["A"] > 0, c["A"] / 3, 0), Kind.EURO)


def test_texts_and_remarks() -> None:
    remarks = marks((c["A"] > 0, "een"), (c["B"] > 9, "twee"), (Always(), "drie"))
    assert value(remarks, Kind.TEXT) == "een; drie"
    assert value(marks((c["B"] > 9, "twee")), Kind.TEXT) is None
    assert value(when(same(c["Naam"], "Berk"), "ja", "nee"), Kind.TEXT) == "ja"
    assert value(when(same(c["Naam"], "berk"), "ja", "nee"), Kind.TEXT) == "nee"


def test_an_empty_cell_passed_on_stays_empty_in_the_formula() -> None:
    assert 'IF(Leeg="","",Leeg)' in formula(when(c["A"] > 0, c["Leeg"], 1))


def test_a_fact_goes_before_the_rule_and_is_told_apart() -> None:
    columns = (
        Column("A", Kind.NUMBER),
        Column("Tarief", Kind.EURO, c["A"] / 3, fact_first=True),
        Column("Opmerking", Kind.TEXT, marks((Computed("Tarief"), "afgeleid"))),
    )
    rows: list[Row] = [{"A": Decimal(10), "Tarief": Decimal("4.00")}, {"A": Decimal(10), "Tarief": None}]
    table = ResultTable("T", "T", "", (), columns, rows)
    evaluate(table, [], {})
    assert table.values("Tarief") == [Decimal("4.00"), Decimal("3.33")]
    assert table.values("Opmerking") == [None, "afgeleid"]
    assert [table.is_formula(index, columns[1]) for index in (0, 1)] == [False, True]


def test_look_up_and_sums_over_another_table() -> None:
    other = ResultTable(
        "Normen",
        "",
        "",
        ("Code",),
        (Column("Code", Kind.CODE), Column("Norm", Kind.HOURS), Column("Volgorde", Kind.COUNT)),
        [
            {"Code": "54B01", "Norm": Decimal(15), "Volgorde": 1},
            {"Code": "54B02", "Norm": None, "Volgorde": 2},
            {"Code": "54B01", "Norm": Decimal(40), "Volgorde": None},
        ],
    )
    columns = (
        Column("Code", Kind.CODE),
        Column("Norm", Kind.HOURS, lookup("Normen", "Norm", {"Code": c["Code"]})),
        Column("Som", Kind.HOURS, total("Normen", "Norm")),
        Column("Aantal", Kind.COUNT, total("Normen", None, {"Code": c["Code"]})),
    )
    table = ResultTable("T", "", "", (), columns, [{"Code": code} for code in ("54B01", "54B02", "54B03")])
    evaluate(table, [other], {})
    assert table.values("Norm") == [Decimal(15), None, None]
    assert table.values("Som") == [Decimal(15)] * 3
    assert table.values("Aantal") == [1, 1, 0]


@pytest.mark.parametrize(
    ("rule", "formula"),
    [
        (total("Normen", "Norm"), '=SUMIFS(Normen[Norm],Normen[Volgorde],">0")'),
        (total("Normen", None), "=COUNT(Normen[Volgorde])"),
        (
            total("Normen", "Norm", {"Code": "54B01"}),
            '=SUMPRODUCT((Normen[Code]="54B01")*ISNUMBER(Normen[Volgorde]),Normen[Norm])',
        ),
        (
            total("Normen", None, {"Code": "54B01"}),
            '=SUMPRODUCT((Normen[Code]="54B01")*ISNUMBER(Normen[Volgorde]))',
        ),
    ],
)
def test_sums_leave_rows_of_the_staff_out(rule: Expression, formula: str) -> None:
    column = Column("Som", Kind.NUMBER, rule)
    assert formula_text(column, ResultTable("T", "", "", (), (column,))) == formula


def test_rules_in_a_circle_are_refused_and_order_of_columns_does_not_matter() -> None:
    later = (
        Column("Uit", Kind.NUMBER, c["Tussen"] + 1),
        Column("Tussen", Kind.NUMBER, c["A"] * 2),
        Column("A", Kind.NUMBER),
    )
    table = ResultTable("T", "", "", (), later, [{"A": Decimal(3)}])
    evaluate(table, [], {})
    assert table.rows[0]["Uit"] == 7
    circle = (Column("X", Kind.NUMBER, c["Y"] + 1), Column("Y", Kind.NUMBER, c["X"] + 1))
    with pytest.raises(ValueError, match="circle"):
        evaluate(ResultTable("T", "", "", (), circle, [{}]), [], {})


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: c["A"] / (c["B"] + 1),
        lambda: c["A"] + when(c["B"] > 1, 1, 2),
        lambda: rounded(marks((Always(), "x")), 2),
        lambda: c["A"] * cast(Any, 0.5),
        lambda: largest(c["A"], True),
    ],
)
def test_what_would_make_formulas_unreadable_or_inexact_is_refused(wrong: object) -> None:
    with pytest.raises(TypeError):
        wrong()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (Column("Gemiddelde inzet", Kind.HOURS, c["Uren"] / c["Cliënten"]), "Gemiddelde inzet = Uren ÷ Cliënten."),
        (
            Column("Korting", Kind.EURO, p["PV.Korting"] * c["Basisbedrag"]),
            "Korting = parameter PV.Korting × Basisbedrag, afgerond op centen.",
        ),
        (Column("X", Kind.NUMBER, c["A"] - (c["B"] - 1)), "X = A − (B − 1)."),
        (Column("X", Kind.PERCENT, c["A"] / (Decimal(8799) / 365) - 1), "X = A ÷ 24,106849 − 1."),
        (Column("X", Kind.PERCENT, c["A"] / Decimal("777971.56") - 1), "X = A ÷ 777971,56 − 1."),
        (
            Column("Status", Kind.TEXT, when(c["A"] > c["B"], "Boven", when(Empty(c["A"]), "n.v.t.", "Binnen"))),
            "Status = als A hoger is dan B: “Boven”; anders als A leeg is: “n.v.t.”; anders “Binnen”.",
        ),
        (Column("Feit", Kind.COUNT, help="Unieke cliënten."), "Unieke cliënten."),
        (
            Column("Aantal", Kind.COUNT, total("Normen", None, {"Code": c["Code"]})),
            "Aantal = het aantal rijen in tabel Normen (zonder eigen rijen) waar Code gelijk is aan Code.",
        ),
    ],
)
def test_the_sentence_says_what_the_rule_does(column: Column, expected: str) -> None:
    assert sentence(column) == expected


def test_a_rule_tells_which_parameters_and_tables_it_reads() -> None:
    norm = lookup("Normen", "Norm", {"Code": c["Code"]})
    rule = when(same(p["Keuze"], "Prijs"), norm, total("Rijen", "A") * p["Deel"])
    assert parameters(rule) == {"Keuze", "Deel"}
    assert tables(rule) == {"Normen", "Rijen"}
