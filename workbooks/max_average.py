"""The bureau workbook `max-inzet`: which sheets, in which order (product.md, rules MI)."""

from pathlib import Path

from engine.instruments.benchmark import TABLE as BENCHMARK
from engine.instruments.benchmark import cell_kinds
from engine.result import Report
from workbooks.accountability_sheet import write_accountability, write_parameters
from workbooks.generate import Book, new_book, save_new
from workbooks.overview_sheet import write_overview
from workbooks.table_sheet import SpecialCell, write_table

_RESULTS = ("MaxInzet", "Aanvragen", "Benchmark", "Datakwaliteit")


def write_max_average(report: Report, path: Path, macro_buttons: bool) -> Path:
    """Write the workbook at `path`, or at a numbered neighbour when that exists; returns where it stands.

    With `macro_buttons` the suffix becomes .xlsm, else .xlsx. Refusal when the folder cannot be written.
    """
    target = path.with_suffix(".xlsm" if macro_buttons else ".xlsx")
    return save_new(max_average_bytes(report, target.name, macro_buttons), target)


def max_average_bytes(report: Report, file_name: str, macro_buttons: bool) -> bytes:
    """The whole file; equal reports and names give equal bytes."""
    book = new_book(report, file_name, macro_buttons)
    write_overview(book, macro_buttons)
    _write_tables(book, [table.name for table in report.tables if table.name in _RESULTS])
    write_accountability(book)
    write_parameters(book)
    _write_tables(book, [table.name for table in report.tables if table.name not in _RESULTS])
    return book.close()


def _write_tables(book: Book, names: list[str]) -> None:
    for name in names:
        table = book.report.table(name)
        # the rows of Benchmark differ in unit: each value cell has the number format of its Maat
        kinds = cell_kinds(table) if name == BENCHMARK else {}
        write_table(book, table, special={cell: SpecialCell(kind) for cell, kind in kinds.items()})
