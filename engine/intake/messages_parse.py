"""One message, parsed and checked in one pass: the header, the lines in batches, and what came after.

libxml2 does the parsing. A small message is parsed at once; of a large one only clients and lines become Python objects
while it streams by. The shape of elements is checked against the grammar once (engine.intake.messages_shapes); after
that only the texts of equal shapes are looked at. Whatever is not plainly right goes through the whole check, which
finds the first fault in document order.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import compress
from typing import BinaryIO

from lxml import etree
from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]

from engine.intake.grammar import CODES, Content, tree
from engine.intake.grammar_check import Checker, local
from engine.intake.grammar_types import LeafType
from engine.intake.messages_shapes import (
    ClientPlan,
    Frame,
    LinePlan,
    Shape,
    Shapes,
    is_suspect,
    parent_of,
    partial_frame,
    shapes_of,
)
from engine.intake.privacy import mask_bsn
from engine.texts import intake as texts

SMALL = 1 << 20
"""A source up to this size is read at once."""

_CHUNK = 1 << 18
_CLIENTS_IN_BATCH = 500
MOST_BYTES = 2 << 30
MOST_BYTES_AT_ONCE = 64 << 20
"""Of one message in all, and between two batches: what bounds the memory."""

STREAMED = {
    "303": ("Clienten", "Client"),
    "304": ("Clienten", "Client"),
    "323": ("Declaratie", "Clienten", "Client"),
    "325": ("DeclaratieAntwoord", "Clienten", "Client"),
}
"""Messages with lines without number: where their clients stand, each with Prestaties/Prestatie."""

_OPTIONS = {
    "remove_blank_text": True,
    "remove_comments": True,
    "remove_pis": True,
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
}
"""Nothing is loaded, expanded or fetched."""

Column = tuple[str | None, ...]
Texts = dict[str, list[str | None]]
"""Path under the line, such as `ProductPeriode/Begindatum` → one text per line."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the header's first fields say: kind of message, law, release, BerichtCode and the tree it must keep to."""

    name: str
    law: str
    release: str
    code: str
    tree: Content


@dataclass(slots=True)
class Batch:
    """Checked lines: texts by path (an absent path is an absent field), `bsn` of the client, `rank` in the message."""

    texts: Texts
    bsn: list[str]
    rank: list[int]


class _Gathered:
    """Lines of one shape in a batch."""

    __slots__ = ("bsn", "rank", "rows")

    def __init__(self) -> None:
        self.rows: list[list[str | None]] = []
        self.bsn: list[str] = []
        self.rank: list[int] = []


def parse_events(chunks: Iterator[bytes], name: str, took: Callable[[], int]) -> Iterator[_Element]:
    """Every complete `Client` of the document, then its root.

    `took` tells how often clients were taken out of the tree so far: what piles up in between is bounded.
    """
    parser = etree.XMLPullParser(("end",), tag="{*}Client", **_OPTIONS)
    read, piled, seen = 0, 0, 0
    try:
        for chunk in chunks:
            parser.feed(chunk)
            for _, element in parser.read_events():
                yield element
            read += len(chunk)
            piled = 0 if took() != seen else piled + len(chunk)
            seen = took()
            if read > MOST_BYTES or piled > MOST_BYTES_AT_ONCE:
                raise texts.too_large(name, f"meer dan {MOST_BYTES_AT_ONCE >> 20} MB in één deel van het bericht")
        root = parser.close()
    except etree.XMLSyntaxError as error:
        raise texts.not_well_formed(name, error.lineno) from None
    yield root


@cache
def _whole_parser() -> etree.XMLParser:
    return etree.XMLParser(**_OPTIONS)


