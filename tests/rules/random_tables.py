"""Random tables of rules: facts with holes, and columns whose rules use every part of the language."""

from decimal import Decimal

from hypothesis import strategies as st

from engine.result import Column, Kind, ParameterUse, ResultTable, Row, Value
from engine.rules import (
    EMPTY,
    Always,
    Computed,
    Empty,
    c,
    largest,
    lookup,
    marks,
    p,
    rounded,
    same,
    smallest,
    total,
    when,
)
from engine.rules.language import Condition, Expression, Lookup

PARAMETERS = [
    ParameterUse("Toets.Deel", Decimal("0.05"), "%", "", ""),
    ParameterUse("Toets.Grens", Decimal("2.5"), "getal", "", ""),
    ParameterUse("Toets.Keuze", "noord", "keuze", "", ""),
]
VALUES: dict[str, Value] = {use.name: use.value for use in PARAMETERS}
TEXTS = ("noord", "zuid", "oost en west")
ROWS = 12

quarters = st.integers(-120, 120).map(lambda number: Decimal(number) / 4)
"""Exact in a double as well, so that only divisions and cents are not."""
cents = st.integers(-9999, 9999).map(lambda number: Decimal(number) / 100)
numbers = st.one_of(quarters, cents, st.just(Decimal(0)))


@st.composite
def other_tables(draw: st.DrawFn) -> ResultTable:
    """A table to look up in: some values missing, one text never found, and a row that is not ours."""
    columns = (
        Column("Sleutel", Kind.CODE),
        Column("Waarde", Kind.NUMBER),
        Column("Groep", Kind.TEXT),
        Column("Volgorde", Kind.COUNT),
    )
    rows: list[Row] = [
        {"Sleutel": key, "Waarde": draw(st.none() | numbers), "Groep": draw(st.sampled_from(TEXTS)), "Volgorde": order}
        for key, order in ((TEXTS[0], 1), (TEXTS[1], 2), ("eigen rij", None))
    ]
    return ResultTable("Opzoek", "Opzoeken", "Om in op te zoeken.", ("Sleutel",), columns, rows)


@st.composite
def tables(draw: st.DrawFn, rule_columns: int = 40) -> ResultTable:
    """Facts with empty cells, then columns with random rules that may read those before them."""
    facts = (
        Column("Sleutel", Kind.CODE, never_empty=True),
        Column("Volgorde", Kind.COUNT, never_empty=True),
        Column("Vol", Kind.NUMBER, never_empty=True),
        Column("A [1]", Kind.NUMBER),
        Column("B %", Kind.NUMBER),
        Column("Tekst", Kind.TEXT),
        Column("Eerst feit", Kind.NUMBER, draw(_numeric(["Vol", "A [1]"], 2)), fact_first=True),
    )
    readable = ["Vol", "A [1]", "B %", "Eerst feit"]
    columns: list[Column] = []
    for number in range(rule_columns):
        name = f"Regel {number}"
        kind = draw(st.sampled_from((Kind.NUMBER, Kind.NUMBER, Kind.EURO, Kind.TEXT)))
        rule = draw(_text_rule(readable) if kind is Kind.TEXT else _rule(readable))
        columns.append(Column(name, kind, rule))
        if kind is not Kind.TEXT and number % 4 == 0:
            readable.append(name)
    rows = [draw(_fact_rows(number)) for number in range(1, ROWS + 1)]
    return ResultTable("Toets", "Toets", "Willekeurige regels.", ("Sleutel",), (*facts, *columns), rows)


@st.composite
def _fact_rows(draw: st.DrawFn, number: int) -> Row:
    holes = st.none() | numbers
    return {
        "Sleutel": f"{number:03}",
        "Volgorde": number,
        "Vol": draw(numbers),
        "A [1]": draw(holes),
        "B %": draw(holes),
        "Tekst": draw(st.none() | st.sampled_from(TEXTS)),
        "Eerst feit": draw(holes),
    }


def _looked_up() -> Lookup:
    return lookup("Opzoek", "Waarde", {"Sleutel": c["Tekst"]})


