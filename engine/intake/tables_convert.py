"""Blocks of text → facts: reads every column, checks rows, stages the good ones and sets the bad ones aside."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from engine.intake.privacy import InvalidBsn, mask_bsn
from engine.intake.sources import ReadContext
from engine.intake.tables_block import Block, BrokenLine, ErrorCell
from engine.intake.tables_cells import Cells, ColumnSource, DistinctReader, cell_reader
from engine.intake.tables_detect import Layout
from engine.intake.tables_kinds import NUMBERS, REFERENCES, ValueType
from engine.intake.tables_notation import NUMBER_MARK
from engine.intake.tables_padding import Padded, PaddedCodes
from engine.intake.tables_privacy import Privacy
from engine.intake.tables_rules import ROW_CHECKS, answers_of
from engine.store.staging import staged_schema
from engine.texts import table_remarks as remark_texts
from engine.texts import tables as texts

_SIGNED = frozenset({"pgb", "voorschotten"})
"""Kinds whose amounts may be negative: a payment back. In all others DebetCredit tells the sign."""

_INVALID_BSN = "DK-14"


@dataclass(slots=True)
class Group:
    """Lines set aside for the same reason, each counted at its first one; `line` and `reason` are of the first line."""

    line: int
    reason: str
    lines: int = 0


@dataclass(slots=True)
class Tally:
    """What became of the rows of one sheet; `groups` are the lines set aside by reason, values left out."""

    read: int = 0
    set_aside: int = 0
    approved_without_date: int = 0
    groups: dict[str, Group] = field(default_factory=dict[str, Group])

    def add_aside(self, line: int, reason: str, first_reason: str) -> None:
        """Count a line that is set aside."""
        self.set_aside += 1
        self.groups.setdefault(remark_texts.reason_group(first_reason), Group(line, reason)).lines += 1


@dataclass(slots=True)
class _Bad:
    """Why a row is set aside: all reasons, so that it is corrected in one go."""

    reasons: list[str] = field(default_factory=list[str])
    check_id: str | None = None


class Converter:
    """Reads the blocks of one sheet. `sheet_name` is put before reasons when a file has several sheets."""

    def __init__(self, layout: Layout, context: ReadContext, source_no: int, where: str, sheet_name: str = "") -> None:
        self.layout, self.tally = layout, Tally()
        self._context, self._source_no = context, source_no
        self._prefix = texts.on_sheet(sheet_name) if sheet_name else ""
        signed = layout.kind.name in _SIGNED
        sources = [
            ColumnSource(
                layout.kind.column(name),
                layout.positions.get(name),
                layout.constants.get(name, ""),
                layout.values.get(name),
                signed,
            )
            for name in layout.columns
        ]
        self._padded = PaddedCodes(sources)
        references = [name for name in layout.positions if layout.kind.column(name).type in REFERENCES]
        self._privacy = Privacy(layout.positions, references, context.pseudonymiser, where)
        self._readers = {source.column.name: cell_reader(source, context.pseudonymiser) for source in sources}

    @property
    def padded(self) -> list[Padded]:
        """Columns of which codes were padded."""
        return list(self._padded.found.values())

    @property
    def notation_readers(self) -> list[DistinctReader]:
        """Readers of numbers and dates: their notation must be known before a block is read."""
        return [each for each in self._readers.values() if isinstance(each, DistinctReader) and each.has_notation]

    @property
    def repetitive(self) -> list[int]:
        """Places of columns of which every distinct text is read once."""
        sources = [each.source for each in self._readers.values() if isinstance(each, DistinctReader)]
        return [source.place for source in sources if source.place is not None]

    def fresh(self, reader: DistinctReader) -> DistinctReader:
        """A reader of the same column without memory."""
        return DistinctReader(reader.source, self._context.pseudonymiser)

    def convert(self, block: Block) -> None:
        """Stage everything in the block."""
        block = _without_blank_rows(block)
        rows = len(block.lines)
        self._set_broken_aside(block.broken)
        if not rows:
            return
        block = self._privacy.clean(block)
        cells = {name: reader.read(reader.source.texts(block.columns, rows)) for name, reader in self._readers.items()}
        self._padded.look(block)
        bad = self._bad_rows(cells, block)
        self.tally.read += rows
        if bad:
            self._set_rows_aside(cells, block, bad)
            keep = pc.invert(_mask(bad, rows))
            values = {name: each.values.filter(keep) for name, each in cells.items()}
            self._stage(values, block.lines.filter(keep))
        else:
            self._stage({name: each.values for name, each in cells.items()}, block.lines)

    def _bad_rows(self, cells: dict[str, Cells], block: Block) -> dict[int, _Bad]:
        bad: dict[int, _Bad] = {}
        place_of = {place: name for name, place in self.layout.positions.items()}
        broken_cells = {(error.row, place_of.get(error.column)) for error in block.errors}
        for error in block.errors:
            if name := place_of.get(error.column):
                bad.setdefault(error.row, _Bad()).reasons.append(texts.bad_cell(name, error.detail))
        for name, each in cells.items():
            for row in _true_rows(each.bad):
                if (row, name) not in broken_cells:
                    bad.setdefault(row, _Bad()).reasons.append(texts.bad_cell(name, each.problem(row)))
                    if name == "Bsn":
                        bad[row].check_id = _INVALID_BSN
        values = {name: each.values for name, each in cells.items()}
        for check in ROW_CHECKS:
            mask, reason = check(values) or (None, str)
            for row in _true_rows(mask):
                bad.setdefault(row, _Bad()).reasons.append(reason(row))
        return bad

    def _stage(self, values: dict[str, pa.Array], lines: pa.Array) -> None:
        if not len(lines):
            return
        kind = self.layout.kind
        by_field = {kind.column(name).field: array for name, array in values.items() if kind.column(name).field}
        by_field = _in_cents(by_field)
        by_field |= {name: _repeated(text, len(lines)) for name, text in _FIXED.get(kind.fact, {}).items()}
        if kind.fact in _FIRST_DELIVERY:
            status = by_field.get("delivery_status", _repeated(None, len(lines)))
            by_field["delivery_status"] = pc.fill_null(status, "1")
        self._context.stage(kind.fact, self._table(kind.fact, by_field, lines))
        answers = answers_of(kind.name, values, by_field)
        if answers is not None and pc.any(answers.rows).as_py():
            chosen = {name: array.filter(answers.rows) for name, array in answers.fields.items()}
            self._context.stage(answers.fact, self._table(answers.fact, chosen, lines.filter(answers.rows)))
        if answers is not None:
            self.tally.approved_without_date += answers.undated

    def _table(self, fact: str, fields: dict[str, pa.Array], lines: pa.Array) -> pa.Table:
        rows = len(lines)
        columns = fields | {"source_no": pa.array([self._source_no], pa.int32()).take(pa.array([0] * rows, pa.int32()))}
        columns["source_line"] = lines
        schema = staged_schema(fact)
        arrays = [
            columns[each.name].cast(each.type) if each.name in columns else pa.nulls(rows, each.type) for each in schema
        ]
        return pa.Table.from_arrays(arrays, schema=schema)

    def _set_broken_aside(self, broken: list[BrokenLine]) -> None:
        if not broken:
            return
        rows: list[dict[str, object]] = [
            {"line": each.line, "reason": self._prefix + each.reason, "fields": self._broken_fields(each)}
            for each in broken
        ]
        self.tally.read += len(broken)
        for each in broken:
            self.tally.add_aside(each.line, self._prefix + each.reason, each.reason)
        self._stage_aside(rows)

    def _broken_fields(self, line: BrokenLine) -> dict[str, str]:
        fields: dict[str, str] = {}
        for name, place in self.layout.positions.items():
            if place < len(line.values):
                value = line.values[place].strip()
                fields[name] = self._pseudonym(value) if name == "Bsn" else mask_bsn(value)
        return fields | self.layout.constants

    def _set_rows_aside(self, cells: dict[str, Cells], block: Block, bad: dict[int, _Bad]) -> None:
        lines = block.lines
        rows: list[dict[str, object]] = [
            {
                "line": lines[row].as_py(),
                "reason": self._prefix + " ".join(bad[row].reasons),
                "check_id": bad[row].check_id,
                "fields": self._fields(cells, block, row),
                "dated": _dated(cells, row),
            }
            for row in sorted(bad)
        ]
        for row in sorted(bad):
            reasons = bad[row].reasons
            self.tally.add_aside(lines[row].as_py(), self._prefix + " ".join(reasons), reasons[0])
        self._stage_aside(rows)

    def _fields(self, cells: dict[str, Cells], block: Block, row: int) -> dict[str, str]:
        """The row as it can be exported and read again: what was read in one notation, the rest as it stood, masked."""
        fields: dict[str, str] = {}
        for name, each in cells.items():
            source = self._readers[name].source
            value = each.values[row].as_py()
            raw = source.clean(source.texts(block.columns, len(block.lines))[row].as_py()).lstrip(NUMBER_MARK)
            if source.column.type is ValueType.CLIENT:
                fields[name] = value or ""
            elif value is None:
                fields[name] = self._privacy.masked(raw, block, row)
            else:
                fields[name] = _exported(value, source.column.type)
        return fields

    def _pseudonym(self, value: str) -> str:
        try:
            return self._context.pseudonymiser.client(value)
        except InvalidBsn:
            return ""

    def _stage_aside(self, rows: list[dict[str, object]]) -> None:
        fields = {
            "kind": pa.array([self.layout.kind.name] * len(rows)),
            "reason": pa.array([each["reason"] for each in rows], pa.string()),
            "check_id": pa.array([each.get("check_id") for each in rows], pa.string()),
            "fields": pa.array([json.dumps(each["fields"], ensure_ascii=False) for each in rows], pa.string()),
            "dated": pa.array([each.get("dated") for each in rows], pa.date32()),
        }
        lines = pa.array([each["line"] for each in rows], pa.int64())
        self._context.stage("set_aside", self._table("set_aside", fields, lines))


_FIXED: dict[str, dict[str, str]] = {"request": {"kind": "315"}}
"""A table `verzoeken` holds requests for care (315); wijzigingsverzoeken come as messages (317)."""

_FIRST_DELIVERY = frozenset({"care_start", "care_stop"})
"""Facts whose empty StatusAanlevering means a first delivery (1): only a removal (3) says something else."""

_EUROS = "83"


def _in_cents(fields: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """With Eenheid 83 the volume is euros in a table and eurocents in a fact (data.md, Semantics)."""
    if "volume" not in fields or "unit" not in fields:
        return fields
    is_euros = pc.fill_null(pc.equal(fields["unit"], _EUROS), False)
    if not pc.any(is_euros).as_py():
        return fields
    cents = pc.multiply(fields["volume"], pa.scalar(Decimal(100), pa.decimal128(3, 0))).cast(pa.decimal128(18, 4))
    return fields | {"volume": pc.if_else(is_euros, cents, fields["volume"])}


def _repeated(text: str | None, rows: int) -> pa.Array:
    return pa.array([text], pa.string()).take(pa.array([0] * rows, pa.int32()))


def _true_rows(mask: pa.Array | None) -> list[int]:
    return [] if mask is None else pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist()


def _mask(bad: dict[int, _Bad], rows: int) -> pa.Array:
    flags = bytearray(rows)
    for row in bad:
        flags[row] = 1
    return pa.array(flags, pa.uint8()).cast(pa.bool_())


def _without_blank_rows(block: Block) -> Block:
    """Empty lines and rows of separators only hold nothing: they are no lines. An error cell is something."""
    blank = _mask({error.row: _Bad() for error in block.errors}, len(block.lines))
    blank = pc.invert(blank)
    for column in block.columns:
        blank = pc.and_(blank, _is_blank(column))
        if not pc.any(blank).as_py():
            return block
    keep = pc.invert(blank)
    place = {row: index for index, row in enumerate(pc.indices_nonzero(keep).to_pylist())} if block.errors else {}
    errors = [ErrorCell(place[error.row], error.column, error.detail) for error in block.errors]
    return Block([each.filter(keep) for each in block.columns], block.lines.filter(keep), block.broken, errors)


def _is_blank(column: pa.Array) -> pa.Array:
    if isinstance(column, pa.DictionaryArray):
        return pa.array([not text.strip() for text in column.dictionary.to_pylist()], pa.bool_()).take(column.indices)
    return pc.equal(pc.binary_length(pc.utf8_trim_whitespace(column)), 0)


def _dated(cells: dict[str, Cells], row: int) -> date | None:
    dated = cells.get("Dagtekening")
    return dated.values[row].as_py() if dated else None


def _exported(value: object, value_type: ValueType) -> str:
    """One notation for all that is set aside, never ambiguous: ISO dates, decimal comma, never three decimals."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if value_type not in NUMBERS:
        return str(value)
    number = Decimal(str(value)) / (1 if value_type is ValueType.VOLUME else 100)
    digits = f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"
    decimals = len(digits.partition(".")[2])
    if value_type is ValueType.MONEY:
        digits = f"{number:.2f}"
    elif decimals == 3:
        digits = f"{number:.4f}"
    return digits.replace(".", ",")
