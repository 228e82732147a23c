"""Lines of many messages, turned into facts together: a message has few lines, and each conversion has a price."""

from collections.abc import Callable
from itertools import repeat

import pyarrow as pa

from engine.intake.messages_answers import Numbered, answers_table
from engine.intake.messages_facts import LineReader, Lines, Origin
from engine.intake.messages_parse import Batch, Texts
from engine.intake.messages_set_aside import Reasons, split
from engine.intake.privacy import Pseudonymiser
from engine.intake.sources import ReadResult
from engine.texts import intake as texts

_MOST_LINES = 20_000
Stage = Callable[[str, pa.Table], None]


class _Waiting:
    """Lines of one kind that wait for their conversion."""

    def __init__(self) -> None:
        self.texts: Texts = {}
        self.bsn: list[str] = []
        self.rank: list[int] = []
        self.origins: list[Origin] = []
        self.of: list[int] = []

    def add(self, origin: Origin, batch: Batch) -> None:
        before, count = len(self.rank), len(batch.rank)
        for path, values in batch.texts.items():
            if path not in self.texts:
                self.texts[path] = [None] * before
            self.texts[path].extend(values)
        for path in self.texts.keys() - batch.texts.keys():
            self.texts[path].extend(repeat(None, count))
        self.bsn += batch.bsn
        self.rank += batch.rank
        self.of.extend(repeat(len(self.origins), count))
        self.origins.append(origin)


class Collector:
    """Takes the lines of messages and stages their facts; one a process. After `flush` every result is complete."""

    def __init__(self, pseudonymiser: Pseudonymiser, stage: Stage) -> None:
        self.pseudonymiser, self._stage = pseudonymiser, stage
        self._waiting: dict[LineReader, _Waiting] = {}
        self._answers: list[Numbered] = []
        self._results: dict[int, tuple[str, ReadResult]] = {}

    def expect(self, source_no: int, name: str, result: ReadResult) -> None:
        """Lines of this source will come; what is set aside of them goes into its result."""
        self._results[source_no] = (name, result)

    def lines(self, reader: LineReader, origin: Origin, batch: Batch) -> None:
        """Take checked lines of a message."""
        waiting = self._waiting.get(reader)
        if waiting is None:
            waiting = self._waiting[reader] = _Waiting()
        waiting.add(origin, batch)
        if len(waiting.rank) >= _MOST_LINES:
            self._convert(reader, self._waiting.pop(reader))

    def answer(self, answer: Numbered) -> None:
        """Take an answer to a whole declaration."""
        self._answers.append(answer)

    def flush(self) -> None:
        """Stage everything that waits."""
        for reader in list(self._waiting):
            self._convert(reader, self._waiting.pop(reader))
        if self._answers:
            self._stage("declaration_answer", answers_table(self._answers))
        self._answers = []
        self._results.clear()

    def _convert(self, reader: LineReader, waiting: _Waiting) -> None:
        of = pa.array(waiting.of, pa.int32())
        lines = Lines(waiting.texts, waiting.bsn, waiting.rank, waiting.origins, of, self.pseudonymiser)
        facts = reader(lines)
        good, aside, reasons = split(facts, lines.shared(lambda origin: origin.source_no, pa.int32()), lines.rank)
        if good.num_rows:
            self._stage(facts.fact, good)
        if aside.num_rows:
            self._stage("set_aside", aside)
        self._tell(reasons)

    def _tell(self, reasons: Reasons) -> None:
        for (source_no, reason), count in reasons.items():
            name, result = self._results[source_no]
            result.set_aside += count
            result.reasons[reason] = result.reasons.get(reason, 0) + count
            result.problems = [texts.lines_set_aside(name, count, reason) for reason, count in result.reasons.items()]
