"""Dutch texts of the workbook that goes to an aanbieder: u-form, plain, without blame."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engine.errors import Refusal
from engine.result import Report, Row
from engine.run import Period
from engine.texts.workbooks import dutch_date, period_words

COVER_SHEET = "Voorblad"
RESULTS_SHEET, BENCHMARK_SHEET, QUALITY_SHEET = "Uw resultaten", "Vergelijking", "Aandachtspunten"
SHEETS = {"MaxInzet": RESULTS_SHEET, "Benchmark": BENCHMARK_SHEET, "Datakwaliteit": QUALITY_SHEET}
"""By table the name of its sheet; the sheet of another table is called as the table."""

WHAT, HOW, ASKED, CONTACT = "Wat is dit?", "Zo leest u deze werkmap", "Wat vragen wij u?", "Contact"
REPLY_WITHIN = "binnen vier weken nadat u deze werkmap kreeg"

HOW_TO_READ: Mapping[tuple[str, ...], str] = {
    ("MaxInzet",): f"{RESULTS_SHEET}: per product uw cliënten, uren en bedrag, uw gemiddelde inzet en de norm.",
    ("Plafondopbouw", "Uitnutting"): (
        "Plafondopbouw en Uitnutting: hoe uw bedrag voor dit jaar is berekend, en wat u ervan gebruikte."
    ),
    ("Lumpsum", "Voorschotten", "Nacalculatie"): (
        "Lumpsum, Voorschotten en Nacalculatie: van omzet naar lumpsum, wat wij wanneer betalen, en de afrekening."
    ),
    ("PlekkenAfrekening", "Plekken"): "PlekkenAfrekening en Plekken: uw plekken, de dagen in zorg en de afrekening.",
    ("Looptijden", "InUitstroom", "Verwijzers", "Tijdigheid"): (
        "Looptijden tot en met Tijdigheid: duur van zorg, instroom, verwijzers, en of berichten op tijd waren."
    ),
    ("Benchmark",): (
        f"{BENCHMARK_SHEET}: uw waarde naast de andere aanbieders. Van anderen ziet u alleen de mediaan en de "
        "kwartielen, afgerond, en alleen als de groep groot genoeg is."
    ),
    ("Datakwaliteit",): f"{QUALITY_SHEET}: wat ons opviel in uw berichten, met het toewijzingsnummer.",
}
"""How to read the sheets, by the tables that they hold."""
FORMULAS = "In de cellen staan formules; u kunt ze volgen. Verantwoording: per kolom de rekenregel en de bron."


def how_to_read(tables: Iterable[str]) -> list[str]:
    """The lines about the sheets that there are."""
    present = set(tables)
    return [*(line for names, line in HOW_TO_READ.items() if present & set(names)), FORMULAS]


@dataclass(frozen=True, slots=True)
class Ask:
    """Something the bureau asks: a sentence, and until when (empty: no date)."""

    what: str
    until: str = ""


def cover_title(name: str) -> str:
    """A1 of the cover."""
    return f"Uw cijfers: {name}"


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
        f"{sender} deelt hier uw cijfers met u ({period_words(period)}), met de berichten die tot en met "
        f"{dutch_date(as_of)} zijn ontvangen. U vindt hier alleen uw eigen cijfers."
    )


def part_of_year() -> str:
    """What a half-year result means."""
    return "De norm geldt per kalenderjaar. Daarom vergelijken wij de prognose van het jaar met de norm."


def asks(view: Report) -> list[Ask]:
    """What is asked of the one who receives these results."""
    rows = {table.name: table.rows for table in view.tables}
    found = [
        *_about_average(rows.get("MaxInzet", [])),
        *_about_ceiling(rows.get("Uitnutting", [])),
        *_about_places(rows.get("PlekkenAfrekening", [])),
    ]
    if rows.get("Datakwaliteit"):
        found.append(Ask(f"Loop het blad {QUALITY_SHEET} na en verbeter wat nodig is.", REPLY_WITHIN))
    # without a date: a reply that is wished for in bold would contradict that nothing is asked
    return found or [Ask(f"Wij vragen u nu niets. Klopt een cijfer volgens u niet, meld dat dan {REPLY_WITHIN}.")]


def _about_average(results: Sequence[Row]) -> Iterator[Ask]:
    if codes := _named(results, "Productcode", "Status", "Verwachte overschrijding"):
        text = f"{codes}: de prognose ligt boven de norm. Geef een toelichting of vraag een ophoging aan (bijlage 1)."
        yield Ask(text, REPLY_WITHIN)
    if codes := _named(results, "Productcode", "Status", "Overschrijding", "Overschrijding, terugvordering mogelijk"):
        text = f"{codes}: uw gemiddelde ligt boven de norm. Geef een toelichting; zo nodig nodigen wij u uit."
        yield Ask(text, REPLY_WITHIN)
    if any("beeld onvolledig" in str(row["Opmerking"] or "") for row in results):
        yield Ask("Dien declaraties in binnen een maand na de zorgmaand; nu is het beeld onvolledig.")


def _about_ceiling(results: Sequence[Row]) -> Iterator[Ask]:
    """UN-3: what follows from the signal, and the notice at 70%."""
    if domains := _named(results, "Zorgdomein", "Signaal", "Plafond bereikt"):
        yield Ask(f"{domains}: u declareerde de hele afspraak. Neem contact met ons op over het vervolg.", REPLY_WITHIN)
    if domains := _named(results, "Zorgdomein", "Signaal", "Eindejaarplan opvragen"):
        text = f"{domains}: u gebruikt meer dan de tijd die voorbij is. Stuur ons uw eindejaarplan."
        yield Ask(text, REPLY_WITHIN)
    if domains := _named(results, "Zorgdomein", "Signaal", "Let op"):
        yield Ask(f"{domains}: u gebruikt meer dan de tijd die voorbij is. Houd dit in het oog.")


def _about_places(results: Sequence[Row]) -> Iterator[Ask]:
    """PL-10."""
    if codes := _named(results, "Productcode", "Bandbreedtebrief", "ja"):
        yield Ask(f"{codes}: uw realisatie ligt boven de bandbreedte. Geef een toelichting.", REPLY_WITHIN)


def _named(rows: Sequence[Row], name: str, column: str, *values: str) -> str:
    """The names of the rows that have one of these values, each once."""
    return _joined([*dict.fromkeys(str(row[name]) for row in rows if row.get(column) in values)])


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


CEILING_CHART = "Wat u declareerde naast de afspraak"
PLACES_CHART = "Plekken: realisatie naast het voorschot van het jaar"
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
    "Resultaten": "Aantal bladen met resultaten.",
    "Aandachtspunten": "Aantal rijen op het blad Aandachtspunten.",
    "Run-id": "Waar de werkmap van gemaakt is.",
    "SHA-256": "Kenmerk van de inhoud van het bestand.",
}


def progress(done: int, total: int) -> str:
    """What is being done."""
    return f"Werkmappen voor aanbieders: {done} van {total}"


def cannot_write_index(folder: str, reason: str) -> Refusal:
    """The index could not be written, so the workbooks were not put in their place either."""
    return Refusal(
        f"Het overzicht van de werkmappen kan niet worden opgeslagen ({reason}). In de map is niets veranderd.",
        f"{INDEX_FILE} in map {folder}",
        "Sluit het bestand als het nog open staat en probeer het opnieuw.",
    )
