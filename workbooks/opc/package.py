"""The zip package of a workbook: parts by name, relationships, and a copy in which only changed parts differ."""

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from lxml import etree

from engine.texts import refresh as texts

Element = etree._Element  # pyright: ignore[reportPrivateUsage]

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, strip_cdata=False)
_ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LARGEST_PART, _LARGEST_FILE = 1 << 29, 1 << 31
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_HAS_DESCRIPTOR = 8
_COPY_BYTES = 1 << 20
_LONGEST_FORMULA = 1 << 16
"""Excel allows 8 192 characters, of which XML can make five times as many."""
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)
_FAST = 1
"""Compression as Excel itself does it: little smaller with more effort, and several times slower."""

_SIGNATURES = "_xmlsignatures/"
CONTENT_TYPES = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship: id, the last word of its type (`table`, `worksheet`), and the part it leads to ("" = outside)."""

    id: str
    kind: str
    part: str


def parse(content: bytes) -> Element:
    """The root of a part, without fetching anything that it names. lxml's XMLSyntaxError when it is no XML."""
    return etree.fromstring(content, _PARSER)


def serialised(root: Element) -> bytes:
    """A part as bytes, with the declaration that Excel writes."""
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)


class Package:
    """An open workbook file. Part names are found without regard to case, as Excel does.

    Refusal when it is encrypted, damaged, larger than sense, or no workbook. Close it, or use it with `with`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file: BinaryIO = path.open("rb")
        except PermissionError as error:
            raise texts.in_use(path, "") from error
        try:
            self._zip = self._opened()
            self._names = {name.lower(): name for name in self._zip.namelist()}
            self._changed: dict[str, bytes] = {}
            self._dropped: set[str] = set()
            self._check()
        except BaseException:
            self._file.close()
            raise

    def _opened(self) -> zipfile.ZipFile:
        if self._file.read(len(_ENCRYPTED)) == _ENCRYPTED:
            raise texts.encrypted(self.path)
        try:
            return zipfile.ZipFile(self._file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise texts.damaged(self.path) from error

    def _check(self) -> None:
        sizes = [info.file_size for info in self._zip.infolist()]
        if max(sizes, default=0) > _LARGEST_PART or sum(sizes) > _LARGEST_FILE:
            raise texts.too_large(self.path)
        if len(self._names) != len(self._zip.namelist()) or any(info.flag_bits & 1 for info in self._zip.infolist()):
            raise texts.damaged(self.path)
        if not self.has(CONTENT_TYPES) or not any(each.kind == "officeDocument" for each in self.relations("")):
            raise texts.no_workbook(self.path)

    def __enter__(self) -> "Package":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @property
    def parts(self) -> list[str]:
        """Names of all parts, in the order of the file."""
        return [name for name in self._zip.namelist() if name not in self._dropped]

    @property
    def touched(self) -> frozenset[str]:
        """Names of the parts that differ from the file, those that were dropped included."""
        return frozenset(self._changed) | self._dropped

    @property
    def is_signed(self) -> bool:
        """Whether it carries a digital signature, which any change breaks."""
        return any(part.lower().startswith(_SIGNATURES) for part in self.parts)

    def has(self, part: str) -> bool:
        """Whether the part exists."""
        return part.lower() in self._names and self._names[part.lower()] not in self._dropped

    def name(self, part: str) -> str:
        """The name of a part as the file writes it; Refusal when it is missing."""
        if not self.has(part):
            raise texts.damaged(self.path)
        return self._names[part.lower()]

    def read(self, part: str) -> bytes:
        """The bytes of a part as it now is; Refusal when it is missing or damaged."""
        name = self.name(part)
        if name in self._changed:
            return self._changed[name]
        try:
            return self._zip.read(name)
        except _DAMAGE as error:
            raise texts.damaged(self.path) from error

    def holds(self, part: str, test: Callable[[bytes], bool]) -> bool:
        """Whether a piece of a part passes a test; in pieces, so that a large part that stays takes no memory."""
        name, before = self.name(part), b""
        if name in self._changed:
            return test(self._changed[name])
        try:
            with self._zip.open(name) as stream:
                while piece := stream.read(_COPY_BYTES):
                    if test(before + piece):
                        return True
                    before = (before + piece)[-_LONGEST_FORMULA:]
        except _DAMAGE as error:
            raise texts.damaged(self.path) from error
        return False

    def xml(self, part: str) -> Element:
        """The root of a part; Refusal when it is not XML."""
        try:
            return parse(self.read(part))
        except etree.XMLSyntaxError as error:
            raise texts.damaged(self.path) from error

    def write(self, part: str, content: bytes) -> None:
        """Give a part other content; the same content changes nothing."""
        name = self.name(part)
        if not self._is_now(name, content):
            self._changed[name] = content

    def edit(self, part: str, change: Callable[[Element], bool]) -> None:
        """Let `change` edit elements of a part; when none says it did, the part keeps its bytes."""
        root = self.xml(part)
        if sum(change(each) for each in root.iter() if isinstance(each.tag, str)):
            self.write(part, serialised(root))

    def _is_now(self, name: str, content: bytes) -> bool:
        """Whether a part has this content; large parts are only read again when nearly sure that they have."""
        if name not in self._changed:
            info = self._zip.getinfo(name)
            if info.file_size != len(content) or zlib.crc32(content) != info.CRC:
                return False
        return content == self.read(name)

    def drop(self, part: str, kind: str, owner: str) -> None:
        """Leave out a part, with the relationship of that kind by which `owner` leads to it and its content type."""
        self._leave_out(self.name(part))
        rels = _rels_of(owner)
        self.write(
            rels, re.sub(rb"<(?:\w+:)?Relationship\b[^>]*?/%s[\"'][^>]*?/>" % kind.encode(), b"", self.read(rels))
        )

    def drop_signature(self) -> None:
        """Leave out the digital signature: it holds for the file as it was signed."""
        for relation in self.relations(""):
            if relation.kind == "origin" and relation.part.lower().startswith(_SIGNATURES):
                self.drop(relation.part, "origin", "")
        for part in self.parts:
            if part.lower().startswith(_SIGNATURES):
                self._leave_out(part)

    def _leave_out(self, name: str) -> None:
        self._dropped.add(name)
        self._changed.pop(name, None)
        types = self.read(CONTENT_TYPES)
        of_part = rb"<(?:\w+:)?Override\b[^>]*?PartName=[\"']/%s[\"'][^>]*?/>" % re.escape(name.encode())
        self.write(CONTENT_TYPES, re.sub(of_part, b"", types, flags=re.IGNORECASE))

    def relations(self, part: str) -> list[Relation]:
        """Relationships of a part (`""`: of the package), in order."""
        rels, folder = _rels_of(part), posixpath.dirname(part)
        if not self.has(rels):
            return []
        return [self._relation(each, folder) for each in self.xml(rels) if isinstance(each.tag, str)]

    def _relation(self, element: Element, folder: str) -> Relation:
        target, kind = element.get("Target", ""), element.get("Type", "").rsplit("/", 1)[-1]
        if element.get("TargetMode") == "External":
            return Relation(element.get("Id", ""), kind, "")
        full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        return Relation(element.get("Id", ""), kind, self._names.get(full.lower(), ""))

    def related(self, part: str, kind: str) -> list[str]:
        """Existing parts of that kind that a part leads to."""
        return [each.part for each in self.relations(part) if each.kind == kind and each.part]

    @cached_property
    def workbook(self) -> str:
        """Name of the main part."""
        return next(iter(self.related("", "officeDocument")), "") or self.name("?")

    @cached_property
    def sheets(self) -> dict[str, str]:
        """Worksheet part by sheet name, in order; chart sheets and macro sheets are not among them."""
        parts = {each.id: each for each in self.relations(self.workbook)}
        found: dict[str, str] = {}
        for sheet in self.xml(self.workbook).iter("{*}sheet"):
            ids = [value for name, value in sheet.attrib.items() if str(name).endswith("}id")]
            relation = parts.get(str(ids[0])) if ids else None
            if relation and relation.kind == "worksheet" and relation.part:
                found[sheet.get("name", "")] = relation.part
        return found

    def save(self, out: BinaryIO) -> None:
        """Write the package; parts that were not changed keep their compressed bytes."""
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_FAST) as copy:
            for info in self._zip.infolist():
                if info.filename in self._dropped:
                    continue
                if info.filename in self._changed:
                    copy.writestr(_like(info), self._changed[info.filename])
                elif info.flag_bits & _HAS_DESCRIPTOR:
                    copy.writestr(_like(info), self.read(info.filename))
                else:
                    self._copy_raw(info, copy)
            copy.comment = self._zip.comment

    def _copy_raw(self, info: zipfile.ZipInfo, copy: zipfile.ZipFile) -> None:
        """The compressed bytes as they are: `zipfile` can only compress again."""
        out, source = copy.fp, self._file
        assert out is not None
        source.seek(info.header_offset)
        header = _LOCAL_HEADER.unpack(source.read(_LOCAL_HEADER.size))
        source.seek(header[9] + header[10], 1)
        same = _like(info)
        for name in ("compress_type", "create_system", "flag_bits", "CRC", "compress_size", "file_size"):
            setattr(same, name, getattr(info, name))
        same.header_offset = out.tell()
        out.write(same.FileHeader(False))
        for chunk in _chunks(source, info.compress_size):
            out.write(chunk)
        copy.filelist.append(same)
        copy.NameToInfo[same.filename] = same
        copy.start_dir = out.tell()
        copy._didModify = True  # pyright: ignore[reportAttributeAccessIssue]


def _rels_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _like(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    same = zipfile.ZipInfo(info.filename, info.date_time)
    same.compress_type, same.external_attr = zipfile.ZIP_DEFLATED, info.external_attr
    same._compresslevel = _FAST  # pyright: ignore[reportAttributeAccessIssue]
    return same


def _chunks(source: BinaryIO, size: int) -> Iterator[bytes]:
    while size > 0:
        chunk = source.read(min(size, _COPY_BYTES))
        if not chunk:
            return
        size -= len(chunk)
        yield chunk
