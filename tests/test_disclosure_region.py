"""What leaves the bureau of ceilings, lumpsums and places, on the made-up region: own rows and allowed columns only."""

import html
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from build.settings_of_rows import settings_of_rows
from engine.disclosure import ProviderViews, Receivers
from engine.disclosure_tables import OWN_TABLES, own_tables
from engine.instruments.data_quality import details
from engine.result import Report, ResultTable, Row
from engine.rules import evaluate
from engine.run import Period, Run
from engine.settings import Settings
from templates.provider_workbook import provider_workbook_bytes
from tests.build.imported import imported
from tests.build.made import small_region
from xl_addin.commands.session import Actor, Session

SPECS = {spec.name: spec for spec in OWN_TABLES}
ENOUGH_DIGITS = 5
"""A figure of fewer digits may be anyone's."""


@cache
def settings() -> Settings:
    """Those of the small region."""
    return settings_of_rows(small_region().settings)


@cache
def views() -> ProviderViews:
    """All instruments over 2024, halfway and with something to tell."""
    dossier = imported("berichten")[0]
    run = Run(Period(2024), date(2024, 9, 15), dossier.store.stand, settings().fingerprint)
    session = Session(dossier, settings(), dossier.store, run, Actor("toets", datetime(2025, 5, 1, 9, 0)))
    reports, left_out = session.reports
    assert not left_out
    return ProviderViews(reports, details(session.inputs.con, settings(), run), Receivers.of(settings(), 2024))


def own_results(view: Report) -> list[ResultTable]:
    return [view.table(name) for name in view.results if name in SPECS]


def owners(receiver: str) -> set[str]:
    return {receiver, *views().receivers.owners(receiver, "Partner")}


def words_in(view: Report) -> str:
    """Every text and number that a view holds, in or around its tables."""
    words = [view.title, view.state, *(str(use) for use in view.parameters)]
    for table in view.tables:
        words += [table.title, table.explanation, *(str(value) for row in table.rows for value in row.values())]
        words += [text for column in table.columns for text in (column.help, column.source)]
    return "\n".join(words)


def test_every_table_that_may_leave_has_rows_for_someone() -> None:
    seen = {table.name for receiver in views().all for table in own_results(views().of(receiver))}
    assert seen == set(SPECS)


def test_columns_that_may_leave_exist_and_others_stay() -> None:
    for name, spec in SPECS.items():
        table = views().reports[spec.workbook].table(name)
        assert set(spec.columns) <= {column.name for column in table.columns}, name
    for receiver in views().all:
        for table in own_results(views().of(receiver)):
            names = [column.name for column in table.columns]
            assert set(names) <= set(SPECS[table.name].columns)
            assert all(set(row) == set(names) for row in table.rows)


def test_signals_that_rest_on_an_estimate_stay() -> None:
    """What is still expected to come in is the pattern of a domain, of which the other half may be one aanbieder."""
    report = views().reports["plafonds"]
    uses = [replace(use, value="x") if use.name == "UN.SignaalGrondslag" else use for use in report.parameters]
    assert uses != report.parameters
    usual, estimated = (
        {column.name for one in own_tables(each) for column in one.columns}
        for each in (report, replace(report, parameters=uses))
    )
    assert usual >= {"Signaal", "Melding 70%"}
    assert estimated.isdisjoint({"Signaal", "Melding 70%"})


def test_where_care_went_on_stays() -> None:
    for receiver in views().all:
        view = views().of(receiver)
        assert "Uitstroom" not in {table.name for table in view.tables}
        assert "Uitstroom" not in {column.name for table in own_results(view) for column in table.columns}


def test_every_row_is_the_receivers_own_and_none_is_missing() -> None:
    for receiver in views().all:
        for table in own_results(views().of(receiver)):
            spec = SPECS[table.name]
            assert {str(row[spec.whose]) for row in table.rows} <= owners(receiver)
            whole = views().reports[spec.workbook].table(table.name).rows
            mine = [row for row in whole if str(row[spec.whose]) in views().receivers.owners(receiver, spec.whose)]
            names = [column.name for column in table.columns if column.name != "Volgorde"]
            assert [[row[name] for name in names] for row in table.rows] == [
                [row[name] for name in names] for row in mine
            ]


