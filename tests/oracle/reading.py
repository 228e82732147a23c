"""The second implementation, part 1: messages as plain dicts. Slow and simple; shares no code with the engine.

Here the declarations (323) and the answers to them (325); `reading_care` reads the messages around care.
"""

import hashlib
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

Fields = dict[str, Any]

DECLARATIONS = {"490": "Jw", "484": "Wmo"}
DECLARATION_ANSWERS = {"491": "Jw", "485": "Wmo"}


def all_messages(folder: Path) -> Iterator[bytes]:
    """Every message in a folder, in order of name; those in a ZIP after each other."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".xml":
            yield path.read_bytes()
        elif path.suffix == ".zip":
            with zipfile.ZipFile(path) as bundle:
                for name in bundle.namelist():
                    yield bundle.read(name)


def each_once(folders: list[Path], kinds: tuple[str, ...]) -> Iterator[tuple[str, ET.Element]]:
    """Messages of these kinds with their BerichtCode: each file and each message once (data.md)."""
    wanted = [f"{kind}/schema".encode() for kind in kinds]
    files, messages = set(), set()
    for folder in folders:
        for content in all_messages(folder):
            digest = hashlib.sha256(content).hexdigest()
            if digest in files:
                continue
            files.add(digest)
            if not any(mark in content for mark in wanted):
                continue
            root = ET.fromstring(content)
            for element in root.iter():
                element.tag = element.tag.rpartition("}")[2]
            code = text_of(root, ".//BerichtCode")
            identity = (text_of(root, "Header/Afzender"), text_of(root, ".//Identificatie"), code)
            if identity not in messages:
                messages.add(identity)
                yield code, root


def text_of(element: ET.Element, path: str) -> str:
    """The text at a path, empty when it is not there."""
    found = element.find(path)
    return (found.text or "") if found is not None else ""


def read_declarations(folders: list[Path]) -> tuple[list[Fields], list[Fields]]:
    """Declaration lines and rejections in these folders: each line once, those of an invalid BSN set aside."""
    lines: list[Fields] = []
    rejections: list[Fields] = []
    known_lines: set[tuple[tuple[str, str], ...]] = set()
    for code, root in each_once(folders, ("323", "325")):
        if code in DECLARATIONS:
            for line in _lines(root, DECLARATIONS[code], "Declaratie"):
                if is_new(line, known_lines) and passes_eleven_test(str(line["bsn"])):
                    lines.append(line)
        else:
            rejections.extend(_lines(root, DECLARATION_ANSWERS[code], "DeclaratieAntwoord"))
    return lines, rejections


def is_new(line: Fields, known: set[tuple[tuple[str, str], ...]]) -> bool:
    """Whether no line with all these fields was read before; remembers it."""
    key = tuple(sorted((name, str(value)) for name, value in line.items()))
    if key in known:
        return False
    known.add(key)
    return True


def _lines(root: ET.Element, law: str, part: str) -> Iterator[Fields]:
    """The Prestaties of a 323 or 325, with what the message says around them."""
    sender, receiver = text_of(root, "Header/Afzender"), text_of(root, "Header/Ontvanger")
    is_declaration = part == "Declaratie"
    dated = text_of(
        root, "Declaratie/DeclaratieDagtekening" if is_declaration else "Header/BerichtIdentificatie/Dagtekening"
    )
    for client in root.findall(f"{part}/Clienten/Client"):
        for item in client.findall("Prestaties/Prestatie"):
            yield {
                "wet": law,
                "agb": sender if is_declaration else receiver,
                "gemeente": receiver if is_declaration else sender,
                "bsn": text_of(client, "Bsn"),
                "declaratie": text_of(root, f"{part}/DeclaratieNummer"),
                "referentie": text_of(item, "ProductReferentie/ReferentieNummer"),
                "vorige": text_of(item, "ProductReferentie/VorigReferentieNummer"),
                "toewijzing": text_of(item, "ToewijzingNummer"),
                "product": text_of(item, "ProductCode"),
                "begin": date.fromisoformat(text_of(item, "ProductPeriode/Begindatum")),
                "einde": date.fromisoformat(text_of(item, "ProductPeriode/Einddatum")),
                "volume": int(text_of(item, "GeleverdVolume")),
                "eenheid": text_of(item, "Eenheid"),
                "tarief": text_of(item, "ProductTarief"),
                "centen": int(text_of(item, "IngediendBedrag/Bedrag")),
                "debet": text_of(item, "IngediendBedrag/DebetCredit") == "D",
                "gedateerd": date.fromisoformat(dated),
            }


def passes_eleven_test(bsn: str) -> bool:
    """The 11-proef: 9a + 8b + 7c + 6d + 5e + 4f + 3g + 2h − i is a multiple of 11."""
    if len(bsn) != 9 or not bsn.isdigit() or bsn == "000000000":
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(digit) for weight, digit in zip(weights, bsn, strict=True)) % 11 == 0
