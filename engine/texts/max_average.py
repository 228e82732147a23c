"""Dutch texts of the maximum average: refusals, titles, and what to do about a row."""

from datetime import date
from decimal import Decimal

from engine.errors import NotApplicable
from engine.run import Period
from engine.texts.charts import with_notes
from engine.texts.numbers import dutch_number

MAX_INZET_TITLE = "Gemiddelde inzet per aanbieder en product"
MAX_INZET = (
    "Per aanbieder en product: de gemiddelde inzet per cliënt, de norm, en wat daarboven ligt. "
    "Een cliënt telt in elke rij waar die zorg kreeg."
)
CLIENTS_HELP = (
    "Unieke cliënten met netto meer dan 0 gedeclareerd volume, naar zorgmaand in de periode. Wie zorg kreeg van meer "
    "aanbieders of voor meer producten, telt in elke rij: het totaal is dan hoger dan Unieke cliënten op Overzicht."
)
NORMS_TITLE = "Normen {year}"
NORMS = "De normen uit de instellingen waarmee is gerekend."
KEY_FIGURES_TITLE, KEY_FIGURES = "Kerncijfers", "De cijfers op Overzicht, over alle rijen van MaxInzet."
CARD_HELP = {
    "Aanbieders": "Aanbieders met minstens één cliënt in een product met een norm.",
    "Cliënten": "Unieke cliënten over alle producten met een norm samen; in MaxInzet tellen zij per product.",
    "Bedrag": "Netto gedeclareerd bedrag van alle rijen.",
    "Boven de norm": (
        "Rijen van MaxInzet (aanbieder × product) met status Overschrijding, met of zonder mogelijke terugvordering."
    ),
    "Verwacht boven de norm": "Rijen van MaxInzet (aanbieder × product) met status Verwachte overschrijding.",
    "Overschrijdingsbedrag": "Som van alle rijen.",
    "Te laat gedeclareerd": "Te laat gedeclareerd deel van het netto bedrag van alle rijen.",
}
CARD_LABELS = {
    "Cliënten": "Unieke cliënten",
    "Boven de norm": "Boven de norm, per product",
    "Verwacht boven de norm": "Verwacht boven, per product",
}
"""Cards of which the name does not say what is counted."""
CHANGE_HELP = "Verschil met dezelfde maanden van het vorige jaar, zoals nu bekend."
CHART = "De cijfers achter de grafiek op Overzicht: het product met de meeste aanbieders boven de norm."
ATTENTION_TITLE, ATTENTION = (
    "Wat aandacht vraagt",
    "Rijen die aandacht vragen, meest dringend eerst, met de volgende stap.",
)
REQUESTS_TITLE = "Aanvragen om ophoging {year}"
REQUESTS = (
    "Alle aanvragen uit de instellingen, met hun stappen. De twee laatste kolommen gelden op de dag van ontvangst. {}"
)
DISTORTED = "Kan een vertekend beeld geven: afhankelijk van ingediende declaraties."


def report_title(period: Period) -> str:
    """The title of the workbook."""
    span = str(period.year) if period.is_full_year else f"eerste halfjaar {period.year}"
    return f"Maximaal gemiddelde inzet {span}"


def provisional_state(moment: date) -> str:
    """Why the figures are provisional (MI-8)."""
    return f"voorlopig: het rapportagemoment is {moment:%d-%m-%Y}"


def wrong_period(code: str) -> NotApplicable:
    """The workbook was asked for another period than H1 or a year."""
    return NotApplicable(
        f"De werkmap max-inzet bestaat alleen voor een heel jaar of het eerste halfjaar, niet voor {code}.",
        todo="Kies een jaar, met of zonder de periode H1.",
    )


def no_norms(year: int) -> NotApplicable:
    """Settings have no norm for the year."""
    return NotApplicable(
        f"Er staan geen normen voor {year} in de instellingen.",
        "instellingen.xlsx, tabel Normen",
        f"Vul per productcode een rij in met jaar {year} en de norm in uren.",
    )


def chart_title(above: int, rows: int, drawn: int, product: str, expected: bool) -> str:
    """The finding of the chart, and which of the aanbieders are drawn."""
    will = "verwacht boven" if expected else "boven"
    notes = [f"hier de {drawn} hoogste"] if drawn < rows else []
    return with_notes(f"{above} van {rows} aanbieders {will} de norm voor {product}", notes)


NO_CHART = "Gemiddelde inzet tegen de norm"


def stands_out_recoverable(product: str, excess: Decimal) -> str:
    """A row above the norm with an amount that may be recovered."""
    return f"{product}: {dutch_number(excess, 1)} uur per cliënt boven de norm"


def stands_out_price(product: str) -> str:
    """A row claimed on price alone (MI.GrondslagOverschrijding = Prijs)."""
    return f"{product}: gemiddelde prijs boven de maximale totaalprijs"


def stands_out_expected(product: str, excess: Decimal) -> str:
    """An H1 row whose prognosis is above the norm."""
    return f"{product}: verwacht {dutch_number(excess, 1)} uur per cliënt boven de norm"


def stands_out_late(product: str, share: Decimal) -> str:
    """A row with too many late declarations."""
    return f"{product}: {dutch_number(share * 100, 1)}% van het bedrag te laat gedeclareerd"


INVITE_AND_CONSULT = "Eerst uitnodigen en overleggen; dan pas terugvorderen."
CONSULT = "Uitgenodigd: voer nu het overleg en leg het vast."
DECIDE = "Overleg gevoerd: neem een besluit, met bedrag en reden."
COMPLETE_DECISION = "Besluit genomen: vul bedrag en reden aan voor de brief."
SEND_LETTER = "Besluit genomen: maak de brief over de terugvordering."
INVITE_REQUEST = "Nodig de aanbieder uit om een ophoging aan te vragen."
HANDLE_REQUEST = "Handel de aanvraag om een ophoging af."
DISCUSS = "Bespreek met de aanbieder hoe die binnen de norm komt."
DECLARE_ON_TIME = "Vraag de aanbieder op tijd te declareren; beeld is onvolledig."
