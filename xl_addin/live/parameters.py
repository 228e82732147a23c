"""The workbook names of parameters: each stands for its cell on the sheet Parameters, wherever its row is by now."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.result import Report
from engine.rules import defined_name
from engine.texts.workbooks import VALUE
from workbooks.opc.references import letters
from workbooks.planning import PARAMETERS
from xl_addin.live.tables import LiveBook
from xl_addin.live.undo import Undo

if TYPE_CHECKING:
    import xlwings as xw


def name_parameters(book: LiveBook, report: Report, inputs: Mapping[str, str], undo: Undo) -> None:
    """Let every name that is not an input elsewhere stand for its cell; names that are not there yet are added."""
    live = book.tables.get(PARAMETERS.casefold())
    standing = book.standing(PARAMETERS)
    if live is None or standing is None or VALUE not in standing.headers:
        return
    rows = {value: live.first + place for place, value in enumerate(standing.columns[0].values)}
    column = letters(live.area.left + standing.headers.index(VALUE))
    known = book.names
    for use in report.parameters:
        name = defined_name(use.name)
        if name in inputs or use.name not in rows:
            continue
        place = f"{_quoted(live.sheet.name)}!${column}${rows[use.name]}"
        if known.get(name, "").replace("'", "") != place.replace("'", ""):
            _set_name(book.book, name, place, known.get(name), undo)


def _set_name(book: "xw.Book", name: str, place: str, was: str | None, undo: Undo) -> None:
    book.names.add(name, f"={place}")
    if was is None:
        undo.after(book.names[name].delete)
    else:
        undo.after(lambda: book.names.add(name, f"={was}"))


def _quoted(sheet: str) -> str:
    return sheet if sheet.isidentifier() else "'" + sheet.replace("'", "''") + "'"
