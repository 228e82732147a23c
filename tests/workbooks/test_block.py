"""The cells of a table read and written a column at a time, next to XML that is read cell by cell."""

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from workbooks.opc.block import contents, read_block, write_block
from workbooks.opc.cell_texts import ErrorText, Stored
from workbooks.opc.cells import SheetCells
from workbooks.opc.references import Area, letters

TEXTS = ["Zorg", "", "Jeugd & Gezin"]
FORMS = [
    "",
    '<c r="{0}"/>',
    '<c r="{0}" s="4"/>',
    '<c r="{0}" s="4"></c>',
    '<c r="{0}" s="4"><v>{1}</v></c>',
    '<c r="{0}" s="5" t="n"><v>{1}.25</v></c>',
    '<c r="{0}" s="4"><f>A1*100%&amp;"%s"</f><v>{1}</v></c>',
    '<c r="{0}"><f>SUM(T[Uren])</f></c>',
    '<c r="{0}" t="str"><f>"x"</f><v>x&amp;{1}</v></c>',
    '<c r="{0}" t="s"><v>{2}</v></c>',
    '<c r="{0}" t="b"><v>1</v></c>',
    '<c r="{0}" t="e"><v>#N/A</v></c>',
    '<c r="{0}" t="inlineStr"><is><t>tekst {1}</t></is></c>',
    '<c r="{0}" t="inlineStr"><is><r><t>rijke</t></r><r><t> tekst</t></r></is></c>',
    '<c r="{0}"><f t="shared" si="0">A1</f><v>{1}</v></c>',
    '<c r="{0}">\n<v>{1}</v></c>',
    '<c s="4" r="{0}"><v>{1}</v></c>',
    "<c r='{0}' s='4'><v>{1}</v></c>",
    '<c r="{0}" s="4" t="e" vm="1"><f>1/0</f><v>#N/A</v></c>',
    '<c r="{0}" t="str"><v xml:space="preserve"> x </v></c>',
    '<c r="{0}"><f/><v>{1}</v></c>',
]
ROWS = ["", '<row r="{0}">{1}</row>', '<row r="{0}" spans="1:9" ht="20">{1}</row>', "<row r='{0}'>{1}</row>"]


@st.composite
def sheets(draw: st.DrawFn) -> tuple[str, int, int]:
    """The rows of a sheet, with how many rows and columns: columns of one form with here and there another."""
    height, width = draw(st.integers(1, 70)), draw(st.integers(1, 4))
    usual = draw(st.lists(st.sampled_from(FORMS), min_size=width, max_size=width))
    places = st.tuples(st.integers(0, height - 1), st.integers(0, width - 1))
    others = draw(st.dictionaries(places, st.sampled_from(FORMS), max_size=4))
    strange = draw(st.dictionaries(st.integers(0, height - 1), st.sampled_from(ROWS), max_size=3))
    beside = draw(st.sets(st.integers(0, height - 1), max_size=3))
    rows: list[str] = []
    for row in range(height):
        cells = [others.get((row, column), usual[column]) for column in range(width)]
        written = "".join(
            form.format(f"{letters(column)}{row + 3}", row * 7, row % 3) for column, form in enumerate(cells, start=2)
        )
        note = f'<c r="A{row + 3}"><v>1</v></c>' if row in beside else ""
        rows.append(strange.get(row, ROWS[1]).format(row + 3, note + written))
    return "".join(rows), height, width


def opened(rows: str) -> SheetCells:
    return SheetCells(
        Path("x.xlsx"), "s", f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode(), lambda: TEXTS
    )


Content = tuple[type, Stored, str | None]


def cells_by_xml(rows: str) -> dict[str, Any]:
    """Every cell by its place, read by another."""
    root = etree.fromstring(f"<sheetData>{rows}</sheetData>")
    return {cell.get("r", ""): cell for cell in root.iter("c")}


def content_of(cell: Any) -> Content:
    """Kind of the value, value and formula of a cell."""
    kind, raw, formula = cell.get("t", "n"), cell.findtext("v"), cell.findtext("f")
    value: Stored = raw or None
    if kind == "inlineStr":
        value = "".join(str(text.text) for text in cell.iter("t"))
    elif raw and kind == "n":
        value = float(raw)
    elif raw and kind == "s":
        value = TEXTS[int(raw)] or None
    elif raw and kind == "b":
        value = raw == "1"
    elif raw and kind == "e":
        value = ErrorText(raw)
    return type(value), value, formula


def written_of(rows: str) -> dict[str, str]:
    """All that is said of every row and cell, but for which columns a row has (a help to readers) and blanks."""
    root = etree.fromstring(f"<sheetData>{rows}</sheetData>")
    found: dict[str, str] = {}
    for row in root:
        found[f"row {row.get('r')}"] = repr(sorted((k, v) for k, v in row.attrib.items() if k != "spans"))
        found |= {cell.get("r", ""): etree.tostring(cell, method="c14n").decode() for cell in row}
    return found


@given(sheets())
def test_a_column_at_a_time_gives_what_is_there(made: tuple[str, int, int]) -> None:
    rows, height, width = made
    block = read_block(sheet := opened(rows), Area(2, 3, 1 + width, 2 + height))
    by_xml = {place: content_of(cell) for place, cell in cells_by_xml(rows).items()}
    for column, cells in enumerate(block.columns, start=2):
        found = [(type(value), value, formula) for value, formula in zip(*contents(sheet, cells), strict=True)]
        places = [f"{letters(column)}{row}" for row in range(3, 3 + height)]
        assert found == [by_xml.get(place, (type(None), None, None)) for place in places]


@given(sheets(), st.data())
def test_what_is_written_is_what_was_read_but_for_what_was_put(made: tuple[str, int, int], data: st.DataObject) -> None:
    rows, height, width = made
    sheet = opened(rows)
    block = read_block(sheet, Area(2, 3, 1 + width, 2 + height))
    left = data.draw(st.sets(st.integers(3, 2 + height), max_size=4))
    numbers = [number for number in range(3, 3 + height) if number not in left]
    put = {number: data.draw(st.integers(0, width - 1)) for number in numbers[::20]}
    expected = written_of("".join(sheet.rows.values()))
    for number, column in put.items():
        block.columns[column].put(number - 3, ' s="9"', "<f>1%</f><v>8</v>")
        place = f"{letters(column + 2)}{number}"
        expected[place] = f'<c r="{place}" s="9"><f>1%</f><v>8</v></c>'
    write_block(sheet, block, {}, numbers, 3)
    after = written_of("".join(sheet.rows.values()))
    assert {place: after.get(place) for place in expected} == expected
    assert after.keys() - expected.keys() <= {f"row {number}" for number in numbers}
    for number in left:
        assert sheet.rows.get(number) == opened(rows).rows.get(number), "a row that is not written keeps its text"


@given(sheets())
def test_rows_that_are_quickly_split_are_those_split_one_by_one(made: tuple[str, int, int]) -> None:
    rows, _, _ = made
    one_by_one = opened(f'<row r="1"/>{rows}').rows
    assert one_by_one.pop(1) == '<row r="1"/>'
    assert opened(rows).rows == one_by_one
