"""Recalculates the open workbook: computed, shown, and after a yes carried out as one step."""

import hashlib
from datetime import date

from engine.cycles import no_search_for_cycles
from engine.texts import live as texts
from engine.texts import refresh as refresh_texts
from engine.texts.bridge import COMPUTING
from engine.texts.commands import dutch_date
from workbooks.planning import ACCOUNTABILITY, Planning, plan_tables
from workbooks.receipt import short_lines
from workbooks.wanted import PARAMETERS
from xl_addin.bridge.messages import Answer, Kind, Request
from xl_addin.bridge.progress import Progress
from xl_addin.live.apply import apply, require_applicable
from xl_addin.live.opened import Opened
from xl_addin.live.parameters import name_parameters
from xl_addin.live.tables import LiveBook
from xl_addin.live.undo import Undo

_asked: dict[str, Planning] = {}
"""What the user was asked about last, by its proof."""


@no_search_for_cycles()
def recalculate(request: Request, progress: Progress, as_of: date | None = None, table: str = "") -> Answer:
    """Bring the workbook (or one table of it) up to date; asks first what the user thinks of it.

    Refusal, with the workbook as it was, when something stands in the way.
    """
    opened = Opened(request, as_of)
    opened.book.require_writable()
    progress.tell(COMPUTING)
    planning = _planned(opened, table)
    progress.check()
    day = dutch_date(opened.session.run.as_of)
    if planning.is_empty:
        return Answer(Kind.DONE, texts.unchanged(day))
    require_applicable(opened.book, planning)
    lines = short_lines(planning.plans, opened.book.filtered(planning.plans), planning.absent)
    proof = _proof(opened, planning)
    if request.token != proof:
        _asked.clear()
        _asked[proof] = planning
        return Answer(Kind.QUESTION, texts.preview(lines, _notes(opened)), proof)
    progress.tell(texts.WRITING)
    progress.check()
    apply(opened.book, planning, lambda undo: _finish(opened, planning, undo))
    opened.session.journal("herbereken", werkmap=request.book, tabellen=_changed(planning))
    return Answer(Kind.DONE, texts.applied(day, lines))


def _notes(opened: Opened) -> list[str]:
    """What is strange or wrong in the settings: a row with a typing error counts nowhere."""
    return [problem.text for problem in opened.session.settings.warnings]


def _planned(opened: Opened, table: str) -> Planning:
    if not table:
        opened.read_while_computing()
    actor = opened.session.actor
    signature = refresh_texts.signature(actor.who, actor.at)
    names = {each.table.name.casefold(): each.table.name for each in opened.wanted}
    if table and table.casefold() not in names:  # one of staff's own
        raise texts.no_table_here(opened.request.sheet, opened.request.cell)
    only = names[table.casefold()] if table else ""
    return plan_tables(opened.wanted, opened.book.standing, signature, _asked.pop(opened.request.token, None), only)


def _finish(opened: Opened, planning: Planning, undo: Undo) -> None:
    sheets = {plan.name: standing.corner.sheet for standing, plan in planning.made}
    if PARAMETERS not in sheets:
        return
    is_as_read = sheets[PARAMETERS] not in [sheets[name] for name in _changed(planning)]
    book = opened.book if is_as_read else LiveBook(opened.book.book)
    name_parameters(book, opened.report, opened.inputs_of(opened.report), undo)


def _changed(planning: Planning) -> list[str]:
    return [plan.name for plan in planning.plans if not plan.is_empty]


def _proof(opened: Opened, planning: Planning) -> str:
    """What the user said yes to: this run, and these changes of what stood there.

    Without Verantwoording: in its line about the last refresh something changes as soon as the minute does.
    """
    counts = [
        (plan.name, plan.rows, [(position, sorted(cells)) for position, cells in plan.cells.items()])
        for plan in planning.plans
        if plan.name != ACCOUNTABILITY
    ]
    return hashlib.sha256(repr((opened.session.run.run_id, counts)).encode()).hexdigest()[:16]
