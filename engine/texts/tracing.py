"""Dutch texts of a trace: what stands behind a row."""

from collections.abc import Sequence

from engine.errors import Refusal, WrongUse
from engine.texts.numbers import counted, dutch_number

COUNTS, YES, NO = "Telt mee", "ja", "nee"
NOTHING = "leeg"

LINES_TITLE = "Bronregels achter {table} {key}"
DECLARATION, ASSIGNMENT = "Declaratieregel", "Toewijzing"
MIXED_LINES = "De regels achter deze rij: declaraties, en wat uit instellingen, tabellen of andere berichten komt."
LINES = "De declaratieregels van deze rij: wat telt, en wat niet en waarom."
REJECTED = "afgekeurd op {day:%d-%m-%Y}"
GRANTED = "toegekend bedrag op {day:%d-%m-%Y}"
GRANTED_NOTHING = "niets toegekend op {day:%d-%m-%Y}"
UNANSWERED = "nog geen antwoord (TelOnbeantwoord = nee)"
NO_HOURS = "andere eenheid dan uren of minuten: telt niet mee in Uren"


def unknown_row(table: str, key: Sequence[str], names: Sequence[str]) -> Refusal:
    """A trace was asked of a row that does not exist."""
    return Refusal(
        f"De tabel {table} heeft geen rij voor {' '.join(key)}.",
        todo=f"Geef achter elkaar: {', '.join(names)}, zoals in de eerste kolommen van de tabel.",
    )


INSTEAD = {
    "Aanvragen": "De aanvragen staan in instellingen.xlsx, tabel Ophogingen.",
    "Benchmark": "Zij vergelijkt rijen van MaxInzet: vraag daarvan de bronregels op.",
    "Datakwaliteit": "Met `rekenbureau quality` krijgt u per toewijzing en declaratie wat er opvalt.",
}
"""Where to look for tables without source lines of their own."""


def no_source_lines(table: str, known: Sequence[str]) -> WrongUse:
    """A trace was asked of a table that is made of other tables or of settings."""
    instead = INSTEAD.get(table, "Zij is gemaakt van andere tabellen of van instellingen.")
    return WrongUse(
        f"De rijen van tabel {table} hebben geen eigen bronregels. {instead}", todo=f"Wel: {', '.join(known)}."
    )


def number_of_lines(number: int) -> str:
    """How many lines a trace found."""
    return f"{counted(number, 'bronregel', 'bronregels')}."


def number_of_counting_lines(number: int, counting: int) -> str:
    """How many declaration lines a trace found."""
    counts = "meetelt" if counting == 1 else "meetellen"
    return f"{counted(number, 'declaratieregel', 'declaratieregels')}, waarvan {dutch_number(counting)} {counts}."


def number_of_other_lines(number: int) -> str:
    """How many lines of a trace are no declaration lines."""
    return f"{counted(number, 'andere bronregel', 'andere bronregels')}."


def check_line(column: str, of_row: str, of_lines: str, agrees: bool) -> str:
    """One total compared."""
    verdict = "sluit aan" if agrees else "SLUIT NIET AAN"
    return f"{column}: rij {of_row}, regels {of_lines}: {verdict}."
