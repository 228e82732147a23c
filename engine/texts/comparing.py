"""Dutch texts of `compare`: what changed since a period was closed."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from engine.result import Kind
from engine.texts.numbers import DECIMALS, counted, dutch_number, shown_apart, shown_number

CAUSES = {
    "Programma": "Een andere versie van het programma rekent anders.",
    "Late declaraties": "Declaratieregels die na de afsluiting binnenkwamen.",
    "Correcties": "Crediteringen en regels die een eerdere vervangen.",
    "Afkeuringen": "Antwoorden op declaraties: afgekeurd, of een ander bedrag toegekend.",
    "Andere gegevens": "Toewijzingen, start- en stopberichten, pgb-overzichten en betalingen.",
    "Peildatum": "De latere peildatum zelf: er is meer tijd voorbij.",
    "Instellingen": "Gewijzigde instellingen.",
}
"""What can change a number, in the order in which the differences are shared out."""

EXPLANATION = "Per cel de afgesloten waarde, de waarde van nu en welk deel van het verschil door welke oorzaak komt."


def title(period: str) -> str:
    """Of the table Vergelijking."""
    return f"Wat veranderde sinds {period} werd afgesloten"


def printed(was: str, now: str, kind: Kind | None) -> tuple[str, str]:
    """Both values as a person reads them in the workbook, with more digits where rounding would hide the difference."""
    if kind is None or kind not in DECIMALS:
        return was, now
    if was and now:
        return shown_apart(_number(was), _number(now), kind)
    return _printed(was, kind), _printed(now, kind)


def _printed(value: str, kind: Kind) -> str:
    return shown_number(_number(value), kind) if value else ""


def _number(value: str) -> Decimal:
    return Decimal(value.replace(",", "."))


def lines(rows: list[dict[str, str]], since: str, added: list[str]) -> list[str]:
    """What a person reads; `added` are workbooks that were not part of the closing."""
    notes = [f"De werkmap {name} hoorde niet bij de afsluiting en is niet vergeleken." for name in added]
    if not rows:
        return [f"Er is niets veranderd sinds de afsluiting (peildatum {since}).", *notes]
    changed = [
        f"  {row['Tabel']} {row['Rij']} {row['Kolom']}: {row['Was'] or 'leeg'} → {row['Is'] or 'leeg'} "
        f"(door {row['Door']})"
        for row in rows
    ]
    return [
        f"{counted(len(rows), 'cel is', 'cellen zijn')} veranderd sinds de afsluiting (peildatum {since}):",
        f"  Per tabel: {_counts(row['Tabel'] for row in rows)}.",
        f"  Per oorzaak (een cel kan er meer hebben): {_counts(cause for row in rows for cause in _causes(row))}.",
        *changed,
        *notes,
    ]


def _counts(names: Iterable[str]) -> str:
    """How often each occurs, most first."""
    return ", ".join(f"{name} {dutch_number(count)}" for name, count in Counter(names).most_common())


def _causes(row: dict[str, str]) -> list[str]:
    return row["Door"].split(", ")
