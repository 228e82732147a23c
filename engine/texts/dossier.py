"""Dutch texts about the dossier's folder."""

from pathlib import Path

from engine.errors import Refusal


def no_folder(path: Path) -> Refusal:
    """The folder does not exist, or is a file."""
    if path.is_file():
        return Refusal("Dit is een bestand, geen map.", str(path), "Geef de map van het dossier.")
    return Refusal("Deze map bestaat niet.", str(path), "Controleer de naam van de map.")


def no_dossier(path: Path) -> Refusal:
    """A folder, but no dossier."""
    return Refusal(
        "Deze map is geen dossier van Rekenbureau.",
        str(path),
        'Kies de map waarin instellingen.xlsx staat, of maak een nieuw dossier met "rekenbureau new".',
    )


def exists(path: Path) -> Refusal:
    """A dossier is already there."""
    return Refusal("Hier staat al een dossier.", str(path), "Kies een andere map, of werk verder in dit dossier.")


def not_empty(path: Path) -> Refusal:
    """A folder with other things in it."""
    return Refusal(
        "In deze map staan al andere bestanden. Een dossier krijgt een eigen, lege map.",
        str(path),
        "Kies een nieuwe of een lege map.",
    )
