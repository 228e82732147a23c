"""GGK StUF envelopes: the message that travels in one (base64 in `xmlBestand`), and what else the GGK sends."""

import base64
import binascii
import io
from typing import BinaryIO, Protocol

from lxml import etree
from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]

from engine.intake.grammar_check import local
from engine.intake.privacy import mask_bsn
from engine.texts import intake as texts

MOST_BYTES = 256 << 20
_SNIFFED = 1 << 16
_ENVELOPES = ("envelopHeenbericht", "envelopRetourbericht")
_XML_STARTS = (b"<", b"<\x00", b"\x00<", b"\x00\x00\x00<")
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class Opener(Protocol):
    """Gives the bytes of something, from the start, each time."""

    def __call__(self) -> BinaryIO: ...


def is_xml(start: bytes) -> bool:
    """Whether bytes begin as XML does."""
    for mark in _BYTE_ORDER_MARKS:
        start = start.removeprefix(mark)
    return start.lstrip(b" \t\r\n").startswith(_XML_STARTS)


def root_name(stream: BinaryIO, name: str) -> str:
    """Local name of the root element, from the first bytes only. Refusal for a DOCTYPE or for no XML at all."""
    parser = etree.XMLPullParser(("start",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    start = stream.read(_SNIFFED)
    try:
        parser.feed(start)
        found = next((element for _, element in parser.read_events()), None)
    except etree.XMLSyntaxError as error:
        # libxml2 stops an entity bomb itself; the DOCTYPE is then the thing to name (in UTF-16 too)
        is_doctype = b"<!DOCTYPE" in start.replace(b"\x00", b"")
        raise texts.has_doctype(name) if is_doctype else texts.not_well_formed(name, error.lineno) from None
    if found is None:
        raise texts.not_well_formed(name, None)
    if found.getroottree().docinfo.doctype:
        raise texts.has_doctype(name)
    return local(str(found.tag))


def is_stuf(root: str) -> bool:
    """Whether a root element is of an envelope or a fault message."""
    return root.startswith((*_ENVELOPES, "Fo01", "Fo02", "Fo03", "Bv0"))


def payload(envelope: Opener, name: str) -> bytes:
    """The message's bytes. Refusal for a fault message, a text file, or anything that is no message."""
    with envelope() as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise texts.too_large(name, f"een envelop van meer dan {MOST_BYTES >> 20} MB")
    root = _root(content, name)
    kind = local(str(root.tag))
    if kind.startswith("Bv0"):
        raise texts.stuf_receipt(name)
    if not kind.startswith(_ENVELOPES):
        raise texts.stuf_fault(name, *(mask_bsn(_text(root, field)) for field in ("code", "omschrijving", "details")))
    if _find(root, "tekstBestand") is not None:
        raise texts.stuf_text_file(name)
    if _find(root, "xmlBestand") is None:
        raise texts.stuf_without_message(name)
    try:
        message = base64.b64decode("".join(_text(root, "xmlBestand").split()), validate=True)
    except (binascii.Error, ValueError):
        raise texts.stuf_without_message(name) from None
    if not is_xml(message[:200]):
        raise texts.stuf_without_message(name)
    return message


def _root(content: bytes, name: str) -> _Element:
    # A message of more than 10 MB in one text needs huge_tree; without a DOCTYPE (refused below, and by `root_name`
    # before this) there are no entities, so nothing can grow beyond the bytes that were read.
    root_name(io.BytesIO(content), name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise texts.not_well_formed(name, error.lineno) from None


def _find(root: _Element, name: str) -> _Element | None:
    return next(root.iter(f"{{*}}{name}"), None)


def _text(root: _Element, name: str) -> str:
    found = _find(root, name)
    return "" if found is None else (found.text or "").strip()
