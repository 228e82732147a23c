"""Reads one iJw/iWmo message: streams it, checks it, pseudonymises, and stages its facts."""

from collections.abc import Callable
from datetime import date

from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]

from engine.intake.grammar import RETURNS
from engine.intake.grammar_check import local
from engine.intake.messages_answers import whole_answer_304, whole_answer_325
from engine.intake.messages_facts import (
    Facts,
    Lines,
    MessageHeader,
    assignments,
    care_starts,
    care_stops,
    changes,
    declaration_lines,
    granted_lines,
    rejected_lines,
    request_answers,
    requests,
)
from engine.intake.messages_header import header_of
from engine.intake.messages_parse import Batch, MessageParser, text_at
from engine.intake.messages_set_aside import split
from engine.intake.sources import RETURN, ReadContext, ReadResult, Source
from engine.texts import intake as texts

LineReader = Callable[[Lines], Facts]

_STREAMED: dict[str, LineReader] = {
    "303": declaration_lines,
    "304": granted_lines,
    "323": declaration_lines,
    "325": rejected_lines,
}
_OF_ONE_CLIENT: dict[str, tuple[str, LineReader]] = {
    "301": ("ToegewezenProduct", assignments),
    "305": ("StartProduct", care_starts),
    "307": ("StopProduct", care_stops),
    "315": ("AangevraagdProduct", requests),
    "319": ("Antwoord", request_answers),
}
_CHANGES = {
    "OngewijzigdProduct": "317 ongewijzigd",
    "TeWijzigenProduct": "317 wijzigen",
    "NieuwProduct": "317 nieuw",
}
_LINE_FACT = {
    "301": "assignment",
    "303": "declaration_line",
    "304": "declaration_answer",
    "305": "care_start",
    "307": "care_stop",
    "315": "request",
    "317": "request",
    "319": "request_answer",
    "323": "declaration_line",
    "325": "declaration_answer",
}


def read_message(source: Source, context: ReadContext) -> ReadResult:
    """Read one message (a `Reader`). Refusal when it breaks its schema, cannot be parsed or is no message."""
    return _MessageReader(source, context).read()


class _MessageReader:
    def __init__(self, source: Source, context: ReadContext) -> None:
        self.source, self.context = source, context
        self.parser = MessageParser(source.name, source.lines_before)
        self.header: MessageHeader | None = None
        self.lines_read = 0
        self.reasons: dict[str, int] = {}

    def read(self) -> ReadResult:
        with self.source.open() as stream:
            for root, batch in self.parser.batches(stream):
                header = self._header(root)
                self._stage(_STREAMED[header.kind], Lines(batch, header, self.context.pseudonymiser))
        root = self.parser.root
        if root is None:
            raise texts.not_well_formed(self.source.name, None)
        header = self._header(root)
        if header.kind in RETURNS:
            return self._return(root, header)
        result = self._result(header)
        if header.kind not in _STREAMED:
            self._stage_one_client(root, header)
        elif header.kind == "304":
            self.lines_read += whole_answer_304(root, header, self.source, self.context)
        elif header.kind == "325":
            result.whole_answer = whole_answer_325(root, header, self.source, self.context, self.lines_read > 0)
            self.lines_read += 1
        return self._counted(result)

    def _header(self, root: _Element) -> MessageHeader:
        if self.header is None:
            self.header = header_of(root, self.parser.kind, self.source, self.context.pseudonymiser)
        return self.header

    def _result(self, header: MessageHeader) -> ReadResult:
        return ReadResult(
            kind=header.kind,
            line_fact=_LINE_FACT.get(header.kind),
            lines_read=0,
            release=header.release,
            message_code=header.code,
            sender=header.sender,
            receiver=header.receiver,
            identification=header.identification,
            dated=header.dated,
            declaration_number=header.number if header.kind == "323" else None,
        )

    def _counted(self, result: ReadResult) -> ReadResult:
        result.lines_read, result.set_aside = self.lines_read, sum(self.reasons.values())
        result.reasons = self.reasons
        result.problems = [
            texts.lines_set_aside(self.source.name, count, reason) for reason, count in self.reasons.items()
        ]
        return result

    def _return(self, root: _Element, header: MessageHeader) -> ReadResult:
        """A retour: recognised and checked; its one message is counted as set aside, and brings no facts."""
        result = self._result(header)
        result.status, result.line_fact = RETURN, None
        result.lines_read = result.set_aside = 1
        return result

    def _stage(self, reader: LineReader, lines: Lines) -> None:
        facts = reader(lines)
        good, aside, reasons = split(facts, self.source.number, lines.batch.rank)
        if good.num_rows:
            self.context.stage(facts.fact, good)
        if aside.num_rows:
            self.context.stage("set_aside", aside)
        self.lines_read += len(lines)
        for reason, count in reasons.items():
            self.reasons[reason] = self.reasons.get(reason, 0) + count

    def _stage_one_client(self, root: _Element, header: MessageHeader) -> None:
        if header.kind != "317":
            name, reader = _OF_ONE_CLIENT[header.kind]
            self._stage(reader, self._lines_of(root, header, name))
            return
        reference = text_at(root, "Client/Verzoek/ReferentieAanbieder") or ""
        reason = text_at(root, "Client/Verzoek/RedenVerzoek") or ""
        for name, kind in _CHANGES.items():
            lines = self._lines_of(root, header, name)
            if len(lines):
                self._stage(changes(kind, reference, reason), lines)

    def _lines_of(self, root: _Element, header: MessageHeader, name: str) -> Lines:
        bsn = text_at(root, "Client/Bsn") or ""
        batch = _batch(list(root.iter(f"{{*}}{name}")), bsn, self.lines_read)
        removed = text_at(root, "Client/StatusAanlevering") == "3"
        return Lines(
            batch,
            header,
            self.context.pseudonymiser,
            _birth_date(root),
            text_at(root, "Client/Geslacht"),
            "3" if removed else None,
        )


def _birth_date(root: _Element) -> date | None:
    """The birth date; None when the message says that its day, month or year is unknown (DatumGebruik)."""
    if text_at(root, "Client/Geboortedatum/DatumGebruik"):
        return None
    text = text_at(root, "Client/Geboortedatum/Datum")
    return date.fromisoformat(text) if text else None


def _batch(records: list[_Element], bsn: str, already: int) -> Batch:
    """Lines of a message with one client: few, so each is taken as it comes."""
    rows = [_texts(record) for record in records]
    paths = dict.fromkeys(path for row in rows for path in row)
    ranks = list(range(already + 1, already + len(rows) + 1))
    return Batch({path: [row.get(path) for row in rows] for path in paths}, [bsn] * len(rows), ranks)


def _texts(record: _Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for child in record:
        name = local(str(child.tag))
        if len(child):
            found |= {f"{name}/{path}": text for path, text in _texts(child).items()}
        else:
            found[name] = child.text or ""
    return found
