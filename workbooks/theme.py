"""How every workbook looks, in one place: colours, fonts, number formats, status marks (style.md). No content here."""

# XlsxWriter is only partly typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from engine.result import Kind

FONT, FONT_SIZE, TITLE_SIZE, FIGURE_SIZE = "Calibri", 10, 16, 18

DARK_BLUE, ORANGE, GREY = "#1F4E79", "#C55A11", "#7F7F7F"
RED, AMBER, GREEN, DARK_GREY = "#C00000", "#BF8F00", "#548235", "#595959"
INPUT_TEXT, INPUT_FILL = "#0000FF", "#FFF9E5"
BAND_FILL, CARD_FILL, LINE = "#F5F7FA", "#EEF3F8", "#D0D5DB"

LANDSCAPE_CHARACTERS, SMALLEST_PRINT = 165.0, 0.55
"""Characters across an A4 at 100%, and the scale below which a table is printed on more pages side by side."""

# Dutch separators and € also where the program itself speaks another language: LibreOffice follows [$-413] (nl-NL),
# Excel follows Windows.
_DUTCH = "[$-413]"

NUMBER_FORMATS: Mapping[Kind, str] = {
    Kind.CODE: "@",
    Kind.TEXT: "@",
    Kind.STATUS: "@",
    Kind.COUNT: f"{_DUTCH}#,##0",
    Kind.YEAR: "0",
    Kind.HOURS: f"{_DUTCH}#,##0.0",
    Kind.NUMBER: f"{_DUTCH}#,##0.00",
    Kind.EURO: f'{_DUTCH}"€" #,##0.00;{_DUTCH}"€" -#,##0.00',
    Kind.PERCENT: f"{_DUTCH}0.0%",
    Kind.FACTOR: f"{_DUTCH}0.000",
    Kind.DATE: f"{_DUTCH}dd-mm-yyyy",
    Kind.MONTH: f"{_DUTCH}yyyy-mm",
}

INPUT_FORMATS: Mapping[Kind, str] = {
    **NUMBER_FORMATS,
    Kind.HOURS: f"{_DUTCH}#,##0.0####",
    Kind.NUMBER: f"{_DUTCH}#,##0.00####",
    Kind.PERCENT: f"{_DUTCH}0.0####%",
}
"""What people fill in shows all its digits, also when they fill in another value."""

CARD_FORMATS: Mapping[Kind, str] = {
    **NUMBER_FORMATS,
    Kind.HOURS: f"[>=1000]{_DUTCH}#,##0;{_DUTCH}#,##0.0",
    Kind.EURO: f'[>=1000000]{_DUTCH}"€" 0.0,," mln";{_DUTCH}"€" #,##0',
}

# A change against last year: positive; negative; equal. The words and the arrow are the number's format.
CHANGE_FORMATS: Mapping[Kind, str] = {
    kind: f"{_DUTCH}▲ {number} {more};{_DUTCH}▼ {number} {less};{same}"
    for kind, number, more, less, same in (
        (Kind.PERCENT, "0.0%", '"hoger dan vorig jaar"', '"lager dan vorig jaar"', '"= gelijk aan vorig jaar"'),
        (Kind.COUNT, "#,##0", '"meer dan vorig jaar"', '"minder dan vorig jaar"', '"= gelijk aan vorig jaar"'),
        # short: a number that does not fit its card shows as ###
        (Kind.EURO, '"€" #,##0', '"meer"', '"minder"', '"= gelijk aan vorig jaar"'),
    )
}

_NUMBERS = (Kind.COUNT, Kind.YEAR, Kind.HOURS, Kind.NUMBER, Kind.EURO, Kind.PERCENT, Kind.FACTOR)
ALIGNMENT: Mapping[Kind, str] = {
    **dict.fromkeys(Kind, "left"),
    **dict.fromkeys(_NUMBERS, "right"),
    Kind.DATE: "center",
    Kind.MONTH: "center",
}


class Tone(Enum):
    """What a status means: colour and, for print in grey, a mark before the text."""

    RED = (RED, "▲")
    AMBER = (AMBER, "◆")
    GREEN = (GREEN, "●")
    NEUTRAL = (DARK_GREY, "○")

    @property
    def colour(self) -> str:
        """Text colour, contrast ≥ 4,5:1 on white (amber is bold and marked)."""
        return self.value[0]

    @property
    def mark(self) -> str:
        """Shown before the text by the number format, so the cell keeps the bare status."""
        return self.value[1]


