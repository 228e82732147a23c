"""The pictures of the guide: the drawings say what the ribbon says, and every picture that is named is there."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from build import ribbon_picture
from build.ribbon_picture import FOLDER, RIBBON, boxes, drawings, mark
from tests.paths import CHECKOUT

PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]
LARGEST = 150_000


def words(svg: str) -> str:
    """All that is written in a drawing, in order."""
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return " ".join(" ".join(text.text or "" for text in texts).split())


def test_the_drawing_has_every_label_of_the_ribbon() -> None:
    ribbon = ElementTree.parse(CHECKOUT / "xl_addin" / "ribbon.xml")
    labels = [element.attrib["label"] for element in ribbon.iter() if "label" in element.attrib]
    drawn = words(drawings()[RIBBON])
    assert len(labels) > 15
    assert sorted(drawn.split()) == sorted(" ".join(labels).split())
    assert all(label in drawn for label in labels)


def test_a_message_box_has_its_whole_text() -> None:
    for name, box in boxes().items():
        drawn = words(drawings()[name])
        assert " ".join(box.text.split()) in drawn
        assert all(button in drawn for button in box.buttons)


@pytest.mark.parametrize("name", drawings())
def test_the_picture_is_of_this_drawing(name: str) -> None:
    """Else: `python -m build.ribbon_picture`."""
    assert mark(drawings()[name]).encode() in (FOLDER / f"{name}.png").read_bytes()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_picture_that_is_named_is_there(page: Path) -> None:
    for words_, name in PICTURE.findall(page.read_text("utf-8")):
        path = page.parent / name
        assert words_, name
        assert path.is_file(), name
        assert path.stat().st_size < LARGEST, name


def test_every_picture_is_named() -> None:
    named = {(page.parent / name).resolve() for page in PAGES for _, name in PICTURE.findall(page.read_text("utf-8"))}
    assert set(FOLDER.resolve().iterdir()) == named


def test_without_a_program_to_draw_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("build.ribbon_picture.shutil.which", lambda _name: None)
    assert ribbon_picture.main(tmp_path) == 1
    assert not list(tmp_path.iterdir())
