"""Dutch texts about instellingen.xlsx."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import Problem, Refusal


@dataclass(frozen=True, slots=True)
class SettingsProblem(Problem):
    """A problem in the settings, with what it touches: a table (English field) or the name of a parameter."""

    subject: str = ""


def _letters(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the settings: file, table, and (when known) row and column, counted from 1."""

    file: str
    table: str
    subject: str
    row: int = 0
    column: int = 0

    @property
    def text(self) -> str:
        """`Tabel Normen in instellingen.xlsx, cel C7`."""
        cell = f", cel {_letters(self.column)}{self.row}" if self.column else ""
        return f"Tabel {self.table} in {self.file}{cell}"

    def problem(self, what: str, todo: str) -> SettingsProblem:
        """A problem at this place."""
        return SettingsProblem(what, self.text, todo, self.subject)


def settings_notes(notes: Sequence[str], most: int) -> list[str]:
    """What is strange in the settings, for who makes workbooks; more than so many are counted."""
    shown = [f"Let op, in de instellingen: {note}" for note in notes[:most]]
    more = len(notes) - len(shown)
    return [*shown, f"Let op, in de instellingen: en nog {more}; rekenbureau check noemt ze alle."] if more else shown


# the file


def missing_file(name: str) -> Refusal:
    """No settings file."""
    return Refusal(
        f"{name} is er niet.",
        todo="Controleer de map van het dossier. Maak een nieuw dossier met rekenbureau new, of zet een kopie terug.",
    )


def unreadable_file(name: str) -> Refusal:
    """The system does not let us read it."""
    return Refusal(
        f"{name} kan niet worden geopend.",
        todo="Sluit het bestand in andere programma's en controleer of u rechten hebt op de map. Probeer het opnieuw.",
    )


def encrypted_file(name: str) -> Refusal:
    """An OLE file: protected with a password, or the format of before 2007."""
    return Refusal(
        f"{name} is beveiligd met een wachtwoord of opgeslagen als oude Excel-werkmap (.xls).",
        todo="Open het bestand in Excel, haal het wachtwoord weg (Bestand, Info) en sla het op als .xlsx.",
    )


def damaged_file(name: str) -> Refusal:
    """Not a readable .xlsx."""
    return Refusal(
        f"{name} is geen leesbare Excel-werkmap: het bestand is beschadigd of heeft een ander formaat.",
        todo="Open het in Excel, laat het herstellen en sla het op als .xlsx, of zet een kopie terug.",
    )


def existing_file(name: str, folder: str) -> Refusal:
    """Settings are the bureau's own work: never written over."""
    return Refusal(
        f"{name} bestaat al en wordt niet overschreven.",
        where=f"Map {folder}",
        todo="Kies een andere map, of geef het bestaande bestand eerst een andere naam.",
    )


# tables and columns


def missing_table(place: Place) -> SettingsProblem:
    """Neither a table nor a sheet of that name."""
    return place.problem(
        "deze tabel ontbreekt.",
        f"Zet het blad {place.table} terug uit een kopie, of uit een nieuw dossier (rekenbureau new).",
    )


def missing_headers(place: Place, headers: list[str]) -> SettingsProblem:
    """The sheet has no header row with the mandatory columns."""
    return place.problem(
        "de kolomkoppen zijn niet gevonden.", f"Zet in één rij de koppen terug, in elk geval: {', '.join(headers)}."
    )


def missing_column(place: Place, header: str) -> SettingsProblem:
    """A mandatory column is not there."""
    return place.problem(f"kolom {header} ontbreekt.", f'Zet de kolomkop "{header}" terug.')


def missing_optional_column(place: Place, header: str) -> SettingsProblem:
    """An optional column is not there: read as empty."""
    return place.problem(
        f"kolom {header} ontbreekt en telt als leeg.", f'Zet de kolomkop "{header}" terug als u hem gebruikt.'
    )


