"""Workbooks with what XlsxWriter cannot write: parts put in as they are, and other ways to write the same package."""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import NamedTuple

from lxml import etree

from tests.workbooks.refresh_corpus import main_part, read_parts, write_parts
from tests.workbooks.refresh_features import Made, picture, workbook

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MS = "http://schemas.microsoft.com/office"
_SHEET, _BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
_BOOK_RELS = "xl/_rels/workbook.xml.rels"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_X14 = f'xmlns:x14="{_MS}/spreadsheetml/2009/9/main" xmlns:xm="{_MS}/excel/2006/main"'


class Part(NamedTuple):
    """A part to put in: its owner, name, kind of relationship, content type ("" = by its extension) and content."""

    owner: str
    name: str
    kind: str
    type: str
    content: bytes


def plain() -> bytes:
    """The workbook that parts are put in."""
    return workbook(lambda _book, sheet: sheet.write_comment("A1", "een notitie"))


def with_parts(content: bytes, *added: Part, tail: str = "") -> bytes:
    """The workbook with these parts; `tail` comes at the end of the first sheet, {0} is the first relationship's id."""
    parts = read_parts(content)
    ids = [_lead_to(parts, part, f"rIdX{number}") for number, part in enumerate(added)]
    if tail:
        sheet = parts[_SHEET].decode()
        parts[_SHEET] = sheet.replace("</worksheet>", tail.format(*ids) + "</worksheet>").encode()
    return write_parts(parts, content)


def _lead_to(parts: dict[str, bytes], part: Part, key: str) -> str:
    folder, name = posixpath.split(part.owner)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    start = (
        f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    )
    kind = part.kind if ":" in part.kind else f"{_OFFICE}/{part.kind}"
    entry = f'<Relationship Id="{key}" Type="{kind}" Target="/{part.name}"/></Relationships>'
    parts[rels] = parts.get(rels, start.encode()).replace(b"</Relationships>", entry.encode())
    types, extension = parts["[Content_Types].xml"].decode(), posixpath.splitext(part.name)[1][1:]
    if part.type:
        types = types.replace("</Types>", f'<Override PartName="/{part.name}" ContentType="{part.type}"/></Types>')
    elif f'Extension="{extension}"' not in types:
        types = types.replace(
            "<Override", f'<Default Extension="{extension}" ContentType="application/octet-stream"/><Override', 1
        )
    parts["[Content_Types].xml"] = types.encode()
    parts[part.name] = part.content
    return key


def xml(text: str) -> bytes:
    """A part of XML with its declaration."""
    return (_HEAD + text).encode()


def custom_xml() -> bytes:
    """A document of a registration system in the workbook."""
    space = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    properties = xml('<ds:datastoreItem ds:itemID="{A1B2C3D4-0000-4000-8000-000000000001}" '
                     f'xmlns:ds="{space}"><ds:schemaRefs/></ds:datastoreItem>')  # fmt: skip
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    return with_parts(
        plain(),
        Part(_BOOK, "customXml/item1.xml", "customXml", "", b"<a xmlns='urn:x'>\r\n<!-- zo --><b/></a>"),
        Part("customXml/item1.xml", "customXml/itemProps1.xml", "customXmlProps", kind, properties),
    )


def connections() -> bytes:
    """A connection to a text file that no table uses."""
    content = xml(f'<connections xmlns="{_MAIN}"><connection id="1" name="bron" type="6" refreshedVersion="6">'
                  '<textPr codePage="65001" sourceFile="C:\\bron.csv"/></connection></connections>')  # fmt: skip
    return with_parts(
        plain(), Part(_BOOK, "xl/connections.xml", "connections", f"{_SPREADSHEET}.connections+xml", content)
    )


def printer_settings() -> bytes:
    """What a printer driver keeps."""
    kind = f"{_SPREADSHEET}.printerSettings"
    part = Part(_SHEET, "xl/printerSettings/printerSettings1.bin", "printerSettings", kind, bytes(range(256)) * 4)
    return with_parts(workbook(lambda *_: None), part, tail='<pageSetup paperSize="9" r:id="{0}"/>')