STATUS_TONES: Mapping[str, Tone] = {
    "Overschrijding, terugvordering mogelijk": Tone.RED,
    "Overschrijding": Tone.RED,
    "Verwachte overschrijding": Tone.AMBER,
    "Binnen norm met ophoging": Tone.GREEN,
    "Binnen norm": Tone.GREEN,
    "Op koers": Tone.GREEN,
    "n.v.t.": Tone.NEUTRAL,
    "Plafond bereikt": Tone.RED,
    "Eindejaarplan opvragen": Tone.AMBER,
    "Let op": Tone.AMBER,
    "vol": Tone.RED,
    "krap": Tone.AMBER,
    "ruim": Tone.GREEN,
    "Ontvangen": Tone.AMBER,
    "In behandeling": Tone.AMBER,
    "Toegekend": Tone.GREEN,
    "Afgewezen": Tone.RED,
    "Ingetrokken": Tone.NEUTRAL,
    "Hoog": Tone.RED,
    "Midden": Tone.AMBER,
    "Laag": Tone.NEUTRAL,
    "Fout": Tone.RED,
    "Waarschuwing": Tone.AMBER,
    "Signaal": Tone.AMBER,
    "signaal": Tone.AMBER,
}


class Role(Enum):
    """Where a cell's content comes from; decides its look (finance convention of style.md)."""

    FACT = "fact"
    CALCULATED = "calculated"
    INPUT = "input"


class Wraps(Enum):
    """Whether texts in a table run over several lines: then everything in it starts at the top of its row."""

    NEVER = "never"
    ELSEWHERE = "elsewhere"
    HERE = "here"


@dataclass
class Formats:
    """The formats of one workbook, each made once (XlsxWriter compares formats by identity)."""

    book: Workbook
    _made: dict[tuple[Any, ...], Format] = field(default_factory=dict[tuple[Any, ...], Format])

    def of(self, **properties: Any) -> Format:
        """The format with these XlsxWriter properties, in the house font."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            house = {"font_name": FONT, "font_size": FONT_SIZE, "valign": "top"}
            self._made[key] = self.book.add_format(house | properties)
        return self._made[key]

    def cell(self, kind: Kind, role: Role, wraps: Wraps) -> Format:
        """A cell in a table."""
        formats = INPUT_FORMATS if role is Role.INPUT else NUMBER_FORMATS
        looks: dict[str, Any] = {"num_format": formats[kind], "bottom": 4, "bottom_color": LINE}
        looks["align"] = ALIGNMENT[kind]
        if looks["align"] == "left":
            looks["indent"] = 1  # keeps a text off the number to its left
        if wraps is Wraps.NEVER:
            looks["valign"] = "vcenter"
        if wraps is Wraps.HERE:
            looks["text_wrap"] = True
        if role is Role.INPUT:
            looks |= {"font_color": INPUT_TEXT, "bg_color": INPUT_FILL, "locked": False}
        return self.of(**looks)

    @property
    def header(self) -> Format:
        """Header cell of a table."""
        return self.of(
            bold=True, font_color="#FFFFFF", bg_color=DARK_BLUE, text_wrap=True, align="center",
            valign="vcenter", border=1, border_color="#FFFFFF",
        )  # fmt: skip

    def total(self, kind: Kind) -> Format:
        """Cell of the total row."""
        align = ALIGNMENT[kind]
        looks: dict[str, Any] = {"bold": True, "top": 1, "top_color": DARK_BLUE, "valign": "vcenter", "align": align}
        return self.of(num_format=NUMBER_FORMATS[kind], indent=int(align == "left"), **looks)

    def partial(self, kind: Kind) -> Format:
        """Conditional format of a total that leaves out rows: a mark behind the number."""
        marked = ";".join(f'{section}" *"' for section in NUMBER_FORMATS[kind].split(";"))
        return self.book.add_format({"num_format": marked})

    @property
    def title(self) -> Format:
        """A1 of every sheet."""
        return self.of(bold=True, font_size=TITLE_SIZE, font_color=DARK_BLUE, valign="vcenter")

    @property
    def explanation(self) -> Format:
        """A2 of every sheet."""
        return self.of(font_color=DARK_GREY)

    def status(self, tone: Tone) -> Format:
        """Conditional format of a status cell: colour, bold and the mark before the text."""
        return self.book.add_format(
            {"font_color": tone.colour, "bold": tone is not Tone.NEUTRAL, "num_format": f'"{tone.mark} "@'}
        )

    def band(self) -> Format:
        """Conditional format of every second row."""
        return self.book.add_format({"bg_color": BAND_FILL})
