"""Reads one table file (CSV, XLSX, Parquet) into facts: the reader that the import run calls (data.md, Tables)."""

from collections.abc import Callable, Sequence
from pathlib import PurePath

from engine.errors import Problem, Refusal
from engine.intake.sources import ReadContext, ReadResult, Source
from engine.intake.tables_block import Sheet
from engine.intake.tables_convert import Converter, Tally
from engine.intake.tables_csv import CsvSheet
from engine.intake.tables_detect import Layout, detect_layout, recognised
from engine.intake.tables_mapping import NamedMapping, read_mappings
from engine.intake.tables_survey import Survey
from engine.texts import tables as texts

CSV_ENDINGS = (".csv", ".txt", ".tsv")
WORKBOOK_ENDINGS = (".xlsx", ".xlsm")
PARQUET_ENDINGS = (".parquet",)


def looks_like_table(source: Source) -> bool:
    """Whether this reader takes the source: by its name."""
    return _ending(source) in CSV_ENDINGS + WORKBOOK_ENDINGS + PARQUET_ENDINGS


def _ending(source: Source) -> str:
    return PurePath(source.name).suffix.casefold()


def _file_name(source: Source) -> str:
    return PurePath(source.name.replace("\\", "/")).name


def read_table(
    source: Source, context: ReadContext, mappings: Sequence[NamedMapping] | None = None
) -> ReadResult:
    """Reads a file; `mappings` (read once per import) or those of `context.mappings`. Refusal: the whole file is refused."""
    known = read_mappings(context.mappings) if mappings is None else mappings
    planned = _plan(source, known)
    kinds = {layout.kind.name for _, layout in planned}
    if len(kinds) > 1:
        raise texts.several_kinds(source.name, sorted(kinds))
    tallies = [_read_sheet(sheet, layout, source, context, len(planned) > 1) for sheet, layout in planned]
    kind = planned[0][1].kind
    return ReadResult(
        kind.name,
        kind.fact,
        sum(tally.read for tally, _ in tallies),
        sum(tally.set_aside for tally, _ in tallies),
        problems=[problem for _, problems in tallies for problem in problems],
    )


def _plan(source: Source, mappings: Sequence[NamedMapping]) -> list[tuple[Sheet, Layout]]:
    """The sheets that hold a table, each with its layout. When none does, the refusal of the first."""
    sheets = _sheets(source, mappings)
    planned: list[tuple[Sheet, Layout]] = []
    refusals: list[Refusal] = []
    for sheet in sheets:
        try:
            planned.append((sheet, detect_layout(sheet.headers, mappings, _file_name(source), _where(source, sheet))))
        except Refusal as refusal:
            refusals.append(refusal)
    if not planned:
        raise refusals[0] if refusals else texts.empty_file(source.name)
    return planned


def _where(source: Source, sheet: Sheet) -> str:
    return texts.place(source.name, sheet.name)


def _sheets(source: Source, mappings: Sequence[NamedMapping]) -> Sequence[Sheet]:
    ending = _ending(source)
    named = next(
        (each.content for each in mappings if each.content.bestandsnaam and each.fits_name(_file_name(source))), None
    )
    recognise: Callable[[Sequence[str]], int] = lambda headers: recognised(headers, mappings)  # noqa: E731
    return [
        CsvSheet(
            source,
            recognise,
            named.scheidingsteken if named else None,
            named.tekenset if named else None,
        )
    ]


def _read_sheet(
    sheet: Sheet, layout: Layout, source: Source, context: ReadContext, is_one_of_many: bool
) -> tuple[Tally, list[Problem]]:
    where = _where(source, sheet)
    converter = Converter(layout, context, source.number, sheet.name if is_one_of_many else "")
    survey = Survey(
        sheet,
        where,
        converter.notation_readers,
        converter.fresh,
        layout.number_notation,
        layout.date_notation,
    )
    for block in sheet.blocks():
        survey.before(block)
        converter.convert(block)
    survey.check()
    return converter.tally, _remarks(where, layout, survey, converter.tally)


def _remarks(where: str, layout: Layout, survey: Survey, tally: Tally) -> list[Problem]:
    remarks = list(survey.remarks)
    if layout.ignored:
        remarks.append(texts.ignored_columns(where, layout.ignored))
    if tally.approved_without_date:
        remarks.append(texts.approved_without_date(where, tally.approved_without_date))
    if tally.first is not None:
        line, reason = tally.first
        remarks.append(texts.some_set_aside(where, tally.set_aside, line, reason, tally.read - tally.set_aside))
    return remarks
