"""Makes the add-in without Excel: `python -m build.addin [folder]` writes `rekenbureau.xlam` into `dist/`.

An add-in is a workbook with macros of which Excel shows no window, with the ribbon as a part of its own.
"""

# XlsxWriter is only partly typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

import sys
from datetime import datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter.workbook import Workbook

from xl_addin.macros import ADDIN_MODULES, project
from xl_addin.version import product_version

NAME = "rekenbureau.xlam"
RIBBON_PART = "customUI/customUI14.xml"
_MADE = datetime(2024, 1, 1)
_CHANGES = {
    "[Content_Types].xml": (
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        b"application/vnd.ms-excel.addin.macroEnabled.main+xml",
    ),
    "_rels/.rels": (
        b"</Relationships>",
        b'<Relationship Id="rIdRibbon" Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"'
        b' Target="' + RIBBON_PART.encode() + b'"/></Relationships>',
    ),
    "xl/workbook.xml": (b"<workbookView ", b'<workbookView visibility="hidden" '),
}


def ribbon() -> bytes:
    """The ribbon as Excel reads it."""
    return (files("xl_addin") / "ribbon.xml").read_bytes()


def addin_bytes() -> bytes:
    """The whole add-in; equal sources give equal bytes."""
    made = BytesIO()
    with ZipFile(BytesIO(_workbook())) as plain, ZipFile(made, "w", ZIP_DEFLATED) as addin:
        for part in plain.infolist():
            addin.writestr(part, _changed(part.filename, plain.read(part)), ZIP_DEFLATED)
        addin.writestr(ZipInfo(RIBBON_PART, plain.infolist()[-1].date_time), ribbon(), ZIP_DEFLATED)
    return made.getvalue()


def _changed(part: str, content: bytes) -> bytes:
    if part not in _CHANGES:
        return content
    old, new = _CHANGES[part]
    if content.count(old) != 1:
        raise ValueError(f"{part}: {old!r} stands there {content.count(old)} times")
    return content.replace(old, new)


def _workbook() -> bytes:
    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties(
        {"title": "Rekenbureau", "comments": f"Invoegtoepassing, versie {product_version()}", "created": _MADE}
    )
    book.add_worksheet("Rekenbureau")
    book.add_vba_project(cast(Any, BytesIO(project(ADDIN_MODULES, 1))), is_stream=True)
    book.close()
    return stream.getvalue()


def main(folder: Path) -> Path:
    """Write the add-in; returns where."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    path.write_bytes(addin_bytes())
    return path


if __name__ == "__main__":
    print(main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist")))
