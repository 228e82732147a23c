"""What must hold for every workbook of the catalogue, on the small region: product.md's columns, traces, texts."""

from datetime import date, datetime
from functools import cache

import pytest

from build.settings_of_rows import settings_of_rows
from engine.errors import NotApplicable
from engine.instruments.catalogue import INSTRUMENTS, workbook_of
from engine.result import Report
from engine.run import Period, Run
from engine.settings import default_settings
from engine.settings.parameters import PARAMETERS
from engine.tracing import find_row, key_text
from tests.build.imported import imported
from tests.build.made import small_region
from xl_addin.commands.session import Actor, Session

YEARLY = ("plafonds", "lumpsum", "plekken")
DAYS = (date(2024, 2, 10), date(2024, 9, 15), date(2025, 3, 1))
PRODUCT = {
    "Plafondopbouw": (
        "AGB, Zorgdomein → Aanbieder, Realisatie Y-2, Realisatie Y-1, Groei, Nieuw, Tariefeffect, Basisbedrag, "
        "Korting, Korting snelle groei, Discretionair, Reden, Vastgesteld, Soort"
    ),
    "Uitnutting": (
        "AGB, Zorgdomein → Aanbieder, Soort, Afspraak, Realisatie, Verwacht nog binnen, Uitnutting, Uitnutting "
        "incl. verwacht, Tijd, Prognose jaar, Verwachte overschrijding, Plafond bereikt op, Verplicht, Ruimte, Te "
        "laat %, Ontwikkelplan, Melding 70%, Signaal"
    ),
    "Ruimte": "AGB, Zorgdomein → Aanbieder, Soort, Ruimte, Teken, Spoedtoestemming",
    "Domeinen": "Zorgdomein → Domeinbudget, Afgesproken, Beschikbare ruimte, Realisatie, Uitnutting, Prognose jaar",
    "Kader": (
        "Gemeentecode, Dienstvorm → Gemeente, Omzet partners, Opslag, Indexatie, Taakstelling, Lumpsum totaal "
        "(B), Omzet overig, Ouderen uitgezonderd, Indexatie overig, Taakstelling overig, PGB, Overige uitgaven "
        "(C), Budgetplafond (A), C werkelijk, PGB werkelijk, Overschrijding"
    ),
    "Lumpsum": "Partner, Gemeentecode, Dienstvorm → Naam, Omzet, Bron, Opslag, Indexatie, Taakstelling, Lumpsum",
    "Voorschotten": (
        "Partner, Gemeentecode, Dienstvorm, Kwartaal → Betaalbaar op, Voorschot, Reeds betaald, Verrekend, Te "
        "betalen, Nog te verrekenen"
    ),
    "Nacalculatie": (
        "Partner, Gemeentecode, Dienstvorm → Lumpsum, Aandeel, Overschrijding, Inhouding, Definitieve lumpsum"
    ),
    "Instroom": "Maand, Gemeentecode, Dienstvorm → Bij partners, Bij anderen",
    "Plekken": "AGB, Gemeentecode, Productcode, Maand → Zorgdagen, Plekken, Plekken t/m maand, Voorschot",
    "PlekkenAfrekening": (
        "AGB, Gemeentecode, Productcode → Plekken afgesproken, Zorgdagen, Dagprijs, Realisatie, Voorschot, "
        "Voorschot betaald, Afrekening, Budget, Bandbreedtebrief"
    ),
    "Looptijden": "AGB, Productcode → Perioden, Gemiddelde looptijd, Standaard, Vorig jaar",
    "Uitstroom": "AGB, Productcode, Uitstroomtype → Cliënten, Gemiddelde looptijd",
    "InUitstroom": "AGB, Maand → Instroom, Uitstroom, In zorg",
    "Verwijzers": "AGB, Verwijzer, Maand → Cliënten",
    "Tijdigheid": "AGB, Bericht, Maand → Totaal, Binnen norm, Aandeel",
}
"""The tables of product.md, word for word."""


