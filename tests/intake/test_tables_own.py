"""A workbook that Rekenbureau made itself is no source: the refusal says so, and what to read in instead."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from engine.errors import Refusal
from engine.settings.model import default_settings
from templates.provider_workbooks import write_provider_workbooks
from tests.intake.tables_help import line, read
from tests.templates.made_report import made_report, made_views
from tests.workbooks.made_up import made_up_report
from workbooks.bureau import bureau_bytes
from workbooks.max_average import LAYOUT
from workbooks.settings_workbook import settings_workbook

CORE = "docProps/core.xml"
OWN = "dit is een werkmap die Rekenbureau zelf maakte, en geen bron."


def refusal(content: bytes, name: str = "werkmap.xlsx") -> Refusal:
    with pytest.raises(Refusal) as refused:
        read(content, name)
    return refused.value


def with_core(content: bytes, core: bytes | None) -> bytes:
    """The same package with another core part, or without one."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != CORE:
                new.writestr(name, old.read(name))
        if core is not None:
            new.writestr(CORE, core)
    return target.getvalue()


def core_of(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(CORE)


def saved_over(row: dict[str, str], author: str = "Rekenbureau") -> bytes:
    """A table of someone else in a workbook that we made."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.set_properties({"author": author})
        sheet = book.add_worksheet("Regels")
        sheet.write_row(0, 0, list(row))
        sheet.write_row(1, 0, list(row.values()))
    return target.getvalue()


def test_a_bureau_workbook_is_named_as_our_own_with_what_to_do() -> None:
    refused = refusal(bureau_bytes(made_up_report(20), LAYOUT, "max-inzet-2024.xlsm", None), "max-inzet-2024.xlsm")
    assert refused.what == OWN
    assert refused.where == "max-inzet-2024.xlsm"
    assert refused.todo.startswith("Lees in wat aanbieders en gemeenten aanleverden: berichten of tabellen.")


def test_a_provider_workbook_is_named_as_our_own(tmp_path: Path) -> None:
    views = made_views(made_report(9), 9)
    made = write_provider_workbooks(views, tmp_path, tmp_path / "versies", datetime(2026, 3, 1, 9), workers=1)
    assert refusal(made[0].path.read_bytes()).what == OWN


@pytest.mark.parametrize("has_core", [True, False])
def test_settings_are_named_also_when_another_program_saved_them(has_core: bool) -> None:
    content = settings_workbook(default_settings())
    refused = refusal(content if has_core else with_core(content, None), "instellingen.xlsx")
    assert refused.what == "dit zijn de instellingen van een dossier, en geen bron."
    assert refused.todo.startswith("Instellingen hoeft u niet in te lezen")


def test_a_workbook_of_ours_that_excel_saved_is_still_ours() -> None:
    content = bureau_bytes(made_up_report(20), LAYOUT, "a.xlsx", None)
    by_excel = (
        core_of(content)
        .replace(b"<cp:lastModifiedBy>Rekenbureau<", b"<cp:lastModifiedBy>J. Jansen</cp:lastModifiedBy><cp:revision>2<")
        .replace(b"</cp:lastModifiedBy><dcterms", b"</cp:revision><dcterms")
    )
    assert by_excel != core_of(content)
    assert refusal(with_core(content, by_excel)).what == OWN


def test_a_source_table_saved_over_a_workbook_of_ours_is_read() -> None:
    assert read(saved_over(line("voorschotten")), "x.xlsx").result.kind == "voorschotten"


def test_a_table_of_others_that_misses_a_column_is_told_which() -> None:
    """No workbook of ours holds a Bsn; for a table without one the advice says what to do with it."""
    declarations, advances = line("declaraties"), line("voorschotten")
    del declarations["Bedrag"], advances["Datum"]
    assert "lijkt het meest op declaraties" in refusal(saved_over(declarations)).text
    assert "sla dat blad dan op als eigen bestand" in refusal(saved_over(advances)).todo
    assert "lijkt het meest op voorschotten" in refusal(saved_over(advances, "J. Jansen")).text


@pytest.mark.parametrize("core", [None, b"", b"<geen xml", b"<x/>"])
def test_a_workbook_that_does_not_say_who_made_it_is_a_table_like_any_other(core: bytes | None) -> None:
    row = line("voorschotten")
    del row["Datum"]
    assert "lijkt het meest op voorschotten" in refusal(with_core(saved_over(row), core)).text
