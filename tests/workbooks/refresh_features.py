"""Workbooks that the tests make themselves, one per feature: what XlsxWriter can write."""

import struct
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

Made = tuple[str, bytes]
_KINDS: dict[str, list[str]] = {
    "area": ["", "stacked", "percent_stacked"],
    "bar": ["", "stacked", "percent_stacked"],
    "column": ["", "stacked", "percent_stacked"],
    "line": ["", "stacked", "percent_stacked"],
    "pie": [""],
    "doughnut": [""],
    "radar": ["", "with_markers", "filled"],
    "scatter": ["", "straight_with_markers", "straight", "smooth_with_markers", "smooth"],
    "stock": [""],
}
_NUMBERS = [[3, 8, 5], [7, 2, 9], [4, 6, 1], [8, 8, 2], [5, 1, 7]]


def picture() -> BytesIO:
    """A PNG of 8 × 8."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + b"\x1f\x4e\x79" * 8 for _ in range(8)))
    return BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b""))


def workbook(fill: Callable[[Any, Any], None], **options: Any) -> bytes:
    """A workbook with two sheets and some figures, and whatever `fill` puts in it."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    sheet, other = book.add_worksheet("Blad één"), book.add_worksheet("Ander blad")
    for number, row in enumerate(_NUMBERS):
        sheet.write_row(number, 0, row)
        other.write_row(number, 0, row)
    other.write_formula("E1", "=SUM('Blad één'!A1:A5)", None, 27)
    sheet.write_string("A7", "gedeelde tekst & <meer>")
    fill(book, sheet)
    book.close()
    return out.getvalue()


def made() -> Iterator[Made]:
    """Every workbook by name."""
    yield from _charts()
    yield from _formats()
    yield from _validations()
    for name, fill in _FEATURES.items():
        yield name, workbook(fill)
    yield "datums-1904", workbook(lambda *_: None, date_1904=True)
    yield "vaste-rijen", workbook(lambda *_: None, default_date_format="dd-mm-yyyy")


def _charts() -> Iterator[Made]:
    for kind, subtypes in _KINDS.items():
        for subtype in subtypes:
            options = {"type": kind, **({"subtype": subtype} if subtype else {})}
            name = f"grafiek-{kind}-{subtype or 'gewoon'}"
            yield name, workbook(lambda book, sheet, o=options: _chart(book, sheet, o))
    for second in ("line", "scatter", "column"):
        yield f"grafiek-gecombineerd-{second}", workbook(lambda book, sheet, s=second: _combined(book, sheet, s))
    yield "grafiek-tweede-as", workbook(lambda book, sheet: _chart(book, sheet, {"type": "line"}, y2_axis=True))
    yield "grafiekblad", workbook(_chart_sheet)


def _chart(book: Any, sheet: Any, options: dict[str, str], **series: Any) -> None:
    chart = book.add_chart(options)
    for column in "ABC":
        shown = {"values": f"='Blad één'!${column}$1:${column}$5", "categories": "='Ander blad'!$A$1:$A$5"}
        chart.add_series({**shown, "name": f"='Blad één'!${column}$1"})
    if series:
        chart.add_series({"values": "='Blad één'!$A$1:$A$5", **series})
    chart.set_title({"name": "Een grafiek"})
    sheet.insert_chart("B10", chart, {"description": "uitleg"})


def _combined(book: Any, sheet: Any, second: str) -> None:
    chart, other = book.add_chart({"type": "column"}), book.add_chart({"type": second})
    chart.add_series({"values": "='Blad één'!$A$1:$A$5", "trendline": {"type": "linear"}})
    shown = {"values": "='Blad één'!$B$1:$B$5", "categories": "='Blad één'!$C$1:$C$5"}
    other.add_series({**shown, "y2_axis": True})
    chart.combine(other)
    sheet.insert_chart("B10", chart)


def _chart_sheet(book: Any, _: Any) -> None:
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "='Blad één'!$A$1:$A$5", "error_bars": {"type": "standard_error"}})
    book.add_chartsheet("Grafiekblad").set_chart(chart)


def _formats() -> Iterator[Made]:
    rules: dict[str, dict[str, Any]] = {
        "cel": {"type": "cell", "criteria": ">", "value": 4},
        "tussen": {"type": "cell", "criteria": "between", "minimum": 2, "maximum": 5},
        "formule": {"type": "formula", "criteria": "=$A1>SUM('Ander blad'!$A$1:$A$5)/5"},
        "datum": {"type": "date", "criteria": "greater than", "value": datetime(2024, 1, 1)},
        "periode": {"type": "time_period", "criteria": "last month"},
        "tekst": {"type": "text", "criteria": "containing", "value": "x"},
        "gemiddelde": {"type": "average", "criteria": "above"},
        "dubbel": {"type": "duplicate"},
        "uniek": {"type": "unique"},
        "top": {"type": "top", "value": 2},
        "bodem": {"type": "bottom", "value": 10, "criteria": "%"},
        "leeg": {"type": "blanks"},
        "gevuld": {"type": "no_blanks"},
        "fout": {"type": "errors"},
        "geen-fout": {"type": "no_errors"},
        "kleur-2": {"type": "2_color_scale"},
        "kleur-3": {"type": "3_color_scale"},
        "balk": {"type": "data_bar"},
        "balk-2010": {"type": "data_bar", "data_bar_2010": True, "bar_axis_position": "middle"},
        "iconen": {"type": "icon_set", "icon_style": "3_traffic_lights"},
        "iconen-5": {"type": "icon_set", "icon_style": "5_quarters", "reverse_icons": True},
    }
    for name, rule in rules.items():
        yield f"opmaak-{name}", workbook(lambda book, sheet, r=rule: _format(book, sheet, r))


