"""The second implementation: 301, 305, 307, 315 and 319 as plain dicts, and what of them stands on a day (data.md).

`None` is an element that is not there. The order of the lists is the order in which the messages were read.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.oracle.reading import Fields, each_once, is_new, passes_eleven_test, text_of

ASSIGNMENTS = {"436": "Jw", "414": "Wmo"}
STARTS = {"438": "Jw", "418": "Wmo"}
STOPS = {"440": "Jw", "420": "Wmo"}
REQUESTS = {"446": "Jw", "444": "Wmo"}
REQUEST_ANSWERS = {"488": "Jw", "482": "Wmo"}


@dataclass
class Care:
    """Messages around care: all that was ever sent, or (`standing`) what stands of it on a day."""

    assignments: list[Fields] = field(default_factory=list[Fields])
    starts: list[Fields] = field(default_factory=list[Fields])
    stops: list[Fields] = field(default_factory=list[Fields])
    requests: list[Fields] = field(default_factory=list[Fields])
    answers: list[Fields] = field(default_factory=list[Fields])
    deleted: set[tuple[str, str, str]] = field(default_factory=set[tuple[str, str, str]])
    """Law, gemeente and number of assignments that were taken back (RedenWijziging 13); only of what stands."""


def read_care(folders: list[Path]) -> Care:
    """Everything in these folders: each line once, those of an invalid BSN set aside."""
    care = Care()
    known: set[tuple[tuple[str, str], ...]] = set()
    for code, root in each_once(folders, ("301", "305", "307", "315", "319")):
        for target, codes, lines in (
            (care.assignments, ASSIGNMENTS, _assignments),
            (care.starts, STARTS, _starts),
            (care.stops, STOPS, _stops),
            (care.requests, REQUESTS, _requests),
            (care.answers, REQUEST_ANSWERS, _answers),
        ):
            if code in codes:
                for line in lines(root, codes[code]):
                    line["soort"] = code
                    if is_new(line, known) and ("bsn" not in line or passes_eleven_test(line["bsn"])):
                        target.append(line)
    return care


def _text(element: ET.Element, path: str) -> str | None:
    return text_of(element, path).strip() or None


def _date(element: ET.Element, path: str) -> date | None:
    text = _text(element, path)
    return date.fromisoformat(text) if text else None


def _number(element: ET.Element, path: str) -> int | None:
    text = _text(element, path)
    return int(text) if text else None


def _header(root: ET.Element, law: str, from_gemeente: bool) -> Fields:
    sender, receiver = text_of(root, "Header/Afzender"), text_of(root, "Header/Ontvanger")
    return {
        "wet": law,
        "gemeente": sender if from_gemeente else receiver,
        "agb": receiver if from_gemeente else sender,
        "gedateerd": date.fromisoformat(text_of(root, "Header/BerichtIdentificatie/Dagtekening")),
    }


def _items(root: ET.Element, law: str, path: str, from_gemeente: bool) -> Iterator[tuple[ET.Element, Fields]]:
    """Each product of each client, with what is the same in every kind."""
    for client in root.findall(".//Client"):
        for item in client.findall(path):
            yield (
                item,
                _header(root, law, from_gemeente)
                | {
                    "bsn": text_of(client, "Bsn"),
                    "geboren": _date(client, "Geboortedatum/Datum"),
                    "nummer": _text(item, "ToewijzingNummer"),
                    "categorie": _text(item, "Product/Categorie"),
                    "product": _text(item, "Product/Code"),
                },
            )


def _extent(item: ET.Element) -> Fields:
    return {
        "volume": _number(item, "Omvang/Volume"),
        "eenheid": _text(item, "Omvang/Eenheid"),
        "frequentie": _text(item, "Omvang/Frequentie"),
        "budget": _number(item, "Budget"),
    }


def _assignments(root: ET.Element, law: str) -> Iterator[Fields]:
    for item, line in _items(root, law, "ToegewezenProducten/ToegewezenProduct", True):
        line["referentie"] = _text(item, "ReferentieAanbieder")
        line["toegewezen"] = f"{text_of(item, 'Toewijzingsdatum')} {text_of(item, 'Toewijzingstijd')}"
        line["begin"], line["einde"] = _date(item, "Ingangsdatum"), _date(item, "Einddatum")
        line["wijziging"] = _text(item, "RedenWijziging")
        yield line | _extent(item)


def _starts(root: ET.Element, law: str) -> Iterator[Fields]:
    for item, line in _items(root, law, "StartProducten/StartProduct", False):
        line["begin"], line["status"] = _date(item, "Begindatum"), _text(item, "StatusAanlevering")
        yield line


def _stops(root: ET.Element, law: str) -> Iterator[Fields]:
    for item, line in _items(root, law, "StopProducten/StopProduct", False):
        line["begin"], line["status"] = _date(item, "Begindatum"), _text(item, "StatusAanlevering")
        line["einde"], line["reden"] = _date(item, "Einddatum"), _text(item, "RedenBeeindiging")
        yield line


def _requests(root: ET.Element, law: str) -> Iterator[Fields]:
    for item, line in _items(root, law, "AangevraagdeProducten/AangevraagdProduct", False):
        line["referentie"] = _text(item, "ReferentieAanbieder")
        line["verwijzer"] = _text(item, "Verwijzer/Type")
        yield line


def _answers(root: ET.Element, law: str) -> Iterator[Fields]:
    for item in root.findall(".//Antwoord"):
        line = _header(root, law, True)
        line["referentie"] = _text(item, "ReferentieAanbieder")
        line["antwoord"] = _text(item, "VerzoekAntwoord")
        yield line


# ── what stands on a day ───────────────────────────────────────────────────────────────────────────────────────────


def standing(care: Care, as_of: date) -> Care:
    """What was sent on or before the day (G-3) and still holds: latest 301 per number, nothing that was taken back."""
    latest = _latest_assignments(_until(care.assignments, as_of))
    return Care(
        assignments=[line for line in latest.values() if line["wijziging"] != "13"],
        deleted={key for key, line in latest.items() if line["wijziging"] == "13"},
        starts=_latest_deliveries(_until(care.starts, as_of)),
        stops=_latest_deliveries(_until(care.stops, as_of)),
        requests=_until(care.requests, as_of),
        answers=_until(care.answers, as_of),
    )


def _until(lines: list[Fields], as_of: date) -> list[Fields]:
    return [line for line in lines if line["gedateerd"] <= as_of]


def _latest_assignments(lines: list[Fields]) -> dict[tuple[str, str, str], Fields]:
    """Latest Toewijzingsdatum + tijd, then dagtekening, then import, by law, gemeente and number."""
    latest: dict[tuple[str, str, str], Fields] = {}
    for line in lines:
        key = (line["wet"], line["gemeente"], line["nummer"])
        rank = (line["toegewezen"], line["gedateerd"])
        if key not in latest or rank >= (latest[key]["toegewezen"], latest[key]["gedateerd"]):
            latest[key] = line
    return latest


def delivery_key(line: Fields) -> tuple[object, ...]:
    """What a 305 or 307 is about: without an assignment number the product takes its place."""
    about = (line["nummer"],) if line["nummer"] else (None, line["categorie"], line["product"])
    return (line["wet"], line["gemeente"], line["agb"], line["bsn"], *about, line["begin"])


def _latest_deliveries(lines: list[Fields]) -> list[Fields]:
    """StatusAanlevering 2 replaces the earlier one, 3 removes it."""
    latest: dict[tuple[object, ...], Fields] = {}
    for line in lines:
        key = delivery_key(line)
        if key not in latest or line["gedateerd"] >= latest[key]["gedateerd"]:
            latest[key] = line
    return [line for line in latest.values() if line["status"] != "3"]
