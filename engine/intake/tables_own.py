"""Workbooks that are no source, whatever table they hold: the settings, and what Rekenbureau made itself."""

import io
import zipfile
from collections.abc import Sequence
from typing import Protocol

from lxml import etree

from engine.errors import Refusal
from engine.intake.sources import Source
from engine.intake.tables_mapping import same_header
from engine.intake.zip_files import UNREADABLE, ZIP_START
from engine.texts import table_kinds as texts

_CORE, _CREATOR = "docProps/core.xml", "{http://purl.org/dc/elements/1.1/}creator"
_MAKER = "Rekenbureau"
_LARGEST_CORE = 1 << 20


class Named(Protocol):
    """A sheet as far as it matters here."""

    name: str
    headers: list[str]


def own_workbook(source: Source, sheets: Sequence[Named]) -> Refusal | None:
    """Why a file is no source; None when it may be one.

    To be asked only when no sheet is read as a table: staff may save a source over a workbook of ours, and the file
    keeps its maker. A column Bsn too says that it is a source: none of ours has one.
    """
    if any(same_header(header) == "bsn" for sheet in sheets for header in sheet.headers):
        return None
    if _are_settings({sheet.name for sheet in sheets}):
        return texts.own_settings(source.name)
    return texts.own_workbook(source.name) if _maker(source) == _MAKER else None


def _are_settings(names: set[str]) -> bool:
    """By their sheets, since not every program keeps who made a file. Most, for settings of other versions."""
    from engine.settings.tables import TABLES

    return 2 * sum(table.name in names for table in TABLES) > len(TABLES)


def _maker(source: Source) -> str:
    """Who made the workbook, as the file itself says; also after someone else saved it."""
    with source.open() as file:
        start = file.read(len(ZIP_START))
        if start != ZIP_START:
            return ""
        data = start + file.read()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, package.open(_CORE) as part:
            core = etree.fromstring(part.read(_LARGEST_CORE), etree.XMLParser(resolve_entities=False, no_network=True))
    except (KeyError, etree.XMLSyntaxError, *UNREADABLE):
        return ""
    return (core.findtext(_CREATOR) or "").strip()
