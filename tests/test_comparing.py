"""CL-2: every difference is charged to what caused it."""

from datetime import date, datetime
from pathlib import Path

import duckdb

from engine.closing import Closing
from engine.comparing import Compared, Connect, Reports, compare
from engine.dossier import Dossier
from engine.intake.importing import import_files
from engine.money import euros
from engine.result import Column, Kind, Report, ResultTable
from engine.run import Period, Run
from engine.settings import Settings, default_settings
from tests.intake.message_help import JW323


def _made(connection: duckdb.DuckDBPyConnection, _: Connect, settings: Settings, run: Run) -> Reports:
    """A report of one row with the net amount of everything."""
    ((cents,),) = connection.execute("SELECT sum(net_cents)::BIGINT FROM counted_line").fetchall()
    columns = (Column("AGB", Kind.CODE), Column("Productcode", Kind.CODE), Column("Bedrag", Kind.EURO))
    row = {"AGB": "65656055", "Productcode": "45A03", "Bedrag": euros(cents)}
    table = ResultTable("MaxInzet", "", "", ("AGB", "Productcode"), columns, [row])
    return {"max-inzet": Report("max-inzet", "", run, "", [table], [], "toets")}


def test_another_choice_for_unanswered_lines_is_a_change_of_settings(tmp_path: Path) -> None:
    dossier = Dossier.create(tmp_path / "dossier")
    import_files(dossier, [JW323], datetime(2026, 6, 1, 12), "toets")
    settings = default_settings()
    run = Run(Period(2026), date(2026, 12, 31), 1, settings.fingerprint)
    counting = dossier.store.connect(run.as_of, 1, count_unanswered=True)
    rows = _made(counting, dossier.store.connect, settings, run)["max-inzet"].table("MaxInzet").rows
    closing = Closing(run, settings, "toets", {"max-inzet": {"MaxInzet": rows}})
    parameters = tuple(
        row.model_copy(update={"value": "nee"}) if row.name == "TelOnbeantwoord" else row for row in settings.parameters
    )
    changed = settings.model_copy(update={"parameters": parameters})
    tables = {"max-inzet": ("MaxInzet",)}
    (row,) = compare(Compared(dossier.store, closing, changed, run, tables, _made)).rows
    assert row["Kolom"] == "Bedrag"
    assert row["Instellingen"] == row["Verschil"]
    assert row["Door"] == "Instellingen"
