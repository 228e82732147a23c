"""Hostile files are refused with a clear text, and cost neither memory nor time."""

import io
import random
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from engine.errors import Refusal
from engine.intake import zip_files
from engine.intake.sources_expand import Found, expand
from tests.intake.message_help import JW323, envelope, looked_into, read, refusal

ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(12))
DOCTYPES = {
    "interne entiteiten": "<!DOCTYPE Bericht [<!ENTITY x 'y'>]>",
    "entiteitenbom": f"<!DOCTYPE Bericht [{ENTITIES}]>",
    "externe entiteit": '<!DOCTYPE Bericht [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "externe DTD": '<!DOCTYPE Bericht SYSTEM "http://localhost:9/x.dtd">',
    "parameterentiteit": '<!DOCTYPE Bericht [<!ENTITY % p SYSTEM "http://localhost:9/x"> %p;]>',
    "leeg": "<!DOCTYPE Bericht>",
}


def _with_doctype(doctype: str, value: str) -> str:
    text = JW323.read_text("utf-8").replace("DN001", value)
    return text.replace("<jw323:Bericht", f"{doctype}<jw323:Bericht", 1)


@pytest.mark.parametrize("name", DOCTYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_before_anything_is_expanded(name: str, encoding: str, tmp_path: Path) -> None:
    text = _with_doctype(DOCTYPES[name], "&e11;" if "bom" in name else "DN001").replace("UTF-8", encoding.upper())
    file = tmp_path / "bericht.xml"
    file.write_bytes(text.encode(encoding))
    began = time.monotonic()
    found = looked_into(file)
    assert isinstance(found, Refusal)
    assert "DOCTYPE" in found.text
    assert isinstance(_outcome(text.encode(encoding)), Refusal)
    assert time.monotonic() - began < 2


def _outcome(content: bytes) -> object:
    try:
        return read(content)
    except Refusal as refused:
        return refused


def test_the_contents_of_a_file_never_come_in_through_an_entity(tmp_path: Path) -> None:
    secret = tmp_path / "geheim.txt"
    secret.write_text("GEHEIM123")
    content = _with_doctype(f'<!DOCTYPE Bericht [<!ENTITY x SYSTEM "{secret.as_uri()}">]>', "&x;")
    assert "GEHEIM" not in refusal(content.encode()).text


def test_a_doctype_inside_an_envelope_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "envelop.xml"
    file.write_bytes(envelope(_with_doctype(DOCTYPES["entiteitenbom"], "&e11;").encode()))
    found = looked_into(file)
    assert isinstance(found, Refusal)
    assert "DOCTYPE" in found.text


def test_an_unknown_entity_is_no_xml() -> None:
    assert "geen goed gevormde XML" in refusal(JW323.read_bytes().replace(b"DN001", b"&onbekend;")).text


def test_depth_and_length_have_a_limit() -> None:
    deep = b"<Bericht>" * 100_000
    assert "geen goed gevormde XML" in refusal(deep).text
    endless = JW323.read_bytes().replace(b"DN001", b"D" * (11 << 20))
    assert isinstance(_outcome(endless), Refusal)


def test_a_message_that_piles_up_without_lines_is_refused_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.intake.messages_parse.MOST_BYTES_AT_ONCE", 4 << 20)
    text = JW323.read_text("utf-8")
    begin = text.index("<jw323:Declaratie>")
    content = (text[:begin] + "<x>1</x>" * 2_000_000).encode()
    tracemalloc.start()
    assert "te groot" in refusal(content).text
    tracemalloc.stop()


def _zip(file: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


def _only(file: Path) -> Found:
    found = list(expand([file]))
    assert len(found) == 1
    return found[0]


def _reason(file: Path) -> str:
    refused = _only(file).refusal
    assert refused is not None
    return refused.text


def test_a_zip_of_messages_is_expanded(tmp_path: Path) -> None:
    file = _zip(tmp_path / "berichten.zip", {"a.xml": JW323.read_bytes(), "map/b.xml": JW323.read_bytes()})
    found = list(expand([file]))
    assert [each.name for each in found] == ["berichten.zip/a.xml", "berichten.zip/map/b.xml"]
    assert [each.refusal for each in found] == [None, None]
    assert len(read(found[1].open().read()).facts["declaration_line"]) == 5


def test_a_zip_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    assert "zipbom" in _reason(_zip(tmp_path / "bom.zip", {"a.xml": b" " * (64 << 20)}))


def test_a_zip_with_too_much_or_too_many_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _zip(tmp_path / "veel.zip", {f"{number}.xml": JW323.read_bytes() for number in range(5)})
    monkeypatch.setattr(zip_files, "MOST_MEMBERS", 4)
    assert "meer dan 4 bestanden" in _reason(file)
    monkeypatch.setattr(zip_files, "MOST_MEMBERS", 5)
    monkeypatch.setattr(zip_files, "MOST_UNPACKED", 10_000)
    assert "groter" in _reason(file)


@pytest.mark.parametrize("name", ["../a.xml", "/etc/a.xml", "C:/a.xml", "map/../../a.xml", "..\\a.xml"])
def test_a_zip_with_a_name_that_points_outside_is_refused(name: str, tmp_path: Path) -> None:
    assert "buiten het ZIP-bestand" in _reason(_zip(tmp_path / "pad.zip", {name: JW323.read_bytes()}))


def test_a_zip_in_a_zip_is_refused(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.xml", JW323.read_bytes())
    for name in ("binnen.zip", "binnen.dat"):
        found = looked_into(_zip(tmp_path / f"nest-{name}.zip", {name: inner.getvalue()}))
        assert isinstance(found, Refusal)
        assert "een ZIP-bestand in een ZIP-bestand" in found.text
        assert name in found.text


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    file = _zip(tmp_path / "slot.zip", {"a.xml": JW323.read_bytes()})
    content = bytearray(file.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(signature) + offset
        struct.pack_into("<H", content, at, struct.unpack_from("<H", content, at)[0] | 1)
    file.write_bytes(content)
    assert "versleuteld" in _reason(file)


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.99])
def test_a_damaged_zip_is_refused(cut: float, tmp_path: Path) -> None:
    file = _zip(tmp_path / "stuk.zip", {"a.xml": JW323.read_bytes()})
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * cut)])
    assert "ZIP-bestand is beschadigd" in _reason(file)


def test_a_member_whose_content_lies_about_its_checksum_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "crc.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.xml", JW323.read_bytes())
    file.write_bytes(file.read_bytes().replace(b"DN001", b"DN002"))
    found = _only(file)
    with pytest.raises(zip_files.UNREADABLE):
        found.open().read()


@pytest.mark.parametrize("seed", range(8))
def test_a_zip_with_changed_bytes_is_read_or_refused(seed: int, tmp_path: Path) -> None:
    whole = _zip(tmp_path / "heel.zip", {"é.xml": JW323.read_bytes(), "b.csv": b"a;b\n"}).read_bytes()
    dice = random.Random(seed)
    file = tmp_path / "stuk.zip"
    for _ in range(50):
        content = bytearray(whole)
        for _ in range(dice.choice([1, 2, 8])):
            at = dice.choice([dice.randrange(len(content)), len(content) - 1 - dice.randrange(250)])
            content[at] = dice.randrange(256)
        file.write_bytes(content)
        assert [found for found in expand([file]) if found.name.startswith("stuk.zip")]
