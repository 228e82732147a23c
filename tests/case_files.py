"""The cases of `tests/cases/*.yaml`, in the words of bureau staff (explained in tests/cases/LEESMIJ.md).

What a case gives is written as files that staff could have made (declaraties.csv, instellingen.xlsx) and goes through
the real import, store and settings.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook
from openpyxl.worksheet.table import Table

from engine.dossier import Dossier
from engine.intake.importing import import_files
from engine.money import excel_round
from engine.result import Value
from engine.settings import Settings, read_settings
from engine.settings.tables import TABLES

Given = dict[str, Any]

CASES = Path(__file__).parent / "cases"
PROVIDERS = {name: f"0100000{number}" for number, name in enumerate(("Berk", "Eik", "Linde", "Beuk", "Wilg"), start=1)}
HEADERS: tuple[str, ...] = (
    "Wet", "Gemeentecode", "AGB", "Bsn", "DeclaratieNummer", "ReferentieNummer", "VorigReferentieNummer",
    "Productcategorie", "Productcode", "Begindatum", "Einddatum", "Volume", "Eenheid", "Bedrag", "DebetCredit",
    "Dagtekening", "Afgekeurd", "AfgekeurdOp", "ToegekendBedrag",
)  # fmt: skip
_LINE_KEYS = {
    "aanbieder", "product", "cliënt", "cliënten", "maand", "begin", "uren", "minuten", "volume", "eenheid", "per uur",
    "bedrag", "credit", "dagtekening", "gemeente", "afgekeurd op", "toegekend op", "toegekend", "ingelezen",
    "referentie",
}  # fmt: skip
_CASE_KEYS = {"naam", "regels", "uitleg", "gegeven", "berekeningen"}
_RUN_KEYS = {"peildatum", "periode", "stand", "gemeld", "verwacht", "aanvragen", "aandacht", "geen rij", "weigering"}
_FIRST_AT = datetime(2025, 1, 1, 9, 0)


@dataclass(frozen=True)
class Computation:
    """One run of a case, and what it must give."""

    as_of: date
    period: str
    stand: int | None
    reported: dict[str, list[str]]
    rows: list[Given]
    requests: list[Given]
    attention: list[Given]
    absent: list[str]
    refusal: str


@dataclass(frozen=True)
class Case:
    """A case: what is given and the runs on it."""

    name: str
    given: Given
    computations: list[Computation] = field(default_factory=list)


def read_cases() -> Iterator[Case]:
    """All cases of all files; a misspelt key is an error, so that nothing is silently left unchecked."""
    for path in sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text("utf-8")):
            runs = case.get("berekeningen") or [{key: case[key] for key in _RUN_KEYS & set(case)}]
            _only(case, _CASE_KEYS | _RUN_KEYS, path.name)
            yield Case(f"{path.stem}: {case['naam']}", case["gegeven"], [_computation(run, path.name) for run in runs])


def _only(given: Given, known: set[str], where: str) -> None:
    unknown = set(given) - known
    if unknown:
        raise KeyError(f"{where}: onbekend: {', '.join(sorted(unknown))}")


def _computation(run: Given, where: str) -> Computation:
    _only(run, _RUN_KEYS, where)
    return Computation(
        as_of=to_date(run["peildatum"]),
        period=str(run["periode"]),
        stand=run.get("stand"),
        reported=run.get("gemeld", {}),
        rows=run.get("verwacht", []),
        requests=run.get("aanvragen", []),
        attention=run.get("aandacht", []),
        absent=run.get("geen rij", []),
        refusal=run.get("weigering", ""),
    )


def to_date(text: str) -> date:
    """dd-mm-jjjj."""
    return datetime.strptime(text, "%d-%m-%Y").date()


def row_key(text: str) -> tuple[str, str]:
    """`Berk 54B01` → AGB and product code."""
    provider, product = text.split()
    return PROVIDERS[provider], product


# ── given → files → a dossier ──────────────────────────────────────────────────────────────────────────────────────


def make_dossier(given: Given, folder: Path) -> tuple[Dossier, Settings]:
    """A dossier in which every batch of declarations was imported, and its settings."""
    _only(given, {"declaraties", "instellingen"}, "gegeven")
    dossier = Dossier.create(folder / "dossier")
    _write_settings(given.get("instellingen", {}), dossier.settings_path)
    lines = list(_declaration_lines(given.get("declaraties", [])))
    for batch in sorted({number for number, _ in lines}):
        path = folder / f"declaraties_{batch}.csv"
        _write_csv([line for number, line in lines if number == batch], path)
        report = import_files(dossier, [path], _FIRST_AT + timedelta(days=batch), "toets")
        assert (report.set_aside, report.refused) == (0, 0), report
    return dossier, read_settings(dossier.settings_path)


def _write_csv(lines: list[dict[str, str]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADERS, delimiter=";")
        writer.writeheader()
        writer.writerows(lines)


def _declaration_lines(rows: list[Given]) -> Iterator[tuple[int, dict[str, str]]]:
    """Import number and CSV line, one per client."""
    clients: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        _only(row, _LINE_KEYS, f"declaratie {number}")
        for name in _clients(row):
            client = clients.setdefault(name, len(clients) + 1)
            reference = str(row.get("referentie", number))
            yield row.get("ingelezen", 1), _line(row, f"{reference}-{client}", client)


def _clients(row: Given) -> list[str]:
    """`cliënt: An`, or `cliënten: 40` (the same forty in every row), or `cliënten: 41-45`."""
    if "cliënt" in row:
        return [row["cliënt"]]
    first, _, last = str(row["cliënten"]).partition("-")
    span = range(int(first), int(last) + 1) if last else range(1, int(first) + 1)
    return [f"cliënt {number}" for number in span]


def _line(row: Given, reference: str, client: int) -> dict[str, str]:
    begin, end = _dates(row)
    volume, unit = _volume(row)
    month_after_next = (end + timedelta(days=1)).replace(day=1)
    sent = row.get("dagtekening", f"{month_after_next.replace(day=15):%d-%m-%Y}")
    answered = row.get("toegekend op", row.get("afgekeurd op", ""))
    return {
        "Wet": "Jw",
        "Gemeentecode": str(row.get("gemeente", "0344")),
        "AGB": PROVIDERS[row.get("aanbieder", "Berk")],
        "Bsn": bsn(client),
        "DeclaratieNummer": f"D{reference}",
        "ReferentieNummer": f"R{reference}",
        "VorigReferentieNummer": "",
        "Productcategorie": "54",
        "Productcode": row.get("product", "54B01"),
        "Begindatum": f"{begin:%d-%m-%Y}",
        "Einddatum": f"{end:%d-%m-%Y}",
        "Volume": _dutch(volume),
        "Eenheid": unit,
        "Bedrag": row["bedrag"] if "bedrag" in row else _dutch(_amount(row, volume, unit)),
        "DebetCredit": "C" if row.get("credit") == "ja" else "D",
        "Dagtekening": sent,
        "Afgekeurd": "ja" if "afgekeurd op" in row else "",
        "AfgekeurdOp": answered,
        "ToegekendBedrag": row.get("toegekend", ""),
    }


def _dates(row: Given) -> tuple[date, date]:
    if "begin" in row:
        begin = to_date(row["begin"])
        return begin, begin
    month, year = map(int, row["maand"].split("-"))
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _volume(row: Given) -> tuple[Decimal, str]:
    if "uren" in row:
        return number(row["uren"]), "04"
    if "minuten" in row:
        return number(row["minuten"]), "01"
    return number(row["volume"]), row["eenheid"]


def _amount(row: Given, volume: Decimal, unit: str) -> Decimal:
    return excel_round(number(row["per uur"]) * volume / {"04": 1, "01": 60}[unit], 2)


def bsn(number: int) -> str:
    """A made-up number that passes the eleven test."""
    for base in range(90_000_000 + 10 * number, 90_000_000 + 10 * number + 10):
        check = sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), str(base), strict=True)) % 11
        if check < 10:
            return f"{base}{check}"
    raise ValueError(number)


def _write_settings(given: dict[str, list[Given]], path: Path) -> None:
    """instellingen.xlsx with source A's products, the made-up aanbieders, and the tables the case gives."""
    tables: dict[str, list[Given]] = {
        "Normen": [
            {"Productcode": code, "Jaar": "2024", "Norm (uren)": hours}
            for code, hours in (("54B01", "15"), ("54B02", "29"), ("54B03", "5"))
        ],
        "Aanbieders": [{"AGB": agb, "Aanbieder": name} for name, agb in PROVIDERS.items()],
        "Producten": [{"Productcode": code, "Product": f"Behandeling {code}"} for code in ("54B01", "54B02", "54B03")],
        **given,
    }
    _only(tables, {table.name for table in TABLES}, path.name)
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in TABLES:
        headers = [column.header for column in table.columns]
        sheet = book.create_sheet(table.name)
        sheet.append(headers)
        for row in tables.get(table.name, []):
            _only(row, set(headers), table.name)
            sheet.append([_setting(header, row.get(header)) for header in headers])
        sheet.add_table(Table(displayName=table.name, ref=sheet.dimensions))
    book.save(path)


def _setting(header: str, value: str | None) -> str | None:
    return PROVIDERS.get(value, value) if header == "AGB" and value else value


# ── expected ───────────────────────────────────────────────────────────────────────────────────────────────────────


def number(text: object) -> Decimal:
    """1.234,50 → 1234.50."""
    return Decimal(str(text).replace(".", "").replace(",", "."))


def _dutch(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")


_NUMBER = re.compile(r"^-?[\d.]+(,\d+)?%?$")
_DATE = re.compile(r"^\d\d-\d\d-\d{4}$")


def agrees(expected: object, value: Value) -> bool:
    """Whether a cell is what a case expects. A number holds to the decimals written; without decimals exactly."""
    text = str(expected)
    if text == "leeg":
        return value is None
    if _DATE.match(text):
        return value == to_date(text)
    if not _NUMBER.match(text) or isinstance(value, str):
        return value == text
    if not isinstance(value, int | Decimal):
        return False
    share = text.endswith("%")
    wanted, shown = number(text.rstrip("%")), Decimal(value) * (100 if share else 1)
    _, comma, decimals = text.rstrip("%").partition(",")
    return excel_round(shown, len(decimals)) == wanted if comma else excel_round(shown, 15) == wanted
