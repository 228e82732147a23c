"""Dutch texts of the data-quality checks (DK): what each means, how urgent it is, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass

HIGH, MEDIUM, LOW = "Hoog", "Midden", "Laag"

TITLE = "Datakwaliteit"
EXPLANATION = "Wat opvalt in de gegevens achter deze werkmap, per controle, gemeente en aanbieder."
DETAIL_TITLE = "Regels achter de controles"
DETAIL_EXPLANATION = "De regels die een controle noemt, zonder gegevens van cliënten."


@dataclass(frozen=True, slots=True)
class CheckText:
    """Of one check: description, severity, what the bureau does, and what an aanbieder is asked (empty: nothing)."""

    description: str
    severity: str
    action: str
    request: str


CHECKS: Mapping[str, CheckText] = {
    "DK-1": CheckText(
        "Declaratie zonder toewijzing",
        HIGH,
        "Zoek de toewijzing op of vraag de gemeente die opnieuw te sturen.",
        "Controleer het toewijzingsnummer, of vraag de gemeente om de toewijzing.",
    ),
    "DK-2": CheckText(
        "Declaratie buiten de periode van de toewijzing",
        MEDIUM,
        "Vraag de gemeente of de toewijzing verlengd is; zo niet, vraag de aanbieder om een correctie.",
        "Controleer de periode. Klopt die, vraag de gemeente dan om een toewijzing die past.",
    ),
    "DK-3": CheckText(
        "Meer volume gedeclareerd dan toegewezen",
        MEDIUM,
        "Bespreek het volume met de aanbieder. Het bedrag is het deel boven de toewijzing.",
        "Controleer het volume. Klopt het, vraag de gemeente dan om een hoger volume.",
    ),
    "DK-8": CheckText(
        "Declaratie te laat ingediend",
        LOW,
        "Bespreek met de aanbieder wat nodig is om op tijd te declareren.",
        "Declareer binnen een maand na de zorgmaand.",
    ),
    "DK-10": CheckText(
        "Dubbele declaratie of referentienummer opnieuw gebruikt",
        HIGH,
        "Vraag de aanbieder welke regel geldt en laat de andere crediteren.",
        "Laat ons weten welke regel geldt en crediteer de andere.",
    ),
    "DK-11": CheckText(
        "Aanbieder, product of gemeente staat niet in de instellingen",
        HIGH,
        "Vul instellingen.xlsx aan (ook Codevertaling) of vraag de afzender om de juiste code.",
        "",
    ),
    "DK-12": CheckText(
        "Tarief wijkt af van het contract",
        MEDIUM,
        "Controleer de tabel Tarieven; klopt die, vraag de aanbieder dan om een correctie.",
        "Vergelijk het tarief met uw contract. Wijkt het af, crediteer de regel en declareer opnieuw.",
    ),
    "DK-14": CheckText(
        "Ongeldig BSN of onwaarschijnlijke geboortedatum",
        HIGH,
        "Vraag de afzender het bij de bron te verbeteren en het bestand opnieuw te sturen.",
        "Controleer BSN en geboortedatum in uw administratie en stuur een verbeterd bericht.",
    ),
    "DK-16": CheckText(
        "Eén toewijzingsnummer bij twee cliënten",
        HIGH,
        "Vraag de aanbieder en de gemeente bij welke cliënt het nummer hoort.",
        "Controleer bij welke cliënt dit nummer hoort en verbeter de andere declaratie.",
    ),
}

COLUMN_HELP: Mapping[str, str] = {
    "Controle": "Nummer van de controle; bij elke controle hoort een SQL-bestand met de betekenis.",
    "Gemeentecode": "Gemeente die de declaraties ontving. Leeg: geldt voor de hele regio.",
    "AGB": "AGB-code van de aanbieder. Leeg: geldt voor de hele regio.",
    "Volgorde": "Plaats van de rij op controle, gemeente en AGB.",
    "Omschrijving": "Wat de controle vond.",
    "Ernst": "Hoog: het getal kan fout zijn. Midden: vraagt toelichting. Laag: ter informatie.",
    "Aantal": "Aantal regels; bij DK-3 en DK-16 het aantal toewijzingen.",
    "Bedrag": "Netto bedrag van die regels; bij DK-3 alleen het deel boven de toewijzing. Leeg: geen bedrag.",
    "Actie": "Wat u kunt doen.",
    "Productcode": "Code van het product, na Codevertaling.",
    "Toewijzingnummer": "Nummer van de toewijzing.",
    "DeclaratieNummer": "Nummer van de declaratie.",
    "ReferentieNummer": "Nummer van de declaratieregel bij de aanbieder.",
    "Begindatum": "Eerste dag van de (product)periode.",
    "Einddatum": "Laatste dag van de (product)periode.",
    "Eenheid": "Code van de eenheid van Gevonden en Verwacht.",
    "Gevonden": "Volume (DK-12: tarief in euro's) zoals gedeclareerd.",
    "Verwacht": "Volume dat binnen de toewijzing past (DK-12: tarief volgens contract).",
    "Toelichting": "Wat er precies opvalt.",
}

DETAILS: Mapping[str, str] = {
    "before": "begint vóór de toewijzing",
    "after": "eindigt na de toewijzing",
    "1": "toegewezen per dag",
    "2": "toegewezen per week, geteld per ISO-week",
    "4": "toegewezen per maand",
    "6": "toegewezen als totaal",
    "budget": "toegewezen als budget, in euro's",
    "double": "zelfde toewijzing, product en periode",
    "reference": "referentienummer al eerder gebruikt",
    "provider": "aanbieder onbekend",
    "product": "product onbekend",
    "municipality": "gemeente onbekend",
    "birth_date": "geboortedatum onwaarschijnlijk",
    "bsn": "BSN ongeldig; de regel is apart gezet",
    "no_providers": "tabel Aanbieders is leeg",
    "no_products": "tabel Producten is leeg",
    "no_municipalities": "tabel Gemeenten is leeg",
}

EMPTY_TABLES = ("no_providers", "no_products", "no_municipalities")


def detail(codes: str | None) -> str | None:
    """The remark of a row; the SQL joins codes with +."""
    return "; ".join(DETAILS[code] for code in codes.split("+")) if codes else None


def empty_tables(codes: str | None) -> str:
    """Description of DK-11 when settings tables have no rows at all; "" when none of the codes says so."""
    found = [DETAILS[code] for code in (codes or "").split("+") if code in EMPTY_TABLES]
    return f"De {'; de '.join(found)}: onbekende codes zijn niet te vinden" if found else ""
