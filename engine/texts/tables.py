"""Dutch texts about table files (CSV, XLSX, Parquet). Every value shown is masked and cut off."""

from collections.abc import Sequence

from engine.errors import Refusal
from engine.intake.privacy import mask_bsn

_LONGEST_SHOWN = 60

RIGHT_LAW = "Vul Jw of Wmo in."
RIGHT_SEX = "Vul 0 (onbekend), 1 (man) of 2 (vrouw) in."
RIGHT_UNIT = "Vul de code in: 01 minuut, 04 uur, 14 etmaal, 16 dagdeel, 82 of 84 stuks, 83 euro's."
RIGHT_FREQUENCY = "Vul de code in: 1 dag, 2 week, 4 maand, 6 totaal."
RIGHT_DELIVERY = "Vul 1 (eerste aanlevering) of 3 (verwijderen) in."
RIGHT_DEBIT_CREDIT = "Vul D (debet) of C (credit) in."
RIGHT_YES_NO = "Vul ja of nee in."


def shown(text: str) -> str:
    """A value as it may be shown: BSN masked, control characters out, cut off."""
    return f'"{cut(mask_bsn(text))}"'


def cut(text: str) -> str:
    """A text with its control characters out, cut off."""
    printable = "".join(character if character.isprintable() else "·" for character in text)
    return f"{printable[:_LONGEST_SHOWN]}…" if len(printable) > _LONGEST_SHOWN else printable


def listed(names: Sequence[str]) -> str:
    """Names as a Dutch list: A, B en C; a BSN in one is masked."""
    masked = [mask_bsn(name) for name in names]
    return masked[0] if len(masked) == 1 else f"{', '.join(masked[:-1])} en {masked[-1]}"


def thousands(number: int) -> str:
    """4182 → 4.182."""
    return f"{number:,}".replace(",", ".")


def place(file: str, sheet: str) -> str:
    """File, and the sheet in it."""
    return f"{file}, blad {mask_bsn(sheet)}" if sheet else file


def on_sheet(sheet: str) -> str:
    """Before the reasons of a file with several sheets."""
    return f"Blad {mask_bsn(sheet)}: "


# Reasons why a line is set aside: what is wrong and what would be right. `bad_cell` puts the column before it.


def bad_cell(column: str, problem: str) -> str:
    """The reason of one cell, with its column."""
    return f"Kolom {column}: {problem}"


def missing_value() -> str:
    """A mandatory cell without a value."""
    return "de cel is leeg. Vul een waarde in."


def too_long(text: str, longest: int) -> str:
    """A code or reference that cannot be one."""
    return f"{shown(text)} heeft {thousands(len(text))} tekens; hoogstens {longest} is goed. Vul alleen de code in."


def control_character(text: str) -> str:
    """A character that is no text, such as NUL."""
    return f"{shown(text)} bevat een teken dat geen tekst is. Verwijder dat teken."


def no_number(text: str, decimal_sign: str) -> str:
    """Not a number in the notation of its column."""
    sign = "komma" if decimal_sign == "," else "punt"
    right = f"Vul een getal in, bijvoorbeeld 1234{decimal_sign}50."
    return f"{shown(text)} is geen getal met een {sign} voor de decimalen. {right}"


def number_too_large(text: str) -> str:
    """A number that no amount or volume can be."""
    return f"{shown(text)} is te groot. Vul een getal onder 1.000.000.000.000 in."


def too_many_decimals(text: str, decimals: int) -> str:
    """More decimals than the column may have."""
    count = {2: "twee", 4: "vier"}[decimals]
    return f"{shown(text)} heeft meer dan {count} decimalen. Vul het getal in met hoogstens {count} decimalen."


def no_date(text: str) -> str:
    """Not a date."""
    return f"{shown(text)} is geen datum. Vul een datum in, bijvoorbeeld 15-04-2024 of 2024-04-15."


def unlikely_year(text: str, first: int, last: int) -> str:
    """A date of another era: a slip of the keyboard."""
    return f"{shown(text)} ligt niet tussen {first} en {last}. Controleer het jaar."


def no_code(text: str, what: str, digits: int) -> str:
    """Not a code of at most so many digits."""
    return f"{shown(text)} is geen {what}. Vul {digits} cijfers in."


def not_one_of(text: str, right: str) -> str:
    """Not one of the few values of the column."""
    return f"{shown(text)} is hier niet bekend. {right}"


def invalid_bsn() -> str:
    """The value is shown nowhere, not even masked digits (DK-14)."""
    return "dit is geen geldig BSN (elfproef). Verbeter het BSN in het bronsysteem en lever de regel opnieuw aan."


def missing_bsn() -> str:
    """Also what an export of lines set aside says when it is read back: the BSN is not in it."""
    return "de cel is leeg. Vul het BSN aan in het bronsysteem en lever de regel opnieuw aan."


def bsn_in_wrong_column() -> str:
    """A BSN where a code belongs."""
    return "hier staat een BSN. Vul de eigen waarde van deze kolom in."


def end_before_begin(end: str, begin: str) -> str:
    """Einddatum before Begindatum; both dd-mm-jjjj."""
    return f"De einddatum ({end}) ligt vóór de begindatum ({begin}). Verbeter een van beide."


def negative_number(text: str) -> str:
    """DebetCredit says the sign already; with a minus sign too nobody knows what is meant."""
    return (
        f"{shown(text)} is negatief. Vul het getal zonder minteken in; bij een declaratie zegt DebetCredit (D of C) "
        "of de regel bij of af gaat."
    )


def rejected_without_date() -> str:
    """Afgekeurd or ToegekendBedrag without its date."""
    return "AfgekeurdOp is leeg, maar Afgekeurd is ja of ToegekendBedrag is ingevuld. Vul de datum van het antwoord in."


