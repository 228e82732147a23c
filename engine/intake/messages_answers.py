"""Answers to a declaration as a whole: the rest of a 304 or 325 that lists some lines, or all of it."""

from collections.abc import Sequence

import pyarrow as pa

from engine.intake.messages_facts import MessageHeader
from engine.intake.messages_shapes import Frame
from engine.intake.sources import Source, WholeAnswer
from engine.texts import intake as texts

APPROVED, REJECTED = "goedgekeurd", "afgekeurd"
TECHNICAL_REJECTION = "0001"
NO_REMARK = frozenset({"0200", "0233", "8001"})
"""Return codes that reject nothing: no remark, not judged, declaration granted in full."""


def whole_answer_304(frame: Frame, header: MessageHeader) -> WholeAnswer:
    """The answer to the whole 303, for the lines that are not listed."""
    codes = frame.all("Header/RetourCodes/RetourCode")
    granted = frame.text("Header/RetourBedragen/ToegekendTotaalBedrag/TotaalBedrag")
    listed = frame.text("Clienten") is not None
    rejected = TECHNICAL_REJECTION in codes or (not listed and _rejects(codes, granted))
    return _answer(frame, header, header.number, REJECTED if rejected else APPROVED, codes)


def whole_answer_325(frame: Frame, header: MessageHeader, source: Source, lists_lines: bool) -> WholeAnswer:
    """The answer to the whole 323. Without lines only the import run can tell of which 323 it is."""
    codes = frame.all("Header/RetourCodes/RetourCode")
    granted = frame.text("DeclaratieAntwoord/TotaalToegekendBedrag/TotaalBedrag")
    own = codes + frame.all("DeclaratieAntwoord/RetourCodes/RetourCode")
    rejected = TECHNICAL_REJECTION in own or (granted is not None and not lists_lines and _rejects(own, granted))
    if granted is None and not lists_lines:
        rejected = any(code not in NO_REMARK for code in codes)
    if frame.text("DeclaratieAntwoord/DeclaratieNummer") == "":
        raise texts.no_declaration_number(source.name)
    return _answer(frame, header, header.number or None, REJECTED if rejected else APPROVED, own)


def _rejects(codes: list[str], granted: str | None) -> bool:
    return any(code not in NO_REMARK for code in codes) and not int(granted or 0)


def _answer(frame: Frame, header: MessageHeader, number: str | None, outcome: str, codes: list[str]) -> WholeAnswer:
    message = frame.text("Header/DeclaratieIdentificatie/Identificatie") or ""
    together = ",".join(dict.fromkeys(codes)) or None
    dated = header.number_dated or header.dated
    return WholeAnswer(header.law, header.municipality, header.agb, message, number, outcome, together, dated)


Numbered = tuple[WholeAnswer, str, int]
"""An answer to a whole declaration, the DeclaratieNummer of which, and the source it came from."""


def answers_table(answers: Sequence[Numbered]) -> pa.Table:
    """Answers to whole declarations, to be staged as `declaration_answer` (line 0: the header)."""
    texts_of: dict[str, list[str | None]] = {
        "law": [answer.law for answer, _, _ in answers],
        "municipality": [answer.municipality for answer, _, _ in answers],
        "agb": [answer.agb for answer, _, _ in answers],
        "declaration_number": [number for _, number, _ in answers],
        "reference_number": [None] * len(answers),
        "product_code": [None] * len(answers),
        "outcome": [answer.outcome for answer, _, _ in answers],
        "return_codes": [answer.return_codes for answer, _, _ in answers],
    }
    columns = {name: pa.array(values, pa.string()) for name, values in texts_of.items()}
    columns |= {
        "begin_date": pa.nulls(len(answers), pa.date32()),
        "granted_cents": pa.nulls(len(answers), pa.int64()),
        "dated": pa.array([answer.dated for answer, _, _ in answers], pa.date32()),
        "source_no": pa.array([source_no for _, _, source_no in answers], pa.int32()),
        "source_line": pa.array([0] * len(answers), pa.int64()),
    }
    return pa.table(columns)
