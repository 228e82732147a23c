"""Notes, conversations and their boxes go with the rows of a table; everything else in their parts stays."""

import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.paths import SHARED
from tests.tools.excel_lint import excel_lint
from tests.tools.office import convert
from tests.tools.ooxml import validate_ooxml
from tests.workbooks.refresh_corpus import read_parts, relations, write_parts
from tests.workbooks.refresh_features import workbook
from tests.workbooks.refresh_parts import Part, single_quoted, with_parts, xml
from workbooks.opc.notes import move_notes, noted_rows
from workbooks.opc.package import Package
from workbooks.opc.references import Area, area_of, letters
from workbooks.opc.tables import Workbook
from workbooks.opc.vml import shifted_anchor

CORPUS = SHARED / "data" / "xlsx-corpus"
BLAD, SHEET = "Blad één", "xl/worksheets/sheet1.xml"
COMMENTS, BOXES, TALKS = "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/threadedComments/t1.xml"
TABLE = Area(2, 3, 4, 12)
"""B3:D12."""
SIZED = {"width": 300, "height": 180, "color": "#ffcc00", "visible": True, "author": "Anja & Bram", "x_offset": 40}
NOTES: dict[str, dict[str, Any]] = {
    "A4": {}, "B3": {}, "B4": {}, "C4": SIZED, "D7": {"color": "red"}, "B12": {"font_size": 14}, "C9": {}, "E4": {},
    "E9": SIZED, "C2": {}, "D20": {}, "XFD4": {},
}  # fmt: skip
"""B3, B4, C4, D7, C9 and B12 are in the table; C2 and D20 in its columns, the others beside it."""
Step = Mapping[int, int]
MS = "http://schemas.microsoft.com/office"
PERSON = "{B0000000-0000-4000-8000-000000000001}"


def _fill(_: Any, sheet: Any) -> None:
    for place, options in NOTES.items():
        sheet.write_comment(place, f"over {place} <&>", options)


def _talk(place: str, number: int, parent: int = 0) -> str:
    key = "{{C0000000-0000-4000-8000-0000000000{:02}}}"
    above = f'parentId="{key.format(parent)}"' if parent else ""
    about = f'ref="{place}" dT="2024-01-01T00:00:00.00" personId="{PERSON}" id="{key.format(number)}" {above}'
    return f"<threadedComment {about}><text>vraag {number} over {place}</text></threadedComment>"


@cache
def book() -> bytes:
    """Notes in a table and around it; at C9 and E9 a conversation, at C9 with an answer."""
    space = f"{MS}/spreadsheetml/2018/threadedcomments"
    talks = _talk("C9", 1) + _talk("E9", 2) + _talk("C9", 3, parent=1)
    person = '<person displayName="Anja" id="{B0000000-0000-4000-8000-000000000001}" userId="a" providerId="None"/>'
    relation = f"{MS}/2017/10/relationships"
    return with_parts(
        workbook(_fill),
        Part(SHEET, TALKS, f"{relation}/threadedComment", "application/vnd.ms-excel.threadedcomments+xml",
             xml(f'<ThreadedComments xmlns="{space}">{talks}</ThreadedComments>')),
        Part("xl/workbook.xml", "xl/persons/person.xml", f"{relation}/person", "application/vnd.ms-excel.person+xml",
             xml(f'<personList xmlns="{space}">{person}</personList>')),
    )  # fmt: skip


def altered(change: Callable[[str], str], *names: str) -> bytes:
    """The workbook with another way of writing these parts."""
    parts = read_parts(book())
    for name in names:
        parts[name] = change(parts[name].decode()).encode()
    return write_parts(parts, book())


def with_package(content: bytes, work: Callable[[Workbook], None]) -> bytes:
    """What a file becomes when this work is done on it."""
    out = BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.xlsx"
        path.write_bytes(content)
        with Package(path) as package:
            work(Workbook(package))
            package.save(out)
    return out.getvalue()


def moved(content: bytes, *steps: Step, area: Area = TABLE, sheet: str = BLAD) -> dict[str, bytes]:
    """The parts after these steps."""

    def work(made: Workbook) -> None:
        for rows in steps:
            move_notes(made, sheet, area, rows)

    return read_parts(with_package(content, work))


def canonical(part: bytes) -> bytes:
    return etree.tostring(etree.fromstring(part), method="c14n")


