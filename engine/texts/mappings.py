"""Dutch texts about the mappings of table files (`mappings/<name>.toml`)."""

from collections.abc import Mapping, Sequence

from engine.errors import Problem, Refusal
from engine.texts.tables import listed, shown


def wrong_mapping(where: str, key: str, error: str, message: str, context: Mapping[str, object]) -> Problem:
    """A mapping that cannot be used: file, key and what would be right. `error` is pydantic's name of the error."""
    place = f"sleutel {key}" if key else "de hele koppeling"
    if error == "extra_forbidden":
        return Problem(f"{place} is niet bekend.", where, f"Gebruik alleen: {', '.join(MAPPING_KEYS)}.")
    if error == "literal_error":
        return Problem(
            f"{place} heeft een waarde die niet kan.",
            where,
            f"Goed is: {context.get('expected')}.".replace(" or ", " of "),
        )
    if error == "value_error":
        return Problem(f"{place}: {message.removeprefix('Value error, ')}", where)
    right = "een groep sleutels" if "dict" in error else "een tekst tussen aanhalingstekens"
    return Problem(f"{place} heeft een waarde die niet kan.", where, f"Goed is {right}.")


MAPPING_KEYS = (
    "soort", "bestandsnaam", "scheidingsteken", "decimaal", "datum", "tekenset", "kolommen", "waarden", "vast",
)  # fmt: skip


def unknown_kind(kind: str, known: Sequence[str]) -> str:
    """A kind that does not exist."""
    return f"{shown(kind)} is geen soort bestand. Kies uit: {', '.join(known)}."


def unknown_column(column: str, likely: str | None) -> str:
    """A column that no kind has; `likely` may be meant."""
    meant = f" Bedoelt u {likely}?" if likely else ""
    return (
        f"{shown(column)} is geen kolom die ingelezen wordt.{meant} Welke er zijn, staat in deel 2 van de handleiding."
    )


def column_filled_twice(column: str) -> str:
    """Two headers, or a header and a constant, for one column."""
    return f"kolom {column} wordt twee keer gevuld. Laat er één staan."


def mapping_without_aim() -> str:
    """Neither headers nor file name: it would be used for every file."""
    return "vul kolommen of bestandsnaam in; anders is niet te zien voor welke bestanden deze koppeling is."


def no_toml(where: str, detail: str) -> Refusal:
    """Not TOML."""
    return Refusal(
        f"deze koppeling is geen geldige TOML ({detail}).", where, "Verbeter de regel of verwijder het bestand."
    )


def mapping_lacks(where: str, mapping: str, headers: Sequence[str]) -> Refusal:
    """The mapping is meant for this file by its name, but the file has other headers."""
    return Refusal(
        f"koppeling {mapping} hoort bij dit bestand, maar deze kolommen ontbreken: {listed(headers)}.",
        where,
        "Pas de koppeling aan, of lever het bestand aan met deze kolommen.",
    )


def two_mappings(where: str, mappings: Sequence[str]) -> Refusal:
    """Two mappings fit equally well."""
    return Refusal(
        f"bij dit bestand passen meer koppelingen: {listed(mappings)}.",
        where,
        "Zet in de goede koppeling bestandsnaam, of verwijder de andere.",
    )
