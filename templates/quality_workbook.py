"""The file with what one aanbieder or gemeente can act on: a reading guide and the list itself."""

from pathlib import Path

from engine.instruments.data_quality_export import ActionList
from engine.result import Report
from engine.texts import data_quality as quality_texts
from engine.texts import data_quality_export as texts
from engine.texts.provider_workbook import CONTACT_NAMES, NO_CONTACT
from engine.texts.workbooks import run_line
from workbooks.column_width import row_height, wrapped_lines
from workbooks.generate import Book, Sheet, new_book, save_new
from workbooks.print_setup import set_print
from workbooks.table_sheet import write_table
from workbooks.theme import DARK_BLUE, LINE

_TEXT_WIDTH = 92.0
"""Of A4 portrait: a column that is wider than the page would be cut off, not made smaller."""
_FIRST_LINE = 3


def write_quality_workbook(report: Report, actions: ActionList, path: Path) -> Path:
    """Write the file of one list; `report` gives run, bureau and version, and holds the list as its only table.

    An existing file with the same bytes is left as it is; with others the new one gets a numbered neighbour. Returns
    the path of the file. Refusal when the folder cannot be written.
    """
    content = quality_workbook_bytes(report, actions, path.name)
    if path.is_file() and path.read_bytes() == content:
        return path
    return save_new(content, path)


def quality_workbook_bytes(report: Report, actions: ActionList, file_name: str) -> bytes:
    """The whole file; equal lists and names give equal bytes."""
    book = new_book(report, file_name)
    guide = _write_guide(book, actions)
    write_table(book, actions.table, texts.LIST_SHEET)
    guide.activate()
    return book.close()


def _write_guide(book: Book, actions: ActionList) -> Sheet:
    sheet = book.sheet(texts.GUIDE_SHEET)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _TEXT_WIDTH)
    sheet.set_row(0, 26)
    sheet.put_text(0, 0, texts.title(actions.name), book.formats.title)
    sheet.put_text(1, 0, run_line(book.report), book.formats.explanation)
    heading = book.formats.of(bold=True, font_color=DARK_BLUE, font_size=11, bottom=1, bottom_color=LINE)
    plain = book.formats.of(text_wrap=True)
    row = _FIRST_LINE
    for title, lines in _sections(book.report, actions):
        sheet.put_text(row, 0, title, heading)
        sheet.set_row(row, 18)
        for line in lines:
            row += 1
            sheet.put_text(row, 0, line, plain)
            sheet.set_row(row, row_height(wrapped_lines(line, _TEXT_WIDTH)) + 2)
        sheet.set_row(row + 1, 8)
        row += 2
    set_print(book, sheet)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    return sheet


def _sections(report: Report, actions: ActionList) -> list[tuple[str, list[str]]]:
    bureau, run = report.bureau, report.run
    asked = {str(row["Controle"]): str(row["Wat wij u vragen"]) for row in actions.table.rows}
    found = [
        texts.finding(check_id, quality_texts.CHECKS[check_id].description, count, asked[check_id])
        for check_id, count in actions.counts.items()
    ]
    contact = [bureau[name] for name in CONTACT_NAMES if bureau.get(name)]
    return [
        (texts.WHAT, [texts.what_this_is(bureau.get("Bureaunaam", ""), run.period, run.as_of)]),
        (texts.HOW, [*texts.HOW_TO_READ]),
        (texts.FOUND, [*found, texts.REPLY]),
        (texts.CONTACT, contact or [NO_CONTACT]),
    ]
