"""The cases of `tests/cases/*.yaml`, in the words of bureau staff (explained in tests/cases/LEESMIJ.md).

What a case gives is written as files that staff could have made (declaraties.csv, toewijzingen.csv, …,
instellingen.xlsx) and goes through the real import, store and settings.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from engine.dossier import Dossier
from engine.intake.importing import import_files
from engine.intake.tables_kinds import KIND_BY_NAME
from tests.case_settings import FIRST_MUNICIPALITY, settings_tables, write_settings
from tests.case_tables import WORDS, CsvRow, Incoming
from tests.case_words import Given, only, to_date

CASES = Path(__file__).parent / "cases"
FIRST_TABLE = {"max-inzet": "MaxInzet"}
"""The table that is meant when a case of that workbook names none."""

_CASE_KEYS = {"naam", "regels", "uitleg", "gegeven", "berekeningen", "werkmap"}
_RUN_KEYS = {
    "peildatum", "periode", "stand", "gemeld", "verwacht", "aanvragen", "aandacht", "aandacht bevat", "geen rij",
    "aantal rijen", "weigering",
}  # fmt: skip
_FIRST_AT = datetime(2025, 1, 1, 9, 0)


@dataclass(frozen=True)
class Computation:
    """One run of a case, and what it must give: rows per table, all rows of a list, attention rows, or a refusal."""

    as_of: date
    period: str
    stand: int | None
    reported: dict[str, list[str]]
    rows: dict[str, list[Given]]
    whole_lists: dict[str, list[Given]]
    attention: list[Given]
    absent: dict[str, list[str]]
    counts: dict[str, int]
    refusal: str


@dataclass(frozen=True)
class Case:
    """A case: the workbook it is about, what is given and the runs on it."""

    name: str
    workbook: str
    given: Given
    computations: list[Computation] = field(default_factory=list[Computation])


def read_cases() -> Iterator[Case]:
    """All cases of all files; a misspelt key is an error, so that nothing is silently left unchecked."""
    for path in sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text("utf-8")):
            where = f"{path.stem}: {case['naam']}"
            only(case, _CASE_KEYS | _RUN_KEYS, where)
            runs = case.get("berekeningen") or [{key: case[key] for key in _RUN_KEYS & set(case)}]
            workbook = case.get("werkmap", "max-inzet")
            yield Case(where, workbook, case["gegeven"], [_computation(run, workbook, where) for run in runs])


def _computation(run: Given, workbook: str, where: str) -> Computation:
    only(run, _RUN_KEYS, where)
    lists = {"Aanvragen": run.get("aanvragen", []), "Aandacht": run.get("aandacht", [])}
    return Computation(
        as_of=to_date(run["peildatum"]),
        period=str(run["periode"]),
        stand=run.get("stand"),
        reported=run.get("gemeld", {}),
        rows=_by_table(run.get("verwacht", {}), workbook),
        whole_lists={name: rows for name, rows in lists.items() if rows},
        attention=run.get("aandacht bevat", []),
        absent=_by_table(run.get("geen rij", {}), workbook),
        counts=run.get("aantal rijen", {}),
        refusal=run.get("weigering", ""),
    )


def _by_table(given: Any, workbook: str) -> dict[str, list[Any]]:
    """Rows per table; rows without a table are of the workbook's first one."""
    return given if isinstance(given, dict) else {FIRST_TABLE[workbook]: given}


# ── given → files → a dossier ──────────────────────────────────────────────────────────────────────────────────────


def make_dossier(case: Case, folder: Path) -> Dossier:
    """A dossier in which every batch of what came in was imported, with its instellingen.xlsx."""
    only(case.given, {*WORDS, "instellingen"}, case.name)
    dossier = Dossier.create(folder / "dossier")
    tables = settings_tables(case.given.get("instellingen", {}), case.workbook)
    write_settings(tables, dossier.settings_path)
    lines = case_lines(case)
    for batch in sorted({number for number, _, _ in lines}):
        files = [
            _write_csv(
                kind, [line for number, filed_as, line in lines if (number, filed_as) == (batch, kind)], batch, folder
            )
            for kind in sorted({filed_as for number, filed_as, _ in lines if number == batch})
        ]
        report = import_files(dossier, files, _FIRST_AT + timedelta(days=batch), "toets")
        assert (report.set_aside, report.refused) == (0, 0), report
    return dossier


def case_lines(case: Case) -> list[tuple[int, str, CsvRow]]:
    """Everything that came in: in which import, in which kind of file, and the line."""
    products = settings_tables(case.given.get("instellingen", {}), case.workbook)["Producten"]
    return list(_incoming(case, products).rows(case.given))


def _incoming(case: Case, products: list[Given]) -> Incoming:
    known = {
        str(row["Productcode"]): (row.get("Wet", "Jw"), row.get("Productcategorie", str(row["Productcode"])[:2]))
        for row in products
    }
    return Incoming(known, str(products[0]["Productcode"]), FIRST_MUNICIPALITY[case.workbook])


def _write_csv(kind: str, lines: list[CsvRow], batch: int, folder: Path) -> Path:
    path = folder / f"{kind}_{batch}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, KIND_BY_NAME[kind].names, delimiter=";", restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(lines)
    return path
