"""Dutch texts about what a table file is: its kind, the columns that it lacks or that are not known, or no source."""

from collections.abc import Sequence

from engine.errors import Refusal
from engine.intake.privacy import mask_bsn, mask_long_numbers
from engine.intake.tables_headers import Unknown
from engine.texts.tables import cut, listed, thousands

_MOST_NAMED = 10
_MOST_TO_REMOVE = 3
_IN_MAPPINGS = "koppeling in de map mappings"
_READ_IN = "Lees in wat aanbieders en gemeenten aanleverden: berichten of tabellen."
_NO_HEADER = "In de eerste regel staat geen enkele kolomnaam die Rekenbureau kent."

Lacking = tuple[str, Sequence[str]]
"""A kind and its mandatory columns that are not there."""


def header_names(headers: Sequence[Unknown]) -> str:
    """Headers of a file, each with the column that may be meant; masked and cut off, of many the first ones."""
    names = [
        cut(mask_long_numbers(header)) + (f" (bedoelt u {column}?)" if column else "")
        for header, column in headers[:_MOST_NAMED]
    ]
    more = len(headers) - len(names)
    return listed([*names, f"{thousands(more)} andere"] if more else names)


def no_table_at_all(where: str, kinds: Sequence[str]) -> Refusal:
    """Not one column is known: it is no table, or one in another layout. What stands there is not repeated."""
    return Refusal(
        "dit bestand is geen bericht en geen tabel die Rekenbureau kent.",
        where,
        f"{_NO_HEADER} Rekenbureau leest {listed(kinds)}; de kolommen daarvan staan in deel 2 van de handleiding. "
        f"Heten ze in dit bestand anders, maak dan een {_IN_MAPPINGS}.",
    )


def no_known_columns(where: str, nearest: str, missing: Sequence[str], unknown: Sequence[Unknown]) -> Refusal:
    """Mandatory columns miss."""
    return Refusal(_most_alike(nearest, missing), where, _to_complete(missing, unknown))


def rather_another_kind(
    where: str, likely: Lacking, unknown: Sequence[Unknown], possible: str, unused: Sequence[str]
) -> Refusal:
    """All mandatory columns of one kind, and columns that only make sense in `likely`, which misses some."""
    columns = f"de kolom {unused[0]}" if len(unused) == 1 else f"de kolommen {listed(unused)}"
    removing = not any(column for _, column in unknown) and len(unused) <= _MOST_TO_REMOVE
    way = f"Verwijder dan {columns}, of zet" if removing else "Zet dan"
    return Refusal(
        _most_alike(*likely),
        where,
        f"{_to_complete(likely[1], unknown)} Zijn het toch {possible}? {way} in een {_IN_MAPPINGS}: "
        f'soort = "{possible}".',
    )


def _most_alike(kind: str, missing: Sequence[str]) -> str:
    lack = f"er {_lack(missing)}: {listed(missing)}"
    return f"dit bestand is niet te lezen. Het lijkt het meest op {kind}, maar {lack}."


def _lack(missing: Sequence[str]) -> str:
    return "ontbreekt een kolom" if len(missing) == 1 else "ontbreken kolommen"


def _to_complete(missing: Sequence[str], unknown: Sequence[Unknown]) -> str:
    """What to do about missing columns: a header that is not known may be one of them."""
    lacking = "de ontbrekende kolom" if len(missing) == 1 else "de ontbrekende kolommen"
    if not unknown:
        same = f"Is de waarde op elke regel dezelfde, dan kan dat ook met [vast] in een {_IN_MAPPINGS}."
        return f"Zet {lacking} in het bestand. {same}"
    alone = len(unknown) == 1
    said = f"{'Deze kolom' if alone else 'Deze kolommen'} kent Rekenbureau niet: {header_names(unknown)}."
    if any(column for _, column in unknown):
        return f"{said} Verbeter die {'naam' if alone else 'namen'} in het bestand, of maak een {_IN_MAPPINGS}."
    name = "geef die dan de goede naam" if alone else "geef ze dan de goede namen"
    return f"{said} Staat daarin wat ontbreekt, {name} of maak een {_IN_MAPPINGS}; zet anders {lacking} in het bestand."


def two_kinds(where: str, kinds: Sequence[str]) -> Refusal:
    """Two kinds fit equally well."""
    return Refusal(
        f"dit bestand past even goed bij {listed(kinds)}.", where, "Zet soort in een koppeling in de map mappings."
    )


def several_kinds(where: str, kinds: Sequence[str]) -> Refusal:
    """A workbook with sheets of different kinds."""
    return Refusal(
        f"dit bestand bevat bladen van verschillende soorten: {listed(kinds)}.",
        where,
        "Lever per soort een bestand aan.",
    )


def header_twice(where: str, header: str) -> Refusal:
    """Two columns with the same header."""
    return Refusal(
        f"de kolom {mask_bsn(header)} staat er twee keer in.", where, "Verwijder of hernoem een van de twee kolommen."
    )


def own_workbook(where: str) -> Refusal:
    """A workbook that Rekenbureau made: bureau workbook, provider workbook or list of data quality."""
    return Refusal(
        "dit is een werkmap die Rekenbureau zelf maakte, en geen bron.",
        where,
        f"{_READ_IN} Staat er toch een aangeleverde tabel in, sla dat blad dan op als eigen bestand en lees dat in.",
    )


def own_settings(where: str) -> Refusal:
    """`instellingen.xlsx` of this dossier or another one."""
    return Refusal(
        "dit zijn de instellingen van een dossier, en geen bron.",
        where,
        "Instellingen hoeft u niet in te lezen: Rekenbureau leest instellingen.xlsx in de map van het dossier vanzelf. "
        + _READ_IN,
    )
