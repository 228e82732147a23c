"""Makes `engine/intake/grammar.json`, our own table of iJw/iWmo message trees and types, from the published schemas.

    python -m build.message_grammar SCHEMA_FOLDER

Run by hand when a release appears; the product reads the table only. The table holds, each written once:
`types` (base, enumerations, patterns as Python regular expressions, lengths, ranges; `any` = one of several types),
`contents` (what an element holds: name, fewest, most or null, type `t3` or content `c7`) and `messages`
(kind → law → release → content). Release `tussen` serves releases between 2.3 and 3.2: the union of both trees.
"""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

TARGET = Path(__file__).resolve().parent.parent / "engine" / "intake" / "grammar.json"
XS = "{http://www.w3.org/2001/XMLSchema}"
BETWEEN = "tussen"
FACETS = {"minInclusive": "min", "maxInclusive": "max", "minLength": "min_length", "maxLength": "max_length"}

# XSD writes `.` and `\s` with other meanings than Python; the third would try for ever on a long text.
PATTERNS = {
    r".*[^\s].*": r"[^\n\r]*[^ \t\n\r][^\n\r]*",
    r"([.\s]*\S+[.\s]*)+": r"[\s\S]*[^ \t\n\r][\s\S]*",
}
SAFE = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789[](){}|*+-^:,\\.Àỳ")

# Kinds without a schema of their own in iWmo 3.2: the same tree as iJw, with the iWmo code lists.
BORROWED = {"302": "415", "306": "419", "308": "421", "316": "445", "318": "481", "320": "483", "325": "485"}

Particle = tuple[str, int, int | None, str]


@dataclass
class Tables:
    """The table being made; equal types and contents get the same number."""

    types: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    contents: list[list[Particle]] = field(default_factory=list[list[Particle]])
    messages: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict[str, dict[str, dict[str, str]]])

    def type(self, facets: dict[str, Any]) -> str:
        """Number of a type, such as `t3`."""
        if facets not in self.types:
            self.types.append(facets)
        return f"t{self.types.index(facets)}"

    def content(self, particles: list[Particle]) -> str:
        """Number of a content, such as `c7`."""
        if particles not in self.contents:
            self.contents.append(particles)
        return f"c{self.contents.index(particles)}"


class Schema:
    """One message's schema with its base schema: named types by local name (the prefixes of one file are enough)."""

    def __init__(self, tables: Tables, message: etree._Element, base: etree._Element, code: str | None) -> None:
        self.tables, self.message, self.base, self.code = tables, message, base, code

    def root(self) -> str:
        """The content of `Bericht`."""
        element = self.message.find(f"{XS}element[@name='Bericht']")
        return self._complex(_local(element.get("type")), self.message)

    def _complex(self, name: str, where: etree._Element) -> str:
        found = where.find(f"{XS}complexType[@name='{name}']")
        return self.tables.content([self._particle(child, where) for child in found.find(f"{XS}sequence")])

    def _particle(self, element: etree._Element, where: etree._Element) -> Particle:
        most = element.get("maxOccurs", "1")
        return (
            element.get("name"),
            int(element.get("minOccurs", "1")),
            None if most == "unbounded" else int(most),
            self._type_of(element, where),
        )

    def _type_of(self, element: etree._Element, where: etree._Element) -> str:
        own = element.find(f"{XS}simpleType")
        if own is not None:
            return self.tables.type(self._facets(own, element.get("name")))
        name = _local(element.get("type"))
        home = where if _is_defined(name, where) else self.base
        if home.find(f"{XS}complexType[@name='{name}']") is not None:
            return self._complex(name, home)
        return self.tables.type(self._facets(home.find(f"{XS}simpleType[@name='{name}']"), name))

    def _facets(self, simple: etree._Element, name: str) -> dict[str, Any]:
        restriction = simple.find(f"{XS}restriction")
        base = restriction.get("base")
        if base.startswith("xs:"):
            facets: dict[str, Any] = {"base": _local(base), "patterns": []}
        else:
            facets = self._facets(self.base.find(f"{XS}simpleType[@name='{_local(base)}']"), _local(base))
        patterns = [_python_pattern(each.get("value")) for each in restriction.findall(f"{XS}pattern")]
        if self.code and name == "BerichtCode":
            patterns = [self.code]
        if patterns:
            facets["patterns"] = [*facets["patterns"], "|".join(patterns)]
        codes = [each.get("value") for each in restriction.findall(f"{XS}enumeration")]
        if codes:
            facets["codes"] = codes
        for facet, ours in FACETS.items():
            for each in restriction.findall(f"{XS}{facet}"):
                facets[ours] = int(each.get("value"))
        return facets


def _is_defined(name: str, schema: etree._Element) -> bool:
    return any(schema.find(f"{XS}{kind}[@name='{name}']") is not None for kind in ("complexType", "simpleType"))


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _python_pattern(pattern: str) -> str:
    if pattern in PATTERNS:
        return PATTERNS[pattern]
    if not set(pattern) <= SAFE or "\\s" in pattern or "\\S" in pattern:
        raise ValueError(f"pattern {pattern!r}: write its Python form in PATTERNS")
    return pattern


