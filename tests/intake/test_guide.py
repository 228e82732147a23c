"""What the guide says about tables and the koppeling is what the program does: its example is read as it stands."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from engine.dossier import Dossier
from engine.intake.importing import import_files
from engine.intake.report import ImportReport
from engine.intake.tables_kinds import KINDS
from engine.intake.tables_mapping import Mapping, read_mappings
from engine.texts.mappings import MAPPING_KEYS
from tests.intake.test_tables_mapping import folder

GUIDE = (Path(__file__).parents[2] / "docs" / "handleiding.md").read_text("utf-8")
AT = datetime(2026, 6, 1, 12)


def section(title: str) -> str:
    return GUIDE.partition(f"### {title}\n")[2].partition("\n#")[0]


KINDS_SECTION, MAPPING_SECTION = section("Welke tabellen"), section("Een tabel met andere kolomnamen")


def example(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    return found


def rows_of(text: str) -> list[list[str]]:
    """The cells of a table; a | in a cell is written \\|."""
    lines = [each for each in text.splitlines() if each.startswith("| `")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", each)[1:-1]] for each in lines]


def imported(tmp_path: Path, csv: str, toml: str) -> ImportReport:
    """The example as a user follows it: the koppeling in the dossier, and the file read in."""
    dossier = Dossier.create(tmp_path / "dossier")
    (dossier.mappings / "zorgdesk.toml").write_text(toml, "utf-8")
    file = tmp_path / "zorgdesk_mei.csv"
    file.write_bytes(csv.encode("windows-1252"))
    return import_files(dossier, [file], AT, "test")


def test_the_example_of_a_koppeling_reads_the_example_of_a_file(tmp_path: Path) -> None:
    report = imported(tmp_path, example("csv"), example("toml"))
    (source,) = report.sources
    assert (source.kind, source.stored, source.set_aside) == ("declaraties", 2, 0)
    assert source.texts == ["zorgdesk_mei.csv: Deze kolom is niet gebruikt: Medewerker."]
    with Dossier.open(tmp_path / "dossier").store.connect(AT.date()) as connection:
        rows = connection.execute(
            "SELECT law, municipality, agb, unit, volume::VARCHAR, amount_cents, debit_credit, dated::VARCHAR "
            "FROM declaration_line ORDER BY reference_number"
        ).fetchall()
    assert rows == [
        ("Jw", "0344", "12345678", "01", "90.0000", 15300, "D", "2024-06-04"),
        ("Jw", "0344", "12345678", "04", "2.5000", 25500, "C", "2024-06-04"),
    ]


def test_the_example_uses_every_key_and_every_key_is_explained(tmp_path: Path) -> None:
    (mapping, *_) = read_mappings(folder(tmp_path, zorgdesk=example("toml")))
    fields = list(Mapping.model_fields)
    assert fields == list(MAPPING_KEYS)
    assert [key for key in fields if not getattr(mapping.content, key)] == []
    assert [row[0] for row in rows_of(MAPPING_SECTION)] == [f"`{key}`" for key in fields]


@pytest.mark.parametrize("key", ["scheidingsteken", "decimaal", "datum", "tekenset"])
def test_every_value_that_the_guide_gives_a_key_is_taken(tmp_path: Path, key: str) -> None:
    (cell,) = [row[1] for row in rows_of(MAPPING_SECTION) if row[0] == f"`{key}`"]
    values = [value.replace("\\|", "|") for value in re.findall(r'`(".*?")`', cell)]
    for number, value in enumerate(values):
        folder(tmp_path, **{f"k{number}": f'bestandsnaam = "x"\n{key} = {value}\n'})
    assert len([each for each in read_mappings(tmp_path) if each.name.startswith("k")]) == len(values) > 1


def test_the_guide_names_every_kind_of_table_with_its_columns() -> None:
    wanted = [
        [
            f"`{kind.name}`",
            ", ".join(kind.mandatory),
            ", ".join(each.name for each in kind.columns if not each.mandatory),
        ]
        for kind in KINDS
    ]
    assert rows_of(KINDS_SECTION) == wanted


def test_a_column_that_has_its_own_name_needs_no_line_in_the_koppeling(tmp_path: Path) -> None:
    csv, toml = example("csv").replace(";Totaal;", ";Bedrag;"), example("toml").replace('"Totaal" = "Bedrag"\n', "")
    assert imported(tmp_path, csv, toml).stored == 2


def test_a_file_of_that_name_without_a_needed_column_is_refused_with_its_name(tmp_path: Path) -> None:
    report = imported(tmp_path, example("csv").replace(";Totaal;", ";Prijs;"), example("toml"))
    assert (
        "koppeling zorgdesk hoort bij dit bestand, maar deze kolommen ontbreken: Totaal." in report.sources[0].texts[0]
    )


def test_a_koppeling_with_a_fault_is_named_with_its_key_and_no_table_is_read(tmp_path: Path) -> None:
    report = imported(tmp_path, example("csv"), example("toml").replace('"Bedrag"', '"Bedrg"'))
    assert report.refused == 1
    assert report.sources[0].texts[0].startswith("mappings/zorgdesk.toml: sleutel kolommen")


def test_the_guide_and_the_program_use_one_word() -> None:
    assert not re.search(r"\bmapping\b", GUIDE)
    assert "*koppeling*" in MAPPING_SECTION
