"""Dutch texts of what the buttons in Excel ask: short, because they are shown in a message box."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from engine.errors import Refusal
from engine.texts.commands import dutch_date
from engine.texts.numbers import dutch_number

LONGEST = 900
"""Characters: a message box in Excel shows about a thousand."""

STOPPED = "Gestopt. Er is niets veranderd."
UNREADABLE_REQUEST = "De opdracht van Excel kwam onleesbaar aan. Er is niets veranderd. Klik nog eens op de knop."
NO_FILES = Refusal("Er is geen bestand gekozen.", todo="Kies een of meer berichten, tabellen, ZIP-bestanden of mappen.")

IMPORTING, PROVIDERS, QUALITY = "Inlezen", "Aanbiederswerkmappen", "Datakwaliteit"
COMPUTING = "Rekenbureau is aan het rekenen"
COMPARING = "Rekenbureau vergelijkt met de afgesloten periode"


def step(what: str, done: int, total: int) -> str:
    """One line in the status bar."""
    return f"{what}: {dutch_number(done)} van {dutch_number(total)}" if total else what


def shortened(text: str, longest: int = LONGEST) -> str:
    """A text that fits a message box, or so many characters; what is left out is said."""
    if len(text) <= longest:
        return text
    more = " …"
    return text[: longest - len(more)].rsplit(" ", 1)[0] + more


def other_version(macros: str, engine: str) -> str:
    """Macros and engine were not installed together."""
    return (
        f"Deze knoppen (versie {macros or 'onbekend'}) en de motor (versie {engine}) passen niet bij elkaar. Is de "
        "werkmap van lang geleden, gebruik dan het tabblad Rekenbureau. Anders: sluit Excel helemaal af en open het "
        "opnieuw; helpt dat niet, vraag de beheerder om Rekenbureau opnieuw te installeren."
    )


def unknown_command(command: str) -> str:
    """The macros ask something that this engine has not."""
    return f'De motor kent de opdracht "{command[:40]}" niet. Vraag de beheerder om Rekenbureau opnieuw te installeren.'


def crashed(reference: str) -> str:
    """The program itself failed."""
    return (
        "Er ging iets mis in het programma zelf; uw gegevens zijn niet veranderd. "
        f"Geef de beheerder dit nummer: {reference}. De technische gegevens staan in motor.log."
    )


def no_dossier(book: str) -> Refusal:
    """No dossier can be found for a workbook."""
    named = f"bij {book}" if book else "bij deze werkmap"
    return Refusal(
        f"Rekenbureau kan {named} geen dossier vinden.",
        todo="Open een werkmap uit de map uit van het dossier, of instellingen.xlsx van het dossier, en probeer het "
        "opnieuw. Staat het dossier op OneDrive of SharePoint, zorg dan dat de map op deze computer wordt "
        "gesynchroniseerd.",
    )


def several_dossiers(book: str, dossiers: Sequence[Path]) -> Refusal:
    """More than one dossier has a workbook of this name."""
    named = "\n".join(f"- {path}" for path in dossiers)
    return Refusal(
        f"De werkmap {book} staat in meer dan één dossier:\n{named}\n",
        todo="Open de werkmap via de Verkenner uit de map van het dossier dat u bedoelt, en probeer het opnieuw.",
    )


def unknown_run(dossier: Path) -> Refusal:
    """It is not known for which period and as-of date."""
    return Refusal(
        "Rekenbureau weet niet om welke periode en peildatum het gaat: in dit dossier staat nog geen werkmap.",
        str(dossier),
        "Vul eerst een werkmap, of geef een periode en een peildatum op, bijvoorbeeld: 2024 01-03-2025.",
    )


def no_date(text: str) -> Refusal:
    """What the user filled in is no date."""
    return Refusal(f'"{text[:40]}" is geen datum.', todo="Schrijf een datum als 01-03-2025.")


def of_other_stand(book: str, stand: int, now: int) -> str:
    """More was imported since the open workbook was made."""
    return (
        f"Let op: {book} is gemaakt van stand {stand}, dit is van stand {now}: er is sindsdien ingelezen. "
        "Herbereken de werkmap om dezelfde cijfers te zien."
    )


def whole_report(path: Path) -> str:
    """Where the whole report of an import is."""
    return f"Alles over deze inlezing staat in {path}."


def imported(read: int, stored: int, duplicate: int, set_aside: int, refused: int) -> str:
    """The sum of an import."""
    line = (
        f"Gelezen: {dutch_number(read)} regels. Nieuw: {dutch_number(stored)}, dubbel: {dutch_number(duplicate)}, "
        f"apart gezet: {dutch_number(set_aside)}."
    )
    if not refused:
        return line
    one = refused == 1
    return f"{line} {dutch_number(refused)} {'bestand is' if one else 'bestanden zijn'} geweigerd."


def stand(number: int, changed: bool) -> str:
    """What an import did to the data."""
    return f"De gegevens hebben nu stand {number}." if changed else "Er is niets veranderd."


def close_question(period: str, as_of: date, stand: int, workbooks: Sequence[str], left_out: Sequence[str]) -> str:
    """What will be frozen, before it is."""
    lines = [
        f"Periode {period} afsluiten met peildatum {dutch_date(as_of)} en stand {stand}?",
        "",
        f"Dit wordt vastgelegd: {', '.join(workbooks)}, met de instellingen van nu.",
    ]
    lines += [f"Niets te zeggen over deze periode: {', '.join(left_out)}."] if left_out else []
    return "\n".join([*lines, "Een afgesloten periode verandert niet meer en kan niet worden heropend."])


CHANGED_MEANWHILE = "De gegevens of instellingen zijn veranderd sinds de vorige vraag.\n\n"


def differences(count: int, period: str, closed_on: date) -> str:
    """The outcome of a comparison."""
    if not count:
        return f"Er is niets veranderd sinds periode {period} is afgesloten (peildatum {dutch_date(closed_on)})."
    cells = "1 cel is" if count == 1 else f"{dutch_number(count)} cellen zijn"
    return f"{cells} veranderd sinds periode {period} is afgesloten (peildatum {dutch_date(closed_on)})."


def no_guide(folder: Path) -> Refusal:
    """The guide was not installed along."""
    return Refusal(
        "De handleiding is niet meegeïnstalleerd.", str(folder), "Vraag de beheerder om docs/handleiding.md."
    )
