"""Dutch texts about messages that are read: what is wrong, where, and what to do."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from engine.errors import Problem, Refusal
from engine.texts.commands import dutch_date
from engine.texts.numbers import counted

if TYPE_CHECKING:
    from engine.intake.report import ImportReport, SetAsideFile

ASK_SENDER = "Het bestand is niet ingelezen. Vraag de afzender om een verbeterd bericht en lees dat in."
LONGEST_ECHO = 40
MOST_CODES = 12
MOST_NAMED = 10


class ValueFault(Enum):
    """Why a text does not fit its field; the value is the sentence, with `{0}` for the text."""

    NO_INTEGER = "{0} is geen geheel getal."
    NO_DATE = "{0} is geen datum. Een datum staat als jjjj-mm-dd."
    NO_SUCH_DATE = "{0} is geen bestaande datum."
    NO_TIME = "{0} is geen tijd. Een tijd staat als uu:mm:ss."
    NO_CODE = "{0} is geen toegestane code."
    EMPTY = "het veld is leeg."
    TOO_SHORT = "{0} is te kort."
    TOO_LONG = "{0} is te lang."
    OUT_OF_RANGE = "{0} ligt buiten de grenzen."
    NO_MATCH = "{0} heeft niet de juiste vorm."


def echo(text: str) -> str:
    """A value between quotes, cut off when long. The caller masks it first (`mask_bsn`)."""
    shown = " ".join(text.split())
    return f'"{shown[:LONGEST_ECHO]}…"' if len(shown) > LONGEST_ECHO else f'"{shown}"'


def bounds(least: int | None, most: int | None) -> str:
    """What a number or length may be."""
    if least is None and most is None:
        return ""
    if least is None:
        return f"hoogstens {most}"
    return f"minstens {least}" if most is None else f"{least} tot en met {most}"


def allowed(codes: Collection[str]) -> str:
    """The codes of a list; of a long list the first ones."""
    some = sorted(codes)[:MOST_CODES]
    return f"Toegestaan: {', '.join(some)}{' …' if len(codes) > MOST_CODES else ''}."


def length_hint(shortest: int | None, longest: int | None) -> str:
    """How long a text may be."""
    return f"Toegestaan: {bounds(shortest, longest)} tekens."


def range_hint(least: int | None, most: int | None) -> str:
    """How large a number may be."""
    return f"Toegestaan: {bounds(least, most)}."


def shape_hint(pattern: str) -> str:
    """How a text must look, for the patterns that say something to a reader."""
    known = {
        "[0-9]{9}": "Nodig zijn 9 cijfers.",
        "[0-9]{8}": "Nodig zijn 8 cijfers.",
        "[0-9]{4}": "Nodig zijn 4 cijfers.",
        "[0-9]*": "Alleen cijfers zijn toegestaan.",
        "([a-zA-Z0-9])+": "Alleen letters en cijfers zijn toegestaan.",
        "[^:Z]*": "Een datum staat zonder tijdzone, als jjjj-mm-dd.",
        "[^Z+-]+": "Een tijd staat zonder tijdzone, als uu:mm:ss.",
    }
    if pattern.isalnum():
        return f"Hier hoort {pattern}."
    return known.get(pattern, "")


def place(name: str, line: int | None, field: str = "", parent: str = "") -> str:
    """File, line and field, as far as known."""
    parts = [name]
    if line:
        parts.append(f"regel {thousands(line)}")
    if field:
        parts.append(f"veld {field} van {parent}" if parent else f"veld {field}")
    return ", ".join(parts)


def thousands(number: int) -> str:
    """4182 as 4.182."""
    return f"{number:,}".replace(",", ".")


def wrong_value(where: str, fault: ValueFault, text: str, hint: str) -> Refusal:
    """A field with a text that does not fit."""
    sentence = fault.value.format(echo(text)) + (f" {hint}" if hint else "")
    return Refusal(sentence[0].upper() + sentence[1:], where, ASK_SENDER)


def unknown_element(where: str, name: str, parent: str, known: Collection[str]) -> Refusal:
    """An element the message does not have there."""
    what = f"{parent} heeft geen veld {echo(name)}."
    return Refusal(what, where, f"Wel: {', '.join(known)}. {ASK_SENDER}")


def misplaced_element(where: str, name: str, before: str) -> Refusal:
    """An element of the message on a wrong place."""
    return Refusal(f"{name} staat op een verkeerde plaats; het hoort vóór {before}.", where, ASK_SENDER)


def repeated_element(where: str, name: str, most: int) -> Refusal:
    """An element more often than the message allows."""
    often = "één keer" if most == 1 else f"{most} keer"
    return Refusal(f"{name} staat hier te vaak; het mag {often}.", where, ASK_SENDER)


def missing_element(where: str, name: str, parent: str) -> Refusal:
    """A mandatory element that is not there."""
    return Refusal(f"In {parent} ontbreekt het verplichte veld {name}.", where, ASK_SENDER)


def stray_text(where: str, parent: str, text: str) -> Refusal:
    """Text between elements."""
    return Refusal(f"Tussen de velden van {parent} staat losse tekst: {echo(text)}.", where, ASK_SENDER)


def stray_attribute(where: str, element: str, attribute: str) -> Refusal:
    """An attribute, which messages do not have."""
    return Refusal(f"{element} heeft een attribuut {echo(attribute)}; dat mag niet.", where, ASK_SENDER)


def not_well_formed(name: str, line: int | None) -> Refusal:
    """XML that cannot be parsed: cut off, damaged, wrong encoding, unknown entity."""
    what = "Dit is geen goed gevormde XML: het bestand is beschadigd, afgebroken of staat in een andere tekenset."
    return Refusal(what, place(name, line), ASK_SENDER)


def has_doctype(name: str) -> Refusal:
    """A document type definition: never part of a message, and a known way to attack a reader."""
    what = "Het bestand bevat een DOCTYPE. Dat hoort niet in een iJw- of iWmo-bericht en kan gevaarlijk zijn."
    return Refusal(what, name, ASK_SENDER)


def too_large(name: str, what: str) -> Refusal:
    """More than the reader takes in one piece."""
    return Refusal(f"Het bestand is te groot: {what}.", name, "Het is niet ingelezen. Lever het in kleinere delen aan.")


def no_message(name: str, root: str) -> Refusal:
    """XML, but nothing that is known."""
    what = f"Dit is XML, maar geen iJw- of iWmo-bericht (het begint met {echo(root)})."
    return Refusal(what, name, "Kies een bericht 301, 303, 304, 305, 307, 315, 317, 319, 323 of 325.")


def unknown_message_code(where: str, code: str) -> Refusal:
    """A message of a kind that is not read."""
    what = f"Berichtcode {echo(code)} hoort niet bij een bericht dat wordt ingelezen."
    return Refusal(what, where, "Ingelezen worden 301, 303, 304, 305, 307, 315, 317, 319, 323 en 325 van iJw en iWmo.")


def unknown_release(where: str, kind: str, release: str) -> Refusal:
    """A release that is not read, for that message."""
    what = f"Release {echo(release)} van bericht {kind} wordt niet ingelezen."
    return Refusal(what, where, "Ingelezen worden de releases 2.3 tot en met 3.2.")


REASON_RETURN = "Het is een retourbericht: dat wordt gecontroleerd en geteld, en voegt geen gegevens toe."
REASON_INVALID_BSN = "Het BSN is ongeldig (elfproef). Verbeter het bij de bron."
REASON_ENDS_EARLY = "De einddatum ligt vóór de begindatum."
REASON_NO_ASSIGNMENT_NUMBER = "Het toewijzingnummer ontbreekt."
REASON_NO_REFERENCE = "Het referentienummer is leeg."


def no_declaration_number(where: str) -> Refusal:
    """A declaration number of blanks only."""
    return Refusal("Het declaratienummer is leeg.", where, ASK_SENDER)


def lines_set_aside(name: str, count: int, reason: str) -> Problem:
    """Lines of a good file that are not stored, by reason."""
    lines = counted(count, "regel is", "regels zijn")
    return Problem(f"{lines} apart gezet. {reason}", name)


def unreadable_file(name: str) -> Refusal:
    """A file that cannot be opened or is damaged."""
    return Refusal(
        "Het bestand kan niet worden gelezen.", name, "Kijk of het bestaat, niet beschadigd is en of u het mag openen."
    )


def empty_file(name: str) -> Refusal:
    """A file without content."""
    return Refusal("Het bestand is leeg.", name, "Vraag de afzender om het opnieuw te sturen.")


def nothing_inside(name: str) -> Refusal:
    """A folder or ZIP without files."""
    return Refusal("Hier zitten geen bestanden in.", name, "Kies de map of het ZIP-bestand met de berichten.")


def unreadable_zip(name: str) -> Refusal:
    """A damaged ZIP."""
    return Refusal("Het ZIP-bestand is beschadigd.", name, "Vraag de afzender om het opnieuw te sturen.")


def zip_refused(name: str, reason: str) -> Refusal:
    """A ZIP that may do harm, or that cannot be read."""
    return Refusal(
        f"Het ZIP-bestand wordt niet ingelezen: {reason}.", name, "Pak het zelf uit en lees de berichten daarna in."
    )


def stuf_fault(name: str, code: str, description: str, details: str) -> Refusal:
    """A fault message of the GGK."""
    about = f" over {echo(details)}" if details else ""
    what = f"Dit is een foutmelding van het GGK{about}: {echo(f'{code} {description}'.strip())}."
    return Refusal(what, name, "Er is niets in te lezen. Het bericht waar het over gaat, is niet aangekomen.")


def stuf_receipt(name: str) -> Refusal:
    """A receipt of the GGK."""
    return Refusal("Dit is een ontvangstbevestiging van het GGK.", name, "Er is niets in te lezen.")


def stuf_text_file(name: str) -> Refusal:
    """An envelope with a text file in it."""
    what = "In deze GGK-envelop zit een tekstbestand en geen iJw- of iWmo-bericht."
    return Refusal(what, name, "Haal het tekstbestand eruit en lees dat in als het een tabel is.")


def stuf_without_message(name: str) -> Refusal:
    """An envelope whose content is no message."""
    return Refusal("In deze GGK-envelop zit geen leesbaar iJw- of iWmo-bericht.", name, ASK_SENDER)


def declaration_unknown(name: str, message: str) -> Refusal:
    """A 325 without lines whose 323 was not read."""
    what = f"Dit antwoord gaat over declaratiebericht {echo(message)}, en dat bericht is nog niet ingelezen."
    return Refusal(what, name, "Lees eerst dat bericht 323 in en daarna dit antwoord opnieuw.")


def import_broken_off() -> Refusal:
    """A worker process that ended halfway."""
    what = "Het inlezen is halverwege afgebroken, waarschijnlijk door te weinig geheugen. Er is niets opgeslagen."
    return Refusal(what, todo="Sluit andere programma's en probeer het opnieuw, of lees minder bestanden tegelijk in.")


def known_file(earlier: str) -> str:
    """A file with the same content."""
    return f"Dit bestand is al ingelezen (als {earlier}). Er is niets toegevoegd."


def known_message(earlier: str) -> str:
    """A message with a known key and other content."""
    return (
        f"Een bericht met hetzelfde kenmerk van dezelfde afzender is al ingelezen (als {earlier}), met een andere "
        "inhoud. "
        "Er is niets toegevoegd. Klopt dit bericht, vraag dan om een nieuw bericht met een eigen kenmerk."
    )


def is_return() -> str:
    """A retour."""
    return "Dit is een retourbericht: herkend, gecontroleerd en apart gezet."


def reference_used_again(count: int) -> str:
    """DK-10 on what was stored."""
    return (
        f"{thousands(count)} keer is een referentienummer opnieuw gebruikt voor iets anders. De regels zijn opgeslagen."
    )


def assignment_of_two_clients(count: int) -> str:
    """DK-16 on what was stored."""
    return f"{thousands(count)} keer hoort één toewijzingnummer bij twee of meer cliënten. De regels zijn opgeslagen."


def dated_after_today(count: int, where: str, column: str, dated: date) -> str:
    """G-3 on what was stored: it does not exist yet for any as-of date. `where` and the rest are of the first line."""
    have = f"{counted(count, 'regel heeft', 'regels hebben')} een datum na vandaag"
    effect = "Zulke regels zijn opgeslagen, maar tellen pas mee vanaf die datum."
    return f"{have}, het eerst {where}: {column} {dutch_date(dated)}. {effect} {_ASK_DATE}"


def dated_before_care(count: int, where: str, dated: date, begin: date) -> str:
    """G-4 on what was stored: it counts in reports of long before the care."""
    have = f"{counted(count, 'regel heeft', 'regels hebben')} een dagtekening van vóór de zorg"
    first = f"Dagtekening {dutch_date(dated)} bij zorg vanaf {dutch_date(begin)}"
    effect = "Zulke regels zijn opgeslagen en tellen mee vanaf hun dagtekening, dus ook in rapporten van vóór de zorg."
    return f"{have}, het eerst {where}: {first}. {effect} {_ASK_DATE}"


_ASK_DATE = "Vraag de afzender of de datum klopt."

SET_ASIDE_HEADERS = ("Reden", "Bestand", "Regel")
"""Columns after those of the table itself; a reader of tables leaves them alone."""


def report_lines(report: "ImportReport") -> list[str]:
    """The report for a person: what needs attention first, then the totals."""
    said = [text for source in report.sources for text in source.texts if source.status not in ("dubbel", "retour")]
    known = [source for source in report.sources if source.status == "dubbel"]
    lines = said + [finding.text for finding in report.findings]
    if len(known) <= MOST_NAMED:
        lines += [f"{source.name}: {text}" for source in known for text in source.texts]
    else:
        lines.append(f"{thousands(len(known))} bestanden waren al ingelezen; daaruit is niets toegevoegd.")
    lines += [set_aside_file(file) for file in report.set_aside_lines]
    lines += set_aside_lines(report.set_aside_reasons)
    lines.append(
        f"Gelezen: {_lines(report.read)} uit {counted(len(report.sources), 'bestand', 'bestanden')}. "
        f"Opgeslagen: {thousands(report.stored)}, dubbel: {thousands(report.duplicate)}, "
        f"apart gezet: {thousands(report.set_aside)}. Geweigerde bestanden: {thousands(report.refused)}."
    )
    new = f"De gegevens hebben nu stand {report.stand}." if report.changed else "Er is niets veranderd."
    return [*lines, new]


def set_aside_file(file: "SetAsideFile") -> str:
    """Where lines that were set aside are, and what to do: correct them there, or at the source."""
    where = f"De apart gezette regels staan in {file.path}."
    if not file.is_source:
        return f"{where} Vraag de afzender om een verbeterd bericht."
    without = file.of_tables + file.of_messages
    if not without:
        return f"{where} Verbeter ze daar en lees dat bestand in."
    other = file.lines - without
    which = "Verbeter de andere regel" if other == 1 else f"Verbeter de andere {thousands(other)}"
    rest = f" {which} in dat bestand, verwijder daar de regels zonder BSN, en lees het in." if other else ""
    return (
        f"{where} Van {_lines(without)} ontbreekt een geldig BSN, en dat vult u daar niet in. {_at_source(file)}{rest}"
    )


def _at_source(file: "SetAsideFile") -> str:
    table = "lees de tabel opnieuw in: wat al is opgeslagen, komt er niet dubbel in"
    message = "vraag om een nieuw bericht met een eigen kenmerk"
    ways = [way for way, count in ((table, file.of_tables), (message, file.of_messages)) if count]
    return f"Laat het in de bron verbeteren en {'; bij een bericht: '.join(ways)}."


def set_aside_lines(reasons: Mapping[str, int]) -> list[str]:
    """Why lines were set aside and how many for each reason, the most frequent first; the numbers are all of them."""
    if not reasons:
        return []
    shown = list(reasons.items())[:MOST_NAMED]
    rest = sum(reasons.values()) - sum(count for _, count in shown)
    lines = [f"  {_lines(count)}: {reason}" for reason, count in shown]
    if rest:
        lines.append(f"  {_lines(rest)}: andere redenen. Die staan in kolom Reden van het bestand met deze regels.")
    return [f"Waarom {_lines(sum(reasons.values()))} apart gezet {_are(sum(reasons.values()))}:", *lines]


def _lines(count: int) -> str:
    return counted(count, "regel", "regels")


def _are(count: int) -> str:
    return "is" if count == 1 else "zijn"
