"""What staff do to a workbook between two refreshes, in random order: each edit as Excel would store it."""

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from random import Random
from typing import Any

from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.formula.translate import Translator
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter as letter
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import FilterColumn, Filters
from openpyxl.worksheet.table import TableColumn

from tests.workbooks.staff_book import AANBIEDERS, GRAFIEK, INZET, KEYS, NOTE, Place, places

HEADER = 4
_NEEDED = {INZET: ("Uren", "Cliënten", "Gemiddeld"), AANBIEDERS: ("Aantal",), GRAFIEK: ()}
"""Columns that formulas of the table read."""


@dataclass
class Staff:
    """Somebody at work; `reasons`: parts of the refusals that what they did can cause."""

    book: Workbook = field(init=False)
    rnd: Random
    result_headers: dict[str, list[str]]
    reasons: set[str] = field(default_factory=set[str])
    count: int = 0

    def work(self, book: Workbook, edits: int) -> None:
        """So many random edits."""
        self.book = book
        for _ in range(edits):
            edit = self.rnd.choices(EDITS, WEIGHTS)[0]
            edit(self, places(self.book)[self.rnd.choice((INZET, INZET, AANBIEDERS, GRAFIEK))])
            self.count += 1
            if edit is merge:  # openpyxl changes no merged cells
                return

    def row(self, place: Place) -> int:
        return self.rnd.choice(place.rows)

    def text(self) -> str:
        return f"van ons {self.rnd.randint(0, 10**6)}"


def _is_ranked(place: Place) -> bool:
    return place.name == GRAFIEK


def sort(staff: Staff, place: Place) -> None:
    """Values, looks and notes go with their row; heights stay."""
    rows = list(place.rows)
    order = staff.rnd.sample(rows, len(rows))
    before = {(row, column): _taken(place.sheet.cell(row, column)) for row in rows for column in place.columns}
    for to, row in zip(rows, order, strict=True):
        for column in place.columns:
            _put(place.sheet.cell(to, column), *before[row, column], f"{letter(column)}{row}")


def _taken(cell: Any) -> tuple[Any, Any, Any]:
    return cell.value, copy(cell._style), None if cell.comment is None else (cell.comment.text, cell.comment.author)


def _put(cell: Any, value: Any, style: Any, note: Any, origin: str) -> None:
    if isinstance(value, str) and value.startswith("=") and cell.data_type != "s":
        value = Translator(value, origin).translate_formula(cell.coordinate)
    cell.value, cell._style = value, style
    cell.comment = None if note is None else Comment(*note)


def hide(staff: Staff, place: Place) -> None:
    """A filter on a column of the table, with the rows it hides."""
    shown = [str(place.sheet.cell(row, place.area[0]).value) for row in place.rows][: staff.rnd.randint(1, 3)]
    place.table.autoFilter.filterColumn = [FilterColumn(colId=0, filters=Filters(filter=shown))]
    for row in place.rows:
        place.sheet.row_dimensions[row].hidden = staff.rnd.randint(0, 2) == 0


def own_column(staff: Staff, place: Place) -> None:
    """Texts in a new last column."""
    column = _new_column(place, f"Eigen {staff.count}")
    for row in place.rows if column else []:
        if staff.rnd.randint(0, 2):
            place.sheet.cell(row, column).value = staff.text()


def _new_column(place: Place, name: str) -> int:
    """The sheet column of a new last column of the table; 0 when something stands there."""
    _, top, right, bottom = place.area
    if any(place.sheet.cell(row, right + 1).value is not None for row in range(top, bottom + 1)):
        return 0
    place.sheet.cell(top, right + 1).value = name
    ids = [column.id for column in place.table.tableColumns]
    place.table.tableColumns.append(TableColumn(id=max(ids) + 1, name=name))
    place.stretch(right + 1, bottom)
    return right + 1


