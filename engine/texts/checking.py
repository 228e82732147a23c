"""Dutch texts of the command `check`."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from engine.run import Run
from engine.texts.commands import dutch_date
from engine.texts.numbers import counted

NO_RUN = "Deze werkmap is niet door Rekenbureau gemaakt (geen run-id op Verantwoording); niet gecontroleerd."

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


def compared(run: Run, differences: int, settings_changed: bool) -> str:
    """The verdict on a workbook."""
    verdict = "gelijk aan de gegevens" if not differences else f"{differences} cellen wijken af"
    note = " De instellingen zijn sindsdien veranderd." if settings_changed else ""
    return f"periode {run.period.code}, peildatum {dutch_date(run.as_of)}, stand {run.stand}: {verdict}.{note}"


def missing_table(name: str) -> str:
    """A result table was taken out of the workbook."""
    return f"Tabel {name} ontbreekt in de werkmap."


def missing_row(table: str, key: Iterable[str]) -> str:
    """A row of the result does not stand in the workbook."""
    return f"Tabel {table}: de rij {' '.join(key)} ontbreekt."


def extra_row(table: str, key: Iterable[str]) -> str:
    """A row of the workbook is not in the result."""
    return f"Tabel {table}: de rij {' '.join(key)} hoort er niet bij."


def different_cell(table: str, key: Iterable[str], column: str, cell: Any, value: Any) -> str:
    """A cell that shows something else than the engine's value."""
    return (
        f"Tabel {table}, rij {' '.join(key)}, kolom {column}: er staat {_shown(cell)}, het moet {_shown(value)} zijn."
    )


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "niets"
    if isinstance(value, date):
        return dutch_date(value)
    if isinstance(value, Decimal | float):
        return f"{float(value):.15g}".replace(".", ",")
    return f"“{value}”" if isinstance(value, str) else str(value)


def settings_lines(problems: list[str], warnings: list[str]) -> list[str]:
    """The verdict on the settings, with everything that is wrong or strange in them."""
    verdict = f"Instellingen: {counted(len(problems), 'fout', 'fouten')}." if problems else "Instellingen: in orde."
    return [verdict, *(f"  {item}" for item in problems), *(f"  Let op: {item}" for item in warnings)]


def quality_lines(year: int, quality: list[dict[str, Any]]) -> list[str]:
    """The findings in the data; `year` is the year of care that the checks looked at."""
    found = counted(len(quality), "bevinding", "bevindingen") if quality else "geen bevindingen"
    text = [f"Datakwaliteit van zorgjaar {year} (alle producten): {found}. Een ander jaar: geef --as-of."]
    for row in quality:
        place = " ".join(row.get(name, "") for name in ("Gemeentecode", "AGB")).strip()
        text.append(f"  {row['Controle']} {place}: {row['Omschrijving']} ({row['Aantal']})")
    return text


def workbook_lines(checks: Iterable[_Checked]) -> list[str]:
    """The verdict on every workbook, with its differing cells."""
    text: list[str] = []
    for item in checks:
        text += [f"Werkmap {item.file}: {item.message}", *(f"  {line}" for line in item.differences)]
    return text
