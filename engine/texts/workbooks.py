"""Dutch texts in and about workbooks."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from engine.errors import NotApplicable, Refusal
from engine.result import Column, Report
from engine.run import Period

_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
_ORDINALS = ("eerste", "tweede", "derde", "vierde")

NO_ROWS = "Er zijn geen rijen voor deze periode."
TOTAL = "Totaal"
PARTIAL_TOTALS, NOT_APPLICABLE = "* Totaal zonder de rijen die leeg zijn.", "n.v.t."
ATTENTION_HEADING = "Dit vraagt aandacht"
NO_CHART = "Er zijn nog geen gegevens voor een grafiek."
NOTHING_TO_SHOW = "Er is niets dat nu aandacht vraagt."
BUTTONS = (
    ("Herbereken", "ModKnoppen.Herbereken", "Knop: bereken deze werkmap opnieuw"),
    ("Waar komt dit getal vandaan", "ModKnoppen.WaarKomtDitVandaan", "Knop: leg uit hoe het gekozen getal is berekend"),
)
"""Caption, macro, alternative text."""


def unreadable_workbook(path: Path) -> Refusal:
    """A file that was to be checked is no workbook, or cannot be opened."""
    return Refusal(
        "Dit bestand is niet als werkmap te lezen.",
        str(path),
        "Controleer of het bestand bestaat, niet beschadigd is en geen wachtwoord heeft.",
    )


def only_whole_years(name: str, code: str) -> NotApplicable:
    """A workbook was asked for a part of a year, and exists for calendar years only."""
    return NotApplicable(
        f"De werkmap {name} gaat over een heel jaar, niet over {code}.", todo="Kies een jaar, zonder periode."
    )


def cannot_save(name: str, folder: str, reason: str) -> Refusal:
    """The file could not be written."""
    return Refusal(
        f"Het bestand kan niet worden opgeslagen ({reason}). Er is niets veranderd.",
        where=f"{name} in map {folder}",
        todo="Sluit het bestand als het nog open staat, of kies een map waarin u mag schrijven.",
    )


def dutch_date(day: date) -> str:
    """dd-mm-jjjj."""
    return f"{day:%d-%m-%Y}"


def period_words(period: Period) -> str:
    """heel 2024, eerste halfjaar 2024, tweede kwartaal 2024, maart 2024."""
    first, last, year = period.first_month, period.last_month, period.year
    if period.is_full_year:
        return f"heel {year}"
    if first == last:
        return f"{_MONTHS[first - 1]} {year}"
    months = last - first + 1
    if months in (3, 6) and first % months == 1:
        return f"{_ORDINALS[first // months]} {'halfjaar' if months == 6 else 'kwartaal'} {year}"
    return f"{_MONTHS[first - 1]} tot en met {_MONTHS[last - 1]} {year}"


def place_and_time(report: Report) -> str:
    """Region, period and as-of date in one line."""
    region = report.bureau.get("Regio", "")
    parts = [region, period_words(report.run.period), f"peildatum {dutch_date(report.run.as_of)}"]
    return " · ".join(part for part in parts if part)


def run_line(report: Report) -> str:
    """Region, period, as-of date and state in one line."""
    return " · ".join(part for part in (place_and_time(report), report.state) if part)


def sheet_sentence(explanation: str, report: Report, is_empty: bool) -> str:
    """A2 of a sheet: what it shows, for which run, and that it is empty when it is."""
    run = f"({run_line(report)})" if explanation else run_line(report)
    return " ".join(part for part in (explanation, run, NO_ROWS if is_empty else "") if part)


def header_note(column: Column, sentence: str) -> str:
    """The note on a header cell: rule id, what it is, source."""
    origin = f"Regel {column.id}" if column.id else ""
    source = f"Bron: {column.source}" if column.source else ""
    return "\n".join(part for part in (origin, sentence, source) if part)


def footer(file_name: str, run_id: str) -> str:
    """Print footer: workbook, run id, page of pages (codes of Excel's footers; & is doubled)."""
    return f"&L{file_name.replace('&', '&&')}&C{run_id}&RPagina &P van &N"


def table_description(title: str, explanation: str) -> str:
    """Alternative text of a table."""
    return f"{title}. {explanation}"


def chart_description(title: str, series: Iterable[str], category: str, names: int) -> str:
    """Alternative text of a chart: its title, what is drawn, and by what."""
    return f"Grafiek: {title}. {', '.join(series)} per {category.lower()} ({names})."


def state_sentence(state: str) -> str:
    """The state of the data, as the one thing to know before reading, with the mark of its tone."""
    return f"◆ {state[:1].upper()}{state[1:]}"


def contact_line(report: Report) -> str:
    """Date of the data and whom to ask."""
    bureau = report.bureau
    names = [bureau.get(name, "") for name in ("Contractmanager", "Bureaunaam", "E-mail", "Telefoon")]
    asked = ", ".join(name for name in names if name)
    data = f"Gegevens tot en met {dutch_date(report.run.as_of)}, import {report.run.stand}."
    return f"{data} Vragen? {asked}." if asked else data


RUN, TEXT, CHECK, COLUMN = "Run", "Tekst", "Controletotaal", "Kolom"
RUN_LINE, PLACE_LINE, STATE_LINE, CONTACT_LINE, FINDING = (
    "Regel onder de titel",
    "Regel op Overzicht",
    "Toestand op Overzicht",
    "Contactregel",
    "Bevinding bij de grafiek",
)
VALUE, NOW, ROW_COUNT = "Waarde", "Nu in werkmap", "Aantal rijen"
CHART_TABLE = "Grafiek"
CHECK_NOTE = "Waarde: bij het maken. Nu in werkmap: met uw wijzigingen."
ACCOUNTABILITY = (
    "Verantwoording",
    "Waar deze werkmap van gemaakt is, de controletotalen, en per kolom de rekenregel en de bron.",
)
ACCOUNTABILITY_COLUMNS = {
    "Onderdeel": "Run: waar de werkmap van gemaakt is. Controletotaal: som van een kolom. Kolom: uitleg per kolom.",
    "Tabel": "Blad en tabel in deze werkmap.",
    "Naam": "Naam van de kolom of van het gegeven.",
    "Regel": "Nummer van de rekenregel.",
    "Uitleg": "Wat er staat of hoe het berekend is.",
    VALUE: "De waarde, of bij een kolom: formule, gegeven of invoer.",
    NOW: "Het totaal zoals de werkmap het nu berekent.",
    "Bron": "Waar de regel of het gegeven vandaan komt.",
}
ORDER_HELP = "De volgorde waarin Rekenbureau de rijen maakte; rijen die u zelf toevoegt hebben er geen."
LAST_REFRESH = "Laatste bijwerking"
LAST_REFRESH_NOTE = "Wanneer en door wie deze werkmap voor het laatst is bijgewerkt, en wat er toen veranderde."
RUN_ID = "Run-id"
VERSION = "Versie"
RUN_ID_KEY = (RUN, "", RUN_ID)
LAST_REFRESH_KEY = (RUN, "", LAST_REFRESH)
FINDING_KEY = (TEXT, "", FINDING)
ACCOUNTABILITY_KEYS = ("Onderdeel", "Tabel", "Naam")
PARAMETERS = (
    "Parameters",
    "De instellingen waarmee deze werkmap rekent. De formules lezen ze hier; verander er een om te zien wat dat doet.",
)
PARAMETER_COLUMNS = {
    "Naam": "Naam van de parameter in instellingen.xlsx.",
    VALUE: "De waarde waarmee gerekend is.",
    "Eenheid": "",
    "Bron": "Waar de waarde vandaan komt.",
    "Toelichting": "",
}


def origin(column: Column) -> str:
    """Where a column's cells come from."""
    if column.is_input:
        return "invoer"
    if column.rule is None:
        return "gegeven"
    return "gegeven of formule" if column.fact_first else "formule"


def shown_texts(report: Report) -> list[tuple[str, str, str]]:
    """Name, text and use of what cells outside the tables show of a run: they point here."""
    state = state_sentence(report.state) if report.state else ""
    finding = next((table.title for table in report.tables if table.name == CHART_TABLE), "")
    return [
        (RUN_LINE, run_line(report), "Staat op elk blad onder de titel."),
        (PLACE_LINE, place_and_time(report), "Staat op Overzicht en de dashboards onder de titel."),
        (STATE_LINE, state, "Staat op Overzicht."),
        (FINDING, finding, "Titel van de grafiek op Overzicht."),
        (CONTACT_LINE, contact_line(report), "Staat onderaan Overzicht."),
    ]


def run_facts(report: Report) -> list[tuple[str, str, str, str]]:
    """Name, rule id, value and explanation of what fixes the run."""
    run = report.run
    return [
        (RUN_ID, "G-3", run.run_id, "Met dezelfde run-id komt er altijd hetzelfde uit."),
        ("Periode", "G-5", f"{run.period.code} ({period_words(run.period)})", "De zorgmaanden waarover het gaat."),
        ("Peildatum", "G-3", dutch_date(run.as_of), "Alleen berichten tot en met deze dag tellen mee."),
        ("Stand", "G-3", str(run.stand), "Nummer van de laatste import die meetelt."),
        ("Instellingen", "G-3", run.settings_fingerprint[:8], "Kenmerk van de gebruikte instellingen."),
        (
            "Toestand",
            "MI-8",
            report.state or "definitief moment bereikt",
            "Voorlopig zolang het rapportagemoment niet bereikt is: er komen dan nog declaraties binnen.",
        ),
        (VERSION, "", report.product_version, "Versie van Rekenbureau."),
    ]