def threaded_comments() -> bytes:
    """A conversation beside a cell."""
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    person = "{B0000000-0000-4000-8000-000000000001}"
    persons = xml(
        f'<personList xmlns="{space}"><person displayName="Anja" id="{person}" userId="a" providerId="None"/>'
        "</personList>"
    )
    comments = xml(f'<ThreadedComments xmlns="{space}"><threadedComment ref="A1" dT="2024-01-01T00:00:00.00" '
                   f'personId="{person}" id="{{C0000000-0000-4000-8000-000000000001}}"><text>klopt dit?</text>'
                   "</threadedComment></ThreadedComments>")  # fmt: skip
    relation = "http://schemas.microsoft.com/office/2017/10/relationships"
    return with_parts(
        plain(),
        Part(_SHEET, "xl/threadedComments/threadedComment1.xml", f"{relation}/threadedComment",
             "application/vnd.ms-excel.threadedcomments+xml", comments),
        Part(_BOOK, "xl/persons/person.xml", f"{relation}/person", "application/vnd.ms-excel.person+xml", persons),
    )  # fmt: skip


def slicer() -> bytes:
    """A slicer of another table."""

    def fill(_book: object, sheet: object) -> None:
        sheet.add_table("A10:B12", {"name": "Keuze", "columns": [{"header": "Een"}, {"header": "Twee"}]})

    x15 = f"{_MS}/spreadsheetml/2010/11/main"
    space = f"{_MS}/spreadsheetml/2009/9/main"
    cache = xml(f'<slicerCacheDefinition xmlns="{space}" name="Slicer_Een" sourceName="Een"><extLst>'
                f'<x:ext xmlns:x="{_MAIN}" uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}" xmlns:x15="{x15}">'
                '<x15:tableSlicerCache tableId="1" column="1"/></x:ext></extLst></slicerCacheDefinition>')  # fmt: skip
    slicers = xml(f'<slicers xmlns="{space}"><slicer name="Een" cache="Slicer_Een" caption="Een" '
                  'rowHeight="241300"/></slicers>')  # fmt: skip
    relation = f"{_MS}/2007/relationships"
    tail = (f'<extLst><ext uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}" {_X14}><x14:slicerList>'
            '<x14:slicer r:id="{0}"/></x14:slicerList></ext></extLst>')  # fmt: skip
    tail = tail.replace("{3A", "{{3A").replace("D3}", "D3}}")
    return with_parts(
        workbook(fill),
        Part(_SHEET, "xl/slicers/slicer1.xml", f"{relation}/slicer", "application/vnd.ms-excel.slicer+xml", slicers),
        Part(_BOOK, "xl/slicerCaches/slicerCache1.xml", f"{relation}/slicerCache",
             "application/vnd.ms-excel.slicerCache+xml", cache),
        tail=tail,
    )  # fmt: skip


