"""The import run: files of any kind → one transaction of the store, and a report that accounts for every line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa

from engine.dossier import Dossier
from engine.errors import Refusal
from engine.intake.importing_answers import AnswerResolver
from engine.intake.importing_read import Job, read_all
from engine.intake.messages_answers import Numbered, answers_table
from engine.intake.report import DUPLICATE, REFUSED, Finding, ImportReport, SetAsideFile, SourceReport
from engine.intake.report_findings import findings_of
from engine.intake.report_set_aside import write_set_aside
from engine.intake.sources import RETURN, ReadResult, Source
from engine.intake.sources_expand import Found, expand
from engine.intake.sources_identify import SMALL, Identified, identify
from engine.intake.zip_files import UNREADABLE, close_zip
from engine.store.facts import FACTS
from engine.store.importing import Import, ImportCounts
from engine.store.staging import staged_schema
from engine.texts import intake as texts

Progress = Callable[[int, int, str], None]
_ALWAYS = date(9999, 12, 31)


def import_files(
    dossier: Dossier, paths: Sequence[Path], at: datetime, by: str, progress: Progress | None = None
) -> ImportReport:
    """Read files, folders, ZIPs and envelopes into the dossier's store: all that can be read, in one stand.

    `at` and `by` go into the store's record, and lines dated after `at` are told; `progress(done, total, name)` is
    called per source. A refused file does not stop the others. Raises Refusal when someone else is writing or the
    store cannot be used: nothing is stored.
    """
    key = dossier.key
    with dossier.store.begin_import(by, at) as transaction:
        run = _Run(dossier, transaction, key)
        try:
            run.read(paths, progress or (lambda _done, _total, _name: None))
        finally:
            close_zip()
        before = dossier.store.stand
        counts = transaction.commit()
        return run.report(counts, changed=counts.stand != before, today=at.date())


@dataclass
class _Item:
    """One source on its way: found, read, and what the report says of it."""

    found: Found
    number: int
    identified: Identified | None = None
    result: ReadResult | None = None
    digest: str = ""
    report: SourceReport = field(init=False)

    def __post_init__(self) -> None:
        self.report = SourceReport(self.found.name, REFUSED)

    @property
    def source(self) -> Source:
        """What a reader gets."""
        return Source(self.number, self.found.name, self.found.path, self.found.open, size=self.found.size)

    def refuse(self, refusal: Refusal) -> None:
        """Nothing of it is stored."""
        self.result = None
        self.report = SourceReport(self.found.name, REFUSED, texts=[refusal.text])

    def duplicate(self, text: str, lines: int, kind: str) -> None:
        """All its lines are known."""
        self.result = None
        self.report = SourceReport(self.found.name, DUPLICATE, kind, read=lines, duplicate=lines, texts=[text])


@dataclass(frozen=True, slots=True)
class _Known:
    """A file that an earlier import, or this one, read."""

    name: str
    lines: int
    kind: str


class _Run:
    def __init__(self, dossier: Dossier, transaction: Import, key: bytes) -> None:
        self.dossier, self.transaction, self.key = dossier, transaction, key
        self.items: list[_Item] = []

    def read(self, paths: Sequence[Path], progress: Progress) -> None:
        """Find, read and stage everything."""
        self.items = [_Item(found, self.transaction.new_source_no()) for found in expand(paths)]
        jobs = [Job(item.source, item.identified) for item in self._to_read()]
        by_number = {item.number: item for item in self.items}
        done = len(self.items) - len(jobs)
        folder = self.transaction.stage_folder
        for job, outcome in read_all(jobs, self.key, self.dossier.mappings, self.transaction.stage, folder):
            item = by_number[job.source.number]
            if isinstance(outcome, Refusal):
                self._discard(item)
                item.refuse(outcome)
            else:
                item.result, item.digest = outcome, outcome.digest
            done += 1
            progress(done, len(self.items), item.found.name)
        # answers first: an item that is refused must not be what another one is a duplicate of
        self._resolve_answers([item for item in self.items if item.result])
        self._without_known_files([item for item in self.items if item.result])
        self._without_known_messages([item for item in self.items if item.result])
        self.transaction.stage("source", self._sources())

    def _to_read(self) -> list[_Item]:
        """All that can be read; of large files the hash is taken first, since reading them for nothing takes long."""
        for item in self.items:
            if item.found.refusal:
                item.refuse(item.found.refusal)
            elif item.found.size > SMALL:
                self._identify(item)
        self._without_known_files([item for item in self.items if item.identified])
        return [item for item in self.items if not item.report.texts]

    def _identify(self, item: _Item) -> None:
        try:
            item.identified = identify(item.source)
            item.digest = item.identified.digest
        except UNREADABLE:
            item.refuse(texts.unreadable_file(item.found.name))
        except Refusal as refusal:
            item.refuse(refusal)

    def _discard(self, item: _Item) -> None:
        self.transaction.refuse(item.number)
        item.number = self.transaction.new_source_no()

    def _without_known_files(self, items: list[_Item]) -> None:
        """Those whose content an earlier import or an earlier file of this one has are duplicates."""
        known = self._known_files([item.digest for item in items])
        for item in items:
            if earlier := known.get(item.digest):
                self._discard(item)
                item.duplicate(texts.known_file(earlier.name), earlier.lines, earlier.kind)
            elif item.result:
                known[item.digest] = _Known(item.found.name, item.result.lines_read, item.result.kind)

    def _known_files(self, digests: list[str]) -> dict[str, _Known]:
        names = self.transaction.known_files(digests)
        if not names:
            return {}
        with self.dossier.store.connect(_ALWAYS) as connection:
            rows = connection.execute(
                "SELECT sha256, max(lines_read), min(kind) FROM fact_source WHERE status <> 'dubbel' "
                "AND sha256 IN (SELECT unnest(?::VARCHAR[])) GROUP BY sha256",
                [list(names)],
            ).fetchall()
        return {digest: _Known(names[digest], lines, kind) for digest, lines, kind in rows}

    def _without_known_messages(self, items: list[_Item]) -> None:
        """A message whose key is known adds nothing, even when its bytes differ."""
        keyed = [(item, key) for item in items if (key := _message_key(item.result))]
        known = self.transaction.known_messages([key for _, key in keyed]) if keyed else {}
        for item, key in keyed:
            if key in known and item.result:
                item.duplicate(texts.known_message(known[key]), item.result.lines_read, item.result.kind)
                self._discard(item)
            else:
                known[key] = item.found.name

    def _resolve_answers(self, items: list[_Item]) -> None:
        """Answers to a whole declaration of which only the message is named."""
        answers = [(item, item.result.whole_answer) for item in items if item.result and item.result.whole_answer]
        resolver = AnswerResolver(self.dossier.store, self.key, [item.result for item in items if item.result])
        numbers = resolver.numbers([answer for _, answer in answers])
        found: list[Numbered] = []
        for (item, answer), number in zip(answers, numbers, strict=True):
            if number is None:
                self._discard(item)
                item.refuse(texts.declaration_unknown(item.found.name, answer.message))
            else:
                found.append((answer, number, item.number))
        if found:
            self.transaction.stage("declaration_answer", answers_table(found))

    def _sources(self) -> pa.Table:
        """One row per source that was not refused. Counts that only the commit knows are left empty."""
        rows = [_source_row(item) for item in self.items if item.result or item.report.status == DUPLICATE]
        return pa.Table.from_pylist(rows, staged_schema("source"))

    def report(self, counts: ImportCounts, changed: bool, today: date) -> ImportReport:
        """Per source what became of its lines."""
        for item in self.items:
            if item.result:
                item.report = _report(item.found.name, item.number, item.result, counts)
        files: list[SetAsideFile] = []
        findings: list[Finding] = []
        if changed:
            with self.dossier.store.connect(_ALWAYS) as connection:
                files = write_set_aside(connection, counts.stand, self.dossier.output)
                findings = findings_of(connection, counts.stand, today)
        reports = [item.report for item in self.items]
        paths = [file.path for file in files]
        return ImportReport(counts.stand, changed, reports, findings, paths, set_aside_lines=files)


def _message_key(result: ReadResult | None) -> tuple[str, str, str] | None:
    if result is None or not (result.sender and result.identification and result.message_code):
        return None
    return result.sender, result.identification, result.message_code


def _source_row(item: _Item) -> dict[str, object]:
    result, report = item.result, item.report
    row: dict[str, object] = {}
    row.update(dict.fromkeys(FACTS["source"].columns))
    row |= {"name": item.found.name, "sha256": item.digest, "source_no": item.number, "source_line": 0}
    if result is None:
        return row | {
            "kind": report.kind,
            "status": DUPLICATE,
            "lines_read": report.read,
            "lines_stored": 0,
            "lines_duplicate": report.duplicate,
            "lines_set_aside": 0,
        }
    row |= {name: getattr(result, name) for name in ("kind", "release", "message_code", "sender", "receiver")}
    row |= {name: getattr(result, name) for name in ("identification", "status", "line_fact", "lines_read", "dated")}
    row["declaration_number"] = result.declaration_number
    if result.status == RETURN:
        row |= {"lines_stored": 0, "lines_duplicate": 0, "lines_set_aside": result.set_aside}
    return row


def _report(name: str, number: int, result: ReadResult, counts: ImportCounts) -> SourceReport:
    said = [problem.text for problem in result.problems]
    stored = duplicate = 0
    if result.status == RETURN:
        said = [texts.is_return(), *said]
    else:
        count = counts.of(number, result.line_fact or "")
        stored, duplicate = count.stored, count.duplicate
    kind, read, aside = result.kind, result.lines_read, result.set_aside
    return SourceReport(name, result.status, kind, read, stored, duplicate, aside, said, result.reasons)
