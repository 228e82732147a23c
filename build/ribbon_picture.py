"""Drawings for the user guide of what only Excel shows: the ribbon tab and the message boxes.

    python -m build.ribbon_picture      # writes docs/beelden/*.png; needs ImageMagick and the font Carlito

Labels come from `xl_addin/ribbon.xml` and the messages from `engine/texts`: a drawing never says anything else. A PNG
carries the `mark` of the drawing that it was made from, so that a test sees that it is not an older one.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from build.addin import ribbon
from engine.texts import live, refresh

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "beelden"
RIBBON = "lint"
_SPACE = {"r": "http://schemas.microsoft.com/office/2009/07/customui"}
_BUTTON, _TOP, _ICON, _GROUP_GAP = 92, 52, 34, 9
_DARK, _BLUE, _ORANGE, _GREY = "#222222", "#1F4E79", "#C55A11", "#8A8A8A"
_ICONS: Mapping[str, str] = {
    "ImportTextFile": "M6 3h9l4 4v14H6z M12 9v7 M9 13l3 3 3-3",
    "DataValidation": "M4 5h16v14H4z M7 12l3 3 6-7",
    "PropertySheet": "M4 6h16 M4 12h16 M4 18h16 M8 4v4 M15 10v4 M10 16v4",
    "CalculateSheet": "M4 4h16v16H4z M4 9h16 M10 9v11",
    "CalculateNow": "M19 8a8 8 0 1 0 1 6 M20 3v5h-5",
    "CalendarInsert": "M4 6h16v14H4z M4 10h16 M8 3v5 M16 3v5",
    "TracePrecedents": "M4 5h7v5H4z M13 15h7v5h-7z M8 10v8h4 M10 16l2 2-2 2",
    "ViewsAdpDiagramSqlView": "M4 5h16 M4 10h16 M4 15h16 M4 20h16",
    "ExportExcel": "M4 4h9v16H4z M10 12h10 M17 9l3 3-3 3",
    "Lock": "M6 11h12v9H6z M8 11V8a4 4 0 0 1 8 0v3",
    "ReviewCompareTwoVersions": "M3 4h8v16H3z M13 4h8v16h-8z M5 9h4 M15 9h4 M15 13h4",
    "Help": "M9 9a3 3 0 1 1 3 4v2 M12 18v1",
}
"""Simple lines on 24 × 24, by the name of Excel's own picture; another name gets an empty square."""
_NO_ICON = "M5 5h14v14H5z"


@dataclass(frozen=True)
class Control:
    """A large button, or a menu with what is in it."""

    label: str
    icon: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """A named part of the tab."""

    label: str
    controls: tuple[Control, ...]


@dataclass(frozen=True)
class Box:
    """A message box."""

    text: str
    buttons: tuple[str, ...]
    mark: str = "i"


def tab() -> tuple[str, list[Group]]:
    """The label of the tab and its groups, as the ribbon has them."""
    (found,) = ElementTree.fromstring(ribbon()).iterfind(".//r:tab", _SPACE)
    groups = [Group(each.attrib["label"], tuple(map(_control, each))) for each in found.iterfind("r:group", _SPACE)]
    return found.attrib["label"], groups


def _control(element: ElementTree.Element) -> Control:
    items = tuple(each.attrib["label"] for each in element)
    return Control(element.attrib["label"], element.attrib["imageMso"], items)


def boxes() -> dict[str, Box]:
    """By picture the message boxes of the guide, with figures of the demo region."""
    changes = [
        refresh.of_table(name, {"nieuw": new, "gewijzigde cellen": cells})
        for name, new, cells in (
            ("MaxInzet", 0, 71),
            ("Benchmark", 0, 253),
            ("Datakwaliteit", 0, 22),
            ("Kerncijfers", 0, 7),
            ("Grafiek", 0, 6),
            ("Aandacht", 0, 16),
            ("Verantwoording", 1, 15),
        )
    ]
    rule = live.rule_line("MI-2", "Uren per cliënt. Gemiddelde inzet = Uren ÷ Cliënten.")
    explained = live.explained(
        live.where_cell("MaxInzet", "Gemiddelde inzet", ["98100000", "54B03"]),
        [rule, live.source_line("A §3.1")],
        asks=True,
    )
    return {
        "melding-herbereken": Box(live.preview(changes), ("Ja", "Nee"), "?"),
        "melding-uitleg": Box(explained, ("Ja", "Nee"), "?"),
        "melding-geen-tabel": Box(live.no_table_here("MaxInzet", "A1").text, ("OK",), "!"),
    }


