"""What changed since a period was closed, row by row and cause by cause (CL-2).

The reports are computed again in steps, each adding one cause. The difference a step makes is that cause's share, so
that the shares always add up to the whole difference.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

import duckdb

from engine.closing import Closing
from engine.money import excel_round
from engine.result import Column, Kind, Report, ResultTable, Row, Value
from engine.run import Run
from engine.settings import Settings
from engine.store.store import Store
from engine.texts import comparing as texts
from engine.tracing import key_text

CAUSES = tuple(texts.CAUSES)
"""Another version of the program; declarations that came in later; corrections; rejections and granted amounts; other

messages and tables; the as-of date itself (as time goes on, more is due); and the settings."""
Reports = Mapping[str, Report]
Connect = Callable[[date], duckdb.DuckDBPyConnection]
ReportMaker = Callable[[duckdb.DuckDBPyConnection, Connect, Settings, Run], Reports]
_Rows = dict[tuple[str, ...], Row]
_Step = dict[tuple[str, str], _Rows]
"""Of a workbook's table the rows by key."""

_LINE = "import_no, source_no, source_line"
_NET = "counts, net_cents, net_volume, net_minutes"
_CORRECTION = "(now.debit_credit = 'C' OR now.previous_reference_number IS NOT NULL)"


@dataclass(frozen=True)
class Compared:
    """What is compared: the closing, today's store, settings and run, and by workbook the names of its result tables.

    `make` computes the reports that a run has.
    """

    store: Store
    closing: Closing
    settings: Settings
    run: Run
    tables: Mapping[str, Sequence[str]]
    make: ReportMaker

    def connector(self, settings: Settings, run: Run) -> Connect:
        """Connections on the stand of a run, counting lines as those settings say."""
        counts = settings.parameter("TelOnbeantwoord", run.as_of).is_yes
        return lambda day: self.store.connect(day, run.stand, count_unanswered=counts)


def compare(compared: Compared) -> ResultTable:
    """Table `Vergelijking`: one row per changed cell of the closed workbooks, with the share of every cause."""
    made = list(_reports(compared))
    steps = [_closed_rows(compared, made), *(_rows(compared, reports) for reports in made)]
    changed = [row for place in steps[0] for row in _changes(place, [step.get(place, {}) for step in steps])]
    return _table(compared.closing.run, changed)


def _reports(compared: Compared) -> Iterator[Reports]:
    """The reports after each cause, in the order of CAUSES."""
    closing, make = compared.closing, compared.make
    settings, run = closing.settings, closing.run
    connect_then, connect_now = compared.connector(settings, run), compared.connector(settings, compared.run)
    then, now = connect_then(run.as_of), connect_now(compared.run.as_of)
    yield make(then, connect_then, settings, run)
    _keep_lines(then, now)
    for counted in (f"NOT {_CORRECTION}", "true"):
        _count_new_lines(then, counted)
        yield make(then, connect_then, settings, run)
    _show_lines(then, "SELECT * FROM now_line")
    yield make(then, connect_then, settings, run)
    yield make(now, connect_now, settings, run)
    yield make(now, connect_now, settings, compared.run)
    connect_today = compared.connector(compared.settings, compared.run)
    yield make(connect_today(compared.run.as_of), connect_today, compared.settings, compared.run)


def _keep_lines(then: duckdb.DuckDBPyConnection, now: duckdb.DuckDBPyConnection) -> None:
    """Beside the lines as they counted at the closing, the lines as they count now."""
    then.register("now_arrow", now.sql("SELECT * FROM counted_line").to_arrow_table())
    then.execute("CREATE TABLE now_line AS SELECT * FROM now_arrow")
    then.unregister("now_arrow")
    then.execute(f"CREATE TABLE then_line AS SELECT {_LINE}, {_NET} FROM counted_line")


def _count_new_lines(then: duckdb.DuckDBPyConnection, counted: str) -> None:
    """Lines known at the closing count as they did; of the new ones only those `counted`."""
    was_known = "then_line.import_no IS NOT NULL"
    replaced = ", ".join(
        f"CASE WHEN {was_known} THEN then_line.{name} ELSE now.{name} END AS {name}" for name in _NET.split(", ")
    )
    _show_lines(
        then,
        f"""SELECT now.* REPLACE ({replaced})
            FROM now_line AS now LEFT JOIN then_line USING ({_LINE})
            WHERE {was_known} OR {counted}""",
    )


def _show_lines(con: duckdb.DuckDBPyConnection, lines: str) -> None:
    """Other lines than the store has: what was found in its facts before does not hold for them (`recall.py`)."""
    con.execute(f"CREATE OR REPLACE VIEW counted_line AS {lines}")
    con.execute("UPDATE run SET facts = uuid()::VARCHAR")


def _closed_rows(compared: Compared, made: Sequence[Reports]) -> _Step:
    """The closed tables, by the keys that those tables have today."""
    found: _Step = {}
    for name, tables in compared.closing.workbooks.items():
        report = next((reports[name] for reports in made if name in reports), None)
        shapes = [report.table(table) for table in compared.tables.get(name, ())] if report else []
        for shape in shapes:
            rows = [dict.fromkeys(shape.keys) | row for row in tables.get(shape.name, [])]
            found[name, shape.name] = {key_text(shape, row): row for row in rows}
    return found


def _rows(compared: Compared, reports: Reports) -> _Step:
    return {
        (name, table.name): {key_text(table, row): row for row in table.rows}
        for name, report in reports.items()
        for table in (report.table(table) for table in compared.tables.get(name, ()))
    }


def _changes(place: tuple[str, str], steps: list[_Rows]) -> Iterator[Row]:
    for key in sorted({key for step in steps for key in step}):
        rows = [step.get(key, {}) for step in steps]
        for column in dict.fromkeys(column for row in rows for column in row if column != "Volgorde"):
            change = _change([row.get(column) for row in rows])
            if change is not None:
                yield {"Werkmap": place[0], "Tabel": place[1], "Rij": " ".join(key), "Kolom": column, **change}


def _change(values: list[Value]) -> Row | None:
    """Was, Is and the share of each cause; None when no step changed anything."""
    if len({_shown(value) for value in values}) == 1:
        return None
    row: Row = {"Was": _shown(values[0]), "Is": _shown(values[-1])}
    steps = zip(CAUSES, pairwise(values), strict=True)
    causes = ", ".join(cause for cause, (before, after) in steps if _shown(before) != _shown(after))
    row |= {"Verschil": None, **dict.fromkeys(CAUSES), "Door": causes}
    numbers = [_number(value) for value in values]
    if all(number is not None for number in numbers):
        shares = [_minus(after, before) for before, after in pairwise(numbers)]
        row |= {"Verschil": _minus(numbers[-1], numbers[0]), **dict(zip(CAUSES, shares, strict=True))}
    return row


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
    keys = ("Werkmap", "Tabel", "Rij", "Kolom")
    words = [Column(name, Kind.TEXT) for name in (*keys, "Was", "Is")]
    shares = [Column(name, Kind.NUMBER, id="CL-2", help=texts.CAUSES.get(name, "")) for name in ("Verschil", *CAUSES)]
    columns = (*words, *shares, Column("Door", Kind.TEXT))
    return ResultTable("Vergelijking", texts.title(run.period.code), texts.EXPLANATION, keys, columns, rows)
