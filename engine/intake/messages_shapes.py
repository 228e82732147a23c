"""What was checked once is known by its shape: of the next elements of that shape only the texts need a look.

A shape is the tags and numbers of children of elements in document order, so two messages of one shape differ in texts
only. Shapes are remembered for the whole process, per tree of the grammar: most messages look like earlier ones.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from lxml import etree
from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]

from engine.intake.grammar import Content
from engine.intake.grammar_check import local
from engine.intake.grammar_types import LeafType

Key = TypeVar("Key")
Plan = TypeVar("Plan")
Shape = tuple[tuple[str, ...], tuple[int, ...]]
RECORDS = frozenset(
    {
        "ToegewezenProduct", "StartProduct", "StopProduct", "AangevraagdProduct", "Antwoord",
        "OngewijzigdProduct", "TeWijzigenProduct", "NieuwProduct",
    }
)  # fmt: skip
"""Elements that are a line of a message about one client."""

MOST_REMEMBERED = 20_000
# Attributes (but for the schema's location) and text between elements: asked once a message or batch, in C.
is_suspect: Callable[[_Element], bool] = etree.XPath(  # pyright: ignore[reportAssignmentType]
    "boolean(descendant-or-self::*/@*[namespace-uri() != 'http://www.w3.org/2001/XMLSchema-instance'"
    " or not(local-name() = 'schemaLocation' or local-name() = 'noNamespaceSchemaLocation')]"
    " | descendant-or-self::*[*]/text()[normalize-space()])",
    smart_strings=False,
)


@dataclass(frozen=True, slots=True, eq=False)
class LinePlan:
    """How to read lines of one shape: (index in document order, path under the line, type) of each field."""

    fields: tuple[tuple[int, str, LeafType], ...]


@dataclass(frozen=True, slots=True)
class ClientPlan:
    """How to read clients of one shape: which child holds the lines, and what the other children hold."""

    lines: int
    others: tuple[tuple[int, Content | LeafType], ...]


@dataclass(frozen=True, slots=True)
class FramePlan:
    """How to read frames of one shape: the typed fields, every path's places, and the records with their fields."""

    leaves: list[tuple[int, LeafType]]
    places: dict[str, list[int]]
    records: dict[str, list[dict[str, int]]]


@dataclass(frozen=True, slots=True)
class Frame:
    """A message without the clients of a declaration: the text of every element by its path under Bericht."""

    plan: FramePlan
    texts: Sequence[str | None]

    def text(self, path: str) -> str | None:
        """Text of the first element at a path ("" when it is empty or holds elements), None when there is none."""
        places = self.plan.places.get(path)
        return None if places is None else (self.texts[places[0]] or "").strip()

    def all(self, path: str) -> list[str]:
        """Texts of all elements at a path."""
        return [self.texts[place] or "" for place in self.plan.places.get(path, ())]

    def records(self, name: str) -> list[dict[str, str]]:
        """The elements of that name, each as texts by path under it."""
        found = self.plan.records.get(name, ())
        return [{path: self.texts[place] or "" for path, place in record.items()} for record in found]


class Memory(dict[Key, Plan], Generic[Key, Plan]):
    """A dict that starts anew when it grows beyond sense: odd messages must not fill the memory."""

    def remember(self, key: Key, plan: Plan) -> Plan:
        """Keep a plan, and give it back."""
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self[key] = plan
        return plan


class Shapes:
    """The shapes of one tree of the grammar that were checked whole, and how to read them."""

    def __init__(self, tree: Content) -> None:
        self.tree = tree
        self.frames: Memory[Shape, FramePlan] = Memory()
        self.clients: Memory[Shape, ClientPlan] = Memory()
        self.lines: Memory[Shape, LinePlan] = Memory()

    def known_frame(self, root: _Element, home: _Element | None) -> Frame | None:
        """The frame when its shape is known and every text fits; None: it has to be checked whole."""
        elements = frame_elements(root, home)
        plan = self.frames.get(_frame_shape(elements, home))
        if plan is None:
            return None
        texts = [element.text for element in elements]
        for place, leaf in plan.leaves:
            text = texts[place] or ""
            if text not in leaf.good and not leaf.fits(text):
                return None
        return Frame(plan, texts)

    def new_frame(self, root: _Element, home: _Element | None) -> Frame:
        """The frame of a message that was checked whole; from now on its shape is known."""
        elements = frame_elements(root, home)
        plan = self.frames.remember(_frame_shape(elements, home), _frame_plan(elements, self.tree))
        return Frame(plan, [element.text for element in elements])

    def line_plan(self, shape: Shape, line: _Element, content: Content | LeafType) -> LinePlan:
        """The plan of a line that was checked whole."""
        return self.lines.remember(shape, LinePlan(tuple(_fields(line, content))))


@cache
def shapes_of(tree: Content) -> Shapes:
    """The one memory of a tree."""
    return Shapes(tree)


def partial_frame(root: _Element) -> Frame:
    """What has been read so far of a message that is still coming in: enough for its header."""
    elements = list(root.iter())
    return Frame(_frame_plan(elements, None), [element.text for element in elements])


def frame_elements(root: _Element, home: _Element | None) -> list[_Element]:
    """All elements in document order, but for what stands under `home`."""
    if home is None:
        return list(root.iter())
    return list(_outside(root, home, {home, *home.iterancestors()}))


def _outside(element: _Element, home: _Element, above: set[_Element]) -> Iterator[_Element]:
    yield element
    if element is home:
        return
    for child in element:
        if child in above:
            yield from _outside(child, home, above)
        else:
            yield from child.iter()


def _frame_shape(elements: list[_Element], home: _Element | None) -> Shape:
    return tuple([each.tag for each in elements]), tuple(
        [len(each) and 1 if each is home else len(each) for each in elements]
    )


def _frame_plan(elements: list[_Element], tree: Content | None) -> FramePlan:
    paths: dict[_Element, str] = {elements[0]: ""}
    contents: dict[_Element, Content | LeafType | None] = {elements[0]: tree}
    plan = FramePlan([], {}, {})
    record: tuple[str, dict[str, int]] | None = None
    for place, element in enumerate(elements[1:], 1):
        above = parent_of(element)
        name = local(str(element.tag))
        path = paths[element] = f"{paths[above]}/{name}".lstrip("/")
        content = contents[above]
        within = contents[element] = content.child(name) if isinstance(content, Content) else None
        if isinstance(within, LeafType):
            plan.leaves.append((place, within))
        plan.places.setdefault(path, []).append(place)
        if name in RECORDS and len(element):
            record = (f"{path}/", {})
            plan.records.setdefault(name, []).append(record[1])
        elif record and not len(element) and path.startswith(record[0]):
            record[1][path.removeprefix(record[0])] = place
    return plan


def _fields(line: _Element, content: Content | LeafType) -> Iterator[tuple[int, str, LeafType]]:
    for index, element in enumerate(line.iter()):
        names: list[str] = []
        above = element
        while above is not line:
            names.insert(0, local(str(above.tag)))
            above = parent_of(above)
        what = content
        for name in names:
            if isinstance(what, Content):
                what = what.child(name)
        if isinstance(what, LeafType):
            yield index, "/".join(names), what


def parent_of(element: _Element) -> _Element:
    """The parent of an element that has one."""
    parent = element.getparent()
    if parent is None:
        raise AssertionError("an element of a client has a parent")
    return parent
