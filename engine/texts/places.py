"""Dutch texts of places and trajectories: titles, what follows a period, refusals, and what to do about a row."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from engine.errors import NotApplicable
from engine.texts.charts import largest_drawn, with_notes
from engine.texts.numbers import dutch_number, dutch_percentage

PLACES_TITLE = "Plekken per maand"
PLACES = "Per afspraak en maand: dagen in zorg, gerealiseerde plekken en het voorschot van die maand."
SETTLEMENT_TITLE = "Afrekening van de plekken"
SETTLEMENT = "Per afspraak: wat is gerealiseerd tegen de dagprijs, wat is betaald, en wat nog verrekend moet worden."
DURATIONS_TITLE = "Looptijden van beëindigde zorg"
DURATIONS = "Per aanbieder en product: hoe lang de zorg duurde die in deze periode eindigde, en wat de standaard is."
OUTFLOW_TITLE = "Wat volgt op het einde van zorg"
OUTFLOW = (
    "Per aanbieder, product en soort vervolg: unieke cliënten van wie de zorg eindigde. Totaal telt iedereen een keer."
)
OUTFLOW_TOTAL_TITLE = "Vervolg per aanbieder, dit en vorig jaar"
OUTFLOW_TOTAL = "Als Uitstroom, over alle producten van een aanbieder samen; vorig jaar tot en met dezelfde dag."
FLOW_TITLE = "Instroom en uitstroom per maand"
FLOW = "Per aanbieder en maand: cliënten die beginnen, cliënten die de zorg verlaten, en cliënten in zorg."
REFERRERS_TITLE = "Verwijzers"
REFERRERS = "Unieke cliënten met een dag in zorg van 1 januari tot en met die maand, naar wie hen verwees."
TIMELINESS_TITLE = "Tijdigheid van berichten"
TIMELINESS = "Per aanbieder, bericht en maand van verzending: hoeveel berichten op tijd kwamen."
STANDARDS_TITLE = "Standaarden per product"
STANDARDS = "Trajectprijs en standaardduur uit de instellingen, en de dagprijs die daaruit volgt."
PROVIDERS_TITLE, PROVIDERS = "Aanbieders", "De aanbieders in deze werkmap; u kiest er een op het blad Dashboard 1."
PLACE_CLIENTS_TITLE = "Cliënten op plekken per aanbieder"
PLACE_CLIENTS = "Unieke cliënten met een dag op een plek van 1 januari tot en met die maand, dit en vorig jaar."

EXTENDED, LEFT, ELSEWHERE = "Verlenging", "Uitstroom uit zorg", "Product bij andere zorgverlener"
OTHER, UNKNOWN, ALL = "Ander lopende indicatie", "Nog onbekend", "Totaal"
OUTCOMES = {"extended": EXTENDED, "left": LEFT, "elsewhere": ELSEWHERE, "other": OTHER, "unknown": UNKNOWN, None: ALL}
"""What follows an ended period (PL-6), in the order of dashboard 2 of source D."""

UNKNOWN_REFERRER = "Onbekend"
REFERRER_TYPES = {
    "01": "Gemeente",
    "02": "Huisarts",
    "03": "Jeugdarts",
    "04": "Gecertificeerde instelling",
    "05": "Medisch specialist",
    "06": "Zelfverwijzer/geen verwijzer",
    "08": "Rechter, Officier van Justitie, functionaris Justitiële jeugdinrichting",
}
"""Names of the code list TypeVerwijzer."""


def referrer_name(code: str | None) -> str:
    """The name of a verwijzer type; a code that the list does not have stays as it is."""
    return UNKNOWN_REFERRER if code is None else REFERRER_TYPES.get(code, code)


def report_title(year: int) -> str:
    """The title of the workbook."""
    return f"Plekken en trajecten {year}"


def nothing_to_show(year: int) -> NotApplicable:
    """No agreement on places for the year, and no care at all."""
    return NotApplicable(
        f"Er zijn geen plekkenafspraken voor {year}, en er is geen zorg bekend in dat jaar.",
        "instellingen.xlsx, tabel Plekkenafspraken",
        "Vul per afspraak een rij in, of lees startberichten (305) in.",
    )


KEY_FIGURES_TITLE, KEY_FIGURES = "Kerncijfers", "De cijfers op Overzicht, over alle afspraken van deze werkmap."
CARD_HELP = {
    "Plekken gerealiseerd": "Gemiddeld aantal plekken van 1 januari tot en met de peildatum, over alle afspraken.",
    "Plekken afgesproken": "Afgesproken plekken in dit jaar, over alle afspraken.",
    "Realisatie": "Dagen in zorg keer de dagprijs, over alle afspraken.",
    "Afrekening": "Realisatie min wat aan voorschotten is betaald.",
    "Cliënten in zorg": "Unieke cliënten met een dag in zorg in dit jaar, met en zonder plek.",
    "Bandbreedtebrieven": "Afspraken die boven de bandbreedte van het budget uitkomen.",
}
CHANGE_HELP = "Verschil met dezelfde dagen van het vorige jaar, zoals nu bekend."
CHART = "De cijfers achter de grafiek op Overzicht: de grootste afspraken per aanbieder en product."
NO_CHART = "Er zijn geen plekkenafspraken in dit jaar"
ATTENTION_TITLE = "Wat aandacht vraagt"
ATTENTION = "Afspraken en betalingen die aandacht vragen, meest dringend eerst, met de volgende stap."
EVERY_PROVIDER = "Alle aanbieders"


def chart_title(above: int, rows: int, drawn: int) -> str:
    """The finding of the chart, and which of the cases are drawn."""
    notes = [largest_drawn(drawn)] if drawn < rows else []
    return with_notes(f"In {above} van {rows} gevallen meer plekken dan afgesproken", notes)


def bar_name(provider: str, product: str) -> str:
    """Name at a bar: who and what."""
    return f"{provider} · {product}"


def above_bandwidth(product: str, municipality: str, share: Decimal | None) -> str:
    """An agreement above the bandwidth of its budget (PL-10)."""
    part = "boven een budget van nul" if share is None else f"{dutch_percentage(share)} van het budget"
    return f"{product} in {municipality}: realisatie is {part}"


PROVISIONAL = "voorlopig: niet alle betalingen zijn geplaatst"
"""Beside a settlement of which a payment may be missing (PL-4)."""


def loose_payments(days: Sequence[date], product: str | None, municipality: str | None, has_several: bool) -> str:
    """Advances that fit more than one agreement, or none (PL-4); what is known of them too."""
    which = "meer dan één plekkenafspraak" if has_several else "geen plekkenafspraak"
    about = (f" voor {product}" if product else "") + (f" in {municipality}" if municipality else "")
    if len(days) == 1:
        return f"Voorschot van {days[0]:%d-%m-%Y}{about} past bij {which}"
    return f"{dutch_number(len(days))} voorschotten{about} passen bij {which}"


def no_price(product: str) -> str:
    """A product with an agreement, without price or standard duration."""
    return f"{product}: geen trajectprijs of geen standaardduur"


def no_care(product: str, municipality: str) -> str:
    """An agreement without a single day of care."""
    return f"{product} in {municipality}: plekken afgesproken, geen zorg gemeld"


SEND_BANDWIDTH_LETTER = "Stuur de bandbreedtebrief en bespreek de oorzaak."
COMPLETE_PAYMENT = "Vul gemeente en product aan; tot dan is de afrekening voorlopig."
ADD_AGREEMENT = "Zet de afspraak in Plekkenafspraken; tot dan is dit voorlopig."
COMPLETE_PRODUCT = "Vul de tabel Producten aan; nu is er geen dagprijs."
ASK_STARTS = "Vraag de aanbieder om de startberichten (305)."

CHOSEN = "Dashboard.AGB"
"""The workbook's own input: the aanbieder that both dashboards show."""
CHOSEN_UNIT, CHOSEN_SOURCE = "AGB", "Keuze op blad Dashboard 1"
CHOSEN_NOTE = "De aanbieder die Dashboard 1 en Dashboard 2 laten zien. Kies een andere; alles rekent mee."

