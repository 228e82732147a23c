"""Dutch texts about the store: its manifest, the write lock and imports."""

from datetime import datetime
from pathlib import Path

from engine.errors import Refusal


def no_store(path: Path) -> Refusal:
    """The folder holds no store."""
    return Refusal(
        "Hier staat geen gegevensopslag van Rekenbureau.",
        str(path),
        'Controleer de map, of maak een nieuw dossier met "rekenbureau new".',
    )


def store_exists(path: Path) -> Refusal:
    """A store is already there."""
    return Refusal("Hier staat al een gegevensopslag.", str(path), "Kies een andere map.")


def damaged_manifest(file: Path) -> Refusal:
    """The manifest cannot be understood."""
    return Refusal(
        "Dit bestand is beschadigd, daarom is niet te zeggen welke gegevens bij het dossier horen.",
        str(file),
        "Zet de map store terug uit de laatste reservekopie.",
    )


def unreadable_manifest(file: Path) -> Refusal:
    """The manifest is there, but may not be opened."""
    return Refusal(
        "Dit bestand is niet te openen.",
        str(file),
        "Controleer of u rechten hebt op de map en of een ander programma het bestand vasthoudt.",
    )


def other_format(file: Path) -> Refusal:
    """Written by another version."""
    return Refusal(
        "Deze gegevensopslag is gemaakt met een andere versie van Rekenbureau.",
        str(file),
        "Gebruik de nieuwste versie van Rekenbureau. Is dit die versie, maak dan een nieuw dossier en lees de "
        "berichten daarin opnieuw in.",
    )


def unknown_stand(stand: int, newest: int) -> Refusal:
    """A stand outside the store's history."""
    return Refusal(
        f"Stand {stand} bestaat niet; de laatste import heeft stand {newest}.",
        todo=f"Geef een stand van 1 tot en met {newest}.",
    )


def locked(who: str, host: str, since: datetime | None) -> Refusal:
    """Someone else is writing. `who` is empty when the lock does not tell."""
    owner = f"{who} op computer {host}" if who else "Iemand anders"
    moment = f", sinds {since:%d-%m-%Y om %H:%M} uur" if since else ""
    return Refusal(
        f"{owner} is bezig dit dossier bij te werken{moment}.",
        todo="Wacht tot dat klaar is en probeer het opnieuw. Bekijken en vullen kan intussen gewoon.",
    )


def changed_meanwhile() -> Refusal:
    """The manifest changed under a writer: the lock did not do its work."""
    return Refusal(
        "Tijdens het inlezen heeft een ander programma de gegevens van dit dossier veranderd. Er is niets opgeslagen.",
        todo="Lees de bestanden opnieuw in. Gebeurt dit vaker, vraag dan de beheerder of bestanden op deze schijf "
        "vergrendeld kunnen worden.",
    )


def lines_lost(name: str, read: int, accounted: int) -> Refusal:
    """Stored + duplicate + set aside is not what was read."""
    return Refusal(
        f"Van {read} gelezen regels zijn er {accounted} verwerkt. Er is niets opgeslagen.",
        name,
        "Dit is een fout in Rekenbureau. Meld het aan de beheerder, met dit bestand erbij.",
    )


def key_missing(file: Path) -> Refusal:
    """The dossier's key is not there."""
    return Refusal(
        "De sleutel van dit dossier ontbreekt. Zonder sleutel kunnen geen gegevens worden ingelezen.",
        str(file),
        "Zet het sleutelbestand terug uit de reservekopie.",
    )


def key_unreadable(file: Path) -> Refusal:
    """The key's file is damaged or may not be opened."""
    return Refusal(
        "Het sleutelbestand van dit dossier is niet te lezen.",
        str(file),
        "Vraag de beheerder om leesrechten, of zet het bestand terug uit de reservekopie.",
    )


def other_key(file: Path) -> Refusal:
    """The key is not the one the store was made with."""
    return Refusal(
        "Deze sleutel hoort niet bij dit dossier. Met een andere sleutel krijgt elke cliënt een tweede pseudoniem.",
        str(file),
        "Zet het sleutelbestand terug waarmee dit dossier is gemaakt.",
    )
