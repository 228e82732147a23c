"""Headers that are not known are named, with the column that may be meant, before any other advice."""

from pathlib import Path

import pytest

from engine.errors import Refusal
from engine.intake.tables_headers import likely_column, unknown_headers
from engine.intake.tables_kinds import KINDS
from tests.intake.tables_help import BSN, LINES, csv_text, line, read, read_rows


def renamed(kind: str, **names: str) -> dict[str, str]:
    """A good line of the kind with other headers."""
    return {names.get(name, name): value for name, value in line(kind).items()}


def refusal(*rows: dict[str, str]) -> Refusal:
    with pytest.raises(Refusal) as refused:
        read_rows(*rows)
    return refused.value


def test_a_typing_error_is_named_with_the_column_that_is_meant_before_other_advice() -> None:
    refused = refusal(renamed("declaraties", Bedrag="Bedrg"))
    assert refused.what.endswith("Het lijkt het meest op declaraties, maar er ontbreekt een kolom: Bedrag.")
    assert refused.todo == (
        "Deze kolom kent Rekenbureau niet: Bedrg (bedoelt u Bedrag?). Verbeter die naam in het bestand, of maak een "
        "koppeling in de map mappings. Zijn het toch startberichten? Zet dan in een koppeling in de map mappings: "
        'soort = "startberichten".'
    )


@pytest.mark.parametrize("kind", LINES)
def test_a_letter_left_out_of_any_mandatory_header_is_recognised(kind: str) -> None:
    """A Bsn without its n, and the like: too short for a likeness, so only longer names are tried."""
    mandatory = [name for each in KINDS if each.name == kind for name in each.mandatory if len(name) > 4]
    for name in mandatory:
        wrong = name[:2] + name[3:]
        assert f"{wrong} (bedoelt u {name}?)" in refusal(renamed(kind, **{name: wrong})).todo


def test_all_missing_and_all_unknown_columns_are_named_the_likely_ones_first() -> None:
    row = renamed("declaraties", Bedrag="Euro", AGB="AGB-code", Dagtekening="Verzonden") | {"Opmerking": "x"}
    refused = refusal(row)
    assert "ontbreken kolommen: AGB, Bedrag en Dagtekening" in refused.what
    assert "kent Rekenbureau niet: AGB-code (bedoelt u AGB?), Euro, Verzonden en Opmerking." in refused.todo


def test_unknown_columns_that_are_like_nothing_get_the_advice_to_give_them_their_name() -> None:
    refused = refusal(renamed("pgb", Bedrag="Euro"))
    assert refused.todo == (
        "Deze kolom kent Rekenbureau niet: Euro. Staat daarin wat ontbreekt, geef die dan de goede naam of maak een "
        "koppeling in de map mappings; zet anders de ontbrekende kolom in het bestand."
    )


def test_without_unknown_columns_the_missing_ones_must_be_added() -> None:
    row = line("pgb")
    del row["Bedrag"], row["Wet"]
    assert refusal(row).todo == (
        "Zet de ontbrekende kolommen in het bestand. Is de waarde op elke regel dezelfde, dan kan dat ook met [vast] "
        "in een koppeling in de map mappings."
    )


def test_of_many_unknown_columns_the_first_are_named() -> None:
    refused = refusal(renamed("pgb", Bedrag="Euro") | {f"Extra {letter}": "x" for letter in "abcdefghijkl"})
    assert "Euro, Extra a, Extra b, Extra c, Extra d, Extra e, Extra f, Extra g, Extra h, Extra i en 3 andere." in (
        refused.todo
    )


def test_few_columns_too_many_may_also_be_taken_out() -> None:
    refused = refusal(line("startberichten") | {"Bedrag": "12,50"})
    assert "Zijn het toch startberichten? Verwijder dan de kolom Bedrag, of zet in een koppeling" in refused.todo


def test_of_a_table_that_is_not_known_the_kinds_are_named_and_nothing_of_it_is_repeated() -> None:
    refused = refusal({"Jan Jansen": "a", "Straat": "b"})
    assert "Jan" not in refused.text
    assert refused.what == "dit bestand is geen bericht en geen tabel die Rekenbureau kent."
    assert refused.todo == (
        "In de eerste regel staat geen enkele kolomnaam die Rekenbureau kent. Rekenbureau leest toewijzingen, "
        "startberichten, stopberichten, verzoeken, declaraties, pgb en voorschotten; de kolommen daarvan staan in deel "
        "2 van de handleiding. Heten ze in dit bestand anders, maak dan een koppeling in de map mappings."
    )


