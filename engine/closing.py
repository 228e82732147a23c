"""Closed periods (CL-1): a run frozen with its settings and results, written once and read back exactly."""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from engine.result import Report, Row, Value
from engine.run import Period, Run
from engine.settings import Settings, settings_from_json, settings_to_json
from engine.texts.commands import already_closed, damaged_closing, dutch_date, not_closed, not_over

FILE = "afsluiting.json"
Tables = dict[str, list[Row]]
_FIRST_WORKBOOK = "max-inzet"
"""The only workbook there was when a closing still held one report, under `tabellen`."""


@dataclass(frozen=True)
class Closing:
    """A closed period: its run, settings, and by workbook the rows of every table of its report."""

    run: Run
    settings: Settings
    product_version: str
    workbooks: dict[str, Tables]


def closed_periods(folder: Path) -> list[str]:
    """Codes of the periods closed in the dossier's folder `gesloten/`."""
    return sorted(path.parent.name for path in folder.glob(f"*/{FILE}"))


def close(folder: Path, reports: Sequence[Report], settings: Settings) -> Path:
    """Freeze the reports of one run, the file whole or not at all. Refused when the period is closed already."""
    run = reports[0].run
    target = folder / run.period.code / FILE
    require_open(folder, run.period)
    content = _content(reports, settings)
    document = {"inhoud": content, "sha256": _digest(content)}
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".deel")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, target)
    return target


def require_over(period: Period, as_of: date) -> None:
    """Refuses a period that is not over at the as-of date: what is frozen would miss days, and cannot be undone."""
    if as_of <= period.last_day:
        raise not_over(period.code, period.last_day, as_of)


def require_open(folder: Path, period: Period) -> None:
    """Refuses a period that is closed already."""
    if period.code in closed_periods(folder):
        raise already_closed(period.code, dutch_date(read_closing(folder, period).run.as_of))


def read_closing(folder: Path, period: Period) -> Closing:
    """The closed period as it was frozen. Refused when it is not closed, or its file was changed."""
    path = folder / period.code / FILE
    if not path.exists():
        raise not_closed(period.code, closed_periods(folder))
    try:
        document = json.loads(path.read_text("utf-8"))
        content = document["inhoud"]
        intact = document["sha256"] == _digest(content)
    except (ValueError, KeyError, TypeError):
        intact, content = False, {}
    if not intact:
        raise damaged_closing(path)
    return _closing(content)


def _content(reports: Sequence[Report], settings: Settings) -> dict[str, Any]:
    run = reports[0].run
    return {
        "periode": run.period.code,
        "peildatum": run.as_of.isoformat(),
        "stand": run.stand,
        "versie": reports[0].product_version,
        "instellingen": json.loads(settings_to_json(settings)),
        "werkmappen": {report.name: _encoded_tables(report) for report in reports},
    }


def _encoded_tables(report: Report) -> dict[str, Any]:
    return {
        table.name: [{name: encoded(value) for name, value in row.items()} for row in table.rows]
        for table in report.tables
    }


def _closing(content: dict[str, Any]) -> Closing:
    settings = settings_from_json(json.dumps(content["instellingen"]))
    run = Run(
        Period.parse(content["periode"]),
        date.fromisoformat(content["peildatum"]),
        content["stand"],
        settings.fingerprint,
    )
    reports = content.get("werkmappen") or {_FIRST_WORKBOOK: content["tabellen"]}
    return Closing(run, settings, content["versie"], {name: _tables(tables) for name, tables in reports.items()})


def _tables(encoded_tables: dict[str, Any]) -> Tables:
    return {
        name: [{column: decoded(value) for column, value in row.items()} for row in rows]
        for name, rows in encoded_tables.items()
    }


def _digest(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def encoded(value: Value) -> Any:
    """A cell as JSON that reads back to exactly the same value."""
    if isinstance(value, Decimal):
        return {"getal": str(value)}
    if isinstance(value, date):
        return {"datum": value.isoformat()}
    return value


def decoded(value: Any) -> Value:
    """The inverse of `encoded`."""
    if isinstance(value, dict):
        pair = cast(dict[str, str], value)
        return Decimal(pair["getal"]) if "getal" in pair else date.fromisoformat(pair["datum"])
    return cast(Value, value)


def reported_averages(folder: Path, period: Period) -> dict[tuple[str, str], tuple[Value, Value]] | None:
    """Per AGB and product the average and the excess as reported in a closed period (MI-8); None when not closed."""
    if period.code not in closed_periods(folder):
        return None
    rows = read_closing(folder, period).workbooks.get(_FIRST_WORKBOOK, {}).get("MaxInzet", [])
    return {
        (str(row["AGB"]), str(row["Productcode"])): (row["Gemiddelde inzet"], row["Overschrijdingsbedrag"])
        for row in rows
    }
