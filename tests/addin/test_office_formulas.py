"""Formulas go to LibreOffice and come back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.addin.office_formulas import shifted, to_excel, to_office

BOTH = [
    ("=SUM('Max inzet'!B2:B4,1)", "=SUM($'Max inzet'.B2:B4;1)"),
    ("=Invoer!$A$1+'A1'!B2", "=$Invoer.$A$1+$'A1'.B2"),
    ('=T[Bedrag, netto]&"a,b;c ""x""!"', '=T[Bedrag, netto]&"a,b;c ""x""!"'),
    ("=T[[#This Row],[Bedrag, netto]]*2", "=T[[#This Row];[Bedrag, netto]]*2"),
    ("=SUM(T[[#All],[a]:[b, c]],T[])", "=SUM(T[[#All];[a]:[b, c]];T[])"),
    ("=SUM(T[A'''[x']'#b])", "=SUM(T[A'''[x']'#b])"),
    ("=IF(TRUE,SUM({1,2;3,4}),#N/A)", "=IF(TRUE();SUM({1;2|3;4});#N/A)"),
    ("=CEILING(STDEV.S(1,2),3)", "=CEILING.XCL(STDEV.S(1;2);3)"),
]


@pytest.mark.parametrize(("excel", "office"), BOTH)
def test_both_spellings(excel: str, office: str) -> None:
    assert to_office(excel) == office
    assert to_excel(office) == excel


@pytest.mark.parametrize(
    ("excel", "office"),
    [
        ("=[@Bedrag]*2", "=T[[#This Row];[Bedrag]]*2"),
        ("=U[@[Bedrag, netto]]", "=U[[#This Row];[Bedrag, netto]]"),
        ("=_xlfn.STDEV.S(A1,A2)", "=STDEV.S(A1;A2)"),
        ("=TRUE()", "=TRUE()"),
        ("=SUM(T[[#This Row], [a]])", "=SUM(T[[#This Row];[a]])"),
    ],
)
def test_other_spellings_that_excel_takes(excel: str, office: str) -> None:
    assert to_office(excel, "T") == office


def test_what_is_relative_shifts() -> None:
    assert shifted('=A1+$A1+A$1+$A$1+Blad1!Z9+LOG10(T[A1])&"A1"', 2, 1) == (
        '=B3+$A3+B$1+$A$1+Blad1!AA11+LOG10(T[A1])&"A1"'
    )


names = st.text(st.sampled_from("abcXYZ é_1,;.!'|{}"), min_size=1, max_size=6).filter(lambda name: name.strip("' "))
texts = st.text(st.sampled_from("ab,;[]{}|$!.'\""), max_size=6).map(lambda text: '"' + text.replace('"', '""') + '"')
columns = st.text(st.sampled_from("ab 1,;.!|{}[]#'"), min_size=1, max_size=6).map(
    lambda name: "".join(f"'{letter}" if letter in "[]#'" else letter for letter in f"k{name}")
)
cells = st.sampled_from(["A1", "$B$2", "C$3:D4", "AA10"])


def _quoted(name: str) -> str:
    plain = name.replace("_", "a").isalnum() and not name[0].isdigit() and not name[-1].isdigit() and len(name) > 3
    return name if plain else "'" + name.replace("'", "''") + "'"


sheets = names.map(lambda name: _quoted(f"{name}  ") + "!") | st.sampled_from(["Blad!", "Élan_2x!"])
structured = st.one_of(
    columns.map(lambda name: f"Tabel[{name}]"),
    st.builds("Tabel[[#This Row],[{}]]".format, columns),
    st.builds("Tabel[[#Data],[{}]:[{}]]".format, columns, columns),
)
leaves = st.one_of(
    texts,
    cells,
    st.builds(str.__add__, sheets, cells),
    structured,
    st.sampled_from(["TRUE", "#REF!", "{1,2;3,4}", "1.5", "peildatum"]),
)
expressions = st.recursive(
    leaves,
    lambda inner: st.builds("IF({},{},{})".format, inner, inner, inner) | st.builds("{}+{}".format, inner, inner),
)


@given(expressions)
def test_a_formula_comes_back(expression: str) -> None:
    assert to_excel(to_office(f"={expression}")) == f"={expression}"
