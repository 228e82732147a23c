"""The Excel tables of a workbook: where they stand, their columns, and their content as text and numbers."""

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from engine.texts import refresh as texts
from workbooks.opc.block import contents, read_block
from workbooks.opc.cell_texts import Stored, plain_text, shared_strings
from workbooks.opc.cells import SheetCells
from workbooks.opc.package import Element, Package, serialised
from workbooks.opc.references import Area, area_of, copied


@dataclass(frozen=True)
class ExcelTable:
    """An Excel table: its part and sheet, its block of cells, and per column header and calculated formula."""

    name: str
    part: str
    sheet: str
    area: Area
    header_rows: int
    total_rows: int
    headers: tuple[str, ...]
    formulas: tuple[str | None, ...]
    is_fed: bool
    """Whether a query or an XML map fills it."""
    is_filtered: bool
    """Whether its filter hides rows."""

    @property
    def first(self) -> int:
        """Row number of the first row below the header."""
        return self.area.top + self.header_rows

    @property
    def last(self) -> int:
        """Row number of the last row above the totals."""
        return self.area.bottom - self.total_rows

    @property
    def body(self) -> Area:
        """The cells between header and totals."""
        return Area(self.area.left, self.first, self.area.right, self.last)

    def column(self, position: int) -> int:
        """Sheet column of a table column (both count from where they start: 1 and 0)."""
        return self.area.left + position


