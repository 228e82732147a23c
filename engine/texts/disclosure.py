"""Dutch texts about what may leave the bureau (BM-5): own figures, statistics of others, what is hidden."""

from collections.abc import Mapping

MIN_PROVIDERS, MIN_CLIENTS, MAX_SHARE = "BM.MinAanbieders", "BM.MinClienten", "BM.MaxAandeel"

BENCHMARK_TITLE = "Vergelijking met andere aanbieders"
BENCHMARK = (
    "Uw waarde naast de mediaan en kwartielen van de andere aanbieders van hetzelfde product, afgerond op twee cijfers."
)
BENCHMARK_HELP: Mapping[str, str] = {
    "Productcode": "Code van het product.",
    "Maat": "Wat vergeleken wordt, met de eenheid erbij.",
    "Product": "Naam van het product.",
    "Uw waarde": "De waarde van uw organisatie.",
    "Kwartiel 1": "Een kwart van de andere aanbieders zit hieronder.",
    "Mediaan": "De helft van de andere aanbieders zit hieronder.",
    "Kwartiel 3": "Een kwart van de andere aanbieders zit hierboven.",
    "Toelichting": "Waarom een vergelijking niet getoond wordt.",
}

QUALITY_TITLE = "Aandachtspunten in uw gegevens"
QUALITY = "Wat ons opviel in uw declaraties en toewijzingen, met wat wij u vragen te doen."
QUALITY_HELP: Mapping[str, str] = {
    "Controle": "Nummer van de controle.",
    "Gemeentecode": "Gemeente die de declaraties ontving.",
    "Toewijzingnummer": "Nummer van de toewijzing. Leeg: er stond geen nummer bij.",
    "Productcode": "Code van het product.",
    "Omschrijving": "Wat ons opviel.",
    "Aantal": "Aantal regels; bij DK-3 en DK-16 gaat het om de toewijzing als geheel.",
    "Bedrag": "Bedrag van die regels; bij DK-3 alleen het deel boven de toewijzing. Leeg: geen bedrag.",
    "Eerste begindatum": "Eerste begindatum van die regels.",
    "Wat wij u vragen": "Wat u kunt doen.",
}

OWN_TABLES: Mapping[str, tuple[str, str]] = {
    "Plafondopbouw": (
        "Uw productieverwachting of plafond",
        "Per zorgdomein hoe het bedrag voor dit jaar is berekend uit uw productie van de twee jaren ervoor.",
    ),
    "Uitnutting": (
        "Uw uitnutting",
        "Per zorgdomein met een afspraak of plafond wat u tot en met de peildatum declareerde, naast de tijd die "
        "voorbij is.",
    ),
    "Lumpsum": ("Uw lumpsum", "Per gemeente en dienstvorm hoe de lumpsum volgt uit uw omzet van het vorige jaar."),
    "Voorschotten": (
        "Uw voorschotten",
        "Per kwartaal het voorschot, wat al via declaraties is betaald en daarmee is verrekend, en wat wij betalen.",
    ),
    "Nacalculatie": (
        "Uw definitieve lumpsum",
        "De lumpsum min uw aandeel in een overschrijding van het budgetplafond.",
    ),
    "PlekkenAfrekening": (
        "Uw plekken: afrekening",
        "Per gemeente en product de dagen in zorg tegen de dagprijs, naast het voorschot.",
    ),
    "Plekken": ("Uw plekken per maand", "Per maand het gemiddelde aantal cliënten in zorg op een dag."),
    "Looptijden": (
        "Looptijden van uw trajecten",
        "Hoe lang de zorg duurde die dit jaar eindigde, naast de standaard en dezelfde periode van vorig jaar.",
    ),
    "InUitstroom": ("Uw instroom", "Per maand hoeveel cliënten in zorg kwamen en in zorg waren."),
    "Verwijzers": ("Wie naar u verwees", "Unieke cliënten per verwijzer, van 1 januari tot en met de maand."),
    "Tijdigheid": ("Tijdigheid van berichten", "Hoeveel berichten over uw cliënten binnen de termijn kwamen."),
}
"""By table its title and what it shows."""

NAME, TITLE = "aanbieder", "Uw cijfers"
RESULTS_TITLE = "Uw gemiddelde inzet per product"
RESULTS = "Uw cliënten, uren en bedragen per product, met de norm. De formules kunt u volgen."
NORMS_TITLE = "Normen voor uw producten"
NORMS = "De normen waarmee de formules rekenen."


def few_providers(least: int) -> str:
    """Too few others."""
    return f"Niet getoond: er zijn minder dan {least} andere aanbieders met dit product."


def few_clients(least: int) -> str:
    """Others have too few clients."""
    return f"Niet getoond: de andere aanbieders hebben samen minder dan {least} cliënten."


def one_dominates(share: str) -> str:
    """One of the others has most of the total."""
    return f"Niet getoond: één andere aanbieder heeft meer dan {share}% van het totaal."


NOT_COMPARED = "Niet getoond: aantallen cliënten van anderen worden niet gedeeld."
