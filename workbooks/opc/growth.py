"""Room for more rows of a table: the free rows below it, or else everything below it moves down.

Moving is done only when everything that points at a moved cell is known and can be changed; else it is refused, naming
what is in the way.
"""

import re
from collections.abc import Iterator

from engine.texts import refresh as texts
from workbooks.macro_seal import only_ours
from workbooks.opc.cells import SheetCells
from workbooks.opc.notes import noted_rows
from workbooks.opc.package import Package
from workbooks.opc.references import LAST_ROW, Area, area_of, letters
from workbooks.opc.tables import ExcelTable, Workbook

_KNOWN_BELOW = {
    "sheetCalcPr", "sheetProtection", "protectedRanges", "autoFilter", "sortState", "mergeCells", "phoneticPr",
    "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "ignoredErrors", "drawing", "legacyDrawing",
    "legacyDrawingHF", "picture", "oleObjects", "controls", "tableParts", "extLst", "AlternateContent",
}  # fmt: skip
"""Parts of a sheet whose references `follow` rewrites, or that have none."""
_UNKNOWN_PARTS = {
    "vbaProject": "macros",
    "xlMacrosheet": "macros",
    "tableSingleCells": "xml",
    "webextension": "webextension",
    "volatileDependencies": "volatile",
    "activeXControlBinary": "activex",
    "queryTable": "query",
}
"""Kinds of parts that can point at cells in a way that cannot be read or changed here."""


def must_move(workbook: Workbook, table: ExcelTable, rows: int) -> bool:
    """Whether something stands in the rows that the table needs, so that all below it must move."""
    sheet = workbook.sheet(table.sheet)
    bottom = table.area.bottom
    needed = Area(table.area.left, bottom + 1, table.area.right, bottom + rows)
    if sheet.occupied(needed) or noted_rows(workbook, table.sheet, needed):
        return True
    if any(area.meets(needed) for area in sheet.merged()):
        return True
    return any(other.area.meets(needed) for other in beside(workbook, table))


def beside(workbook: Workbook, table: ExcelTable) -> list[ExcelTable]:
    """The other tables of the sheet."""
    return [other for other in workbook.tables() if other.sheet == table.sheet and other.part != table.part]


def require_room(workbook: Workbook, table: ExcelTable, rows: int) -> None:
    """Refusal when the sheet has no rows left for the table."""
    if table.area.bottom + rows > LAST_ROW:
        raise texts.sheet_full(table.name, table.sheet)


def require_movable(workbook: Workbook, table: ExcelTable, rows: int) -> None:
    """Refusal when something is in the way of moving everything below the table down, or may point at it unseen."""
    sheet, what = workbook.sheet(table.sheet), f"{table.sheet}!{workbook.sheet(table.sheet).occupied(_below(table))}"
    last = max(sheet.rows, default=table.area.bottom)
    if last + rows > LAST_ROW:
        raise texts.sheet_full(table.name, table.sheet)
    for other in beside(workbook, table):
        if other.area.top <= table.last < other.area.bottom:
            raise texts.cannot_move(table.name, what, texts.TABLE_BESIDE.format(name=other.name))
    for area in sheet.merged():
        if area.top <= table.last < area.bottom:
            raise texts.cannot_move(table.name, what, texts.MERGED_ACROSS.format(area=area))
    for place in _spilling(sheet, table.last):
        raise texts.cannot_move(table.name, what, texts.ARRAY_ACROSS.format(place=place))
    _require_known(workbook.package, sheet, table, what)


def _below(table: ExcelTable) -> Area:
    return Area(table.area.left, table.area.bottom + 1, table.area.right, LAST_ROW)


def _spilling(sheet: SheetCells, last: int) -> Iterator[str]:
    """Array formulas and data tables whose block reaches over the row where rows are put in."""
    for number, row in sheet.rows.items():
        if 't="array"' not in row and 't="dataTable"' not in row:
            continue
        for column, cell in sheet.cells(number).items():
            found = re.search(r'ref="([^"]+)"', sheet.formula_attributes(cell))
            area = area_of(found[1]) if found else None
            if area is not None and area.top <= last < area.bottom:
                yield f"{letters(column)}{number}"


def _require_known(package: Package, sheet: SheetCells, table: ExcelTable, what: str) -> None:
    top = re.sub(r"^</[^>]*>", "", sheet.tail)
    for name in _children(top):
        if name not in _KNOWN_BELOW:
            raise texts.cannot_move(table.name, what, texts.UNKNOWN_ELEMENT.format(name=name))
    for part in package.parts:
        if part.endswith(".rels"):
            owner = re.sub(r"_rels/([^/]+)\.rels$", r"\1", part)
            for relation in package.relations(owner if owner != "_rels/.rels" else ""):
                if relation.kind == "vbaProject" and only_ours(package.read(relation.part)):
                    continue
                if relation.kind in _UNKNOWN_PARTS:
                    reason = texts.MAY_POINT[_UNKNOWN_PARTS[relation.kind]]
                    raise texts.cannot_move(table.name, what, reason)


def _children(tail: str) -> Iterator[str]:
    """Names of the elements directly below the worksheet, after the rows."""
    depth = 0
    for found in re.finditer(r"<(/?)(?:\w+:)?(\w+)\b[^>]*?(/?)>", tail):
        if found[1]:
            depth -= 1
        else:
            if depth == 0:
                yield found[2]
            depth += not found[3]


def move_rows(workbook: Workbook, table: ExcelTable, rows: int) -> None:
    """Every row of the sheet below the body of the table (its totals too) so many rows down."""
    sheet = workbook.sheet(table.sheet)
    for number in sorted((number for number in sheet.rows if number > table.last), reverse=True):
        attributes, cells = sheet.row_attributes(number), sheet.cells(number)
        del sheet.rows[number]
        sheet.put_row(number + rows, attributes, cells)
    area = table.area
    sheet.include(Area(area.left, area.top, area.right, max(sheet.rows, default=area.bottom)))
