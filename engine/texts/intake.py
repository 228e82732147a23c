"""Dutch texts about messages that are read: what is wrong, where, and what to do."""

from collections.abc import Collection
from enum import Enum

from engine.errors import Problem, Refusal

ASK_SENDER = "Het bestand is niet ingelezen. Vraag de afzender om een verbeterd bericht en lees dat in."
LONGEST_ECHO = 40
MOST_CODES = 12


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


REASON_INVALID_BSN = "Het BSN is ongeldig (elfproef). Verbeter het bij de bron."
REASON_ENDS_EARLY = "De einddatum ligt vóór de begindatum."
REASON_NO_ASSIGNMENT_NUMBER = "Het toewijzingnummer ontbreekt."
REASON_NO_REFERENCE = "Het referentienummer is leeg."


def no_declaration_number(where: str) -> Refusal:
    """A declaration number of blanks only."""
    return Refusal("Het declaratienummer is leeg.", where, ASK_SENDER)


def lines_set_aside(name: str, count: int, reason: str) -> Problem:
    """Lines of a good file that are not stored, by reason."""
    lines = "1 regel is" if count == 1 else f"{thousands(count)} regels zijn"
    return Problem(f"{lines} apart gezet. {reason}", name)