def _leaves(readable: list[str]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        st.sampled_from(readable).map(lambda name: c[name]),
        st.sampled_from(readable).map(lambda name: c[name]),
        st.sampled_from(("Toets.Deel", "Toets.Grens")).map(lambda name: p[name]),
        quarters.map(lambda number: rounded(c["Vol"] * 0 + number, 2)),
        st.just(_looked_up()),
        st.just(total("Opzoek", "Waarde")),
        st.just(total("Opzoek", "Waarde", {"Groep": c["Tekst"]})),
        st.just(total("Opzoek", None)),
        st.just(total("Toets", "Vol", {"Tekst": c["Tekst"]})),
        st.just(total("Toets", "A [1]", upto="Volgorde")),
        st.just(total("Toets", None, {"Tekst": "zuid"})),
    )


def _numeric(readable: list[str], depth: int) -> st.SearchStrategy[Expression]:
    """Arithmetic, rounding, smallest and largest; a denominator is a cell, parameter, lookup or constant."""
    if depth == 0:
        return _leaves(readable)
    below = _numeric(readable, depth - 1)
    denominators = st.one_of(
        st.sampled_from(readable).map(lambda name: c[name]),
        st.sampled_from((p["Toets.Deel"], p["Toets.Grens"])),
        st.just(_looked_up()),
    )
    return st.one_of(
        below,
        st.tuples(below, below).map(lambda pair: pair[0] + pair[1]),
        st.tuples(below, below).map(lambda pair: pair[0] - pair[1]),
        st.tuples(below, _leaves(readable)).map(lambda pair: pair[0] * pair[1]),
        st.tuples(below, denominators).map(lambda pair: pair[0] / pair[1]),
        st.tuples(below, quarters).map(lambda pair: pair[1] - pair[0]),
        below.map(lambda value: -value),
        st.tuples(below, st.integers(0, 4)).map(lambda pair: rounded(*pair)),
        st.tuples(below, below).map(lambda pair: largest(0, *pair)),
        st.tuples(below, below).map(lambda pair: smallest(*pair)),
    )


def _condition(readable: list[str], depth: int = 2) -> st.SearchStrategy[Condition]:
    sides = _numeric(readable, 1)
    simple = st.one_of(
        st.tuples(sides, sides).map(lambda pair: pair[0] > pair[1]),
        st.tuples(sides, sides).map(lambda pair: pair[0] >= pair[1]),
        st.tuples(sides, sides).map(lambda pair: pair[0] < pair[1]),
        st.tuples(sides, sides).map(lambda pair: pair[0] <= pair[1]),
        st.sampled_from(TEXTS).map(lambda text: same(c["Tekst"], text)),
        st.just(same(p["Toets.Keuze"], c["Tekst"])),
        st.sampled_from(readable).map(lambda name: Empty(c[name])),
        st.just(Empty(_looked_up())),
        st.just(Computed("Eerst feit")),
        st.just(Always()),
    )
    if depth == 0:
        return simple
    below = _condition(readable, depth - 1)
    return st.one_of(
        simple,
        st.tuples(below, below).map(lambda pair: pair[0] & pair[1]),
        st.tuples(below, below).map(lambda pair: pair[0] | pair[1]),
        below.map(lambda one: ~one),
    )


def _rule(readable: list[str]) -> st.SearchStrategy[Expression]:
    plain = _numeric(readable, 3)
    chosen = st.tuples(_condition(readable), plain, plain).map(lambda parts: when(*parts))
    holed = st.tuples(_condition(readable), plain).map(lambda parts: when(parts[0], EMPTY, parts[1]))
    nested = st.tuples(_condition(readable), plain, chosen).map(lambda parts: when(*parts))
    return st.one_of(plain, plain, chosen, holed, nested)


def _text_rule(readable: list[str]) -> st.SearchStrategy[Expression]:
    status = st.tuples(_condition(readable), _condition(readable)).map(
        lambda pair: when(pair[0], "Boven", when(pair[1], "Binnen", c["Tekst"]))
    )
    remarks = st.tuples(_condition(readable), _condition(readable)).map(
        lambda pair: marks((pair[0], "afgeleid"), (pair[1], 'beeld "onvolledig"'))
    )
    return status | remarks
