"""The checks on real files: the official sample with findings, and the made-up region with its known dirt."""

from datetime import date, datetime
from pathlib import Path

import pytest

from build.settings_of_rows import settings_of_rows
from engine.dossier import Dossier
from engine.instruments.data_quality import CHECKS_FOR, GROUPS_FOR, data_quality, data_quality_of, details
from engine.instruments.places_care import CareYear, collect
from engine.instruments.reporting import beside
from engine.intake.importing import import_files
from engine.result import Row
from engine.run import Period, Run
from engine.settings import Settings, default_settings
from engine.texts.data_quality import ABOUT_ANSWERS, DETAILS
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
    "zorg zonder_301": "DK-4",
    "zorg zonder_305": "DK-5",
    "zorg zonder_307": "DK-7",
    "zorg onwaarschijnlijke_geboortedatum": "DK-14",
    "zorg verzoek_onbeantwoord": "DK-9",
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
    assert {"DK-4", "DK-5", "DK-6", "DK-7", "DK-8", "DK-9"} <= found
    assert len(made) >= 12


def test_late_messages_are_those_of_tijdigheid() -> None:
    """DK-9 and the table of PL-9 tell the same: what was late, by the norm in working days for 305."""
    dossier, _ = imported("berichten")
    settings = settings_of_rows(small_region().settings)
    for as_of in (date(2024, 8, 15), date(2025, 5, 1)):
        run = Run(Period(2024), as_of, dossier.store.stand, settings.fingerprint)
        with dossier.store.connect(as_of) as connection:
            late = details(connection, settings, run, "DK-9").rows
            care = CareYear(settings, run)
            collect(connection, care)
            judged = connection.execute(
                "SELECT message, count(*) FROM places_message WHERE NOT is_within AND message <> '305' GROUP BY ALL"
            ).fetchall()
        counted = {
            "315": sum(row["Toelichting"] in ABOUT_ANSWERS for row in late),
            "305 werkdagen": sum(row["Toelichting"] == DETAILS["late_start"] for row in late),
            "307": sum(row["Toelichting"] == DETAILS["late_stop"] for row in late),
        }
        assert {name: count for name, count in counted.items() if count} == dict(judged)
        assert sum(counted.values()) > 10


@pytest.mark.parametrize("workbook", CHECKS_FOR)
def test_each_workbook_shows_its_own_checks_as_when_all_are_asked(workbook: str) -> None:
    """Leaving checks out changes nothing in the others: the shared tables do not depend on what is asked."""
    dossier, _ = imported("berichten")
    settings = settings_of_rows(small_region().settings)
    run = Run(Period(2024), date(2025, 3, 1), dossier.store.stand, settings.fingerprint)
    groups = GROUPS_FOR.get(workbook, ())
    with dossier.store.connect(run.as_of) as connection:
        shown = data_quality_of(workbook, connection.cursor(), settings, run).rows
        everything = data_quality(connection.cursor(), settings, run, groups=groups).rows
    expected = [row | {"Volgorde": None} for row in everything if row["Controle"] in CHECKS_FOR[workbook]]
    assert [row | {"Volgorde": None} for row in shown] == expected
    assert shown


def test_the_checks_run_beside_the_instrument_on_a_cursor() -> None:
    """Shared tables are temporary: two at once on one connection do not see each other's."""
    dossier, _ = imported("berichten")
    settings = settings_of_rows(small_region().settings)
    runs = [Run(Period(year), date(2025, 3, 1), dossier.store.stand, settings.fingerprint) for year in (2023, 2024)]
    with dossier.store.connect(date(2025, 3, 1)) as connection:
        alone = [data_quality(connection.cursor(), settings, run).rows for run in runs]
        first, second = beside(
            lambda: data_quality(connection, settings, runs[0]).rows,
            lambda: data_quality(connection.cursor(), settings, runs[1]).rows,
        )
    assert [first, second] == alone
