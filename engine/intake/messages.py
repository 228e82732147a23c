"""Reads iJw/iWmo messages: each is streamed, checked and pseudonymised; the facts of many are staged together."""

from datetime import date

from engine.intake.grammar import RETURNS
from engine.intake.messages_answers import whole_answer_304, whole_answer_325
from engine.intake.messages_collect import Collector
from engine.intake.messages_facts import (
    LineReader,
    MessageHeader,
    Origin,
    assignments,
    care_starts,
    care_stops,
    changes,
    declaration_lines,
    granted_lines,
    old_declaration_lines,
    rejected_lines,
    request_answers,
    requests,
)
from engine.intake.messages_header import header_of
from engine.intake.messages_parse import Batch, MessageParser
from engine.intake.messages_shapes import Frame
from engine.intake.sources import RETURN, ReadContext, ReadResult, Source
from engine.texts import intake as texts

_STREAMED: dict[str, LineReader] = {
    "303": old_declaration_lines,
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
    collector = Collector(context.pseudonymiser, context.stage)
    result = collect_message(source, collector)
    collector.flush()
    return result


def collect_message(source: Source, collector: Collector) -> ReadResult:
    """Read one of many messages: its facts are staged, and its result is complete, when the collector is flushed."""
    return _MessageReader(source, collector).read()


class _MessageReader:
    def __init__(self, source: Source, collector: Collector) -> None:
        self.source, self.collector = source, collector
        self.parser = MessageParser(source.name, source.lines_before)

    def read(self) -> ReadResult:
        header: MessageHeader | None = None
        result: ReadResult | None = None
        with self.source.open() as stream:
            for batch in self.parser.batches(stream):
                if header is None or result is None:
                    header, result = self._begun()
                self._take(_STREAMED[header.kind], Origin(self.source.number, header), batch, result)
        if header is None or result is None:
            header, result = self._begun()
        if header.kind in RETURNS:
            return _return(result)
        self._finish(self.parser.frame, header, result)
        return result

    def _begun(self) -> tuple[MessageHeader, ReadResult]:
        header = header_of(self.parser.frame, self.parser.kind, self.source, self.collector.pseudonymiser)
        result = _result(header)
        self.collector.expect(self.source.number, self.source.name, result)
        return header, result

    def _finish(self, frame: Frame, header: MessageHeader, result: ReadResult) -> None:
        if header.kind not in _STREAMED:
            self._take_one_client(frame, header, result)
        elif header.kind == "304":
            self.collector.answer((whole_answer_304(frame, header), header.number, self.source.number))
            result.lines_read += 1
        elif header.kind == "325":
            self._take_whole_325(frame, header, result)

    def _take_whole_325(self, frame: Frame, header: MessageHeader, result: ReadResult) -> None:
        answer = whole_answer_325(frame, header, self.source, result.lines_read > 0)
        if result.lines_read:
            self.collector.answer((answer, header.number, self.source.number))
        else:
            result.whole_answer = answer
        result.lines_read += 1

    def _take(self, reader: LineReader, origin: Origin, batch: Batch, result: ReadResult) -> None:
        self.collector.lines(reader, origin, batch)
        result.lines_read += len(batch.rank)

    def _take_one_client(self, frame: Frame, header: MessageHeader, result: ReadResult) -> None:
        if header.kind != "317":
            name, reader = _OF_ONE_CLIENT[header.kind]
            self._take_records(frame, name, reader, _of_client(frame, header, self.source.number), result)
            return
        reference = frame.text("Client/Verzoek/ReferentieAanbieder") or ""
        reason = frame.text("Client/Verzoek/RedenVerzoek") or ""
        for name, kind in _CHANGES.items():
            origin = Origin(self.source.number, header, request=(kind, reference, reason))
            self._take_records(frame, name, changes, origin, result)

    def _take_records(self, frame: Frame, name: str, reader: LineReader, origin: Origin, result: ReadResult) -> None:
        """The lines of a message about one client: few, so each is taken as it comes."""
        records = frame.records(name)
        if records:
            paths = dict.fromkeys(path for record in records for path in record)
            ranks = list(range(result.lines_read + 1, result.lines_read + len(records) + 1))
            bsn = [frame.text("Client/Bsn") or ""] * len(records)
            batch = Batch({path: [record.get(path) for record in records] for path in paths}, bsn, ranks)
            self._take(reader, origin, batch, result)


def _result(header: MessageHeader) -> ReadResult:
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


def _return(result: ReadResult) -> ReadResult:
    """A retour: recognised and checked; its one message is counted as set aside, and brings no facts."""
    result.status, result.line_fact = RETURN, None
    result.lines_read = result.set_aside = 1
    result.reasons = {texts.REASON_RETURN: 1}
    return result


def _of_client(frame: Frame, header: MessageHeader, source_no: int) -> Origin:
    removed = frame.text("Client/StatusAanlevering") == "3"
    return Origin(source_no, header, _birth_date(frame), frame.text("Client/Geslacht"), "3" if removed else None)


def _birth_date(frame: Frame) -> date | None:
    """The birth date; None when the message says that its day, month or year is unknown (DatumGebruik)."""
    if frame.text("Client/Geboortedatum/DatumGebruik"):
        return None
    text = frame.text("Client/Geboortedatum/Datum")
    return date.fromisoformat(text) if text else None