def ribbon_svg() -> str:
    """The tab, its groups and buttons, and the menus opened below."""
    name, groups = tab()
    parts: list[str] = []
    left = 10
    menus = 0
    for group in groups:
        width = max(_BUTTON * len(group.controls), 8 * len(group.label))
        for number, control in enumerate(group.controls):
            parts += _drawn(control, left + number * _BUTTON)
            menus = max(menus, len(control.items))
        parts.append(_text(left + width / 2, _TOP + 104, group.label, _GREY, 12, "middle"))
        left += width + _GROUP_GAP
        parts.append(f'<path d="M{left - 5} {_TOP + 6}v104" stroke="#D0D0D0"/>')
    tab_width = 9 * len(name) + 10
    ground = [
        f'<rect x="0" y="34" width="{left}" height="134" fill="#F7F7F7" stroke="#D0D0D0"/>',
        _text(10 + tab_width / 2, 25, name, _BLUE, 15, "middle", bold=True),
        f'<rect x="10" y="31" width="{tab_width}" height="4" fill="{_BLUE}"/>',
    ]
    return _svg(left, 178 + 24 * menus + 10 * bool(menus), [*ground, *parts])


def _drawn(control: Control, left: float) -> list[str]:
    middle = left + _BUTTON / 2
    path = _ICONS.get(control.icon, _NO_ICON)
    scale = _ICON / 24
    place = f"translate({middle - _ICON / 2:g} {_TOP}) scale({scale:.3f})"
    parts = [f'<path transform="{place}" d="{path}" fill="none" stroke="{_BLUE}" stroke-width="1.6"/>']
    for number, line in enumerate(_two_lines(control.label)):
        parts.append(_text(middle, _TOP + 52 + 16 * number, line, _DARK, 13, "middle"))
    if control.items:
        parts.append(f'<path d="M{middle - 4:g} {_TOP + 64}h8l-4 5z" fill="{_DARK}"/>')
        height = 24 * len(control.items) + 8
        parts.append(f'<rect x="{left:g}" y="170" width="170" height="{height}" fill="white" stroke="#A0A0A0"/>')
        parts += [_text(left + 12, 191 + 24 * at, item, _DARK, 13) for at, item in enumerate(control.items)]
    return parts


def _two_lines(label: str) -> list[str]:
    """At words only, as evenly as that goes."""
    widths = range(12, len(label) + 13)
    wrapped = (textwrap.wrap(label, width, break_long_words=False) for width in widths)
    return next(lines for lines in wrapped if len(lines) <= 2)


def box_svg(box: Box, width: int = 560) -> str:
    """A message box with its whole text."""
    lines = [part for line in box.text.split("\n") for part in _wrapped(line, (width - 100) // 6.4)]
    below = 64 + 19 * len(lines)
    height = below + 60
    parts = [
        f'<rect x="1" y="1" width="{width - 2}" height="{height - 2}" fill="white" stroke="#A0A0A0"/>',
        f'<rect x="1" y="{below}" width="{width - 2}" height="{height - below - 1}" fill="#F0F0F0"/>',
        _text(16, 25, "Rekenbureau", _DARK, 14),
        _text(width - 22, 25, "×", _GREY, 18, "middle"),
        f'<circle cx="40" cy="66" r="17" fill="{_BLUE if box.mark != "!" else _ORANGE}"/>',
        _text(40, 73, box.mark, "white", 21, "middle", bold=True),
    ]
    parts += [_text(76, 62 + 19 * number, line, _DARK, 14) for number, line in enumerate(lines)]
    for number, button in enumerate(reversed(box.buttons)):
        left = width - 104 - 98 * number
        parts.append(f'<rect x="{left}" y="{below + 14}" width="88" height="30" fill="#FDFDFD" stroke="#A0A0A0"/>')
        parts.append(_text(left + 44, below + 34, button, _DARK, 14, "middle"))
    return _svg(width, height, parts)


def _wrapped(line: str, width: float) -> Sequence[str]:
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(line, int(width), subsequent_indent=indent + "  " * bool(indent)) or [""]


def _text(x: float, y: float, text: str, colour: str, size: int, anchor: str = "start", *, bold: bool = False) -> str:
    kept = escape(text.replace("  ", "\u00a0\u00a0"))
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" fill="{colour}" font-size="{size}" text-anchor="{anchor}"{weight}>{kept}</text>'


def _svg(width: float, height: float, parts: Sequence[str]) -> str:
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="Carlito" stroke="none">\n'
        f'<rect width="{width:g}" height="{height:g}" fill="white"/>\n{body}\n</svg>\n'
    )


def drawings() -> dict[str, str]:
    """Every drawing by its name, as SVG."""
    return {RIBBON: ribbon_svg()} | {name: box_svg(box) for name, box in boxes().items()}


def mark(svg: str) -> str:
    """By which a PNG is known to be of this drawing."""
    return hashlib.sha256(svg.encode()).hexdigest()


def main(folder: Path = FOLDER) -> int:
    """Write every drawing. Exit 1 without ImageMagick."""
    program = shutil.which("convert")
    if program is None:
        print("ImageMagick (convert) is not there: the drawings are as they were", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as place:
        for name, svg in drawings().items():
            path = Path(place) / f"{name}.svg"
            path.write_text(svg, encoding="utf-8", newline="\n")
            drawn = ["-density", "120", f"msvg:{path}", "-alpha", "remove", "-depth", "8", "-set", "comment", mark(svg)]
            command = [program, *drawn, "-define", "png:exclude-chunks=date,time", f"PNG24:{folder / name}.png"]
            subprocess.run(command, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
