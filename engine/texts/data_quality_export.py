"""Dutch texts of the action lists that go to aanbieders and gemeenten (DK): u-form, plain, without blame."""

from collections.abc import Mapping
from datetime import date

from engine.errors import Refusal
from engine.run import Period
from engine.texts.numbers import counted
from engine.texts.workbooks import dutch_date, period_words

FOLDER = "datakwaliteit"
FOLDERS: Mapping[str, str] = {"aanbieder": "aanbieders", "gemeente": "gemeenten"}
GUIDE_SHEET, LIST_SHEET = "Leeswijzer", "Actielijst"

LIST_TITLE = "Wat wij u vragen na te gaan"
LIST = "Per regel wat ons opviel in de berichten, met wat wij u vragen. Het dringendste staat bovenaan."

COLUMN_HELP: Mapping[str, str] = {
    "Volgorde": "Nummer van de regel in deze lijst.",
    "Controle": "Nummer van de controle; de Leeswijzer legt elke controle uit.",
    "Omschrijving": "Wat ons opviel.",
    "Gemeente": "Naam van de gemeente.",
    "Aanbieder": "Naam van de aanbieder.",
    "Wat wij u vragen": "Wat u kunt doen.",
}

WHAT, HOW, FOUND, CONTACT = "Wat is dit?", "Zo leest u deze lijst", "Wat ons opviel", "Contact"
HOW_TO_READ = (
    f"Op het blad {LIST_SHEET} staat elke regel apart, met de nummers waaraan u die terugvindt. Met de filters boven "
    "de kolommen kiest u een controle, een product of een maand.",
    "Gevonden en Verwacht: het volume, het tarief of het aantal dagen dat wij zien, en wat daarbij hoort. "
    "Bedrag: waar het om gaat. Zet de muis op een kop voor uitleg.",
    "Hoog: het cijfer kan fout zijn. Midden: vraagt toelichting. Laag: ter informatie.",
)
NOTHING_OF_OTHERS = "U vindt hier alleen uw eigen regels. Gegevens van cliënten staan er niet in."
REPLY = "Klopt iets volgens u niet, of lukt het niet? Laat het ons weten."


def title(name: str) -> str:
    """A1 of the guide, and the title of the file."""
    return f"Datakwaliteit: {name}"


def what_this_is(bureau: str, period: Period, as_of: date) -> str:
    """What the list is."""
    sender = bureau or "Het inkoopbureau"
    return (
        f"{sender} controleert de berichten over toewijzingen, zorg en declaraties ({period_words(period)}). Dit is "
        f"wat opviel in wat tot en met {dutch_date(as_of)} is ontvangen, en wat u eraan kunt doen. {NOTHING_OF_OTHERS}"
    )


def finding(check_id: str, description: str, count: int, asked: str) -> str:
    """One line of the guide: a check with its number of rows and what is asked."""
    rows = counted(count, "regel", "regels")
    return f"{check_id} {description} ({rows}). {asked}"


INDEX_FILE = "_overzicht.csv"
INDEX_TITLE, INDEX = "Actielijsten datakwaliteit", "Welke lijsten zijn gemaakt, om te verzenden en te controleren."
INDEX_HELP = {
    "Voor": "Aanbieder of gemeente.",
    "Code": "AGB-code of gemeentecode.",
    "Naam": "Naam van de aanbieder of gemeente.",
    "Bestand": "Plaats van het bestand in deze map.",
    "Regels": "Aantal regels in de lijst.",
    "Run-id": "Waar de lijst van gemaakt is.",
    "SHA-256": "Kenmerk van de inhoud van het bestand.",
}


def progress(done: int, total: int) -> str:
    """What is being done."""
    return f"Actielijsten datakwaliteit: {done} van {total}"


def made(providers: int, municipalities: int, folder: str) -> str:
    """What was made."""
    lists = counted(providers, "lijst", "lijsten")
    return f"{lists} voor aanbieders en {municipalities} voor gemeenten gemaakt in {folder}."


def unplaced(count: int) -> str:
    """Findings that no list holds, because their code is not in the settings."""
    rows = counted(count, "regel hoort", "regels horen")
    return f"{rows} bij een aanbieder of gemeente die niet in instellingen.xlsx staat; daar is geen lijst voor gemaakt."


def cannot_write_index(folder: str, reason: str) -> Refusal:
    """The index could not be written; the lists were."""
    return Refusal(
        f"Het overzicht van de actielijsten kan niet worden opgeslagen ({reason}). De lijsten zelf zijn gemaakt.",
        f"{INDEX_FILE} in map {folder}",
        "Sluit het bestand als het nog open staat en probeer het opnieuw.",
    )
