"""Dutch texts of production expectations and ceilings: titles, lists, and what to do about a row."""

from datetime import date
from decimal import Decimal

from engine.errors import NotApplicable
from engine.texts.numbers import dutch_number, dutch_percentage

TITLES = {
    "Plafondopbouw": (
        "Opbouw van plafonds",
        "Per aanbieder en zorgdomein hoe het bedrag voor dit jaar volgt uit de productie van de twee jaren ervoor.",
    ),
    "Vaststelling": (
        "Opbouw zoals bekend bij de vaststelling",
        "Als Plafondopbouw, met wat op {day:%d-%m-%Y} bekend was: dit geldt waar geen bedrag is afgesproken.",
    ),
    "Uitnutting": (
        "Uitnutting",
        "Per aanbieder en zorgdomein wat is gedeclareerd, naast de afspraak en de tijd die voorbij is. Wie geen "
        "afspraak of plafond heeft, staat hier niet: zie Domeinen en Aandacht.",
    ),
    "Ruimte": ("Ruimte per aanbieder", "Voor de toegang: bij wie er nog ruimte is, voordat u een aanbieder kiest."),
    "Domeinen": ("Zorgdomeinen", "Per zorgdomein het budget, wat is afgesproken en wat is gebruikt."),
    "Actielijst": (
        "Actielijst",
        "Aan wie u een eindejaarplan vraagt, wie het plafond bereikte, en wie het grootst zijn.",
    ),
    "Verloop": (
        "Verloop per maand",
        "Wat per zorgdomein is uitgegeven en wordt verwacht (een schatting), naast de tijd.",
    ),
}
"""By table its title and what it shows."""

LIST_PLAN, LIST_REACHED = "Eindejaarplan opvragen", "Plafond bereikt"
LOW_BUT_LATE = "laag, maar veel is te laat gedeclareerd"


def list_largest(count: int) -> str:
    """Name of the list of the largest aanbieders."""
    return f"De {count} grootste aanbieders"


def report_title(year: int) -> str:
    """The title of the workbook."""
    return f"Productieverwachtingen en plafonds {year}"


def nothing_to_show(year: int) -> NotApplicable:
    """No aanbieder with production before, an agreement or an adjustment."""
    return NotApplicable(
        f"Er is geen productie van vóór {year} in een zorgdomein, en er zijn geen afspraken voor {year}.",
        "instellingen.xlsx, tabellen Producten en Afspraken",
        "Geef producten een Zorgdomein, en lees declaraties van de twee jaren ervoor in of vul afspraken in.",
    )


def not_begun(year: int, as_of: date) -> NotApplicable:
    """Time, use and what is still reserved are about days of the year itself (UN-1..UN-5)."""
    return NotApplicable(
        f"De werkmap plafonds van {year} kan pas vanaf 1 januari {year}.",
        f"peildatum {as_of:%d-%m-%Y}",
        f"Kies een peildatum in {year} of later.",
    )


KEY_FIGURES_TITLE, KEY_FIGURES = "Kerncijfers", "De cijfers op Overzicht, over alle zorgdomeinen."


def card_help(label: str) -> dict[str, str]:
    """What each card shows; `label` names the estimate."""
    return {
        "Afgesproken": "Alle afspraken samen; zonder afspraak wat is vastgesteld.",
        "Gedeclareerd": "Netto gedeclareerd over dit jaar, door alle aanbieders.",
        "Uitnutting": "Gedeclareerd als deel van wat is afgesproken.",
        "Prognose (schatting)": f"Verwacht over het hele jaar: {label}.",
        "Boven afspraak (schatting)": f"Verwachte overschrijdingen samen: {label}.",
        "Afspraak bereikt": "Aantal aanbieders per zorgdomein dat de hele afspraak declareerde.",
    }


CHART = "De cijfers achter de grafiek op Overzicht: per zorgdomein uitgaven naast de tijd."
NO_CHART = "Er zijn nog geen afspraken"
COURSE_CHART = "{domain}: uitgaven naast de tijd (prognose is een schatting)"
ATTENTION_TITLE = "Wat aandacht vraagt"
ATTENTION = "Aanbieders en zorgdomeinen die aandacht vragen, meest dringend eerst, met de volgende stap."
EVERY_PROVIDER = "Alle aanbieders"


def chart_title(faster: int, domains: int, label: str) -> str:
    """The finding of the chart."""
    return f"{faster} van {domains} zorgdomeinen met een afspraak gebruiken meer dan de tijd (prognose: {label})"