def texts(parts: dict[str, bytes], part: str = COMMENTS) -> list[tuple[str, str]]:
    """Cell and text of every note, in the order of the part."""
    found = etree.fromstring(parts[part]).iter("{*}comment", "{*}threadedComment")
    return [(each.get("ref"), "".join(each.itertext("{*}t", "{*}text"))) for each in found]


def boxes(vml: bytes) -> list[tuple[int, int, list[int]]]:
    """Row, column (from 1) and anchor of every box, read as XML."""
    found: list[tuple[int, int, list[int]]] = []
    for client in etree.fromstring(vml).iter("{*}ClientData"):
        if client.get("ObjectType") == "Note":
            row, column = (int(client.findtext(f"{{*}}{name}")) + 1 for name in ("Row", "Column"))
            found.append((row, column, [int(each) for each in client.findtext("{*}Anchor").split(",")]))
    return found


def at(place: str, rows: Step, area: Area = TABLE) -> str:
    """Where a cell must go."""
    cell = area_of(place)
    inside = area.left <= cell.left <= area.right
    return f"{letters(cell.left)}{rows.get(cell.top, cell.top) if inside else cell.top}"


def same_but_places(before: bytes, after: bytes) -> bool:
    """Whether two parts differ in `ref`, `x:Row` and `x:Anchor` only."""

    def blank(part: bytes) -> bytes:
        return re.sub(rb'(\bref=)"\w+"|(<x:Row>)\d+(?=<)|(<x:Anchor>)[\s\d,]+(?=<)', rb"\1\2\3", canonical(part))

    return blank(before) == blank(after)


SHUFFLED = {3: 7, 4: 14, 5: 3, 6: 5, 7: 4, 8: 9, 9: 12, 10: 6, 11: 8, 12: 10}
"""Onto a row below the table too; row 11 becomes free, 13 and 14 were."""


def test_noted_rows() -> None:
    found: list[frozenset[int]] = []

    def work(made: Workbook) -> None:
        areas = (TABLE, Area(1, 1, 1, 9), Area(4, 3, 4, 12), Area(3, 9, 3, 9), Area(2, 13, 4, 19))
        found.extend(noted_rows(made, BLAD, area) for area in areas)
        found.append(noted_rows(made, "Ander blad", TABLE))

    assert with_package(book(), work) != b""
    assert found == [{3, 4, 7, 9, 12}, {4}, {7}, {9}, set(), set()]


def test_a_conversation_without_an_old_comment_is_a_note() -> None:
    content = altered(lambda text: text.replace('ref="C9"', 'ref="D11"'), TALKS)
    found: list[frozenset[int]] = []
    with_package(content, lambda made: found.append(noted_rows(made, BLAD, Area(4, 8, 4, 12))))
    assert found == [{11}]


def test_notes_go_with_their_rows() -> None:
    before, after = read_parts(book()), moved(book(), SHUFFLED)
    assert texts(after) == [(at(place, SHUFFLED), text) for place, text in texts(before)]
    assert texts(after, TALKS) == [(at(place, SHUFFLED), text) for place, text in texts(before, TALKS)]
    assert [place for place, _ in texts(after, TALKS)] == ["C12", "E9", "C12"]
    for part in (COMMENTS, TALKS, BOXES):
        assert same_but_places(before[part], after[part])
    assert {part for part in before if before[part] != after[part]} == {COMMENTS, TALKS, BOXES}
    assert list(before) == list(after)


def test_boxes_go_with_their_notes() -> None:
    before, after = boxes(read_parts(book())[BOXES]), boxes(moved(book(), SHUFFLED)[BOXES])
    assert len(after) == len(NOTES)
    for (row, column, old), (new_row, new_column, new) in zip(before, after, strict=True):
        assert f"{letters(new_column)}{new_row}" == at(f"{letters(column)}{row}", SHUFFLED)
        down = new_row - row
        assert new == [*old[:2], old[2] + down, *old[3:6], old[6] + down, old[7]]


def test_openpyxl_and_libreoffice_see_them(tmp_path: Path) -> None:
    path = tmp_path / "na.xlsx"
    path.write_bytes(write_parts(moved(book(), SHUFFLED), book()))
    wanted = {at(place, SHUFFLED): f"over {place} <&>" for place in NOTES}
    assert seen(openpyxl.load_workbook(path)[BLAD]) == wanted
    (converted,) = convert([path], "xlsx")
    assert seen(openpyxl.load_workbook(converted)[BLAD]) == wanted
    shutil.rmtree(converted.parent.parent)
    assert [*validate_ooxml(path), *excel_lint(path)] == []


