"""Does a parsed message keep to its tree? Finds the first thing that does not, with line, field and what is right."""

from collections.abc import Container, Iterable, Sequence
from functools import lru_cache

from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]

from engine.errors import Refusal
from engine.intake.grammar import Content
from engine.intake.grammar_types import LeafType
from engine.intake.privacy import MASK, mask_bsn, mask_long_numbers
from engine.texts import intake as texts
from engine.texts.intake import ValueFault

_BLANK = " \t\n\r"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
ALLOWED_ATTRIBUTES = frozenset({f"{_XSI}schemaLocation", f"{_XSI}noNamespaceSchemaLocation"})


@lru_cache(4096)
def local(tag: str) -> str:
    """Local name of a tag (namespaces differ per release)."""
    return tag.rpartition("}")[2]


class Checker:
    """Checks the elements of one source; `checked` are elements that need no second look."""

    def __init__(self, source_name: str, checked: Container[_Element] = ()) -> None:
        self.source_name, self.checked = source_name, checked

    def refuse_wrong(self, element: _Element, what: Content | LeafType) -> None:
        """Refusal for the first thing in or under `element` that its content does not allow, in document order."""
        if element in self.checked:
            return
        for attribute in element.keys():  # noqa: SIM118 - an element's own iteration gives its children
            if str(attribute) not in ALLOWED_ATTRIBUTES:
                raise texts.stray_attribute(self._place(element), local(str(element.tag)), local(str(attribute)))
        if isinstance(what, LeafType):
            self._check_leaf(element, what)
        else:
            self._check_content(element, what)

    def _check_leaf(self, element: _Element, leaf: LeafType) -> None:
        name = local(str(element.tag))
        for child in element:
            raise texts.unknown_element(self._place(child), mask_bsn(local(str(child.tag))), name, ["alleen tekst"])
        text = element.text or ""
        if text in leaf.good:
            return
        fault = leaf.fault(text)
        if fault:
            raise self._wrong_value(element, leaf, fault, text)

    def _wrong_value(self, element: _Element, leaf: LeafType, fault: ValueFault, text: str) -> Refusal:
        # a BSN without its first zero, or written with a slash, is still one
        shown = MASK if local(str(element.tag)) == "Bsn" and text else mask_bsn(text)
        return texts.wrong_value(self._place(element), fault, shown, hint(leaf, fault))

    def refuse_wrong_before(self, earlier: Iterable[_Element], element: _Element, content: Content) -> None:
        """Refusal for the first fault in the siblings before `element`, a child of an element with that content."""
        parent = element.getparent()
        if parent is not None:
            at, count = self._check_children(parent, earlier, content)
            place = content.position.get(local(str(element.tag)), len(content.particles))
            self._refuse_missing(parent, content, at, place, count, element)

    def refuse_wrong_children(self, parent: _Element, children: Sequence[_Element], content: Content) -> None:
        """Refusal for the first of these leading children that is out of place, or for text beside them.

        The text after the last one may still be coming in: it is left for later.
        """
        self._refuse_text(parent, (parent.text, *(child.tail for child in children[:-1])))
        self._check_children(parent, children, content)

    def _check_content(self, element: _Element, content: Content) -> None:
        self._refuse_stray_text(element)
        at, count = self._check_children(element, element, content)
        self._refuse_missing(element, content, at, len(content.particles), count, element)

    def _check_children(self, element: _Element, children: Iterable[_Element], content: Content) -> tuple[int, int]:
        """Check children in their order; gives the last particle's position and how often it occurred."""
        at, count = 0, 0
        for child in children:
            name = local(str(child.tag))
            place = content.position.get(name)
            if place is None:
                raise self._unknown(child, element, content)
            if place < at:
                raise texts.misplaced_element(self._place(child), name, content.particles[at].name)
            if place > at:
                self._refuse_missing(element, content, at, place, count, child)
                at, count = place, 0
            count += 1
            particle = content.particles[at]
            if particle.most is not None and count > particle.most:
                raise texts.repeated_element(self._place(child), name, particle.most)
            self.refuse_wrong(child, particle.what)
        return at, count

    def _unknown(self, child: _Element, parent: _Element, content: Content) -> Refusal:
        names = [particle.name for particle in content.particles]
        name = mask_bsn(local(str(child.tag)))
        return texts.unknown_element(self._place(child), name, local(str(parent.tag)), names)

    def _refuse_missing(
        self, element: _Element, content: Content, begin: int, end: int, count: int, at: _Element
    ) -> None:
        """Refusal when a particle from `begin` up to `end` occurs too little (`count` is of the first)."""
        for particle in content.particles[begin:end]:
            if count < particle.fewest:
                where = texts.place(self.source_name, at.sourceline)
                raise texts.missing_element(where, particle.name, local(str(element.tag)))
            count = 0

    def _refuse_stray_text(self, element: _Element) -> None:
        self._refuse_text(element, (element.text, *(child.tail for child in element)))

    def _refuse_text(self, element: _Element, found: Iterable[str | None]) -> None:
        for text in found:
            if text and text.strip(_BLANK):
                where = texts.place(self.source_name, element.sourceline)
                raise texts.stray_text(where, local(str(element.tag)), mask_long_numbers(text))

    def _place(self, element: _Element) -> str:
        parent = element.getparent()
        of = local(str(parent.tag)) if parent is not None else ""
        return texts.place(self.source_name, element.sourceline, mask_bsn(local(str(element.tag))), of)


def hint(leaf: LeafType, fault: ValueFault) -> str:
    """What would be right."""
    if leaf.any_of:
        return hint(leaf.any_of[-1], fault)
    if fault is ValueFault.NO_CODE and leaf.codes:
        return texts.allowed(leaf.codes)
    if fault in (ValueFault.TOO_LONG, ValueFault.TOO_SHORT):
        return texts.length_hint(leaf.shortest, leaf.longest)
    if fault is ValueFault.OUT_OF_RANGE:
        return texts.range_hint(leaf.least, leaf.most)
    if fault is ValueFault.NO_MATCH:
        return " ".join(filter(None, (texts.shape_hint(pattern.pattern) for pattern in leaf.patterns)))
    return ""
