"""A bureau workbook (product.md): which sheets, in which order. Each workbook's own layout is a `Layout`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.cycles import no_search_for_cycles
from engine.result import Kind, Report, ResultTable
from workbooks.accountability_sheet import write_accountability, write_parameters
from workbooks.charts import ChartSpec
from workbooks.generate import Book, MacroProject, Sheet, new_book, save_new
from workbooks.overview_sheet import write_overview
from workbooks.table_sheet import SpecialCell, write_table

CellKinds = Callable[[ResultTable], Mapping[tuple[int, str], Kind]]
SheetCharts = Callable[[Book, Sheet, ResultTable], None]


@dataclass(frozen=True)
class Layout:
    """What makes a workbook its own: the chart on Overzicht (of the table Grafiek) and what differs per sheet.

    `dashboards` writes sheets between Overzicht and the results; `cell_kinds` gives, by table, cells whose unit differs
    from their column's; `charts` draws, by table, charts on the sheet of that table.
    """

    chart: ChartSpec
    dashboards: Callable[[Book], None] | None = None
    cell_kinds: Mapping[str, CellKinds] = field(default_factory=dict[str, CellKinds])
    charts: Mapping[str, SheetCharts] = field(default_factory=dict[str, SheetCharts])


def write_bureau(report: Report, layout: Layout, path: Path, macros: MacroProject | None) -> Path:
    """Write the workbook at `path`, or at a numbered neighbour when that exists; returns where it stands.

    With `macros` it has buttons and the suffix becomes .xlsm, else .xlsx. Refusal when the folder cannot be written.
    """
    target = path.with_suffix(".xlsx" if macros is None else ".xlsm")
    return save_new(bureau_bytes(report, layout, target.name, macros), target)


def bureau_bytes(report: Report, layout: Layout, file_name: str, macros: MacroProject | None) -> bytes:
    """The whole file; equal reports and names give equal bytes."""
    with no_search_for_cycles():
        book = new_book(report, file_name, has_texts=True, macros=macros)
        write_overview(book, layout.chart)
        if layout.dashboards is not None:
            layout.dashboards(book)
        _write_tables(book, layout, [report.table(name) for name in report.results])
        write_accountability(book)
        write_parameters(book)
        _write_tables(book, layout, [table for table in report.tables if table.name not in report.results])
        return book.close()


def _write_tables(book: Book, layout: Layout, tables: list[ResultTable]) -> None:
    for table in tables:
        kinds = layout.cell_kinds[table.name](table) if table.name in layout.cell_kinds else {}
        sheet = write_table(book, table, special={cell: SpecialCell(kind) for cell, kind in kinds.items()})
        if table.name in layout.charts:
            layout.charts[table.name](book, sheet, table)