def own_formula(staff: Staff, place: Place) -> None:
    """A new last column with a formula in every row: by header, or by cell."""
    read = next((name for name in ("Uren", "Aantal") if name in place.headers), None)
    if read is None:
        return
    column = _new_column(place, f"Eigen som {staff.count}")
    by_name = staff.rnd.randint(0, 1)
    for row in place.rows if column else []:
        cells = f"{letter(place.column(read))}{row}*{staff.count}+$A$1"
        text = f"{place.name}[[#This Row],[{read}]]*{staff.count}" if by_name else cells
        place.sheet.cell(row, column).value = f"={text}"


def note(staff: Staff, place: Place) -> None:
    """A note at a cell."""
    cell = place.sheet.cell(staff.row(place), staff.rnd.choice(place.columns))
    cell.comment = Comment(staff.text(), "Anja")


def colour(staff: Staff, place: Place) -> None:
    cell = place.sheet.cell(staff.row(place), staff.rnd.choice(place.columns))
    cell.fill = PatternFill("solid", fgColor=staff.rnd.choice(("FFFFFF00", "FF92D050", "FFFF0000")))


def font(staff: Staff, place: Place) -> None:
    cell = place.sheet.cell(staff.row(place), staff.rnd.choice(place.columns))
    cell.font = Font(name="Arial", bold=True, size=staff.rnd.randint(8, 14))


def height(staff: Staff, place: Place) -> None:
    place.sheet.row_dimensions[staff.row(place)].height = staff.rnd.randint(12, 60)


def overtype(staff: Staff, place: Place) -> None:
    """Something else in a result cell that is no key and no order."""
    known = [*KEYS[place.name], "Volgorde"]
    names = [name for name in place.headers if name in staff.result_headers[place.name] and name not in known]
    if names:
        cell = place.cell(staff.row(place), staff.rnd.choice(names))
        cell.value = staff.rnd.choice((None, 12, 0.5, "eigen", "=1+2", True, f"={letter(1)}{cell.row}"))


def remark(staff: Staff, place: Place) -> None:
    """Something in a column of their own."""
    names = [name for name in place.headers if name not in staff.result_headers[place.name]]
    if names:
        place.cell(staff.row(place), staff.rnd.choice(names)).value = staff.rnd.choice((staff.text(), 3, None, True))


def code_as_number(staff: Staff, place: Place) -> None:
    """Excel takes a code that is entered again for a number."""
    if "AGB" in place.headers:
        cell = place.cell(staff.row(place), "AGB")
        if isinstance(cell.value, str) and cell.value.isdigit():
            cell.value = int(cell.value)


def own_row(staff: Staff, place: Place) -> None:
    """A row of their own at the end, without order; sometimes with a key."""
    if place.is_free_below and {"AGB", "Volgorde"} <= {*place.headers}:
        row = _new_row(staff, place)
        if staff.rnd.randint(0, 1):
            place.cell(row, "AGB").value = f"eigen {staff.rnd.randint(0, 10**6)}"
        for name in place.headers:
            if name not in ("AGB", "Volgorde", "Jaar") and staff.rnd.randint(0, 1):
                place.cell(row, name).value = staff.rnd.choice((7, staff.text(), "=2*3"))


def _new_row(staff: Staff, place: Place) -> int:
    """Make room for a row at the end: the totals go down, and what covers the whole table covers it too."""
    _, _, right, bottom = place.area
    row = bottom - place.totals + 1
    for column in place.columns:
        cell = place.sheet.cell(row, column)
        if place.totals:
            _put(place.sheet.cell(row + 1, column), *_taken(cell), cell.coordinate)
        cell.value, cell._style = None, copy(place.sheet.cell(row - 1, column)._style)
    place.stretch(right, bottom + 1)
    _follow(staff.book, place, row - 1, row)
    return row