def seen(sheet: Any) -> dict[str, str]:
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


@pytest.mark.parametrize(
    ("rows", "area"),
    [
        ({}, TABLE),
        ({row: row for row in range(1, 30)}, TABLE),
        ({5: 6, 6: 5}, TABLE),
        ({4: 5, 5: 4}, Area(6, 3, 9, 12)),
        ({4: 20, 20: 4}, Area(3, 3, 3, 3)),
    ],
    ids=["none", "identity", "rows without notes", "columns without notes", "changes"],
)
def test_what_does_not_change_keeps_its_bytes(rows: Step, area: Area) -> None:
    before, after = read_parts(book()), moved(book(), rows, area=area)
    is_other = {part for part in before if before[part] != after[part]}
    assert is_other == ({COMMENTS, BOXES} if 20 in rows and area.left == 3 else set()), "no conversation in C4"


@pytest.mark.parametrize("rows", [{4: 3}, {3: 12, 12: 4}, {3: 8, 12: 8}], ids=["taken", "half", "both to one"])
def test_two_notes_never_end_on_one_cell(rows: Step) -> None:
    def work(made: Workbook) -> None:
        with pytest.raises(ValueError, match=r"^B\d+$"):
            move_notes(made, BLAD, TABLE, rows)
        assert not made.package.touched

    with_package(book(), work)


def test_a_note_never_ends_where_only_a_conversation_is() -> None:
    content = altered(lambda text: text.replace('ref="C9"', 'ref="D11"'), TALKS)
    with pytest.raises(ValueError, match="D11"):
        moved(content, {7: 11})


def _prefixed(text: str) -> str:
    text = re.sub(r"<(/?)(?=[A-Za-z])", r"<\1n:", text)
    return text.replace("xmlns=", "xmlns:n=")


def _other_prefix(text: str) -> str:
    return text.replace("<x:", "<xl:").replace("</x:", "</xl:").replace("xmlns:x=", "xmlns:xl=")


def _spread(text: str) -> str:
    text = re.sub(r"<x:(Row|Anchor|Column)>([^<]*)</", r"<x:\1 >\r\n\t \2 \r\n</", text)
    return text.replace("</x:Row>", "</x:Row >")


WRITTEN: dict[str, Callable[[], bytes]] = {
    "plain": book,
    "prefix": lambda: altered(_prefixed, COMMENTS, TALKS),
    "single quotes": lambda: altered(single_quoted, COMMENTS, TALKS, BOXES),
    "prefix and single quotes": lambda: altered(lambda text: single_quoted(_prefixed(text)), COMMENTS, TALKS),
    "byte order mark": lambda: altered(lambda text: "\ufeff" + text, COMMENTS, TALKS, BOXES),
    "vml prefix": lambda: altered(_other_prefix, BOXES),
    "vml spaces": lambda: altered(_spread, BOXES),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_other_ways_to_write_the_parts(name: str) -> None:
    before, after = read_parts(WRITTEN[name]()), moved(WRITTEN[name](), SHUFFLED)
    wanted = moved(book(), SHUFFLED)
    assert texts(after) == texts(wanted)
    assert texts(after, TALKS) == texts(wanted, TALKS)
    assert boxes(after[BOXES]) == boxes(wanted[BOXES])
    back = moved(write_parts(after, book()), {to: row for row, to in SHUFFLED.items()})
    assert {part for part in before if canonical_or_same(before, part) != canonical_or_same(back, part)} == set()
    assert back[BOXES] == before[BOXES], "text that is not a number stays to the byte"


def canonical_or_same(parts: dict[str, bytes], part: str) -> bytes:
    return canonical(parts[part]) if part.endswith((".xml", ".vml", ".rels")) else parts[part]


@cache
def _written(name: str) -> bytes:
    return WRITTEN[name]()


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(3, 19)), st.sampled_from(list(WRITTEN)))
def test_a_permutation_and_its_inverse(order: list[int], name: str) -> None:
    rows = dict(zip(range(3, 19), order, strict=True))
    content = _written(name)
    before, there = read_parts(content), moved(content, rows)
    assert sorted(place for place, _ in texts(there)) == sorted(at(place, rows) for place in NOTES)
    assert {f"{letters(column)}{row}" for row, column, _ in boxes(there[BOXES])} == {at(each, rows) for each in NOTES}
    back = moved(content, rows, {to: row for row, to in rows.items()})
    for part, old in before.items():
        assert back[part] == old or canonical_or_same(back, part) == canonical_or_same(before, part)