def test_no_code_or_name_of_another_stands_in_a_view() -> None:
    names = {row.agb: row.name for row in settings().providers}
    strangers = {*names, *names.values(), *views().receivers.partners}
    for receiver in views().all:
        text = words_in(views().of(receiver))
        own = {receiver, names.get(receiver), *views().receivers.owners(receiver, "Partner")}
        assert not [name for name in strangers - own if name and name in text], receiver


def test_formulas_give_the_same_from_the_view_alone() -> None:
    formulas = 0
    for receiver in views().all:
        view = views().of(receiver)
        parameters = {use.name: use.value for use in view.parameters}
        for table in own_results(view):
            again = [dict(row) for row in table.rows]
            calculated = [column.name for column in table.columns if column.rule is not None and not column.fact_first]
            for row in table.rows:
                row.update(dict.fromkeys(calculated))
            evaluate(table, view.tables, parameters)
            assert table.rows == again, (receiver, table.name)
            formulas += len(calculated)
    assert formulas > 100


def test_a_combination_gets_its_own_lumpsum_and_its_members_see_none_of_it() -> None:
    members: dict[str, set[str]] = {}
    for row in settings().lumpsum_partners:
        if row.year == 2024:
            members.setdefault(row.partner or row.agb, set()).add(row.agb)
    combinations = {name: agbs for name, agbs in members.items() if len(agbs) > 1}
    assert combinations
    for name, agbs in combinations.items():
        view = views().of(name)
        assert {"Lumpsum", "Voorschotten", "Nacalculatie"} == set(view.results)
        assert not view.table("Datakwaliteit").rows
        for agb in agbs & set(views().all):
            for table in own_results(views().of(agb)):
                assert name not in {row.get("Partner") for row in table.rows}


def figures(rows: list[Row]) -> set[Decimal]:
    """The exact amounts and means in rows."""
    found = {value for row in rows for value in row.values() if isinstance(value, Decimal)}
    return {value for value in found if len(value.normalize().as_tuple().digits) >= ENOUGH_DIGITS}


def secrets_of(receiver: str) -> set[float]:
    """Figures of others in the tables that leave, and sums of others and of all, without what is the receiver's own."""
    secret, own = set[Decimal](), set[Decimal]()
    for name, spec in SPECS.items():
        rows = views().reports[spec.workbook].table(name).rows
        mine = [row for row in rows if str(row[spec.whose]) in owners(receiver)]
        others = [row for row in rows if row not in mine]
        own |= figures(mine)
        secret |= figures(others)
        columns = [name for name, value in (rows or [{}])[0].items() if isinstance(value, Decimal)]
        for group in (rows, others):
            sums = [sum((Decimal(str(row[column] or 0)) for row in group), Decimal(0)) for column in columns]
            secret |= figures([{str(number): value for number, value in enumerate(sums)}]) if len(group) > 1 else set()
    contract = figures(views().reports["plekken"].table("Standaarden").rows)
    return {float(value) for value in secret - own - contract}


def numbers_in(content: Path) -> Iterator[float]:
    """Every number in any part of a workbook."""
    with zipfile.ZipFile(content) as package:
        for name in package.namelist():
            text = html.unescape(package.read(name).decode("utf-8"))
            yield from map(float, re.findall(r"(?<![\w.#-])-?\d+(?:\.\d+)?(?:E-?\d+)?(?![\w])", text))


def test_no_figure_of_another_stands_in_any_byte_of_a_workbook(tmp_path: Path) -> None:
    for receiver in views().all:
        path = tmp_path / "werkmap.xlsx"
        path.write_bytes(provider_workbook_bytes(views().of(receiver), views().name_of(receiver), path.name))
        shown = {round(number, 9) for number in numbers_in(path)}
        secret = secrets_of(receiver)
        assert len(secret) > 50
        assert not {value for value in secret if round(value, 9) in shown}, receiver
        own = [value for table in own_results(views().of(receiver)) for value in figures(table.rows)]
        assert {round(float(value), 9) for value in own} <= shown, "the search finds what is there"


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("Plafondopbouw", "Reden"),
        ("Uitnutting", "Prognose jaar"),
        ("Uitnutting", "Verwacht nog binnen"),
        ("Lumpsum", "Bron"),
        ("Nacalculatie", "Aandeel"),
        ("Nacalculatie", "Overschrijding"),
    ],
)
def test_what_must_stay_is_not_on_the_list(table: str, column: str) -> None:
    assert column not in SPECS[table].columns