def _without_release(tables: Tables, root: str) -> str:
    """The tree with any version in BerichtVersie and BerichtSubversie (the reader checks the release)."""

    def free(particle: Particle) -> Particle:
        name, fewest, most, what = particle
        if name in ("BerichtVersie", "BerichtSubversie"):
            return (name, fewest, most, tables.type({**tables.types[int(what[1:])], "patterns": []}))
        return (name, fewest, most, _mapped(tables, what, free))

    return _mapped(tables, root, free)


def _mapped(tables: Tables, what: str, change: Callable[[Particle], Particle]) -> str:
    if what.startswith("t"):
        return what
    return tables.content([change(particle) for particle in tables.contents[int(what[1:])]])


def _union(tables: Tables, one: str, other: str) -> str:
    """A type or content that accepts whatever either accepts."""
    if one == other:
        return one
    if one.startswith("t") and other.startswith("t"):
        return tables.type({"any": [tables.types[int(each[1:])] for each in (one, other)]})
    if one[0] != other[0]:
        raise ValueError(f"{one} and {other}: an element holds text in one release and elements in the other")
    first, second = (tables.contents[int(each[1:])] for each in (one, other))
    return tables.content(list(_merged(tables, first, second)))


def _merged(tables: Tables, first: list[Particle], second: list[Particle]) -> Iterable[Particle]:
    """Particles of both in an order that suits both; one that only one release has becomes optional."""
    names = [particle[0] for particle in first]
    later = {particle[0]: particle for particle in second}
    waiting = list(second)
    for name, fewest, most, what in first:
        if name not in later:
            yield (name, 0, most, what)
            continue
        while waiting[0][0] != name:
            extra = waiting.pop(0)
            if extra[0] in names:
                raise ValueError(f"{extra[0]} and {name} stand in another order")
            yield (extra[0], 0, extra[2], extra[3])
        _, other_fewest, other_most, other_what = waiting.pop(0)
        unbounded = most is None or other_most is None
        together = None if unbounded else max(most or 0, other_most or 0)
        yield (name, min(fewest, other_fewest), together, _union(tables, what, other_what))
    yield from ((name, 0, most, what) for name, _, most, what in waiting)


def make(folder: Path) -> Tables:
    """The table from a folder with `ijw_3_2`, `iwmo_3_2`, `v2_3/iJw`, `v2_3/iWmo`, each with its basisschema.xsd."""
    tables = Tables()
    places = (
        ("Jw", "3.2", "ijw_3_2"),
        ("Wmo", "3.2", "iwmo_3_2"),
        ("Jw", "2.3", "v2_3/iJw"),
        ("Wmo", "2.3", "v2_3/iWmo"),
    )
    for law, release, place in places:
        base = etree.parse(folder / place / "basisschema.xsd").getroot()
        for path in sorted((folder / place).glob(f"{law.upper()}[0-9]*.xsd")):
            _add(tables, law, release, path, base)
        if (law, release) == ("Wmo", "3.2"):
            for kind, code in BORROWED.items():
                _add(tables, law, release, folder / "ijw_3_2" / f"JW{kind}.xsd", base, code)
    for laws in tables.messages.values():
        for releases in laws.values():
            trees = [_without_release(tables, releases[release]) for release in sorted(releases)]
            releases[BETWEEN] = trees[0] if len(trees) == 1 else _union(tables, trees[0], trees[1])
    return _only_used(tables)


def _only_used(tables: Tables) -> Tables:
    """The finished table: what only served to make a union is left out, the rest numbered anew."""
    kept = Tables()

    def keep(what: str) -> str:
        if what.startswith("t"):
            return kept.type(tables.types[int(what[1:])])
        return kept.content([(*particle[:3], keep(particle[3])) for particle in tables.contents[int(what[1:])]])

    for kind, laws in sorted(tables.messages.items()):
        kept.messages[kind] = {law: {name: keep(root) for name, root in each.items()} for law, each in laws.items()}
    return kept


def _add(tables: Tables, law: str, release: str, path: Path, base: etree._Element, code: str | None = None) -> None:
    kind = path.stem[-3:]
    schema = Schema(tables, etree.parse(path).getroot(), base, code)
    tables.messages.setdefault(kind, {}).setdefault(law, {})[release] = schema.root()


def main(folder: str) -> None:
    """Write the table, one type or content a line so that a change can be read in a diff."""
    made = make(Path(folder))
    lines = [
        f'"{name}": [\n' + ",\n".join(json.dumps(each, ensure_ascii=False) for each in rows) + "\n]"
        for name, rows in (("types", made.types), ("contents", made.contents))
    ]
    messages = ",\n".join(f'"{kind}": {json.dumps(laws)}' for kind, laws in made.messages.items())
    TARGET.write_text("{\n" + ",\n".join(lines) + ',\n"messages": {\n' + messages + "\n}\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
