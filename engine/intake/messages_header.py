"""The header of a message: who, to whom, which message, of which date; and the declaration's own number and date."""

import re
from datetime import date

from engine.intake.messages_facts import MessageHeader
from engine.intake.messages_parse import Kind
from engine.intake.messages_shapes import Frame
from engine.intake.privacy import Pseudonymiser, bsn_candidates
from engine.intake.sources import Source
from engine.texts import intake as texts

_CHUNK = 1 << 20
_OVERLAP = 256
_BSN_TEXT = re.compile(rb"Bsn(?:\s[^<>]{0,100})?>([^<]{0,64})")
_NOT_PLAIN = (b"\x00", b"&#", b"<![CDATA[", b"<!--")
"""UTF-16, and spellings of digits that a search does not see."""
_OLD = "Header/DeclaratieFactuurIdentificatie"


def header_of(frame: Frame, kind: Kind, source: Source, pseudonymiser: Pseudonymiser) -> MessageHeader:
    """The header. What precedes the lines was checked, so that every mandatory field is there."""
    identity = _Scrubber(source, pseudonymiser)
    if kind.name in ("303", "304"):
        return _old_header(frame, kind, source, identity)
    sender, receiver = _must(frame, "Header/Afzender"), _must(frame, "Header/Ontvanger")
    from_municipality = len(sender) == 4
    dated = _date(frame, "Header/BerichtIdentificatie/Dagtekening")
    number, number_dated = _declaration(frame, kind, source)
    return MessageHeader(
        kind=kind.name,
        law=kind.law,
        release=kind.release,
        code=kind.code,
        sender=sender,
        receiver=receiver,
        identification=identity.without_bsn(_must(frame, "Header/BerichtIdentificatie/Identificatie")),
        dated=dated,
        municipality=sender if from_municipality else receiver,
        agb=receiver if from_municipality else sender,
        number=identity.without_bsn(number),
        number_dated=number_dated or dated,
    )


def _old_header(frame: Frame, kind: Kind, source: Source, identity: "_Scrubber") -> MessageHeader:
    """303 and 304: the message's key is Gemeente + Aanbieder + DeclarantFactuurNummer (data.md)."""
    municipality, agb = _must(frame, "Header/Gemeente"), _must(frame, "Header/Aanbieder")
    number = identity.without_bsn(_must(frame, f"{_OLD}/DeclarantFactuurNummer"))
    is_answer = kind.name == "304"
    dated = _date(frame, "Header/RetourHeader/RetourDagtekening" if is_answer else f"{_OLD}/FactuurDagtekening")
    return MessageHeader(
        kind=kind.name,
        law=kind.law,
        release=kind.release,
        code=kind.code,
        sender=municipality if is_answer else agb,
        receiver=agb if is_answer else municipality,
        identification=f"{municipality}/{agb}/{number}",
        dated=dated,
        municipality=municipality,
        agb=agb,
        number=number,
        number_dated=dated,
    )


def _declaration(frame: Frame, kind: Kind, source: Source) -> tuple[str, date | None]:
    """Number and dagtekening of a 323; number of a 325, "" when it answers without naming one."""
    if kind.name == "325":
        return frame.text("DeclaratieAntwoord/DeclaratieNummer") or "", None
    if kind.name != "323":
        return "", None
    number = _must(frame, "Declaratie/DeclaratieNummer")
    if not number:
        raise texts.no_declaration_number(source.name)
    return number, _date(frame, "Declaratie/DeclaratieDagtekening")


def _must(frame: Frame, path: str) -> str:
    text = frame.text(path)
    if text is None:
        raise AssertionError(f"{path} is mandatory in the grammar")
    return text


def _date(frame: Frame, path: str) -> date:
    return date.fromisoformat(_must(frame, path))


class _Scrubber:
    """Takes the BSN of a client of the message out of a number of the message as a whole.

    Most nine-digit numbers are no BSN; only for one that passes the 11-proef the message is searched for that client.
    """

    def __init__(self, source: Source, pseudonymiser: Pseudonymiser) -> None:
        self.source, self.pseudonymiser = source, pseudonymiser

    def without_bsn(self, text: str) -> str:
        for digits in bsn_candidates(text):
            if self._is_client(digits):
                text = self.pseudonymiser.replace_in(text, digits)
        return text

    def _is_client(self, digits: str) -> bool:
        """Whether a Bsn element holds it; assumed when the message cannot be searched as plain text."""
        path = self.source.path
        # The file itself when there is one: this source may be half of a message.
        with open(path, "rb") if path else self.source.open() as stream:
            before = b""
            while chunk := stream.read(_CHUNK):
                piece = before + chunk
                if any(mark in piece for mark in _NOT_PLAIN):
                    return True
                if any(digits.encode() in text for text in _BSN_TEXT.findall(piece)):
                    return True
                before = piece[-_OVERLAP:]
        return False
