"""What each aanbieder and each gemeente can act on (DK): its own findings, with what is asked, and nothing of another.

A list for an aanbieder holds rows with its own AGB only, and names no other aanbieder. One for a gemeente holds rows
with its own Gemeentecode only; it may name the aanbieders of those messages. Clients stand in neither.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.result import Column, Kind, ResultTable, Row
from engine.texts import data_quality as texts
from engine.texts import data_quality_export as export_texts
from engine.texts.data_quality import CheckText

if TYPE_CHECKING:
    from engine.settings import Settings

TABLE = "Actielijst"
PROVIDER, MUNICIPALITY = "aanbieder", "gemeente"
_SEVERITIES = (texts.HIGH, texts.MEDIUM, texts.LOW)
_KINDS: Mapping[str, Kind] = {
    "Volgorde": Kind.COUNT,
    "Controle": Kind.CODE,
    "Toewijzingnummer": Kind.CODE,
    "ReferentieNummer": Kind.CODE,
    "Ernst": Kind.STATUS,
    "Omschrijving": Kind.TEXT,
    "Gemeentecode": Kind.CODE,
    "Gemeente": Kind.TEXT,
    "AGB": Kind.CODE,
    "Aanbieder": Kind.TEXT,
    "Productcode": Kind.CODE,
    "DeclaratieNummer": Kind.CODE,
    "Begindatum": Kind.DATE,
    "Einddatum": Kind.DATE,
    "Eenheid": Kind.CODE,
    "Gevonden": Kind.NUMBER,
    "Verwacht": Kind.NUMBER,
    "Bedrag": Kind.EURO,
    "Toelichting": Kind.TEXT,
    "Wat wij u vragen": Kind.TEXT,
}
_KEYS = ("Volgorde", "Controle", "Toewijzingnummer", "ReferentieNummer")
"""Which row it is: these stay in view, and are repeated when the list is printed on pages side by side."""
_LEFT_OUT = {PROVIDER: ("AGB", "Aanbieder"), MUNICIPALITY: ("Gemeentecode", "Gemeente")}
"""Who the list is for stands in its title, not in every row."""


@dataclass(frozen=True)
class ActionList:
    """The list of one aanbieder or gemeente (`kind`): its code, its name (the code when it has none) and its rows."""

    kind: str
    code: str
    name: str
    table: ResultTable

    @property
    def counts(self) -> dict[str, int]:
        """Number of rows per check, in order of the list."""
        return dict(Counter(str(row["Controle"]) for row in self.table.rows))


@dataclass(frozen=True)
class ActionLists:
    """All lists, aanbieders first, in order of code; `unplaced`: rows of a code that is not in the settings."""

    lists: Sequence[ActionList]
    unplaced: int


def action_lists(details: ResultTable, settings: "Settings") -> ActionLists:
    """The lists from the rows behind all checks (`data_quality.details`); only for who has a row to act on."""
    names = {
        PROVIDER: {row.agb: row.name or row.agb for row in settings.providers},
        MUNICIPALITY: {row.municipality: row.name or row.municipality for row in settings.municipalities},
    }
    made, unplaced = list[ActionList](), 0
    for kind, column, asked in (
        (PROVIDER, "AGB", asked_of_provider),
        (MUNICIPALITY, "Gemeentecode", asked_of_municipality),
    ):
        for code, rows in _grouped(details.rows, column, asked).items():
            if code in names[kind]:
                made.append(ActionList(kind, code, names[kind][code], _table(kind, rows, asked, names)))
            else:
                unplaced += len(rows)
    return ActionLists(made, unplaced)


def asked_of_provider(row: Row) -> str:
    """What an aanbieder is asked about a finding; empty: nothing, it is for someone else."""
    return "" if row["Toelichting"] in texts.ABOUT_ANSWERS else _text(row).request


def asked_of_municipality(row: Row) -> str:
    """What a gemeente is asked about a finding; empty: nothing, it is for someone else."""
    return "" if row["Toelichting"] in texts.ABOUT_DELIVERIES else _text(row).of_municipality


def _text(row: Row) -> CheckText:
    return texts.CHECKS[str(row["Controle"])]


def _grouped(rows: Iterable[Row], column: str, asked: Callable[[Row], str]) -> dict[str, list[Row]]:
    """Rows about which something is asked, by code, in order of code."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row[column] is not None and asked(row):
            found[str(row[column])].append(row)
    return dict(sorted(found.items()))


def _table(
    kind: str, rows: Iterable[Row], asked: Callable[[Row], str], names: Mapping[str, Mapping[str, str]]
) -> ResultTable:
    """Most urgent first, further in the order of the checks."""
    ordered = sorted(rows, key=lambda row: _SEVERITIES.index(_text(row).severity))
    columns = tuple(
        Column(name, value, id="DK", help=export_texts.COLUMN_HELP.get(name) or texts.COLUMN_HELP[name])
        for name, value in _KINDS.items()
        if name not in _LEFT_OUT[kind]
    )
    made = [_row(columns, row, number, asked(row), names) for number, row in enumerate(ordered, start=1)]
    return ResultTable(TABLE, export_texts.LIST_TITLE, export_texts.LIST, _KEYS, columns, made)


def _row(columns: Sequence[Column], row: Row, number: int, asked: str, names: Mapping[str, Mapping[str, str]]) -> Row:
    agb, municipality = row["AGB"], row["Gemeentecode"]
    cells: Row = row | {
        "Volgorde": number,
        "Omschrijving": _text(row).description,
        "Ernst": _text(row).severity,
        "Aanbieder": None if agb is None else names[PROVIDER].get(str(agb)),
        "Gemeente": None if municipality is None else names[MUNICIPALITY].get(str(municipality)),
        "Wat wij u vragen": asked,
    }
    return {column.name: cells[column.name] for column in columns}