DASHBOARD_CHOICE_TITLE = "Gekozen aanbieder"
DASHBOARD_CHOICE = "De aanbieder die de dashboards laten zien."
DASHBOARD_PRODUCTS_TITLE = "Producten per aanbieder"
DASHBOARD_PRODUCTS = "Welke producten een aanbieder op de dashboards heeft: met plekken, en met beëindigde zorg."
DASHBOARD_PLACES_TITLE = "Realisatie plekken van de gekozen aanbieder"
DASHBOARD_PLACES = "Per product de plekken van 1 januari tot en met elke maand; Totaal is het jaar tot nu toe."
DASHBOARD_MONTHS_TITLE = "Maanden van de gekozen aanbieder"
DASHBOARD_MONTHS = "Per maand: plekken en cliënten dit en vorig jaar, instroom, uitstroom en cliënten in zorg."
DASHBOARD_REFERRERS_TITLE = "Cliënten per verwijzer van de gekozen aanbieder"
DASHBOARD_REFERRERS = "Unieke cliënten van 1 januari tot en met elke maand, alle producten."
DASHBOARD_DURATIONS_TITLE = "Looptijden van de gekozen aanbieder"
DASHBOARD_DURATIONS = "Gemiddelde looptijd tot nu toe, naast dezelfde periode van vorig jaar en de standaard."
DASHBOARD_NEXT_TITLE = "Vervolg na het einde bij de gekozen aanbieder"
DASHBOARD_NEXT = "Wat volgt op het einde van de zorg, en hoe lang die duurde; dit en vorig jaar."
WITH_PLACES, WITH_DURATION = "Plekken", "Looptijd"
"""The two lists of products of an aanbieder."""


