"""The made-up region: valid messages, the same bytes for a seed, and every kind of trouble in it."""

import hashlib
import re
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import pytest
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from build.region import Region, make_region, open_region
from build.region_care import CARE_DIRT
from build.region_declarations import LINE_DIRT, MESSAGE_DIRT
from build.region_expected import Expected
from build.region_people import make_providers, numbers
from build.region_plan import plan
from build.region_settings import settings_rows
from build.region_tables import SIZES
from engine.intake.privacy import is_valid_bsn
from tests.build.made import messages_of, small_region
from tests.oracle.reading import passes_eleven_test
from tests.paths import SCHEMAS

KINDS = ("301", "305", "307", "315", "319", "323", "325")


@cache
def _schema(law: str, kind: str) -> etree.XMLSchema | None:
    path = SCHEMAS / f"i{law.lower()}_3_2" / f"{law}{kind}.xsd"
    return etree.XMLSchema(etree.parse(str(path))) if path.exists() else None


def _law_and_kind(name: str) -> tuple[str, str]:
    head = name.partition("_")[0]
    return head[:-3], head[-3:]


def _digest(region: Region) -> str:
    files = sorted(path for path in region.folder.rglob("*") if path.is_file())
    names = [str(path.relative_to(region.folder)) for path in files]
    return hashlib.sha256(b"".join([*map(str.encode, names), *(path.read_bytes() for path in files)])).hexdigest()


def test_every_message_is_valid_against_the_official_schema() -> None:
    checked: Counter[str] = Counter()
    for name, content in messages_of(small_region()):
        schema = _schema(*_law_and_kind(name))
        if schema is not None:
            schema.assertValid(etree.fromstring(content))
            checked[name.partition("_")[0]] += 1
    assert {f"JW{kind}" for kind in KINDS} <= set(checked)
    assert {"WMO301", "WMO305", "WMO307", "WMO323"} <= set(checked)


def test_wmo_325_has_the_tree_of_the_jw_325() -> None:
    """There is no schema of the WMO 325 at hand: with the Jw's names and categories it must be a valid JW325."""
    schema = _schema("JW", "325")
    assert schema is not None
    found = [content for name, content in messages_of(small_region()) if name.startswith("WMO325_")]
    assert found
    for content in found:
        renamed = content.replace(b"iwmo", b"ijw").replace(b"wmo325", b"jw325").replace(b">485<", b">491<")
        schema.assertValid(etree.fromstring(re.sub(rb"(Categorie>)0[1-9]<", rb"\g<1>45<", renamed)))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    first, again, other = (
        small_region(),
        make_region(tmp_path / "a", "klein", 7),
        make_region(tmp_path / "b", "klein", 8),
    )
    assert _digest(first) == _digest(again)
    assert _digest(first) != _digest(other)
    assert first.settings == again.settings


def test_a_region_that_was_made_before_is_opened_as_it_was_made() -> None:
    assert open_region(small_region().folder) == small_region()


def test_the_number_of_processes_changes_no_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two_parts = type(SIZES["klein"])(**{**_fields("klein"), "parts": 2})
    monkeypatch.setitem(SIZES, "klein", two_parts)
    assert _digest(make_region(tmp_path / "a", "klein", 3)) == _digest(
        make_region(tmp_path / "b", "klein", 3, processes=2)
    )


def _fields(size: str) -> dict[str, object]:
    return {name: getattr(SIZES[size], name) for name in SIZES[size].__slots__}


@pytest.mark.parametrize("kind", [*LINE_DIRT, *MESSAGE_DIRT])
def test_every_mistake_in_declarations_occurs(kind: str) -> None:
    assert small_region().counts.get(f"vuil {kind}", 0) >= 1


@pytest.mark.parametrize("kind", CARE_DIRT)
def test_everything_unusual_around_assignments_occurs(kind: str) -> None:
    assert small_region().counts.get(f"zorg {kind}", 0) >= 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_message_kind_occurs(kind: str) -> None:
    assert small_region().counts[f"bericht {kind}"] > 5


def test_there_are_credits_and_rejections_and_some_answers_come_after_the_reporting_moment() -> None:
    region = small_region()
    assert region.counts["credits"] > 5
    assert region.counts["afgekeurde regels"] > 5
    text = b"".join(path.read_bytes() for path in region.declarations).decode()
    rejected_on = [match[1] for match in re.finditer(r";ja;\d\d-(\d\d-\d{4})\n", text)]
    assert any(month in {"03-2025", "04-2025"} for month in rejected_on)


def test_bsns_are_different_and_pass_the_eleven_test() -> None:
    made = list(numbers(60_000, 5))
    assert len(set(made)) == 60_000
    assert all(passes_eleven_test(bsn) and is_valid_bsn(bsn) for bsn in made[::97])


def test_no_other_text_of_a_message_looks_like_a_bsn_of_the_region() -> None:
    """So that a search for a BSN in what the product writes proves something."""
    for name, content in messages_of(small_region()):
        without = re.sub(rb"<[a-z0-9]+:Bsn>\d{9}</", b"", content)
        assert not re.search(rb"(?<!\d)\d{9}(?!\d)", without), name
        assert not re.search(r"\d{9}", name)


def test_csv_has_the_lines_of_the_messages() -> None:
    region = small_region()
    rows = [row for path in region.declarations for row in path.read_text(encoding="utf-8").splitlines()[1:]]
    lines = 0
    for name, content in messages_of(region):
        if _law_and_kind(name)[1] == "323" and "_kopie" not in name and "_opnieuw" not in name:
            lines += content.count(b":Prestatie>") // 2
    assert len(rows) == lines == region.counts["declaratieregels"]


def test_the_demo_has_25_aanbieders_of_whom_most_treat() -> None:
    providers = make_providers(SIZES["demo"], Random(1))
    assert len({provider.agb for provider in providers}) == len({provider.name for provider in providers}) == 25
    assert sum(any(product.norms for product in provider.products) for provider in providers) >= 15


def test_400_aanbieders_all_have_a_name_of_their_own() -> None:
    assert len({provider.name for provider in make_providers(SIZES["region"], Random(1))}) == 400


def test_raises_come_in_every_state() -> None:
    rows = settings_rows(Expected(SIZES["demo"], plan(SIZES["demo"], 1)))["Ophogingen"]
    assert {row["Status"] for row in rows} == {"Toegekend", "Afgewezen", "In behandeling", "Ingetrokken", "Ontvangen"}
    granted = [row for row in rows if row["Toegekend (uren)"] is not None]
    keys = Counter((row["AGB"], row["Productcode"], row["Jaar"]) for row in granted)
    assert max(keys.values()) == 2, "one raise is replaced by a later one"
    late = [row for row in granted if str(row["Besluitdatum"]) > f"{row['Jaar']}-12-31"]
    assert late, "one is decided after the reporting moment"