def _format(book: Any, sheet: Any, rule: dict[str, Any]) -> None:
    has_looks = rule["type"] not in ("2_color_scale", "3_color_scale", "data_bar", "icon_set")
    looks = {"format": book.add_format({"bold": True})} if has_looks else {}
    sheet.conditional_format("A1:C5", {**rule, **looks, "multi_range": "A1:C5 A8:C9"})


def _validations() -> Iterator[Made]:
    rules: dict[str, dict[str, Any]] = {
        "lijst": {"validate": "list", "source": ["ja", "nee"]},
        "bereik": {"validate": "list", "source": "='Ander blad'!$A$1:$A$5"},
        "heel": {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 9},
        "decimaal": {"validate": "decimal", "criteria": ">", "value": "=$B$1"},
        "datum": {"validate": "date", "criteria": ">=", "value": datetime(2024, 1, 1)},
        "tijd": {"validate": "time", "criteria": "<", "value": 0.5},
        "lengte": {"validate": "length", "criteria": "<=", "value": 9},
        "eigen": {"validate": "custom", "value": "=ISNUMBER(A1)"},
        "uitleg": {"validate": "any", "input_title": "Uitleg", "input_message": "Vul in"},
    }
    for name, rule in rules.items():
        yield f"invoer-{name}", workbook(lambda _, sheet, r=rule: sheet.data_validation("A1:A5", r))


def _sparklines(_: Any, sheet: Any) -> None:
    for row, kind in enumerate(("line", "column", "win_loss")):
        options = {"range": f"'Blad één'!A{row + 1}:C{row + 1}", "type": kind, "markers": kind == "line"}
        sheet.add_sparkline(row, 4, options)


def _pictures(_: Any, sheet: Any) -> None:
    for place, position in (("B10", 1), ("D10", 2), ("F10", 3)):
        sheet.insert_image(
            place, "p.png", {"image_data": picture(), "object_position": position, "description": "foto"}
        )
    sheet.insert_image("H10", "p.png", {"image_data": picture(), "url": "https://example.org"})
    sheet.set_background(picture(), is_byte_stream=True)


def _embedded(_: Any, sheet: Any) -> None:
    sheet.embed_image("E1", "p.png", {"image_data": picture()})


def _notes(_: Any, sheet: Any) -> None:
    sheet.write_comment("A1", "Een notitie", {"author": "Anja"})
    sheet.write_comment("B20", "Ver weg & groot", {"visible": True, "width": 300, "height": 90})


def _controls(_: Any, sheet: Any) -> None:
    sheet.insert_button("B10", {"macro": "Doe", "caption": "Doe"})
    sheet.insert_checkbox("A9", True)
    sheet.insert_textbox("D10", "tekst", {"textlink": "='Blad één'!$A$1", "font": {"bold": True}})


def _links(_: Any, sheet: Any) -> None:
    sheet.write_url("A9", "https://example.org/?a=1&b=2#deel", string="buiten", tip="tip")
    sheet.write_url("A10", "internal:'Ander blad'!A1", string="binnen")
    sheet.write_url("A11", "external:map\\ander.xlsx#Blad1!A1")
    sheet.write_url("A12", "mailto:iemand@example.org")


def _merged(book: Any, sheet: Any) -> None:
    sheet.merge_range("A10:C12", "samen", book.add_format({"border": 1, "align": "center"}))
    sheet.merge_range("A14:C14", "")


def _outlines(_: Any, sheet: Any) -> None:
    for row in range(1, 8):
        sheet.set_row(row, 18, None, {"level": 1 + (row > 3), "hidden": row > 5, "collapsed": row == 7})
    sheet.set_column("B:C", 12, None, {"level": 1})
    sheet.outline_settings(True, False, True, True)
    sheet.set_default_row(20)


def _protected(book: Any, sheet: Any) -> None:
    sheet.protect("geheim", {"select_locked_cells": False, "sort": True})
    sheet.unprotect_range("A1:A3", "invoer", "wachtwoord")
    sheet.write("A9", 1, book.add_format({"locked": False, "hidden": True}))


def _names(book: Any, sheet: Any) -> None:
    book.define_name("Alles", "='Blad één'!$A$1:$C$5")
    book.define_name("'Blad één'!Lokaal", "='Blad één'!$A$1")
    book.define_name("Vast", "=0.21")
    book.define_name("Rekent", "=SUM('Blad één'!$A:$A)+OFFSET('Ander blad'!$A$1,1,1)")
    sheet.write_formula("D8", "=SUM(Alles)*Vast", None, 1)