def double_column(place: Place, header: str) -> SettingsProblem:
    """The same header twice."""
    return place.problem(f"kolom {header} staat er twee keer.", "Haal een van de twee weg of geef hem een andere kop.")


def below_table(place: Place) -> SettingsProblem:
    """A filled cell under the table, in one of its columns."""
    return place.problem(
        "deze rij staat onder de tabel en telt daarom niet mee.",
        "Trek de tabel door tot en met deze rij (sleep het hoekje rechtsonder in de tabel), of haal de tekst weg.",
    )


# values


def wrong_value(place: Place, shown: str, form: str, example: str) -> SettingsProblem:
    """Not what the column holds."""
    return place.problem(f'"{shown}" is geen {form}.', f"Vul {example}.")


def empty_value(place: Place, header: str, example: str) -> SettingsProblem:
    """A mandatory cell is empty."""
    return place.problem(f"{header} is leeg.", f"Vul {example}, of maak de hele rij leeg.")


def error_value(place: Place, shown: str) -> SettingsProblem:
    """An Excel error such as #N/B."""
    return place.problem(f"de formule geeft een fout ({shown}).", "Verbeter de formule of typ de waarde zelf in.")


def uncalculated_formula(place: Place) -> SettingsProblem:
    """A formula without a stored result."""
    return place.problem("de formule is nog niet berekend.", "Open het bestand in Excel en sla het op.")


def not_a_choice(place: Place, shown: str, choices: str) -> SettingsProblem:
    """A word that is not on the list."""
    return place.problem(f'"{shown}" kan hier niet.', f"Kies uit: {choices}.")


def wrong_code(place: Place, shown: str, form: str, digits: int) -> SettingsProblem:
    """A code that is not of so many digits."""
    return place.problem(f'"{shown}" is geen {form}.', f"Vul {digits} cijfers in, bijvoorbeeld {'01234567'[:digits]}.")


def product_code_as_number(place: Place, shown: str) -> SettingsProblem:
    """Excel makes 54000 of 54E03 and drops leading zeros."""
    return place.problem(
        f"de productcode staat er als getal ({shown}); zo raken nullen en letters weg (54E03 wordt 54000).",
        "Zet de cel op Tekst (Celeigenschappen) en typ de code opnieuw.",
    )


def too_many_decimals(place: Place, shown: str, decimals: int) -> SettingsProblem:
    """More decimals than the value is calculated with."""
    return place.problem(
        f"{shown} heeft meer dan {decimals} cijfers achter de komma.",
        f"Rond het getal zelf af op {decimals} cijfers achter de komma.",
    )


def too_small(place: Place, shown: str, form: str) -> SettingsProblem:
    """A negative number where none can be."""
    return place.problem(f"{shown} is als {form} niet mogelijk.", "Vul 0 of een hoger getal in.")


def too_large(place: Place, shown: str) -> SettingsProblem:
    """More digits than an amount can have."""
    return place.problem(f"{shown} is te groot.", "Controleer het getal: staat de komma goed?")


def unclear_percentage(place: Place, shown: str) -> SettingsProblem:
    """A number in a cell that is not formatted as a percentage."""
    return place.problem(
        f"{shown} is geen duidelijk percentage: de cel toont geen procentteken.",
        "Typ het getal met procentteken, bijvoorbeeld 5%.",
    )


def percentage_out_of_range(place: Place, shown: str) -> SettingsProblem:
    """Below -100% or above 200%."""
    return place.problem(f"{shown} ligt niet tussen -100% en 200%.", "Controleer het percentage.")


# between rows


def duplicate_row(place: Place, other_row: int, key: str) -> SettingsProblem:
    """The same key twice."""
    return place.problem(
        f"deze rij staat er twee keer: {key} staat ook in rij {other_row}.", "Haal een van de twee rijen weg."
    )


