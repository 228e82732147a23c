"""Dutch texts of the command `demo`."""

from collections.abc import Mapping
from pathlib import Path

from engine.errors import Refusal, WrongUse
from engine.intake.report import ImportReport
from engine.result import Report
from engine.texts.intake import set_aside_lines
from engine.texts.numbers import counted, dutch_number


def existing_demo(folder: Path) -> Refusal:
    """`demo` never writes into a folder with something in it."""
    return Refusal(
        "De map voor de demo bestaat al en is niet leeg.", str(folder), "Kies een andere map of verwijder deze."
    )


def unknown_size(size: str, known: list[str]) -> WrongUse:
    """`demo --size` of a region that cannot be made."""
    return WrongUse(f"Een regio van de grootte {size} is er niet.", "--size", f"Kies uit: {', '.join(known)}.")


def made(folder: Path, counts: Mapping[str, int]) -> list[str]:
    """What the made-up region holds."""
    messages = sum(count for name, count in counts.items() if name.startswith("bericht "))
    dirt = sum(count for name, count in counts.items() if name.startswith("vuil "))
    return [
        f"Verzonnen regio gemaakt in {folder}: {dutch_number(messages)} berichten, "
        f"{dutch_number(counts['declaratieregels'])} declaratieregels, waarvan {dutch_number(dirt)} met een fout erin.",
    ]


def imported(report: ImportReport) -> list[str]:
    """The import in two lines and its findings."""
    total = (
        f"Ingelezen als stand {report.stand}: {counted(report.read, 'regel', 'regels')} gelezen = "
        f"{dutch_number(report.stored)} opgeslagen + {dutch_number(report.duplicate)} dubbel + "
        f"{dutch_number(report.set_aside)} apart gezet; {counted(report.refused, 'bestand', 'bestanden')} geweigerd."
    )
    return [
        total,
        *set_aside_lines(report.set_aside_reasons),
        *(f"  {finding.text}" for finding in report.findings),
        *(f"  {file}" for file in report.set_aside_files),
    ]


def next_steps(program: str, dossier: Path, report: Report) -> list[str]:
    """What to try now, with a row that exists; `program` is how the command was called."""
    rows = report.table("MaxInzet").rows
    year, as_of = report.run.period.year, report.run.as_of.isoformat()
    check = f"  {program} check {dossier} --year {year} --as-of {as_of}"
    lines = ["Probeer nu:", check, f"  {program} compare {dossier} 2023"]
    if rows:
        first = rows[0]
        key = f"{first['AGB']} {first['Productcode']}"
        lines.insert(1, f"  {program} trace {dossier} MaxInzet {key} --year {year} --as-of {as_of}")
    return lines
