"""What a workbook as a whole says: its names, and that Excel must calculate again when it opens the file."""

import re
from collections.abc import Collection

from engine.texts import refresh as texts
from workbooks.opc.package import Element, Package, serialised

_BEFORE_NAMES = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences",
)  # fmt: skip
_BEFORE_CALCULATION = (*_BEFORE_NAMES, "definedNames")


def names(package: Package) -> dict[str, str]:
    """The workbook's own names (not those of one sheet) and what each stands for."""
    found = package.xml(package.workbook).iter("{*}definedName")
    return {each.get("name", ""): each.text or "" for each in found if each.get("localSheetId") is None}


def set_names(package: Package, wanted: dict[str, str]) -> None:
    """Let these names stand for these cells; names that are not there yet are added."""
    known = names(package)
    changed = {name: text for name, text in wanted.items() if known.get(name) != text}
    if not changed:
        return
    root = package.xml(package.workbook)
    for each in root.iter("{*}definedName"):
        if each.get("localSheetId") is None and each.get("name") in changed:
            each.text = changed.pop(each.get("name", ""))
    if changed:
        _add_names(root, changed)
    package.write(package.workbook, serialised(root))


def _add_names(root: Element, added: dict[str, str]) -> None:
    space = str(root.tag).rpartition("}")[0] + "}"
    holder = root.find("{*}definedNames")
    if holder is None:
        holder = root.makeelement(f"{space}definedNames", {}, None)
        _insert_after(root, holder, _BEFORE_NAMES)
    for name, text in added.items():
        each = holder.makeelement(f"{space}definedName", {"name": name}, None)
        each.text = text
        holder.append(each)


def calculate_on_load(package: Package) -> None:
    """Let Excel calculate everything when it opens the file: staff's own formulas may read what was changed."""
    text = _text(package)
    found = re.search(r"<((?:\w+:)?)calcPr\b([^>]*?)(/?)>", text)
    if found is None:
        root = package.xml(package.workbook)
        space = str(root.tag).rpartition("}")[0] + "}"
        _insert_after(root, root.makeelement(f"{space}calcPr", {"fullCalcOnLoad": "1"}, None), _BEFORE_CALCULATION)
        package.write(package.workbook, serialised(root))
        return
    kept = re.sub(r"""\sfullCalcOnLoad=["'][^"']*["']""", "", found[2]).rstrip()
    if 'fullCalcOnLoad="1"' not in found[2]:
        new = f'<{found[1]}calcPr{kept} fullCalcOnLoad="1"{found[3]}>'
        package.write(package.workbook, (text[: found.start()] + new + text[found.end() :]).encode())


def _text(package: Package) -> str:
    """The main part as text; Refusal when it is not in UTF-8, as Excel writes."""
    try:
        return package.read(package.workbook).decode()
    except UnicodeDecodeError as error:
        raise texts.damaged(package.path) from error


def _insert_after(root: Element, element: Element, before: Collection[str]) -> None:
    last = max((index for index, each in enumerate(root) if str(each.tag).rpartition("}")[2] in before), default=-1)
    root.insert(last + 1, element)


def drop_calculation_order(package: Package) -> None:
    """Leave out the list of formula cells, which Excel makes again: it must not name cells without a formula."""
    for part in package.related(package.workbook, "calcChain"):
        package.drop(part, "calcChain", package.workbook)