STRANGE = """<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">
<v:shape><v:textbox><div>een<br>twee</div></v:textbox><x:ClientData ObjectType="Note"/></v:shape>
<v:shape><x:ClientData ObjectType="Note"><x:Row/><x:Column>1</x:Column><x:Anchor>1,2,3,4,5,6,7,8</x:Anchor>
</x:ClientData></v:shape>
<v:shape><x:ClientData ObjectType="Note"><x:Anchor/><x:Row>3</x:Row></x:ClientData></v:shape>
<v:shape><x:ClientData ObjectType="Note"><x:ROW>3</x:ROW><x:Column>1</x:Column></x:ClientData></v:shape>
<v:shape><x:ClientData ObjectType="Note"><x:Row>drie</x:Row><x:Column>1</x:Column></x:ClientData></v:shape>
<v:shape><x:ClientData ObjectType="Note"><x:Row></x:Row><x:Column></x:Column></x:ClientData></v:shape>
<v:shape><x:ClientData ObjectType="Button"><x:Row>3</x:Row><x:Column>1</x:Column><x:Anchor>1, 2, 3, 4, 5, 6, 7, 8
</x:Anchor></x:ClientData></v:shape>
<v:shape><x:ClientData><x:Row>3</x:Row><x:Column>1</x:Column></x:ClientData></v:shape>
<!-- <x:ClientData ObjectType="Note"><x:Row>3</x:Row><x:Column>1</x:Column></x:ClientData> -->
<![CDATA[<x:ClientData ObjectType="Note"><x:Row>3</x:Row><x:Column>1</x:Column></x:ClientData>]]>
<v:shape><x:ClientData ObjectType="Note"><x:Row>3</x:Row><x:Column>1</x:Column></v:shape>
<v:shape o:x=\udcff><x:ClientData ObjectType="Note">
<x:Anchor>{anchor}</x:Anchor><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>
<v:shape><x:ClientData ObjectType="Note"><x:Row>3</x:Row><x:Column>1</x:Column></v:shape>
<!-- zonder einde <x:ClientData ObjectType="Note"><x:Row>3</x:Row><x:Column>1</x:Column></x:ClientData>"""
"""Boxes that say no row, no column, or are no notes; among them one that does; and what is no XML or no UTF-8."""


def strange(anchor: str, row: int, column: int = 1) -> bytes:
    return STRANGE.format(anchor=anchor, row=row, column=column).encode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("anchor", "after"),
    [
        (" 1,15 , 2,\n 10, 3, 15, 6, 4\n", " 1,15 , 5,\n 10, 3, 15, 9, 4\n"),
        ("1, 2, 3", "1, 2, 3"),
        ("1, 2, 3.5, 4, 5, 6, 7, 8", "1, 2, 3.5, 4, 5, 6, 7, 8"),
        ("", ""),
    ],
    ids=["spaces", "three numbers", "no whole numbers", "empty"],
)
def test_strange_boxes_stay_as_they_are(anchor: str, after: str) -> None:
    parts = {**read_parts(book()), BOXES: strange(anchor, 3)}
    assert moved(write_parts(parts, book()), {4: 7, 7: 4})[BOXES] == strange(after, 6)


def test_boxes_beside_the_table_keep_their_bytes() -> None:
    parts = {**read_parts(book()), BOXES: strange("1, 2, 3, 4, 5, 6, 7, 8", 3, 4)}
    assert moved(write_parts(parts, book()), {4: 7, 7: 4})[BOXES] == parts[BOXES]


def test_a_part_that_is_led_to_twice_moves_once() -> None:
    parts = read_parts(book())
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    entries = re.findall(rb"<Relationship [^>]*/>", parts[rels])
    again = b"".join(each.replace(b' Id="', b' Id="nog') for each in entries)
    parts[rels] = parts[rels].replace(b"</Relationships>", again + b"</Relationships>")
    after = moved(write_parts(parts, book()), SHUFFLED)
    wanted = moved(book(), SHUFFLED)
    assert [after[part] for part in (COMMENTS, TALKS, BOXES)] == [wanted[part] for part in (COMMENTS, TALKS, BOXES)]