@pytest.mark.parametrize(
    "first",
    [
        "0344;15-03-2024;Jansen;1.234,50",
        f"Jansen;{BSN}",
        "Jansen;12345678901",
        "{",
        "---",
        "Jansen;2012-04-13",
        "Jan Jansen;12 mei 2010;m;Gouda",
        "Overzicht cliënt J. Jansen",
    ],
)
def test_a_first_line_that_is_no_header_is_shown_nowhere(first: str) -> None:
    """It may hold a client's name and birth date."""
    with pytest.raises(Refusal) as refused:
        read(f"{first}\n{first}\n")
    assert refused.value.todo.startswith(
        "In de eerste regel staat geen enkele kolomnaam die Rekenbureau kent. Rekenbureau leest"
    )
    assert "Jansen" not in refused.value.text


@pytest.mark.parametrize("first", [f"344;12345678;{BSN};Jan Jansen;12-03-2010;Gouda", "Jan Jansen;twaalf mei;Gouda"])
def test_neither_is_one_that_a_mapping_takes_for_a_header(first: str, tmp_path: Path) -> None:
    (tmp_path / "zorgdesk.toml").write_text('soort = "declaraties"\n[vast]\nWet = "Jw"\n', encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        read(f"{first}\n{first}\n", mappings=tmp_path)
    assert not any(word in refused.value.text for word in ("Jansen", "Gouda", "344", "mei"))


def test_a_column_of_another_kind_is_no_typing_error() -> None:
    names = sorted({name for kind in KINDS for name in kind.names})
    assert unknown_headers(names, names) == [(name, None) for name in names]
    assert unknown_headers(["Begin datum"], names)[0][1] == "Begindatum"


def test_a_header_is_cut_off_and_masked() -> None:
    refused = refusal(renamed("pgb", Bedrag="E" * 90) | {"a\x07b": "z"})
    assert f"{'E' * 60}…" in refused.todo
    assert "E" * 61 not in refused.todo
    assert "a·b" in refused.todo


@pytest.mark.parametrize("header", [f"Bsn {BSN}", "nr 12 345 678"])
def test_beside_a_number_of_a_person_no_header_is_named(header: str) -> None:
    refused = refusal(renamed("pgb", Bedrag="Euro") | {header: "x"})
    assert not any(part in refused.text for part in ("Euro", "123", "345"))


def test_an_optional_column_with_a_typing_error_is_named_with_what_is_meant() -> None:
    got = read_rows(renamed("declaraties", AfgekeurdOp="Afgekeurd op", Tarief="Prijs"))
    assert "Deze kolommen zijn niet gebruikt: Afgekeurd op (bedoelt u AfgekeurdOp?) en Prijs." in got.remarks


def test_a_column_that_a_mapping_fills_is_not_what_is_meant(tmp_path: Path) -> None:
    (tmp_path / "eigen.toml").write_text('[kolommen]\n"Euro" = "Bedrag"\n', encoding="utf-8")
    row = renamed("pgb", Bedrag="Euro") | {"Bedragen": "x", "Dienst-vorm": "y"}
    remarks = read(csv_text([row]), mappings=tmp_path).remarks
    assert "niet gebruikt: Bedragen en Dienst-vorm." in remarks, "Dienstvorm is there too"
    del row["Dienstvorm"]
    assert "niet gebruikt: Dienst-vorm (bedoelt u Dienstvorm?) en Bedragen." in (
        read(csv_text([row]), mappings=tmp_path).remarks
    )


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("bedrg", "Bedrag"),
        ("AGB-code", "AGB"),
        ("Datum betaling", "Datum"),
        ("Gemeente", "Gemeentecode"),
        ("Toewijzings nummer", "Toewijzingnummer"),
        ("Volgnummer", None),
        ("Naam", None),
        ("", None),
        ("Opmerking bij het bedrag van deze regel en de rest van dit verhaal", "Bedrag"),
        ("x" * 60 + " bedrag", None),
    ],
)
def test_the_likely_column(header: str, column: str | None) -> None:
    assert likely_column(header, ["AGB", "Bedrag", "Datum", "Gemeentecode", "Toewijzingnummer"]) == column


def test_of_a_file_with_very_many_headers_only_the_first_are_compared() -> None:
    headers = ["x"] * 100_000 + ["Bedrg"]
    assert unknown_headers(headers, ["Bedrag"]) == [(header, None) for header in headers]
    assert "kent Rekenbureau niet: x, x, x, x, x, x, x, x, x, x en 19.990 andere." in (
        refusal_of("AGB;Datum" + ";x" * 20_000).todo
    )


def refusal_of(header: str) -> Refusal:
    with pytest.raises(Refusal) as refused:
        read(f"{header}\n1\n")
    return refused.value
