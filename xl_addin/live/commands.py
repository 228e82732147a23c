"""The commands that work in the open workbook, as the bridge calls them."""

from engine.texts import live as texts
from workbooks.opc.references import area_of
from xl_addin.bridge.choice import day_of
from xl_addin.bridge.messages import Answer, Request
from xl_addin.bridge.progress import Progress
from xl_addin.live import explain as explaining
from xl_addin.live.opened import Opened
from xl_addin.live.recalculate import recalculate as recalculated


def recalculate(request: Request, progress: Progress) -> Answer:
    """*Herbereken werkmap*."""
    return recalculated(request, progress)


def recalculate_table(request: Request, progress: Progress) -> Answer:
    """*Herbereken deze tabel*: the one that the active cell is in. Refusal when it is in none."""
    found = Opened(request).book.table_at(request.sheet, area_of(request.cell))
    if found is None:
        raise texts.no_table_here(request.sheet, request.cell)
    return recalculated(request, progress, table=found.table.name)


def change_as_of(request: Request, progress: Progress) -> Answer:
    """*Peildatum*: the whole workbook with the date that the user typed. Refusal when it is none."""
    return recalculated(request, progress, as_of=day_of(request.text))


def explain(request: Request, progress: Progress) -> Answer:
    """*Waar komt dit getal vandaan*."""
    return explaining.explain(request, progress)


def source_lines(request: Request, progress: Progress) -> Answer:
    """*Toon bronregels*."""
    return explaining.source_lines(request, progress)