def _printing(_: Any, sheet: Any) -> None:
    sheet.print_area("A1:C9")
    sheet.repeat_rows(0, 1)
    sheet.repeat_columns("A:B")
    sheet.set_h_pagebreaks([5, 20])
    sheet.set_v_pagebreaks([3])
    sheet.set_header('&L&G&C&"Calibri,Bold"&P van &N', {"image_left": "p.png", "image_data_left": picture()})
    sheet.set_footer("&R&F && &A")
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_paper(9)


def _rich(book: Any, sheet: Any) -> None:
    bold, red = book.add_format({"bold": True}), book.add_format({"font_color": "red", "font_script": 1})
    sheet.write_rich_string("A9", "gewoon ", bold, "vet ", red, "rood", " eind ")
    sheet.write_string("A10", "  regel 1\nregel 2\t_x0041_ ")
    sheet.write_boolean("A11", True)
    sheet.write_formula("A12", "=1/0", None, "#DIV/0!")
    sheet.write_string("A13", "dubbele tekst \U0001f600 é")


def _formulas(_: Any, sheet: Any) -> None:
    sheet.write_array_formula("D10:D12", "{=A1:A3*B1:B3}", None, 24)
    sheet.write_dynamic_array_formula("E10", "=_xlfn._xlws.SORT(A1:A5)", None, 3)
    sheet.write_dynamic_array_formula("F10", "=_xlfn.UNIQUE(A1:A5)", None, 3)
    sheet.write_formula("G10", "=_xlfn.XLOOKUP(3,A1:A5,B1:B5)", None, 8)
    sheet.write_formula("H10", "=_xlfn.LET(_xlpm.x,A1,_xlpm.x&\"='x'\")", None, "3='x'")


def _panes(book: Any, sheet: Any) -> None:
    sheet.freeze_panes(2, 1, 6, 2)
    sheet.set_selection("B3:C4")
    book.worksheets()[1].split_panes(15, 8.43)
    sheet.set_zoom(85)
    sheet.hide_gridlines(2)
    sheet.right_to_left()
    sheet.set_tab_color("#C00000")
    sheet.set_top_left_cell("A3")


def _filtered(_: Any, sheet: Any) -> None:
    sheet.autofilter("A1:C5")
    sheet.filter_column("A", "x > 4")
    sheet.ignore_errors({"number_stored_as_text": "A1:A9"})


def _tables(_: Any, sheet: Any) -> None:
    columns: list[dict[str, str]] = [{"header": "Een"}, {"header": "Twee", "formula": "=[@Een]*2"}, {"header": "Drie"}]
    columns[2]["total_function"] = "sum"
    sheet.add_table("A10:C14", {"columns": columns, "total_row": True, "style": "Table Style Light 9", "name": "Eigen"})


def _looks(book: Any, sheet: Any) -> None:
    for number, code in enumerate(("€ #.##0,00", "dd-mm-yyyy", "0,0%", '[Red]-0;"nul"', "@")):
        sheet.write(9, number, 0.5, book.add_format({"num_format": code, "pattern": number, "fg_color": "yellow"}))
    sheet.set_row(9, 30, book.add_format({"italic": True}))
    sheet.set_column("D:D", 20, book.add_format({"font_size": 14}))


def _hidden_sheets(book: Any, sheet: Any) -> None:
    book.worksheets()[1].hide()
    book.add_worksheet("Heel verborgen").very_hidden()
    sheet.activate()
    book.set_custom_property("Zaak", 12)
    book.set_properties({"title": "Titel", "comments": "x & y"})
    book.set_calc_mode("manual")


def _many_sheets(book: Any, _: Any) -> None:
    for number in range(12):
        added = book.add_worksheet(f"Maand '{number}' & meer")
        added.write_formula("A1", "='Blad één'!A1+'Ander blad'!A1", None, 6)
        added.write_formula("A2", "=SUM('Blad één:Ander blad'!A1)", None, 6)


def _wide(_: Any, sheet: Any) -> None:
    sheet.write("XFD1", 1)
    sheet.write_blank("G30", None)


def _long(book: Any, sheet: Any) -> None:
    sheet.write("A200000", "onderaan")
    sheet.set_row(1048575, 20, book.add_format({"bold": True}))


_FEATURES: dict[str, Callable[[Any, Any], None]] = {
    "sparklines": _sparklines, "afbeeldingen": _pictures, "afbeelding-in-cel": _embedded, "notities": _notes,
    "knoppen": _controls, "koppelingen": _links, "samengevoegd": _merged, "groepen": _outlines,
    "beveiligd": _protected, "namen": _names, "afdrukken": _printing, "rijke-tekst": _rich, "formules": _formulas,
    "deelvensters": _panes, "gefilterd": _filtered, "tabellen": _tables, "stijlen": _looks,
    "verborgen": _hidden_sheets, "veel-bladen": _many_sheets, "rechts": _wide,
    "onderaan": _long,
}  # fmt: skip