class Workbook:
    """The worksheets and tables of a package; sheets are read when asked for, and written by `store`."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._sheets: dict[str, SheetCells] = {}

    @property
    def path(self) -> Path:
        """The file."""
        return self.package.path

    @cached_property
    def strings(self) -> list[str]:
        """The texts that all sheets share."""
        parts = self.package.related(self.package.workbook, "sharedStrings")
        return shared_strings(self.package.read(parts[0])) if parts else []

    def sheet(self, name: str) -> SheetCells:
        """The cells of a worksheet."""
        if name not in self._sheets:
            part = self.package.sheets[name]
            self._sheets[name] = SheetCells(self.path, part, self.package.read(part), lambda: self.strings)
        return self._sheets[name]

    def holds(self, name: str, test: Callable[[bytes], bool]) -> bool:
        """Whether a piece of a worksheet, as it was when it was first read, passes a test."""
        known = self._sheets.get(name)
        return test(known.raw) if known else self.package.holds(self.package.sheets[name], test)

    @cached_property
    def starts_in_1904(self) -> bool:
        """Whether its dates count from 1904."""
        properties = self.package.xml(self.package.workbook).find("{*}workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true")

    def tables(self) -> list[ExcelTable]:
        """All tables, by sheet. Refusal when one has no valid place."""
        found = [
            (name, part) for name, sheet in self.package.sheets.items() for part in self.package.related(sheet, "table")
        ]
        return [_table(self.path, name, part, self.package.xml(part)) for name, part in found]

    def store(self) -> None:
        """Put the sheets that were asked for into the package; unchanged ones change nothing."""
        for sheet in self._sheets.values():
            self.package.write(sheet.part, sheet.bytes())


def _table(path: Path, sheet: str, part: str, root: Element) -> ExcelTable:
    area = area_of(root.get("ref") or "")
    if area is None:
        raise texts.damaged(path)
    columns = root.findall("{*}tableColumns/{*}tableColumn")
    return ExcelTable(
        name=root.get("displayName") or root.get("name") or "",
        part=part,
        sheet=sheet,
        area=area,
        header_rows=_count(path, root, "headerRowCount", 1),
        total_rows=_count(path, root, "totalsRowCount", 0),
        headers=tuple(plain_text(column.get("name", "")) for column in columns),
        formulas=tuple(_calculated(column) for column in columns),
        is_filtered=root.find("{*}autoFilter/{*}filterColumn") is not None,
        is_fed=root.get("tableType", "worksheet") != "worksheet",
    )


def _count(path: Path, root: Element, name: str, otherwise: int) -> int:
    try:
        return int(root.get(name, str(otherwise)))
    except ValueError as error:
        raise texts.damaged(path) from error


def _calculated(column: Element) -> str | None:
    formula = column.find("{*}calculatedColumnFormula")
    return formula.text if formula is not None and not formula.get("array") else None


def content(sheet: SheetCells, table: ExcelTable) -> list[tuple[list[Stored], list[str | None]]]:
    """Per column of the body the values and the formulas, row by row."""
    return [contents(sheet, column) for column in read_block(sheet, table.body).columns]


def resize(root: Element, table: ExcelTable, rows: int) -> None:
    """Let the table part reach over so many rows more (or fewer); what it sorts keeps its order.

    A table that was empty shows no row to type in any more.
    """
    new = Area(table.area.left, table.area.top, table.area.right, table.area.bottom + rows)
    root.set("ref", str(new))
    root.attrib.pop("insertRow", None)
    for each in root.findall("{*}autoFilter"):
        old = area_of(each.get("ref") or "")
        if old is not None:
            each.set("ref", str(Area(old.left, old.top, old.right, old.bottom + rows)))
    for state in root.iter("{*}sortState"):
        _grow_sort(state, table, rows)


def _grow_sort(state: Element, table: ExcelTable, rows: int) -> None:
    for each in (state, *state.iter("{*}sortCondition")):
        old = area_of(each.get("ref") or "")
        if old is not None and old.bottom == table.last:
            each.set("ref", str(Area(old.left, old.top, old.right, old.bottom + rows)))


def calculate(root: Element, formulas: Sequence[str | None]) -> None:
    """Let the columns with a formula here fill new rows with it; others keep what they have."""
    for column, formula in zip(root.findall("{*}tableColumns/{*}tableColumn"), formulas, strict=True):
        if formula is None or _calculated(column) == formula:
            continue
        element = column.find("{*}calculatedColumnFormula")
        if element is None:
            element = column.makeelement(column.tag.replace("tableColumn", "calculatedColumnFormula"), {}, None)
            column.insert(0, element)
        element.text = formula
        element.attrib.pop("array", None)


def write_table_part(package: Package, table: ExcelTable, root: Element, before: bytes) -> None:
    """Put a changed table part back; unchanged it keeps its bytes."""
    after = serialised(root)
    if after != before:
        package.write(table.part, after)


def shared_formulas(sheet: SheetCells) -> Iterator[tuple[int, int, str, str, str]]:
    """Every cell of a shared formula: row, column, group, range of the group ("" for those that follow), text."""
    mark = f"<{sheet.prefix}f "
    for number, row in sheet.rows.items() if sheet.has_groups else ():
        if mark not in row or "shared" not in row:
            continue
        for column, cell in sheet.cells(number).items():
            attributes = sheet.formula_attributes(cell)
            if 't="shared"' in attributes:
                group = dict(re.findall(r'(\w+)="([^"]*)"', attributes))
                yield number, column, group.get("si", ""), group.get("ref", ""), sheet.formula(cell) or ""


def own_texts(sheet: SheetCells) -> list[tuple[int, int, str, str]]:
    """Every cell of a shared formula with the text that it would have by itself: row, column, group, text."""
    cells = [*shared_formulas(sheet)]
    masters = {group: (row, column, text) for row, column, group, area, text in cells if area or text}
    found: list[tuple[int, int, str, str]] = []
    for row, column, group, _, text in cells:
        if group in masters:
            top, left, shared = masters[group]
            found.append((row, column, group, text or copied(shared, row - top, column - left)))
    return found


def write_out_shared(sheet: SheetCells, wanted: Container[str]) -> None:
    """Give every cell of shared formulas of these groups its own text, so that each can change by itself."""
    by_row: dict[int, list[tuple[int, str]]] = {}
    for row, column, group, text in own_texts(sheet):
        if group in wanted:
            by_row.setdefault(row, []).append((column, text))
    for row, found in by_row.items():
        own = sheet.cells(row)
        for column, text in found:
            own[column] = sheet.with_formula(own[column], text)
        sheet.put_row(row, sheet.row_attributes(row), own)