def pivot(source: str = 'ref="A1:B5" sheet="Ander blad"') -> bytes:
    """A pivot table with its cache, over cells of another sheet unless told otherwise."""
    cache = xml(f'<pivotCacheDefinition xmlns="{_MAIN}" xmlns:r="{_OFFICE}" r:id="rIdX0" recordCount="0">'
                f'<cacheSource type="worksheet"><worksheetSource {source}/></cacheSource><cacheFields count="2">'
                '<cacheField name="a" numFmtId="0"><sharedItems/></cacheField><cacheField name="b" numFmtId="0">'
                "<sharedItems/></cacheField></cacheFields></pivotCacheDefinition>")  # fmt: skip
    table = xml(f'<pivotTableDefinition xmlns="{_MAIN}" name="Draai" cacheId="1" dataCaption="x">'
                '<location ref="A20:B24" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="2">'
                "<pivotField/><pivotField/></pivotFields></pivotTableDefinition>")  # fmt: skip
    made = with_parts(
        workbook(lambda *_: None),
        Part(_BOOK, "xl/pivotCache/pivotCacheDefinition1.xml", "pivotCacheDefinition",
             f"{_SPREADSHEET}.pivotCacheDefinition+xml", cache),
        Part(_SHEET, "xl/pivotTables/pivotTable1.xml", "pivotTable", f"{_SPREADSHEET}.pivotTable+xml", table),
    )  # fmt: skip
    parts = read_parts(made)
    key = b'<pivotCaches><pivotCache cacheId="1" r:id="rIdX0"/></pivotCaches></workbook>'
    parts[_BOOK] = parts[_BOOK].replace(b"</workbook>", key)
    records = xml(f'<pivotCacheRecords xmlns="{_MAIN}" count="0"/>')
    _lead_to(parts, Part("xl/pivotCache/pivotCacheDefinition1.xml", "xl/pivotCache/pivotCacheRecords1.xml",
                         "pivotCacheRecords", f"{_SPREADSHEET}.pivotCacheRecords+xml", records), "rIdX0")  # fmt: skip
    _lead_to(parts, Part("xl/pivotTables/pivotTable1.xml", "xl/pivotCache/pivotCacheDefinition1.xml",
                         "pivotCacheDefinition", "", cache), "rId1")  # fmt: skip
    return write_parts(parts, made)


def form_control() -> bytes:
    """A list box whose cells stand on the first sheet."""
    content = xml(f'<formControlPr xmlns="{_MS}/spreadsheetml/2009/9/main" objectType="List" fmlaLink="$A$9" '
                  'fmlaRange="$A$1:$A$5" sel="1" val="0"/>')  # fmt: skip
    part = Part(
        _SHEET, "xl/ctrlProps/ctrlProp1.xml", "ctrlProp", "application/vnd.ms-excel.controlproperties+xml", content
    )
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    corner = "<xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{}</xdr:row><xdr:rowOff>0</xdr:rowOff>"
    tail = (f'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
            f'Requires="x14" {_X14}><controls><mc:AlternateContent><mc:Choice Requires="x14"><control shapeId="1026" '
            f'r:id="{{0}}" name="Lijst"><controlPr defaultSize="0" autoFill="0" autoLine="0" autoPict="0"><anchor '
            f'moveWithCells="1"><from xmlns:xdr="{drawing}">{corner.format(9)}</from><to xmlns:xdr="{drawing}">'
            f"{corner.format(14)}</to></anchor></controlPr></control></mc:Choice></mc:AlternateContent></controls>"
            "</mc:Choice></mc:AlternateContent>")  # fmt: skip
    return with_parts(plain(), part, tail=tail)


def active_x() -> bytes:
    """An ActiveX control."""
    content = xml(f'<ax:ocx ax:classid="{{8BD21D40-EC42-11CE-9E0D-00AA006002F3}}" ax:persistence="persistStreamInit" '
                  f'r:id="rIdX1" xmlns:ax="{_MS}/2006/activeX" xmlns:r="{_OFFICE}"/>')  # fmt: skip
    return with_parts(
        plain(),
        Part(_SHEET, "xl/activeX/activeX1.xml", "control", "application/vnd.ms-office.activeX+xml", content),
        Part("xl/activeX/activeX1.xml", "xl/activeX/activeX1.bin", f"{_MS}/2006/relationships/activeXControlBinary",
             "application/vnd.ms-office.activeX", b"\x40\x1d\xd2\x8b" * 20),
        tail='<controls><control shapeId="1030" r:id="{0}" name="Knop"/></controls>',
    )  # fmt: skip


