"""Our table of iJw/iWmo message trees (grammar.json, made by build/message_grammar.py), ready to check with."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from engine.intake.grammar_types import LeafType

FIRST, LAST, BETWEEN = "2.3", "3.2", "tussen"
RELEASES = ("2.3", "2.4", "3.0", "3.1", "3.2")
"""Releases of iJw/iWmo that are read; between the first and the last the union of both trees counts."""

CODES = {
    "436": ("301", "Jw"), "437": ("302", "Jw"), "432": ("303", "Jw"), "450": ("303", "Jw"), "433": ("304", "Jw"),
    "451": ("304", "Jw"), "438": ("305", "Jw"), "439": ("306", "Jw"), "440": ("307", "Jw"), "441": ("308", "Jw"),
    "446": ("315", "Jw"), "447": ("316", "Jw"), "486": ("317", "Jw"), "487": ("318", "Jw"), "488": ("319", "Jw"),
    "489": ("320", "Jw"), "490": ("323", "Jw"), "491": ("325", "Jw"), "414": ("301", "Wmo"), "415": ("302", "Wmo"),
    "416": ("303", "Wmo"), "448": ("303", "Wmo"), "417": ("304", "Wmo"), "449": ("304", "Wmo"), "418": ("305", "Wmo"),
    "419": ("306", "Wmo"), "420": ("307", "Wmo"), "421": ("308", "Wmo"), "444": ("315", "Wmo"), "445": ("316", "Wmo"),
    "480": ("317", "Wmo"), "481": ("318", "Wmo"), "482": ("319", "Wmo"), "483": ("320", "Wmo"), "484": ("323", "Wmo"),
    "485": ("325", "Wmo"),
}  # fmt: skip
"""BerichtCode → kind of message and law."""

RETURNS = frozenset({"302", "306", "308", "316", "318", "320"})
"""Retours: recognised, checked, counted, set aside."""


@dataclass(frozen=True, slots=True)
class Particle:
    """One element in a content: how often it may occur (`most` None: no limit) and what it holds."""

    name: str
    fewest: int
    most: int | None
    what: "Content | LeafType"


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What an element holds: particles in their order, found by local name."""

    particles: tuple[Particle, ...]
    position: dict[str, int]

    def child(self, name: str) -> "Content | LeafType":
        """What the child of that name holds."""
        return self.particles[self.position[name]].what


@cache
def _table() -> dict[str, Any]:
    return json.loads((files("engine.intake") / "grammar.json").read_text("utf-8"))


def tree(kind: str, law: str, release: str) -> Content | None:
    """The content of `Bericht`, None when that message does not exist in that release or is not read."""
    if release not in RELEASES:
        return None
    known = _table()["messages"].get(kind, {}).get(law, {})
    number = known.get(release if release in (FIRST, LAST) else BETWEEN)
    return _content(number) if number else None


@cache
def _content(number: str) -> Content:
    rows: list[tuple[str, int, int | None, str]] = _table()["contents"][int(number[1:])]
    particles = tuple(
        Particle(name, fewest, most, _content(what) if what.startswith("c") else _leaf(what))
        for name, fewest, most, what in rows
    )
    return Content(particles, {particle.name: place for place, particle in enumerate(particles)})


@cache
def _leaf(number: str) -> LeafType:
    return _leaf_type(_table()["types"][int(number[1:])])


def _leaf_type(facets: dict[str, Any]) -> LeafType:
    if "any" in facets:
        return LeafType("string", any_of=tuple(_leaf_type(each) for each in facets["any"]))
    return LeafType(
        facets["base"],
        tuple(re.compile(pattern) for pattern in facets["patterns"]),
        frozenset(facets["codes"]) if "codes" in facets else None,
        facets.get("min"),
        facets.get("max"),
        facets.get("min_length"),
        facets.get("max_length"),
    )
