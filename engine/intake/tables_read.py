"""Reads one table file (CSV, XLSX, Parquet) into facts: the reader that the import run calls (data.md, Tables)."""

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

from engine.errors import Problem, Refusal
from engine.intake.sources import ReadContext, ReadResult, Source
from engine.intake.tables_block import Sheet, ahead
from engine.intake.tables_convert import Converter, Tally
from engine.intake.tables_csv import CsvSheet
from engine.intake.tables_detect import Layout, detect_layout, recognised
from engine.intake.tables_headers import unknown_headers
from engine.intake.tables_kinds import NUMBERS
from engine.intake.tables_mapping import NamedMapping, read_mappings
from engine.intake.tables_own import own_workbook
from engine.intake.tables_parquet import ParquetSheet
from engine.intake.tables_survey import Survey
from engine.texts import table_kinds as kind_texts
from engine.texts import table_remarks as remark_texts
from engine.texts import tables as texts

_WORKBOOK, _PARQUET, _OLD_WORKBOOK = b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0"
_NO_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")

_MOST_REASONS = 10
"""Reasons for setting lines of one sheet aside that are told apart; the export holds them all."""


def _file_name(source: Source) -> str:
    return PurePath(source.name.replace("\\", "/")).name


def read_table(source: Source, context: ReadContext, mappings: Sequence[NamedMapping] | None = None) -> ReadResult:
    """Reads a file with the mappings given, else those of `context.mappings`. Refusal: the whole file is refused."""
    known = read_mappings(context.mappings) if mappings is None else mappings
    planned, remarks = _plan(source, known)
    kinds = {layout.kind.name for _, layout in planned}
    if len(kinds) > 1:
        raise kind_texts.several_kinds(source.name, sorted(kinds))
    tallies = [_read_sheet(sheet, layout, source, context, len(planned) > 1) for sheet, layout in planned]
    kind = planned[0][1].kind
    return ReadResult(
        kind.name,
        kind.fact,
        sum(tally.read for tally, _ in tallies),
        sum(tally.set_aside for tally, _ in tallies),
        problems=remarks + [problem for _, problems in tallies for problem in problems],
        reasons=_reasons([tally for tally, _ in tallies]),
    )


def _plan(source: Source, mappings: Sequence[NamedMapping]) -> tuple[list[tuple[Sheet, Layout]], list[Problem]]:
    """The sheets that hold a table, each with its layout, and remarks about the others. None at all: a Refusal."""
    planned: list[tuple[Sheet, Layout]] = []
    refused: list[tuple[Sheet, Refusal]] = []
    for sheet in _sheets(source, mappings):
        try:
            layout = detect_layout(sheet.headers, mappings, _file_name(source), texts.place(source.name, sheet.name))
        except Refusal as refusal:
            refused.append((sheet, refusal))
        else:
            sheet.numbers = frozenset(
                place for name, place in layout.positions.items() if layout.kind.column(name).type in NUMBERS
            )
            planned.append((sheet, layout))
    if not planned:
        raise _why_not(source, refused, mappings)
    return planned, [
        remark_texts.ignored_sheet(texts.place(source.name, sheet.name), refusal) for sheet, refusal in refused
    ]


def _why_not(source: Source, refused: list[tuple[Sheet, Refusal]], mappings: Sequence[NamedMapping]) -> Refusal:
    """That it is our own, else what the sheet with most known headers lacks."""
    if not refused:
        return texts.empty_file(source.name)
    own = own_workbook(source, [sheet for sheet, _ in refused])
    return own or max(refused, key=lambda each: recognised(each[0].headers, mappings))[1]


def _sheets(source: Source, mappings: Sequence[NamedMapping]) -> Sequence[Sheet]:
    def known(headers: Sequence[str]) -> int:
        return recognised(headers, mappings)

    with source.open() as file:
        start = file.read(8)
    if start.startswith(_OLD_WORKBOOK):
        raise texts.old_workbook(source.name)
    if start.startswith(_NO_TABLES):
        raise texts.no_table(source.name)
    if start.startswith(_PARQUET):
        return [ParquetSheet(source)]
    if start.startswith(_WORKBOOK):
        from engine.intake.tables_workbook import workbook_sheets

        return workbook_sheets(source, known)
    named = (each.content for each in mappings if each.content.bestandsnaam and each.fits_name(_file_name(source)))
    content = next(named, None)
    return [CsvSheet(source, known, content.scheidingsteken, content.tekenset) if content else CsvSheet(source, known)]


def _read_sheet(
    sheet: Sheet, layout: Layout, source: Source, context: ReadContext, is_one_of_many: bool
) -> tuple[Tally, list[Problem]]:
    where = texts.place(source.name, sheet.name)
    converter = Converter(layout, context, source.number, where, sheet.name if is_one_of_many else "")
    survey = Survey(
        sheet,
        where,
        converter.notation_readers,
        converter.fresh,
        layout.number_notation,
        layout.date_notation,
    )
    for block in ahead(sheet.blocks(converter.repetitive)):
        survey.before(block)
        converter.convert(block)
    survey.check()
    return converter.tally, _remarks(where, layout, survey, converter)


def _remarks(where: str, layout: Layout, survey: Survey, converter: Converter) -> list[Problem]:
    tally, remarks = converter.tally, list(survey.remarks)
    if layout.ignored:
        remarks.append(remark_texts.ignored_columns(where, unknown_headers(layout.ignored, layout.lacking)))
    remarks += [
        remark_texts.padded_codes(where, each.column, each.lines, each.first_line, each.example, each.fewest)
        for each in converter.padded
    ]
    if tally.approved_without_date:
        remarks.append(remark_texts.approved_without_date(where, tally.approved_without_date))
    return remarks + _set_aside(where, tally)


def _set_aside(where: str, tally: Tally) -> list[Problem]:
    """Per reason the first line and how many; with several reasons also the total."""
    groups = sorted(tally.groups.values(), key=lambda group: group.line)
    others = tally.read - tally.set_aside
    if len(groups) == 1:
        return [remark_texts.some_set_aside(where, groups[0].lines, groups[0].line, groups[0].reason, others)]
    named, rest = groups[:_MOST_REASONS], groups[_MOST_REASONS:]
    said = [remark_texts.set_aside_for(where, group.lines, group.line, group.reason) for group in named]
    if rest:
        said.append(remark_texts.set_aside_otherwise(where, sum(group.lines for group in rest), len(rest)))
    return [*said, remark_texts.set_aside_in_all(where, tally.set_aside, others)] if said else []


def _reasons(tallies: Sequence[Tally]) -> dict[str, int]:
    """How many lines of all sheets were set aside for which reason."""
    reasons: Counter[str] = Counter()
    for tally in tallies:
        reasons.update({reason: group.lines for reason, group in tally.groups.items()})
    return dict(reasons)
