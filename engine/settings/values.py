"""From a stored cell to the exact value a settings column holds, or the problem with it."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from engine.settings.cells import Cell
from engine.settings.columns import UNITS, Column, Form, canonical_decimal
from engine.settings.parameters import ParameterForm, ParameterSpec, parse_date_rule
from engine.texts import settings as texts
from engine.texts.settings import Place, SettingsProblem

Value = str | int | bool | Decimal | date
Parsed = Value | SettingsProblem

_DUTCH_NUMBER = re.compile(r"^[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$")
_DUTCH_DATE = re.compile(r"^(\d{1,2})-(\d{1,2})-(\d{4})$")
_ISO_DATE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})")
_EARLIEST = date(1990, 1, 1)
_YEARS = range(1990, 2101)
_MOST = Decimal(10) ** 13  # DECIMAL(18,4) holds 14 digits before the point; no amount of a region comes near
_DIGITS = {Form.AGB: 8, Form.MUNICIPALITY: 4}
_LEAST_DIGITS = {Form.AGB: 7}
"""Of a code that Excel took zeros from: an AGB begins with two digits for the kind of care, never 00."""
EXAMPLES = {
    Form.TEXT: "een tekst in",
    Form.AGB: "8 cijfers in, bijvoorbeeld 01234567",
    Form.MUNICIPALITY: "4 cijfers in, bijvoorbeeld 0353",
    Form.PRODUCT: "een productcode in, bijvoorbeeld 54B01",
    Form.UNIT: "een code in, bijvoorbeeld 04",
    Form.YES_NO: "ja of nee in",
    Form.YEAR: "een jaar in, bijvoorbeeld 2024",
    Form.DATE: "een datum in, bijvoorbeeld 31-12-2024",
    Form.EURO: "een bedrag in, bijvoorbeeld 1234,50",
    Form.TARIFF: "een bedrag in, bijvoorbeeld 102,00",
    Form.HOURS: "een getal in, bijvoorbeeld 15",
    Form.NUMBER: "een getal in, bijvoorbeeld 12",
    Form.PARAMETER: "een waarde in",
}


def exact_number(text: str) -> Decimal:
    """The number Excel shows for a stored double: 15 significant digits.

    For anything typed this is the shortest representation (15.3 is exactly 15.3); it takes the noise out of
    formulas (=0,1+0,2 is stored as 0.30000000000000004).
    """
    number = Decimal(f"{float(text):.15g}")
    return number.quantize(Decimal(1)) if number == number.to_integral_value() and number.adjusted() < 27 else number


def shown_text(cell: Cell, uses_1904: bool = False) -> str:
    """A cell as staff see it, for texts and messages: 12,5 and 31-12-2024."""
    if cell.kind == "number" and cell.shown == "date":
        day = _serial_date(cell.text, uses_1904)
        if day:
            return f"{day:%d-%m-%Y}"
    if cell.kind == "number":
        return dutch_number(exact_number(cell.text))
    if cell.kind == "bool":
        return "ja" if cell.text == "1" else "nee"
    if cell.kind == "date":
        day = _text_date(cell.text[:10])
        return f"{day:%d-%m-%Y}" if day else cell.text
    return cell.text.strip()


def dutch_number(number: Decimal) -> str:
    """12.5 → 12,5, without thousands separators."""
    return f"{number:f}".replace(".", ",")


class CellParser:
    """Parses the cells of one workbook (`uses_1904`: its first day is 1 January 1904, as on old Macs)."""

    def __init__(self, uses_1904: bool = False) -> None:
        self.uses_1904 = uses_1904
        self._by_form: dict[Form, Callable[[Cell, Column, Place], Parsed]] = {
            Form.TEXT: lambda cell, column, place: self.shown(cell),
            Form.AGB: self._digits,
            Form.MUNICIPALITY: self._digits,
            Form.UNIT: self._unit,
            Form.PRODUCT: self._product,
            Form.CHOICE: self._choice,
            Form.YES_NO: self._yes_no,
            Form.YEAR: self._year,
            Form.DATE: self._date,
            Form.EURO: self._decimal,
            Form.TARIFF: self._decimal,
            Form.HOURS: self._decimal,
            Form.NUMBER: self._decimal,
        }

    def shown(self, cell: Cell) -> str:
        """The cell as text."""
        return shown_text(cell, self.uses_1904)

    def parse(self, cell: Cell, column: Column, place: Place) -> Parsed:
        """The value of a filled cell, or what is wrong with it."""
        return _unusable(cell, place) or self._by_form[column.form](cell, column, place)

    def parse_parameter(self, cell: Cell, spec: ParameterSpec | None, place: Place) -> str | SettingsProblem:
        """The canonical text of a parameter's value (0.05, 30, ja, 01-03 J); of an unknown one the text as shown."""
        unusable = _unusable(cell, place)
        if unusable:
            return unusable
        if spec is None:
            return self.shown(cell)
        if spec.form is ParameterForm.PERCENT:
            return _percentage(cell, self.shown(cell), place)
        if spec.form is ParameterForm.DATE_RULE:
            rule = parse_date_rule(self.shown(cell))
            return str(rule) if rule else texts.wrong_value(place, self.shown(cell), "datum", "bijvoorbeeld 01-03 J in")
        if spec.form is ParameterForm.CODE:
            return self._padded(cell, 2, spec.unit, place)
        if spec.form is ParameterForm.COUNT:
            return self._count(cell, place)
        return self._word(cell, spec, place)

    def _word(self, cell: Cell, spec: ParameterSpec, place: Place) -> str | SettingsProblem:
        """A word of the parameter's list, or (COUNT_OR_CHOICE) a number."""
        word = _match(self.shown(cell), spec.choices)
        if word is not None:
            return word
        number = self._count(cell, place)
        if spec.form is ParameterForm.COUNT_OR_CHOICE:
            return number if isinstance(number, str) else _choices_problem(self.shown(cell), spec, place)
        return texts.not_a_choice(place, self.shown(cell), ", ".join(spec.choices))

    def _count(self, cell: Cell, place: Place) -> str | SettingsProblem:
        number = _number(cell)
        if number is None or number != number.to_integral_value() or number < 0:
            return texts.wrong_value(place, self.shown(cell), "heel getal", "een heel getal in, bijvoorbeeld 30")
        return str(int(number))

    def _padded(self, cell: Cell, digits: int, form: str, place: Place, least: int = 1) -> str | SettingsProblem:
        """A code of so many digits; leading zeros that a numeric cell cannot hold come back, but not any number."""
        shown = self.shown(cell)
        code = shown.zfill(digits)
        is_code = len(code) == digits and code.isascii() and code.isdigit() and len(shown) >= least
        return code if is_code else texts.wrong_code(place, shown, form, digits)

    def _digits(self, cell: Cell, column: Column, place: Place) -> Parsed:
        form = column.form
        return self._padded(cell, _DIGITS[form], form.value, place, _LEAST_DIGITS.get(form, 1))

    def _unit(self, cell: Cell, column: Column, place: Place) -> Parsed:
        code = self.shown(cell).zfill(2)
        if code in UNITS:
            return code
        return texts.not_a_choice(place, self.shown(cell), ", ".join(f"{code} {name}" for code, name in UNITS.items()))

    def _product(self, cell: Cell, column: Column, place: Place) -> Parsed:
        if cell.kind != "text":
            return texts.product_code_as_number(place, self.shown(cell))
        return cell.text.strip()

    def _choice(self, cell: Cell, column: Column, place: Place) -> Parsed:
        word = _match(self.shown(cell), column.choices)
        return word or texts.not_a_choice(place, self.shown(cell), ", ".join(column.choices))

    def _yes_no(self, cell: Cell, column: Column, place: Place) -> Parsed:
        word = _match(self.shown(cell), ("ja", "nee"))
        return texts.not_a_choice(place, self.shown(cell), "ja, nee") if word is None else word == "ja"

    def _year(self, cell: Cell, column: Column, place: Place) -> Parsed:
        number = _number(cell)
        if number is None or number not in _YEARS or cell.shown == "date":
            return texts.wrong_value(place, self.shown(cell), column.form.value, EXAMPLES[column.form])
        return int(number)

    def _date(self, cell: Cell, column: Column, place: Place) -> Parsed:
        if cell.kind == "number":
            day = _serial_date(cell.text, self.uses_1904)
        else:
            day = _text_date(cell.text.strip()[:10] if cell.kind == "date" else cell.text.strip())
        if day is None or day < _EARLIEST:
            shown = self.shown(cell) if cell.shown == "date" or cell.kind != "number" else cell.text
            return texts.wrong_value(place, shown, column.form.value, EXAMPLES[column.form])
        return day

    def _decimal(self, cell: Cell, column: Column, place: Place) -> Parsed:
        form, shown, number = column.form, self.shown(cell), _number(cell)
        if number is None:
            return texts.wrong_value(place, shown, form.value, EXAMPLES[form])
        if column.minimum is not None and number < column.minimum:
            return texts.too_small(place, shown, form.value)
        if abs(number) >= _MOST:
            return texts.too_large(place, shown)
        if number != round(number, form.decimals):
            return texts.too_many_decimals(place, shown, form.decimals)
        return number


