"""Reads a bureau workbook back: the run it was made from, and the cell values of its tables."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from zipfile import BadZipFile

from engine.run import Run, find_run_id
from engine.texts import workbooks as texts
from engine.texts.provider_workbook import COVER_SHEET

RUN_SHEET, _KEY_FIGURES = "Verantwoording", "Kerncijfers"
Cells = list[dict[str, Any]]


class BureauFile:
    """A workbook on disk, as its cells were last saved. Raises Refusal when it cannot be read."""

    def __init__(self, path: Path) -> None:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException

        try:
            book = load_workbook(path, data_only=True)
        except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as error:
            raise texts.unreadable_workbook(path) from error
        self._sheets = set(book.sheetnames)
        self._ranges = {name: sheet[ref] for sheet in book.worksheets for name, ref in sheet.tables.items()}

    @property
    def is_of_provider(self) -> bool:
        """Whether it was made for a provider: it has the cover, and not the key figures of a bureau workbook.

        The cover alone tells nothing: staff may add a sheet of that name.
        """
        return COVER_SHEET in self._sheets and _KEY_FIGURES not in self._ranges

    @property
    def tables(self) -> list[str]:
        """Names of its Excel tables."""
        return list(self._ranges)

    def run(self) -> Run | None:
        """The run on the sheet Verantwoording; None when there is none."""
        found = (find_run_id(str(value)) for row in self.rows(RUN_SHEET) for value in row.values())
        return next((run for run in found if run is not None), None)

    def rows(self, table: str) -> Cells:
        """The rows of a table: header → text, number, date, or None for an empty cell; [] without such a table."""
        if table not in self._ranges:
            return []
        header, *body = cast(Iterable[Sequence[Any]], self._ranges[table])
        names = [str(cell.value) for cell in header]
        return [dict(zip(names, (_plain(cell.value) for cell in row), strict=True)) for row in body]


def read_run(path: Path) -> Run | None:
    """The run a workbook was made from, without reading the rest of it; None when it has none or cannot be read."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError):
        return None
    try:
        if RUN_SHEET not in book.sheetnames:
            return None
        cells = (str(value) for row in book[RUN_SHEET].iter_rows(values_only=True) for value in row if value)
        return next((run for run in map(find_run_id, cells) if run is not None), None)
    finally:
        book.close()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date() if value.time() == datetime.min.time() else value
    return None if value == "" else value
