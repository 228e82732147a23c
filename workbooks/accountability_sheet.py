"""Sheets Verantwoording (run, check totals, the rule of every column) and Parameters (a name each for formulas)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from engine.result import ORDER, Column, Kind, ParameterUse, Report, ResultTable, Row, Value
from engine.rules import defined_name, sentence
from engine.rules.formula import escaped
from engine.texts import workbooks as texts
from workbooks.generate import Book
from workbooks.table_sheet import FIRST_ROW, SpecialCell, column_total, write_table

_PARAMETER_KINDS = {"%": Kind.PERCENT, "uren": Kind.HOURS, "euro": Kind.EURO}


Special = dict[tuple[int, str], SpecialCell]


def write_accountability(book: Book) -> None:
    """Sheet Verantwoording."""
    table, special = accountability_table(book.report)
    write_table(book, table, special=special)


def accountability_table(report: Report) -> tuple[ResultTable, Special]:
    """Table Verantwoording: the run, a check total per summed column, and a line per column; and its special cells."""
    rows = [*_run_rows(report)]
    special: Special = {}
    for table in report.tables:
        for row, cell in _check_rows(table):
            special[len(rows), texts.VALUE] = SpecialCell(cell.kind)
            special[len(rows), texts.NOW] = cell
            rows.append(row)
    rows += [_column_row(table, column) for table in report.tables for column in table.columns]
    columns = [Column(name, Kind.TEXT, help=note) for name, note in texts.ACCOUNTABILITY_COLUMNS.items()]
    keys = texts.ACCOUNTABILITY_KEYS
    return _ordered(ResultTable("Verantwoording", *texts.ACCOUNTABILITY, keys, tuple(columns), rows)), special


def _ordered(table: ResultTable) -> ResultTable:
    """With the place of each row last, by which rows that staff add are told from ours."""
    for number, row in enumerate(table.rows, start=1):
        row[ORDER] = number
    return replace(table, columns=(*table.columns, Column(ORDER, Kind.COUNT, help=texts.ORDER_HELP, never_empty=True)))


def _line(*cells: Value) -> Row:
    return dict(zip(texts.ACCOUNTABILITY_COLUMNS, cells, strict=True))


def _run_rows(report: Report) -> Iterator[Row]:
    for name, rule, value, note in texts.run_facts(report):
        yield _line(texts.RUN, "", name, rule, note, value, "", "")
    for name, value, note in texts.shown_texts(report):
        yield _line(texts.TEXT, "", name, "", note, value, "", "")


def _check_rows(table: ResultTable) -> Iterator[tuple[Row, SpecialCell]]:
    """The number of rows and the sum of each summed column: as made, and live as the workbook now stands."""
    first = escaped(table.columns[0].name)
    count = Decimal(len(table.rows))
    yield (
        _line(texts.CHECK, table.name, texts.ROW_COUNT, "", texts.CHECK_NOTE, count, count, ""),
        SpecialCell(Kind.COUNT, f"COUNTA({table.name}[{first}])"),
    )
    for column in table.columns:
        if column.total:
            total = column_total(table, column.name)
            yield (
                _line(texts.CHECK, table.name, column.name, "", texts.CHECK_NOTE, total, total, column.source),
                SpecialCell(column.kind, f"SUM({table.name}[{escaped(column.name)}])"),
            )


def _column_row(table: ResultTable, column: Column) -> Row:
    origin = texts.origin(column)
    return _line(texts.COLUMN, table.name, column.name, column.id, sentence(column), origin, "", column.source)


def write_parameters(book: Book) -> None:
    """Sheet Parameters, and a workbook name per parameter (`P_MI_RelevanteDaling`) that the formulas use.

    An input that an earlier sheet has already named (an aanbieder chosen on a dashboard) is shown as it is there.
    """
    named = _named_inputs(book)
    table, special = parameters_table(book.report, named)
    sheet = write_table(book, table, special=special)
    sheet.freeze_panes(FIRST_ROW, 1)
    for index, use in enumerate(book.report.parameters):
        if defined_name(use.name) not in named:
            book.xlsx.define_name(defined_name(use.name), f"=Parameters!$B${FIRST_ROW + index + 1}")


def parameters_table(report: Report, named: Mapping[str, str]) -> tuple[ResultTable, Special]:
    """Table Parameters and its special cells; `named`: cells elsewhere that are the input for a workbook name."""
    uses = report.parameters
    columns = tuple(
        Column(name, Kind.TEXT, help=note, is_input=name == texts.VALUE)
        for name, note in texts.PARAMETER_COLUMNS.items()
    )
    rows: list[Row] = [
        dict(zip(texts.PARAMETER_COLUMNS, (use.name, use.value, use.unit, use.source, use.note), strict=True))
        for use in uses
    ]
    name, *_ = texts.PARAMETER_COLUMNS
    table = _ordered(ResultTable("Parameters", *texts.PARAMETERS, keys=(name,), columns=columns, rows=rows))
    special = {
        (index, texts.VALUE): SpecialCell(_parameter_kind(use), named.get(defined_name(use.name), ""))
        for index, use in enumerate(uses)
    }
    return table, special


def _named_inputs(book: Book) -> dict[str, str]:
    """Names that sheets have given to their own input cells, and those cells."""
    return {str(name): str(cell) for name, _, cell, _ in book.xlsx.defined_names}


def _parameter_kind(use: ParameterUse) -> Kind:
    if isinstance(use.value, date):
        return Kind.DATE
    if not isinstance(use.value, Decimal | int):
        return Kind.TEXT
    whole = Kind.COUNT if use.value == int(use.value) else Kind.NUMBER
    return _PARAMETER_KINDS.get(use.unit.lower(), whole)