def answer_without_outcome() -> str:
    """AfgekeurdOp without an outcome."""
    return "AfgekeurdOp is ingevuld, maar Afgekeurd niet. Vul bij Afgekeurd ja of nee in."


def half_answer() -> str:
    """One of AntwoordDatum and Antwoord."""
    return (
        "AntwoordDatum en Antwoord horen bij elkaar, maar één van beide is leeg. Vul ze allebei in of geen van beide."
    )


def half_extent() -> str:
    """A volume without unit or frequency says nothing."""
    return "Volume is ingevuld, maar Eenheid of Frequentie is leeg. Vul ze alle drie in."


def wrong_width(found: int, expected: int) -> str:
    """A line of a CSV with too many or too few values."""
    return (
        f"De regel heeft {found} waarden, de kopregel {expected}. Controleer of er een scheidingsteken te veel of te "
        "weinig staat, of een aanhalingsteken dat niet gesloten is."
    )


def excel_error(name: str) -> str:
    """An XLSX cell with an error value such as #N/B."""
    return f"de cel bevat de fout {name}. Verbeter de formule of vul de waarde in."


def digits_cut_off() -> str:
    """A long number in a numeric cell."""
    return "Excel bewaart van dit lange getal maar 15 cijfers. Maak de cel op als tekst en vul het nummer opnieuw in."


# Refusals of a whole file.


def ambiguous_number(where: str, column: str, line: int, text: str) -> Refusal:
    """1.234 or 1,234 and nothing in the file that tells."""
    return Refusal(
        f"kolom {column}, regel {thousands(line)}: {shown(text)} kan op twee manieren gelezen worden, en geen andere "
        "waarde in het bestand laat zien of de komma of de punt het decimaalteken is.",
        where,
        'Zet in een koppeling in de map mappings: decimaal = "," of decimaal = ".".',
    )


def ambiguous_date(where: str, column: str, line: int, text: str) -> Refusal:
    """03/04/2024 and nothing in the file that tells."""
    return Refusal(
        f"kolom {column}, regel {thousands(line)}: {shown(text)} kan op twee manieren gelezen worden, en geen andere "
        "datum in het bestand laat zien of de dag of de maand voorop staat.",
        where,
        'Zet in een koppeling in de map mappings: datum = "dd-mm-jjjj" of datum = "mm-dd-jjjj".',
    )


def mixed_notation(where: str, column: str, one: str, other: str) -> Refusal:
    """A column that uses two notations."""
    return Refusal(
        f"kolom {column} gebruikt twee schrijfwijzen door elkaar, bijvoorbeeld {shown(one)} en {shown(other)}.",
        where,
        "Lever de kolom aan in één schrijfwijze.",
    )


def month_first(where: str, column: str, text: str) -> Refusal:
    """American dates, not announced by a mapping."""
    return Refusal(
        f"kolom {column}: in {shown(text)} staat de maand voorop.",
        where,
        'Lever datums aan als dd-mm-jjjj, of zet in een koppeling in de map mappings: datum = "mm-dd-jjjj".',
    )


def wrong_encoding(where: str) -> Refusal:
    """Neither UTF-8 nor Windows-1252."""
    return Refusal("dit bestand is geen tekst in UTF-8 of Windows-1252.", where, 'Sla het opnieuw op als "CSV UTF-8".')


def empty_file(where: str) -> Refusal:
    """No header."""
    return Refusal("dit bestand is leeg.", where, "Lever een bestand aan met een kopregel en regels.")


def unreadable(where: str, format_name: str) -> Refusal:
    """Not what its name says, or damaged."""
    return Refusal(f"dit bestand is beschadigd of geen {format_name}.", where, f"Sla het opnieuw op als {format_name}.")


def no_table(where: str) -> Refusal:
    """A PDF, picture or archive."""
    return Refusal("dit bestand is geen tabel.", where, "Lever een CSV-, XLSX- of Parquet-bestand aan.")


def old_workbook(where: str) -> Refusal:
    """An .xls file, or a workbook with a password: Excel writes both in the same container."""
    return Refusal(
        "dit is een oude (.xls) of beveiligde werkmap.", where, "Sla de werkmap zonder wachtwoord op als .xlsx."
    )


def line_too_long(where: str, megabytes: int) -> Refusal:
    """One line larger than a block: a quote that is never closed, or no CSV at all."""
    return Refusal(
        f"een regel is langer dan {megabytes} MB. Waarschijnlijk is een aanhalingsteken niet gesloten.",
        where,
        "Verbeter het bestand en lees het opnieuw in.",
    )


def unclosed_quote(where: str, line: int) -> Refusal:
    """The last line ends inside quotes."""
    return Refusal(
        f"vanaf regel {thousands(line)} is een aanhalingsteken niet gesloten. Daardoor is niet te zien waar regels "
        "ophouden.",
        where,
        "Sluit het aanhalingsteken of verwijder het.",
    )


def unpacks_too_large(where: str) -> Refusal:
    """A ZIP bomb."""
    return Refusal(
        "dit bestand wordt bij het uitpakken veel te groot.", where, "Controleer waar het bestand vandaan komt."
    )


def foreign_entities(where: str) -> Refusal:
    """A DTD inside a workbook."""
    return Refusal(
        "dit bestand bevat een DTD met verwijzingen; dat hoort niet in een werkmap.",
        where,
        "Sla het opnieuw op in Excel.",
    )


def bsn_column(where: str, column: str) -> Refusal:
    """A text column full of BSNs."""
    return Refusal(
        f"in kolom {column} staan BSN's. Die mogen alleen in kolom Bsn staan.",
        where,
        "Verbeter de kolommen van het bestand.",
    )