@pytest.mark.parametrize(
    ("anchor", "down", "after"),
    [
        ("1, 15, 5, 10, 3, 15, 9, 4", -7, "1, 15, 0, 10, 3, 15, 4, 4"),
        ("1, 15, 1048560, 10, 3, 15, 1048570, 4", 9, "1, 15, 1048565, 10, 3, 15, 1048575, 4"),
        ("1, -15, 5, -10, 3, 15, 9, 4", 2, "1, -15, 7, -10, 3, 15, 11, 4"),
    ],
    ids=["top", "bottom", "negative offsets"],
)
def test_a_box_stays_on_the_sheet_and_as_high(anchor: str, down: int, after: str) -> None:
    assert shifted_anchor(anchor, lambda _: down) == after


def _noted() -> list[str]:
    """Files of the corpus with notes."""
    names = [path.name for path in sorted(CORPUS.glob("*.xl*"))]
    return [name for name in names if any("/comments" in part for part in read_parts((CORPUS / name).read_bytes()))]


def _places(content: bytes) -> dict[str, dict[str, str]]:
    """By sheet the notes that openpyxl sees."""
    book = openpyxl.load_workbook(BytesIO(content), keep_vba=False)
    found = {sheet.title: seen(sheet) for sheet in book.worksheets}
    return {title: notes for title, notes in found.items() if notes}


def _mirrored(places: Mapping[str, str]) -> tuple[Area, Step]:
    """The leftmost column with notes, its rows upside down: to others, and below the last one."""
    cells = [area_of(place) for place in places]
    left, bottom = min(cell.left for cell in cells), 2 * max(cell.top for cell in cells)
    return Area(left, 1, left, bottom), {row: bottom + 1 - row for row in range(1, bottom + 1)}


def _real(name: str) -> tuple[bytes, bytes, dict[str, dict[str, str]]]:
    """A file of the corpus, the same with its notes moved, and where they must be."""
    content = (CORPUS / name).read_bytes()
    steps = {sheet: _mirrored(places) for sheet, places in _places(content).items()}
    wanted = {
        sheet: {at(place, steps[sheet][1], steps[sheet][0]): text for place, text in places.items()}
        for sheet, places in _places(content).items()
    }

    def work(made: Workbook) -> None:
        for sheet, (area, rows) in steps.items():
            assert noted_rows(made, sheet, area) <= set(rows)
            move_notes(made, sheet, area, rows)

    return content, with_package(content, work), wanted


def test_so_many_real_files() -> None:
    assert len(_noted()) == 8


@pytest.mark.parametrize("name", _noted(), ids=lambda name: name[:30])
def test_notes_of_real_files(name: str) -> None:
    content, after, wanted = _real(name)
    assert _places(after) == wanted
    assert wanted != _places(content)
    old, new = read_parts(content), read_parts(after)
    for part in old:
        if re.search(r"/comments\d|/threadedComments/|\.vml$", part):
            assert same_but_places(old[part], new[part])
        else:
            assert old[part] == new[part]
    for sheet in (part for part in new if part.startswith("xl/worksheets/sheet")):
        found = dict(relations(new, sheet).values())
        if "comments" in found:
            shown = sorted(f"{letters(column)}{row}" for row, column, _ in boxes(new[found["vmlDrawing"]]))
            assert shown == sorted(place for place, _ in texts(new, found["comments"]))


def test_libreoffice_opens_real_files(tmp_path: Path) -> None:
    paths: list[Path] = []
    for number, name in enumerate(_noted()):
        paths.append(tmp_path / f"{number}.xlsx")
        paths[-1].write_bytes(_real(name)[1])
    results = convert(paths, "xlsx")
    for name, path in zip(_noted(), results, strict=True):
        assert {sheet: set(found) for sheet, found in _places(path.read_bytes()).items()} == {
            sheet: set(found) for sheet, found in _real(name)[2].items()
        }
    shutil.rmtree(results[0].parent.parent)


@pytest.mark.parametrize("name", _noted(), ids=lambda name: name[:30])
def test_real_files_have_no_new_errors(name: str, tmp_path: Path) -> None:
    before, after = tmp_path / "voor.xlsx", tmp_path / "na.xlsx"
    content, moved_content, _ = _real(name)
    before.write_bytes(content)
    after.write_bytes(moved_content)
    assert {*validate_ooxml(after), *excel_lint(after)} <= {*validate_ooxml(before), *excel_lint(before)}