def overlapping_tariffs(place: Place, other_row: int) -> SettingsProblem:
    """Two tariffs for the same product and aanbieder on one day."""
    return place.problem(
        f"dit tarief overlapt met dat in rij {other_row} (zelfde product, aanbieder en eenheid).",
        "Vul bij het oudste tarief in Tot de laatste dag in waarop het geldt.",
    )


def ends_before_start(place: Place, end: str, start: str) -> SettingsProblem:
    """Tot before Vanaf."""
    return place.problem(f"Tot ({end}) ligt vóór Vanaf ({start}).", "Verbeter een van de twee datums.")


def same_decision_day(place: Place, other_row: int, day: str) -> SettingsProblem:
    """Two granted raises with the same decision date."""
    return place.problem(
        f"op {day} is ook in rij {other_row} een ophoging toegekend voor deze aanbieder, dit product en dit jaar.",
        "Laat één rij met Toegekend (uren) en deze besluitdatum staan; alleen de laatste telt.",
    )


def two_durations(place: Place) -> SettingsProblem:
    """Both days and months."""
    return place.problem(
        "de standaardduur is in dagen én in maanden ingevuld.", "Laat een van de twee staan en maak de andere leeg."
    )


def own_partner(place: Place) -> SettingsProblem:
    """A benchmark partner of itself."""
    return place.problem("een aanbieder kan niet zijn eigen partner zijn.", "Vul de AGB-code van een ander in.")


# warnings


def raise_without_decision(place: Place) -> SettingsProblem:
    """Granted hours that can never count (MI-3)."""
    return place.problem(
        "er zijn uren toegekend, maar Besluitdatum is leeg; de ophoging telt niet mee.", "Vul de besluitdatum in."
    )


def granted_without_hours(place: Place) -> SettingsProblem:
    """Status Toegekend and no hours."""
    return place.problem(
        "de status is Toegekend, maar Toegekend (uren) is leeg; de ophoging telt niet mee.", "Vul de uren in."
    )


def hours_with_other_status(place: Place, status: str) -> SettingsProblem:
    """Granted hours on a refused or withdrawn request: they count all the same (MI-3)."""
    return place.problem(
        f"de status is {status}, maar er staan toegekende uren; die tellen mee.",
        "Maak Toegekend (uren) leeg als de ophoging niet is toegekend.",
    )


def decision_before_receipt(place: Place) -> SettingsProblem:
    """Besluitdatum before Ontvangen op."""
    return place.problem("Besluitdatum ligt vóór Ontvangen op.", "Controleer de twee datums.")


def agreement_after_year(place: Place) -> SettingsProblem:
    """Afspraken: Vanaf in another year than Jaar."""
    return place.problem("Vanaf valt na het jaar van de afspraak; die telt nooit mee.", "Verbeter Vanaf of Jaar.")


def unknown_parameter(place: Place, name: str, nearest: str | None) -> SettingsProblem:
    """A name no rule reads."""
    hint = f'Bedoelt u "{nearest}"?' if nearest else "Haal de rij weg of verbeter de naam."
    return place.problem(f'geen enkele regel gebruikt een keuze met de naam "{name}".', hint)


def other_unit(place: Place, unit: str, expected: str) -> SettingsProblem:
    """The unit was changed, which changes nothing."""
    return place.problem(
        f'de eenheid "{unit}" wordt niet gelezen; de waarde geldt als {expected}.',
        f'Zet de eenheid terug op "{expected}" en pas zo nodig de waarde aan.',
    )


def not_listed(place: Place, shown: str, table: str, others: int) -> SettingsProblem:
    """A code or name that the table it belongs to does not list, here and in that many other rows."""
    elsewhere = f" (ook in {others} andere {'rij' if others == 1 else 'rijen'})" if others else ""
    return place.problem(
        f'"{shown}" staat niet in de tabel {table}{elsewhere}.',
        f"Controleer de schrijfwijze, of zet {shown} ook in {table}.",
    )
