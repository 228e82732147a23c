"""Dutch texts of `compare`: what changed since a period was closed."""

from decimal import Decimal

from engine.result import Kind
from engine.texts.numbers import dutch_euros, dutch_number, dutch_percentage

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
    """Both values as a person reads them in the workbook; as they are where that would hide the difference."""
    both = _printed(was, kind), _printed(now, kind)
    return both if both[0] != both[1] else (was, now)


def _printed(value: str, kind: Kind | None) -> str:
    if not value or kind not in _NUMBERS:
        return value
    number = Decimal(value.replace(",", "."))
    if kind is Kind.EURO:
        return dutch_euros(number)
    return dutch_percentage(number) if kind is Kind.PERCENT else dutch_number(number, _NUMBERS[kind])


_NUMBERS = {Kind.EURO: 2, Kind.PERCENT: 1, Kind.COUNT: 0, Kind.HOURS: 1, Kind.NUMBER: 2, Kind.FACTOR: 4}


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
        f"{dutch_number(len(rows))} cellen zijn veranderd sinds de afsluiting (peildatum {since}):",
        *changed,
        *notes,
    ]