def duplicate(staff: Staff, place: Place) -> None:
    """A row that stands there twice."""
    if place.is_free_below and not _is_ranked(place) and {*KEYS[place.name], "Volgorde"} <= {*place.headers}:
        keyed = [row for row in place.rows if place.cell(row, "AGB").value is not None]
        if keyed:
            source, row = staff.rnd.choice(keyed), _new_row(staff, place)
            for column in place.columns:
                _put(place.sheet.cell(row, column), *_taken(place.sheet.cell(source, column)), f"A{source}")
            staff.reasons.add("staat er twee keer")


def delete_row(staff: Staff, place: Place) -> None:
    """The cells of the table below it go up, with their looks."""
    if len(place.rows) < 2 or not place.is_free_below:
        return
    gone, last = staff.row(place), place.area[3]
    for row in range(gone, last):
        for column in place.columns:
            below = place.sheet.cell(row + 1, column)
            _put(place.sheet.cell(row, column), *_taken(below), below.coordinate)
    for column in place.columns:
        cell = place.sheet.cell(last, column)
        cell.value, cell.comment, cell.style = None, None, "Normal"
    bottom = place.rows[-1]
    place.stretch(place.area[2], last - 1)
    _follow(staff.book, place, bottom, bottom - 1)


def _follow(book: Workbook, place: Place, old: int, new: int) -> None:
    """What refers to the whole body, refers to it again."""
    whole = re.compile(rf"(\b{place.name}!\$?[A-Z]+\$?{HEADER + 1}:\$?[A-Z]+\$?){old}\b")
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type == "f":
                    cell.value = whole.sub(rf"\g<1>{new}", cell.value)
        for chart in sheet._charts:
            for series in chart.series:
                for reference in (series.val.numRef, series.cat.strRef or series.cat.numRef):
                    reference.f = whole.sub(rf"\g<1>{new}", reference.f)
    for name in book.defined_names.values():
        name.attr_text = whole.sub(rf"\g<1>{new}", name.attr_text)
    _follow_formats(place.sheet, old, new)


def _follow_formats(sheet: Any, old: int, new: int) -> None:
    cells = re.compile(rf"([A-Z]+{HEADER + 1}:[A-Z]+){old}\b")
    kept = [(str(each.sqref), each.rules) for each in sheet.conditional_formatting]
    sheet.conditional_formatting = type(sheet.conditional_formatting)()
    for area, rules in kept:
        for rule in rules:
            sheet.conditional_formatting.add(cells.sub(rf"\g<1>{new}", area), rule)
    for validation in sheet.data_validations.dataValidation:
        validation.sqref = type(validation.sqref)(cells.sub(rf"\g<1>{new}", str(validation.sqref)))


def rename_own(staff: Staff, place: Place) -> None:
    names = [name for name in place.headers if name not in staff.result_headers[place.name]]
    if names and names[-1] not in (NOTE, "Eigen som"):
        _rename(place, names[-1], f"Eigen naam {staff.count}")


def rename_result(staff: Staff, place: Place) -> None:
    """A header of ours gets another name: what then happens depends on the column."""
    names = [name for name in place.headers if name in staff.result_headers[place.name]]
    name = staff.rnd.choice(names)
    _rename(place, name, f"Hernoemd {staff.count}")
    if name in (*KEYS[place.name], "Volgorde"):
        staff.reasons.add(f"Kolom {name} staat niet meer")
    elif name in _NEEDED[place.name]:
        staff.reasons.add(f"Kolom {name} staat niet meer in deze tabel, maar")


def _rename(place: Place, old: str, new: str) -> None:
    column = place.column(old)
    place.sheet.cell(place.area[1], column).value = new
    place.table.tableColumns[column - place.area[0]].name = new


def delete_column(staff: Staff, place: Place) -> None:
    """The last column of the table, when it is a result column that nothing reads."""
    left, top, right, bottom = place.area
    name = place.headers[-1]
    known = (*KEYS[place.name], "Volgorde", *_NEEDED[place.name], "Uren")
    if name in staff.result_headers[place.name] and name not in known and right > left:
        for row in range(top, bottom + 1):
            cell = place.sheet.cell(row, right)
            cell.value, cell.comment, cell.style = None, None, "Normal"
        place.table.tableColumns.pop()
        place.stretch(right - 1, bottom)


