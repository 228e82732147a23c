"""Dutch texts of the financial framework and the lumpsum: titles, sources, refusals, and what to do about a row."""

from datetime import date

from engine.errors import NotApplicable
from engine.texts.charts import largest_drawn, with_notes
from engine.texts.numbers import counted

FRAMEWORK_TITLE = "Financieel kader"
FRAMEWORK = "Per gemeente en dienstvorm: budgetplafond A = lumpsum van de partners B + alle andere uitgaven C."
LUMPSUM_TITLE = "Lumpsum per partner"
LUMPSUM = "Van omzet naar lumpsum: omzet en opslag, plus indexatie, min taakstelling."
REVENUE_TITLE = "Omzet per aanbieder"
REVENUE = "Per AGB-code de omzet van het vorige jaar: de opgave van de accountant naast wat is gedeclareerd."
ADVANCES_TITLE = "Voorschotten"
ADVANCES = "Per partner en kwartaal: het voorschot, wat declaraties al betaalden, en wat nog wordt betaald."
SETTLEMENT_TITLE = "Nacalculatie"
SETTLEMENT = "Per partner het aandeel in een overschrijding van het budgetplafond, en de lumpsum die overblijft."
INFLOW_TITLE = "Instroom per maand"
INFLOW = "Nieuwe cliënten bij partners en bij anderen; partners gaan voor."

DECLARED = "declaraties t/m {day:%d-%m-%Y}"
STATEMENT = "opgave"


def declared_until(day: date) -> str:
    """Where revenue comes from without a statement."""
    return DECLARED.format(day=day)


def statement(source: str | None) -> str:
    """Where revenue comes from with a statement; the bureau may name it."""
    return source or STATEMENT


def report_title(year: int) -> str:
    """The title of the workbook."""
    return f"Financieel kader en lumpsum {year}"


def nothing_to_show(year: int) -> NotApplicable:
    """No partner and no framework in the settings for the year."""
    return NotApplicable(
        f"Er zijn geen lumpsumpartners en geen kaderinstellingen voor {year}.",
        "instellingen.xlsx, tabellen Lumpsumpartners en Kaderinstellingen",
        "Vul per partner, gemeente en dienstvorm een rij in.",
    )


DUE, NOT_DUE = "bereikt", "komt nog"


def due(day: date | None, as_of: date) -> str | None:
    """Whether the day of an advance was reached on the as-of date (LS-10)."""
    return day and (DUE if day <= as_of else NOT_DUE)


KEY_FIGURES_TITLE, KEY_FIGURES = "Kerncijfers", "De cijfers op Overzicht, over alle gemeenten en dienstvormen."
CARD_HELP = {
    "Budgetplafond (A)": "Alle budgetplafonds samen: A = B + C.",
    "Lumpsum (B)": "Alle lumpsums samen.",
    "Overige uitgaven (C)": "Wat buiten de lumpsum mag worden uitgegeven.",
    "Nog te betalen": "Voorschotten min wat al via declaraties is betaald, ook die waarvan de betaaldag al bereikt is.",
    "Overschrijding": "Alle overschrijdingen samen, voor zover het werkelijke pgb bekend is.",
    "Instroom bij anderen": "Nieuwe cliënten bij wie geen partner is, tot en met de peildatum.",
}
CHART = "De cijfers achter de grafiek op Overzicht: A = B + C per gemeente en dienstvorm, het grootste plafond eerst."
NO_CHART = "Er is nog geen budgetplafond"
ATTENTION_TITLE = "Wat aandacht vraagt"
ATTENTION = "Kaders en partners die aandacht vragen, meest dringend eerst, met de volgende stap."


def chart_title(above: int, known: int, cells: int, drawn: int) -> str:
    """The finding of the chart, of how many it is known, and which of them are drawn."""
    notes = [largest_drawn(drawn)] if drawn < cells else []
    if not known:
        return with_notes(f"Budgetplafond A = lumpsum B + overige uitgaven C ({cells} kaders)", notes)
    if known < cells:
        notes = [f"van {cells - known} nog niet bekend", *notes]
    return with_notes(f"{above} van {cells} budgetplafonds overschreden", notes)


def cell_name(municipality: str, service_form: str) -> str:
    """A gemeente × dienstvorm, as people call it."""
    return f"{municipality} · {service_form}"


OVERSPENT = "Budgetplafond overschreden"
DEDUCT = "Bespreek de inhouding met de partners (blad Nacalculatie)."
DUE_ADVANCES = "Voorschotten waarvan de betaaldag al bereikt is"
CHECK_PAID = "Controleer of ze zijn betaald (blad Voorschotten, kolom Betaaldag)."
OVERPAID = "Meer betaald dan de hele lumpsum"
CLAIM_BACK = "Spreek af hoe dit wordt terugbetaald."
LUMPSUM_BELOW_ZERO = "Lumpsum is minder dan nul"
CHECK_REVENUE = "Controleer de omzet en de opslag (blad Omzetopgave)."
FINAL_BELOW_ZERO = "Definitieve lumpsum is minder dan nul: de inhouding is groter dan de lumpsum"
LIMIT_DEDUCTION = "Controleer PGB werkelijk en C werkelijk in Kader, en spreek af wat de partner draagt."
CEILING_BELOW_ZERO = "Budgetplafond is minder dan nul"
CHECK_OTHERS = "Controleer in Kader de omzet van partners en anderen, en de taakstelling."
NO_DECISION = "Er is nog geen besluitdatum: voorschotten hebben geen datum"
FILL_DECISION = "Vul Besluitdatum in, in tabel Kaderinstellingen."
PGB_NOT_SPLIT = "PGB is niet te verdelen: er zijn geen toewijzingen"
FILL_PGB_FORM = "Geef in het PGB-overzicht de dienstvorm op."
PGB_WITHOUT_LAW = "Producten zonder Wet: PGB telt hier niet mee"
FILL_LAW = "Vul Wet in, in tabel Producten."
FILL_FORM = "Controleer de dienstvorm in het PGB-overzicht, en tabel Producten."
PGB_UNKNOWN = "Het werkelijke PGB is nog niet bekend: geen nacalculatie"
FILL_PGB = "Vul PGB werkelijk in, in tabel Kaderinstellingen."
ASK_BIRTH = "Lees de toewijzingen (301) van deze cliënten in."
PARTNERS_FIRST = "Bespreek met de toegang dat partners voorgaan."


def pgb_elsewhere(form: str) -> str:
    """LS-6: pgb of a dienstvorm that the gemeente does not have in `Kader`."""
    return f"PGB van dienstvorm {form[:20]} telt niet mee: niet in Kader"


def unknown_birth(lines: int) -> str:
    """LS-7: whose age nobody knows counts as younger."""
    counts = "telt" if lines == 1 else "tellen"
    return f"{counted(lines, 'regel', 'regels')} zonder bekende geboortedatum {counts} als jonger"


def more_elsewhere(others: int, partners: int) -> str:
    """LS-12: partners go first."""
    return f"Meer instroom bij anderen ({others}) dan bij partners ({partners})"


STARTS = "De startberichten (305) achter deze rij."
FROM_STATEMENT, FROM_SURCHARGE = "Opgave omzet", "Opslag"
FROM_PGB, FROM_PGB_ACTUAL = "PGB-overzicht", "PGB werkelijk"
AT_PARTNER, AT_OTHER = "partner", "ander"
