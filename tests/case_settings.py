"""The instellingen.xlsx of a case: made-up aanbieders and gemeenten, products of its workbook, and what it gives."""

from collections.abc import Mapping
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.table import Table

from engine.settings.tables import TABLES
from tests.case_words import MUNICIPALITIES, PROVIDERS, Given, municipality, only, provider

_PLACES = {"Productcategorie": "45", "Wet": "Jw", "Standaardduur (dagen)": "365"}
PRODUCTS: dict[str, list[Given]] = {
    "max-inzet": [{"Productcode": code, "Product": f"Behandeling {code}"} for code in ("54B01", "54B02", "54B03")],
    "plafonds": [
        {"Productcode": "45A69", "Product": "Individuele behandeling", "Wet": "Jw", "Zorgdomein": "Ambulant"},
        {"Productcode": "45A65", "Product": "Individuele behandeling zwaar", "Wet": "Jw", "Zorgdomein": "Ambulant"},
        {"Productcode": "45A53", "Product": "Begeleiding specialistisch", "Wet": "Jw", "Zorgdomein": "Begeleiding"},
        {"Productcode": "02A03", "Product": "Ondersteuning thuis", "Wet": "Wmo", "Zorgdomein": "Ondersteuning"},
    ],
    "lumpsum": [
        {"Productcode": "02A03", "Product": "Begeleiding individueel", "Wet": "Wmo", "Dienstvorm": "BGI"},
        {"Productcode": "07A03", "Product": "Begeleiding groep", "Wet": "Wmo", "Dienstvorm": "BGG"},
    ],
    "plekken": [
        {"Productcode": "45V01", "Product": "Jeugdhulp ambulant", "Trajectprijs": "7.300,00", **_PLACES},
        {"Productcode": "41V01", "Product": "Dagbesteding", "Trajectprijs": "7.500,00", **_PLACES},
    ],
}
"""Products of sources A to D that a case has when it gives none; the first is the one meant when none is named."""

FIRST_MUNICIPALITY = {"max-inzet": "Utrecht", "plafonds": "Gouda", "lumpsum": "Maastricht", "plekken": "Venlo"}

_NORMS = {
    "max-inzet": [
        {"Productcode": code, "Jaar": "2024", "Norm (uren)": hours}
        for code, hours in (("54B01", "15"), ("54B02", "29"), ("54B03", "5"))
    ]
}


def settings_tables(given: Mapping[str, list[Given]], workbook: str) -> dict[str, list[Given]]:
    """All tables of a case; a table it gives takes the place of what was there."""
    return {
        "Normen": _NORMS.get(workbook, []),
        "Aanbieders": [{"AGB": agb, "Aanbieder": name} for name, agb in PROVIDERS.items()],
        "Gemeenten": [{"Gemeentecode": code, "Gemeente": name} for name, code in MUNICIPALITIES.items()],
        "Producten": PRODUCTS[workbook],
        **given,
    }


def write_settings(tables: Mapping[str, list[Given]], path: Path) -> None:
    """Writes instellingen.xlsx as staff would have it: one Excel table a sheet, the rest of the tables empty."""
    only(tables, {table.name for table in TABLES}, path.name)
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in TABLES:
        headers = [column.header for column in table.columns]
        sheet = book.create_sheet(table.name)
        sheet.append(headers)
        for row in tables.get(table.name, []):
            only(row, headers, table.name)
            sheet.append([_cell(header, row.get(header)) for header in headers])
        sheet.add_table(Table(displayName=table.name, ref=sheet.dimensions))
    book.save(path)


def _cell(header: str, value: object) -> object:
    if value is None:
        return None
    if header in ("AGB", "Partner AGB", "Herkomst"):
        return municipality(provider(str(value)))
    return municipality(value) if header == "Gemeentecode" else value