class MessageParser:
    """Parses one source. `batches` gives the lines; `kind` and `frame` are known with the first batch, and at the end

    `frame` is whole.
    """

    def __init__(self, name: str, lines_before: int = 0) -> None:
        self.name = name
        self._kind: Kind | None = None
        self._frame: Frame | None = None
        self._shapes: Shapes | None = None
        self._home: _Element | None = None
        self._last: _Element | None = None
        self._taken = 0
        self._lines = lines_before

    @property
    def kind(self) -> Kind:
        """Known once the first batch or the end was reached."""
        if self._kind is None:
            raise AssertionError("nothing was parsed yet")
        return self._kind

    @property
    def frame(self) -> Frame:
        """The header, and what else stands outside the clients as far as it was read."""
        if self._frame is None:
            raise AssertionError("nothing was parsed yet")
        return self._frame

    @property
    def shapes(self) -> Shapes:
        """What is known of messages of this kind."""
        if self._shapes is None:
            self._shapes = shapes_of(self.kind.tree)
        return self._shapes

    def batches(self, stream: BinaryIO) -> Iterator[Batch]:
        """Checked lines, again and again. Refusal on the first fault."""
        start = stream.read(SMALL + 1)
        return self._small(start) if len(start) <= SMALL else self._streamed(_chunks(start, stream))

    def _small(self, content: bytes) -> Iterator[Batch]:
        try:
            root = etree.fromstring(content, _whole_parser())
        except etree.XMLSyntaxError as error:
            raise texts.not_well_formed(self.name, error.lineno) from None
        self._kind = kind_of(root, self.name)
        self._home = _home(root, self._kind)
        is_plain = not is_suspect(root) and _holds_clients_only(self._home)
        frame = self.shapes.known_frame(root, self._home) if is_plain else None
        if frame is None:
            Checker(self.name).refuse_wrong(root, self._kind.tree)
            frame = self.shapes.new_frame(root, self._home)
        self._frame = frame
        if self._home is not None and len(self._home):
            yield self._read(list(self._home), root)

    def _streamed(self, chunks: Iterator[bytes]) -> Iterator[Batch]:
        waiting: list[_Element] = []
        for element in parse_events(chunks, self.name, lambda: self._taken):
            if element.getparent() is None:
                if waiting:
                    yield self._take(waiting, element)
                self._finish(element)
                return
            if self._is_in_place(element):
                waiting.append(element)
            if len(waiting) >= _CLIENTS_IN_BATCH:
                yield self._take(waiting, element.getroottree().getroot())
                self._forget(waiting)
                waiting = []

    def _finish(self, root: _Element) -> None:
        self._kind = self._kind or kind_of(root, self.name)
        checked = () if self._last is None else (self._last,)
        Checker(self.name, checked).refuse_wrong(root, self._kind.tree)
        self._frame = self.shapes.new_frame(root, self._home)

    def _is_in_place(self, client: _Element) -> bool:
        """Whether it is a client of a message with many, on its own place (others stay for the final check)."""
        parent = client.getparent()
        if parent is self._home and parent is not None:
            return True
        if parent is None or local(str(parent.tag)) != "Clienten":
            return False
        if self._kind is None:
            self._kind = kind_of(client.getroottree().getroot(), self.name)
        above = [local(str(each.tag)) for each in client.iterancestors()]
        if ("Bericht", *STREAMED.get(self._kind.name, ())) != (*reversed(above), "Client"):
            return False
        self._home = parent
        return True

    def _take(self, clients: list[_Element], root: _Element) -> Batch:
        """Check clients of a message that is still coming in, and read their lines."""
        self._taken += 1
        if self._frame is None:
            self._refuse_wrong_before(clients[0])
            self._frame = partial_frame(root)
        self._refuse_strange_between(clients)
        if is_suspect(parent_of(clients[0])):
            self._refuse_wrong(clients)
        return self._read(clients, None)

    def _refuse_strange_between(self, clients: list[_Element]) -> None:
        """What stands between clients is forgotten with them, so it is checked now."""
        parent, content = parent_of(clients[0]), self.kind.tree
        for name in STREAMED[self.kind.name][:-1]:
            found = content.child(name)
            content = found if isinstance(found, Content) else content
        children = list(parent)[: parent.index(clients[-1]) + 1]
        checked = {*clients, *(() if self._last is None else (self._last,))}
        Checker(self.name, checked).refuse_wrong_children(parent, children, content)

    def _refuse_wrong_before(self, client: _Element) -> None:
        """The header and whatever else stands before the clients is used with them, so it is checked first."""
        checker, content = Checker(self.name), self.kind.tree
        for element in reversed([client, *client.iterancestors()][:-1]):
            earlier = list(element.itersiblings(preceding=True))
            checker.refuse_wrong_before(reversed(earlier), element, content)
            found = content.child(local(str(element.tag)))
            if isinstance(found, LeafType) or local(str(element.tag)) == "Client":
                return
            content = found

    def _refuse_wrong(self, clients: list[_Element]) -> None:
        checker, content = Checker(self.name), self._content()
        for client in clients:
            checker.refuse_wrong(client, content)

    def _content(self) -> Content:
        content = self.kind.tree
        for name in STREAMED[self.kind.name]:
            found = content.child(name)
            if isinstance(found, LeafType):
                raise AssertionError(f"{name} holds text in the grammar")
            content = found
        return content

    def _read(self, clients: list[_Element], root: _Element | None) -> Batch:
        """The lines of clients. When a text does not fit: the first fault of the whole message, or of these clients."""
        gathered: dict[LinePlan, _Gathered] = {}
        for client in clients:
            self._read_client(client, gathered)
        columns = [list(zip(*lines.rows, strict=True)) for lines in gathered.values()]
        if not all(_fits(plan, own) for plan, own in zip(gathered, columns, strict=True)):
            if root is not None:
                Checker(self.name).refuse_wrong(root, self.kind.tree)
            self._refuse_wrong(clients)
        return _collect(gathered, columns)

    def _read_client(self, client: _Element, gathered: dict[LinePlan, _Gathered]) -> None:
        children = list(client)
        shape = ((client.tag, *[child.tag for child in children]), tuple([len(child) and 1 for child in children]))
        plan = self.shapes.clients.get(shape) or self._new_client_plan(shape, client)
        for place, content in plan.others:
            child = children[place]
            if not isinstance(content, LeafType) or (child.text or "") not in content.good:
                Checker(self.name).refuse_wrong(child, content)
        bsn = children[0].text or ""
        plans, number = self.shapes.lines, self._lines
        for line in children[plan.lines]:
            elements = list(line.iter())
            line_shape = (tuple([each.tag for each in elements]), tuple([len(each) for each in elements]))
            line_plan = plans.get(line_shape) or self._new_line_plan(line_shape, line)
            lines = gathered.get(line_plan)
            if lines is None:
                lines = gathered[line_plan] = _Gathered()
            number += 1
            lines.rows.append([each.text for each in elements])
            lines.bsn.append(bsn)
            lines.rank.append(number)
        self._lines = number

    def _new_client_plan(self, shape: Shape, client: _Element) -> ClientPlan:
        """The first client of a shape is checked whole; of the next ones all but the number of lines is known."""
        content = self._content()
        Checker(self.name).refuse_wrong(client, content)
        names = [local(str(tag)) for tag in shape[0][1:]]
        others = [(place, content.child(name)) for place, name in enumerate(names) if name != "Prestaties"]
        return self.shapes.clients.remember(shape, ClientPlan(names.index("Prestaties"), tuple(others)))

    def _new_line_plan(self, shape: Shape, line: _Element) -> LinePlan:
        """The first line of a shape is checked whole; its fields are then known by their place."""
        lines = self._content().child("Prestaties")
        name = local(str(line.tag))
        if isinstance(lines, LeafType) or name not in lines.position:
            Checker(self.name).refuse_wrong(parent_of(line), lines)
            raise AssertionError("an unknown line passed the grammar")
        content = lines.child(name)
        Checker(self.name).refuse_wrong(line, content)
        return self.shapes.line_plan(shape, line, content)

    def _forget(self, clients: list[_Element]) -> None:
        """Free what was read. The last client stays, empty: the parser may still be adding text after it."""
        parent = parent_of(clients[-1])
        last = self._last = clients[-1]
        last.clear(keep_tail=True)
        while parent[0] is not last:
            del parent[0]


