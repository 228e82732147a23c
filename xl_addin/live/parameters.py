"""The workbook names of parameters: each stands for its cell on the sheet Parameters, wherever its row is by now."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.result import Report
from workbooks.planning import parameter_places
from workbooks.wanted import PARAMETERS
from xl_addin.live.tables import LiveBook
from xl_addin.live.undo import Undo

if TYPE_CHECKING:
    import xlwings as xw


def name_parameters(book: LiveBook, report: Report, inputs: Mapping[str, str], undo: Undo) -> None:
    """Let every name that is not an input elsewhere stand for its cell; names that are not there yet are added."""
    standing = book.standing(PARAMETERS)
    known = book.names
    for name, place in parameter_places(standing, report, inputs).items() if standing else ():
        if known.get(name, "").replace("'", "") != place.replace("'", ""):
            _set_name(book.book, name, place, known.get(name), undo)


def _set_name(book: "xw.Book", name: str, place: str, was: str | None, undo: Undo) -> None:
    book.names.add(name, f"={place}")
    if was is None:
        undo.after(book.names[name].delete)
    else:
        undo.after(lambda: book.names.add(name, f"={was}"))
