"""Dutch texts of the command `check`."""

from collections.abc import Iterable
from typing import Any, Protocol

from engine.result import Kind
from engine.run import Run
from engine.texts.cells import Shown, shown_cells
from engine.texts.commands import dutch_date
from engine.texts.numbers import counted, dutch_number

NO_RUN = "Dit is geen werkmap van het bureau met resultaten (geen run-id op Verantwoording); niet gecontroleerd."
SETTINGS_WRONG = "niet vergeleken, want de instellingen die zij nodig heeft zijn niet in orde (zie Instellingen)."
_FILL_AGAIN = (
    "Opnieuw vullen (rekenbureau fill, of de knop Herbereken) herstelt dit, of zegt wat u eerst moet doen; uw eigen "
    "werk blijft staan."
)
PROVIDER_WORKBOOK = (
    "Deze werkmap is voor een aanbieder; alleen werkmappen van het bureau zijn te vergelijken. Twijfelt u aan haar, "
    "maak haar dan opnieuw met rekenbureau providers."
)

NOTHING_CHECKED = (
    "Datakwaliteit en werkmappen: niet gecontroleerd, want de instellingen zijn niet te lezen. "
    "Verbeter eerst wat hierboven staat."
)
QUALITY_UNCHECKED = (
    "Datakwaliteit: niet gecontroleerd, want de instellingen zijn niet in orde. Verbeter eerst wat hierboven staat."
)
EMPTY_STORE = "Datakwaliteit en werkmappen: niet gecontroleerd, want er is nog niets ingelezen."


class _Checked(Protocol):
    file: str
    message: str
    differences: list[str]


def compared(run: Run, differences: int, own_rows: int, settings_changed: bool) -> str:
    """The verdict on a workbook."""
    verdict = counted(differences, "afwijking", "afwijkingen") if differences else "gelijk aan de gegevens"
    own = f" Niet vergeleken: {counted(own_rows, 'eigen rij', 'eigen rijen')}." if own_rows else ""
    note = " De instellingen zijn sindsdien veranderd." if settings_changed else ""
    return f"periode {run.period.code}, peildatum {dutch_date(run.as_of)}, stand {run.stand}: {verdict}.{own}{note}"


def missing_table(name: str) -> str:
    """A table was taken out of the workbook."""
    return f"Tabel {name} ontbreekt in de werkmap."


def missing_column(table: str, name: str) -> str:
    """A column was taken out of a table."""
    return f"Tabel {table}: kolom {name} ontbreekt."


def missing_row(table: str, key: str) -> str:
    """A row of the result does not stand in the workbook."""
    return f"Tabel {table}: de rij {key} ontbreekt."


def extra_row(table: str, sheet: str, row: int, key: str) -> str:
    """A row of the workbook is not in the result, though it has a place in its order."""
    return (
        f"Tabel {table}, blad {sheet}, rij {row}: {key} hoort er niet bij, maar heeft een Volgorde. Is het een rij van "
        "uzelf, maak haar Volgorde dan leeg."
    )


def row_twice(table: str, sheet: str, key: str, rows: tuple[int, int]) -> str:
    """Two rows have the same key, so that their figures count twice."""
    return f"Tabel {table}, blad {sheet}, rij {rows[1]}: {key} staat er twee keer, ook in rij {rows[0]}."


def cell_place(table: str, sheet: str, cell: str, key: str, column: str) -> str:
    """Where a cell stands."""
    row = f", rij {key}" if key else ""
    return f"Tabel {table}, blad {sheet}, cel {cell}{row}, kolom {column}"


def different_cell(where: str, was: Shown, value: Shown, kind: Kind, is_typed: bool) -> str:
    """A cell that shows something else than it must; `is_typed`: over its formula."""
    shown, wanted = shown_cells(was, value, kind)
    over = " De formule is weg." if is_typed else ""
    return f"{where}: er staat {shown}, het moet {wanted} zijn.{over}"


def different_formula(where: str, count: int, has_formula: bool) -> str:
    """A cell with the right value and another formula, or none; `count`: so many in that column."""
    what = "er staat een andere formule" if has_formula else "de formule is weg"
    more = f" Zo zijn er {dutch_number(count)} in deze kolom." if count > 1 else ""
    return f"{where}: {what}; de waarde klopt.{more}"


def settings_lines(problems: list[str], warnings: list[str]) -> list[str]:
    """The verdict on the settings, with everything that is wrong or strange in them."""
    verdict = f"Instellingen: {counted(len(problems), 'fout', 'fouten')}." if problems else "Instellingen: in orde."
    return [verdict, *(f"  {item}" for item in problems), *(f"  Let op: {item}" for item in warnings)]


def quality_lines(year: int, quality: list[dict[str, Any]], is_whole: bool) -> list[str]:
    """The findings in the data of a year of care; not `is_whole`: only how many, for who asked about a workbook."""
    found = counted(len(quality), "bevinding", "bevindingen") if quality else "geen bevindingen"
    found += " (per controle, gemeente en aanbieder één)" if len(quality) > 1 else ""
    verdict = f"Datakwaliteit van zorgjaar {year} (alle producten): {found}."
    if not is_whole:
        return [f"{verdict} Welke: geef deze opdracht zonder werkmap." if quality else verdict]
    by_check: dict[str, list[dict[str, Any]]] = {}
    for row in quality:
        by_check.setdefault(f"{row['Controle']} {row['Omschrijving']} ({row['Ernst'].lower()})", []).append(row)
    lines = (line for check, rows in by_check.items() for line in _check_lines(check, rows))
    return [f"{verdict} Een ander jaar: geef --year.", *lines]


def _check_lines(check: str, rows: list[dict[str, Any]]) -> list[str]:
    """One check: how often it found something, what to do, and about whom; the last only when it is about someone."""
    count = sum(int(row["Aantal"]) for row in rows)
    places = [" ".join(row.get(name, "") for name in ("Gemeentecode", "AGB")).strip() for row in rows]
    about = [f"    {place}: {row['Aantal']}" for place, row in zip(places, rows, strict=True) if place]
    return [f"  {check}: {dutch_number(count)} keer. {rows[0]['Actie']}", *about]


def workbook_lines(checks: Iterable[_Checked]) -> list[str]:
    """The verdict on every workbook, with its differing cells and what to do about those."""
    text: list[str] = []
    for item in checks:
        text += [f"Werkmap {item.file}: {item.message}", *(f"  {line}" for line in item.differences)]
        text += [f"  {_FILL_AGAIN}"] if item.differences else []
    return text
