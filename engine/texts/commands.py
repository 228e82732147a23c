"""Dutch texts of the commands: what was done, what is refused."""

from datetime import date, timedelta
from pathlib import Path

from engine.errors import NotApplicable, Problem, Refusal, WrongUse
from engine.texts.numbers import counted

UNEXPECTED = (
    "Er ging iets mis in het programma zelf; aan uw gegevens is niets veranderd. "
    "De technische gegevens staan in {log}. Stuur dat bestand naar de beheerder."
)
MOST_NAMED = 20
HINT = "Gebruik `{command} --help` voor uitleg."


def dutch_date(day: date) -> str:
    """31-12-2024."""
    return f"{day:%d-%m-%Y}"


def unknown_workbook(name: str, known: list[str]) -> WrongUse:
    """`fill` was asked for a workbook that does not exist."""
    return WrongUse(f'Er is geen werkmap "{name}".', todo=f"Kies uit: {', '.join(known)}.")


def table_of_one(table: str, known: list[str]) -> WrongUse:
    """`fill` was asked for one table, and not of one workbook: several have a table of that name."""
    return WrongUse(f'Van welke werkmap is tabel "{table}"?', todo=f"Noem één werkmap: {', '.join(known)}.")


def no_workbook_yet(path: Path, table: str) -> Refusal:
    """`fill` was asked for one table of a workbook that was never made."""
    return Refusal(
        f"Deze werkmap is er nog niet, dus tabel {table} kan er niet in worden bijgewerkt.",
        str(path),
        "Vul eerst de hele werkmap: laat --table weg.",
    )


def left_out(name: str, reason: NotApplicable) -> str:
    """`fill` without names leaves out a workbook that has nothing to say about this period."""
    return f"Niet gemaakt: {name}. {reason.text}"


def not_ready(names: list[str], problems: list[str]) -> str:
    """`fill` goes on when the settings that some workbooks need are not in order."""
    return "\n  ".join([f"Niet gevuld, want nodig en fout in de instellingen: {', '.join(names)}.", *problems])


def not_written(reason: str) -> str:
    """`fill` goes on when one of the workbooks cannot be refreshed."""
    return f"Niet bijgewerkt: {reason}"


def other_forms(others: list[str]) -> str:
    """`fill` refreshes one file; the same workbook saved in another form stays as it was."""
    return (
        f"  Let op: deze werkmap staat er ook in een andere vorm, met de cijfers van eerder: {', '.join(others)}. "
        "Wat u daarin schreef, staat alleen daar. Gebruik één vorm (.xlsm of .xlsx) en zet de rest in een andere map."
    )


def as_saved(name: str, buttons: bool) -> str:
    """`fill` refreshes a workbook in the form in which it is there, whatever the setting Macroknoppen says now."""
    if buttons:
        return (
            f"Let op: {name} heeft geen knoppen. Wilt u die wel, verplaats deze werkmap dan en vul opnieuw; "
            "wat u er zelf in schreef, staat alleen in de oude."
        )
    return f"Let op: {name} heeft nog macro's, al staat Macroknoppen op nee. Sla haar in Excel op als .xlsx."


def other_day(path: Path, table: str, made: date, asked: date) -> Refusal:
    """`fill` was asked for one table with another as-of date than the rest of the workbook has."""
    return Refusal(
        f"Deze werkmap is van peildatum {dutch_date(made)} en deze opdracht van {dutch_date(asked)}: tabel {table} zou "
        "niet meer bij de andere tabellen passen. Er is niets veranderd.",
        str(path),
        f"Voeg --as-of {made.isoformat()} toe, of laat --table weg: dan wordt de hele werkmap bijgewerkt.",
    )


def older_workbooks(count: int, folder: Path) -> str:
    """Where the workbooks are that `providers` replaced."""
    return f"{counted(count, 'werkmap', 'werkmappen')} van eerder met andere cijfers: verplaatst naar {folder}."


def other_workbooks(count: int, index: str) -> str:
    """Workbooks that `providers` did not make now stand among those that it made."""
    files = counted(count, "werkmap", "werkmappen")
    return (
        f"Let op: in deze map staan ook {files} van eerder of van iemand anders, die niet bij deze cijfers horen. "
        f"Verstuur alleen wat in {index} staat, en zet de andere in een andere map."
    )


def problem_elsewhere(problem: Problem) -> str:
    """`fill` goes on when something is wrong in the settings that the asked workbooks do not need."""
    return f"Let op, niet nodig voor deze werkmappen maar wel fout: {problem.text}"


def provider_workbooks(number: int, folder: Path) -> str:
    """`providers` is done."""
    return f"{counted(number, 'aanbiederswerkmap', 'aanbiederswerkmappen')} gemaakt in {folder}."


