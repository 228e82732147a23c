"""Closed periods (CL-1): a run frozen with its settings and results, written once and read back exactly."""

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from engine.result import Report, Row, Value
from engine.run import Period, Run
from engine.settings import Settings, settings_from_json, settings_to_json
from engine.texts.commands import already_closed, damaged_closing, dutch_date, not_closed

FILE = "afsluiting.json"
Tables = dict[str, list[Row]]


@dataclass(frozen=True)
class Closing:
    """A closed period: its run, settings, and the rows of every table of its report."""

    run: Run
    settings: Settings
    product_version: str
    tables: Tables


def closed_periods(folder: Path) -> list[str]:
    """Codes of the periods closed in the dossier's folder `gesloten/`."""
    return sorted(path.parent.name for path in folder.glob(f"*/{FILE}"))


def close(folder: Path, report: Report, settings: Settings) -> Path:
    """Freeze a report. Refused when the period is closed already; the file appears whole or not at all."""
    target = folder / report.run.period.code / FILE
    if target.exists():
        raise already_closed(report.run.period.code, dutch_date(read_closing(folder, report.run.period).run.as_of))
    content = _content(report, settings)
    document = {"inhoud": content, "sha256": _digest(content)}
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".deel")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, target)
    return target


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


def _content(report: Report, settings: Settings) -> dict[str, Any]:
    run = report.run
    return {
        "periode": run.period.code,
        "peildatum": run.as_of.isoformat(),
        "stand": run.stand,
        "versie": report.product_version,
        "instellingen": json.loads(settings_to_json(settings)),
        "tabellen": {
            table.name: [{name: encoded(value) for name, value in row.items()} for row in table.rows]
            for table in report.tables
        },
    }


def _closing(content: dict[str, Any]) -> Closing:
    settings = settings_from_json(json.dumps(content["instellingen"]))
    run = Run(
        Period.parse(content["periode"]),
        date.fromisoformat(content["peildatum"]),
        content["stand"],
        settings.fingerprint,
    )
    tables = {
        name: [{column: decoded(value) for column, value in row.items()} for row in rows]
        for name, rows in content["tabellen"].items()
    }
    return Closing(run, settings, content["versie"], tables)


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
    rows = read_closing(folder, period).tables["MaxInzet"]
    return {
        (str(row["AGB"]), str(row["Productcode"])): (row["Gemiddelde inzet"], row["Overschrijdingsbedrag"])
        for row in rows
    }
