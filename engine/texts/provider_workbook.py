"""Dutch texts of the workbook that goes to an aanbieder: u-form, plain, without blame."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engine.errors import Refusal
from engine.result import Report, Row
from engine.run import Period
from engine.texts.workbooks import dutch_date, period_words

COVER_SHEET = "Voorblad"
RESULTS_SHEET = "Uw resultaten"
BENCHMARK_SHEET = "Vergelijking"
QUALITY_SHEET = "Aandachtspunten"

WHAT, HOW, ASKED, CONTACT = "Wat is dit?", "Zo leest u deze werkmap", "Wat vragen wij u?", "Contact"
REPLY_WITHIN = "binnen vier weken nadat u deze werkmap kreeg"

HOW_TO_READ = (
    f"{RESULTS_SHEET}: per product uw cliënten, uren en bedrag, uw gemiddelde inzet en de norm. "
    "In de cellen staan formules; u kunt ze volgen en nagaan.",
    f"{BENCHMARK_SHEET}: uw waarde naast de andere aanbieders. Van anderen ziet u alleen de mediaan en de kwartielen, "
    "afgerond, en alleen als de groep groot genoeg is.",
    f"{QUALITY_SHEET}: wat ons opviel in uw declaraties en toewijzingen, met het toewijzingsnummer.",
    "Verantwoording: per kolom de rekenregel en de bron. Parameters en Normen: waarmee is gerekend.",
)


@dataclass(frozen=True, slots=True)
class Ask:
    """Something the bureau asks: a sentence, and until when (empty: no date)."""

    what: str
    until: str = ""


def cover_title(name: str) -> str:
    """A1 of the cover."""
    return f"Gemiddelde inzet van {name}"


def cover_line(report: Report) -> str:
    """A2 of the cover: region, period, as-of date."""
    parts = [
        report.bureau.get("Regio", ""),
        period_words(report.run.period),
        f"gegevens tot en met {dutch_date(report.run.as_of)}",
    ]
    return " · ".join(part for part in parts if part)


def what_this_is(bureau: str, period: Period, as_of: date) -> str:
    """What the workbook is."""
    sender = bureau or "Het inkoopbureau"
    return (
        f"{sender} kijkt twee keer per jaar met u naar uw gemiddelde inzet per cliënt. Hier vindt u uw cijfers "
        f"({period_words(period)}), met de declaraties die tot en met {dutch_date(as_of)} zijn ontvangen."
    )


def part_of_year() -> str:
    """What a half-year result means."""
    return "De norm geldt per kalenderjaar. Daarom vergelijken wij de prognose van het jaar met de norm."


def asks(results: Sequence[Row], has_findings: bool) -> list[Ask]:
    """What is asked of an aanbieder with these rows of results."""

    def products(*statuses: str) -> str:
        return _joined([str(row["Productcode"]) for row in results if row["Status"] in statuses])

    found: list[Ask] = []
    if codes := products("Verwachte overschrijding"):
        found.append(
            Ask(
                f"{codes}: de prognose ligt boven de norm. Geef een toelichting of vraag een ophoging aan (bijlage 1).",
                REPLY_WITHIN,
            )
        )
    if codes := products("Overschrijding", "Overschrijding, terugvordering mogelijk"):
        found.append(
            Ask(
                f"{codes}: uw gemiddelde ligt boven de norm. Geef een toelichting; zo nodig nodigen wij u uit.",
                REPLY_WITHIN,
            )
        )
    if any("beeld onvolledig" in str(row["Opmerking"] or "") for row in results):
        found.append(Ask("Dien declaraties in binnen een maand na de zorgmaand; nu is het beeld onvolledig."))
    if has_findings:
        found.append(Ask(f"Loop het blad {QUALITY_SHEET} na en verbeter wat nodig is.", REPLY_WITHIN))
    return found or [
        Ask("Wij vragen u nu niets. Klopt een cijfer volgens u niet, laat het ons dan weten.", REPLY_WITHIN)
    ]


def reply(until: str) -> str:
    """Until when the bureau would like to hear."""
    return f"Graag ontvangen wij uw reactie {until}."


def _joined(parts: Sequence[str]) -> str:
    *first, last = [*parts] or [""]
    return f"{', '.join(first)} en {last}" if first else last


def chart_title(results: Sequence[Row], measure: str) -> str:
    """The finding of the chart."""
    expected = measure != "Gemiddelde inzet"
    above = [str(row["Productcode"]) for row in results if row["Overschrijding"]]
    words = "Verwacht boven de norm" if expected else "Boven de norm"
    return f"{words}: {_joined(above)}" if above else "Binnen de norm voor al uw producten"


def chart_description(title: str, measure: str) -> str:
    """Alternative text of the chart."""
    return f"Staafdiagram met per product uw {measure.lower()} naast uw norm, in uren per cliënt. {title}."


AXIS = "uren per cliënt"
OWN_NORM = "Uw norm"

CONTACT_NAMES = ("Contractmanager", "Bureaunaam", "Adres", "E-mail", "Telefoon")
NO_CONTACT = "Neem contact op met uw contractmanager."

INDEX_FILE = "_overzicht.csv"
INDEX_TITLE, INDEX = "Werkmappen voor aanbieders", "Welke werkmappen zijn gemaakt, om te verzenden en te controleren."
INDEX_HELP = {
    "AGB": "AGB-code van de aanbieder.",
    "Aanbieder": "Naam van de aanbieder.",
    "Bestand": "Naam van de werkmap in deze map.",
    "Producten": "Aantal producten met resultaten.",
    "Aandachtspunten": "Aantal rijen op het blad Aandachtspunten.",
    "Run-id": "Waar de werkmap van gemaakt is.",
    "SHA-256": "Kenmerk van de inhoud van het bestand.",
}


def progress(done: int, total: int) -> str:
    """What is being done."""
    return f"Werkmappen voor aanbieders: {done} van {total}"


def cannot_write_index(folder: str, reason: str) -> Refusal:
    """The index could not be written; the workbooks were."""
    return Refusal(
        f"Het overzicht van de werkmappen kan niet worden opgeslagen ({reason}). De werkmappen zelf zijn gemaakt.",
        f"{INDEX_FILE} in map {folder}",
        "Sluit het bestand als het nog open staat en probeer het opnieuw.",
    )
