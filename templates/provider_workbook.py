"""The workbook that goes to one receiver: cover, own results with formulas, statistics, own data-quality list."""

import re
import unicodedata
from pathlib import Path

from engine.disclosure import BENCHMARK
from engine.instruments.benchmark import MEASURE_KINDS
from engine.result import Report, ResultTable
from engine.texts import provider_workbook as texts
from templates.provider_cover import add_charts, write_cover
from workbooks.accountability_sheet import write_accountability, write_parameters
from workbooks.generate import new_book, save_new
from workbooks.table_sheet import SpecialCell, write_table

_COMPARED = ("Uw waarde", "Kwartiel 1", "Mediaan", "Kwartiel 3")
_LONGEST_SLUG = 60


def write_provider_workbook(view: Report, provider: str, path: Path) -> Path:
    """Write the workbook of the receiver named `provider`; `view` comes from `engine.disclosure` and nothing else.

    Returns the path of the workbook. Refusal when the folder cannot be written.
    """
    return save_new(provider_workbook_bytes(view, provider, path.name), path)


def provider_workbook_bytes(view: Report, provider: str, file_name: str) -> bytes:
    """The whole file; equal views and names give equal bytes."""
    book = new_book(view, file_name)
    cover = write_cover(book, provider)
    for name in view.results:
        write_table(book, view.table(name), texts.SHEETS.get(name, name))
    others = [table for table in view.tables if table.name not in view.results]
    for table in others:
        if table.name in texts.SHEETS:
            write_table(book, table, texts.SHEETS[table.name], special=_number_formats(table))
    write_accountability(book)
    write_parameters(book)
    for table in others:
        if table.name not in texts.SHEETS:
            write_table(book, table)
    add_charts(book, cover)
    return book.close()


def _number_formats(table: ResultTable) -> dict[tuple[int, str], SpecialCell]:
    """The rows of the comparison differ in unit: each value has the format of its Maat."""
    if table.name != BENCHMARK:
        return {}
    return {
        (index, column): SpecialCell(MEASURE_KINDS[str(row["Maat"])])
        for index, row in enumerate(table.rows)
        for column in _COMPARED
    }


def file_name(agb: str, name: str) -> str:
    """`01234567-stichting-de-linde.xlsx`: letters and digits only, safe on every file system."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_LONGEST_SLUG].rstrip("-")
    safe_agb = re.sub(r"[^A-Za-z0-9]+", "", agb)
    return f"{safe_agb}-{slug}.xlsx" if slug not in ("", safe_agb) else f"{safe_agb}.xlsx"