@cache
def session(as_of: date = DAYS[-1]) -> Session:
    """The small region over 2024."""
    dossier, settings = imported("berichten")[0], settings_of_rows(small_region().settings)
    run = Run(Period(2024), as_of, dossier.store.stand, settings.fingerprint)
    return Session(dossier, settings, dossier.store, run, Actor("toets", datetime(2025, 5, 1, 9, 0)))


def report(name: str, as_of: date = DAYS[-1]) -> Report:
    return session(as_of).report(name)


@pytest.mark.parametrize("name", PRODUCT)
def test_a_table_has_the_keys_and_columns_of_the_product(name: str) -> None:
    workbook = workbook_of(name)
    assert workbook is not None
    table = report(workbook).table(name)
    keys, columns = (part.split(", ") for part in PRODUCT[name].split(" → "))
    names = [column.name for column in table.columns]
    assert table.keys == tuple(keys)
    assert names[: len(keys)] == keys
    assert "Volgorde" in names
    assert [name for name in names if name in columns] == columns


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_every_column_explains_itself_and_every_cell_is_there(name: str) -> None:
    for table in report(name).tables:
        names = {column.name for column in table.columns}
        assert all(column.help for column in table.columns), table.name
        assert all(set(row) == names for row in table.rows), table.name
        for column in table.columns if table.name in report(name).results else ():
            assert column.rule is None or (column.id and column.source), (table.name, column.name)


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_rows_have_a_key_of_their_own_and_a_place(name: str) -> None:
    for table in map(report(name).table, INSTRUMENTS[name].traced):
        keys = [key_text(table, row) for row in table.rows]
        assert len(set(keys)) == len(keys) > 0, table.name
        assert table.values("Volgorde") == list(range(1, len(keys) + 1))
        assert find_row(table, keys[-1]) is table.rows[-1]


@pytest.mark.parametrize("step", [29, pytest.param(5, marks=pytest.mark.full)])
@pytest.mark.parametrize("as_of", DAYS, ids=str)
@pytest.mark.parametrize("name", YEARLY)
def test_the_source_lines_of_every_row_add_up_to_it(name: str, as_of: date, step: int) -> None:
    """All rows through the cases and, every so manieth, here: a region has too many."""
    made = report(name, as_of)
    for table in map(made.table, INSTRUMENTS[name].traced):
        for row in table.rows[::step]:
            trace = INSTRUMENTS[name].traced[table.name](session(as_of).inputs, made, key_text(table, row))
            assert trace.agrees, (table.name, key_text(table, row), trace.check)


@pytest.mark.parametrize("as_of", DAYS, ids=str)
@pytest.mark.parametrize("name", INSTRUMENTS)
def test_texts_of_what_needs_attention_fit_their_place(name: str, as_of: date) -> None:
    for row in report(name, as_of).table("Aandacht").rows:
        for column in ("Wat valt op", "Wat te doen"):
            assert row[column]
            assert len(str(row[column])) <= 70, row[column]


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_parameters_are_shown_with_default_source_and_doubt(name: str) -> None:
    uses = [use for use in report(name).parameters if use.name in PARAMETERS]
    assert uses
    assert all(use.source and use.note for use in uses)


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_the_same_run_gives_the_same_values(name: str) -> None:
    again = INSTRUMENTS[name].report(session().inputs)
    assert [table.rows for table in again.tables] == [table.rows for table in report(name).tables]


@pytest.mark.parametrize("name", YEARLY)
def test_a_part_of_a_year_is_left_out_with_the_reason(name: str) -> None:
    half = Run(Period(2024, 1, 6), date(2024, 9, 1), session().run.stand, session().run.settings_fingerprint)
    part = Session(session().dossier, session().settings, session().store, half, session().actor)
    with pytest.raises(NotApplicable, match="heel jaar"):
        part.report(name)


@pytest.mark.parametrize("name", ["plafonds", "lumpsum"])
def test_without_anything_in_the_settings_a_workbook_is_left_out(name: str) -> None:
    bare = Session(session().dossier, default_settings(), session().store, session().run, session().actor)
    with pytest.raises(NotApplicable, match=r"instellingen\.xlsx"):
        bare.report(name)