TOO_SMALL = Decimal(10)
"""From so many times the agreement on, the amount agreed is what must be looked at."""


def _part(share: Decimal) -> str:
    return dutch_percentage(share) if share < TOO_SMALL else f"{dutch_number(share)} keer de afspraak"


def reached(domain: str, share: Decimal, is_regular: bool) -> str:
    """UN-3: the whole agreement was declared; a regular one is no ceiling (PV-7)."""
    return f"{domain}: {'verwachte productie' if is_regular else 'plafond'} bereikt ({_part(share)})"


def todo_reached(share: Decimal, is_regular: bool, is_over: bool) -> str:
    """What follows when the agreement was reached, in the year or after it."""
    if share >= TOO_SMALL:
        return TODO_TOO_SMALL
    if is_regular:
        return TODO_REGULAR
    return TODO_REACHED_AFTERWARDS if is_over else TODO_REACHED


def overcommitted(domain: str, share: Decimal | None) -> str:
    """UN-5: what was declared and what assignments still reserve, against the agreement (None: of nothing)."""
    if share is None:
        return f"{domain}: lopende toewijzingen bij een afspraak van nul"
    part = _part(share) if share >= TOO_SMALL else f"{_part(share)} van de afspraak"
    return f"{domain}: met lopende toewijzingen {part}"


def faster(domain: str, share: Decimal, time: Decimal) -> str:
    """UN-3: faster than time."""
    return f"{domain}: {dutch_percentage(share)} gebruikt na {dutch_percentage(time)} van het jaar"


def outlook_above(domain: str, label: str) -> str:
    """UN-4."""
    return f"{domain}: prognose boven de afspraak ({label})"


def low_but_late(domain: str, share: Decimal, time: Decimal, late: Decimal) -> str:
    """UN-7."""
    return f"{faster(domain, share, time)}; {dutch_percentage(late)} is te laat"


def without_row(domain: str) -> str:
    """Production without a row: nothing before, and no agreement."""
    return f"{domain}: declareert zonder afspraak of eerdere productie"


def below_zero(domain: str) -> str:
    """PV-6."""
    return f"{domain}: berekening komt onder nul uit; vastgesteld op nul"


def only_wmo(domain: str, kind: str) -> str:
    """PV-7 with PV.WmoAlleenRegulier."""
    return f"{domain} is Wmo: afspraak {kind} geldt als Regulier"


def not_valued(missing: str, count: int) -> str:
    """UN-5: assignments that could not be valued."""
    what = {
        "product": "zonder productcode",
        "unknown": "met een onbekende productcode",
        "volume": "zonder omvang en zonder budget",
        "tariff": "zonder tarief",
        "end": "met een totaal en zonder einddatum",
    }[missing]
    noun = "toewijzing" if count == 1 else "toewijzingen"
    return f"{dutch_number(count)} {noun} {what}: niet in Verplicht"


TODO_REACHED = "Spreek af hoe het verder gaat, en kijk wie er nog ruimte heeft."
TODO_REACHED_AFTERWARDS = "Bespreek wat erboven kwam, en weeg het mee voor volgend jaar."
TODO_REGULAR = "Bespreek de productie; een gewone afspraak heeft geen gevolgen."
TODO_TOO_SMALL = "Controleer de afspraak: het bedrag past niet bij de productie."
TODO_COMMITTED = "Controleer de omvang van de toewijzingen; spreek af wat nog kan."
TODO_PLAN = "Vraag een eindejaarplan op."
TODO_WATCH = "Houd in het oog; een gewone afspraak heeft geen gevolgen."
TODO_OUTLOOK = "Bespreek met de aanbieder hoe het jaar uitkomt."
TODO_LATE = "Vraag om tijdig declareren; het beeld is onvolledig."
TODO_AGREE = "Maak een afspraak, of zoek uit waarom er wordt gedeclareerd."
TODO_ZERO = "Controleer de berekening en het discretionaire bedrag."
TODO_WMO = "Pas de afspraak aan, of de keuze PV.WmoAlleenRegulier."
TODO_ASSIGNMENT = {
    "product": "Vraag de gemeente om een productcode in de toewijzing.",
    "unknown": "Voeg de code toe aan Producten, of aan Codevertaling.",
    "volume": "Vraag de gemeente om een omvang of budget in de toewijzing.",
    "tariff": "Vul het tarief in, in tabel Tarieven.",
    "end": "Vraag de gemeente om een einddatum.",
}

FROM_AGREEMENT, FROM_BUDGET, FROM_ADJUSTMENT = "Afspraak", "Domeinbudget", "Discretionair bedrag"
