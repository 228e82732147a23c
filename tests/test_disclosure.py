"""BM-5: whatever the others' figures are, none of them leaves; own figures leave exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from engine.disclosure import Limits, round_significant, safe_statistics
from engine.instruments.benchmark import MEASURES
from engine.result import Report, Row, Value
from engine.rules import evaluate
from engine.rules.walk import parameters, tables
from engine.texts import benchmark as benchmark_texts
from engine.texts import disclosure as texts
from tests.templates.made_report import PRODUCTS, agb_of, made_report, made_views, name_of, with_parameter

LIMITS = Limits(5, 10, Decimal("0.5"))
HOURS = MEASURES[0]


def others(*figures: tuple[int, str]) -> list[Row]:
    """Rows of clients and hours."""
    return [
        {
            "AGB": f"{number:08}", "Cliënten": clients, "Uren": Decimal(hours), "Bedrag": Decimal(hours) * 100,
            "Gemiddelde inzet": Decimal(hours) / clients,
        }
        for number, (clients, hours) in enumerate(figures)
    ]  # fmt: skip


FIVE = others((2, "20.2"), (2, "22.6"), (2, "24.8"), (2, "26.2"), (2, "28.4"))


def test_median_and_quartiles_are_rounded_to_two_significant_digits() -> None:
    safe = safe_statistics(FIVE, HOURS, LIMITS)
    assert (safe.first_quartile, safe.median, safe.third_quartile) == (11, 12, 13)
    assert safe.hidden_because is None


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (FIVE[:4], texts.few_providers(5)),
        (others((1, "10"), (2, "20"), (2, "20"), (2, "20"), (2, "20")), texts.few_clients(10)),
        (others((9, "90"), (2, "20"), (2, "20"), (2, "20"), (2, "20")), texts.one_dominates("50")),
        (others((3, "99"), (2, "20"), (2, "20"), (2, "20"), (2, "20")), texts.one_dominates("50")),
        ([], texts.few_providers(5)),
    ],
    ids=["four others", "nine clients", "above half of the clients", "above half of the hours", "nobody"],
)
def test_statistics_are_hidden_with_the_reason(rows: list[Row], reason: str) -> None:
    safe = safe_statistics(rows, HOURS, LIMITS)
    assert (safe.median, safe.hidden_because) == (None, reason)


def test_exactly_half_of_the_total_is_not_above_it() -> None:
    rows = others((8, "80"), (2, "20"), (2, "20"), (2, "20"), (2, "20"))
    assert safe_statistics(rows, HOURS, LIMITS).hidden_because is None


def test_an_aanbieder_without_a_value_does_not_make_the_group_large_enough() -> None:
    rows = [*FIVE[:4], {**FIVE[4], "Gemiddelde inzet": None}]
    assert safe_statistics(rows, HOURS, LIMITS).hidden_because == texts.few_providers(5)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        ("12.49", "12"),
        ("12.5", "13"),
        ("0.0455", "0.046"),
        ("1749", "1700"),
        ("99.6", "100"),
        ("-0.125", "-0.13"),
        ("0", "0"),
    ],
)
def test_two_significant_digits(value: str, rounded: str) -> None:
    found = round_significant(Decimal(value))
    assert (found, "E" in str(found)) == (Decimal(rounded), False)


@given(st.decimals(Decimal("0.0001"), 10_000_000, places=6))
def test_rounding_leaves_at_most_two_significant_digits(value: Decimal) -> None:
    rounded = round_significant(value)
    assert len(str(rounded).replace(".", "").strip("0")) <= 2
    assert abs(rounded - value) <= value * Decimal("0.05")


def everything_in(view: Report) -> list[Value]:
    """Every value of every table, and the texts around them."""
    values: list[Value] = [value for table in view.tables for row in table.rows for value in row.values()]
    values += [use.value for use in view.parameters]
    words = [view.title, view.state, *view.bureau.values()]
    words += [text for table in view.tables for text in (table.title, table.explanation)]
    words += [text for use in view.parameters for text in (use.source, use.note)]
    words += [text for table in view.tables for column in table.columns for text in (column.help, column.source)]
    return [*values, *words]


def secrets_of(report: Report, agb: str) -> set[Decimal]:
    """Every exact figure of others, the region's sums and means, and what own figures turn into others' sums."""
    results = report.table("MaxInzet")
    names = (
        "Cliënten",
        "Uren",
        "Bedrag",
        "Gemiddelde inzet",
        "Gemiddelde totaalprijs",
        "Te laat %",
        "Vorig jaar (nu)",
        "Beweging",
    )
    found = {
        Decimal(value)
        for row in results.rows
        if row["AGB"] != agb
        for name in names
        if isinstance(value := row[name], Decimal | int)
    }
    for product in PRODUCTS:
        rows = [row for row in results.rows if row["Productcode"] == product]
        rest = [row for row in rows if row["AGB"] != agb]
        for name in ("Cliënten", "Uren", "Bedrag"):
            for group in (rows, rest):
                if len(group) > 1:
                    found.add(sum((Decimal(str(row[name])) for row in group), Decimal(0)))
    compared = report.table("Benchmark").rows
    found |= {
        value
        for row in compared
        for name in ("Regio", "Mediaan", "Kwartiel 1", "Kwartiel 3")
        if isinstance(value := row[name], Decimal)
    }
    return found


@given(st.integers(2, 9), st.integers(0, 10**6), st.sampled_from(["2024", "2024-H1"]))
@hypothesis_settings(max_examples=25, deadline=None)
def test_no_figure_name_or_code_of_another_aanbieder_is_in_the_view(providers: int, seed: int, code: str) -> None:
    report = made_report(providers, code, seed)
    for number in range(providers):
        agb = agb_of(number)
        shown = everything_in(made_views(report, providers).of(agb))
        own = {
            Decimal(value)
            for row in report.table("MaxInzet").rows
            if row["AGB"] == agb
            for value in row.values()
            if isinstance(value, Decimal | int)
        }
        numbers = {Decimal(value) for value in shown if isinstance(value, Decimal | int)}
        assert not numbers & (secrets_of(report, agb) - own)
        text = " ".join(str(value) for value in shown)
        strangers = [other for other in range(providers) if other != number]
        assert not [
            other for other in strangers if agb_of(other) in text or name_of(other) in text or f"TW{other:04}" in text
        ]


def test_the_search_for_figures_would_find_a_leak() -> None:
    report = made_report(6)
    secret = secrets_of(report, agb_of(0))
    whole = {Decimal(value) for value in everything_in(report) if isinstance(value, Decimal | int)}
    assert len(secret & whole) > 20


@given(st.integers(0, 10**6), st.integers(0, 10**6))
@hypothesis_settings(max_examples=15, deadline=None)
def test_with_too_few_others_their_figures_change_nothing(one: int, other: int) -> None:
    first, second = (made_views(made_report(5, others_seed=seed), 5).of(agb_of(0)) for seed in (one, other))
    assert [table.rows for table in first.tables] == [table.rows for table in second.tables]


def test_others_statistics_do_not_depend_on_the_own_figures() -> None:
    views = [made_views(made_report(20, seed=seed, others_seed=3), 20).of(agb_of(0)) for seed in (1, 2)]
    safe = [
        [(row["Kwartiel 1"], row["Mediaan"], row["Kwartiel 3"]) for row in view.table("Benchmark").rows]
        for view in views
    ]
    assert safe[0] == safe[1]
    assert any(median is not None for _, median, _ in safe[0])
    assert views[0].table("MaxInzet").rows != views[1].table("MaxInzet").rows


def test_own_figures_are_exact_and_their_formulas_give_them_from_the_view_alone() -> None:
    report = made_report(8)
    for code in ("2024", "2024-H1"):
        report = made_report(8, code)
        for number in range(8):
            view = made_views(report, 8).of(agb_of(number))
            results = view.table("MaxInzet")
            original = [row for row in report.table("MaxInzet").rows if row["AGB"] == agb_of(number)]
            names = [column.name for column in results.columns]
            assert results.rows == [{name: row[name] for name in names} for row in original]
            used = {name for column in results.columns if column.rule is not None for name in tables(column.rule)}
            assert used <= {table.name for table in view.tables}
            again = [dict(row) for row in results.rows]
            for row in results.rows:
                row.update(
                    {
                        column.name: None
                        for column in results.columns
                        if column.rule is not None and not column.fact_first
                    }
                )
            evaluate(results, view.tables, {use.name: use.value for use in view.parameters})
            assert results.rows == again


def test_the_view_has_only_the_tables_and_parameters_that_it_needs() -> None:
    view = made_views(made_report(8), 8).of(agb_of(2))
    assert [table.name for table in view.tables] == ["MaxInzet", "Benchmark", "Datakwaliteit", "Normen"]
    rules = [column.rule for table in view.tables for column in table.columns if column.rule is not None]
    assert {use.name for use in view.parameters} == {name for rule in rules for name in parameters(rule)}


def test_free_text_of_staff_does_not_leave() -> None:
    text = " ".join(map(str, everything_in(made_views(made_report(8), 8).of(agb_of(2)))))
    assert not [word for word in ("vrije", "gesprek") if word in text]


def test_clients_of_others_are_not_compared() -> None:
    rows = made_views(made_report(20), 20).of(agb_of(0)).table("Benchmark").rows
    assert {row["Maat"] for row in rows} == {
        benchmark_texts.AVERAGE_HOURS,
        benchmark_texts.AVERAGE_PRICE,
        benchmark_texts.LATE_SHARE,
    }


def test_the_quality_list_names_assignments_and_no_other_numbers() -> None:
    rows = made_views(made_report(3), 3).of(agb_of(1)).table("Datakwaliteit").rows
    assert "TW0001DK-8" in {row["Toewijzingnummer"] for row in rows}
    assert not [row for row in rows for value in row.values() if str(value).startswith(("REF", "DCL"))]
    assert "DK-11" not in {row["Controle"] for row in rows}  # the bureau's own settings


def test_limits_come_from_the_parameters() -> None:
    report = with_parameter(made_report(8), texts.MIN_PROVIDERS, Decimal(7))
    rows = made_views(report, 8).of(agb_of(0)).table("Benchmark").rows
    assert {row["Toelichting"] for row in rows if row["Productcode"] == "54B01"} == {None}
    rows = made_views(with_parameter(report, texts.MIN_PROVIDERS, Decimal(8)), 8).of(agb_of(0)).table("Benchmark").rows
    assert {row["Toelichting"] for row in rows} == {texts.few_providers(8)}


def test_a_report_without_the_limits_cannot_be_disclosed() -> None:
    report = made_report(3)
    report.parameters = [use for use in report.parameters if use.name != texts.MAX_SHARE]
    with pytest.raises(KeyError):
        made_views(report, 3)


def test_without_others_there_is_nothing_to_show_whatever_the_limits() -> None:
    loose = Limits(0, 0, Decimal("1"))
    assert safe_statistics([], MEASURES[0], loose).hidden_because == texts.few_providers(3)
    assert safe_statistics(others((10, "100"), (10, "200")), MEASURES[0], loose).hidden_because
