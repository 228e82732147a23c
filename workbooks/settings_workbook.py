"""Writes instellingen.xlsx: a sheet Uitleg and one sheet per settings table, ready to fill in (data.md, Settings)."""

# XlsxWriter is only partly typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from engine.result import Kind
from engine.settings import Settings, default_settings
from engine.settings.columns import UNITS, Column, Form
from engine.settings.parameters import PARAMETERS, ParameterForm, ParameterSpec
from engine.settings.rows import ParameterRow, SettingsRow
from engine.settings.tables import TABLES, Table, referred
from engine.texts.settings import existing_file
from workbooks.column_width import header_height, row_height, wrapped_lines
from workbooks.generate import save_new
from workbooks.settings_guide import write_guide
from workbooks.theme import DARK_BLUE, FONT, FONT_SIZE, INPUT_FILL, INPUT_TEXT, LINE, NUMBER_FORMATS, Formats

_HEADER_ROW, _FIRST_ROW = 3, 4
_SPARE_ROWS = 20
_VALIDATED_ROWS = 2000
_NARROWEST, _WIDEST, _PADDING = 9.0, 74.0, 2.0
_FIXED_DATE = datetime(2024, 1, 1)  # the file has no date of its own: the same settings give the same bytes
_EPOCH = date(1899, 12, 30)  # day 0 of Excel
_DUTCH = "[$-413]"
_NUMBER_FORMATS = {
    Form.YEAR: "0",
    Form.DATE: NUMBER_FORMATS[Kind.DATE],
    Form.EURO: NUMBER_FORMATS[Kind.EURO],
    Form.TARIFF: f'{_DUTCH}"€" #,##0.00##',
    Form.HOURS: f"{_DUTCH}#,##0.0###",
    Form.NUMBER: "General",
    Form.PARAMETER: "General",
}
_PARAMETER_FORMATS = {ParameterForm.PERCENT: f"{_DUTCH}0.0##%", ParameterForm.COUNT: "0"}
_RIGHT = (Form.EURO, Form.TARIFF, Form.HOURS, Form.NUMBER)
_ROOM_FOR_TEXT = 28
_NAMED = ("bureau", "parameters")
_LONG_TEXTS = frozenset(
    {"name", "email", "contact", "reason", "note", "description", "source", "partner", "care_domain"}
)
_TYPICAL = {
    Form.TEXT: 12,
    Form.AGB: 8,
    Form.UNIT: 4,
    Form.YEAR: 4,
    Form.DATE: 10,
    Form.EURO: 14,
    Form.TARIFF: 10,
    Form.PRODUCT: 8,
}


def write_settings(path: Path, settings: Settings | None = None) -> None:
    """Writes the settings (default: those of a new dossier) with every table, explanation and drop-downs.

    Never over an existing file: that is a Refusal, as is a folder that cannot be written.
    """
    if path.exists():
        raise existing_file(path.name, path.parent.name)
    save_new(settings_workbook(settings or default_settings()), path)


def settings_workbook(settings: Settings) -> bytes:
    """The whole file; the same settings give the same bytes."""
    stream = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": FONT, "font_size": FONT_SIZE},
    }
    book = Workbook(stream, options)
    book.set_properties({"title": "Instellingen", "author": "Rekenbureau", "created": _FIXED_DATE})
    formats = Formats(book)
    write_guide(book.add_worksheet("Uitleg"), formats)
    for table in TABLES:
        _TableSheet(book, formats, table, settings.table_rows(table.field)).write()
    _define_lists(book)
    book.close()
    return stream.getvalue()


def _define_lists(book: Workbook) -> None:
    """A defined name for every column that another table chooses from."""
    columns = {column.refers: column for table in TABLES for column in table.columns if column.refers}
    for column in columns.values():
        target, listed = referred(column)
        book.define_name(_list_name(column), f"={target.name}[{listed.header}]")


def _list_name(column: Column) -> str:
    """`lijst_Aanbieders_AGB`."""
    target, listed = referred(column)
    return f"lijst_{target.name}_{listed.header}"


