"""Which kind of table a sheet is, and which of its columns is what: by its headers, with or without a mapping."""

from collections.abc import Mapping as ReadOnlyMapping
from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import Refusal
from engine.intake.tables_headers import Unknown, is_header_row, unknown_headers
from engine.intake.tables_kinds import COLUMN_BY_LOWER, KIND_BY_NAME, KINDS, TableKind
from engine.intake.tables_mapping import Mapping, NamedMapping, choose_mapping, same_header
from engine.intake.tables_notation import Notation
from engine.texts import table_kinds as texts

_KNOWN_BUT_UNUSED = frozenset({"reden", "regel", "bestand"})
"""Headers of the set-aside export that say why and where; reading it back needs no remark about them."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is read. `positions`: column of data.md → place in the sheet; `constants`: column → text.

    `values`: column → case-folded text in the file → text. `ignored`: headers that are not used.
    """

    kind: TableKind
    positions: dict[str, int]
    constants: dict[str, str]
    values: dict[str, dict[str, str]]
    ignored: list[str]
    number_notation: Notation | None = None
    date_notation: Notation | None = None

    @property
    def columns(self) -> list[str]:
        """Columns of data.md that have a value, in the order of the kind."""
        return [name for name in self.kind.names if name in self.positions or name in self.constants]

    @property
    def lacking(self) -> list[str]:
        """Columns of the kind that have none."""
        return [name for name in self.kind.names if name not in self.positions and name not in self.constants]


@dataclass(frozen=True, slots=True)
class _Found:
    """What the header row says: columns of data.md that have a value, headers that are no column, and where it is."""

    present: set[str]
    unknown: list[str]
    where: str

    def lacking(self, kind: TableKind) -> texts.Lacking:
        """The kind and its mandatory columns that have no value."""
        return kind.name, [name for name in kind.mandatory if name not in self.present]

    def likely(self, kind: TableKind) -> list[Unknown]:
        """The headers that are no column, with the column of the kind that may be meant, mandatory ones first."""
        names = sorted(kind.names, key=lambda name: name not in kind.mandatory)
        return unknown_headers(self.unknown, [name for name in names if name not in self.present])

    def refusal(self, kind: TableKind) -> Refusal:
        """Mandatory columns of the kind miss."""
        return texts.no_known_columns(self.where, *self.lacking(kind), self.likely(kind))


def recognised(headers: Sequence[str], mappings: Sequence[NamedMapping]) -> int:
    """How many headers are known, by themselves or through the mapping that knows most of them."""
    own = sum(same_header(header) in COLUMN_BY_LOWER for header in headers)
    return max([own, *(mapping.recognised(headers) for mapping in mappings)])


def detect_layout(headers: Sequence[str], mappings: Sequence[NamedMapping], file_name: str, where: str) -> Layout:
    """The layout of a sheet; Refusal with the nearest kind and its missing columns when no kind fits."""
    chosen = choose_mapping(mappings, file_name, headers, where)
    mapping = chosen.content if chosen else None
    positions, ignored = _positions(headers, mapping, where)
    constants = dict(mapping.vast) if mapping else {}
    # a row that may be data is not repeated: it can hold a client's name
    found = _Found({*positions, *constants}, ignored if positions and is_header_row(headers) else [], where)
    kind = _kind(found, mapping.soort if mapping else None)
    unused = [headers[place] for name, place in positions.items() if name not in kind.names]
    return Layout(
        kind,
        {name: place for name, place in positions.items() if name in kind.names},
        {name: text for name, text in constants.items() if name in kind.names and name not in positions},
        {name: _folded(values) for name, values in mapping.waarden.items()} if mapping else {},
        ignored + unused if positions else [],
        Notation(mapping.decimaal) if mapping and mapping.decimaal else None,
        Notation(mapping.datum) if mapping and mapping.datum else None,
    )


def _folded(values: ReadOnlyMapping[str, str]) -> dict[str, str]:
    return {text.strip().casefold(): value for text, value in values.items()}


def _positions(headers: Sequence[str], mapping: Mapping | None, where: str) -> tuple[dict[str, int], list[str]]:
    """Column → place, and the headers that are no column. A mapped header goes before an equal name of data.md."""
    mapped = {same_header(header): column for header, column in mapping.kolommen.items()} if mapping else {}
    taken = {*mapped.values(), *(mapping.vast if mapping else ())}
    positions: dict[str, int] = {}
    ignored: list[str] = []
    for place, header in enumerate(headers):
        name = same_header(header)
        column = mapped.get(name)
        if column is None and COLUMN_BY_LOWER.get(name) not in taken:
            column = COLUMN_BY_LOWER.get(name)
        if column in positions:
            raise texts.header_twice(where, header)
        if column is not None:
            positions[column] = place
        elif name and name not in _KNOWN_BUT_UNUSED:
            ignored.append(header)
    return positions, ignored


def _kind(found: _Found, wanted: str | None) -> TableKind:
    """The kind whose mandatory columns are all present; of several, the one with most columns present."""
    present = found.present
    if wanted:
        kind = KIND_BY_NAME[wanted]
        if not present.issuperset(kind.mandatory):
            raise found.refusal(kind)
        return kind
    complete = [kind for kind in KINDS if present.issuperset(kind.mandatory)]
    if not complete:
        raise _nearest(found)
    most = max(_present_columns(kind, present) for kind in complete)
    best = [kind for kind in complete if _present_columns(kind, present) == most]
    if len(best) > 1:
        raise texts.two_kinds(found.where, [kind.name for kind in best])
    _without_doubt(best[0], found)
    return best[0]


def _without_doubt(kind: TableKind, found: _Found) -> None:
    """Refuses when columns that the kind does not know point to another one, of which mandatory columns are missing.

    They do when the other has all mandatory columns of this kind too, or knows more of the columns that are there.
    """
    present, unused = found.present, found.present.difference(kind.names)
    known = _present_columns(kind, present)
    others = [
        other
        for other in KINDS
        if not unused.isdisjoint(other.names)
        and not present.issuperset(other.mandatory)
        and (set(kind.mandatory).issubset(other.names) or _present_columns(other, present) > known)
    ]
    if others:
        likely = max(others, key=lambda other: _present_columns(other, present))
        more = [name for name in likely.names if name in unused]
        raise texts.rather_another_kind(found.where, found.lacking(likely), found.likely(likely), kind.name, more)


def _present_columns(kind: TableKind, present: set[str]) -> int:
    return sum(name in present for name in kind.names)


def _nearest(found: _Found) -> Refusal:
    """Nearest is the kind of whose mandatory columns the largest part is there; of equals, the most columns."""
    present = found.present

    def nearness(kind: TableKind) -> tuple[float, int]:
        return sum(name in present for name in kind.mandatory) / len(kind.mandatory), _present_columns(kind, present)

    if not present:
        return texts.no_table_at_all(found.where, list(KIND_BY_NAME))
    return found.refusal(max(KINDS, key=nearness))