def own_sheet(staff: Staff, place: Place) -> None:
    sheet = staff.book.create_sheet(f"Van ons {len(staff.book.sheetnames)}")
    first, last, column = place.rows[0], place.rows[-1], letter(staff.rnd.choice(place.columns))
    sheet["A1"] = f"=SUM({place.name}!${column}${first}:${column}${last})"
    sheet["A2"] = f"=COUNTA({place.name}[AGB])"
    sheet["A3"] = f"={place.name}!{column}{staff.row(place)}"
    sheet["B1"] = staff.text()


def beside(staff: Staff, place: Place) -> None:
    column = place.area[2] + staff.rnd.randint(2, 3)
    place.sheet.cell(staff.rnd.randint(1, place.area[3] + 1), column).value = staff.text()


def below(staff: Staff, place: Place) -> None:
    cell = place.sheet.cell(place.area[3] + staff.rnd.randint(1, 4), staff.rnd.choice(place.columns))
    cell.value = staff.rnd.choice((staff.text(), f"=SUM({letter(cell.column)}5:{letter(cell.column)}{place.rows[-1]})"))
    cell.comment = Comment(staff.text(), "Anja") if staff.rnd.randint(0, 1) else None


def own_name(staff: Staff, place: Place) -> None:
    column, name = letter(staff.rnd.choice(place.columns)), f"Van_ons_{len(staff.book.defined_names)}"
    last = staff.rnd.choice((place.rows[0], place.rows[-1]))
    cells = f"{place.name}!${column}${place.rows[0]}:${column}${last}"
    staff.book.defined_names[name] = DefinedName(name, attr_text=cells)


def own_format(staff: Staff, place: Place) -> None:
    first, last = sorted((staff.row(place), staff.row(place)))
    column = letter(staff.rnd.choice(place.columns))
    fill = PatternFill("solid", bgColor="FFFFC7CE")
    rule = CellIsRule(operator="greaterThan", formula=[str(staff.count)], fill=fill)
    place.sheet.conditional_formatting.add(f"{column}{first}:{column}{last}", rule)


def validation(staff: Staff, place: Place) -> None:
    column = letter(place.area[2])
    rule = DataValidation("list", formula1='"ja,nee"', allow_blank=True)
    rule.add(f"{column}{place.rows[0]}:{column}{place.rows[-1]}")
    place.sheet.add_data_validation(rule)


def width(staff: Staff, place: Place) -> None:
    dimension = place.sheet.column_dimensions[letter(staff.rnd.choice(place.columns))]
    dimension.width, dimension.hidden = staff.rnd.randint(5, 40), staff.rnd.randint(0, 3) == 0


def freeze(staff: Staff, place: Place) -> None:
    place.sheet.freeze_panes = f"{letter(staff.rnd.randint(1, 4))}{HEADER + 1}"


def merge(staff: Staff, place: Place) -> None:
    row = staff.row(place)
    if place.area[2] > place.area[0]:
        place.sheet.merge_cells(start_row=row, end_row=row, start_column=place.area[0], end_column=place.area[0] + 1)
        staff.reasons |= {"zijn cellen samengevoegd", "staat er twee keer"}


_WEIGHED: dict[Callable[[Staff, Place], None], float] = {
    sort: 4, hide: 3, own_column: 4, own_formula: 4, note: 5, colour: 5, font: 3, height: 4, overtype: 6, remark: 5,
    code_as_number: 3, own_row: 5, duplicate: 0.4, delete_row: 4, rename_own: 2, rename_result: 0.6, delete_column: 1,
    own_sheet: 2, beside: 3, below: 4, own_name: 2, own_format: 3, validation: 2, width: 2, freeze: 1, merge: 0.2,
}  # fmt: skip
EDITS, WEIGHTS = [*_WEIGHED], [*_WEIGHED.values()]
