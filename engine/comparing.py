"""What changed since a period was closed, row by row and cause by cause (CL-2).

The report is computed again in steps, each adding one cause: late declarations, corrections, rejections, settings. The
difference a step makes is that cause's share, so that the shares always add up to the whole difference.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise

import duckdb

from engine.closing import Closing, Tables
from engine.money import excel_round
from engine.result import Column, Kind, Report, ResultTable, Row, Value
from engine.run import Run
from engine.settings import Settings
from engine.store.store import Store

CAUSES = ("Programma", "Late declaraties", "Correcties", "Afkeuringen", "Instellingen")
COMPARED = {"MaxInzet": ("AGB", "Productcode")}
ReportMaker = Callable[[duckdb.DuckDBPyConnection, Settings, Run], Report]

_LINE = "import_no, source_no, source_line"
_NET = "counts, net_cents, net_volume, net_minutes"
_CORRECTION = "(now.debit_credit = 'C' OR now.previous_reference_number IS NOT NULL)"


def compare(store: Store, closing: Closing, settings: Settings, run: Run, make: ReportMaker) -> ResultTable:
    """Table `Vergelijking`: one row per changed cell of the closed tables, with the share of every cause.

    `run` and `settings` are today's; `make` computes a report from a connection, settings and a run.
    """
    steps = [closing.tables]
    then = _connect(store, closing.settings, closing.run)
    steps.append(_rows(make(then, closing.settings, closing.run)))
    now = _connect(store, closing.settings, run)
    _freeze_lines(then, now)
    for counted in (f"NOT {_CORRECTION}", "true"):
        _count_new_lines(now, counted)
        steps.append(_rows(make(now, closing.settings, closing.run)))
    now.execute("CREATE OR REPLACE VIEW counted_line AS SELECT * FROM now_line")
    steps.append(_rows(make(now, closing.settings, closing.run)))
    steps.append(_rows(make(_connect(store, settings, run), settings, run)))
    return _table(closing.run, [row for name, keys in COMPARED.items() for row in _changes(name, keys, steps)])


def _connect(store: Store, settings: Settings, run: Run) -> duckdb.DuckDBPyConnection:
    counts = settings.parameter("TelOnbeantwoord", run.as_of).value == "ja"
    return store.connect(run.as_of, run.stand, count_unanswered=counts)


def _freeze_lines(then: duckdb.DuckDBPyConnection, now: duckdb.DuckDBPyConnection) -> None:
    lines = then.sql(f"SELECT {_LINE}, {_NET} FROM counted_line").to_arrow_table()
    now.register("then_arrow", lines)
    now.execute("CREATE TABLE then_line AS SELECT * FROM then_arrow")
    now.unregister("then_arrow")
    now.execute("CREATE TABLE now_line AS SELECT * FROM counted_line")


def _count_new_lines(now: duckdb.DuckDBPyConnection, counted: str) -> None:
    """Lines known then count as they did; of the new ones only those `counted`."""
    was_known = "then_line.import_no IS NOT NULL"
    replaced = ", ".join(
        f"CASE WHEN {was_known} THEN then_line.{name} ELSE now.{name} END AS {name}" for name in _NET.split(", ")
    )
    now.execute(
        f"""CREATE OR REPLACE VIEW counted_line AS
            SELECT now.* REPLACE ({replaced})
            FROM now_line AS now LEFT JOIN then_line USING ({_LINE})
            WHERE {was_known} OR {counted}"""
    )


def _rows(report: Report) -> Tables:
    return {name: report.table(name).rows for name in COMPARED}


def _changes(name: str, keys: tuple[str, ...], steps: list[Tables]) -> Iterator[Row]:
    by_key = [{tuple(row[key] for key in keys): row for row in step[name]} for step in steps]
    for key in sorted({key for step in by_key for key in step}, key=str):
        rows = [step.get(key, {}) for step in by_key]
        columns = dict.fromkeys(column for row in rows for column in row if column not in (*keys, "Volgorde"))
        for column in columns:
            change = _change([row.get(column) for row in rows])
            if change is not None:
                yield {"Tabel": name, **dict(zip(keys, key, strict=True)), "Kolom": column, **change}


def _change(values: list[Value]) -> Row | None:
    """Was, Is and the share of each cause; None when no step changed anything."""
    if len({_shown(value) for value in values}) == 1:
        return None
    row: Row = {"Was": _shown(values[0]), "Is": _shown(values[-1])}
    numbers = [_number(value) for value in values]
    pairs = pairwise(numbers)
    if all(number is not None for number in numbers):
        shares = [_minus(after, before) for before, after in pairs]
        return row | {"Verschil": _minus(numbers[-1], numbers[0])} | dict(zip(CAUSES, shares, strict=True))
    steps = zip(CAUSES, pairwise(values), strict=True)
    causes = [cause for cause, (before, after) in steps if _shown(before) != _shown(after)]
    return row | {"Verschil": None} | dict.fromkeys(CAUSES) | {"Door": ", ".join(causes)}


def _minus(after: Decimal | None, before: Decimal | None) -> Decimal:
    return (after or Decimal(0)) - (before or Decimal(0))


def _number(value: Value) -> Decimal | None:
    """An empty cell counts as 0, so that new and vanished rows have a difference too."""
    if value is None:
        return Decimal(0)
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _shown(value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{excel_round(value, 9).normalize():f}".replace(".", ",") if value else "0"
    return "" if value is None else str(value)


def _table(run: Run, rows: list[Row]) -> ResultTable:
    texts = [Column(name, Kind.TEXT) for name in ("Tabel", "AGB", "Productcode", "Kolom", "Was", "Is")]
    shares = [Column(name, Kind.NUMBER, id="CL-2") for name in ("Verschil", *CAUSES)]
    for row in rows:
        row.setdefault("Door", ", ".join(cause for cause in CAUSES if row[cause]))
    return ResultTable(
        "Vergelijking",
        f"Wat veranderde sinds {run.period.code} werd afgesloten",
        "Per cel de afgesloten waarde, de waarde van nu en welk deel van het verschil door welke oorzaak komt.",
        ("Tabel", "AGB", "Productcode", "Kolom"),
        (*texts, *shares, Column("Door", Kind.TEXT)),
        rows,
    )