def _chunks(start: bytes, stream: BinaryIO) -> Iterator[bytes]:
    yield start
    while chunk := stream.read(_CHUNK):
        yield chunk


def _home(root: _Element, kind: Kind) -> _Element | None:
    """The element that holds the clients of a declaration; None when there is none."""
    at: _Element | None = root
    for name in STREAMED.get(kind.name, ("",))[:-1]:
        at = None if at is None else next((child for child in at if local(str(child.tag)) == name), None)
    return None if at is root else at


def _holds_clients_only(home: _Element | None) -> bool:
    return home is None or all(local(str(child.tag)) == "Client" for child in home)


def _fits(plan: LinePlan, columns: list[Column]) -> bool:
    return not any(leaf.bad(columns[index]) for index, _, leaf in plan.fields)


def _collect(gathered: dict[LinePlan, _Gathered], columns: list[list[Column]]) -> Batch:
    """The lines of all shapes in one table of texts; a repeated field (RetourCode) is joined by commas."""
    paths = {path for plan in gathered for _, path, _ in plan.fields}
    found: Texts = {path: [] for path in sorted(paths)}
    for (plan, lines), of_plan in zip(gathered.items(), columns, strict=True):
        for path, texts_at in found.items():
            own = [of_plan[index] for index, at, _ in plan.fields if at == path]
            if not own:
                texts_at.extend([None] * len(lines.rows))
            elif len(own) == 1:
                texts_at.extend(own[0])
            else:
                texts_at.extend(",".join(compress(row, row)) for row in zip(*own, strict=True))
    bsn = [bsn for lines in gathered.values() for bsn in lines.bsn]
    return Batch(found, bsn, [rank for lines in gathered.values() for rank in lines.rank])


def kind_of(root: _Element, name: str) -> Kind:
    """Kind, law and release by the header; Refusal when it is no message or not one that is read."""
    if root.getroottree().docinfo.doctype:
        raise texts.has_doctype(name)
    if local(str(root.tag)) != "Bericht":
        raise texts.no_message(name, mask_bsn(local(str(root.tag))))
    header = next((child for child in root if local(str(child.tag)) == "Header"), ())
    code, version, subversion = (_first(header, name) for name in ("BerichtCode", "BerichtVersie", "BerichtSubversie"))
    if code is None:
        raise texts.missing_element(texts.place(name, root.sourceline), "BerichtCode", "Header")
    if code not in CODES:
        where = texts.place(name, root[0].sourceline, "BerichtCode", "Header")
        raise texts.unknown_message_code(where, mask_bsn(code))
    release = f"{version or ''}.{subversion or ''}"
    found = _kind(code, release)
    if found is None:
        where = texts.place(name, root[0].sourceline, "BerichtVersie", "Header")
        raise texts.unknown_release(where, CODES[code][0], mask_bsn(release))
    return found


def _first(elements: Iterable[_Element], name: str) -> str | None:
    found = next((each for each in elements if local(str(each.tag)) == name), None)
    return None if found is None else (found.text or "").strip()


@lru_cache(256)
def _kind(code: str, release: str) -> Kind | None:
    name, law = CODES[code]
    found = tree(name, law, release)
    return None if found is None else Kind(name, law, release, code, found)
