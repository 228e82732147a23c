"""Everything in a workbook that points at the rows of a table follows when it grows or shrinks.

Formulas on all sheets, names, conditional formats, validations, charts, pivot sources, print areas; and when rows below
the table moved also notes, drawings, buttons, merged cells and other tables.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from xml.sax.saxutils import escape

from engine.texts import refresh as texts
from workbooks.opc.around import OF_CELLS, edit_around, local_name
from workbooks.opc.cells import SheetCells
from workbooks.opc.drawings import moved_anchor
from workbooks.opc.package import Element, Package, Relation, serialised
from workbooks.opc.references import Area, RowMap, area_of, moved, moved_area
from workbooks.opc.tables import ExcelTable, Workbook, own_texts, write_out_shared
from workbooks.opc.vml import edit_vml, shifted_anchor

_FORMULAS = frozenset(["formula", "formula1", "formula2", "f"])
_CELL_RANGES = ("sqref", "ref", "activeCell")
_LINKS = ("fmlaLink", "fmlaRange", "fmlaTxbx", "textlink", "linkedCell", "listFillRange")
_ANCHORED = ("from", "to")
_INPUTS = re.compile(r"""\b(r[12]=")([A-Z]+\d+)(")""")


@dataclass(frozen=True)
class Growth:
    """So many rows more (fewer: negative) in the body of a table; `moves`: all rows below it went down with it."""

    table: ExcelTable
    rows: int
    moves: bool

    def of_formula(self, area: Area) -> tuple[int, int]:
        """Rows of a reference in a formula: the whole body follows, a part of it does not."""
        return self._rows(area, self._is_inside(area) and self._is_body(area))

    def of_chart(self, area: Area) -> tuple[int, int]:
        """Rows of a series: also when the body had one row."""
        return self._rows(area, self._is_inside(area))

    def of_name(self, area: Area) -> tuple[int, int]:
        """Rows of a name or print area: also when it reaches over more columns than the table."""
        return self._rows(area, self._overlaps(area) and self._is_body(area))

    def of_range(self, area: Area) -> tuple[int, int]:
        """Rows that a format or validation is for: from whichever row, when it reaches to the last and over more than

        one; the new rows are like their neighbours.
        """
        ends = area.bottom in self._ends and (area.top < area.bottom or not self._is_long)
        if ends and self._overlaps(area) and self.table.first < area.top <= self.table.last:
            bottom = area.bottom + self.rows  # all its rows may have gone from a ranking: then it stays where it is
            return area.top, bottom if bottom >= area.top else area.bottom
        return self._rows(area, self._overlaps(area))

    def _is_body(self, area: Area) -> bool:
        """Whether cells from the first row on mean all rows. In a body of one row a cell is just that cell, and cells

        beside each other are that row.
        """
        return self._is_long or (area.is_range and area.left == area.right) or area.top < self.table.first

    @property
    def _is_long(self) -> bool:
        return self.table.last > self.table.first

    @property
    def _ends(self) -> tuple[int, int]:
        return self.table.last, self.table.area.bottom

    def _is_inside(self, area: Area) -> bool:
        return self.table.area.left <= area.left and area.right <= self.table.area.right

    def _overlaps(self, area: Area) -> bool:
        return area.left <= self.table.area.right and self.table.area.left <= area.right

    def _rows(self, area: Area, follows: bool) -> tuple[int, int]:
        table, top, bottom = self.table, area.top, area.bottom
        if follows and top <= table.first and bottom in self._ends:
            return top, bottom + self.rows
        if self.moves:
            return (top + self.rows if top > table.last else top, bottom + self.rows if bottom > table.last else bottom)
        is_total = table.total_rows and table.last < top and bottom <= table.area.bottom and self._is_inside(area)
        return (top + self.rows, bottom + self.rows) if is_total else (top, bottom)


def follow(workbook: Workbook, growth: Growth) -> None:
    """Change every reference. Refusal when one cannot be changed and rows moved."""
    for name in workbook.package.sheets:
        if name == growth.table.sheet or _may_point(workbook, name, growth.table.sheet):
            _follow_cells(workbook, name, growth)
            _follow_around(workbook, name, growth)
    _follow_parts(workbook.package, growth)
    if growth.moves:
        _follow_beside(workbook, growth)


def _may_point(workbook: Workbook, name: str, sheet: str) -> bool:
    """A quick test on the bytes of a sheet: the name, a reference over sheets, or one made while calculating."""
    written = escape(sheet.replace("'", "''"))
    spellings = {written, written.replace("'", "&apos;"), written.replace("'", "&#39;")}
    marks = [each.encode() for each in spellings]
    return workbook.holds(
        name, lambda text: any(each in text for each in marks) or _OVER_SHEETS.search(text) is not None
    )


_OVER_SHEETS = re.compile(rb"""INDIRECT\(|:[^!<>"=]+!""")


def _moved(formula: str, home: str, growth: Growth, rows: RowMap, widens: bool = False) -> str:
    """A formula after the growth. Refusal for what cannot be followed, when rows moved."""
    try:
        after = moved(formula, home, growth.table.sheet, rows, widens)
    except ValueError as error:
        if growth.moves:
            raise texts.cannot_follow(growth.table.name, home, formula) from error
        return formula
    if growth.moves and "INDIRECT(" in formula.upper():
        raise texts.cannot_follow(growth.table.name, home, formula)
    return after


def _follow_cells(workbook: Workbook, name: str, growth: Growth) -> None:
    sheet = workbook.sheet(name)
    _write_out_changing(workbook, name, growth)
    formula = re.compile(rf"(?<=<{sheet.prefix}f)(\b[^>]*>)([^<]+)(?=</)")
    any_formula = re.compile(rf"<{sheet.prefix}f\b[^>]*+>([^<]++)</")

    @cache  # the cells of a calculated column all have the same formula
    def after(written: str) -> str:
        before = unescape(written)
        changed = _moved(before, name, growth, growth.of_formula)
        return written if changed == before else escape(changed)

    found = set[str]()
    for row in sheet.rows.values():
        found.update(any_formula.findall(row))
    changing = {each for each in found if after(each) != each}
    # most rows have no formula that changes: their text stays
    for number, row in list(sheet.rows.items()) if changing else ():
        if not changing.isdisjoint(any_formula.findall(row)):
            sheet.rows[number] = formula.sub(lambda found: found[1] + after(found[2]), row)
    if name == growth.table.sheet and growth.moves:
        _move_blocks(sheet, growth)


def _move_blocks(sheet: SheetCells, growth: Growth) -> None:
    """The blocks of array formulas and data tables, and the cells that a data table fills in."""
    block = re.compile(rf'(<{sheet.prefix}f\b[^>]*?\bref=")([^"]+)(")')
    data_table = re.compile(rf'<{sheet.prefix}f\b[^>]*?\bt="dataTable"[^>]*>')

    def inputs(found: re.Match[str]) -> str:
        return f"{found[1]}{moved_area(found[2], growth.of_formula)}{found[3]}"

    for number, row in list(sheet.rows.items()):
        if ' ref="' in row:
            after = block.sub(lambda found: f"{found[1]}{moved_area(found[2], growth.of_formula)}{found[3]}", row)
            sheet.rows[number] = data_table.sub(lambda found: _INPUTS.sub(inputs, found[0]), after)


def _write_out_changing(workbook: Workbook, name: str, growth: Growth) -> None:
    """Shared formulas that would change differently per cell get their own text in every cell."""
    sheet = workbook.sheet(name)
    is_own = growth.moves and name == growth.table.sheet
    groups = {
        group
        for row, _, group, text in own_texts(sheet)
        if (is_own and row > growth.table.last) or _moved(text, name, growth, growth.of_formula) != text
    }
    if groups:
        write_out_shared(sheet, groups)


def _follow_around(workbook: Workbook, name: str, growth: Growth) -> None:
    """What stands around the rows of a sheet: formats, validations, links, merged cells, selections, page breaks."""
    edit_around(workbook.sheet(name), lambda element: _follow_element(element, name, growth))


def _follow_element(element: Element, home: str, growth: Growth) -> bool:
    name, is_own = str(element.tag).rpartition("}")[2], home == growth.table.sheet
    edits: list[tuple[str | None, str]] = []
    if name in _FORMULAS and element.text:
        is_list = name in ("formula1", "formula2")
        edits.append((None, _moved(element.text, home, growth, growth.of_chart if is_list else growth.of_formula)))
    if is_own and name == "sqref" and element.text:
        of_cells = local_name(element.getparent()) in OF_CELLS
        edits.append((None, moved_area(element.text, growth.of_range if of_cells else growth.of_formula, of_cells)))
    if is_own and name not in ("dimension", "tablePart"):
        widens = name in OF_CELLS
        edits += [
            (key, moved_area(element.get(key, ""), growth.of_range, widens)) for key in _CELL_RANGES if element.get(key)
        ]
    if name == "hyperlink" and element.get("location"):
        edits.append(("location", _moved(element.get("location", ""), home, growth, growth.of_formula)))
    if is_own and growth.moves:
        edits += _moved_place(element, name, growth)
    return _edit(element, edits)


def _moved_place(element: Element, name: str, growth: Growth) -> Iterator[tuple[str | None, str]]:
    """Page breaks and the anchors of controls, which count rows: only when rows moved."""
    parent = element.getparent()
    above = "" if parent is None else str(parent.tag).rpartition("}")[2]
    if name == "brk" and above == "rowBreaks" and int(element.get("id", "0")) >= growth.table.last:
        yield "id", str(int(element.get("id", "0")) + growth.rows)
    if name == "row" and above in _ANCHORED and element.text and int(element.text) >= growth.table.last:
        yield None, str(int(element.text) + growth.rows)


def _edit(element: Element, edits: list[tuple[str | None, str]]) -> bool:
    """Set the text (None) or attributes; whether anything became different."""
    is_changed = False
    for key, value in edits:
        if value != (element.text if key is None else element.get(key)):
            is_changed = True
            if key is None:
                element.text = value
            else:
                element.set(key, value)
    return is_changed


def _follow_parts(package: Package, growth: Growth) -> None:
    """Names in the workbook, series of charts, sources of pivot tables, cells that shapes and controls show."""
    package.edit(package.workbook, lambda element: _follow_name(element, growth))
    done: set[str] = set()
    for name, sheet in package.sheets.items():
        for relation in package.relations(sheet):
            if relation.part and relation.part not in done and _follow_related(package, relation, name, growth):
                done.add(relation.part)
    for part in package.parts:
        kind = part.lower()
        if not kind.endswith(".xml") or part in done:
            continue
        if re.search(r"/charts/|/chartex/|/drawings/|/ctrlprops/", kind):
            package.edit(part, lambda element: _follow_series(element, "", growth))
        elif "pivotcachedefinition" in kind:
            package.edit(part, lambda element: _follow_source(element, growth))


def _follow_related(package: Package, relation: Relation, home: str, growth: Growth) -> bool:
    """What a sheet leads to, in which a reference without a sheet is to that one; whether it is of such a kind."""
    if relation.kind == "table":
        package.edit(relation.part, lambda element: _follow_column(element, home, growth))
    elif relation.kind in ("drawing", "ctrlProp"):
        package.edit(relation.part, lambda element: _follow_series(element, home, growth))
    elif relation.kind == "vmlDrawing":
        edit_vml(package, relation.part, lambda text: _linked_vml(text, home, growth))
    else:
        return False
    return True


def _follow_column(element: Element, home: str, growth: Growth) -> bool:
    """What a table fills new rows and its totals with."""
    if not element.text or not str(element.tag).endswith(("}calculatedColumnFormula", "}totalsRowFormula")):
        return False
    return _edit(element, [(None, _moved(element.text, home, growth, growth.of_formula))])


def _follow_name(element: Element, growth: Growth) -> bool:
    if not str(element.tag).endswith("}definedName") or not element.text:
        return False
    return _edit(element, [(None, _moved(element.text, "", growth, growth.of_name))])


def _follow_series(element: Element, home: str, growth: Growth) -> bool:
    edits: list[tuple[str | None, str]] = []
    if str(element.tag).endswith("}f") and element.text:
        edits.append((None, _moved(element.text, home, growth, growth.of_chart, widens=True)))
    edits += [
        (key, _moved(element.get(key, ""), home, growth, growth.of_formula)) for key in _LINKS if element.get(key)
    ]
    return _edit(element, edits)


def _follow_source(element: Element, growth: Growth) -> bool:
    """A pivot table over the rows of the table reads them again when the workbook is opened."""
    is_elsewhere = any(str(key).endswith("}id") for key in element.attrib)
    if not str(element.tag).endswith(("}worksheetSource", "}rangeSet")) or is_elsewhere:
        return False
    if element.get("sheet") != growth.table.sheet or not element.get("ref"):
        return False
    return _edit(element, [("ref", moved_area(element.get("ref", ""), growth.of_chart))])


def _follow_beside(workbook: Workbook, growth: Growth) -> None:
    """Parts of the sheet that say where they stand on it, when rows moved."""
    package, sheet = workbook.package, workbook.package.sheets[growth.table.sheet]
    for relation in package.relations(sheet):
        if not relation.part or relation.part == growth.table.part:
            continue
        if relation.kind in ("table", "comments", "threadedComment", "pivotTable"):
            package.edit(relation.part, lambda each: _moved_ref(each, growth))
        elif relation.kind == "drawing":
            package.edit(relation.part, lambda each: moved_anchor(each, growth.table.last, growth.rows))
        elif relation.kind == "vmlDrawing":
            edit_vml(package, relation.part, lambda text: _moved_vml(text, growth))


def _moved_ref(element: Element, growth: Growth) -> bool:
    ref = element.get("ref")
    return bool(ref) and _edit(element, [("ref", moved_area(ref, growth.of_range))])


def _moved_vml(text: str, growth: Growth) -> str:
    """Notes and old controls: their anchors (whole or not), and the row that a note belongs to."""

    def down(row: int) -> int:
        return growth.rows if row >= growth.table.last else 0

    def anchor(found: re.Match[str]) -> str:
        return f"{found[1]}{shifted_anchor(found[2], down)}{found[3]}"

    def row(found: re.Match[str]) -> str:
        return f"{found[1]}{int(found[2]) + down(int(found[2]))}{found[3]}"

    text = re.sub(r"(<x:Anchor>)([^<]*)(</x:Anchor>)", anchor, text)
    return re.sub(r"(<x:Row>\s*)(\d+)(\s*</x:Row>)", row, text)


def _linked_vml(text: str, home: str, growth: Growth) -> str:
    """The cells that old controls show."""

    def link(found: re.Match[str]) -> str:
        before = unescape(found[2])
        after = _moved(before, home, growth, growth.of_formula)
        return found[0] if after == before else f"{found[1]}{escape(after)}{found[3]}"

    return re.sub(r"(<x:Fmla(?:Link|Range|Txbx)>)([^<]+)(</)", link, text)


def refresh_pivots(package: Package, tables: dict[str, tuple[str, Area]]) -> None:
    """Let Excel read the source of a pivot table again when it opens the workbook: these tables (name → sheet and

    cells) have changed.
    """
    for part in package.parts:
        if "pivotcachedefinition" not in part.lower() or not part.endswith(".xml"):
            continue
        root = package.xml(part)
        source = root.find(".//{*}worksheetSource")
        if source is None or root.get("refreshOnLoad") == "1":
            continue
        area, sheet = area_of(source.get("ref", "")), source.get("sheet", "")
        of_range = area is not None and any(sheet == at and area.meets(cells) for at, cells in tables.values())
        if source.get("name", "").casefold() in {name.casefold() for name in tables} or of_range:
            root.set("refreshOnLoad", "1")
            package.write(part, serialised(root))
