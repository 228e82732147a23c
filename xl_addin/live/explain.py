"""Where a number comes from: the rule of its column, and the lines behind its row."""

from dataclasses import dataclass

from engine.instruments.catalogue import INSTRUMENTS
from engine.result import Column, ResultTable, Row
from engine.rules import sentence
from engine.rules.walk import parameters
from engine.texts import live as texts
from engine.texts.bridge import COMPUTING
from engine.tracing import key_text
from workbooks.opc.references import area_of
from workbooks.plan import Standing, same_value
from workbooks.pointers import cell_shown
from workbooks.stored import stored_values
from xl_addin.bridge.messages import Answer, Kind, Request
from xl_addin.bridge.progress import Progress
from xl_addin.live.lines_sheet import write_lines
from xl_addin.live.opened import Opened
from xl_addin.live.tables import LiveTable

LINES = "bronregels"
"""Token of the question whether to show the lines."""


@dataclass(frozen=True)
class Pointed:
    """The row and column of a result table in which the active cell is."""

    table: ResultTable
    row: Row
    column: Column
    shown: object
    """What the cell shows."""


def explain(request: Request, progress: Progress) -> Answer:
    """The rule, sentence, source and parameters of the active cell; offers the lines behind it. Refusal elsewhere."""
    if request.token == LINES:
        return source_lines(request, progress)
    progress.tell(COMPUTING)
    opened = Opened(request)
    pointed = _pointed(opened)
    can_trace = pointed.table.name in INSTRUMENTS[opened.name].traced
    message = texts.explained(*_explanation(opened, pointed), asks=can_trace)
    return Answer(Kind.QUESTION, message, LINES) if can_trace else Answer(Kind.DONE, message)


def _explanation(opened: Opened, pointed: Pointed) -> tuple[str, list[str]]:
    """The heading, and a line for each thing to know."""
    column = pointed.column
    used = parameters(column.rule) if column.rule is not None else set[str]()
    uses = [use for use in opened.report.parameters if use.name in used]
    lines = [texts.rule_line(column.id, sentence(column)), texts.source_line(column.source)]
    lines += [texts.parameter_line(use.name, str(use.value), use.unit, use.source) for use in uses]
    value = pointed.row.get(column.name)
    (now,) = stored_values([value], starts_in_1904=False)
    if not same_value(_plain(pointed.shown), now):
        lines.append(texts.other_now(now))
    heading = texts.where_cell(pointed.table.name, column.name, key_text(pointed.table, pointed.row))
    return heading, [line for line in lines if line]


def _plain(shown: object) -> float | str | bool | None:
    return shown if isinstance(shown, float | str | bool) else None


def source_lines(request: Request, progress: Progress) -> Answer:
    """The lines behind the row of the active cell, on a new sheet behind it. Refusal when it has none."""
    progress.tell(COMPUTING)
    opened = Opened(request)
    pointed = _pointed(opened)
    traced = INSTRUMENTS[opened.name].traced.get(pointed.table.name)
    if traced is None:
        raise texts.no_lines(pointed.table.name, list(INSTRUMENTS[opened.name].traced))
    key = key_text(pointed.table, pointed.row)
    trace = traced(opened.session.inputs, opened.report, key)
    progress.check()
    heading = texts.where_cell(pointed.table.name, pointed.column.name, key)
    sums = [*trace.lines_as_text(), *trace.check_as_text()]
    name = write_lines(opened.book.book, texts.lines_sheet(key), [heading, *sums], trace.lines)
    return Answer(Kind.DONE, texts.lines_written(name, sums))


def _pointed(opened: Opened) -> Pointed:
    """Refusal when the active cell is in no row of a result table of ours, and shows no cell of one."""
    request = opened.request
    live, header, place = _place(opened)
    table = next((each for each in opened.report.tables if each.name.casefold() == live.table.name.casefold()), None)
    if table is None:
        raise texts.no_table_here(request.sheet, request.cell)
    standing = opened.book.standing(table.name)
    assert standing is not None
    column = next((each for each in table.columns if each.name == header), None)
    row = _row(table, standing, place)
    if column is None or row is None:
        raise texts.own_cell(request.sheet, request.cell)
    return Pointed(table, row, column, standing.columns[standing.headers.index(header)].values[place])


def _place(opened: Opened) -> tuple[LiveTable, str, int]:
    """The table, header and place of the row (from 0) of the active cell, or of the cell that it shows (Overzicht)."""
    request, tables = opened.request, opened.book.tables
    cell = area_of(request.cell)
    if cell is not None:
        live = opened.book.table_at(request.sheet, cell)
        if live is not None:
            return live, live.headers[cell.left - live.area.left], cell.top - live.first
        name, header, place = cell_shown(opened.book.formula_at(request.sheet, cell)) or ("", "", 0)
        live = tables.get(name.casefold())
        if live is not None and header in live.headers and live.first + place <= live.last:
            return live, header, place
    raise texts.no_table_here(request.sheet, request.cell)


def _row(table: ResultTable, standing: Standing, place: int) -> Row | None:
    """The row of the result with the key that stands there; the only row of a table without keys."""
    positions = [standing.headers.index(key) for key in table.keys if key in standing.headers]
    shown = [standing.columns[at].values[place] for at in positions]
    for row in table.rows:
        key = stored_values([row[name] for name in table.keys], starts_in_1904=False)
        if len(key) == len(shown) and all(map(same_value, shown, key)):
            return row
    return None