def unlisted_providers(agbs: list[str]) -> str:
    """`providers` made workbooks for AGBs without a row in Aanbieders: a name and an address are missing."""
    named = ", ".join(agbs[:MOST_NAMED])
    rest = f" en {len(agbs) - MOST_NAMED} andere" if len(agbs) > MOST_NAMED else ""
    one = len(agbs) == 1
    who, what = (
        (f"AGB {named} staat", "Die werkmap heeft") if one else (f"{named}{rest} staan", "Die werkmappen hebben")
    )
    return (
        f"Let op: {who} niet in tabel Aanbieders van instellingen.xlsx. {what} daarom geen naam. "
        "Klopt de AGB, zet die dan met de naam in de tabel en maak de werkmappen opnieuw. "
        "Klopt de AGB niet, verstuur die werkmap dan niet."
    )


def unknown_table(name: str, known: list[str]) -> WrongUse:
    """`trace` was asked for a table that does not exist."""
    return WrongUse(f'Er is geen tabel "{name}".', todo=f"Kies uit: {', '.join(known)}.")


def empty_store(folder: Path) -> Refusal:
    """Nothing was imported yet."""
    return Refusal(
        "Er zijn nog geen berichten of tabellen ingelezen.",
        str(folder),
        "Lees eerst gegevens in: rekenbureau import MAP BESTAND.",
    )


def wrong_key(table: str, columns: tuple[str, ...]) -> WrongUse:
    """`trace` got another number of key values than the table has key columns."""
    return WrongUse(
        f"Een rij van {table} wordt aangewezen met {counted(len(columns), 'waarde', 'waarden')}.",
        todo=f"Geef achter elkaar: {', '.join(columns)}.",
    )


def not_over(period: str, last_day: date, as_of: date) -> Refusal:
    """A period closes with an as-of date after its last day."""
    return Refusal(
        f"Op peildatum {dutch_date(as_of)} is periode {period} nog niet voorbij: die loopt tot en met "
        f"{dutch_date(last_day)}. Er is niets afgesloten.",
        todo=f"Sluit de periode af met een peildatum vanaf {dutch_date(last_day + timedelta(days=1))}.",
    )


def already_closed(period: str, on: str) -> Refusal:
    """A period is closed once."""
    return Refusal(
        f"Periode {period} is al afgesloten (peildatum {on}).",
        todo="Een afgesloten periode verandert niet meer. Met `rekenbureau compare` ziet u wat er sindsdien bijkwam.",
    )


def not_closed(period: str, known: list[str]) -> Refusal:
    """Only a closed period can be compared or read back."""
    rest = f"Afgesloten zijn: {', '.join(known)}." if known else "Er is nog geen periode afgesloten."
    return Refusal(f"Periode {period} is niet afgesloten.", todo=f"{rest} Sluit af met `rekenbureau close`.")


def before_closing(period: str, closed_on: date, as_of: date) -> Refusal:
    """What was known before the closing tells nothing about what changed since."""
    return Refusal(
        f"Periode {period} is afgesloten met peildatum {dutch_date(closed_on)}; op {dutch_date(as_of)} was er minder "
        "bekend dan toen.",
        todo=f"Kies een peildatum vanaf {dutch_date(closed_on)}.",
    )


def damaged_closing(path: Path) -> Refusal:
    """The file of a closed period is not what was written."""
    return Refusal(
        "Het bestand van de afgesloten periode is veranderd of beschadigd.",
        str(path),
        "Zet het terug uit de reservekopie; maak de periode niet opnieuw.",
    )


def settings_being_saved(path: Path) -> Refusal:
    """The settings changed while they were being read."""
    return Refusal(
        "De instellingen werden opgeslagen terwijl ze werden gelezen.", str(path), "Probeer het zo meteen nog eens."
    )


def cannot_write(path: Path, reason: str) -> Refusal:
    """A CSV file that was asked for cannot be written."""
    return Refusal(
        f"Dit bestand kan niet worden geschreven ({reason}).",
        str(path),
        "Kies een map die bestaat, en sluit het bestand als het nog open staat.",
    )


def wrong_command_line(kind: str, name: str, explanation: str, command: str) -> str:
    """What was typed cannot be understood; `kind` is the parser's name for it."""
    said = {
        "MissingParameter": f"Er ontbreekt iets: {name}.",
        "BadParameter": f"De waarde bij {name} is niet goed.",
        "NoSuchOption": f"De optie {name} bestaat niet.",
        "BadOptionUsage": f"Achter {name} ontbreekt de waarde, of er hoort geen waarde achter.",
    }.get(kind, "Deze opdracht bestaat niet, of er staat iets te veel achter.")
    return " ".join(part for part in (said, explanation, HINT.format(command=command)) if part)
