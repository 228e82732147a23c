"""A case of bureau staff (tests/cases/*.yaml) as the second implementation reads it, from the same lines as the files.

The settings of a case are read by the product, because that fills in what staff left out; nothing else is.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from engine.settings import Settings, read_settings
from engine.settings.tables import TABLES
from tests.case_files import Case, case_lines
from tests.case_settings import settings_tables, write_settings
from tests.case_tables import CsvRow
from tests.case_words import number, to_date
from tests.oracle.reading import Fields
from tests.oracle.reading_care import Care
from tests.oracle.world import DEFAULTS, World


def settings_of_case(case: Case, folder: Path) -> Settings:
    """The settings as the product reads them from the instellingen.xlsx of the case."""
    path = folder / "instellingen.xlsx"
    write_settings(settings_tables(case.given.get("instellingen", {}), case.workbook), path)
    return read_settings(path)


def case_world(case: Case, settings: Settings, year: int, stand: int | None) -> World:
    """All that came in up to that import, with the choices as they hold at the end of the year."""
    tables = {
        table.name: [
            {column.header: getattr(row, column.name) for column in table.columns}
            for row in settings.table_rows(table.field)
        ]
        for table in TABLES
    }
    world = World([], [], Care(), [], [], tables)
    for name in DEFAULTS:
        value = settings.parameter(name, date(year, 12, 31)).value
        world.chosen[name] = Fraction(value) if isinstance(value, Decimal) else str(value)
    lines = sorted(case_lines(case), key=lambda line: line[0])
    imports = sorted({batch for batch, _, _ in lines})
    for batch, kind, row in lines:
        if stand is None or imports.index(batch) < stand:
            _READERS[kind](world, {**row, "_ingelezen": str(batch)})
    _without_pgb_again(world)
    return world


def _add(lines: list[Fields], line: Fields) -> None:
    """The same line twice is one line (data.md)."""
    if line not in lines:
        lines.append(line)


def _parties(row: CsvRow, message: str) -> Fields:
    names = {"wet": "Wet", "gemeente": "Gemeentecode", "agb": "AGB", "bsn": "Bsn", "categorie": "Productcategorie"}
    about: Fields = {name: row.get(header) or None for name, header in names.items()}
    return about | {"soort": message, "product": row.get("Productcode") or None, "gedateerd": _day(row["Dagtekening"])}


def _day(text: str) -> date | None:
    return to_date(text) if text else None


def _exact(text: str) -> Fraction | None:
    return Fraction(number(text)) if text else None


def _cents(text: str) -> int | None:
    return int(number(text) * 100) if text else None


def _declaration(world: World, row: CsvRow) -> None:
    line = _parties(row, "323") | {
        "declaratie": row["DeclaratieNummer"],
        "referentie": row["ReferentieNummer"],
        "begin": _day(row["Begindatum"]),
        "einde": _day(row["Einddatum"]),
        "volume": _exact(row["Volume"]),
        "eenheid": row["Eenheid"],
        "centen": _cents(row["Bedrag"]),
        "debet": row["DebetCredit"] == "D",
    }
    _add(world.lines, line)
    if row["ToegekendBedrag"]:
        world.grants.append(line | {"gedateerd": _day(row["AfgekeurdOp"]), "toegekend": _cents(row["ToegekendBedrag"])})
    elif row["Afgekeurd"] == "ja":
        world.rejections.append(line | {"gedateerd": _day(row["AfgekeurdOp"])})


def _assignment(world: World, row: CsvRow) -> None:
    line: Fields = _parties(row, "436") | {
        "geboren": _day(row["Geboortedatum"]),
        "nummer": row["Toewijzingnummer"],
        "referentie": row["ReferentieAanbieder"] or None,
        "toegewezen": f"{_day(row['Toewijzingsdatum'])}",
        "begin": _day(row["Ingangsdatum"]),
        "einde": _day(row["Einddatum"]),
        "wijziging": row["RedenWijziging"] or None,
        "volume": _exact(row["Volume"]),
        "eenheid": row["Eenheid"] or None,
        "frequentie": row["Frequentie"] or None,
        "budget": _cents(row["Budget"]),
    }
    if line["eenheid"] == "83":  # euros in a table, eurocents in a message
        line["volume"] = _cents(row["Volume"])
    _add(world.care.assignments, line)


def _delivery(row: CsvRow, message: str) -> Fields:
    return _parties(row, message) | {
        "nummer": row["Toewijzingnummer"] or None,
        "begin": _day(row["Begindatum"]),
        "status": row["StatusAanlevering"],
    }


def _start(world: World, row: CsvRow) -> None:
    _add(world.care.starts, _delivery(row, "438"))


def _stop(world: World, row: CsvRow) -> None:
    _add(
        world.care.stops, _delivery(row, "440") | {"einde": _day(row["Einddatum"]), "reden": row["RedenBeeindiging"]}
    )  # fmt: skip


def _request(world: World, row: CsvRow) -> None:
    line = _parties(row, "446") | {
        "referentie": row["ReferentieAanbieder"],
        "verwijzer": row["VerwijzerType"] or None,
    }
    _add(world.care.requests, line)
    if row["Antwoord"]:
        answer = line | {"soort": "488", "antwoord": row["Antwoord"], "gedateerd": _day(row["AntwoordDatum"])}
        _add(world.care.answers, answer)


def _pgb(world: World, row: CsvRow) -> None:
    line: Fields = {
        "gemeente": row["Gemeentecode"],
        "wet": row["Wet"],
        "dienstvorm": row["Dienstvorm"] or None,
        "bedrag": _exact(row["Bedrag"]),
        "gedateerd": _day(row["Peildatum"]),
    }
    line |= {"ingelezen": int(row["_ingelezen"])}
    if line not in world.pgb:
        world.pgb.append(line)


def _without_pgb_again(world: World) -> None:
    """Of a figure that is sent again with nothing new in it, the first import stays the one that counts (LS-6)."""
    kept: list[Fields] = []
    for line in sorted(world.pgb, key=lambda each: each["ingelezen"]):
        about = {**line, "bedrag": 0, "ingelezen": 0}
        same = [each for each in kept if {**each, "bedrag": 0, "ingelezen": 0} == about]
        before = max((each["ingelezen"] for each in same if each["ingelezen"] < line["ingelezen"]), default=0)
        counting = [each["bedrag"] for each in same if each["ingelezen"] == before]
        figure = [
            each["bedrag"]
            for each in world.pgb
            if {**each, "bedrag": 0, "ingelezen": 0} == about and each["ingelezen"] == line["ingelezen"]
        ]
        if not before or any(amount not in counting for amount in figure):
            kept.append(line)
    world.pgb[:] = kept


def _advance(world: World, row: CsvRow) -> None:
    line: Fields = {
        "agb": row["AGB"],
        "gemeente": row["Gemeentecode"] or None,
        "product": row["Productcode"] or None,
        "dienstvorm": row["Dienstvorm"] or None,
        "bedrag": _exact(row["Bedrag"]),
        "gedateerd": _day(row["Datum"]),
    }
    _add(world.advances, line)


_READERS = {
    "declaraties": _declaration,
    "toewijzingen": _assignment,
    "startberichten": _start,
    "stopberichten": _stop,
    "verzoeken": _request,
    "pgb": _pgb,
    "voorschotten": _advance,
}
