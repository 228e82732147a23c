"""One message, parsed and checked in one streaming pass: header, then lines in batches, then what came after.

libxml2 does the parsing; only clients and lines become Python objects. An element's *shape* (tags and numbers of
children, in order) is checked against the grammar once; after that only the texts of equal shapes are looked at.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import compress
from typing import BinaryIO

from lxml import etree
from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]

from engine.intake.grammar import CODES, Content, tree
from engine.intake.grammar_check import Checker, local
from engine.intake.grammar_types import LeafType
from engine.intake.privacy import mask_bsn
from engine.texts import intake as texts

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

# Attributes, and text between elements: asked once a batch, in C.
_SUSPECT = etree.XPath("boolean(.//@* | .//*[*]/text()[normalize-space()])", smart_strings=False)

Shape = tuple[tuple[str, ...], tuple[int, ...]]
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

    def column(self, path: str) -> list[str | None]:
        """The texts at a path, None where a line does not have it."""
        return self.texts.get(path) or [None] * len(self.rank)


@dataclass(slots=True)
class _Plan:
    """How to read elements of one shape: (index in document order, path, type) of each field."""

    fields: list[tuple[int, str, LeafType]]
    rows: list[list[str | None]] = field(default_factory=list[list[str | None]])
    bsn: list[str] = field(default_factory=list[str])
    rank: list[int] = field(default_factory=list[int])


@dataclass(frozen=True, slots=True)
class _ClientPlan:
    """How to read clients of one shape: which child holds the lines, and what the other children hold."""

    lines: int
    others: list[tuple[int, Content | LeafType]]
    checker: Checker


def parse_events(stream: BinaryIO, name: str, took: Callable[[], int]) -> Iterator[_Element]:
    """Every complete `Client` of the document, then its root. Nothing is loaded, expanded or fetched.

    `took` tells how often clients were taken out of the tree so far: what piles up in between is bounded.
    """
    parser = etree.XMLPullParser(
        ("end",),
        tag="{*}Client",
        remove_blank_text=True,
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    read, piled, seen = 0, 0, 0
    try:
        while chunk := stream.read(_CHUNK):
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


class MessageParser:
    """Parses one source. After `kind` is known, `batches` gives the lines; `root` is what remains of the tree."""

    def __init__(self, name: str, lines_before: int = 0) -> None:
        self.name = name
        self.root: _Element | None = None
        self._kind: Kind | None = None
        self._plans: dict[Shape, _Plan] = {}
        self._client_plans: dict[tuple[tuple[str, ...], tuple[bool, ...]], _ClientPlan] = {}
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

    def batches(self, stream: BinaryIO) -> Iterator[tuple[_Element, Batch]]:
        """Root (header complete) with a batch of checked lines, again and again. Refusal on the first fault."""
        waiting: list[_Element] = []
        for element in parse_events(stream, self.name, lambda: self._taken):
            if element.getparent() is None:
                if waiting:
                    yield element, self._take(waiting, element)
                self._finish(element)
                return
            if self._is_in_place(element):
                waiting.append(element)
            if len(waiting) >= _CLIENTS_IN_BATCH:
                root = element.getroottree().getroot()
                yield root, self._take(waiting, root)
                self._forget(waiting)
                waiting = []

    def _finish(self, root: _Element) -> None:
        self._kind = self._kind or kind_of(root, self.name)
        self.root = root
        checked = () if self._last is None else (self._last,)
        Checker(self.name, checked).refuse_wrong(root, self._kind.tree)

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

    def _content(self) -> Content:
        content = self.kind.tree
        for name in STREAMED[self.kind.name]:
            found = content.child(name)
            if isinstance(found, LeafType):
                raise AssertionError(f"{name} holds text in the grammar")
            content = found
        return content

    def _take(self, clients: list[_Element], root: _Element) -> Batch:
        """Check clients and read their lines."""
        self._taken += 1
        self._refuse_wrong_before(clients[0], root)
        parent = clients[0].getparent()
        if parent is not None and _SUSPECT(parent):
            self._refuse_wrong(clients)
        for client in clients:
            self._read_client(client)
        plans = [plan for plan in self._plans.values() if plan.rows]
        columns = [list(zip(*plan.rows, strict=True)) for plan in plans]
        if not all(_fits(plan, own) for plan, own in zip(plans, columns, strict=True)):
            self._refuse_wrong(clients)
        batch = _collect(plans, columns)
        for plan in plans:
            plan.rows, plan.bsn, plan.rank = [], [], []
        return batch

    def _refuse_wrong_before(self, client: _Element, root: _Element) -> None:
        """The header and whatever else stands before the clients is used with them, so it is checked first."""
        if self._last is not None:
            return
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

    def _read_client(self, client: _Element) -> None:
        children = list(client)
        shape = (tuple([child.tag for child in children]), tuple([bool(len(child)) for child in children]))
        plan = self._client_plans.get(shape) or self._new_client_plan(shape, client)
        for place, content in plan.others:
            child = children[place]
            if not isinstance(content, LeafType) or (child.text or "") not in content.good:
                plan.checker.refuse_wrong(child, content)
        bsn = children[0].text or ""
        plans, lines = self._plans, self._lines
        for line in children[plan.lines]:
            elements = list(line.iter())
            line_shape = (tuple([each.tag for each in elements]), tuple([len(each) for each in elements]))
            line_plan = plans.get(line_shape) or self._new_plan(line_shape, line)
            lines += 1
            line_plan.rows.append([each.text for each in elements])
            line_plan.bsn.append(bsn)
            line_plan.rank.append(lines)
        self._lines = lines

    def _new_client_plan(self, shape: tuple[tuple[str, ...], tuple[bool, ...]], client: _Element) -> _ClientPlan:
        """The first client of a shape is checked whole; of the next ones all but the number of lines is known."""
        content = self._content()
        checker = Checker(self.name)
        checker.refuse_wrong(client, content)
        names = [local(str(tag)) for tag in shape[0]]
        others = [(place, content.child(name)) for place, name in enumerate(names) if name != "Prestaties"]
        plan = self._client_plans[shape] = _ClientPlan(names.index("Prestaties"), others, checker)
        return plan

    def _new_plan(self, shape: Shape, line: _Element) -> _Plan:
        """The first line of a shape is checked whole; its fields are then known by their place."""
        lines = self._content().child("Prestaties")
        name = local(str(line.tag))
        if isinstance(lines, LeafType) or name not in lines.position:
            Checker(self.name).refuse_wrong(_parent(line), lines)
            raise AssertionError("an unknown line passed the grammar")
        content = lines.child(name)
        Checker(self.name).refuse_wrong(line, content)
        plan = self._plans[shape] = _Plan(list(_fields(line, content)))
        return plan

    def _forget(self, clients: list[_Element]) -> None:
        """Free what was read. The last client stays, empty: the parser may still be adding text after it."""
        parent = _parent(clients[-1])
        self._last = clients[-1]
        self._last.clear(keep_tail=True)
        while parent[0] is not self._last:
            del parent[0]


def _parent(element: _Element) -> _Element:
    parent = element.getparent()
    if parent is None:
        raise AssertionError("an element of a client has a parent")
    return parent


def _fields(line: _Element, content: Content | LeafType) -> Iterator[tuple[int, str, LeafType]]:
    for index, element in enumerate(line.iter()):
        names: list[str] = []
        above = element
        while above is not line:
            names.insert(0, local(str(above.tag)))
            above = _parent(above)
        what = content
        for name in names:
            if isinstance(what, Content):
                what = what.child(name)
        if isinstance(what, LeafType):
            yield index, "/".join(names), what


def _fits(plan: _Plan, columns: list[Column]) -> bool:
    return not any(leaf.bad(columns[index]) for index, _, leaf in plan.fields)


def _collect(plans: list[_Plan], columns: list[list[Column]]) -> Batch:
    """The lines of all shapes in one table of texts; a repeated field (RetourCode) is joined by commas."""
    paths = {path for plan in plans for _, path, _ in plan.fields}
    found: Texts = {path: [] for path in sorted(paths)}
    for plan, of_plan in zip(plans, columns, strict=True):
        for path, texts_at in found.items():
            own = [of_plan[index] for index, at, _ in plan.fields if at == path]
            if not own:
                texts_at.extend([None] * len(plan.rows))
            elif len(own) == 1:
                texts_at.extend(own[0])
            else:
                texts_at.extend(",".join(compress(row, row)) for row in zip(*own, strict=True))
    bsn = [bsn for plan in plans for bsn in plan.bsn]
    return Batch(found, bsn, [rank for plan in plans for rank in plan.rank])


def text_at(element: _Element, path: str) -> str | None:
    """Text of the first element at a path of local names, None when there is none."""
    at: _Element | None = element
    for name in path.split("/"):
        if at is None:
            return None
        at = next((child for child in at if local(str(child.tag)) == name), None)
    return None if at is None else (at.text or "").strip()


def kind_of(root: _Element, name: str) -> Kind:
    """Kind, law and release by the header; Refusal when it is no message or not one that is read."""
    if root.getroottree().docinfo.doctype:
        raise texts.has_doctype(name)
    if local(str(root.tag)) != "Bericht":
        raise texts.no_message(name, mask_bsn(local(str(root.tag))))
    code = text_at(root, "Header/BerichtCode")
    if code is None:
        raise texts.missing_element(texts.place(name, root.sourceline), "BerichtCode", "Header")
    if code not in CODES:
        where = texts.place(name, root[0].sourceline, "BerichtCode", "Header")
        raise texts.unknown_message_code(where, mask_bsn(code))
    kind, law = CODES[code]
    release = f"{text_at(root, 'Header/BerichtVersie') or ''}.{text_at(root, 'Header/BerichtSubversie') or ''}"
    found = tree(kind, law, release)
    if found is None:
        where = texts.place(name, root[0].sourceline, "BerichtVersie", "Header")
        raise texts.unknown_release(where, kind, mask_bsn(release))
    return Kind(kind, law, release, code, found)
