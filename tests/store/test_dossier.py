"""The dossier's folder, key and journal."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from engine.dossier import Dossier
from engine.errors import Refusal
from engine.store.key import key_fingerprint
from tests.store.made_facts import AT, import_facts

BSN = "123456782"


def test_a_new_dossier_has_its_folders_an_empty_store_and_a_key(tmp_path: Path) -> None:
    dossier = Dossier.create(tmp_path / "regio")
    for folder in ("mappings", "store", "uit", "uit/versies", "uit/aanbieders", "gesloten"):
        assert (tmp_path / "regio" / folder).is_dir()
    assert Dossier.open(dossier.path).store.stand == 0
    assert len(dossier.key) == 32
    assert dossier.store.manifest.key_fingerprint == key_fingerprint(dossier.key)
    assert dossier.key != Dossier.create(tmp_path / "andere regio").key


def test_only_the_owner_may_read_the_key(tmp_path: Path) -> None:
    dossier = Dossier.create(tmp_path / "regio")
    assert (dossier.store_path / "sleutel").stat().st_mode & 0o777 == 0o600


def test_the_key_is_not_in_the_manifest_and_has_no_digits(tmp_path: Path) -> None:
    dossier = Dossier.create(tmp_path / "regio")
    text = (dossier.store_path / "sleutel").read_text()
    assert text.isalpha()
    assert text not in (dossier.store_path / "manifest.json").read_text()


def test_another_missing_or_damaged_key_is_refused(tmp_path: Path) -> None:
    dossier, other = Dossier.create(tmp_path / "een"), Dossier.create(tmp_path / "twee")
    file = dossier.store_path / "sleutel"
    whole = file.read_text()
    for content, message in (
        ((other.store_path / "sleutel").read_text(), "hoort niet bij dit dossier"),
        (whole[:-2], "hoort niet bij dit dossier"),
        (whole[:-1], "niet te lezen"),
        ("één", "niet te lezen"),
    ):
        file.write_text(content)
        with pytest.raises(Refusal, match=message):
            _ = Dossier.open(dossier.path).key
    file.unlink()
    with pytest.raises(Refusal, match="ontbreekt"):
        _ = dossier.key


def test_what_is_no_dossier_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="geen dossier"):
        Dossier.open(tmp_path)
    with pytest.raises(Refusal, match="bestaat niet"):
        Dossier.open(tmp_path / "weg")


def test_a_dossier_is_made_in_an_empty_folder_only(tmp_path: Path) -> None:
    Dossier.create(tmp_path / "een")
    with pytest.raises(Refusal, match="al een dossier"):
        Dossier.create(tmp_path / "een")
    (tmp_path / "vakantie.docx").touch()
    with pytest.raises(Refusal, match="andere bestanden"):
        Dossier.create(tmp_path)
    with pytest.raises(Refusal, match="andere bestanden"):
        Dossier.create(tmp_path / "vakantie.docx")


def test_a_creation_that_was_broken_off_can_be_done_again(tmp_path: Path) -> None:
    first = Dossier.create(tmp_path / "regio")
    (first.store_path / "manifest.json").unlink()
    assert len(Dossier.create(tmp_path / "regio").key) == 32


def test_the_write_lock_lets_its_holder_import(tmp_path: Path) -> None:
    dossier = Dossier.create(tmp_path / "regio")
    with dossier.write_lock(who="toets", at=AT) as lock:
        assert import_facts(dossier.store, {"declaration_line": [{}]}).stand == 1
    assert lock.owner.who == "toets"


def test_the_journal_adds_one_line_an_entry(tmp_path: Path) -> None:
    dossier = Dossier.create(tmp_path / "regio")
    dossier.journal({"at": datetime(2025, 1, 2, 3, 4), "who": "toets", "what": "import", "stand": 1})
    dossier.journal(
        {"at": date(2025, 1, 3), "bedrag": Decimal("1.50"), "map": Path("uit"), "regels": ["a\nb", None, True]}
    )
    assert [json.loads(line) for line in dossier.journal_path.read_text("utf-8").splitlines()] == [
        {"at": "2025-01-02T03:04:00", "who": "toets", "what": "import", "stand": 1},
        {"at": "2025-01-03", "bedrag": "1.50", "map": "uit", "regels": ["a\nb", None, True]},
    ]


def test_no_bsn_reaches_the_journal(tmp_path: Path) -> None:
    dossier = Dossier.create(tmp_path / "regio")
    entry = {"file": f"client_{BSN}.xml", "where": Path(f"/in/{BSN}"), "rows": [{"x": (BSN, int(BSN))}], f"k {BSN}": 1}
    dossier.journal(entry)
    text = dossier.journal_path.read_text()
    assert BSN not in text
    assert json.loads(text)["rows"]


def test_an_entry_after_a_torn_line_stands_on_its_own_line(tmp_path: Path) -> None:
    dossier = Dossier.create(tmp_path / "regio")
    dossier.journal_path.write_text('{"who": "to')
    dossier.journal({"who": "toets"})
    assert json.loads(dossier.journal_path.read_text().splitlines()[-1]) == {"who": "toets"}
