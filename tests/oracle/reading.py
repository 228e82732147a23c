"""The second implementation, part 1: messages as plain dicts. Slow and simple; shares no code with the engine.

Only what the maximum average effort needs: declarations (323) and the answers to them (325).
"""

import hashlib
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

Fields = dict[str, Any]


def all_messages(folder: Path) -> Iterator[bytes]:
    """Every message in a folder, in order of name; those in a ZIP after each other."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".xml":
            yield path.read_bytes()
        elif path.suffix == ".zip":
            with zipfile.ZipFile(path) as bundle:
                for name in bundle.namelist():
                    yield bundle.read(name)


def read_declarations(folders: list[Path]) -> tuple[list[Fields], list[Fields]]:
    """Declaration lines and rejections in these folders: each file, each message and each line once (data.md)."""
    lines: list[Fields] = []
    rejections: list[Fields] = []
    files, messages, known_lines = set(), set(), set()
    for folder in folders:
        for content in all_messages(folder):
            digest = hashlib.sha256(content).hexdigest()
            if digest in files:
                continue
            files.add(digest)
            if b"323/schema" not in content and b"325/schema" not in content:
                continue
            root = ET.fromstring(content)
            _without_namespaces(root)
            identity = (_text(root, "Header/Afzender"), _text(root, ".//Identificatie"), _text(root, ".//BerichtCode"))
            if identity in messages:
                continue
            messages.add(identity)
            if _text(root, ".//BerichtCode") in {"490", "484"}:
                for line in _lines(root, "Declaratie"):
                    key = tuple(sorted((name, str(value)) for name, value in line.items()))
                    if key not in known_lines and passes_eleven_test(str(line["bsn"])):
                        lines.append(line)
                    known_lines.add(key)
            else:
                rejections.extend(_lines(root, "DeclaratieAntwoord"))
    return lines, rejections


def _without_namespaces(root: ET.Element) -> None:
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]


def _text(element: ET.Element, path: str) -> str:
    found = element.find(path)
    return (found.text or "") if found is not None else ""


def _lines(root: ET.Element, part: str) -> Iterator[Fields]:
    """The Prestaties of a 323 or 325, with what the message says around them."""
    sender, receiver = _text(root, "Header/Afzender"), _text(root, "Header/Ontvanger")
    is_declaration = part == "Declaratie"
    dated = _text(
        root, "Declaratie/DeclaratieDagtekening" if is_declaration else "Header/BerichtIdentificatie/Dagtekening"
    )
    for client in root.findall(f"{part}/Clienten/Client"):
        for item in client.findall("Prestaties/Prestatie"):
            yield {
                "wet": "Jw" if _text(root, ".//BerichtCode") in {"490", "491"} else "Wmo",
                "agb": sender if is_declaration else receiver,
                "gemeente": receiver if is_declaration else sender,
                "bsn": _text(client, "Bsn"),
                "declaratie": _text(root, f"{part}/DeclaratieNummer"),
                "referentie": _text(item, "ProductReferentie/ReferentieNummer"),
                "vorige": _text(item, "ProductReferentie/VorigReferentieNummer"),
                "toewijzing": _text(item, "ToewijzingNummer"),
                "product": _text(item, "ProductCode"),
                "begin": date.fromisoformat(_text(item, "ProductPeriode/Begindatum")),
                "einde": date.fromisoformat(_text(item, "ProductPeriode/Einddatum")),
                "volume": int(_text(item, "GeleverdVolume")),
                "eenheid": _text(item, "Eenheid"),
                "tarief": _text(item, "ProductTarief"),
                "centen": int(_text(item, "IngediendBedrag/Bedrag")),
                "debet": _text(item, "IngediendBedrag/DebetCredit") == "D",
                "gedateerd": date.fromisoformat(dated),
            }


def passes_eleven_test(bsn: str) -> bool:
    """The 11-proef: 9a + 8b + 7c + 6d + 5e + 4f + 3g + 2h − i is a multiple of 11."""
    if len(bsn) != 9 or not bsn.isdigit() or bsn == "000000000":
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(digit) for weight, digit in zip(weights, bsn, strict=True)) % 11 == 0