@dataclass
class _TableSheet:
    """One table on its own sheet."""

    book: Workbook
    formats: Formats
    table: Table
    rows: Sequence[SettingsRow]

    def write(self) -> None:
        """Title, sentence, table, notes, drop-downs, print set-up."""
        self.sheet: Worksheet = self.book.add_worksheet(self.table.name)
        self.sheet.write_string(0, 0, self.table.name, self.formats.title)
        self.sheet.write_string(1, 0, self.table.explanation, self.formats.explanation)
        self.sheet.set_row(0, 24)
        spare = 0 if self.table.field == "bureau" and self.rows else _SPARE_ROWS
        self.last_row = _FIRST_ROW + len(self.rows) + spare - 1
        self.widths = [self._width(column) for column in self.table.columns]
        self._add_table()
        for index, column in enumerate(self.table.columns):
            self._write_column(index, column)
            self._write_note(index, column)
            self._validate(index, column)
        self._set_heights()
        self._set_view_and_print()

    def _look(self, form: Form, number_format: str = "") -> Format:
        """An input cell: blue on pale yellow, unlocked; codes and texts as text, so that zeros in front stay."""
        return self.formats.of(
            num_format=number_format or _NUMBER_FORMATS.get(form, "@"),
            font_color=INPUT_TEXT, bg_color=INPUT_FILL, locked=False, text_wrap=form is Form.TEXT,
            border=1, border_color=LINE, align="right" if form in _RIGHT else "left", valign="vcenter",
        )  # fmt: skip

    def _label(self) -> Format:
        """The name of a detail or choice that comes with the workbook: not to be changed."""
        return self.formats.of(num_format="@", bold=True, border=1, border_color=LINE, valign="vcenter")

    def _below(self, form: Form) -> Format:
        """Cells under the table: already text or date, for rows that staff add there."""
        return self.formats.of(num_format=_NUMBER_FORMATS.get(form, "@"), font_color=INPUT_TEXT, locked=False)

    def _add_table(self) -> None:
        header = self.formats.header
        columns = [{"header": column.header, "header_format": header} for column in self.table.columns]
        settings: dict[str, Any] = {
            "name": self.table.name,
            "style": None,
            "columns": columns,
            "title": self.table.name,
            "description": self.table.explanation,
        }
        self.sheet.add_table(_HEADER_ROW, 0, self.last_row, len(columns) - 1, settings)

    def _write_column(self, index: int, column: Column) -> None:
        self.sheet.set_column(index, index, self.widths[index], self._below(column.form))
        for number in range(_FIRST_ROW, self.last_row + 1):
            offset = number - _FIRST_ROW
            row = self.rows[offset] if offset < len(self.rows) else None
            self._write_cell(number, index, column, row)

    def _write_cell(self, number: int, index: int, column: Column, row: SettingsRow | None) -> None:
        value, look = (None if row is None else getattr(row, column.name)), self._look(column.form)
        spec = PARAMETERS.get(row.name) if column.form is Form.PARAMETER and isinstance(row, ParameterRow) else None
        if spec is not None:
            value, look = self._parameter(spec, str(value))
        if value is not None and column.name == "name" and self.table.field in _NAMED:
            look = self._label()
        if value is None:
            self.sheet.write_blank(number, index, None, look)
        elif isinstance(value, bool):
            self.sheet.write_string(number, index, "ja" if value else "nee", look)
        elif isinstance(value, date):
            self.sheet.write_number(number, index, (value - _EPOCH).days, look)
        elif isinstance(value, Decimal | int):
            self.sheet.write_number(number, index, float(value), look)
        else:
            self.sheet.write_string(number, index, str(value), look)

    def _parameter(self, spec: ParameterSpec, canonical: str) -> tuple[Decimal | str, Format]:
        """A parameter's value as Excel should hold it: percentages and counts as numbers, the rest as text."""
        value = spec.value_of(canonical)
        if isinstance(value, Decimal):
            return value, self._look(Form.PARAMETER, _PARAMETER_FORMATS.get(spec.form, "0"))
        return canonical, self._look(Form.PARAMETER, "@")

    def _write_note(self, index: int, column: Column) -> None:
        """The explanation as comment on the header."""
        note = f"{column.help} Verplicht." if column.mandatory else column.help
        size = {"width": 260, "height": 24 + 16 * wrapped_lines(note, 38), "font_name": FONT, "font_size": 9}
        self.sheet.write_comment(_HEADER_ROW, index, note, {"author": "Rekenbureau", "color": "#F2F2F2", **size})

    def _validate(self, index: int, column: Column) -> None:
        """Drop-downs and limits; what another table lists is a hint, the rest is refused while typing."""
        last = max(self.last_row, _VALIDATED_ROWS)
        rule = _validation(column)
        if rule:
            self.sheet.data_validation(_FIRST_ROW, index, last, index, rule)
        if column.form is Form.PARAMETER:
            self._validate_parameters(index)

    def _validate_parameters(self, index: int) -> None:
        """Each parameter with a fixed set of words has its own drop-down."""
        for offset, row in enumerate(self.rows):
            spec = PARAMETERS.get(row.name) if isinstance(row, ParameterRow) else None
            if spec and spec.choices and spec.form is not ParameterForm.COUNT_OR_CHOICE:
                number = _FIRST_ROW + offset
                self.sheet.data_validation(number, index, number, index, _choice_rule(spec.choices))

    def _width(self, column: Column) -> float:
        """Characters: the longest value, or the longest word of the header with its filter button."""
        if self.table.field == "bureau" and column.name == "value":
            return _WIDEST
        longest = max((len(_shown(getattr(row, column.name), column)) for row in self.rows), default=0)
        header = max(len(word) for word in column.header.split()) + 3
        typical = _ROOM_FOR_TEXT if column.name in _LONG_TEXTS else _TYPICAL.get(column.form, 6)
        return min(max(_NARROWEST, longest + _PADDING, header + _PADDING, typical + _PADDING), _WIDEST)

    def _set_heights(self) -> None:
        headers = [(column.header, width) for column, width in zip(self.table.columns, self.widths, strict=True)]
        self.sheet.set_row(_HEADER_ROW, header_height(headers))
        for offset, row in enumerate(self.rows):
            texts = [getattr(row, column.name) for column in self.table.columns]
            lines = max(wrapped_lines(str(text or ""), width) for text, width in zip(texts, self.widths, strict=True))
            if lines > 1:
                self.sheet.set_row(_FIRST_ROW + offset, row_height(lines))

    def _set_view_and_print(self) -> None:
        last_letter = xl_col_to_name(len(self.table.columns) - 1)
        self.sheet.ignore_errors({"number_stored_as_text": f"A{_FIRST_ROW + 1}:{last_letter}{_VALIDATED_ROWS}"})
        self.sheet.freeze_panes(_FIRST_ROW, 1 if len(self.table.columns) > 3 else 0)
        self.sheet.set_tab_color(DARK_BLUE if self.table.defaults is not tuple else LINE)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(_HEADER_ROW)
        self.sheet.set_footer("&L&8Instellingen · &A&R&8pagina &P van &N")


