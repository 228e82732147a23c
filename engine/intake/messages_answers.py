"""Answers to a declaration as a whole: the rest of a 304 or 325 that lists some lines, or all of it."""

from datetime import date

import pyarrow as pa
from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]

from engine.intake.grammar_check import local
from engine.intake.messages_facts import MessageHeader
from engine.intake.messages_parse import text_at
from engine.intake.sources import ReadContext, Source, WholeAnswer
from engine.texts import intake as texts

APPROVED, REJECTED = "goedgekeurd", "afgekeurd"
TECHNICAL_REJECTION = "0001"
NO_REMARK = frozenset({"0200", "0233", "8001"})
"""Return codes that reject nothing: no remark, not judged, declaration granted in full."""


def whole_answer_304(root: _Element, header: MessageHeader, source: Source, context: ReadContext) -> int:
    """Stage the answer to the whole 303, for the lines that are not listed; gives the number of rows (1)."""
    codes = _codes(root, "Header/RetourCodes")
    granted = text_at(root, "Header/RetourBedragen/ToegekendTotaalBedrag/TotaalBedrag")
    listed = text_at(root, "Clienten") is not None
    rejected = TECHNICAL_REJECTION in codes or (not listed and _rejects(codes, granted))
    answer = _answer(header, header.number, REJECTED if rejected else APPROVED, codes)
    context.stage("declaration_answer", answer_table(answer, header.number, source.number))
    return 1


def whole_answer_325(
    root: _Element, header: MessageHeader, source: Source, context: ReadContext, lists_lines: bool
) -> WholeAnswer | None:
    """Stage the answer to the whole 323. Without lines it is given back: only the import run can tell of which 323."""
    codes = _codes(root, "Header/RetourCodes")
    granted = text_at(root, "DeclaratieAntwoord/TotaalToegekendBedrag/TotaalBedrag")
    own = codes + _codes(root, "DeclaratieAntwoord/RetourCodes")
    rejected = TECHNICAL_REJECTION in own or (granted is not None and not lists_lines and _rejects(own, granted))
    if granted is None and not lists_lines:
        rejected = any(code not in NO_REMARK for code in codes)
    if text_at(root, "DeclaratieAntwoord/DeclaratieNummer") == "":
        raise texts.no_declaration_number(source.name)
    answer = _answer(header, header.number or None, REJECTED if rejected else APPROVED, own)
    if not lists_lines:
        message = text_at(root, "Header/DeclaratieIdentificatie/Identificatie") or ""
        return WholeAnswer(
            answer.law,
            answer.municipality,
            answer.agb,
            message,
            answer.number,
            answer.outcome,
            answer.return_codes,
            answer.dated,
        )
    context.stage("declaration_answer", answer_table(answer, header.number, source.number))
    return None


def _rejects(codes: list[str], granted: str | None) -> bool:
    return any(code not in NO_REMARK for code in codes) and not int(granted or 0)


def _codes(root: _Element, path: str) -> list[str]:
    at: _Element | None = root
    for name in path.split("/"):
        at = next((child for child in at if local(str(child.tag)) == name), None) if at is not None else None
    return [] if at is None else [child.text or "" for child in at]


def _answer(header: MessageHeader, number: str | None, outcome: str, codes: list[str]) -> WholeAnswer:
    together = ",".join(dict.fromkeys(codes)) or None
    dated: date = header.number_dated or header.dated
    return WholeAnswer(header.law, header.municipality, header.agb, "", number, outcome, together, dated)


def answer_table(answer: WholeAnswer, number: str, source_no: int) -> pa.Table:
    """The one row of an answer to a whole declaration, to be staged as `declaration_answer` (line 0: the header)."""
    texts_of = {
        "law": answer.law,
        "municipality": answer.municipality,
        "agb": answer.agb,
        "declaration_number": number,
        "reference_number": None,
        "product_code": None,
        "outcome": answer.outcome,
        "return_codes": answer.return_codes,
    }
    columns = {name: pa.array([value], pa.string()) for name, value in texts_of.items()}
    columns |= {
        "begin_date": pa.nulls(1, pa.date32()),
        "granted_cents": pa.nulls(1, pa.int64()),
        "dated": pa.array([answer.dated], pa.date32()),
        "source_no": pa.array([source_no], pa.int32()),
        "source_line": pa.array([0], pa.int64()),
    }
    return pa.table(columns)
