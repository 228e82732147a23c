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
    """Of one check: description, severity, what the bureau does, and what is asked of an aanbieder and of a gemeente.

    Without `request` an aanbieder is asked nothing, without `of_municipality` a gemeente is not.
    """

    description: str
    severity: str
    action: str
    request: str
    of_municipality: str = ""


CHECKS: Mapping[str, CheckText] = {
    "DK-1": CheckText(
        "Declaratie zonder toewijzing",
        HIGH,
        "Zoek de toewijzing op of vraag de gemeente die opnieuw te sturen.",
        "Controleer het toewijzingsnummer, of vraag de gemeente om de toewijzing.",
        "Stuur de toewijzing (301) opnieuw, of meld de aanbieder dat die er niet is.",
    ),
    "DK-2": CheckText(
        "Declaratie buiten de periode van de toewijzing",
        MEDIUM,
        "Vraag de gemeente of de toewijzing verlengd is; zo niet, vraag de aanbieder om een correctie.",
        "Controleer de periode. Klopt die, vraag de gemeente dan om een toewijzing die past.",
        "Is de toewijzing verlengd of vervroegd? Stuur dan een nieuw 301. Zo niet, meld dat de aanbieder.",
    ),
    "DK-3": CheckText(
        "Meer volume gedeclareerd dan toegewezen",
        MEDIUM,
        "Bespreek het volume met de aanbieder. Het bedrag is het deel boven de toewijzing.",
        "Controleer het volume. Klopt het, vraag de gemeente dan om een hoger volume.",
        "Is meer volume afgesproken? Stuur dan een nieuw 301. Zo niet, vraag de aanbieder om een correctie.",
    ),
    "DK-4": CheckText(
        "Zorg gestart zonder toewijzing",
        HIGH,
        "Vraag de gemeente om de toewijzing; tot die er is, telt deze zorg niet mee in wat is toegewezen.",
        "Vraag de gemeente om een toewijzing (315), of verbeter nummer of begindatum van het startbericht (305).",
        "Stuur de toewijzing (301) voor deze zorg, of meld de aanbieder dat die er niet komt.",
    ),
    "DK-5": CheckText(
        "Toewijzing zonder startbericht",
        MEDIUM,
        "Vraag de aanbieder of de zorg is begonnen. Het bedrag is de waarde van de toewijzing in deze periode.",
        "Stuur het startbericht (305). Is de zorg niet begonnen, meld dat dan aan de gemeente.",
        "Vraag de aanbieder of de zorg is begonnen. Zo niet, trek de toewijzing in of verzet de ingangsdatum.",
    ),
    "DK-6": CheckText(
        "Lopende toewijzing zonder declaraties",
        MEDIUM,
        "Vraag de aanbieder of de zorg nog loopt. Het bedrag is het budget dat nu vastzit.",
        "Loopt de zorg nog, declareer dan. Is die gestopt, stuur dan het stopbericht (307).",
        "Vraag de aanbieder of de zorg nog loopt. Is die gestopt, beëindig dan de toewijzing.",
    ),
    "DK-7": CheckText(
        "Beëindigde toewijzing zonder stopbericht",
        LOW,
        "Vraag de aanbieder om het stopbericht (307).",
        "Stuur het stopbericht (307). Loopt de zorg door, vraag de gemeente dan om een verlenging.",
        "Loopt de zorg door? Stuur dan een nieuw 301. Zo niet, vraag de aanbieder om het stopbericht (307).",
    ),
    "DK-8": CheckText(
        "Declaratie te laat ingediend",
        LOW,
        "Bespreek met de aanbieder wat nodig is om op tijd te declareren.",
        "Declareer binnen een maand na de zorgmaand.",
    ),
    "DK-9": CheckText(
        "Start- of stopbericht, of antwoord op een verzoek, te laat",
        LOW,
        "Bespreek met de afzender wat nodig is om op tijd te sturen. Een antwoord (301 of 319) komt van de gemeente.",
        "Stuur start- en stopberichten (305, 307) binnen de termijn. Blijft een antwoord op een verzoek (315) uit, "
        "vraag de gemeente daar dan naar.",
        "Antwoord op verzoeken (315) binnen de termijn; nog geen antwoord gestuurd, doe dat dan nu.",
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
    "DK-13": CheckText(
        "Code zonder vertaling of groep",
        MEDIUM,
        "Vul in instellingen.xlsx de tabel Codevertaling of Producten aan.",
        "",
    ),
    "DK-14": CheckText(
        "Ongeldig BSN of onwaarschijnlijke geboortedatum",
        HIGH,
        "Vraag de afzender het bij de bron te verbeteren en het bestand opnieuw te sturen.",
        "Controleer BSN en geboortedatum in uw administratie en stuur een verbeterd bericht.",
        "Controleer BSN en geboortedatum in uw administratie en stuur een verbeterd bericht.",
    ),
    "DK-15": CheckText(
        "Geen declaraties ontvangen over een maand waarin zorg liep",
        HIGH,
        "Vraag de gemeente of aanbieder om de gegevens. Het bedrag is wat een maand gemiddeld brengt.",
        "Declareer deze maand alsnog, of laat weten dat er niets te declareren is.",
        "Lever de declaraties van deze maand aan, of laat weten dat er geen zijn.",
    ),
    "DK-16": CheckText(
        "Eén toewijzingsnummer bij twee cliënten",
        HIGH,
        "Vraag de aanbieder en de gemeente bij welke cliënt het nummer hoort.",
        "Controleer bij welke cliënt dit nummer hoort en verbeter de andere declaratie.",
        "Controleer bij welke cliënt dit nummer hoort en laat dat de aanbieder weten.",
    ),
}

COLUMN_HELP: Mapping[str, str] = {
    "Controle": "Nummer van de controle; bij elke controle hoort een SQL-bestand met de betekenis.",
    "Gemeentecode": "Gemeente die de berichten stuurde of ontving. Leeg: niet van één gemeente.",
    "AGB": "AGB-code van de aanbieder. Leeg: niet van één aanbieder.",
    "Volgorde": "Plaats van de rij op controle, gemeente en AGB.",
    "Omschrijving": "Wat de controle vond.",
    "Ernst": "Hoog: het getal kan fout zijn. Midden: vraagt toelichting. Laag: ter informatie.",
    "Aantal": "Aantal regels of berichten; bij DK-3, 5, 6, 7 en 16 toewijzingen, bij DK-13 codes, bij DK-15 maanden.",
    "Bedrag": "Netto bedrag van die regels. DK-3: alleen het deel boven de toewijzing. DK-5 en DK-6: waarde van de "
    "toewijzing, vanaf de laatste declaratie. DK-15: wat een maand gemiddeld brengt. Leeg: geen of onbekend bedrag.",
    "Actie": "Wat u kunt doen.",
    "Productcode": "Code van het product, na Codevertaling (bij DK-13: de code zelf).",
    "Toewijzingnummer": "Nummer van de toewijzing.",
    "DeclaratieNummer": "Nummer van de declaratie.",
    "ReferentieNummer": "Nummer van de declaratieregel of het verzoek bij de aanbieder.",
    "Begindatum": "Eerste dag van de (product)periode; bij een verzoek de dag van het verzoek.",
    "Einddatum": "Laatste dag van de (product)periode of zorg; bij DK-9 (315, 305) de dag van antwoord of verzending.",
    "Eenheid": "Code van de eenheid van Gevonden en Verwacht.",
    "Gevonden": "Volume zoals gedeclareerd. DK-12: tarief in euro's. DK-5, 6, 7 en 9: aantal dagen of werkdagen.",
    "Verwacht": "Volume dat binnen de toewijzing past. DK-12: tarief volgens contract. DK-5, 6, 7 en 9: de termijn.",
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
    "no_assignment": "geen toewijzing gevonden",
    "start_before": "zorg begint vóór de toewijzing",
    "start_after": "zorg begint na het einde van de toewijzing",
    "days_since_start": "dagen sinds de ingangsdatum",
    "days_silent": "dagen zonder declaratie",
    "workdays_since_end": "werkdagen na het einde",
    "never_declared": "in deze periode nog niets gedeclareerd",
    "not_started": "ook geen startbericht",
    "late_start": "startbericht (305), in werkdagen",
    "late_stop": "stopbericht (307), in werkdagen",
    "late_answer": "antwoord op verzoek (315), in dagen",
    "no_answer": "nog geen antwoord op verzoek (315), in dagen",
    "double": "zelfde toewijzing, product en periode",
    "reference": "referentienummer al eerder gebruikt",
    "provider": "aanbieder onbekend",
    "product": "product onbekend",
    "municipality": "gemeente onbekend",
    "other_origin": "Codevertaling kent deze code alleen voor een ander",
    "no_care_domain": "product zonder Zorgdomein",
    "no_service_form": "product zonder Dienstvorm",
    "no_segment": "product zonder Segment",
    "birth_date": "geboortedatum onwaarschijnlijk",
    "bsn": "BSN ongeldig; de regel is apart gezet",
    "no_providers": "tabel Aanbieders is leeg",
    "no_products": "tabel Producten is leeg",
    "no_municipalities": "tabel Gemeenten is leeg",
}

ABOUT_ANSWERS = (DETAILS["late_answer"], DETAILS["no_answer"])
"""Remarks of DK-9 about what a gemeente sends."""

ABOUT_DELIVERIES = (DETAILS["late_start"], DETAILS["late_stop"])
"""Remarks of DK-9 about what an aanbieder sends."""

EMPTY_TABLES = ("no_providers", "no_products", "no_municipalities")


def detail(codes: str | None) -> str | None:
    """The remark of a row; the SQL joins codes with +."""
    return "; ".join(DETAILS[code] for code in codes.split("+")) if codes else None


def empty_tables(codes: str | None) -> str:
    """Description of DK-11 when settings tables have no rows at all; "" when none of the codes says so."""
    found = [DETAILS[code] for code in (codes or "").split("+") if code in EMPTY_TABLES]
    return f"De {'; de '.join(found)}: onbekende codes zijn niet te vinden" if found else ""
