"""What Excel refuses or "repairs" in a workbook though schemas and the Open XML SDK let it pass."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from tests.tools.formula_lint import lint_formula
from tests.tools.package import OFFICE_RELATIONS, Area, Cell, Package, Table, area_of

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NEEDS_OVERRIDE = re.compile(r"xl/(worksheets|tables|charts|drawings|pivotTables)/[^/]+\.xml$", re.IGNORECASE)
_SHEET_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LIKE_A_CELL = re.compile(r"^(?:[A-Za-z]{1,2}|[A-Wa-w][A-Za-z]{2}|[Xx][A-Fa-f][A-Da-d])\d+$|^[RCrc]$|^[Rr]\d*[Cc]\d*$")
_TABLE_NAME = re.compile(r"^(?:[^\W\d]|\\)[\w.\\?]*$")
_LONGEST_TEXT, _MOST_ROWS, _LONGEST_LIST = 32767, 1048576, 255
_LONGEST_MESSAGE = {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 255}


def excel_lint(path: Path) -> list[str]:
    """Every problem found, as `place: what`; empty when Excel would open the file without repair."""
    package = Package(path)
    problems = [*_lint_parts(package)]
    if problems:  # the rest cannot be read reliably
        return problems
    problems += _lint_workbook(package)
    problems += _lint_tables(package)
    for sheet in package.sheets:
        problems += (f"{sheet}: {problem}" for problem in _lint_sheet(package, sheet))
    return problems


def _lint_parts(package: Package) -> Iterator[str]:
    for name, count in Counter(entry.lower() for entry in package.entries).items():
        if count > 1:
            yield f"{name}: stored {count} times"
    for name in package.content:
        if name.endswith((".xml", ".rels", ".vml")):
            yield from _lint_xml(package, name)


def _lint_xml(package: Package, name: str) -> Iterator[str]:
    try:
        root = package.xml(name)
    except etree.XMLSyntaxError as error:
        yield f"{name}: {error}"
        return
    for prefix in (root.get(f"{_COMPATIBILITY}Ignorable") or "").split():
        if prefix not in root.nsmap:
            yield f"{name}: prefix {prefix} is not declared"


def _lint_workbook(package: Package) -> Iterator[str]:
    types = {
        entry.get("PartName", "").lstrip("/").lower(): entry.get("ContentType")
        for entry in package.xml("[Content_Types].xml")
        if isinstance(entry.tag, str)
    }
    for part in package.content:
        if _NEEDS_OVERRIDE.match(part) and part.lower() not in types:
            yield f"{part}: no content type"
        if not part.endswith(".rels"):
            yield from _lint_relations(package, part)
    yield from _lint_sheet_names(package)
    yield from _lint_names(package)


def _lint_relations(package: Package, part: str) -> Iterator[str]:
    relations = package.relations(part)
    for relation in relations.values():
        if not (relation.external or package.has(relation.target) or relation.kind == "hyperlink"):
            yield f"{part}: {relation.target} does not exist"
    if relations or part.startswith("xl/worksheets/"):
        for element in package.xml(part).iter() if part.endswith(".xml") else []:
            used = element.get(f"{OFFICE_RELATIONS}id") if isinstance(element.tag, str) else None
            if used is not None and used not in relations:
                yield f"{part}: relationship {used} does not exist"


def _lint_sheet_names(package: Package) -> Iterator[str]:
    names = [sheet.get("name") or "" for sheet in package.xml(package.workbook_part).iter("{*}sheet")]
    for name in names:
        if not 0 < len(name) <= 31 or _SHEET_FORBIDDEN.search(name) or "'" in (name[0], name[-1]):
            yield f"sheet name {name!r} is not allowed"
    yield from (f"sheet name {name} is used twice" for name in _repeated(name.lower() for name in names))


def _lint_names(package: Package) -> Iterator[str]:
    tables = {table.name.lower(): table for table in package.tables}
    names = list(package.xml(package.workbook_part).iter("{*}definedName"))
    keys = [(name.get("name", "").lower(), name.get("localSheetId")) for name in names]
    yield from (f"name {name} is defined twice" for name, _ in _repeated(keys))
    for name in names:
        label = name.get("name", "")
        if _LIKE_A_CELL.match(label):
            yield f"name {label} reads as a cell"
        if label.lower() in tables:
            yield f"name {label} is a table's name too"
        yield from (f"name {label}: {problem}" for problem in lint_formula(name.text or "", tables))


def _lint_tables(package: Package) -> Iterator[str]:
    tables = {table.name.lower(): table for table in package.tables}
    yield from (f"table name {name} is used twice" for name in _repeated(t.name.lower() for t in package.tables))
    yield from (f"table id {number} is used twice" for number in _repeated(t.table_id for t in package.tables))
    for table in package.tables:
        yield from (f"table {table.name}: {problem}" for problem in _lint_table(table))
        for formula in table.formulas:
            yield from (f"table {table.name}: {problem}" for problem in lint_formula(formula, tables))


def _lint_table(table: Table) -> Iterator[str]:
    if _LIKE_A_CELL.match(table.name) or not _TABLE_NAME.match(table.name) or len(table.name) > 255:
        yield "this name is not allowed"
    yield from (f"column {name} is there twice" for name in _repeated(name.lower() for name in table.columns))
    if table.area is None:
        yield "its range cannot be read"
        return
    if len(table.columns) != table.area.right - table.area.left + 1:
        yield f"{len(table.columns)} columns do not fit its range"
    if table.area.bottom - table.area.top + 1 - table.header_rows - table.total_rows < 1:
        yield "it has no data row"


def _lint_sheet(package: Package, sheet: str) -> Iterator[str]:
    root = package.xml(package.sheets[sheet])
    tables = [table for table in package.tables if table.sheet == sheet]
    areas = [table.area for table in tables if table.area]
    yield from ("two tables overlap" for _ in _overlapping(areas))
    yield from _lint_rows(root)
    yield from _lint_cells(package, sheet)
    yield from _lint_headers(package, sheet, tables)
    yield from _lint_merges(root, areas)
    yield from _lint_validations(root)
    yield from _lint_references(package, root)


def _lint_rows(root: Any) -> Iterator[str]:
    before = 0
    for row in root.iter("{*}row"):
        number = int(row.get("r", before + 1))
        if not before < number <= _MOST_ROWS:
            yield f"row {number} comes after row {before}"
        before = number


def _lint_cells(package: Package, sheet: str) -> Iterator[str]:
    tables = {table.name.lower(): table for table in package.tables}
    styles = len(package.number_formats)
    seen: dict[str, list[str]] = {}
    row = column = 0
    for cell in package.cells(sheet):
        column = 0 if cell.row != row else column
        row = cell.row
        place = area_of(cell.reference)
        if place is None or place.top != row or place.left <= column:
            yield f"{cell.reference}: out of order, twice, or in the wrong row"
        column = cell.column
        if cell.style >= styles:
            yield f"{cell.reference}: style {cell.style} does not exist"
        yield from (f"{cell.reference}: {problem}" for problem in _lint_content(package, cell))
        if cell.formula:
            if cell.formula not in seen:
                seen[cell.formula] = [*lint_formula(cell.formula, tables)]
            yield from (f"{cell.reference}: {problem}" for problem in seen[cell.formula])


def _lint_content(package: Package, cell: Cell) -> Iterator[str]:
    raw = cell.raw or ""
    if cell.kind == "n" and raw and not _is_number(raw):
        yield f"{raw[:20]!r} is no number"
    if cell.kind == "n" and cell.raw == "":
        yield "a number without digits"
    if cell.kind == "s" and not (raw.isdigit() and int(raw) < len(package.shared_strings)):
        yield f"shared string {raw} does not exist"
    elif cell.kind == "s" and len(package.shared_strings[int(raw)]) > _LONGEST_TEXT:
        yield f"text longer than {_LONGEST_TEXT}"
    if len(cell.inline) > _LONGEST_TEXT or (cell.kind == "str" and len(raw) > _LONGEST_TEXT):
        yield f"text longer than {_LONGEST_TEXT}"


def _lint_headers(package: Package, sheet: str, tables: list[Table]) -> Iterator[str]:
    wanted = {
        (table.area.left + index, table.area.top): (table.name, name)
        for table in tables
        if table.area and table.header_rows
        for index, name in enumerate(table.columns)
    }
    for cell in package.cells(sheet):
        if (cell.column, cell.row) in wanted:
            table, name = wanted.pop((cell.column, cell.row))
            shown = package.value(cell)
            if not isinstance(shown, str) or _spaced(shown) != _spaced(name):
                yield f"{cell.reference}: header {shown!r}, but table {table} says {name!r}"
    yield from (f"header cell of {table}[{name}] is missing" for table, name in wanted.values())


def _lint_merges(root: Any, tables: list[Area]) -> Iterator[str]:
    merges = [area for merge in root.iter("{*}mergeCell") if (area := area_of(merge.get("ref", "")))]
    yield from ("merged cells overlap" for _ in _overlapping(merges))
    if any(merge.overlaps(table) for merge in merges for table in tables):
        yield "merged cells inside a table"


def _lint_validations(root: Any) -> Iterator[str]:
    for validation in root.iter(f"{_MAIN}dataValidation"):
        choices = validation.findtext("{*}formula1") or ""
        if validation.get("type") == "list" and choices.startswith('"') and len(choices) - 2 > _LONGEST_LIST:
            yield f"validation list of {len(choices) - 2} characters"
        for name, longest in _LONGEST_MESSAGE.items():
            if len(validation.get(name) or "") > longest:
                yield f"{name} of a validation is longer than {longest}"


def _lint_references(package: Package, root: Any) -> Iterator[str]:
    styles = package.xml(package.related(package.workbook_part, "styles")[0]).find("{*}dxfs")
    known = len(styles) if styles is not None else 0
    for element in root.iter():
        if isinstance(element.tag, str) and element.get("sqref", "x").strip() == "":
            yield "a range without cells"
    for rule in root.iter(f"{_MAIN}cfRule"):
        if int(rule.get("dxfId", "-1")) >= known:
            yield f"conditional format {rule.get('dxfId')} does not exist"
        for formula in rule.iter(f"{_MAIN}formula"):
            if "{" in (formula.text or ""):
                yield "an array constant in a conditional format"


def _repeated(values: Iterable[Any]) -> list[Any]:
    return [value for value, count in Counter(values).items() if count > 1]


def _overlapping(areas: list[Area]) -> list[tuple[Area, Area]]:
    pairs = ((one, other) for at, one in enumerate(areas) for other in areas[at + 1 :])
    return [(one, other) for one, other in pairs if one.overlaps(other)]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _spaced(text: str) -> str:
    return " ".join(text.split())
