"""The checks on real files: the official sample with findings, and the made-up region with its known dirt."""

from datetime import date, datetime
from pathlib import Path

from build.settings_of_rows import settings_of_rows
from engine.dossier import Dossier
from engine.instruments.data_quality import data_quality, details
from engine.intake.importing import import_files
from engine.result import Row
from engine.run import Period, Run
from engine.settings import Settings, default_settings
from tests.build.imported import imported
from tests.build.made import small_region
from tests.paths import MESSAGES

DIRT = {
    "vuil zonder_toewijzing": "DK-1",
    "vuil buiten_toewijzing": "DK-2",
    "vuil te_veel_volume": "DK-3",
    "vuil dubbele_declaratie": "DK-10",
    "vuil referentie_hergebruikt": "DK-10",
    "vuil onbekende_gemeente": "DK-11",
    "vuil onbekend_product": "DK-11",
    "vuil verkeerd_tarief": "DK-12",
    "vuil ongeldige_bsn": "DK-14",
    "vuil twee_clienten": "DK-16",
}


def both(dossier: Dossier, settings: Settings, year: int, as_of: date) -> tuple[list[Row], list[Row]]:
    """The table and the rows behind it, all products."""
    run = Run(Period(year), as_of, dossier.store.stand, settings.fingerprint)
    with dossier.store.connect(as_of) as connection:
        return data_quality(connection, settings, run).rows, details(connection, settings, run).rows


def test_sample_jw323_repeats_a_reference_number_and_shares_an_assignment(tmp_path: Path) -> None:
    dossier = Dossier.create(tmp_path / "dossier")
    import_files(dossier, [MESSAGES / "ijw_3_2" / "JW323.xml"], datetime(2026, 6, 1, 9, 0), "toets")
    _, rows = both(dossier, default_settings(), 2026, date(2026, 6, 1))
    assert [row["ReferentieNummer"] for row in rows if row["Controle"] == "DK-10"] == ["RN004"]
    assert [row["Toewijzingnummer"] for row in rows if row["Controle"] == "DK-16"] == ["10073"]


def test_every_kind_of_dirt_of_the_region_is_found_and_the_table_counts_its_rows() -> None:
    dossier, _ = imported("berichten")
    region = small_region()
    settings = settings_of_rows(region.settings)
    found: set[str] = set()
    for year in (2022, 2023, 2024):
        table, rows = both(dossier, settings, year, date(2025, 5, 1))
        counted = {row["Controle"]: 0 for row in table} | {"": 0}
        for row in table:
            counted[row["Controle"]] += int(str(row["Aantal"]))
        assert sum(counted.values()) == len(rows)
        for check in set(counted) - {""}:
            assert counted[check] == sum(row["Controle"] == check for row in rows)
        found |= {str(row["Controle"]) for row in table}
    made = {check for kind, check in DIRT.items() if region.counts.get(kind)}
    assert made <= found
    assert len(made) >= 8