def month_code(month: date) -> str:
    """202401, as on the dashboards of source D."""
    return f"{month:%Y%m}"


_SHORT_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_DURATIONS = ("Gem. looptijd", "Vorig jaar", "Standaard")


def month_header(month: date) -> str:
    """jan 2024: a month above a column of a dashboard."""
    return f"{_SHORT_MONTHS[month.month - 1]} {month.year}"


def dashboard_header(column: str) -> str:
    """What stands on a dashboard above a column of its table: a duration with its unit."""
    return f"{column} (dagen)" if column.startswith(_DURATIONS) else column


LINES_TITLE = "Bronregels achter {table} {key}"
CARE_LINES = "De zorg achter deze rij: startbericht (305), stopbericht (307) en toewijzing (301)."
PAYMENT_LINES = "De zorg en de betaalde voorschotten achter deze rij."
MESSAGE_LINES = "De berichten achter deze rij, met de termijn die telt."
ENDED_BY = {"307": "stopbericht (307)", "301": "toewijzing (301)", None: "loopt nog"}
STILL_RUNNING = "loopt nog op de peildatum"
CARE, PAYMENT = "zorg", "voorschot"

DASHBOARD_ONE = "Dashboard 1 · Realisatie van plekken"
DASHBOARD_TWO = "Dashboard 2 · Cliënten, looptijden en uitstroom"
PROVIDER_LABEL = "Aanbieder"
CHOOSE_TITLE = "Aanbieder kiezen"
CHOOSE_HERE = "Kies hier een AGB-code uit de lijst; beide dashboards rekenen mee."
CHOOSE_ON_ONE = "Kiest u een andere aanbieder op Dashboard 1, dan rekent dit blad mee."
UNKNOWN_PROVIDER = "Deze AGB-code staat niet in de lijst op het blad Aanbieders. Kies een code uit de lijst."
PLACES_BLOCK = "Realisatie plekken (Totaal = jaar tot nu toe)"
DAYS_BLOCK = "Realisatie in zorgdagen op plekken (Totaal = jaar tot nu toe)"
REFERRERS_BLOCK = "Cliënten per verwijzer per maand, alle producten (jaar tot nu toe)"
DURATIONS_BLOCK = "Looptijd tot nu toe, naast dezelfde periode vorig jaar"
NEXT_BLOCK = "Voortgang na einde indicatie, en looptijd (jaar tot nu toe)"
PRODUCT, ALL_PRODUCTS = "Product", "Alle producten"
PLACES_CHART = "Realisatie plekken, dit en vorig jaar (jaar tot nu toe)"
UNIQUE_CHART = "Unieke cliënten op plekken (jaar tot nu toe)"
SHARE_CHART = "Deel van de unieke cliënten per verwijzer (jaar tot nu toe)"
FLOW_CHART = "Instroom, uitstroom en cliënten in zorg per maand"
DASHBOARD_SOURCE = (
    "De cijfers komen uit de bladen Dashboard…; die rekenen met de tabellen Plekken, Looptijden en de andere."
)