def macros(project: bytes = b"\xd0\xcf\x11\xe0" + bytes(508)) -> bytes:
    """A workbook with a macro project."""
    relation, kind = f"{_MS}/2006/relationships/vbaProject", "application/vnd.ms-office.vbaProject"
    made = with_parts(plain(), Part(_BOOK, "xl/vbaProject.bin", relation, kind, project))
    return as_kind(made, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")


def as_kind(content: bytes, kind: str) -> bytes:
    """The workbook with another content type: a template, or with macros."""
    parts = read_parts(content)
    types = parts["[Content_Types].xml"].decode()
    parts["[Content_Types].xml"] = types.replace(f"{_SPREADSHEET}.sheet.main+xml", kind).encode()
    return write_parts(parts, content)


def extensions() -> bytes:
    """Formats and validations that reach to another sheet, as Excel 2010 keeps them."""
    rule = ('<x14:conditionalFormatting><x14:cfRule type="expression" priority="9" '
            'id="{E0000000-0000-4000-8000-000000000001}">'
            "<xm:f>A1&gt;'Ander blad'!A1</xm:f></x14:cfRule><xm:sqref>A1:A5</xm:sqref>"
            "</x14:conditionalFormatting>")  # fmt: skip
    choice = ('<x14:dataValidation type="list" allowBlank="1"><x14:formula1>'
              "<xm:f>'Ander blad'!$A$1:$A$5</xm:f></x14:formula1>"
              "<xm:sqref>B1:B5</xm:sqref></x14:dataValidation>")  # fmt: skip
    tail = (f'<extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" {_X14}><x14:conditionalFormattings>{rule}'
            f'</x14:conditionalFormattings></ext><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" {_X14}>'
            f'<x14:dataValidations count="1">{choice}</x14:dataValidations></ext></extLst>')  # fmt: skip
    return with_parts(plain(), tail=tail.replace("{", "{{").replace("}", "}}"))


def data_model() -> bytes:
    """A data model, which only Excel can read."""
    part = Part(_BOOK, "xl/model/item.data", "http://schemas.microsoft.com/office/2011/relationships/powerPivotData",
                "application/vnd.openxmlformats-officedocument.model+data", bytes(range(256)) * 64)  # fmt: skip
    return with_parts(plain(), part)


def shared_formulas() -> bytes:
    """A column that shares one formula, and one beside the rows of the table."""
    parts = read_parts(plain())
    text = parts[_SHEET].decode()
    for number in range(1, 6):
        own = '<f t="shared" ref="F1:F5" si="0">A1*2</f>' if number == 1 else '<f t="shared" si="0"/>'
        text = re.sub(rf'(<row r="{number}".*?)</row>', rf'\1<c r="F{number}">{own}<v>1</v></c></row>', text, count=1)
    parts[_SHEET] = text.encode()
    return write_parts(parts, plain())


def altered(change: Callable[[str], str], *names: str) -> bytes:
    """The plain workbook with another way of writing these parts."""
    parts = read_parts(plain())
    for name in names:
        parts[name] = change(parts[name].decode()).encode()
    return write_parts(parts, plain())


def prefixed(text: str) -> str:
    """Every element of a sheet with the prefix `x:`."""
    space = f'xmlns="{_MAIN}"'
    return re.sub(r"<(/?)(\w)", r"<\1x:\2", text.replace(space, f'xmlns:x="{_MAIN}"')).replace("<x:?", "<?")


def without_places(text: str) -> str:
    """Rows and cells that do not say where they stand."""
    return re.sub(r'(<(?:row|c)) r="\w+"', r"\1", text)


def single_quoted(text: str) -> str:
    """Attributes between single quotes."""
    return re.sub(r"<[^<>]*>", lambda tag: re.sub(r'="([^"\']*)"', r"='\1'", tag[0]), text)


def indented(text: str) -> str:
    """With line breaks and tabs between elements."""
    return re.sub(r"(</?(?:row|c|sheetData|cols|col|sheetViews)\b)", "\r\n\t\\1", text)


def inline_texts() -> bytes:
    """Without shared texts."""
    content = workbook(lambda *_: None)
    parts = read_parts(content)
    texts = ["".join(each.itertext()) for each in etree.fromstring(parts.pop("xl/sharedStrings.xml"))]
    for name in (_SHEET, "xl/worksheets/sheet2.xml"):
        text = parts[name].decode()
        parts[name] = re.sub(
            r't="s"><v>(\d+)</v>', lambda found: f't="inlineStr"><is><t>{_escaped(texts[int(found[1])])}</t></is>', text
        ).encode()
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        parts[name] = re.sub(rb"<(?:Override|Relationship)\b[^>]*sharedStrings[^>]*>", b"", parts[name])
    return write_parts(parts, content)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


class _Stream(BytesIO):
    """Cannot go back, so that `zipfile` writes data descriptors."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError

    def seek(self, *_: int) -> int:
        raise OSError


def zipped(kind: int = zipfile.ZIP_DEFLATED, streams: bool = False, comment: bytes = b"") -> bytes:
    """The plain workbook in a zip of another make."""
    out = _Stream() if streams else BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, part in read_parts(plain()).items():
            archive.writestr(zipfile.ZipInfo(name, (2001, 2, 3, 4, 5, 6)) if streams else name, part, kind)
        archive.comment = comment
    return out.getvalue()


def calculated() -> bytes:
    """With a calculation order and settings of its own."""
    content = xml(f'<calcChain xmlns="{_MAIN}"><c r="E1" i="2"/></calcChain>')
    return with_parts(plain(), Part(_BOOK, "xl/calcChain.xml", "calcChain", f"{_SPREADSHEET}.calcChain+xml", content))


def renamed(old: str, new: str) -> bytes:
    """A part under another name."""
    content = plain()
    parts = {name.replace(old, new): part for name, part in read_parts(content).items()}
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        parts[name] = parts[name].replace(old.encode(), new.encode())
    return write_parts(parts, content)


_SHEETS: Sequence[str] = (_SHEET, "xl/worksheets/sheet2.xml")
_MADE: dict[str, Callable[[], bytes]] = {
    "eigen-xml": custom_xml, "verbinding": connections, "printer": printer_settings, "gesprek": threaded_comments,
    "slicer": slicer, "draaitabel": pivot, "keuzelijst": form_control, "activex": active_x, "macros.xlsm": macros,
    "uitbreidingen": extensions, "gegevensmodel": data_model, "gedeelde-formules": shared_formulas,
    "zonder-teksten": inline_texts, "rekenvolgorde": calculated,
    "sjabloon.xltx": lambda: as_kind(plain(), f"{_SPREADSHEET}.template.main+xml"),
    "bom": lambda: altered(lambda text: "\ufeff" + text, *_SHEETS, _BOOK, "xl/sharedStrings.xml"),
    "voorvoegsel": lambda: altered(prefixed, *_SHEETS),
    "voorvoegsel-overal": lambda: altered(prefixed, *_SHEETS, _BOOK, "xl/sharedStrings.xml", "xl/styles.xml"),
    "zonder-plaats": lambda: altered(without_places, "xl/worksheets/sheet2.xml"),
    "zonder-plaats-eerste": lambda: altered(without_places, _SHEET),
    "enkele-aanhalingstekens": lambda: altered(single_quoted, *_SHEETS, _BOOK, "xl/styles.xml"),
    "ingesprongen": lambda: altered(indented, *_SHEETS),
    "opmerking-vooraf": lambda: altered(lambda text: text.replace("?>\n", "?>\n<!-- van ons -->", 1), *_SHEETS, _BOOK),
    "zip-stroom": lambda: zipped(streams=True),
    "zip-onverpakt": lambda: zipped(zipfile.ZIP_STORED),
    "zip-onverpakte-stroom": lambda: zipped(zipfile.ZIP_STORED, streams=True),
    "zip-commentaar": lambda: zipped(comment=b"een opmerking"),
    "andere-naam": lambda: renamed("sheet1.xml", "Blad.xml"),
    "hoofdletters": lambda: altered(lambda text: text.replace("sheet1.xml", "SHEET1.XML"), _BOOK_RELS),
    "leeg-blad": lambda: altered(lambda text: re.sub("<sheetData>.*</sheetData>", "<sheetData/>", text), _SHEET),
    "afbeelding-los": lambda: with_parts(plain(), Part(_BOOK, "xl/media/los.png", "image", "", picture().getvalue())),
}  # fmt: skip


def made() -> Iterator[Made]:
    """Every workbook by name."""
    for name, make in _MADE.items():
        content = make()
        assert main_part(read_parts(content)), name
        yield name, content
