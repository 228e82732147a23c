"""Sheet Uitleg of instellingen.xlsx: what the workbook is, how to fill it in, what the colours mean, which sheets."""

# XlsxWriter is only partly typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from xlsxwriter.worksheet import Worksheet

from engine.settings.tables import TABLES
from workbooks.column_width import row_height, wrapped_lines
from workbooks.theme import DARK_BLUE, INPUT_FILL, INPUT_TEXT, LINE, Formats

_NAME_WIDTH, _TEXT_WIDTH = 22.0, 124.0
_STEPS = (
    ("Begin hier", "Vul eerst Bureau, Gemeenten, Aanbieders en Producten in. De andere bladen kiezen daaruit."),
    (
        "Wat is verplicht",
        "Per rij de kolommen met 'Verplicht' in de uitleg. Een tabel die u niet gebruikt, blijft leeg.",
    ),
    ("Uitleg per kolom", "Wijs de kolomkop aan: dan verschijnt wat u daar invult."),
    ("Rijen toevoegen", "Typ in de eerste lege gele rij. Is de tabel vol? Typ direct eronder; de tabel groeit mee."),
    ("Iets verandert", "Laat oude rijen staan en voeg een rij toe met de nieuwe datum of het nieuwe jaar."),
    (
        "Codes",
        "AGB heeft 8 cijfers, een gemeentecode 4, een eenheid 2 (01 minuut, 04 uur). Nullen vooraan blijven staan.",
    ),
    ("Namen niet wijzigen", "Laat bladnamen, tabelnamen en kolomkoppen zoals ze zijn. Eigen kolommen toevoegen mag."),
    ("Controle", "Het programma leest dit bestand bij elke berekening en noemt elke fout met blad en cel."),
    ("Opslaan", "Sla dit bestand op en sluit het, voordat u een berekening start."),
)
_COLOURS = (
    ("Blauw op geel", "Hier vult u in."),
    ("Wit op blauw", "Kolomkop: laat staan."),
    ("Vet zwart", "Naam die bij dit bestand hoort: laat staan."),
    ("Tab donkerblauw", "Op dit blad staan al waarden. Controleer ze; bij de keuzes staat waar ze vandaan komen."),
)


def write_guide(sheet: Worksheet, formats: Formats) -> None:
    """Fills the first sheet; the names of the sheets are links."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _NAME_WIDTH)
    sheet.set_column(1, 1, _TEXT_WIDTH)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, "Instellingen", formats.title)
    sentence = "Alles wat uw bureau zelf bepaalt: normen, tarieven, afspraken en keuzes. Rekenbureau rekent hiermee."
    sheet.write_string(1, 0, sentence, formats.explanation)
    row = _section(sheet, formats, 3, "Zo vult u dit bestand in", _STEPS)
    row = _colours(sheet, formats, row + 1)
    _sheets(sheet, formats, row + 1)
    _set_print(sheet)


def _section(sheet: Worksheet, formats: Formats, row: int, heading: str, lines: tuple[tuple[str, str], ...]) -> int:
    """A heading with name and text per line; returns the next free row."""
    _heading(sheet, formats, row, heading)
    for name, text in lines:
        row += 1
        sheet.write_string(row, 0, name, formats.of(bold=True, valign="vcenter"))
        _text(sheet, formats, row, text)
    return row + 1


def _heading(sheet: Worksheet, formats: Formats, row: int, heading: str) -> None:
    look = formats.of(bold=True, font_size=12, font_color=DARK_BLUE, bottom=1, bottom_color=DARK_BLUE)
    sheet.write_string(row, 0, heading, look)
    sheet.write_blank(row, 1, None, look)


def _text(sheet: Worksheet, formats: Formats, row: int, text: str) -> None:
    sheet.write_string(row, 1, text, formats.of(text_wrap=True, valign="vcenter"))
    sheet.set_row(row, row_height(wrapped_lines(text, _TEXT_WIDTH)))


def _colours(sheet: Worksheet, formats: Formats, row: int) -> int:
    row = _section(sheet, formats, row, "Wat de kleuren betekenen", _COLOURS)
    looks = (
        formats.of(font_color=INPUT_TEXT, bg_color=INPUT_FILL, border=1, border_color=LINE),
        formats.of(font_color="#FFFFFF", bg_color=DARK_BLUE, bold=True),
        formats.of(bold=True, border=1, border_color=LINE),
        formats.of(font_color=DARK_BLUE, bold=True),
    )
    for offset, ((name, _), look) in enumerate(zip(_COLOURS, looks, strict=True)):
        sheet.write_string(row - len(_COLOURS) + offset, 0, name, look)
    return row


def _sheets(sheet: Worksheet, formats: Formats, row: int) -> None:
    _heading(sheet, formats, row, "De bladen")
    link = formats.of(font_color=INPUT_TEXT, underline=1, valign="vcenter")
    for table in TABLES:
        row += 1
        sheet.write_url(row, 0, f"internal:'{table.name}'!A1", link, table.name, f"Ga naar het blad {table.name}")
        _text(sheet, formats, row, table.explanation)


def _set_print(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 1)
    sheet.set_footer("&L&8Instellingen · &A&R&8pagina &P van &N")