def _shown(value: object, column: Column) -> str:
    """About what a cell shows, for the width of its column."""
    if value is None:
        return ""
    if isinstance(value, date):
        return "31-12-2024"
    if isinstance(value, Decimal):
        return f"€ {value:,.2f}" if column.form in (Form.EURO, Form.TARIFF) else f"{value:,}"
    return str(value)


def _validation(column: Column) -> dict[str, Any] | None:
    """XlsxWriter's data validation for a column; None for free text."""
    if column.choices:
        return _choice_rule(column.choices)
    if column.form is Form.YES_NO:
        return _choice_rule(("ja", "nee"))
    if column.form is Form.UNIT:
        return _choice_rule(tuple(UNITS))
    if column.refers:
        target, _ = referred(column)
        message = f"Deze waarde staat nog niet op het blad {target.name}. Toch gebruiken?"
        return {"validate": "list", "source": f"={_list_name(column)}", **_warning("Niet in de lijst", message)}
    if column.form is Form.YEAR:
        limits = {"validate": "integer", "criteria": "between", "minimum": 1990, "maximum": 2100}
        return {**limits, **_stop("Geen jaar", "Vul een jaar in, bijvoorbeeld 2024.")}
    if column.form is Form.DATE:
        limits = {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1)}
        return {**limits, **_stop("Geen datum", "Vul een datum in, bijvoorbeeld 31-12-2024.")}
    return _number_rule(column) if column.form in _RIGHT else None


def _number_rule(column: Column) -> dict[str, Any]:
    """A number, not below the column's minimum."""
    lowest = -1e13 if column.minimum is None else column.minimum
    message = "Vul een getal in." if column.minimum is None else "Vul een getal in dat niet onder 0 ligt."
    return {"validate": "decimal", "criteria": ">=", "value": lowest, **_stop("Geen getal", message)}


def _choice_rule(choices: Sequence[str]) -> dict[str, Any]:
    return {"validate": "list", "source": list(choices), **_stop("Kies uit de lijst", "Kies een waarde uit de lijst.")}


def _stop(title: str, message: str) -> dict[str, str]:
    return {"error_type": "stop", "error_title": title, "error_message": message}


def _warning(title: str, message: str) -> dict[str, str]:
    return {"error_type": "warning", "error_title": title, "error_message": message}
