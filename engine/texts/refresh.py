"""Dutch texts about refreshing a workbook that exists: what stands in the way, and what was changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from engine.errors import Refusal
from engine.texts.numbers import counted

VANISHED = "vervallen"
"""In the column Volgorde of a row that the result no longer has."""

BREAK_SIGNATURE = "--zonder-handtekening"
"""Option of `fill`: a signed workbook may lose its signature."""

NOTHING_LOST = "Er is niets veranderd."

TABLE_BESIDE = "tabel {name} staat er half naast"
MERGED_ACROSS = "de samengevoegde cellen {area} lopen er overheen"
ARRAY_ACROSS = "de matrixformule in {place} loopt er overheen"
UNKNOWN_ELEMENT = "het blad bevat een onderdeel ({name}) dat naar cellen kan verwijzen"
MAY_POINT = {
    "macros": "de macro's in de werkmap kunnen naar die cellen verwijzen",
    "xml": "een XML-koppeling in de werkmap kan naar die cellen verwijzen",
    "webextension": "een invoegtoepassing in de werkmap kan naar die cellen verwijzen",
    "volatile": "een realtime koppeling in de werkmap kan naar die cellen verwijzen",
    "activex": "een ActiveX-besturingselement in de werkmap kan naar die cellen verwijzen",
    "query": "een gegevensverbinding in de werkmap kan naar die cellen verwijzen",
}


def _refused(path: Path, what: str, todo: str) -> Refusal:
    return Refusal(f"{what} {NOTHING_LOST}", str(path), todo)


def encrypted(path: Path) -> Refusal:
    """The file has a password, or is a workbook of before 2007."""
    return _refused(
        path,
        "Deze werkmap is met een wachtwoord versleuteld, of heeft het oude bestandstype .xls.",
        "Haal in Excel het wachtwoord van het bestand, of sla het op als .xlsx of .xlsm.",
    )


def damaged(path: Path) -> Refusal:
    """The file is no whole zip, or a part is missing or unreadable."""
    return _refused(
        path,
        "Deze werkmap is beschadigd: niet alles is te lezen.",
        "Open de werkmap in Excel en sla haar opnieuw op, of zet een vorige versie terug als die in de map versies "
        "staat. Of verplaats dit bestand en vul opnieuw: dan wordt een nieuwe werkmap gemaakt.",
    )


def no_workbook(path: Path) -> Refusal:
    """A zip, but no workbook."""
    return _refused(path, "Dit bestand is geen werkmap.", "Geef het een andere naam of verplaats het.")


def too_large(path: Path) -> Refusal:
    """More than a workbook can sensibly be."""
    return _refused(
        path,
        "Deze werkmap is te groot om bij te werken.",
        "Haal grote bladen of afbeeldingen eruit, of begin een nieuwe.",
    )


def unknown_content(path: Path, part: str) -> Refusal:
    """Between the rows of a sheet stands what no spreadsheet program writes there."""
    return _refused(
        path,
        f"In onderdeel {part} staat tussen de rijen iets onbekends.",
        "Open de werkmap in Excel en sla haar opnieuw op.",
    )


def signed(path: Path) -> Refusal:
    """A digital signature would break."""
    return _refused(
        path,
        "Deze werkmap is digitaal ondertekend; bijwerken maakt de handtekening ongeldig.",
        f"Mag de handtekening vervallen, voeg dan {BREAK_SIGNATURE} toe; de ondertekende werkmap blijft bewaard als "
        "vorige versie. Anders: geef dit bestand een andere naam.",
    )


def in_use(path: Path, who: str, mark: str = "") -> Refusal:
    """Someone has the file open; `mark` is the file by which the spreadsheet program says so."""
    by = f" door {who}" if who else ""
    left = f" Heeft niemand haar open, verwijder dan het achtergebleven bestand {mark}." if mark else ""
    return _refused(path, f"Deze werkmap is nog geopend{by}.", f"Sluit haar en probeer het opnieuw.{left}")


def read_only(path: Path) -> Refusal:
    """The file may not be written."""
    return _refused(
        path, "Deze werkmap is alleen-lezen.", "Zet bij Eigenschappen 'Alleen-lezen' uit, of vraag schrijfrechten."
    )


def changed_meanwhile(path: Path) -> Refusal:
    """Someone saved the file while it was being refreshed."""
    return _refused(path, "Iemand heeft deze werkmap intussen opgeslagen.", "Probeer het opnieuw.")


def no_known_table(path: Path) -> Refusal:
    """Nothing in the file is ours."""
    return _refused(
        path,
        "In deze werkmap staat geen enkele tabel met een naam die Rekenbureau kent.",
        "Geef het bestand een andere naam of verplaats het; daarna wordt een nieuwe werkmap gemaakt.",
    )


def table_twice(name: str) -> Refusal:
    """Two tables of one name."""
    return Refusal(f"Tabel {name} komt twee keer voor. {NOTHING_LOST}", todo="Geef een van de twee een andere naam.")


def fed_table(name: str, sheet: str) -> Refusal:
    """A query or XML map fills the table."""
    return Refusal(
        f"Tabel {name} wordt door een gegevensverbinding gevuld. {NOTHING_LOST}",
        f"blad {sheet}",
        "Geef uw eigen tabel een andere naam, of verbreek de verbinding.",
    )


def key_column_gone(table: str, names: Sequence[str], headers: Sequence[str]) -> Refusal:
    """Without its key columns no row can be recognised."""
    return Refusal(
        f"Kolom {_listed(names)} staat niet meer in deze tabel; zonder die kolom zijn de rijen niet te herkennen. "
        f"{NOTHING_LOST}",
        f"tabel {table}",
        f"Zet de kolom terug of geef haar weer deze naam. Nu staan er: {', '.join(headers)}.",
    )


def column_needed(table: str, name: str, needed_by: Sequence[str]) -> Refusal:
    """A formula reads a column that is no longer there."""
    return Refusal(
        f"Kolom {name} staat niet meer in deze tabel, maar {_listed(needed_by)} rekent ermee. {NOTHING_LOST}",
        f"tabel {table}",
        "Zet de kolom terug of geef haar weer deze naam.",
    )


def table_gone(name: str) -> Refusal:
    """The one table that was asked for is no longer there."""
    return Refusal(
        f"Tabel {name} staat niet meer in deze werkmap. {NOTHING_LOST}",
        todo="Zet de tabel terug, of hernoem deze werkmap: dan wordt een nieuwe gemaakt.",
    )


def table_needed(name: str, needed_by: Sequence[str]) -> Refusal:
    """A formula reads a table that is no longer there."""
    return Refusal(
        f"Tabel {name} staat niet meer in deze werkmap, maar {_listed(needed_by)} rekent ermee. {NOTHING_LOST}",
        todo="Zet de tabel terug, of hernoem deze werkmap: dan wordt een nieuwe gemaakt.",
    )


def key_twice(table: str, key: Sequence[object], rows: tuple[int, int], sheet: str, file: str) -> Refusal:
    """Two rows of a sheet claim to be the same."""
    places = (file, f"blad {sheet}" if sheet else "", f"tabel {table}")
    return Refusal(
        f"De rij met {' · '.join(map(_shown, key))} staat er twee keer: rij {rows[0]} en rij {rows[1]}. {NOTHING_LOST}",
        ", ".join(place for place in places if place),
        "Verwijder een van de twee rijen, of maak de sleutel van uw eigen rij leeg.",
    )


def array_formula(table: str, sheet: str, place: str) -> Refusal:
    """A cell of an array formula cannot be changed on its own."""
    return Refusal(
        f"In tabel {table} staat een matrixformule of gegevenstabel. {NOTHING_LOST}",
        f"blad {sheet}, cel {place}",
        "Vervang die door gewone formules, of zet haar buiten de tabel.",
    )


def merged(table: str, sheet: str, cells: str) -> Refusal:
    """Merged cells in the rows of a table."""
    return Refusal(
        f"In tabel {table} zijn cellen samengevoegd. {NOTHING_LOST}",
        f"blad {sheet}, cellen {cells}",
        "Hef de samenvoeging op.",
    )


def text_too_long(sheet: str, place: str) -> Refusal:
    """More than a cell can hold."""
    return Refusal(
        f"Deze tekst past niet in een cel (meer dan 32.767 tekens). {NOTHING_LOST}", f"blad {sheet}, cel {place}"
    )


def sheet_full(table: str, sheet: str) -> Refusal:
    """No rows left."""
    return Refusal(
        f"Onder tabel {table} zijn niet genoeg rijen over. {NOTHING_LOST}",
        f"blad {sheet}",
        "Verplaats wat onder de tabel staat naar een ander blad.",
    )


def cannot_move(table: str, what: str, reason: str) -> Refusal:
    """Something below the table cannot safely be moved down."""
    return Refusal(
        f"Tabel {table} heeft meer rijen nodig, maar wat eronder staat kan niet veilig omlaag: {reason}. "
        f"{NOTHING_LOST}",
        what.rstrip("!"),
        "Verplaats wat onder de tabel staat naar een ander blad, of rechts van de tabel.",
    )


def cannot_follow(table: str, sheet: str, formula: str) -> Refusal:
    """A formula whose references cannot be known."""
    return Refusal(
        f"Wat onder tabel {table} staat moet omlaag, maar deze formule kan dan naar de verkeerde cel wijzen: "
        f"={formula[:80]}. {NOTHING_LOST}",
        f"blad {sheet}" if sheet else "",
        "Verplaats wat onder de tabel staat naar een ander blad, of rechts van de tabel.",
    )


def unchanged(path: str, state: str) -> str:
    """Nothing had to be written."""
    return f"Al bijgewerkt: {path}{state}. Er hoefde niets te veranderen."


def refreshed(path: str, state: str, version: str) -> str:
    """A workbook was refreshed."""
    return f"Bijgewerkt: {path}{state}. De vorige versie staat in {version}."


_ONE = {"gewijzigde cellen": "gewijzigde cel"}


def of_table(name: str, counts: Mapping[str, int]) -> str:
    """What changed in one table."""
    said = [counted(count, _ONE.get(words, words), words) for words, count in counts.items() if count]
    return f"  {name}: {', '.join(said) or 'alleen formules of de volgorde van rijen'}"


_NOT_THE_OTHERS = "de andere tabellen niet"


def last_refresh(signed: str, names: Sequence[str], before: str, is_part: bool) -> str:
    """The line about the last refresh on Verantwoording: of these tables, when one changed; else as it was `before`.

    `is_part`: no other table was asked for. When all were, the others are no longer left out.
    """
    if names:
        done = f"alleen {_listed(names)} bijgewerkt, {_NOT_THE_OTHERS}" if is_part else f"{_listed(names)} bijgewerkt"
        return f"{signed}: {done}"
    return f"{signed}: alle tabellen bijgewerkt" if not is_part and _NOT_THE_OTHERS in before else before


def signature(who: str, at: datetime) -> str:
    """When and by whom."""
    return f"{at:%d-%m-%Y %H:%M} door {who}"


def vanished_row(key: Sequence[object]) -> str:
    """A row that the result no longer has."""
    return f"vervallen: {' · '.join(map(_shown, key))} (blijft staan tot u de rij verwijdert)"


def removed_row(key: Sequence[object]) -> str:
    """A row of a ranking that the result no longer has, and in which staff had written nothing."""
    return f"verdwenen: {' · '.join(map(_shown, key))} (staat niet meer in de lijst)"


def replaced_cell(where: str, shown: tuple[str, str], had_formula: bool) -> str:
    """A calculated cell in which someone had typed a value, or in which another formula stood; `shown`: was, is."""
    was, value = shown
    stood = f"er stond een andere formule ({was})" if had_formula else f"er was {was} ingetypt"
    return f"opnieuw berekend: {where}: {stood}, het is {value}"


def changed_cell(where: str, shown: tuple[str, str]) -> str:
    """A cell with another value than before; `shown`: was, is."""
    return f"gewijzigd: {where}: was {shown[0]}, is {shown[1]}"


def cell_of(key: Sequence[object], column: str) -> str:
    """Which cell, by its row and column."""
    where = " · ".join(_shown(part) for part in key if part not in (None, ""))
    return f"{where}, kolom {column}" if where else f"kolom {column}"


def filtered_table(name: str) -> str:
    """A table with a filter of which cells changed: Excel applies it again only when asked."""
    return f"  {name}: er staat een filter aan. Kies Gegevens > Opnieuw toepassen, want wat u ziet kan verouderd zijn."


def and_more(count: int) -> str:
    """More of the same."""
    return f"en nog {count}"


def absent_column(name: str) -> str:
    """A column that staff took out, or that is new since the workbook was made."""
    return f"kolom {name} staat niet in de tabel en is overgeslagen; zet haar erbij als u haar wilt zien"


def absent_table(name: str) -> str:
    """A table that staff took out."""
    return f"  Tabel {name} staat niet meer in de werkmap en is overgeslagen."


def version_name(path: Path, at: datetime) -> str:
    """Name of the copy of a file as it was before it was changed."""
    return f"{path.stem} ({at:%Y-%m-%d %H.%M.%S}){path.suffix}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} en {names[-1]}"


def _shown(part: object) -> str:
    if isinstance(part, float):
        return f"{part:.15g}".replace(".", ",")
    return "niets" if part is None else str(part)