def _unusable(cell: Cell, place: Place) -> SettingsProblem | None:
    """An error value, or a formula that was never calculated."""
    if cell.kind == "error":
        return texts.error_value(place, cell.text)
    return texts.uncalculated_formula(place) if cell.kind == "uncalculated" else None


def _choices_problem(shown: str, spec: ParameterSpec, place: Place) -> SettingsProblem:
    return texts.not_a_choice(place, shown, ", ".join((*spec.choices, "een heel getal")))


def _match(word: str, choices: tuple[str, ...]) -> str | None:
    """The choice that differs from the word in capitals only."""
    return next((choice for choice in choices if choice.casefold() == word.casefold()), None)


def _number(cell: Cell) -> Decimal | None:
    """A numeric cell, or text as the Dutch write numbers (€ 1.234,50); 15.5 is not: is it 15,5 or 155?"""
    if cell.kind == "number":
        return exact_number(cell.text)
    text = re.sub(r"[€\s]", "", cell.text)
    if cell.kind != "text" or not _DUTCH_NUMBER.match(text):
        return None
    return Decimal(text.replace(".", "").replace(",", "."))


def _percentage(cell: Cell, shown: str, place: Place) -> str | SettingsProblem:
    """A share: 0.05 for a cell that shows 5% and for the text 5%."""
    if cell.kind == "number":
        share = exact_number(cell.text)
        if cell.shown != "percent" and abs(share) >= 1:
            return texts.unclear_percentage(place, shown)
    else:
        text = re.sub(r"\s", "", cell.text)
        if not text.endswith("%") or not _DUTCH_NUMBER.match(text[:-1]):
            return texts.wrong_value(place, shown, "percentage", "een percentage met procentteken in, bijvoorbeeld 5%")
        share = Decimal(text[:-1].replace(".", "").replace(",", ".")) / 100
    if not -1 <= share <= 2:
        return texts.percentage_out_of_range(place, f"{dutch_number((share * 100).normalize())}%")
    return canonical_decimal(share)


def _serial_date(text: str, uses_1904: bool) -> date | None:
    """A date from Excel's day number (a time of day is dropped); None when Excel has no such day."""
    try:
        start = datetime(1904, 1, 1) if uses_1904 else datetime(1899, 12, 30)
        return (start + timedelta(days=int(float(text)))).date()
    except (OverflowError, ValueError):
        return None


def _text_date(text: str) -> date | None:
    """dd-mm-jjjj or jjjj-mm-dd."""
    dutch, iso = _DUTCH_DATE.match(text), _ISO_DATE.fullmatch(text)
    parts = (dutch[3], dutch[2], dutch[1]) if dutch else iso.groups() if iso else None
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2])) if parts else None
    except ValueError:
        return None
